//! Figures of the service, over a real socket: what a dragged meeting of 5,000 waits for, and two hundred readers at once beside a
//! solve. Run with `./x bench --bench service`, or for another size with `./x bench --bench service -- 500`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::disallowed_methods, reason = "a benchmark has a clock")]
#![allow(unreachable_pub, dead_code, reason = "shared with other benchmarks and with the tests")]

use convoke::app::sandbox::NoSandbox;
use convoke::delivery::session::Server;
use convoke::domain::access::{Extent, Role, Roles};
use convoke::domain::time::ZoneData;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario;
use convoke::exchange::sheets::Desk as Workbooks;
use convoke::sandbox::Children;
use convoke::store::{Changed, NewJob, NewPlan, NewRevision, Purpose, Store};
use convoke::web::{Chance, Clock, Limits, Service, Setup};
use convoke::work::{JobSettings, Settings, Solver};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

#[path = "../tests/it/large.rs"]
mod large;
#[path = "peers/sink.rs"]
mod sink;

static ZONES: OnceLock<ZoneData> = OnceLock::new();
const SECRET: &str = "00000000000000000000000000000000000000000000000000000000c0ffee00";
const WELCOME: &str = "00000000000000000000000000000000000000000000000000000000c0ffee01";
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
    announced(folder.path(), &address)?;
    let store = Store::open(&address, true).await?;
    let roles = Roles::default().with(Extent::Everything, Role::Planner);
    let Changed::Done(account) = store.make_account("bench", "Ana Lima", "ana@example.org", &roles).await? else {
        return Err("no account".into());
    };
    store.keep_credential(Purpose::Session, account, SECRET, ("", ""), 86_400_000).await?;
    store.keep_credential(Purpose::Welcome, account, WELCOME, ("", ""), 86_400_000).await?;
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
    let here = serve(store.clone()).await?;
    println!("{} meetings, over HTTP on this machine, 2 threads", loaded.scenario.meetings().len());

    let mut line = Line::open(here).await?;
    let board = format!("/api/v1/scenarios/{name}/findings");
    let began = Instant::now();
    line.get(&board).await?;
    println!("first look, everything read and checked anew: {:.0} ms (the board's figure: {BOARD} ms)", ms(began));
    let began = Instant::now();
    line.get(&board).await?;
    println!("the same again: {:.1} ms", ms(began));
    store.keep_plan(&NewPlan { seen: Some(1), what: "imported again", ..plan.clone() }).await?;
    let began = Instant::now();
    line.get(&board).await?;
    let waited = ms(began);
    let met = if waited < BOARD { "met" } else { "MISSED" };
    println!("after a change of plan: {waited:.0} ms (figure: below {BOARD} ms: {met})");

    let meetings: Vec<String> = loaded.scenario.meetings().keys().map(ToString::to_string).collect();
    let mut waits = Vec::new();
    for meeting in meetings.iter().step_by((meetings.len() / 1000).max(1)) {
        let body = format!("{{\"meeting\":{meeting:?},\"first\":\"2026-05-04\"}}");
        let began = Instant::now();
        line.post(&format!("/api/v1/scenarios/{name}/whatif"), &body).await?;
        waits.push(ms(began));
    }
    say("one meeting put elsewhere", &mut waits, WHATIF);

    looked_at(here, &format!("/scenarios/{name}")).await?;

    // A solve of the same calendar, as a job in a process of its own.
    let request = "{\"seen\":2,\"revision\":1,\"seconds\":60}";
    let job = NewJob { kind: "plan", scenario: &name, subject: "", request, key: "bench", by: "bench", delay: 0 };
    store.queue_job(&job).await?;
    let children = Children::of(env!("CARGO_BIN_EXE_convoke"), "limited");
    let solver = Solver::Child { children, memory: 4 << 30 };
    let jobs = JobSettings { solver, ..JobSettings::new("bench", 2, ZONES.get_or_init(ZoneData::bundled)) };
    let (end, ended) = tokio::sync::watch::channel(false);
    let (solving, solves) = (store.clone(), ended.clone());
    let solved = tokio::spawn(async move { convoke::work::do_jobs(&solving, &jobs, solves, &|_| {}).await });
    // Mails leave meanwhile, to a relay that takes all of them.
    let (port, mut sink) = sink::sink()?;
    let mails =
        Settings { connections: 4, ..Settings::new(Server::parse(&format!("smtp://127.0.0.1:{port}"))?, "bench") };
    let sending = tokio::spawn(async move { convoke::work::send(&store, mails, ended, &|_| {}).await });
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
    end.send(true)?;
    let (tally, _) = sending.await??;
    sink.kill()?;
    sink.wait()?;
    let (count, sent) = (waits.len(), tally.sent);
    say(
        &format!("{READERS} readers of public pages and feeds beside a solve and {sent} mails, {count} answers"),
        &mut waits,
        READING,
    );
    solved.await??;
    Ok(())
}

/// Ten thousand invitations, approved, that wait to be sent; and so there is something to read in public.
fn announced(folder: &Path, store: &str) -> Result<(), Failed> {
    let mut roster = "for,address,name,language\n".to_owned();
    for n in 0..10_000 {
        roster.push_str(&format!("jca-ml-2023-1,delegate{n}@d{}.example.org,Delegate {n},en\n", n % 211));
    }
    let people = folder.join("people.csv");
    std::fs::write(&people, roster)?;
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/jca-ml-2023/given.toml");
    for step in [["--prepare-as", "Ana"], ["--approve-as", "Bo"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_convoke"));
        command.arg("announce").arg(&scenario).args([
            "--on",
            "2022-12-01",
            "--meeting",
            "jca-ml-2023-1",
            "--recipients",
        ]);
        let done = command.arg(&people).args(["--store", store]).args(step).output()?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
        }
    }
    Ok(())
}

/// The same in a real browser.
async fn looked_at(here: SocketAddr, board: &str) -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tools = std::env::var_os("CONVOKE_TEST_TOOLS").map_or_else(|| root.join("target/test-tools"), Into::into);
    let looked = tokio::process::Command::new("node")
        .arg(root.join("tests/browser/large.mjs"))
        .args([&format!("http://{here}"), &format!("/welcome?word={WELCOME}"), board])
        .env("CONVOKE_TEST_TOOLS", tools)
        .status()
        .await?;
    if looked.success() { Ok(()) } else { Err("the browser could not look at the board".into()) }
}

async fn serve(store: Store) -> Result<SocketAddr, Failed> {
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
    let service =
        Service::new(store, ZONES.get_or_init(ZoneData::bundled), setup, clock, Chance::new(|| Some([7; 32])));
    tokio::spawn(convoke::web::serve(listener, service, std::future::pending()));
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
