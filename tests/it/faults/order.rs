//! The order of system calls: no dot leaves before its mark is on disk, and nobody reads that something was approved before
//! it is. What a power cut does is decided by this order, which killing alone cannot show.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use convoke::domain::access::{Extent, Role, Roles};
use convoke::store::{Changed, Purpose, Store};
use convoke::web::Limits;
use convoke::work::Mutant;

use super::{Sender, Waiting, output, strace};
use crate::announce::plan;
use crate::delivery::sink::{Manner, start};
use crate::store::{people, prepare, run as block_on};
use crate::web::announced::{self, AHEAD};
use crate::web::site::{BASE, Site, service_over, token_of};

/// Of a trace of sends and syncs: dots, and those before which nothing had been synced since the message.
fn dots(trace: &str) -> (usize, usize) {
    let (mut synced, mut pending, mut dots, mut early) = (false, false, 0, 0);
    for line in trace.lines() {
        let done = line.ends_with("= 0") || line.contains("= 0 ");
        if line.contains(" fsync(") || line.contains(" fdatasync(") {
            let log = line.contains("-wal>");
            synced |= log && done;
            pending = log && line.contains("<unfinished");
        } else if line.contains("sync resumed") {
            synced |= pending && done;
            pending = false;
        } else if line.contains("sendto(") && line.contains("\".\\r\\n\"") {
            dots += 1;
            early += usize::from(!synced);
        } else if line.contains("sendto(") {
            synced = false;
        }
    }
    (dots, early)
}

fn traced(people: usize, mutant: Option<Mutant>) -> (usize, usize) {
    let waiting = Waiting::of(people);
    block_on(async {
        let (folder, store) = waiting.one();
        let (port, seen) = start(Manner::default()).await;
        let trace = folder.path().join("trace");
        let words = strace("fsync,fdatasync,sendto", "", &[], &trace);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let command = Sender::new(&store, port, mutant).command(&words);
        let said = tokio::task::spawn_blocking(|| output(command)).await.expect("no panic");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        assert_eq!(seen.taken().len(), people);
        dots(&std::fs::read_to_string(&trace).expect("a trace"))
    })
}

#[test]
fn no_dot_leaves_before_its_mark_is_on_disk() {
    let people = 40 * crate::work::scale() as usize;
    assert_eq!(traced(people, None), (people, 0));
    println!("{people} dots, 0 before their mark was on disk");
}

/// Both ways of marking too late are seen by the same count.
#[test]
fn marks_that_come_too_late_are_seen_in_the_order_of_calls() {
    for mutant in [Mutant::MarkAfterAnswer, Mutant::CarelessStore] {
        let (dots, early) = traced(10, Some(mutant));
        assert_eq!(dots, 10);
        assert!(early >= 9, "{mutant:?}: {early} of {dots} dots left too early, and that was not seen");
    }
}

/// Of a trace of writes and syncs: how often the store's log was written to, and whether all of that had been synced by the end.
fn synced(trace: &str) -> (usize, bool) {
    let (mut writes, mut open, mut pending) = (0, false, None);
    for line in trace.lines() {
        let (thread, rest) = line.split_once(' ').unwrap_or_default();
        let done = line.ends_with("= 0");
        if !rest.contains("-wal>") && !rest.contains("sync resumed") {
            continue;
        }
        if rest.contains("pwrite64(") {
            writes += 1;
            // A sync that had begun by then may be without it.
            (open, pending) = (true, None);
        } else if rest.contains("sync(") && rest.contains("<unfinished") {
            pending = Some(thread);
        } else if rest.contains("sync(") {
            open &= !done;
        } else if rest.contains("sync resumed") && pending == Some(thread) {
            open &= !done;
            pending = None;
        }
    }
    (writes, !open)
}

/// All that is written and synced, and what is said.
const CALLS: &str = "fsync,fdatasync,pwrite64,read,readv,recvfrom,write,writev,sendto,sendmsg";

/// No test, but whoever approves, with or without a fault of the store.
#[test]
#[ignore = "a program that other tests start"]
fn approver() {
    let said = |name: &str| std::env::var(name).expect("the tests that start this say how");
    block_on(async {
        let store = Store::open(&said("APPROVER_STORE"), false).await.expect("a store");
        if said("APPROVER_CARELESS") == "true" {
            store.be_careless().await.expect("set");
        }
        let approved = store.approve(1, "Bo", &said("APPROVER_DIGEST")).await.expect("an answer");
        assert!(matches!(approved, convoke::store::Approval::Approved { .. }), "{approved:?}");
        println!("approved by Bo");
        store.close().await;
    });
}

