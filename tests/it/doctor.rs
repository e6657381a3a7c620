//! `convoke doctor`: what serves, what does not, and in which words.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::helpers::root;
use crate::store::run;
use convoke::store::Store;

fn convoke(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_convoke")).args(arguments).current_dir(root()).output().expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// A store with one account in it, in a file.
fn store(folder: &Path) -> String {
    let store = folder.join("convoke.db").display().to_string();
    let added = convoke(&["account", "--store", &store, "add", "Ana", "ana@example.org"]);
    assert_eq!(code(&added), 0, "{}", err(&added));
    store
}

#[test]
fn the_doctor_says_what_is_inside() {
    let json: serde_json::Value = serde_json::from_str(&out(&convoke(&["doctor", "--format", "json"]))).unwrap();
    assert_eq!(json["rules"], convoke::rules::all().len());
    assert!(json["time_zones"]["version"].as_str().is_some_and(|version| version >= "2026"));
    assert!(out(&convoke(&["doctor"])).contains("days ago"));
    assert!(json["checks"].as_array().is_some_and(|checks| checks.iter().all(|check| check["health"] == "ok")));
    let nowhere = convoke(&["doctor", "--zoneinfo", "examples"]);
    assert_eq!(code(&nowhere), 2, "{}", err(&nowhere));
}

/// A store, a relay and keys: what serves, what does not, and that looking changes nothing and shows no password.
#[test]
fn the_doctor_looks_at_store_relay_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let store = store(folder.path());
    let mut openssl = std::process::Command::new("openssl");
    openssl.args(["genpkey", "-algorithm", "ed25519", "-out", &path("key.pem")]);
    assert!(openssl.status().unwrap().success());
    let relay = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = relay.local_addr().unwrap().port();
    std::thread::spawn(move || {
        use std::io::{BufRead as _, Write as _};
        let (mut stream, _) = relay.accept().unwrap();
        stream.write_all(b"220 relay.example.org\r\n").unwrap();
        for line in std::io::BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok) {
            let answer =
                if line.starts_with("EHLO") { "250-relay.example.org\r\n250 PIPELINING\r\n" } else { "221 bye\r\n" };
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let (relay, signs) = (format!("smtp://127.0.0.1:{port}"), format!("ed={}", path("key.pem")));
    let all = ["doctor", "--store", &store, "--smtp", &relay, "--dkim-key", &signs, "--dkim-domain", "example.org"];
    let looked = convoke(&all);
    let said = out(&looked);
    for expected in [
        "ok   database: SQLite ",
        " disk: ",
        "ok   settings: journal_mode wal, synchronous 2",
        "ok   pages: ok",
        "ok   room: ",
        " ms until it is on disk",
        "ok   log: 2 entries, each follows from the one before",
        "ok   messages: 0 wait, 0 of them for long; 0 parked",
        &format!("ok   relay: 127.0.0.1:{port} answers, offers PIPELINING"),
        "ok   key: signs; the DNS must say ed._domainkey.example.org TXT \"v=DKIM1; k=ed25519; p=",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(code(&looked), 0, "{said}{}", err(&looked));
    let silent = convoke(&["doctor", "--store", &path("none.db"), "--smtp", "smtp://ana:secret@127.0.0.1:1"]);
    let said = out(&silent);
    assert!(said.contains("bad  store: ") && said.contains("bad  relay: "), "{said}");
    assert!(code(&silent) == 1 && !said.contains("secret"), "{said}");
    assert!(!folder.path().join("none.db").exists());
}

/// The lines about a store.
fn looked(store: &str) -> (i32, String) {
    let looked = convoke(&["doctor", "--store", store]);
    (code(&looked), out(&looked))
}

#[test]
fn the_doctor_says_what_a_store_lies_on() {
    let line = |folder: &Path| {
        let (code, said) = looked(&store(folder));
        assert_eq!(code, 0, "{said}");
        said.lines().find(|line| line.contains(" disk: ")).expect("a line").to_owned()
    };
    // Memory that looks like a disk, which Linux has in any case.
    let passing = tempfile::tempdir_in("/dev/shm").expect("a folder");
    assert_eq!(line(passing.path()), "look disk: tmpfs; what is kept there is gone after a new start");
    // Wherever this program was built from: the same that the system's own program says.
    let here = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let (said, number) = (line(here.path()), Command::new("stat").args(["-f", "-c", "%t"]).arg(here.path()).output());
    let number = String::from_utf8_lossy(&number.expect("stat").stdout).trim().to_owned();
    println!("{said} (0x{number})");
    if number == "ef53" {
        assert_eq!(said, "ok   disk: ext2, ext3 or ext4");
    }
}

#[test]
fn the_doctor_looks_at_a_server() {
    let address = crate::postgres::database();
    run(async { Store::open(&address, true).await.expect("a store").close().await });
    let (code, said) = looked(&address);
    for expected in [
        "ok   database: PostgreSQL ",
        "ok   fsync: on\n",
        "ok   full_page_writes: on\n",
        "ok   synchronous_commit: on\n",
        " ms until it is on disk",
        "ok   log: ",
        "ok   messages: 0 wait",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(code, 0, "{said}");
    let weak = crate::postgres::Server::start(&["synchronous_commit=off"]);
    let (code, said) = looked(&weak.database());
    assert!(code == 1 && said.contains("bad  store: ") && said.contains("synchronous_commit"), "{said}");
}

/// Whoever changed the log is found, wherever it was.
#[test]
fn the_doctor_says_where_a_log_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let good = store(folder.path());
    for (statement, expected) in [
        (
            "UPDATE log SET who = 'Bo' WHERE id = 2",
            "bad  log: entry 2 is not what was written, or one before it is missing",
        ),
        ("DELETE FROM log WHERE id = 1", "bad  log: entry 2 is not what was written, or one before it is missing"),
        ("DELETE FROM log WHERE id = 2", "bad  log: entries at the end are missing"),
    ] {
        let changed = folder.path().join("changed.db").display().to_string();
        fs::copy(&good, &changed).unwrap();
        run(async {
            let pool = sqlx::SqlitePool::connect(&changed).await.expect("the file");
            for statement in ["DROP TRIGGER log_is_not_changed", "DROP TRIGGER log_is_not_shortened", statement] {
                sqlx::query(statement).execute(&pool).await.expect("done");
            }
            pool.close().await;
        });
        let (code, said) = looked(&changed);
        assert_eq!(code, 1, "{statement}: {said}");
        assert!(said.contains(expected), "{statement}: {said}");
    }
    let (code, said) = looked(&good);
    assert!(code == 0 && said.contains("ok   log: 2 entries"), "{said}");
}

#[test]
fn the_doctor_says_that_data_of_time_zones_are_old() {
    let folder = tempfile::tempdir().unwrap();
    let old = crate::lebanon::compiled(folder.path(), "2023b", "postponed.zi");
    let looked = convoke(&["doctor", "--zoneinfo", old.to_str().expect("UTF-8")]);
    let said = out(&looked);
    let line = said.lines().find(|line| line.contains("time-zone data")).expect("a line");
    assert!(line.starts_with("look time-zone data: 2023b, released about "), "{said}");
    assert!(line.ends_with("update the program, or give newer data with --zoneinfo DIR"), "{said}");
    assert_eq!(code(&looked), 0, "old is no fault: {said}");
}
