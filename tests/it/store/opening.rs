//! Files that are no store, servers that forget.

use std::fs;

use convoke::store::{Store, StoreError};

use super::{announce, people, run};
use crate::announce::plan;
use crate::postgres::Server;

#[test]
fn what_is_no_store_is_named_and_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = folder.path().join("other.db");
    run(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&other).create_if_missing(true);
        let pool = sqlx::SqlitePool::connect_with(options).await.expect("a file");
        for statement in ["PRAGMA application_id = 7", "CREATE TABLE t (a)"] {
            sqlx::query(statement).execute(&pool).await.expect("made");
        }
        pool.close().await;
    });
    let cases: [(&str, &[u8], &str); 3] = [
        ("text.db", b"[[meeting]]\nid = \"a\"\n", "too short"),
        ("long.db", &[b'x'; 5000], "no SQLite file"),
        ("other.db", &fs::read(&other).expect("bytes"), "a SQLite file of another program"),
    ];
    for (name, bytes, wanted) in cases {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        let error = run(Store::open(&path.display().to_string(), true)).expect_err("no store");
        assert!(matches!(&error, StoreError::Foreign { found, .. } if *found == wanted), "{name}: {error}");
        assert_eq!(fs::read(&path).expect("bytes"), bytes, "{name}");
    }
    let absent = folder.path().join("absent.db").display().to_string();
    assert!(matches!(run(Store::open(&absent, false)), Err(StoreError::Absent(_))));
    assert!(!fs::exists(&absent).expect("a look"));
    let address = "mysql://ana:secret@example.org/convoke";
    let error = run(Store::open(address, true)).expect_err("no store");
    assert!(!error.to_string().contains("secret"), "{error}");
    let folder = folder.path().display().to_string();
    assert!(matches!(run(Store::open(&folder, true)), Err(StoreError::Foreign { found: "a folder", .. })));
}

/// Whatever byte of a store is damaged: an error or the truth, never a panic, and never another answer.
#[test]
fn a_damaged_store_is_an_error_or_says_the_truth() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("convoke.db");
    let address = path.display().to_string();
    run(async {
        let store = Store::open(&address, true).await.expect("a store");
        announce(&store, &plan(), &people(2), 0).await;
        store.close().await;
    });
    let good = fs::read(&path).expect("bytes");
    for cut in [0, 100, 4096, good.len() / 2, good.len() - 4096] {
        fs::write(&path, &good[..cut]).expect("written");
        let opened = run(async {
            let store = Store::open(&address, false).await?;
            store.announcements().await
        });
        assert!(cut == 0 || opened.is_err() || opened.is_ok_and(|all| all.len() <= 1), "cut at {cut}");
    }
}

#[test]
fn a_server_that_may_forget_is_refused_by_name() {
    let settings = [
        ("synchronous_commit=off", "synchronous_commit"),
        ("synchronous_commit=local", "synchronous_commit"),
        ("fsync=off", "fsync"),
        ("full_page_writes=off", "full_page_writes"),
    ];
    for (setting, name) in settings {
        let server = Server::start(&[setting]);
        let error = run(Store::open(&server.database(), true)).expect_err("refused");
        assert!(matches!(error, StoreError::Unsafe { setting, .. } if setting == name), "{error}");
    }
}

/// The steps of the schema before people and sources were kept.
macro_rules! older_steps {
    ($dialect:literal) => {
        [
            (1, "announcements", include_str!(concat!("../../../migrations/", $dialect, "/0001_announcements.sql"))),
            (2, "arrivals", include_str!(concat!("../../../migrations/", $dialect, "/0002_arrivals.sql"))),
        ]
    };
}

/// Makes a store as an older version left it: one invitation without a token, which has left.
macro_rules! older_store {
    ($pool:expr, $steps:expr) => {{
        use sqlx::SqlSafeStr as _;
        let pool = $pool.expect("a database");
        let step = |(number, name, text): (i64, &'static str, &'static str)| {
            sqlx::migrate::Migration::new(number, name.into(), sqlx::migrate::MigrationType::Simple, text.into_sql_str(), false)
        };
        let steps = $steps.into_iter().map(step).collect();
        sqlx::migrate::Migrator::with_migrations(steps).run(&pool).await.expect("the older schema");
        let mut told =
            $crate::store::dispatches(&convoke::announce::Announced::nothing(), &$crate::announce::plan(), &$crate::store::people(1), 0).remove(0).told;
        told.recipient.token = None;
        let message = "INSERT INTO message (announcement, scenario, meeting, address, domain, reason, message_id, \
            return_address, recipient, told, bytes, useful_until, queued_at, state, next_at, copies) \
            VALUES (1, 's', 'sg13', $1, 'd0.example.org', 'invitation', '<a@b>', 'bounce+p0=d0.example.org@itu.int', $1, $2, \
            $3, 4102444800000, 0, 'sent', 0, 1)";
        let announcement = "INSERT INTO announcement (scenario, digest, told, stamped, messages, prepared_by, prepared_at, \
            approved_by, approved_at) VALUES ('s', '', '', 0, 1, 'Ana', 0, 'Bo', 0)";
        sqlx::query(announcement).execute(&pool).await.expect("an announcement");
        let bytes: Vec<u8> = Vec::new();
        let address = told.recipient.key();
        sqlx::query(message).bind(address).bind(told.to_record()).bind(bytes).execute(&pool).await.expect("a message");
        pool.close().await;
    }};
}

pub(super) use {older_steps, older_store};