/// By the program, or by this test program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Program,
    /// Whether the store is careless there.
    Test(bool),
}

/// What is approved is said to be: the writes to the store's log by then, and whether they had been synced.
fn approved(by: By) -> (usize, bool) {
    block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, trace) = (folder.path().join("convoke.db"), folder.path().join("trace"));
        let address = path.display().to_string();
        let store = Store::open(&address, true).await.expect("a store");
        let prepared = prepare(&store, &plan(), &people(3), 0).await;
        assert_eq!(prepared.number, 1);
        store.close().await;
        let words = strace(CALLS, "", &[], &trace);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        match by {
            By::Program => {
                command.arg(env!("CARGO_BIN_EXE_convoke")).arg("announce").arg(&path);
                command.args(["--approve-as", "Bo", "--digest", &prepared.digest]);
            }
            By::Test(careless) => {
                command.arg(std::env::current_exe().expect("this program"));
                command.args(["faults::order::approver", "--exact", "--ignored", "--nocapture", "--test-threads", "1"]);
                command.env("APPROVER_STORE", &path).env("APPROVER_DIGEST", &prepared.digest);
                command.env("APPROVER_CARELESS", careless.to_string());
            }
        }
        let said = output(command);
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        let trace = std::fs::read_to_string(&trace).expect("a trace");
        let (before, _) = trace.split_once("approved by Bo").unwrap_or_else(|| panic!("nothing was said\n{trace}"));
        let store = Store::open(&address, false).await.expect("a store");
        assert!(store.announcements().await.expect("a list")[0].approved.is_some());
        store.close().await;
        synced(before)
    })
}

/// The words come after the sync that follows the last write; where the store is careless there is no such sync, and that is
/// seen.
#[test]
fn nobody_reads_that_it_was_approved_before_it_is_on_disk() {
    for (by, on_disk) in [(By::Program, true), (By::Test(false), true), (By::Test(true), false)] {
        let (writes, synced) = approved(by);
        println!("{by:?}: {writes} writes to the log before the words, all synced: {synced}");
        assert!(writes > 0, "{by:?}: nothing was written");
        assert_eq!(synced, on_disk, "{by:?}");
    }
}

/// No test, but a service whose store may be careless.
#[test]
#[ignore = "a program that other tests start"]
fn service() {
    let said = |name: &str| std::env::var(name).expect("the tests that start this say how");
    block_on(async {
        let service = service_over(&said("SERVICE_STORE"), Limits::default()).await;
        if said("SERVICE_CARELESS") == "true" {
            service.store.be_careless().await.expect("set");
        }
        let listener = tokio::net::TcpListener::bind(said("SERVICE_LISTEN")).await.expect("a port");
        convoke::web::serve(listener, service, std::future::pending()).await;
    });
}

/// A program that is watched; both end with the test.
struct Watched(Child);

impl Watched {
    /// The number of the program, which strace has started.
    fn number(&self) -> Option<String> {
        let own = self.0.id();
        let children = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children")).unwrap_or_default();
        children.split_whitespace().next().map(str::to_owned)
    }

    /// Tells the program to end; strace ends with it.
    fn end(&mut self) {
        if let Some(number) = self.number() {
            // It may have ended by itself.
            let _ = Command::new("kill").args(["-KILL", &number]).status();
        }
        self.0.wait().expect("ended");
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.end();
    }
}

