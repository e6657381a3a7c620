//! What the service keeps: people who sign in, scenarios and plans, jobs. The same on SQLite and on PostgreSQL.

use std::collections::{BTreeMap, BTreeSet};

use convoke::domain::access::{Extent, Role, Roles};
use convoke::domain::ids::BodyId;
use convoke::domain::language::Language;
use convoke::store::{
    Changed, Finished, Job, JobState, KeptPlan, MOST_ATTEMPTS, NewJob, NewPlan, NewRevision, Notice, PROGRAM, Purpose,
    Store,
};

use super::{on_both, run};
use crate::postgres;

/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;

fn one(role: Role) -> Roles {
    Roles::default().with(Extent::Everything, role)
}

async fn account(store: &Store, name: &str, roles: &Roles) -> i64 {
    let made = store.make_account("test", name, &format!("{name}@Example.org"), roles).await.expect("an account");
    let Changed::Done(number) = made else { panic!("{made:?}") };
    number
}

#[test]
fn the_first_account_administers_and_the_last_administrator_stays() {
    on_both(async |store| {
        let ana = account(&store, "Ana", &Roles::default()).await;
        let body = BodyId::parse("SG13").expect("an id");
        let bo = account(&store, "Bo", &Roles::default().with(Extent::Body(body), Role::Planner)).await;
        let known = store.account(ana).await.expect("an answer").expect("an account");
        assert_eq!((known.address.as_str(), known.has_password), ("ana@example.org", false));
        assert!(known.roles.all().any(|role| role == (&Extent::Everything, Role::Administrator)), "{known:?}");
        let bos = store.account(bo).await.expect("an answer").expect("an account").roles;
        assert_eq!(bos.all().count(), 1, "{bos:?}");
        let taken = store.make_account("test", "Other", "ANA@example.ORG", &Roles::default()).await.expect("an answer");
        assert_eq!(taken, Changed::Taken);
        let last = Changed::LastAdministrator;
        assert_eq!(store.set_roles("Ana", ana, &one(Role::Viewer)).await.expect("an answer"), last);
        assert_eq!(store.disable_account("Ana", ana, true).await.expect("an answer"), last);
        assert_eq!(store.set_roles("Ana", 77, &one(Role::Viewer)).await.expect("an answer"), Changed::Nothing);
        let two = store.set_roles("Ana", bo, &one(Role::Administrator)).await.expect("an answer");
        assert_eq!(two, Changed::Done(bo));
        let closed = store.disable_account("Bo", ana, true).await.expect("an answer");
        assert_eq!(closed, Changed::Done(ana), "there is another one now");
        assert!(store.account(ana).await.expect("an answer").expect("an account").disabled_at.is_some());
        assert_eq!(
            store.disable_account("Bo", bo, true).await.expect("an answer"),
            last,
            "a closed one does not count"
        );
        store.set_account(bo, "Bo Chen", Language::Arabic, Some("Asia/Riyadh")).await.expect("set");
        let known = store.account(bo).await.expect("an answer").expect("an account");
        assert_eq!(
            (known.name.as_str(), known.language, known.zone.as_deref()),
            ("Bo Chen", Language::Arabic, Some("Asia/Riyadh"))
        );
        let names: Vec<String> = store.accounts().await.expect("a list").into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Ana", "Bo Chen"]);
        let (log, fault) = store.log().await.expect("a log");
        assert_eq!(fault, None);
        let words: Vec<&str> = log.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(words, ["account", "account", "roles", "account closed", "own settings"]);
    });
}

/// Of several that begin at once on an empty store, one is the first.
#[test]
fn accounts_made_at_once_have_one_first() {
    on_both(async |store| {
        let mut all = tokio::task::JoinSet::new();
        for n in 0..6 {
            let store = store.clone();
            all.spawn(async move { account(&store, &format!("p{n}"), &one(Role::Viewer)).await });
        }
        all.join_all().await;
        let accounts = store.accounts().await.expect("a list");
        let rules = |roles: &Roles| roles.all().any(|(_, role)| role == Role::Administrator);
        assert_eq!(accounts.iter().filter(|one| rules(&one.roles)).count(), 1);
    });
}

