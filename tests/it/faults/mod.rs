//! What machines do to a sender: they kill it, lose power, run out of room, set the clock. Each promise has beside it a
//! fault in the program (a [`Mutant`]) that breaks it, so that it is seen that the test would find it.

mod breaker;
mod clock;
mod disk;
mod harmless;
mod killed;
mod mails;
mod order;
mod power;
mod waits;

pub(crate) use clock::library as clock_library;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use convoke::delivery::session::Timeouts;
use convoke::store::Store;
use convoke::work::{Mutant, Settings, Until};

use crate::announce::plan;
use crate::delivery::sink::Seen;
use crate::store::{announce, people, run as block_on};
use crate::work::settings;

/// All faults that a child can be told to have, by name.
const MUTANTS: [Mutant; 8] = [
    Mutant::MarkAfterAnswer,
    Mutant::CarelessStore,
    Mutant::GoesOnWithoutStore,
    Mutant::AsksForNoRoom,
    Mutant::BelievesTheClock,
    Mutant::NoDayLimit,
    Mutant::ImpatientAfterTheDot,
    Mutant::NoFence,
];

/// A sender in a process of its own: this test program, started again for [`sender`].
struct Sender {
    store: PathBuf,
    port: u16,
    connections: usize,
    mutant: Option<Mutant>,
}

impl Sender {
    fn new(store: &Path, port: u16, mutant: Option<Mutant>) -> Self {
        Self { store: store.to_owned(), port, connections: 1, mutant }
    }

    /// Its command, begun by these words: those of a program that watches it, or none.
    fn command(&self, before: &[&str]) -> Command {
        let program = std::env::current_exe().expect("this program");
        let mut command = match before {
            [] => Command::new(program),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        };
        command.args(["faults::sender", "--exact", "--ignored", "--nocapture", "--test-threads", "1"]);
        command.env("SENDER_STORE", &self.store).env("SENDER_PORT", self.port.to_string());
        command.env("SENDER_CONNECTIONS", self.connections.to_string());
        command.env("SENDER_MUTANT", self.mutant.map_or_else(String::new, |mutant| format!("{mutant:?}")));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }
}

/// No test, but the sender that the others start.
#[test]
#[ignore = "a program that other tests start"]
fn sender() {
    let said = |name: &str| std::env::var(name).expect("the tests that start this say how");
    let mutant = said("SENDER_MUTANT");
    let mutant = MUTANTS.into_iter().find(|one| format!("{one:?}") == mutant);
    let settings = Settings {
        connections: said("SENDER_CONNECTIONS").parse().expect("a number"),
        most_per_day: 1000,
        // Those of the sender that was killed before are over soon.
        lease: Duration::from_secs(1),
        sweep: Duration::from_millis(300),
        until: Until::NothingDue,
        mutant,
        ..settings(said("SENDER_PORT").parse().expect("a port"))
    };
    let settings = match std::env::var("SENDER_WAITS").as_deref() {
        Ok("standard") => Settings {
            timeouts: Timeouts { dot: Timeouts::standard().dot, ..Timeouts::all(Duration::from_secs(36_000)) },
            lease: Duration::from_secs(3600),
            ..settings
        },
        _ => settings,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let ended = runtime.block_on(async {
        let store = Store::open(&said("SENDER_STORE"), false).await?;
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        let (tally, ended) = convoke::work::send(&store, settings, stopped, &|_| {}).await?;
        store.close().await;
        Ok::<_, Box<dyn std::error::Error>>((tally, ended))
    });
    match ended {
        Ok((tally, ended)) => println!("SENDER {ended:?} {tally:?}"),
        Err(error) => panic!("SENDER {error}"),
    }
}

/// Debian's strace; its first words. The call that is to fail must be among those that are traced, or nothing happens.
fn strace(calls: &str, inject: &str, more: &[&str], trace: &Path) -> Vec<String> {
    let mut words = ["strace", "-f", "-qq", "-y", "-s", "48", "-o"].map(str::to_owned).to_vec();
    words.push(trace.display().to_string());
    words.extend(["-e".to_owned(), format!("trace={calls}")]);
    if !inject.is_empty() {
        words.extend(["-e".to_owned(), format!("inject={inject}")]);
    }
    words.extend(more.iter().map(|word| (*word).to_owned()));
    words
}

/// Runs a command to its end; panics if it cannot be started.
#[track_caller]
fn output(mut command: Command) -> Output {
    let name = command.get_program().to_string_lossy().into_owned();
    command.output().unwrap_or_else(|error| panic!("{name}: {error}; `./x test` installs it"))
}

/// A store in which messages to so many people are approved and wait, closed: to be copied.
struct Waiting {
    folder: tempfile::TempDir,
}

impl Waiting {
    fn of(count: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("waiting.db").display().to_string();
        block_on(async {
            let store = Store::open(&address, true).await.expect("a store");
            announce(&store, &plan(), &people(count), 0).await;
            store.close().await;
        });
        Self { folder }
    }

    /// Copies it to a path.
    fn copy(&self, to: &Path) {
        std::fs::copy(self.folder.path().join("waiting.db"), to).expect("copied");
    }

    /// A copy in a folder of its own.
    fn one(&self) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("convoke.db");
        self.copy(&path);
        (folder, path)
    }
}

