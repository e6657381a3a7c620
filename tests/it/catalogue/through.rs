//! A case goes through the program: a folder of its own, a store beside it, and what it used written down.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use convoke::domain::time::{Zone, ZoneData};
use convoke::exchange::ics::{self, Options};

use super::files::{self, Sheets};
use super::table::{Case, Door, folder};
use crate::helpers::root;

/// The scenario that tables, answers and mails are about.
const EXAMPLE: &str = "examples/jca-ml-2023/given.toml";
/// The day on which it is announced.
const DAY: &str = "2022-12-01";
/// Seconds on the clock after which a program is taken to hang, on a machine that does other things too.
const HANGS: &str = "90";

/// How a case went.
#[derive(Debug)]
pub(super) struct Went {
    pub(super) exit: i32,
    /// What was said, without the folder of the case.
    pub(super) said: String,
    pub(super) out: String,
    /// Codes and places, in order.
    pub(super) told: Vec<String>,
    /// Of a processor.
    pub(super) seconds: f64,
    pub(super) megabytes: f64,
    /// Events of a calendar of others.
    pub(super) read: Vec<String>,
    /// What is not as it was and should be.
    pub(super) changed: Vec<String>,
    written: BTreeMap<String, String>,
}

impl Went {
    /// Whether a word stands in a file, or in one of a folder.
    pub(super) fn wrote(&self, file: &str, word: &str) -> bool {
        let below = format!("{file}/");
        self.written.iter().any(|(name, text)| (name == file || name.starts_with(&below)) && text.contains(word))
    }
}

/// Megabytes that the program takes up before it does anything.
static ITSELF: LazyLock<f64> = LazyLock::new(|| {
    let there = tempfile::tempdir().expect("a folder");
    let used = there.path().join("used");
    let mut command = measured(&used);
    assert!(command.arg("--version").output().expect("Python runs").status.success());
    fs::read_to_string(used)
        .expect("what was used")
        .split_whitespace()
        .nth(2)
        .expect("a number")
        .parse()
        .expect("a number")
});

fn measured(used: &Path) -> Command {
    let mut command = Command::new("python3");
    command.arg(root().join("tests/tools/measured.py")).arg(used).args([HANGS, env!("CARGO_BIN_EXE_convoke")]);
    command
}

/// The first events of a calendar, read as the program reads it.
fn events(there: &Path) -> Vec<String> {
    let Ok(bytes) = fs::read(there.join("foreign.ics")) else { return Vec::new() };
    let zones = ZoneData::bundled();
    let found = ics::read(&bytes, &Options { floating: None, days_in: Zone::GENEVA, zones: &zones });
    found.events.iter().take(3).map(|one| format!("{} {}..{}", one.summary, one.first, one.last)).collect()
}

/// A store in which an announcement of the example waits to be approved, as bytes.
pub(super) fn store() -> Vec<u8> {
    let there = tempfile::tempdir().expect("a folder");
    let file = there.path().join("convoke.db");
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    command.args(["announce", EXAMPLE, "--on", DAY, "--prepare-as", "Ana Lima"]).current_dir(root());
    let output = command.env("CONVOKE_STORE", &file).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(file).expect("a store")
}

fn arguments(case: &Case, store: &Path) -> Vec<String> {
    let about = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let usual = match case.door {
        Door::Check | Door::Calendar => about(&["check", "scenario.toml"]),
        Door::Plan => about(&["check", "scenario.toml", "--plan", "plan.toml"]),
        Door::Recipients => about(&[
            "announce",
            "{jca}",
            "--on",
            DAY,
            "--dry-run",
            "--out",
            "preview",
            "--meeting",
            "jca-ml-2023-1",
            "--recipients",
            "recipients.csv",
        ]),
        Door::Registrations => about(&["inbox", "{jca}", "--registrations", "registrations.toml"]),
        Door::Answers => about(&["options", "{jca}", "--record", "answers.toml", "--out", "confirmed.toml"]),
        Door::Mail => about(&["inbox", "{jca}", "--maildir", "mail", "--format", "json"]),
        Door::Sheet => about(&["import", "{catalogue}/small.toml", "plan.xlsx", "--out", "plan.toml"]),
        Door::Hours => about(&["hours", "hours.toml", "--iterations", "1000"]),
        Door::Solve => about(&["solve", "problem.json", "--out", "solution.json", "--iterations", "100"]),
        Door::Run | Door::Web | Door::Test => Vec::new(),
    };
    let (jca, root, catalogue) = (root().join(EXAMPLE), root(), folder());
    let names = [("{jca}", jca.as_path()), ("{root}", &root), ("{catalogue}", &catalogue), ("{store}", store)];
    let replaced =
        |word: String| names.iter().fold(word, |word, (name, path)| word.replace(name, &path.display().to_string()));
    (if case.run.is_empty() { usual } else { case.run.clone() }).into_iter().map(replaced).collect()
}