#[test]
fn a_store_of_an_older_version_is_brought_up_to_date_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    let database = crate::postgres::database();
    run(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        older_store!(sqlx::SqlitePool::connect_with(options).await, older_steps!("sqlite"));
        older_store!(sqlx::PgPool::connect(&database).await, older_steps!("postgres"));
        for address in [&file, &database] {
            let store = Store::open(address, false).await.expect("a store");
            let told = store.told("s").await.expect("what was told");
            assert_eq!(told.len(), 1);
            assert_eq!(told[0].told.recipient.token, None);
            assert_eq!(store.sources(1).await.expect("sources").len(), 0, "of then nothing was kept");
            assert_eq!(announce(&store, &plan(), &people(1), 1).await, 0, "nothing is told twice");
            assert_eq!(announce(&store, &super::moved(), &people(1), 2).await, 1, "a change is told");
            store.close().await;
        }
    });
}

/// A program that was put back by a version says so, and leaves the store to the one that made it.
#[test]
fn a_store_of_a_newer_version_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    let database = crate::postgres::database();
    let step = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                VALUES (9999, 'of tomorrow', TRUE, $1, 0)";
    run(async {
        for address in [&file, &database] {
            Store::open(address, true).await.expect("a store").close().await;
        }
        let pool = sqlx::SqlitePool::connect(&file).await.expect("the file");
        sqlx::query(step).bind(&b"x"[..]).execute(&pool).await.expect("a step");
        pool.close().await;
        let pool = sqlx::PgPool::connect(&database).await.expect("the server");
        sqlx::query(step).bind(&b"x"[..]).execute(&pool).await.expect("a step");
        pool.close().await;
    });
    let before = fs::read(&file).expect("bytes");
    for address in [&file, &database] {
        let error = run(Store::open(address, true)).expect_err("a newer store");
        assert!(matches!(&error, StoreError::Newer { step: 9999, .. }), "{error}");
    }
    assert_eq!(fs::read(&file).expect("bytes"), before);
}

/// Whatever bit of a store is flipped, and wherever it is cut: a named error and a file that was not touched, or a store that
/// works.
#[test]
fn a_store_with_a_flipped_bit_works_or_is_refused_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("convoke.db");
    let address = path.display().to_string();
    run(async {
        let store = Store::open(&address, true).await.expect("a store");
        announce(&store, &plan(), &people(2), 0).await;
        store.close().await;
    });
    let good = fs::read(&path).expect("bytes");
    let (mut cuts, mut flips) = (0, 0);
    let (mut refused, mut later, mut works) = (0, 0, 0);
    for round in 0..268_usize {
        let mut bytes = good.clone();
        if round % 4 == 3 {
            bytes.truncate(1 + good.len() * round / 268);
            cuts += 1;
        } else {
            flips += 1;
            // The head of the file and of its first pages more often than the rest.
            let at = if round % 4 == 0 { round / 4 * 5 % 200 } else { (round * 2_654_435_761) % good.len() };
            bytes[at] ^= 1 << (round % 8);
        }
        for beside in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{address}{beside}"));
        }
        fs::write(&path, &bytes).expect("written");
        let opened = run(async {
            let store = match Store::open(&address, false).await {
                Ok(store) => store,
                Err(error) => return Err((true, error)),
            };
            let read = async {
                store.log().await?;
                let all = store.announcements().await?;
                for one in &all {
                    store.messages(one.number).await?;
                }
                store.told("s").await?;
                store.overview().await
            };
            let read = read.await;
            store.close().await;
            read.map_err(|error| (false, error))
        });
        match opened {
            Ok(_) => works += 1,
            Err((at_once, error)) => {
                let named = matches!(
                    error,
                    StoreError::Foreign { .. }
                        | StoreError::Damaged(_)
                        | StoreError::Row(_)
                        | StoreError::Schema { .. }
                ) || error.to_string().starts_with(&address);
                assert!(named, "round {round}: {error}");
                if at_once {
                    assert!(fs::read(&path).expect("bytes") == bytes, "round {round}: refused, and touched: {error}");
                    refused += 1;
                } else {
                    later += 1;
                }
            }
        }
    }
    println!(
        "C4: {flips} flipped bits, {cuts} cuts: {refused} refused when opened and not touched, {later} named when read, {works} work"
    );
    assert!(flips > 200 && cuts > 50, "{flips} {cuts}");
    assert!(refused > 20 && works > 20, "{refused} {works}");
}

/// A disk over a network is refused by its kind, which the system is made to say.
#[test]
fn a_store_on_a_network_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("convoke.db");
    for (kind, number) in [("NFS", "6969000000000000"), ("FUSE", "4655736500000000"), ("CIFS", "424d53ff00000000")] {
        for there in [false, true] {
            let _ = fs::remove_file(&path);
            if there {
                run(async { Store::open(&path.display().to_string(), true).await.expect("a store").close().await });
            }
            let mut command = std::process::Command::new("strace");
            command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=statfs"]);
            command.args(["-e", &format!("inject=statfs:poke_exit=@arg2={number}")]);
            command
                .arg(env!("CARGO_BIN_EXE_convoke"))
                .args(["serve", "--no-work", "--listen", "127.0.0.1:0", "--store"])
                .arg(&path);
            let said = command.output().expect("strace is not installed: run `./x test`");
            let text = String::from_utf8_lossy(&said.stderr).into_owned();
            assert_eq!(said.status.code(), Some(2), "{text}");
            assert!(text.contains(&format!("on {kind}, a disk over a network")), "{text}");
            assert_eq!(fs::exists(&path).expect("a look"), there, "nothing is made there");
        }
    }
}
