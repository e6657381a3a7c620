//! Figures of announcing: ten thousand personal invitations in six languages, composed, kept, approved, signed and handed
//! to Postfix's `smtp-sink`; and the feed of 5,000 meetings. Run with `./x bench --bench announce`, or for another number
//! of recipients with `./x bench --bench announce -- 50000`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::disallowed_methods, reason = "a benchmark has a clock")]
#![allow(unreachable_pub, dead_code, reason = "shared with other benchmarks and with the tests")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use convoke::announce::{FeedOptions, Revision, feed};
use convoke::app;
use convoke::domain::language::Language;
use convoke::domain::time::ZoneData;
use convoke::domain::view::View;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::{plan, scenario};

#[path = "peers/child.rs"]
mod child;
#[path = "../tests/it/large.rs"]
mod large;
#[path = "peers/sink.rs"]
mod sink;

/// What was promised: seconds and MiB for ten thousand recipients, milliseconds for the feed.
const SECONDS: f64 = 10.0;
const MIB: f64 = 256.0;
const FEED_MILLISECONDS: f64 = 50.0;

fn main() -> Result<(), String> {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    invitations(count)?;
    calendar(5000);
    Ok(())
}

fn invitations(count: usize) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = |name: &str| folder.path().join(name);
    let mut roster = "for,address,name,language,zone,join\n".to_owned();
    let zones =
        ["Asia/Seoul", "Europe/Zurich", "America/New_York", "Africa/Nairobi", "America/Sao_Paulo", "Asia/Kolkata"];
    for n in 0..count {
        let (language, zone) = (Language::ALL[n % 6].tag(), zones[n % zones.len()]);
        roster.push_str(&format!(
            "jca-ml-2023-1,delegate{n}@d{}.example.org,Delegate {n},{language},{zone},https://meet.example.org/j/{n:08x}\n",
            n % 211
        ));
    }
    std::fs::write(path("people.csv"), roster).map_err(|error| error.to_string())?;
    for (file, arguments) in [
        ("ed.pem", &["genpkey", "-algorithm", "ed25519", "-out"][..]),
        ("rsa.pem", &["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048", "-out"][..]),
    ] {
        let made = Command::new("openssl").args(arguments).arg(path(file)).stderr(Stdio::null()).status();
        if !made.is_ok_and(|status| status.success()) {
            return Err("openssl made no key".to_owned());
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let announce = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
        command.arg("announce").arg(root.join("examples/jca-ml-2023/given.toml"));
        command.args(["--on", "2022-12-01", "--meeting", "jca-ml-2023-1", "--recipients"]).arg(path("people.csv"));
        command.arg("--store").arg(path("convoke.db")).args(more);
        command
    };
    println!("{count} personal invitations in six languages; seconds, MiB at most");
    println!("{:>44} {:>8} {:>8} {:>8}", "", "wall", "cpu", "MiB");
    let (mut seconds, mut mib) = (0.0, 0.0_f64);
    let mut row = |what: &str, mut command: Command, counted: bool| -> Result<(), String> {
        let usage = child::run(&mut command, 300.0, &[0], &path("log"))?;
        println!("{what:>44} {:8.2} {:8.2} {:8.0}", usage.seconds, usage.cpu, usage.mib);
        if counted {
            seconds += usage.seconds;
            mib = mib.max(usage.mib);
        }
        Ok(())
    };
    let (port, mut sink) = sink::sink()?;
    let url = format!("smtp://127.0.0.1:{port}");
    row("composed and kept", announce(&["--prepare-as", "Ana"]), true)?;
    row("composed again, compared and approved", announce(&["--approve-as", "Bo"]), false)?;
    // The same messages once more, for the row below.
    std::fs::copy(path("convoke.db"), path("twice.db")).map_err(|error| error.to_string())?;
    let (ed, rsa) = (format!("ed={}", path("ed.pem").display()), format!("rsa={}", path("rsa.pem").display()));
    let sending = |store: &str, keys: &[&String]| {
        let mut sending = Command::new(env!("CARGO_BIN_EXE_convoke"));
        sending.arg("announce").arg(path(store)).args(["--send", "--smtp", &url, "--dkim-domain", "tsb.example.org"]);
        sending.args(keys.iter().flat_map(|key| ["--dkim-key", key])).args(["--connections", "32"]);
        sending
    };
    row("signed (Ed25519), marked, handed over", sending("convoke.db", &[&ed]), true)?;
    row("the same signed twice, with RSA too", sending("twice.db", &[&ed, &rsa]), false)?;
    let _ = sink.kill();
    let _ = sink.wait();
    let state = |good: bool| if good { "reached" } else { "missed" };
    println!("composed, signed, handed over: {seconds:.2} s (figure {SECONDS} s: {})", state(seconds <= SECONDS));
    println!("memory: {mib:.0} MiB (figure {MIB} MiB: {})", state(mib <= MIB));
    Ok(())
}

fn calendar(size: usize) {
    let text = large::Large::of(size);
    let files = MemoryFiles::default().with("scenario.toml", text.scenario).with("plan.toml", text.plan);
    let scenario = match scenario::read_from(&files, Path::new("scenario.toml"), &Profiles::bundled()) {
        Ok(loaded) => loaded.scenario,
        Err(report) => panic!("{}", report.text()),
    };
    let plan = match plan::read_from(&files, Path::new("plan.toml"), &scenario) {
        Ok(plan) => plan,
        Err(report) => panic!("{}", report.text()),
    };
    let (zones, checked) = (ZoneData::bundled(), app::check(&scenario, plan));
    let sender = app::announcing::sender(&scenario);
    let basis = app::announcing::basis(View::new(&scenario, &checked.plan), &checked, &sender, &zones);
    let stamped = convoke::domain::time::Instant::from_utc(scenario.as_of.and_time(chrono::NaiveTime::MIN));
    let options = FeedOptions { language: Language::English, body: None, source: None };
    let mut least = f64::MAX;
    let mut octets = 0;
    for _ in 0..5 {
        let began = Instant::now();
        octets = feed(&basis, &options, Revision { sequence: 0, stamped }).map_or(0, |feed| feed.len());
        least = least.min(began.elapsed().as_secs_f64() * 1000.0);
    }
    let reached = if least <= FEED_MILLISECONDS { "reached" } else { "missed" };
    println!("feed of {size} meetings: {least:.1} ms, {octets} octets (figure {FEED_MILLISECONDS} ms: {reached})");
}