/// A small scenario that names a calendar of others.
fn around_a_calendar(there: &Path) {
    let small = fs::read_to_string(folder().join("calendar.toml")).expect("a scenario");
    fs::write(there.join("scenario.toml"), small).expect("written");
}

/// Mails become those of a Maildir, in the order of their names.
fn into_a_maildir(there: &Path) {
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(there.join("mail").join(part)).expect("a folder");
    }
    for name in files::contents(there).keys().filter(|name| name.ends_with(".eml")) {
        fs::rename(there.join(name), there.join("mail/new").join(format!("1700000000.{name}"))).expect("moved");
    }
}

pub(super) fn through(case: &Case, sheets: &Sheets, waiting: &[u8]) -> Went {
    let outside = tempfile::tempdir().expect("a folder");
    let (there, store) = (outside.path().join("case"), outside.path().join("convoke.db"));
    fs::create_dir(&there).expect("a folder");
    files::put(case, sheets, &there);
    match case.door {
        Door::Calendar => around_a_calendar(&there),
        Door::Mail => into_a_maildir(&there),
        _ => {}
    }
    if case.store {
        fs::write(&store, waiting).expect("a store");
    }
    let before = files::contents(&there);
    let used = outside.path().join("used");
    let mut command = measured(&used);
    command.args(arguments(case, &store)).current_dir(&there).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", outside.path());
    command.env("USER", "tester").env("CONVOKE_STORE", &store);
    let output = command.output().expect("Python runs");
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let own = [
            format!("{}/", there.display()),
            format!("{}/", outside.path().display()),
            format!("{}/", root().display()),
        ];
        own.iter().fold(text, |text, folder| text.replace(folder, ""))
    };
    let (said, out) = (text(&output.stderr), text(&output.stdout));
    let measured = fs::read_to_string(&used).expect("what was used");
    let mut measured = measured.split_whitespace().map(|word| word.parse::<f64>().expect("a number"));
    let (seconds, _, megabytes) = (measured.next(), measured.next(), measured.next());
    let exit = output.status.code().unwrap_or(-1);
    let after = files::contents(&there);
    let mut changed = Vec::new();
    for (name, bytes) in &before {
        if after.get(name) != Some(bytes) {
            changed.push(format!("{name} was changed"));
        }
    }
    let new: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    if exit == 2 && !new.is_empty() {
        changed.push(format!("wrote {new:?}, although it refused"));
    }
    match fs::read(&store) {
        Ok(bytes) if case.store && bytes == waiting => {}
        Err(_) if !case.store => {}
        _ => changed.push("the store is not as it was".to_owned()),
    }
    let decoded = |name: &&String| {
        let text = String::from_utf8_lossy(&after[*name]).into_owned();
        ((*name).clone(), crate::announcing::plain_text(&text))
    };
    let written = new.iter().map(decoded).collect();
    let seconds = seconds.unwrap_or(f64::MAX);
    let megabytes = megabytes.map_or(f64::MAX, |all| (all - *ITSELF).max(0.0));
    let read = if case.door == Door::Calendar { events(&there) } else { Vec::new() };
    Went { exit, told: told(&said), said, out, seconds, megabytes, read, changed, written }
}

/// Codes and places of what was said: `code place`, with the other place of a pair.
fn told(said: &str) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for line in said.lines() {
        if let Some(also) = line.strip_prefix("  see also ").filter(|_| !told.is_empty()) {
            let last = told.len() - 1;
            told[last] += &format!(" and {also}");
        }
        for (mark, before) in [(": error[", ""), (": notice[", "notice ")] {
            if let Some((place, rest)) = line.split_once(mark).filter(|_| !line.starts_with(' '))
                && let Some((code, _)) = rest.split_once("]: ")
            {
                told.push(format!("{before}{code} {place}"));
            }
        }
    }
    told
}