/// Where each recipient's message stands, and how many copies have left or may have, from the file alone; it is sound.
async fn states(store: &Path) -> BTreeMap<String, (String, i64)> {
    let pool = sqlx::SqlitePool::connect(&store.display().to_string()).await.expect("the file");
    let sound: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&pool).await.expect("a check");
    assert_eq!(sound, "ok", "the store is damaged");
    let rows: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT recipient, state, copies FROM message").fetch_all(&pool).await.expect("rows");
    pool.close().await;
    rows.into_iter().map(|(recipient, state, copies)| (recipient, (state, copies))).collect()
}

/// Recipients of whom the relay has more copies than the store says may have left: there must be none.
async fn left_unmarked(store: &Path, seen: &Seen) -> Vec<String> {
    let states = states(store).await;
    let more = |(who, copies): (String, usize)| (i64::try_from(copies).expect("few") > states[&who].1).then_some(who);
    crate::work::copies(seen).into_iter().filter_map(more).collect()
}

/// What was put off, and what nobody holds any more, is due now.
async fn time_passes(store: &Path) {
    let pool = sqlx::SqlitePool::connect(&store.display().to_string()).await.expect("the file");
    for statement in [
        "UPDATE message SET next_at = 0 WHERE state IN ('deferred', 'uncertain')",
        "UPDATE message SET lease_until = 0 WHERE state IN ('claimed', 'dot')",
    ] {
        sqlx::query(statement).execute(&pool).await.expect("changed");
    }
    pool.close().await;
}

/// A sender in good order sends what is left.
async fn resume(store: &Path, port: u16) {
    for _ in 0..2 {
        time_passes(store).await;
        let store = Store::open(&store.display().to_string(), false).await.expect("a store that opens");
        let settings = Settings { most_per_day: 1000, ..settings(port) };
        crate::work::run(&store, settings).await.expect("sent");
        store.close().await;
    }
}

/// Waits until the relay has seen the end of all that was sent to it.
async fn quiet(seen: &Seen) {
    tokio::time::sleep(Duration::from_millis(10)).await;
    seen.closed(seen.connections()).await;
}

/// Everybody has one copy or two; says how many have two.
#[track_caller]
fn extra(seen: &Seen, people: usize) -> usize {
    let copies = crate::work::copies(seen);
    assert_eq!(copies.len(), people, "somebody has nothing");
    let most = copies.values().max().copied().unwrap_or(0);
    assert!(most <= 2, "somebody has {most} copies");
    copies.values().sum::<usize>() - people
}
