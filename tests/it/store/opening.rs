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
    for (setting, name) in [("synchronous_commit=off", "synchronous_commit"), ("fsync=off", "fsync")] {
        let server = Server::start(&[setting]);
        let error = run(Store::open(&server.database(), true)).expect_err("refused");
        assert!(matches!(error, StoreError::Unsafe { setting, .. } if setting == name), "{error}");
    }
}
