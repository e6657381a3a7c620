//! Several machines on one store: killed, stopped for longer than their leases, with other clocks, on a server that crashes.
//! Every job ends once and its plan is kept once; every message is marked before it leaves. Each promise has beside it a fault
//! that breaks it.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use convoke::app::outbox::State;
use convoke::delivery::session::Timeouts;
use convoke::domain::time::ZoneData;
use convoke::store::{JobState, Store};
use convoke::work::{JobMutant, JobSettings, Machine, Mutant, Settings, Until, work};
use serde_json::json;

use super::jobs::{ask, ended, large, scenario, small};
use super::{copies, rows, scale, settings};
use crate::announce::plan;
use crate::delivery::sink::{At, Fault, Manner, Seen, start};
use crate::faults::clock_library;
use crate::postgres::{self, Server};
use crate::store::{announce, people, run as block_on};

/// Seconds that work stays with a machine that has fallen silent.
const LEASE: u64 = 2;

/// A machine in a process of its own: the program, or with a fault this test program, started again for [`machine`].
fn command(store: &str, port: u16, mutant: Option<JobMutant>, clock: &str) -> Command {
    let mut command = match mutant {
        None => {
            let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
            command.args(["work", "--store", store, "--lease", &LEASE.to_string(), "--threads", "2"]);
            command.args([
                "--connections",
                "2",
                "--most-per-day",
                "100",
                "--smtp",
                &format!("smtp://127.0.0.1:{port}"),
            ]);
            command
        }
        Some(mutant) => {
            let mut command = Command::new(std::env::current_exe().expect("this program"));
            command.args(["work::machines::machine", "--exact", "--ignored", "--nocapture", "--test-threads", "1"]);
            command.env("MACHINE_STORE", store).env("MACHINE_PORT", port.to_string());
            command.env("MACHINE_MUTANT", format!("{mutant:?}"));
            command
        }
    };
    if !clock.is_empty() {
        command.env("LD_PRELOAD", clock_library()).env("FAKETIME", clock).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What the clock of this process says, in milliseconds since 1970.
fn own_clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_millis()).expect("a time")
}

/// No test, but a machine with a fault that the others start.
#[test]
#[ignore = "a program that other tests start"]
fn machine() {
    static ZONES: OnceLock<ZoneData> = OnceLock::new();
    let said = |name: &str| std::env::var(name).expect("the tests that start this say how");
    let faults = [
        JobMutant::NoFence,
        JobMutant::NeverProlongs,
        JobMutant::LongLease,
        JobMutant::OwnClock,
        JobMutant::TrustsServer,
    ];
    let mutant = faults.into_iter().find(|one| format!("{one:?}") == said("MACHINE_MUTANT"));
    let lease = Duration::from_secs(LEASE);
    let jobs = JobSettings { lease, mutant, ..JobSettings::new("mutant", 2, ZONES.get_or_init(ZoneData::bundled)) };
    let sending = Settings {
        lease,
        sweep: lease / 2,
        connections: 2,
        most_per_day: 100,
        until: Until::Stopped,
        timeouts: Timeouts::all(Duration::from_secs(20)),
        mutant: (mutant == Some(JobMutant::NoFence)).then_some(Mutant::NoFence),
        ..settings(said("MACHINE_PORT").parse().expect("a port"))
    };
    let machine = Machine { jobs, sending: Some(sending), fetcher: None, base: None };
    block_on(async {
        let store = match mutant {
            Some(JobMutant::TrustsServer) => Store::open_unlooked(&said("MACHINE_STORE")).await,
            Some(JobMutant::OwnClock) => {
                Store::open(&said("MACHINE_STORE"), false).await.map(|store| store.by_clock(own_clock))
            }
            _ => Store::open(&said("MACHINE_STORE"), false).await,
        }
        .expect("a store");
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        work(&store, &machine, stopped, &|_| {}).await.expect("worked");
    });
}

/// Machines that are started, killed, stopped and started again. All end with it.
struct Park {
    store: String,
    port: u16,
    mutant: Option<JobMutant>,
    clocks: Vec<&'static str>,
    children: Vec<Child>,
}