#[test]
fn a_secret_lets_in_for_what_it_was_made_and_as_long() {
    on_both(async |store| {
        let ana = account(&store, "Ana", &Roles::default()).await;
        account(&store, "Bo", &one(Role::Administrator)).await;
        let keep = async |purpose, secret: &str, lasting| {
            store.keep_credential(purpose, ana, secret, ("a name", "read"), lasting).await.expect("kept");
        };
        let holder = async |purpose, secret: &str, idle| store.holder(purpose, secret, idle).await.expect("an answer");
        keep(Purpose::Session, "s1", MINUTE).await;
        keep(Purpose::Welcome, "w1", MINUTE).await;
        keep(Purpose::Program, "p1", MINUTE).await;
        keep(Purpose::Feed, "f1", MINUTE).await;
        let (who, what) = holder(Purpose::Session, "s1", None).await.expect("let in");
        assert_eq!((who.number, what.name.as_str(), what.scopes.as_str()), (ana, "a name", "read"));
        assert_ne!(what.digest, "s1", "the secret itself is not kept");
        assert_eq!(holder(Purpose::Program, "s1", None).await, None, "for another purpose");
        assert_eq!(holder(Purpose::Session, "s2", None).await, None);
        assert_eq!(holder(Purpose::Session, "s1", Some(-1)).await, None, "not used for too long");
        keep(Purpose::Session, "old", -1).await;
        assert_eq!(holder(Purpose::Session, "old", None).await, None, "it has ended");
        let programs = store.credentials(Purpose::Program, ana).await.expect("a list");
        assert_eq!(programs.len(), 1);
        let (mine, twice) = (&programs[0].digest, store.end_credential(ana, &programs[0].digest).await.expect("ended"));
        assert!(twice && !store.end_credential(ana, mine).await.expect("an answer"), "one of two ends it");
        store.set_password("Ana", ana, "$argon2id$…").await.expect("set");
        assert_eq!(holder(Purpose::Session, "s1", None).await, None, "a new password signs out");
        assert_eq!(holder(Purpose::Welcome, "w1", None).await, None, "and is set once");
        assert!(holder(Purpose::Feed, "f1", None).await.is_some(), "calendars go on");
        let (_, password) = store.account_of("ANA@example.org").await.expect("an answer").expect("an account");
        assert_eq!(password.as_deref(), Some("$argon2id$…"));
        store.disable_account("Bo", ana, true).await.expect("closed");
        assert_eq!(holder(Purpose::Feed, "f1", None).await, None, "nothing of a closed account");
        let of = |key: &str| vec![key.to_owned(), "10.0.0.1".to_owned()];
        store.note_refusal(&of("ana")).await.expect("noted");
        store.note_refusal(&of("bo")).await.expect("noted");
        assert_eq!(store.refusals("10.0.0.1", MINUTE).await.expect("a count"), 2);
        assert_eq!(store.refusals("ana", MINUTE).await.expect("a count"), 1);
        assert_eq!(store.refusals("ana", -1).await.expect("a count"), 0);
        let bodies = BTreeSet::from(["SG13".to_owned(), "TSAG".to_owned()]);
        store.follow(ana, &bodies).await.expect("set");
        assert_eq!(store.followed(ana).await.expect("a set"), bodies);
    });
}

/// Keeps files as a revision of `s`.
async fn revise(store: &Store, seen: i64, text: &str) -> Option<i64> {
    let files = BTreeMap::from([("s.toml".to_owned(), text.as_bytes().to_vec()), ("b.toml".to_owned(), b"b".to_vec())]);
    let new = NewRevision { name: "s", title: "S", main: "s.toml", files: &files, by: "Ana", why: "a test", seen };
    store.revise(&new).await.expect("an answer")
}

fn new_plan(seen: Option<i64>, text: &str) -> NewPlan<'_> {
    NewPlan { scenario: "s", subject: "", seen, revision: 1, text, what: "solved", why: "a test", by: "Ana" }
}

#[test]
fn files_are_kept_revision_by_revision() {
    on_both(async |store| {
        assert_eq!(revise(&store, 0, "one").await, Some(1));
        assert_eq!(revise(&store, 0, "two").await, None, "somebody was faster");
        assert_eq!(revise(&store, 1, "two").await, Some(2));
        let head = store.scenario("s").await.expect("an answer").expect("a scenario");
        assert_eq!((head.revision, head.main.as_str()), (2, "s.toml"));
        let text = async |revision| store.files("s", revision).await.expect("files").get("s.toml").cloned();
        assert_eq!(text(1).await.as_deref(), Some(&b"one"[..]), "the older one stays");
        assert_eq!(text(2).await.as_deref(), Some(&b"two"[..]));
        assert_eq!(text(3).await, None);
        let numbers: Vec<i64> = store.revisions("s").await.expect("a list").iter().map(|one| one.number).collect();
        assert_eq!(numbers, [2, 1]);
        store.keep_plan(&new_plan(None, "p")).await.expect("kept");
        assert!(store.remove_scenario("Ana", "s").await.expect("removed"));
        assert!(!store.remove_scenario("Ana", "s").await.expect("an answer"));
        assert_eq!(store.scenarios().await.expect("a list"), []);
        assert_eq!(store.plans("s", "").await.expect("a list"), []);
    });
}

