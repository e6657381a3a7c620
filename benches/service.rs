//! Figures of the service, over a real socket: what a dragged meeting of 5,000 waits for, and two hundred readers at once beside a
//! solve. Run with `./x bench --bench service`, or for another size with `./x bench --bench service -- 500`.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::disallowed_methods, reason = "a benchmark has a clock")]
#![allow(unreachable_pub, dead_code, reason = "shared with other benchmarks and with the tests")]

use convoke::app;
use convoke::app::sandbox::NoSandbox;
use convoke::domain::access::{Extent, Role, Roles};
use convoke::domain::time::ZoneData;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario;
use convoke::exchange::sheets::Desk as Workbooks;
use convoke::kernel::Budget;
use convoke::planning::Options;
use convoke::store::{Changed, NewPlan, NewRevision, Purpose, Store};
use convoke::web::{Chance, Clock, Limits, Service, Setup, router};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

#[path = "../tests/it/large.rs"]
mod large;

const SECRET: &str = "00000000000000000000000000000000000000000000000000000000c0ffee00";
/// What was promised, in milliseconds.
const WHATIF: f64 = 16.0;
const READING: f64 = 300.0;
const BOARD: f64 = 1000.0;
/// Readers at once, and for how long.
const READERS: usize = 200;
const READING_FOR: Duration = Duration::from_secs(10);

type Failed = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failed> {
    let size = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(5000);
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(measured(size))
}

async fn measured(size: usize) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let address = folder.path().join("convoke.db").display().to_string();
    let store = Store::open(&address, true).await?;
    let roles = Roles::default().with(Extent::Everything, Role::Planner);
    let Changed::Done(account) = store.make_account("bench", "Ana Lima", "ana@example.org", &roles).await? else {
        return Err("no account".into());
    };
    store.keep_credential(Purpose::Session, account, SECRET, ("", ""), 86_400_000).await?;
    let text = large::Large::of(size);
    let files = BTreeMap::from([("scenario.toml".to_owned(), text.scenario.into_bytes())]);
    let held = MemoryFiles::default().with("scenario.toml", files["scenario.toml"].clone());
    let loaded =
        scenario::read_from(&held, Path::new("scenario.toml"), &Profiles::bundled()).map_err(|report| report.text())?;
    let name = loaded.scenario.name.clone();
    let new =
        NewRevision { name: &name, title: &name, main: "scenario.toml", files: &files, by: "bench", why: "", seen: 0 };
    store.revise(&new).await?;
    let plan = NewPlan {
        scenario: &name,
        subject: "",
        seen: None,
        revision: 1,
        text: &text.plan,
        what: "imported",
        why: "",
        by: "bench",
    };
    store.keep_plan(&plan).await?;
    let here = serve(store).await?;
    println!("{} meetings, over HTTP on this machine, 2 threads", loaded.scenario.meetings().len());

    let mut line = Line::open(here).await?;
    let board = format!("/api/v1/scenarios/{name}/findings");
    let began = Instant::now();
    line.get(&board).await?;
    println!("first look, everything read and checked anew: {:.0} ms (the board's figure: {BOARD} ms)", ms(began));
    let began = Instant::now();
    line.get(&board).await?;
    println!("the same again: {:.1} ms", ms(began));

    let meetings: Vec<String> = loaded.scenario.meetings().keys().map(ToString::to_string).collect();
    let mut waits = Vec::new();
    for meeting in meetings.iter().step_by((meetings.len() / 1000).max(1)) {
        let body = format!("{{\"meeting\":{meeting:?},\"first\":\"2026-05-04\"}}");
        let began = Instant::now();
        line.post(&format!("/api/v1/scenarios/{name}/whatif"), &body).await?;
        waits.push(ms(began));
    }
    say("one meeting put elsewhere", &mut waits, WHATIF);

    let stop = Arc::new(AtomicBool::new(false));
    let solving = {
        let (scenario, stop) = (loaded.scenario.clone(), Arc::clone(&stop));
        std::thread::spawn(move || {
            let ended = || stop.load(Ordering::Relaxed);
            let options = Options { stop: Some(&ended), ..Options::new(Budget::Seconds(60.0)) };
            let prover = convoke::milp::Highs::with_threads(2);
            let _solved = app::plan(&scenario, &prover, &options, &mut |_| {});
        })
    };
    let mut readers = tokio::task::JoinSet::new();
    for reader in 0..READERS {
        let path = ["/", "/feeds/all.ics", "/static/convoke.css"][reader % 3];
        readers.spawn(async move {
            let mut line = Line::open(here).await?;
            let (until, mut waits) = (Instant::now() + READING_FOR, Vec::new());
            while Instant::now() < until {
                let began = Instant::now();
                line.get(path).await?;
                waits.push(ms(began));
            }
            Ok::<_, Failed>(waits)
        });
    }
    let mut waits = Vec::new();
    while let Some(read) = readers.join_next().await {
        waits.extend(read??);
    }
    stop.store(true, Ordering::Relaxed);
    let count = waits.len();
    say(&format!("{READERS} readers of public pages and feeds beside a solve, {count} answers"), &mut waits, READING);
    let _ended = solving.join();
    Ok(())
}

