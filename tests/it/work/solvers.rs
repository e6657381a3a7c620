//! Solvers in processes of their own: killed, starved of memory or stopped, they take nothing with them but their last second.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use convoke::app;
use convoke::domain::time::ZoneData;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::{plan, scenario};
use convoke::store::{JobState, Store};
use convoke::work::{JobSettings, Solver, do_jobs};
use serde_json::{Value, json};

use super::jobs::{STOPS_WITHIN, ask, ended, large, scenario as keep_scenario, small};
use super::{kept, scale};
use crate::sheets::CHILDREN;
use crate::store::run as block_on;

fn settings(memory: u64) -> JobSettings {
    static ZONES: OnceLock<ZoneData> = OnceLock::new();
    let solver = Solver::Child { children: CHILDREN.clone(), memory };
    JobSettings { once: true, solver, ..JobSettings::new("test", 2, ZONES.get_or_init(ZoneData::bundled)) }
}

/// The process that solves, a child of the thread that calls it its own.
fn solver() -> Option<i32> {
    let own = std::process::id().to_string();
    let processes = std::fs::read_dir("/proc").expect("processes").flatten();
    let numbers = processes.filter_map(|process| process.file_name().to_str()?.parse::<i32>().ok());
    let solves = |number: &i32| {
        let read = |name: &str| std::fs::read(format!("/proc/{number}/{name}")).unwrap_or_default();
        let stat = String::from_utf8_lossy(&read("stat")).into_owned();
        // The name may hold anything, and ends with the last bracket; after the state comes the parent.
        let parent = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1).map(str::to_owned));
        parent.as_deref() == Some(&own) && read("cmdline").windows(13).any(|words| words == b"limited\0solve")
    };
    numbers.into_iter().find(solves)
}

/// Reads the plan in force as anybody would, and gives how many musts it breaks.
async fn broken(store: &Store, name: &str, files: &BTreeMap<String, Vec<u8>>, number: i64) -> usize {
    let (_, text) = store.plan(name, "", number).await.expect("an answer").expect("a plan");
    let held: MemoryFiles = files.iter().map(|(path, bytes)| (path.into(), bytes.clone())).collect();
    let loaded = scenario::read_from(&held, Path::new("open.toml"), &Profiles::bundled()).expect("a scenario");
    let files = MemoryFiles::default().with("plan.toml", text);
    let read = plan::read_from(&files, Path::new("plan.toml"), &loaded.scenario).expect("it can be read");
    app::check(&loaded.scenario, read).tally().must
}