#[test]
fn a_plan_is_put_in_force_only_over_the_one_that_was_seen() {
    on_both(async |store| {
        revise(&store, 0, "one").await;
        let keep = async |seen, text: &str| store.keep_plan(&new_plan(seen, text)).await.expect("an answer");
        assert_eq!(keep(None, "a").await, Some(1));
        assert_eq!(keep(None, "b").await, None, "there is one already");
        assert_eq!(keep(Some(1), "b").await, Some(2));
        assert_eq!(keep(Some(1), "c").await, None, "another one is in force");
        let in_force = async || store.plan_in_force("s", "").await.expect("an answer").expect("a plan");
        assert_eq!(in_force().await.1, "b");
        let restore = async |seen, number| store.restore_plan("Ana", ("s", ""), seen, number).await.expect("an answer");
        assert_eq!(restore(2, 1).await, Some(1), "undo");
        assert_eq!(in_force().await.1, "a");
        assert_eq!(restore(2, 2).await, None, "the first is in force now");
        assert_eq!(restore(1, 2).await, Some(2), "redo");
        assert_eq!(restore(2, 9).await, None, "there is no such plan");
        assert_eq!(keep(Some(2), "c").await, Some(3), "numbers are not used again");
        let heads = store.plans("s", "").await.expect("a list");
        assert_eq!(
            heads.iter().map(|one| (one.number, one.parent)).collect::<Vec<_>>(),
            [(3, Some(2)), (2, Some(1)), (1, None)]
        );
        assert_eq!(store.plan_number_in_force("s", "event.toml").await.expect("a number"), 0, "each subject by itself");
    });
}

/// Many who saw the same plan keep another one at once: one of them does.
#[test]
fn of_many_who_saw_the_same_plan_one_is_heard() {
    on_both(async |store| {
        revise(&store, 0, "one").await;
        for seen in [None, Some(1), Some(2)] {
            let mut all = tokio::task::JoinSet::new();
            for n in 0..8 {
                let store = store.clone();
                all.spawn(async move {
                    store.keep_plan(&new_plan(seen, &format!("{seen:?} {n}"))).await.expect("an answer")
                });
            }
            let kept: Vec<i64> = all.join_all().await.into_iter().flatten().collect();
            assert_eq!(kept, [seen.unwrap_or(0) + 1]);
        }
        assert_eq!(store.plans("s", "").await.expect("a list").len(), 3);
    });
}

const PLAN: [&str; 1] = ["plan"];

fn new_job<'a>(key: &'a str, request: &'a str) -> NewJob<'a> {
    NewJob { kind: "plan", scenario: "s", subject: "", request, key, by: "Ana", delay: 0 }
}

async fn claim(store: &Store, lease: i64) -> Job {
    store.claim_job("a machine", lease, &PLAN).await.expect("an answer").expect("a job that is due")
}

async fn job(store: &Store, number: i64) -> Job {
    store.job(number).await.expect("an answer").expect("a job")
}

fn said(kept: Option<KeptPlan>) -> String {
    format!("{kept:?}")
}