async fn serve(store: Store) -> Result<SocketAddr, Failed> {
    static ZONES: OnceLock<ZoneData> = OnceLock::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let here = listener.local_addr()?;
    let setup = Setup {
        base: format!("http://{here}"),
        proxies: 0,
        plays: None,
        workbooks: Workbooks { sandbox: &NoSandbox, stop: None },
        fetches: None,
        openid: None,
        records: false,
        limits: Limits::default(),
        by: "bench".to_owned(),
    };
    let clock = Clock::new(|| 1_700_000_000);
    let service = Service::new(store, ZONES.get_or_init(ZoneData::bundled), setup, clock, Chance::new(|| None));
    let pages = router(service).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, pages).await });
    Ok(here)
}

/// One connection that stays open, as a browser keeps it.
struct Line {
    host: String,
    stream: BufReader<TcpStream>,
}

impl Line {
    async fn open(here: SocketAddr) -> Result<Self, Failed> {
        let stream = TcpStream::connect(here).await?;
        stream.set_nodelay(true)?;
        Ok(Self { host: here.to_string(), stream: BufReader::new(stream) })
    }

    async fn get(&mut self, path: &str) -> Result<Vec<u8>, Failed> {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"), "").await
    }

    async fn post(&mut self, path: &str, body: &str) -> Result<Vec<u8>, Failed> {
        let head =
            format!("POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        self.ask(&head, body).await
    }

    async fn ask(&mut self, head: &str, body: &str) -> Result<Vec<u8>, Failed> {
        use sha2::Digest as _;
        let digest = sha2::Sha256::new().chain_update(b"form ").chain_update(SECRET.as_bytes()).finalize();
        let token: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let request = format!(
            "{head}Host: {}\r\nCookie: __Host-convoke={SECRET}\r\nSec-Fetch-Site: same-origin\r\nX-Convoke-Token: {token}\r\n\r\n{body}",
            self.host
        );
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        let mut header = Vec::new();
        while !header.ends_with(b"\r\n\r\n") {
            header.push(self.stream.read_u8().await?);
        }
        let header = String::from_utf8_lossy(&header).to_lowercase();
        if !header.starts_with("http/1.1 200") {
            return Err(header.lines().next().unwrap_or_default().to_owned().into());
        }
        let field = |name: &str| header.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let mut bytes = Vec::new();
        if let Some(length) = field("content-length:") {
            bytes.resize(length.parse()?, 0);
            self.stream.read_exact(&mut bytes).await?;
            return Ok(bytes);
        }
        loop {
            let mut size = Vec::new();
            while !size.ends_with(b"\r\n") {
                size.push(self.stream.read_u8().await?);
            }
            let length = usize::from_str_radix(String::from_utf8_lossy(&size).trim(), 16)?;
            let from = bytes.len();
            bytes.resize(from + length + 2, 0);
            self.stream.read_exact(&mut bytes[from..]).await?;
            bytes.truncate(from + length);
            if length == 0 {
                return Ok(bytes);
            }
        }
    }
}

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

fn say(what: &str, waits: &mut [f64], most: f64) {
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| {
        waits.get(((waits.len() as f64 * share) as usize).min(waits.len().saturating_sub(1))).copied().unwrap_or(0.0)
    };
    let (p50, p99, worst) = (at(0.5), at(0.99), at(1.0));
    let verdict = if p99 < most { "met" } else { "MISSED" };
    println!(
        "{what}: median {p50:.2} ms, p99 {p99:.2} ms, most {worst:.2} ms (figure: p99 below {most} ms: {verdict})"
    );
}
