//! Jobs are done: what pages read of them, what is kept, how they end when told to.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use convoke::domain::time::ZoneData;
use convoke::store::{Job, JobState, NewJob, NewPlan, NewRevision, Store};
use convoke::work::{JobMutant, JobSettings, do_jobs};
use serde_json::{Value, json};

use super::kept;
use crate::store::run as block_on;
use crate::web::site::example;

fn zones() -> &'static ZoneData {
    static ZONES: OnceLock<ZoneData> = OnceLock::new();
    ZONES.get_or_init(ZoneData::bundled)
}

fn settings() -> JobSettings {
    JobSettings { once: true, ..JobSettings::new("test", 2, zones()) }
}

/// Small: solved and proven in a moment.
pub(super) fn small() -> BTreeMap<String, Vec<u8>> {
    example("jca-ml-2023", &["open.toml", "facts.toml"])
}

/// Large: searched for as long as it may be.
pub(super) fn large() -> BTreeMap<String, Vec<u8>> {
    let names = [
        "bodies.toml",
        "facts.toml",
        "open.toml",
        "outside.toml",
        "people.toml",
        "venues.toml",
        "meetings/focus-groups.toml",
        "meetings/joint-coordination.toml",
        "meetings/rapporteurs.toml",
        "meetings/regional-groups.toml",
        "meetings/study-groups.toml",
        "meetings/tsag.toml",
        "meetings/workshops.toml",
    ];
    example("itu-t-2017-2018", &names)
}

/// Keeps files as a scenario.
pub(super) async fn scenario(store: &Store, name: &str, files: &BTreeMap<String, Vec<u8>>) {
    let new = NewRevision { name, title: name, main: "open.toml", files, by: "Ana", why: "a test", seen: 0 };
    assert_eq!(store.revise(&new).await.expect("an answer"), Some(1));
}

/// Asks for a plan.
pub(super) async fn ask(store: &Store, kind: &str, name: &str, subject: &str, request: &Value) -> i64 {
    let (request, key) = (request.to_string(), format!("{kind}/{name}/{subject}"));
    let new = NewJob { kind, scenario: name, subject, request: &request, key: &key, by: "Ana", delay: 0 };
    store.queue_job(&new).await.expect("queued")
}

async fn do_all(store: &Store, settings: &JobSettings) -> u64 {
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    do_jobs(store, settings, stopped, &|text| println!("{text}")).await.expect("done")
}

/// A job and what it says at its end.
pub(super) async fn ended(store: &Store, number: i64) -> (Job, Value) {
    let job = store.job(number).await.expect("an answer").expect("a job");
    let result = serde_json::from_str(&job.result).unwrap_or(Value::Null);
    (job, result)
}