#[test]
fn a_job_is_queued_once_claimed_by_one_and_ended_by_its_fence() {
    on_both(async |store| {
        let queue = async |key: &str| store.queue_job(&new_job(key, "{}")).await.expect("queued");
        let first = queue("k").await;
        assert_eq!(queue("k").await, first, "the same key");
        let later = NewJob { delay: MINUTE, key: "later", ..new_job("", "{}") };
        store.queue_job(&later).await.expect("queued");
        let claimed = claim(&store, MINUTE).await;
        assert_eq!((claimed.number, claimed.state, claimed.attempts), (first, JobState::Claimed, 1));
        let next = async |kinds: &[&str]| store.claim_job("another", MINUTE, kinds).await.expect("an answer");
        assert_eq!(next(&PLAN).await, None, "one is claimed, the other not due");
        assert_eq!(store.prolong_job(&claimed, MINUTE, "half").await.expect("an answer"), Some(false));
        assert_eq!(job(&store, first).await.progress, "half");
        assert_eq!(store.is_job_stopped(&claimed).await.expect("an answer"), Some(false));
        assert!(store.stop_job("Bo", first).await.expect("an answer"));
        assert_eq!(store.prolong_job(&claimed, MINUTE, "half").await.expect("an answer"), Some(true));
        assert_eq!(store.is_job_stopped(&claimed).await.expect("an answer"), Some(true));
        assert!(store.end_job(&claimed, JobState::Done, "so far").await.expect("an answer"));
        assert!(!store.end_job(&claimed, JobState::Done, "again").await.expect("an answer"), "it ends once");
        let ended = job(&store, first).await;
        assert_eq!((ended.state, ended.result.as_str()), (JobState::Done, "so far"));
        assert!(!store.stop_job("Bo", first).await.expect("an answer"), "it is over");
        let second = queue("k").await;
        assert_ne!(second, first, "the key is free again");
        assert!(store.stop_job("Bo", second).await.expect("an answer"));
        assert_eq!(job(&store, second).await.state, JobState::Stopped, "nobody had begun");
        let other = NewJob { kind: "hours", key: "h", ..new_job("", "{}") };
        store.queue_job(&other).await.expect("queued");
        assert_eq!(next(&PLAN).await, None, "whoever knows no hours does none");
        assert_eq!(next(&["plan", "hours"]).await.expect("a job").kind, "hours");
        assert_eq!(store.open_jobs().await.expect("counts"), [("claimed".to_owned(), 1), ("queued".to_owned(), 1)]);
    });
}

#[test]
fn a_job_is_taken_over_and_whoever_lost_it_writes_nothing() {
    on_both(async |store| {
        revise(&store, 0, "one").await;
        let number = store.queue_job(&new_job("k", "{}")).await.expect("queued");
        let silent = claim(&store, -1).await;
        let other = claim(&store, MINUTE).await;
        assert_eq!((other.number, other.attempts), (number, 2));
        assert!(other.fence > silent.fence);
        assert_eq!(store.prolong_job(&silent, MINUTE, "mine").await.expect("an answer"), None);
        assert_eq!(store.is_job_stopped(&silent).await.expect("an answer"), None);
        assert!(!store.end_job(&silent, JobState::Done, "mine").await.expect("an answer"));
        assert!(!store.release_job(&silent).await.expect("an answer"));
        let finish = async |store: &Store, job: &Job, text: &str| {
            let plan = new_plan(None, text);
            store.finish_job(job, JobState::Done, Some(&plan), &said).await.expect("an answer")
        };
        assert_eq!(finish(&store, &silent, "of the silent").await, Finished::Lost);
        assert_eq!(store.plans("s", "").await.expect("a list"), [], "no plan either");
        let kept = Some(KeptPlan { number: 1, in_force: true });
        assert_eq!(finish(&store, &other, "of the other").await, Finished::Ended(kept));
        assert_eq!(
            finish(&store, &other, "again").await,
            Finished::Lost,
            "a commit whose answer was lost changes nothing"
        );
        let ended = job(&store, number).await;
        assert_eq!((ended.state, ended.result), (JobState::Done, said(kept)));
        assert_eq!(store.plans("s", "").await.expect("a list").len(), 1);
        // The fault that the tests of many machines must find.
        let careless = store.clone().without_fences();
        assert!(matches!(finish(&careless, &silent, "of the silent").await, Finished::Ended(Some(_))));
        assert_eq!(store.plans("s", "").await.expect("a list").len(), 2);
    });
}

#[test]
fn what_kills_whoever_begins_it_is_given_up() {
    on_both(async |store| {
        let number = store.queue_job(&new_job("k", "{}")).await.expect("queued");
        // Given back is not begun.
        let released = claim(&store, MINUTE).await;
        assert!(store.release_job(&released).await.expect("an answer"));
        assert_eq!(job(&store, number).await.attempts, 0);
        for attempt in 1..=MOST_ATTEMPTS {
            assert_eq!(claim(&store, -1).await.attempts, attempt);
        }
        assert_eq!(store.claim_job("another", MINUTE, &PLAN).await.expect("an answer"), None);
        let ended = job(&store, number).await;
        assert_eq!((ended.state, ended.ended_at.is_some()), (JobState::Failed, true));
        let result: serde_json::Value = serde_json::from_str(&ended.result).expect("JSON");
        assert_eq!((result["outcome"].as_str(), result["plan"].as_i64()), (Some("given_up"), None));
        assert!(result["words"].as_str().is_some_and(|words| words.contains("three times")), "{result}");
        assert_ne!(store.queue_job(&new_job("k", "{}")).await.expect("queued"), number, "it may be asked for again");
    });
}