/// Killed at any moment: the best plan so far is kept, checked, and said to be interrupted; before there is one, nothing
/// changes. The machine goes on.
#[test]
fn a_killed_solver_leaves_the_best_so_far() {
    let _alone = alone();
    block_on(async {
        let kept = kept().await;
        let (store, files) = (kept.store.clone(), large());
        keep_scenario(&store, "s", &files).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let working = store.clone();
        let machine = tokio::spawn(async move {
            let settings = JobSettings { once: false, ..settings(4 << 30) };
            do_jobs(&working, &settings, stopped, &|text| println!("{text}")).await.expect("done")
        });
        let (mut seen, mut tally) = (0, BTreeMap::<String, u32>::new());
        for round in 0..5 * u64::from(scale()) {
            // Some are killed at once, some while they read, and some as soon as their first plan was heard of.
            let after = Duration::from_millis([0, 400, 1500][round as usize % 3]);
            let found_first = round % 2 == 1;
            let number =
                ask(&store, "plan", "s", "", &json!({ "seen": seen, "revision": 1, "seconds": 600, "seed": round }))
                    .await;
            let began = Instant::now();
            let process = loop {
                assert!(began.elapsed() < Duration::from_secs(120), "no solver was started");
                let (job, _) = ended(&store, number).await;
                let found = serde_json::from_str::<Value>(&job.progress).is_ok_and(|said| said["incumbent"].is_array());
                match solver() {
                    Some(process) if found || !found_first => break process,
                    _ => tokio::time::sleep(Duration::from_millis(5)).await,
                }
            };
            tokio::time::sleep(after).await;
            let process = rustix::process::Pid::from_raw(process).expect("a process");
            rustix::process::kill_process(process, rustix::process::Signal::KILL).expect("killed");
            let (job, result) = loop {
                let (job, result) = ended(&store, number).await;
                if job.state.is_final() {
                    break (job, result);
                }
                assert!(began.elapsed() < Duration::from_secs(180), "the end is not told");
                tokio::time::sleep(Duration::from_millis(10)).await;
            };
            let words = result["words"].as_str().unwrap_or_default();
            match result["plan"].as_i64() {
                Some(plan) => {
                    assert_eq!(job.state, JobState::Done);
                    assert!(words.ends_with("interrupted (the solver was killed): the best so far"), "{words}");
                    assert_eq!(broken(&store, "s", &files, plan).await, 0, "a plan that forbids itself was kept");
                    seen = plan;
                }
                None => {
                    assert_eq!(job.state, JobState::Failed);
                    assert_eq!(words, "the solver was killed; nothing was found before");
                }
            }
            assert_eq!(store.plan_number_in_force("s", "").await.expect("a number"), seen);
            *tally.entry(result["outcome"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
        println!("killed: {tally:?}");
        assert!(tally.get("planned").is_some_and(|many| *many > 0), "none was kept: {tally:?}");
        stop.send(true).expect("somebody listens");
        machine.await.expect("no panic");
        assert_eq!(solver(), None, "a solver outlived its machine");
    });
}

/// However little memory there is: what wants more is ended and says so, what was found is kept, and nothing else happens.
#[test]
fn a_solver_out_of_memory_says_so() {
    let _alone = alone();
    block_on(async {
        let kept = kept().await;
        let (store, files) = (kept.store.clone(), large());
        keep_scenario(&store, "s", &files).await;
        let (mut seen, mut starved) = (0, 0);
        for memory in [64_u64, 96, 128, 192, 256, 512, 4096] {
            let number = ask(&store, "plan", "s", "", &json!({ "seen": seen, "revision": 1, "seconds": 2 })).await;
            let (_stop, stopped) = tokio::sync::watch::channel(false);
            do_jobs(&store, &settings(memory << 20), stopped, &|_| {}).await.expect("done");
            let (job, result) = ended(&store, number).await;
            let words = result["words"].as_str().unwrap_or_default();
            println!("{memory} MiB: {:?} {words}", job.state);
            let starving =
                words.contains("memory") || words.contains("no thread") || words.contains("the solver failed");
            match result["plan"].as_i64() {
                Some(plan) => {
                    assert_eq!(broken(&store, "s", &files, plan).await, 0, "{words}");
                    seen = plan;
                }
                None => assert!(starving && job.state == JobState::Failed, "{words}"),
            }
            starved += u32::from(starving);
            if memory == 64 {
                assert!(words.contains("64 MiB of memory"), "{words}");
            }
            assert!(memory < 4096 || !starving, "enough was not enough: {words}");
        }
        assert!(starved > 0);
    });
}

/// A wish to end reaches the child, which ends by itself with the best so far; a proof found there is a proof here.
#[test]
fn a_child_heeds_a_stop_and_proves_as_before() {
    let _alone = alone();
    block_on(async {
        let kept = kept().await;
        let store = kept.store.clone();
        keep_scenario(&store, "small", &small()).await;
        let number = ask(&store, "plan", "small", "", &json!({ "seen": 0, "revision": 1, "seconds": 60 })).await;
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        assert_eq!(do_jobs(&store, &settings(4 << 30), stopped, &|_| {}).await.expect("done"), 1);
        let (_, result) = ended(&store, number).await;
        let words = result["words"].as_str().unwrap_or_default();
        assert!(words.ends_with("proven: there is no better one"), "{words}");

        keep_scenario(&store, "large", &large()).await;
        let number = ask(&store, "plan", "large", "", &json!({ "seen": 0, "revision": 1, "seconds": 600 })).await;
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        let (working, began) = (store.clone(), Instant::now());
        let machine = tokio::spawn(async move { do_jobs(&working, &settings(4 << 30), stopped, &|_| {}).await });
        loop {
            let (job, _) = ended(&store, number).await;
            if serde_json::from_str::<Value>(&job.progress).is_ok_and(|said| said["incumbent"].is_array()) {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "no plan was found");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        store.stop_job("Bo", number).await.expect("an answer");
        let asked = Instant::now();
        machine.await.expect("no panic").expect("done");
        println!("stopped after {:?}", asked.elapsed());
        assert!(asked.elapsed() < STOPS_WITHIN, "{:?} from asking to the end", asked.elapsed());
        let (_, result) = ended(&store, number).await;
        let words = result["words"].as_str().unwrap_or_default();
        assert!(words.ends_with("stopped: the best so far"), "{words}");
        assert_eq!(result["plan"].as_i64(), Some(1), "{words}");
    });
}

/// These tests look for the one solver there is.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