impl Park {
    fn start(store: &str, port: u16, mutant: Option<JobMutant>, clocks: &[&'static str]) -> Self {
        let clocks = clocks.to_vec();
        let mut park = Self { store: store.to_owned(), port, mutant, clocks, children: Vec::new() };
        for n in 0..park.clocks.len() {
            let child = park.begin(n);
            park.children.push(child);
        }
        park
    }

    fn begin(&self, n: usize) -> Child {
        command(&self.store, self.port, self.mutant, self.clocks[n]).spawn().expect("started")
    }

    fn kill(&mut self, n: usize) {
        self.children[n].kill().expect("killed");
        self.children[n].wait().expect("gone");
    }

    fn restart(&mut self, n: usize) {
        self.kill(n);
        self.children[n] = self.begin(n);
    }

    fn signal(&self, n: usize, signal: &str) {
        let number = self.children[n].id().to_string();
        assert!(Command::new("kill").args([signal, &number]).status().expect("kill").success());
    }
}

impl Drop for Park {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// What was found when all was over.
#[derive(Debug, Default)]
struct Found {
    jobs: usize,
    planned: usize,
    given_up: usize,
    /// Plans beyond one for each job that planned.
    extra_plans: i64,
    messages: usize,
    sent: i64,
    parked: i64,
    uncertain: i64,
    /// Copies that the relay has beyond those that the store says may have left.
    unmarked: usize,
    /// Copies beyond one to a person, all marked.
    repeated: usize,
    /// The most copies that one person has.
    most: usize,
    /// People without any copy whom nobody is told of.
    lost: usize,
}

/// A store with jobs and messages that wait.
async fn fill(address: &str, jobs: usize, messages: usize) -> (Store, Vec<i64>) {
    let store = Store::open(address, true).await.expect("a store");
    let numbers = put_in(&store, jobs, messages).await;
    (store, numbers)
}

async fn put_in(store: &Store, jobs: usize, messages: usize) -> Vec<i64> {
    let mut numbers = Vec::new();
    for n in 0..jobs {
        let name = format!("s{n}");
        // Half of them are proven in a moment, the others search for a while.
        let (files, request) = if n % 2 == 0 {
            (small(), json!({ "seen": 0, "revision": 1, "iterations": 500 }))
        } else {
            (large(), json!({ "seen": 0, "revision": 1, "seconds": 1 }))
        };
        scenario(store, &name, &files).await;
        numbers.push(ask(store, "plan", &name, "", &request).await);
    }
    if messages > 0 {
        announce(store, &plan(), &people(messages), 0).await;
    }
    numbers
}

/// Waits until nothing is due or on its way any more.
async fn settled(store: &Store, jobs: &[i64], longest: Duration) -> bool {
    let began = Instant::now();
    loop {
        let mut open = 0;
        for &job in jobs {
            open += usize::from(!ended(store, job).await.0.state.is_final());
        }
        let overview = store.overview().await.expect("counts");
        let waits: i64 =
            [State::Queued, State::Claimed, State::Dot].into_iter().map(|state| overview.count(state)).sum();
        if open == 0 && waits == 0 {
            return true;
        }
        if began.elapsed() > longest {
            println!("{open} jobs are open, {:?}", overview.counts);
            return false;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn found(store: &Store, jobs: &[i64], seen: &Seen, messages: usize) -> Found {
    let mut found = Found { jobs: jobs.len(), messages, ..Found::default() };
    for (n, &job) in jobs.iter().enumerate() {
        let (job, result) = ended(store, job).await;
        let plans = i64::try_from(store.plans(&format!("s{n}"), "").await.expect("a list").len()).expect("few");
        let planned = result["outcome"] == "planned" && job.state == JobState::Done;
        found.planned += usize::from(planned);
        found.given_up += usize::from(result["outcome"] == "given_up");
        found.extra_plans += plans - i64::from(planned);
    }
    let overview = store.overview().await.expect("counts");
    found.sent = overview.count(State::Sent);
    found.parked = overview.count(State::Parked);
    found.uncertain = overview.count(State::Uncertain) + overview.count(State::Deferred);
    let at_relay = copies(seen);
    let mut marked: BTreeMap<String, usize> = BTreeMap::new();
    for (recipient, state, copies) in rows(store.place()).await {
        found.lost += usize::from(state == State::Sent && !at_relay.contains_key(&recipient));
        *marked.entry(recipient).or_default() += copies;
    }
    for (who, copies) in &at_relay {
        found.unmarked += copies.saturating_sub(marked.get(who).copied().unwrap_or(0));
        found.repeated += copies - 1;
        found.most = found.most.max(*copies);
    }
    found
}

/// A relay slow enough that messages are on their way at any time.
async fn relay() -> (u16, Arc<Seen>) {
    let slow = Fault::Slices(4, Duration::from_millis(30));
    start(Manner { faults: vec![(At::Dot, slow)], ..Manner::default() }).await
}

/// For some seconds one machine after the other is killed, or stopped for longer than its leases last.
async fn trouble(park: &mut Park, seconds: u64) -> (usize, usize) {
    let (began, mut kills, mut stops) = (Instant::now(), 0, 0);
    let mut asleep: Vec<(usize, Instant)> = Vec::new();
    let mut turn = 0;
    while began.elapsed() < Duration::from_secs(seconds) {
        tokio::time::sleep(Duration::from_millis(450)).await;
        let machine = turn % park.children.len();
        turn += 1;
        if let Some(at) =
            asleep.iter().position(|(_, since)| since.elapsed() > Duration::from_millis(LEASE * 1000 + 1500))
        {
            let (machine, _) = asleep.remove(at);
            park.signal(machine, "-CONT");
        }
        if asleep.iter().any(|(one, _)| *one == machine) {
            continue;
        }
        if turn % 3 == 0 {
            park.restart(machine);
            kills += 1;
        } else if asleep.len() + 1 < park.children.len() {
            park.signal(machine, "-STOP");
            asleep.push((machine, Instant::now()));
            stops += 1;
        }
    }
    // The last ones sleep for longer than their leases, too.
    tokio::time::sleep(Duration::from_millis(LEASE * 1000 + 1500)).await;
    for (machine, _) in asleep {
        park.signal(machine, "-CONT");
    }
    (kills, stops)
}

/// What must hold of everything that was found.
#[track_caller]
fn is_sound(found: &Found) {
    assert_eq!((found.extra_plans, found.unmarked, found.lost), (0, 0, 0), "{found:?}");
    assert!(found.most <= 2, "{found:?}");
    assert_eq!(found.planned + found.given_up, found.jobs, "{found:?}");
    let all = found.sent + found.parked + found.uncertain;
    assert_eq!(usize::try_from(all).expect("a count"), found.messages, "{found:?}");
}

#[test]
fn machines_that_are_killed_and_stopped_do_every_job_once() {
    block_on(async {
        let (address, scale) = (postgres::database(), scale());
        let (jobs, messages) = (12 * scale as usize, 300 * scale as usize);
        let (store, jobs) = fill(&address, jobs, messages).await;
        let (port, seen) = relay().await;
        let mut park = Park::start(&address, port, None, &["", "", ""]);
        let seconds = 8 * u64::from(scale);
        let (kills, stops) = trouble(&mut park, seconds).await;
        assert!(settled(&store, &jobs, Duration::from_mins(u64::from(2 * scale))).await);
        let found = found(&store, &jobs, &seen, messages).await;
        println!("B1: 3 machines, {seconds} s, {kills} kills, {stops} stops longer than the lease: {found:?}");
        is_sound(&found);
        assert!(kills > 2 && stops > 2, "{kills} kills, {stops} stops");
        assert!(found.repeated <= 2 * (kills + stops), "{found:?}");
    });
}

/// The same without fences: plans are kept twice, or messages leave that nobody marked.
#[test]
fn machines_without_fences_are_found_out() {
    block_on(async {
        let (mut bad, mut rounds) = (0, 0);
        while bad == 0 && rounds < 4 {
            let address = postgres::database();
            let (store, jobs) = fill(&address, 8, 200).await;
            let (port, seen) = relay().await;
            let mut park = Park::start(&address, port, Some(JobMutant::NoFence), &["", "", ""]);
            trouble(&mut park, 5).await;
            settled(&store, &jobs, Duration::from_secs(20)).await;
            // Those that woke up last have something to say, too.
            tokio::time::sleep(Duration::from_secs(2)).await;
            let found = found(&store, &jobs, &seen, 200).await;
            println!("without fences: {found:?}");
            bad += usize::try_from(found.extra_plans.max(0)).expect("few") + found.unmarked;
            rounds += 1;
        }
        assert!(bad > 0, "{rounds} rounds, and none showed it");
    });
}

#[test]
fn clocks_of_machines_may_be_hours_apart() {
    block_on(async {
        let address = postgres::database();
        let (store, jobs) = fill(&address, 8, 200).await;
        let (port, seen) = relay().await;
        let park = Park::start(&address, port, None, &["", "+2h", "-2h"]);
        assert!(settled(&store, &jobs, Duration::from_secs(60)).await);
        drop(park);
        let found = found(&store, &jobs, &seen, 200).await;
        println!("B3: clocks at 0, +2 h, -2 h: {found:?}");
        is_sound(&found);
        assert_eq!((found.repeated, found.given_up), (0, 0), "{found:?}");
    });
}

/// The same where each machine goes by its own clock: leases of others look over, and what they do is done again.
#[test]
fn machines_that_believe_their_own_clocks_are_found_out() {
    block_on(async {
        let address = postgres::database();
        let (store, jobs) = fill(&address, 4, 100).await;
        let (port, seen) = relay().await;
        let park = Park::start(&address, port, Some(JobMutant::OwnClock), &["", "+2h", "-2h"]);
        settled(&store, &jobs, Duration::from_secs(20)).await;
        drop(park);
        let found = found(&store, &jobs, &seen, 100).await;
        let mut begun = 0;
        for &job in &jobs {
            begun += ended(&store, job).await.0.attempts;
        }
        println!("each by its own clock: {} jobs begun {begun} times, {found:?}", jobs.len());
        let again = found.repeated + found.given_up + usize::try_from(found.parked + found.uncertain).expect("few");
        assert!(again > 0 || begun > 4, "{found:?}");
    });
}

/// A server that answers before it has written: after a crash it knows nothing of marks that it had confirmed. (Which is why
/// such a server is refused.)
#[test]
fn a_server_that_may_forget_is_found_out() {
    block_on(async {
        let server = Server::start(&["synchronous_commit=off", "wal_writer_delay=10s"]);
        let address = server.database();
        assert!(Store::open(&address, true).await.is_err(), "such a server is refused");
        let store = Store::open_unlooked(&address).await.expect("a store");
        put_in(&store, 0, 200).await;
        // What was put in is on disk, nothing that follows is.
        let mut line = <sqlx::PgConnection as sqlx::Connection>::connect(&address).await.expect("a connection");
        sqlx::query("CHECKPOINT").execute(&mut line).await.expect("written");
        let (port, seen) = relay().await;
        let park = Park::start(&address, port, Some(JobMutant::TrustsServer), &["", ""]);
        let began = Instant::now();
        while copies(&seen).len() < 20 {
            assert!(began.elapsed() < Duration::from_secs(30), "nothing is sent");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(park);
        server.crash();
        store.close().await;
        let store = Store::open_unlooked(&address).await.expect("a store");
        let found = found(&store, &[], &seen, 200).await;
        println!("B2, B5: a server that answers before it has written, after one crash: {found:?}");
        assert!(found.unmarked > 0, "{found:?}");
    });
}

#[test]
fn a_server_that_crashes_loses_nothing() {
    block_on(async {
        let server = Server::start(&[]);
        let address = server.database();
        let scale = scale();
        let (jobs, messages) = (6 * scale as usize, 200 * scale as usize);
        let (store, jobs) = fill(&address, jobs, messages).await;
        let (port, seen) = relay().await;
        let park = Park::start(&address, port, None, &["", ""]);
        let mut crashes = 0;
        for _ in 0..4 * scale {
            tokio::time::sleep(Duration::from_millis(1500)).await;
            server.crash();
            crashes += 1;
        }
        store.close().await;
        let store = Store::open(&address, false).await.expect("a store");
        assert!(settled(&store, &jobs, Duration::from_mins(u64::from(2 * scale))).await);
        drop(park);
        let found = found(&store, &jobs, &seen, messages).await;
        println!("B2: the server crashed {crashes} times: {found:?}");
        is_sound(&found);
    });
}

/// A machine dies in the middle of a job: how long until another one has it, and whether it does.
fn taken_over(mutant: Option<JobMutant>, longest: Duration) -> Option<Duration> {
    block_on(async {
        let address = postgres::database();
        let store = Store::open(&address, true).await.expect("a store");
        scenario(&store, "s1", &large()).await;
        let job = ask(&store, "plan", "s1", "", &json!({ "seen": 0, "revision": 1, "seconds": 60 })).await;
        let (port, _seen) = start(Manner::default()).await;
        let mut park = Park::start(&address, port, mutant, &[""]);
        let began = Instant::now();
        while ended(&store, job).await.0.attempts == 0 {
            assert!(began.elapsed() < Duration::from_secs(30), "nobody began");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        park.kill(0);
        let dead = Instant::now();
        park.children[0] = park.begin(0);
        while ended(&store, job).await.0.attempts < 2 {
            if dead.elapsed() > longest {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Some(dead.elapsed())
    })
}

#[test]
fn the_work_of_a_dead_machine_is_taken_over() {
    let after = taken_over(None, Duration::from_secs(30)).expect("taken over");
    println!("B4: with a lease of {LEASE} s, taken over after {after:?}");
    assert!(after < Duration::from_secs(LEASE + 8), "{after:?}");
    // With the usual lease: when it is over, the next look has it, and none of this is a matter of chance.
    let zones = Box::leak(Box::new(ZoneData::bundled()));
    let (jobs, sending) = (JobSettings::new("a machine", 1, zones), settings(25));
    assert!(jobs.lease + Duration::from_secs(5) < Duration::from_secs(60), "{jobs:?}");
    assert!(sending.lease + sending.sweep + Duration::from_secs(5) < Duration::from_secs(60), "{sending:?}");
    assert_eq!(taken_over(Some(JobMutant::LongLease), Duration::from_secs(LEASE + 4)), None, "that would be seen");
}

/// How often a job is begun that lasts three times as long as a lease, with two machines; it is not waited for its end once
/// it was begun twice.
fn begun(mutant: Option<JobMutant>) -> (i64, bool) {
    block_on(async {
        let address = postgres::database();
        let store = Store::open(&address, true).await.expect("a store");
        scenario(&store, "s1", &large()).await;
        let request = json!({ "seen": 0, "revision": 1, "seconds": 3 * LEASE });
        let number = ask(&store, "plan", "s1", "", &request).await;
        let (port, _seen) = start(Manner::default()).await;
        let _park = Park::start(&address, port, mutant, &["", ""]);
        let began = Instant::now();
        loop {
            let job = ended(&store, number).await.0;
            if job.state.is_final() || job.attempts > 1 {
                return (job.attempts, job.state == JobState::Done);
            }
            assert!(began.elapsed() < Duration::from_mins(2), "the job does not end: {job:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
}

/// Leases are prolonged while a job lasts; where they are not, another machine begins it as well.
#[test]
fn a_job_that_lasts_longer_than_its_lease_is_begun_once() {
    // A machine that stands still for as long as a lease loses the job, whatever it does: then it is tried again.
    let mut tries = Vec::new();
    while tries.len() < 3 && tries.last() != Some(&(1, true)) {
        tries.push(begun(None));
    }
    println!("a job of {} s under a lease of {LEASE} s was begun, and done: {tries:?}", 3 * LEASE);
    assert_eq!(tries.last(), Some(&(1, true)), "{tries:?}");
    let never = begun(Some(JobMutant::NeverProlongs));
    println!("where leases are not prolonged: {never:?}");
    assert_eq!(never, (2, false), "that would be seen");
}

/// Two programs on one SQLite file: each waits for the other's transaction, and all is done once.
#[test]
fn two_programs_share_one_file() {
    block_on(async {
        let kept = super::kept().await;
        let (store, jobs) = fill(&kept.address, 6, 100).await;
        let (port, seen) = relay().await;
        let park = Park::start(&kept.address, port, None, &["", ""]);
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut asked = Command::new(env!("CARGO_BIN_EXE_convoke"));
        let asked = asked.args(["outbox", "--store", &kept.address]).stdout(Stdio::null()).status().expect("started");
        assert!(asked.code().is_some_and(|code| code < 2), "a third one may look");
        assert!(settled(&store, &jobs, Duration::from_secs(60)).await);
        drop(park);
        let found = found(&store, &jobs, &seen, 100).await;
        println!("C5: two programs on one file: {found:?}");
        is_sound(&found);
        assert_eq!((found.repeated, found.given_up), (0, 0), "{found:?}");
    });
}

/// Told to end in the middle of a solve, programs end within two seconds and give the job back.
#[test]
fn programs_end_when_they_are_told_to() {
    block_on(async {
        let kept = super::kept().await;
        let store = &kept.store;
        scenario(store, "s", &large()).await;
        let job = ask(store, "plan", "s", "", &json!({ "seen": 0, "revision": 1, "seconds": 300 })).await;
        for (words, signal) in [
            (&["work", "--store"][..], "-TERM"),
            (&["work", "--store"][..], "-INT"),
            (&["serve", "--listen", "127.0.0.1:0", "--store"][..], "-TERM"),
        ] {
            let mut child = Command::new(env!("CARGO_BIN_EXE_convoke"));
            let child =
                child.args(words).arg(&kept.address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = child.spawn().expect("started");
            let began = Instant::now();
            while ended(store, job).await.0.state != JobState::Claimed {
                assert!(began.elapsed() < Duration::from_secs(30), "{words:?}: nobody began");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            tokio::time::sleep(Duration::from_millis(700)).await;
            let told = Instant::now();
            assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill").success());
            let status = tokio::task::spawn_blocking(move || child.wait().expect("ended")).await.expect("no panic");
            println!("I1: {} {signal}: ended after {:?}, {status}", words[0], told.elapsed());
            assert!(
                told.elapsed() < Duration::from_secs(2) && status.success(),
                "{words:?}: {:?} {status}",
                told.elapsed()
            );
            let (job, _) = ended(store, job).await;
            assert_eq!((job.state, job.attempts), (JobState::Queued, 0), "{words:?}: given back");
        }
    });
}