/// One request over a connection of its own; the answer as a whole.
fn ask(listen: &str, secret: &str, line: &str, form: &str) -> String {
    let mut stream = TcpStream::connect(listen).expect("a connection");
    let token = token_of(secret);
    let head = format!(
        "{line} HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Cookie: __Host-convoke={secret}\r\nX-Convoke-Token: {token}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(head.as_bytes()).expect("asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Somebody with a role in everything, and the secret of a session.
async fn somebody(store: &Store, role: Role) -> String {
    let (name, roles) = (format!("The {role:?}"), Roles::default().with(Extent::Everything, role));
    let made = store.make_account("test", &name, &format!("the-{role:?}@example.org"), &roles).await;
    let Ok(Changed::Done(number)) = made else { panic!("{made:?}") };
    let secret = format!("{number:064x}");
    let kept = store.keep_credential(Purpose::Session, number, &secret, ("", ""), 86_400_000);
    kept.await.expect("a session");
    secret
}

/// An approval is asked of a service: the writes to the store's log between the question and the answer, and whether they had
/// been synced.
fn approved_at_service(by: By) -> (usize, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, trace) = (folder.path().join("convoke.db"), folder.path().join("trace"));
    let address = path.display().to_string();
    let (planner, approver) = block_on(async {
        let site = Site::over(&address, Limits::default()).await;
        site.keep(AHEAD, "given.toml", &announced::files()).await;
        let both = (somebody(&site.store, Role::Planner).await, somebody(&site.store, Role::Approver).await);
        site.store.close().await;
        both
    });
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let listen = format!("127.0.0.1:{port}");
    let words = strace(CALLS, "", &[], &trace);
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    match by {
        By::Program => {
            command.arg(env!("CARGO_BIN_EXE_convoke")).args(["serve", "--no-work", "--base", BASE]);
            command.args(["--listen", &listen, "--store", &address]);
        }
        By::Test(careless) => {
            command.arg(std::env::current_exe().expect("this program"));
            command.args(["faults::order::service", "--exact", "--ignored", "--nocapture", "--test-threads", "1"]);
            command.env("SERVICE_STORE", &path).env("SERVICE_LISTEN", &listen);
            command.env("SERVICE_CARELESS", careless.to_string());
        }
    }
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut running = Watched(child.expect("strace: `./x test` installs it"));
    let began = Instant::now();
    while TcpStream::connect(&listen).is_err() {
        assert!(began.elapsed() < Duration::from_secs(120), "nobody serves");
        std::thread::sleep(Duration::from_millis(50));
    }
    let prepared = ask(&listen, &planner, &format!("POST /scenarios/{AHEAD}/announce/prepare"), "");
    assert!(prepared.starts_with("HTTP/1.1 303"), "{prepared}");
    let page = ask(&listen, &approver, &format!("GET /scenarios/{AHEAD}/announce/1"), "");
    let (_, digest) = page.split_once("name=\"digest\" value=\"").unwrap_or_else(|| panic!("no form: {page}"));
    let line = format!("POST /scenarios/{AHEAD}/announce/1/approve");
    let answer = ask(&listen, &approver, &line, &format!("digest={}", &digest[..64]));
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    running.end();
    let trace = std::fs::read_to_string(&trace).expect("a trace");
    let (_, after) = trace.split_once(&format!("\"{line}")).unwrap_or_else(|| panic!("nothing was asked\n{trace}"));
    let (before, _) = after.split_once("\"HTTP/1.1 303").unwrap_or_else(|| panic!("nothing was answered\n{after}"));
    // The service is gone, as if the power were: what was answered is there.
    let approved = block_on(async {
        let store = Store::open(&address, false).await.expect("a store");
        store.announcements().await.expect("a list")[0].approved.is_some()
    });
    assert!(approved, "{by:?}");
    synced(before)
}

#[test]
fn the_service_says_that_it_was_approved_when_it_is_on_disk() {
    for (by, on_disk) in [(By::Program, true), (By::Test(false), true), (By::Test(true), false)] {
        let (writes, synced) = approved_at_service(by);
        println!("A4: {by:?}: {writes} writes to the log between the request and the answer 303, all synced: {synced}");
        assert!(writes > 0, "{by:?}: nothing was written");
        assert_eq!(synced, on_disk, "{by:?}");
    }
}

#[test]
fn the_sync_after_the_last_write_is_the_one_that_counts() {
    let write = "1 pwrite64(5</a/convoke.db-wal>, \"\"..., 24, 0) = 24\n";
    let sync = "1 fdatasync(5</a/convoke.db-wal>) = 0\n";
    let begun = "2 fdatasync(5</a/convoke.db-wal> <unfinished ...>\n";
    let ended = "2 <... fdatasync resumed>) = 0\n";
    let other = "1 fsync(5</a/other>) = 0\n";
    let failed = "1 fdatasync(5</a/convoke.db-wal>) = -1 EIO (Input/output error)\n";
    for (calls, all) in [
        (&[write, sync][..], true),
        (&[write, begun, other, ended], true),
        (&[sync, write], false),
        (&[write, other], false),
        (&[write, failed], false),
        (&[write, begun], false),
        (&[begun, write, ended], false),
        (&[write, sync, write], false),
    ] {
        assert_eq!(synced(&calls.concat()).1, all, "{calls:?}");
    }
}