#[test]
fn a_plan_that_came_second_is_kept_beside_the_one_in_force() {
    on_both(async |store| {
        revise(&store, 0, "one").await;
        let finish = async |seen, text: &str| {
            store.queue_job(&new_job(text, "{}")).await.expect("queued");
            let job = claim(&store, MINUTE).await;
            let plan = new_plan(seen, text);
            store.finish_job(&job, JobState::Done, Some(&plan), &said).await.expect("an answer")
        };
        let ended = |number, in_force| Finished::Ended(Some(KeptPlan { number, in_force }));
        assert_eq!(finish(None, "a").await, ended(1, true));
        assert_eq!(finish(None, "b").await, ended(2, false), "a plan was put in force meanwhile");
        assert_eq!(finish(Some(1), "c").await, ended(3, true));
        revise(&store, 1, "two").await;
        assert_eq!(finish(Some(3), "d").await, ended(4, false), "the files were revised meanwhile");
        assert_eq!(store.plan_in_force("s", "").await.expect("an answer").expect("a plan").1, "c");
        let beside = store.plan("s", "", 4).await.expect("an answer").expect("a plan");
        assert_eq!((beside.1.as_str(), beside.0.parent), ("d", Some(3)), "nothing is lost");
        assert_eq!(
            store.restore_plan("Ana", ("s", ""), 3, 2).await.expect("an answer"),
            Some(2),
            "and may be put in force"
        );
        store.remove_scenario("Ana", "s").await.expect("removed");
        assert_eq!(finish(None, "e").await, Finished::Ended(None), "its scenario is gone");
        assert_eq!(store.log().await.expect("a log").1, None);
    });
}

/// Twenty machines at once: every job is claimed by exactly one.
#[test]
fn many_machines_never_share_a_job() {
    for (jobs, address, machines) in [(400, postgres::database(), 20), (60, String::new(), 4)] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("convoke.db").display().to_string();
        let address = if address.is_empty() { file } else { address };
        run(async {
            let store = Store::open(&address, true).await.expect("a store");
            for n in 0..jobs {
                store.queue_job(&new_job(&format!("k{n}"), "{}")).await.expect("queued");
            }
            let mut all = tokio::task::JoinSet::new();
            for n in 0..machines {
                let address = address.clone();
                all.spawn(async move {
                    let store = Store::open(&address, false).await.expect("a store");
                    let (by, mut mine) = (format!("machine {n}"), Vec::new());
                    while let Some(job) = store.claim_job(&by, MINUTE, &PLAN).await.expect("an answer") {
                        assert!(store.end_job(&job, JobState::Done, &by).await.expect("an answer"));
                        mine.push(job.number);
                    }
                    mine
                });
            }
            let mine = all.join_all().await;
            let busy = mine.iter().filter(|mine| !mine.is_empty()).count();
            let all: Vec<i64> = mine.into_iter().flatten().collect();
            let distinct: BTreeSet<i64> = all.iter().copied().collect();
            println!(
                "{jobs} jobs, {machines} claimers at once, {busy} of them served: {} claims, {} jobs",
                all.len(),
                distinct.len()
            );
            assert_eq!((all.len(), distinct.len()), (jobs, jobs));
        });
    }
}

/// What the program asks of itself is forgotten a month after its end, what people asked for is not.
#[test]
fn jobs_of_the_program_are_kept_for_a_month() {
    let folder = tempfile::tempdir().expect("a folder");
    for address in [folder.path().join("convoke.db").display().to_string(), postgres::database()] {
        run(async {
            let store = Store::open(&address, true).await.expect("a store");
            let by = |by: &'static str| NewJob { by, ..new_job(by, "{}") };
            for who in ["Ana", PROGRAM] {
                store.queue_job(&by(who)).await.expect("queued");
                let job = store.claim_job("a machine", MINUTE, &PLAN).await.expect("an answer").expect("a job");
                assert!(store.end_job(&job, JobState::Done, "").await.expect("an answer"));
            }
            store.queue_job(&by(PROGRAM)).await.expect("queued");
            assert_eq!(store.jobs("s").await.expect("a list").len(), 3, "they have just ended");
            let long_ago = "UPDATE job SET ended_at = ended_at - 2678400000 WHERE ended_at IS NOT NULL";
            if address.starts_with("postgres") {
                use sqlx::Connection as _;
                let mut line = sqlx::PgConnection::connect(&address).await.expect("a connection");
                sqlx::query(long_ago).execute(&mut line).await.expect("changed");
            } else {
                use sqlx::Connection as _;
                let mut line =
                    sqlx::SqliteConnection::connect(&format!("sqlite://{address}")).await.expect("a connection");
                sqlx::query(long_ago).execute(&mut line).await.expect("changed");
            }
            store.queue_job(&NewJob { key: "another", ..by(PROGRAM) }).await.expect("queued");
            let left = store.jobs("s").await.expect("a list");
            let who: Vec<&str> = left.iter().map(|job| job.queued_by.as_str()).collect();
            assert_eq!(who, [PROGRAM, PROGRAM, "Ana"], "{left:?}");
            store.close().await;
        });
    }
}

