//! A store is killed while its schema is brought up to date, at every write and at every statement: it is as it was, or a step
//! further, never between; and whoever opens it next finishes.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use convoke::store::Store;

use super::{announce, people, run};
use crate::announce::plan;
use crate::postgres;

/// The tables after each step of the schema, beside that of the steps themselves.
const AFTER: [(i64, &[&str]); 2] = [
    (2, &["announcement", "announced_meeting", "message", "control", "log", "arrival"]),
    (3, &["correspondent", "source", "announcement_source", "registration_list"]),
];

/// No test, but a program that opens a store.
#[test]
#[ignore = "a program that other tests start"]
fn opener() {
    let address = std::env::var("OPENER_STORE").expect("the tests that start this say which");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        Store::open(&address, false).await.expect("a store").close().await;
    });
}

/// Opens a store and is killed at the `k`-th of these calls; whether it came so far.
fn killed_at(address: &str, call: &str, k: usize, trace: &Path) -> bool {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(trace);
    command.args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:signal=KILL:when={k}")]);
    command.arg(std::env::current_exe().expect("this program"));
    command.args(["store::upgrades::opener", "--exact", "--ignored", "--test-threads", "1"]);
    command.env("OPENER_STORE", address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let ended = command.status().unwrap_or_else(|error| panic!("strace: {error}; `./x test` installs it"));
    let fired = std::fs::read_to_string(trace).expect("a trace").contains("+++ killed by SIGKILL +++");
    assert_eq!(fired, !ended.success(), "{call} {k}");
    fired
}

/// The step a schema is at; its tables are those of that step, all of them.
#[track_caller]
fn is_whole(step: i64, tables: &[String], newest: &BTreeSet<String>) {
    let found: BTreeSet<&str> = tables.iter().map(String::as_str).filter(|name| *name != "_sqlx_migrations").collect();
    let wanted: BTreeSet<&str> = if step == 4 {
        newest.iter().map(String::as_str).collect()
    } else {
        AFTER.iter().filter(|(after, _)| *after <= step).flat_map(|(_, names)| names.iter().copied()).collect()
    };
    assert_eq!(found, wanted, "step {step}");
}

const STEP: &str = "SELECT MAX(version) FROM _sqlx_migrations WHERE success";
const TABLES_OF_SQLITE: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
const TABLES_OF_SERVER: &str = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";

async fn newest() -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    Store::open(&file, true).await.expect("a store").close().await;
    let pool = sqlx::SqlitePool::connect(&file).await.expect("the file");
    let tables: Vec<String> = sqlx::query_scalar(TABLES_OF_SQLITE).fetch_all(&pool).await.expect("tables");
    tables.into_iter().filter(|name| name != "_sqlx_migrations").collect()
}

/// Whoever opens it next finishes, and what was there is there.
async fn finishes(address: &str) {
    let store = Store::open(address, false).await.expect("a store that opens");
    assert_eq!(store.told("s").await.expect("what was told").len(), 1);
    assert_eq!(store.accounts().await.expect("a list"), []);
    store.close().await;
}

#[test]
fn a_file_that_is_killed_while_it_is_brought_up_to_date_is_never_between() {
    let folder = tempfile::tempdir().expect("a folder");
    let (old, path, trace) =
        (folder.path().join("old.db"), folder.path().join("convoke.db"), folder.path().join("trace"));
    let newest = run(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&old).create_if_missing(true);
        super::opening::older_store!(
            sqlx::SqlitePool::connect_with(options).await,
            super::opening::older_steps!("sqlite")
        );
        newest().await
    });
    let address = path.display().to_string();
    let (mut kills, mut steps) = (0, BTreeSet::new());
    for call in ["pwrite64", "fsync", "ftruncate"] {
        for k in 1.. {
            for beside in ["-wal", "-shm", "-journal"] {
                let _ = std::fs::remove_file(format!("{address}{beside}"));
            }
            std::fs::copy(&old, &path).expect("copied");
            let fired = killed_at(&address, call, k, &trace);
            if !fired {
                break;
            }
            kills += 1;
            run(async {
                let pool = sqlx::SqlitePool::connect(&address).await.expect("the file");
                let sound: String =
                    sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&pool).await.expect("a check");
                assert_eq!(sound, "ok", "{call} {k}");
                let step: i64 = sqlx::query_scalar(STEP).fetch_one(&pool).await.expect("a step");
                let tables: Vec<String> = sqlx::query_scalar(TABLES_OF_SQLITE).fetch_all(&pool).await.expect("tables");
                pool.close().await;
                is_whole(step, &tables, &newest);
                steps.insert(step);
                finishes(&address).await;
            });
        }
    }
    println!("C6: a file killed at each of {kills} writes and syncs of its upgrade: at steps {steps:?}, never between");
    assert!(kills > 10 && steps.contains(&2) && steps.contains(&4), "{kills} {steps:?}");
}

#[test]
fn a_server_whose_client_is_killed_while_it_brings_the_schema_up_to_date_is_never_between() {
    let folder = tempfile::tempdir().expect("a folder");
    let trace = folder.path().join("trace");
    let newest = run(newest());
    let (mut kills, mut steps) = (0, BTreeSet::new());
    for k in 1.. {
        let address = postgres::database();
        run(async {
            super::opening::older_store!(
                sqlx::PgPool::connect(&address).await,
                super::opening::older_steps!("postgres")
            );
        });
        // Each statement is sent by itself.
        if !killed_at(&address, "sendto", k, &trace) {
            break;
        }
        kills += 1;
        run(async {
            let pool = sqlx::PgPool::connect(&address).await.expect("the database");
            let step: i64 = sqlx::query_scalar(STEP).fetch_one(&pool).await.expect("a step");
            let tables: Vec<String> = sqlx::query_scalar(TABLES_OF_SERVER).fetch_all(&pool).await.expect("tables");
            pool.close().await;
            is_whole(step, &tables, &newest);
            steps.insert(step);
            finishes(&address).await;
        });
    }
    println!(
        "C6: a server whose client was killed at each of {kills} sends of its upgrade: at steps {steps:?}, never between"
    );
    assert!(kills > 10 && steps.contains(&2) && steps.contains(&4), "{kills} {steps:?}");
}

/// Several that open an old store at once: one brings it up to date, the others wait.
#[test]
fn many_that_open_an_old_store_bring_it_up_to_date_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("old.db").display().to_string();
    let database = postgres::database();
    run(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        super::opening::older_store!(
            sqlx::SqlitePool::connect_with(options).await,
            super::opening::older_steps!("sqlite")
        );
        super::opening::older_store!(sqlx::PgPool::connect(&database).await, super::opening::older_steps!("postgres"));
        for address in [&file, &database] {
            let mut all = tokio::task::JoinSet::new();
            for _ in 0..4 {
                let address = address.clone();
                all.spawn(async move { Store::open(&address, false).await.expect("a store").close().await });
            }
            all.join_all().await;
            finishes(address).await;
        }
        let store = Store::open(&file, false).await.expect("a store");
        assert_eq!(announce(&store, &plan(), &people(1), 1).await, 0, "nothing is told twice");
    });
}