#[test]
fn a_calendar_is_planned_checked_and_put_in_force() {
    block_on(async {
        let kept = kept().await;
        let store = &kept.store;
        scenario(store, "s", &small()).await;
        let number = ask(store, "plan", "s", "", &json!({ "seen": 0, "revision": 1, "iterations": 2000 })).await;
        assert_eq!(do_all(store, &settings()).await, 1);
        let (job, result) = ended(store, number).await;
        assert_eq!(
            (job.state, result["outcome"].as_str(), result["plan"].as_i64()),
            (JobState::Done, Some("planned"), Some(1))
        );
        assert!(
            result["words"].as_str().is_some_and(|words| words.contains("10 meetings") && words.contains("proven")),
            "{result}"
        );
        assert_eq!(result["demands"], json!([]));
        let progress: Value = serde_json::from_str(&job.progress).unwrap_or(Value::Null);
        let (head, text) = store.plan_in_force("s", "").await.expect("an answer").expect("a plan");
        assert_eq!((head.number, head.what.as_str(), head.made_by.as_str(), head.revision), (1, "solved", "Ana", 1));
        assert!(text.contains("quality = \"optimal\""), "{text}");
        println!("progress {progress}, result {result}");
        // Planned anew from the plan that is in force: nothing is better elsewhere, so nothing moves.
        let again = json!({ "seen": 1, "revision": 1, "iterations": 2000, "fewest_changes": true });
        let number = ask(store, "plan", "s", "", &again).await;
        // Meanwhile somebody puts another plan in force.
        let moved = NewPlan {
            scenario: "s",
            subject: "",
            seen: Some(1),
            revision: 1,
            text: &text,
            what: "moved",
            why: "",
            by: "Bo",
        };
        assert_eq!(store.keep_plan(&moved).await.expect("an answer"), Some(2));
        do_all(store, &settings()).await;
        let (job, result) = ended(store, number).await;
        assert_eq!(
            (job.state, result["outcome"].as_str(), result["plan"].as_i64()),
            (JobState::Done, Some("overtaken"), Some(3))
        );
        assert_eq!(store.plan_number_in_force("s", "").await.expect("a number"), 2, "nothing is taken from Bo");
        let beside = store.plan("s", "", 3).await.expect("an answer").expect("nothing is lost").1;
        let dates = |text: &str| {
            text.lines()
                .filter(|line| line.contains("first") || line.contains("date"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(dates(&beside), dates(&text));
    });
}

/// The same work on a file and on a server: the same plans, to the byte.
#[test]
fn either_database_has_the_same_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    let mut all = Vec::new();
    for address in [file, crate::postgres::database()] {
        all.push(block_on(async {
            let store = Store::open(&address, true).await.expect("a store");
            let mut files = small();
            files.extend(example("global-series-2027", &["six.toml"]));
            scenario(&store, "s", &files).await;
            let request = json!({ "seen": 0, "revision": 1, "iterations": 2000 });
            ask(&store, "plan", "s", "", &request).await;
            ask(&store, "hours", "s", "six.toml", &request).await;
            assert_eq!(do_all(&store, &settings()).await, 2);
            let mut texts = Vec::new();
            for subject in ["", "six.toml"] {
                texts.push(store.plan_in_force("s", subject).await.expect("an answer").expect("a plan").1);
            }
            store.close().await;
            texts
        }));
    }
    assert!(all[0].iter().all(|text| text.contains("[[meeting]]")), "{all:?}");
    assert_eq!(all[0], all[1], "another plan on PostgreSQL than on SQLite");
    println!("{} plans of {:?} bytes on either", all[0].len(), all[0].iter().map(String::len).collect::<Vec<_>>());
}

#[test]
fn timetables_and_hours_are_planned_for_their_files() {
    block_on(async {
        let kept = kept().await;
        let store = &kept.store;
        let mut files = example("tsag-2017", &["open.toml", "facts.toml", "event.toml", "sessions.toml", "given.toml"]);
        files.extend(example("global-series-2027", &["six.toml"]));
        scenario(store, "s", &files).await;
        let request = json!({ "seen": 0, "revision": 1, "iterations": 300, "seed": 7 });
        let timetable = ask(store, "timetable", "s", "event.toml", &request).await;
        let hours = ask(store, "hours", "s", "six.toml", &json!({ "seen": 0, "revision": 1, "seconds": 2 })).await;
        assert_eq!(do_all(store, &settings()).await, 2);
        for (number, subject) in [(timetable, "event.toml"), (hours, "six.toml")] {
            let (_, result) = ended(store, number).await;
            println!("{subject}: {result}");
            assert_eq!(
                (result["outcome"].as_str(), result["plan"].as_i64()),
                (Some("planned"), Some(1)),
                "{subject}: {result}"
            );
            assert!(store.plan_in_force("s", subject).await.expect("an answer").is_some());
        }
        assert_eq!(store.plan_number_in_force("s", "").await.expect("a number"), 0, "the calendar is another matter");
    });
}

#[test]
fn what_cannot_be_is_said_in_words() {
    block_on(async {
        let kept = kept().await;
        let store = &kept.store;
        let text = |files: &BTreeMap<String, Vec<u8>>| String::from_utf8(files["open.toml"].clone()).expect("UTF-8");
        // The first meeting lies inside one of March, and must be over in February.
        let mut closed = small();
        let narrow = text(&closed).replacen("latest = 2023-12-31", "latest = 2023-02-20", 1);
        closed.insert("open.toml".to_owned(), narrow.into_bytes());
        scenario(store, "closed", &closed).await;
        let mut broken = small();
        broken
            .insert("open.toml".to_owned(), text(&broken).replacen("half_day = true", "half_day = 7", 1).into_bytes());
        scenario(store, "broken", &broken).await;
        let request = json!({ "seen": 0, "revision": 1, "iterations": 500 });
        let closed = ask(store, "plan", "closed", "", &request).await;
        let broken = ask(store, "plan", "broken", "", &request).await;
        let absent = ask(store, "plan", "absent", "", &request).await;
        let later = ask(store, "plan", "closed", "later", &json!({ "seen": 0, "revision": 9 })).await;
        let odd = ask(store, "hours", "closed", "odd", &json!({ "second": 1 })).await;
        do_all(store, &settings()).await;
        let (job, result) = ended(store, closed).await;
        assert_eq!(
            (job.state, result["outcome"].as_str(), &result["plan"]),
            (JobState::Done, Some("impossible"), &Value::Null)
        );
        assert!(result["demands"].as_array().is_some_and(|demands| !demands.is_empty()), "{result}");
        println!("{result}");
        for (number, words) in
            [(broken, "open.toml"), (absent, "no such scenario"), (later, "no revision 9"), (odd, "unknown field")]
        {
            let (job, result) = ended(store, number).await;
            assert_eq!((job.state, result["outcome"].as_str()), (JobState::Failed, Some("failed")), "{result}");
            assert!(result["words"].as_str().is_some_and(|said| said.contains(words)), "{words}: {result}");
        }
    });
}

/// A solve that panics has failed, and whoever did it goes on.
#[test]
fn a_panic_fails_the_job_and_nothing_else() {
    block_on(async {
        let kept = kept().await;
        let store = &kept.store;
        scenario(store, "s", &small()).await;
        let request = json!({ "seen": 0, "revision": 1, "iterations": 500 });
        let number = ask(store, "plan", "s", "", &request).await;
        let other = ask(store, "plan", "s", "other", &request).await;
        assert_eq!(do_all(store, &JobSettings { mutant: Some(JobMutant::Panics), ..settings() }).await, 2);
        for number in [number, other] {
            let (job, result) = ended(store, number).await;
            assert_eq!(
                (job.state, result["words"].as_str()),
                (JobState::Failed, Some("the solver failed: on purpose; nothing was found before"))
            );
        }
        ask(store, "plan", "s", "", &request).await;
        assert_eq!(do_all(store, &settings()).await, 1);
        assert_eq!(store.plan_number_in_force("s", "").await.expect("a number"), 1);
    });
}

/// How long a solve that was told to stop may still take: usually a moment, and on a machine that does other things too as
/// long as one piece of its work takes there.
pub(super) const STOPS_WITHIN: Duration = Duration::from_secs(30);

/// Stopped: soon, with the best so far. The machine told to end: the job is given back as if never begun.
#[test]
fn a_stop_keeps_the_best_so_far_and_an_end_gives_the_job_back() {
    block_on(async {
        let kept = kept().await;
        let store = kept.store.clone();
        scenario(&store, "s", &large()).await;
        let number = ask(&store, "plan", "s", "", &json!({ "seen": 0, "revision": 1, "seconds": 300 })).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let working = store.clone();
        let machine = tokio::spawn(async move {
            let settings = JobSettings { once: false, ..settings() };
            do_jobs(&working, &settings, stopped, &|text| println!("{text}")).await.expect("done")
        });
        let (mut notes, began) = (Vec::<(Instant, String)>::new(), Instant::now());
        let found = |text: &str| {
            let value: Value = serde_json::from_str(text).unwrap_or(Value::Null);
            value["incumbent"].is_array()
        };
        loop {
            let (job, _) = ended(&store, number).await;
            if notes.last().is_none_or(|(_, last)| *last != job.progress) {
                notes.push((Instant::now(), job.progress.clone()));
            }
            if found(&job.progress) && notes.len() > 3 {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "no plan was found: {notes:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let quickest = notes.windows(2).map(|pair| pair[1].0 - pair[0].0).min().unwrap_or_default();
        println!("progress {}; notes at least {quickest:?} apart", notes.last().expect("one").1);
        store.stop_job("Bo", number).await.expect("an answer");
        let asked = Instant::now();
        let result = loop {
            let (job, result) = ended(&store, number).await;
            if job.state.is_final() {
                break result;
            }
            assert!(asked.elapsed() < 2 * STOPS_WITHIN, "it does not end");
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        println!("stopped after {:?}: {result}", asked.elapsed());
        assert!(asked.elapsed() < STOPS_WITHIN, "{:?} from asking to the end", asked.elapsed());
        assert_eq!((result["outcome"].as_str(), result["plan"].as_i64()), (Some("planned"), Some(1)), "{result}");
        // Again, and now the machine ends.
        let number = ask(&store, "plan", "s", "", &json!({ "seen": 1, "revision": 1, "seconds": 300 })).await;
        while ended(&store, number).await.0.state != JobState::Claimed {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        let told = Instant::now();
        stop.send(true).expect("somebody listens");
        machine.await.expect("no panic");
        let (job, _) = ended(&store, number).await;
        println!("the machine ended after {:?}", told.elapsed());
        assert!(told.elapsed() < Duration::from_secs(2), "{:?}", told.elapsed());
        assert_eq!((job.state, job.attempts), (JobState::Queued, 0), "given back");
    });
}