/// A claim of two statements, where the choice locks nothing: the same twenty share jobs, and that is seen.
#[test]
fn a_claim_that_locks_nothing_is_found_out() {
    let address = postgres::database();
    run(async {
        let store = Store::open(&address, true).await.expect("a store");
        for n in 0..400 {
            store.queue_job(&new_job(&format!("k{n}"), "{}")).await.expect("queued");
        }
        let mut all = tokio::task::JoinSet::new();
        for n in 0..20 {
            let address = address.clone();
            all.spawn(async move {
                use sqlx::Connection as _;
                let mut line = sqlx::PgConnection::connect(&address).await.expect("a connection");
                let mut mine: Vec<i64> = Vec::new();
                let choice = "SELECT id FROM job WHERE state = 'queued' ORDER BY next_at, id LIMIT 1";
                while let Some(job) = sqlx::query_scalar(choice).fetch_optional(&mut line).await.expect("an answer") {
                    let claim = "UPDATE job SET state = 'claimed', lease_by = $2, lease_until = 0 WHERE id = $1";
                    sqlx::query(claim).bind(job).bind(n.to_string()).execute(&mut line).await.expect("claimed");
                    mine.push(job);
                }
                mine
            });
        }
        let all: Vec<i64> = all.join_all().await.into_iter().flatten().collect();
        let distinct: BTreeSet<i64> = all.iter().copied().collect();
        println!("a claim that locks nothing: {} claims, {} jobs", all.len(), distinct.len());
        assert!(all.len() > distinct.len(), "{} claims", all.len());
    });
}

#[test]
fn a_notice_is_noted_once() {
    on_both(async |store| {
        let word = |text: &str| text.to_owned();
        let one = Notice {
            scenario: word("s"),
            body: word("SG13"),
            meeting: word("m"),
            what: word("zones"),
            text: word("moved"),
        };
        let other = Notice { text: word("moved again"), ..one.clone() };
        assert_eq!(store.keep_notices(std::slice::from_ref(&one)).await.expect("kept"), 1);
        assert_eq!(store.keep_notices(&[one.clone(), other.clone()]).await.expect("kept"), 1);
        let found: Vec<Notice> =
            store.notices("s").await.expect("a list").into_iter().map(|kept| kept.notice).collect();
        assert_eq!(found, [other, one]);
    });
}

/// The log can be added to, and no statement of the program could do more.
#[test]
fn the_log_is_only_ever_added_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    let database = postgres::database();
    let statements = ["UPDATE log SET who = 'Eve'", "DELETE FROM log", "TRUNCATE log"];
    run(async {
        for address in [&file, &database] {
            let store = Store::open(address, true).await.expect("a store");
            account(&store, "Ana", &Roles::default()).await;
            store.close().await;
        }
        let (sqlite, server) = (sqlx::SqlitePool::connect(&file).await, sqlx::PgPool::connect(&database).await);
        let (sqlite, server) = (sqlite.expect("the file"), server.expect("the database"));
        for statement in statements {
            if !statement.starts_with("TRUNCATE") {
                let error = sqlx::query(statement).execute(&sqlite).await.expect_err("refused").to_string();
                assert!(error.contains("only ever added to"), "{error}");
            }
            let error = sqlx::query(statement).execute(&server).await.expect_err("refused").to_string();
            assert!(error.contains("only ever added to"), "{error}");
        }
        for address in [&file, &database] {
            let store = Store::open(address, false).await.expect("a store");
            let (log, fault) = store.log().await.expect("a log");
            assert_eq!((log.len(), fault), (1, None));
        }
    });
}
