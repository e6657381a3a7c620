//! A store as one file, and as files that people read: nothing is lost, nothing that lets anybody in goes along.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use convoke::app::outbox::{Attempt, State};
use convoke::domain::access::{Extent, Role, Roles};
use convoke::domain::ids::BodyId;
use convoke::store::{
    Backup, Changed, LogFault, Mark, NewJob, NewPlan, NewRevision, Notice, Purpose, Store, StoreError,
    tables_of_backups,
};
use convoke::work::{Settings, Until};
use sqlx::Connection as _;

use super::sending::ending;
use super::{ALL, Claim, announce, moved, people, run};
use crate::announce::plan;
use crate::delivery::sink::{At, Fault, Manner, start};
use crate::postgres;
use crate::web::site::example;

/// Secrets that no backup may hold, and one that it must keep known.
const CANARIES: [&str; 3] = ["canary-session", "canary-welcome", "canary-program"];
const FEED: &str = "canary-feed";

/// A plan of the small example, as the program makes it.
fn planned() -> &'static str {
    static PLAN: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    PLAN.get_or_init(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        command.args(["plan", "examples/jca-ml-2023/open.toml", "--iterations", "500"]);
        String::from_utf8(command.output().expect("started").stdout).expect("UTF-8")
    })
}

/// Something in every corner.
async fn fill(store: &Store) {
    announce(store, &plan(), &people(4), 0).await;
    let claimed = store.claim(&Claim { most: 2, ..ALL }).await.expect("claims");
    for one in &claimed {
        store.mark(&[(one.number, one.fence, Mark::Dot)]).await.expect("a mark");
    }
    store.mark(&[(claimed[0].number, claimed[0].fence, ending(Attempt::Accepted, true))]).await.expect("a mark");
    announce(store, &moved(), &people(4), 1).await;
    let mut dice = 0;
    let mut draw = || {
        dice += 1;
        Some([dice; 32])
    };
    store.issue_tokens(&BTreeSet::from(["p0@d0.example.org".to_owned()]), &mut draw).await.expect("tokens");
    store.keep_arrival("mail one", 7, b"From: \xff\0 anybody").await.expect("kept");
    store.keep_registrations("s", "Ana", b"meeting,address\r\nsg13,p0@d0.example.org\r\n").await.expect("kept");
    let ana = account(store, "Ana", &Roles::default()).await;
    let body = BodyId::parse("SG13").expect("an id");
    let bo = account(store, "Bo", &Roles::default().with(Extent::Body(body), Role::Planner)).await;
    store.set_password("Ana", ana, "$argon2id$v=19$hash").await.expect("set");
    for (purpose, secret) in [
        (Purpose::Session, CANARIES[0]),
        (Purpose::Welcome, CANARIES[1]),
        (Purpose::Program, CANARIES[2]),
        (Purpose::Feed, FEED),
    ] {
        store.keep_credential(purpose, ana, secret, ("", ""), 600_000).await.expect("kept");
    }
    store.follow(bo, &BTreeSet::from(["SG13".to_owned()])).await.expect("set");
    store
        .set_account(bo, "Bo \"the\" Chen", convoke::domain::language::Language::Chinese, Some("Asia/Shanghai"))
        .await
        .expect("set");
    store.note_refusal(&["ana".to_owned()]).await.expect("noted");
    let files = example("jca-ml-2023", &["open.toml", "facts.toml"]);
    for seen in 0..2 {
        let new =
            NewRevision { name: "s", title: "S", main: "open.toml", files: &files, by: "Ana", why: "a test", seen };
        store.revise(&new).await.expect("revised");
    }
    for (subject, seen, text) in [("", None, planned()), ("", Some(1), planned()), ("a/b.toml", None, "c")] {
        let new = NewPlan { scenario: "s", subject, seen, revision: 2, text, what: "solved", why: "", by: "Ana" };
        store.keep_plan(&new).await.expect("an answer").expect("kept");
    }
    let new = NewJob { kind: "plan", scenario: "s", subject: "", request: "{}", key: "k", by: "Ana", delay: 0 };
    store.queue_job(&new).await.expect("queued");
    let word = |text: &str| text.to_owned();
    let notice =
        Notice { scenario: word("s"), body: word(""), meeting: word("m"), what: word("zones"), text: word("moved") };
    store.keep_notices(&[notice]).await.expect("kept");
}

async fn account(store: &Store, name: &str, roles: &Roles) -> i64 {
    let made = store.make_account("test", name, &format!("{name}@example.org"), roles).await.expect("an account");
    let Changed::Done(number) = made else { panic!("{made:?}") };
    number
}

async fn backup_of(store: &Store, path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.back_up(&mut bytes).await.expect("written");
    std::fs::write(path, &bytes).expect("written");
    bytes
}

/// What a backup says, after its heading.
fn says(bytes: &[u8]) -> Vec<String> {
    let packed = &bytes[b"convoke-backup/1\n".len()..bytes.len() - 65];
    let mut text = String::new();
    flate2::read::ZlibDecoder::new(packed).read_to_string(&mut text).expect("packed text");
    text.lines().skip(1).map(str::to_owned).collect()
}

/// The same without what restoring itself adds: that sending is stopped, and one entry of the log.
fn content(bytes: &[u8]) -> Vec<String> {
    let added = |line: &String| {
        line.contains("\"restored\"")
            || line.starts_with("[\"log\",")
            || line.starts_with("[\"stopped\",")
            || line.starts_with("{\"rows\"")
    };
    says(bytes).into_iter().filter(|line| !added(line)).collect()
}

#[test]
fn a_store_moves_from_one_database_to_the_other_and_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    run(async {
        let first = Store::open(&at("first.db").display().to_string(), true).await.expect("a store");
        fill(&first).await;
        let one = backup_of(&first, &at("one")).await;
        let server = Store::open(&postgres::database(), true).await.expect("a store");
        let backup = Backup::open(&at("one")).expect("a backup");
        let restored = server.restore(&backup, "Ana").await.expect("restored");
        assert_eq!(restored.waiting, first.overview().await.expect("counts").open());
        let two = backup_of(&server, &at("two")).await;
        let last = Store::open(&at("last.db").display().to_string(), true).await.expect("a store");
        let backup = Backup::open(&at("two")).expect("a backup");
        last.restore(&backup, "Ana").await.expect("restored");
        let three = backup_of(&last, &at("three")).await;
        println!("{} bytes, {} lines", one.len(), says(&one).len());
        assert_eq!(content(&one), content(&two));
        assert_eq!(content(&one), content(&three));
        for store in [&server, &last] {
            assert_eq!(store.log().await.expect("a log").1, None, "the chain goes on");
            assert!(store.stopped().await.expect("an answer").is_some_and(|why| why.contains("backup")));
            assert!(store.holder(Purpose::Feed, FEED, None).await.expect("an answer").is_some());
            for (purpose, secret) in [Purpose::Session, Purpose::Welcome, Purpose::Program].into_iter().zip(CANARIES) {
                assert_eq!(store.holder(purpose, secret, None).await.expect("an answer"), None, "{secret}");
            }
            // Numbers go on where they were.
            store.resume("Ana").await.expect("resumed");
            account(store, "Cy", &Roles::default()).await;
            announce(store, &plan(), &people(4), 2).await;
            assert_eq!(store.log().await.expect("a log").1, None);
        }
        let text = says(&one).join("\n");
        for canary in CANARIES {
            let digest: String = ring::digest::digest(&ring::digest::SHA256, canary.as_bytes())
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert!(!text.contains(canary) && !text.contains(&digest), "{canary}");
        }
        assert!(text.contains("$argon2id$v=19$hash"), "passwords go along as argon2id wrote them");
    });
}

/// Every table with every column is in a backup, or left out on purpose.
#[test]
fn a_backup_knows_the_whole_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    let database = postgres::database();
    run(async {
        for address in [&file, &database] {
            Store::open(address, true).await.expect("a store").close().await;
        }
        let sqlite = sqlx::SqlitePool::connect(&file).await.expect("the file");
        let server = sqlx::PgPool::connect(&database).await.expect("the database");
        let of_sqlite: Vec<(String, String)> = sqlx::query_as(
            "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
             AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations'",
        )
        .fetch_all(&sqlite)
        .await
        .expect("columns");
        let of_server: Vec<(String, String)> = sqlx::query_as(
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public' \
             AND table_name <> '_sqlx_migrations'",
        )
        .fetch_all(&server)
        .await
        .expect("columns");
        let held: BTreeMap<&str, Vec<&str>> = tables_of_backups().into_iter().collect();
        for found in [of_sqlite, of_server] {
            assert!(found.len() > 100, "{}", found.len());
            for (table, column) in &found {
                let held = held.get(table.as_str()).unwrap_or_else(|| panic!("no backup holds {table}"));
                assert!(held.is_empty() || held.contains(&column.as_str()), "no backup holds {table}.{column}");
            }
            let there: BTreeSet<&str> = found.iter().map(|(table, _)| table.as_str()).collect();
            assert_eq!(there, held.keys().copied().collect(), "a table that is not there");
        }
    });
}

#[test]
fn what_is_no_backup_is_refused_and_nothing_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let good = run(async {
        let store = Store::open(&at("one.db").display().to_string(), true).await.expect("a store");
        announce(&store, &plan(), &people(2), 0).await;
        backup_of(&store, &at("good")).await
    });
    let refused = |name: &str, bytes: &[u8]| {
        std::fs::write(at("bad"), bytes).expect("written");
        let error = Backup::open(&at("bad")).map(|_| ()).expect_err(name);
        assert!(matches!(error, StoreError::Backup { .. }), "{name}: {error}");
        assert_eq!(std::fs::read(at("bad")).expect("bytes"), bytes, "{name}");
    };
    for cut in (0..good.len()).step_by(good.len() / 60) {
        refused("cut", &good[..cut]);
    }
    for flipped in (0..good.len()).step_by(good.len() / 140) {
        let mut bytes = good.clone();
        bytes[flipped] ^= 1 << (flipped % 8);
        refused("flipped", &bytes);
    }
    refused("longer", &[&good[..], b"x"].concat());
    refused("a store", &std::fs::read(at("one.db")).expect("bytes"));
    refused("text", &[b"[[meeting]]\n".as_slice(); 40].concat());
    std::fs::write(at("bad"), &good[..good.len() - 1]).expect("written");
    let said = convoke(&["store", "restore", "bad", "--store", "new.db"], folder.path());
    assert_eq!(said.status.code(), Some(2));
    assert!(!at("new.db").exists(), "nothing is made");
    let said = convoke(&["store", "restore", "good", "--store", "one.db"], folder.path());
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.status.code() == Some(2) && text.contains("is not empty"), "{text}");
    let said = convoke(&["store", "restore", "good", "--store", "new.db"], folder.path());
    assert!(said.status.success(), "{said:?}");
    println!("{} bytes: 60 cuts, 140 flipped bits, 3 other files: all refused", good.len());
}

fn convoke(words: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    command.args(words).current_dir(folder).env("USER", "Ana").output().expect("started")
}

/// In the middle of a send a backup is made, again and again; what is restored from it finishes the send.
#[test]
fn a_backup_made_while_sending_can_finish_the_send() {
    const PEOPLE: usize = 120;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    for (kind, address) in [("SQLite", file), ("PostgreSQL", postgres::database())] {
        run(async {
            let store = Store::open(&address, true).await.expect("a store");
            announce(&store, &plan(), &people(PEOPLE), 0).await;
            let slow = Fault::Slices(4, Duration::from_millis(20));
            let (port, seen) = start(Manner { faults: vec![(At::Dot, slow)], ..Manner::default() }).await;
            let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
            command
                .args(["announce", &address, "--send", "--connections", "2", "--smtp"])
                .arg(format!("smtp://127.0.0.1:{port}"));
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            let mut sending = command.spawn().expect("started");
            while seen.taken().len() < PEOPLE / 4 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let path = folder.path().join(kind);
            backup_of(&store, &path).await;
            let at_backup = seen.taken().len();
            assert!(sending.try_wait().expect("a state").is_none(), "it still sends");
            let ended = tokio::task::spawn_blocking(move || sending.wait().expect("ended")).await.expect("no panic");
            assert!(ended.success(), "nobody was held up");
            store.close().await;

            let restored = folder.path().join(format!("{kind}.db"));
            let store = Store::open(&restored.display().to_string(), true).await.expect("a store");
            let backup = Backup::open(&path).expect("a backup");
            store.restore(&backup, "Ana").await.expect("restored");
            let there: Vec<String> =
                store.list(State::Sent).await.expect("a list").into_iter().map(|one| one.recipient).collect();
            let (other, taken) = start(Manner::default()).await;
            let settings = Settings {
                lease: Duration::from_secs(1),
                sweep: Duration::from_millis(300),
                ..crate::work::settings(other)
            };
            let stopped = crate::work::run(&store, settings.clone()).await.expect("an answer").1;
            assert!(matches!(stopped, convoke::work::Ended::Stopped(_)), "{stopped:?}");
            assert_eq!(taken.taken().len(), 0, "nothing leaves by itself");
            store.resume("Ana").await.expect("resumed");
            crate::work::run(&store, Settings { until: Until::NothingWaits, ..settings }).await.expect("sent");
            let mut reached: BTreeSet<String> = taken.taken().into_iter().map(|one| one.recipient).collect();
            let after = reached.len();
            reached.extend(there.iter().cloned());
            println!(
                "{kind}: backup after {at_backup} of {PEOPLE} had left; it knows of {}; {after} were sent from what was restored",
                there.len()
            );
            assert_eq!(reached.len(), PEOPLE, "everybody");
            assert!(there.len() + 40 > at_backup && after + there.len() <= PEOPLE + 8, "{after} and {}", there.len());
            store.close().await;
        });
    }
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("bytes"));
        }
    }
    found
}

/// Below `folder`, without what is for reading only.
fn taken_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let inner = |path: &Path| path.strip_prefix(folder).expect("inside").to_owned();
    let of_files = files(folder).into_iter().map(|(path, bytes)| (inner(&path), bytes));
    of_files.filter(|(path, _)| !path.starts_with("announcements") && path != Path::new("log.csv")).collect()
}

#[test]
fn what_is_exported_and_imported_is_exported_again_to_the_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let database = postgres::database();
    run(async {
        let store = Store::open(&at("one.db").display().to_string(), true).await.expect("a store");
        fill(&store).await;
        let other = NewRevision {
            name: "../s 2",
            title: "Zwei \"2\"",
            main: "open.toml",
            files: &example("jca-ml-2023", &["open.toml", "facts.toml"]),
            by: "Ana",
            why: "",
            seen: 0,
        };
        store.revise(&other).await.expect("revised");
        store.close().await;
    });
    let well = |words: &[&str]| {
        let said = convoke(words, folder.path());
        assert!(said.status.success(), "{words:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8_lossy(&said.stderr).into_owned()
    };
    println!("{}", well(&["store", "export", "one.db", "--out", "one"]));
    let one = taken_in(&at("one"));
    for (words, out) in [
        (["import", "one", "--store", &database], &database),
        (["import", "one", "--store", "two.db"], &"two.db".to_owned()),
    ] {
        println!("{}", well(&[&["store"], &words[..]].concat()));
        let _ = std::fs::remove_dir_all(at("again"));
        well(&["store", "export", out, "--out", "again"]);
        let again = taken_in(&at("again"));
        assert_eq!(one.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
        for (path, bytes) in &one {
            assert_eq!(bytes, &again[path], "{}: {}", path.display(), String::from_utf8_lossy(&again[path]));
        }
    }
    let all = files(&at("one"));
    let names: Vec<String> =
        all.keys().map(|path| path.strip_prefix(at("one")).expect("inside").display().to_string()).collect();
    for wanted in [
        "scenarios/s/plan.toml",
        "scenarios/s/plans/a%2Fb.toml",
        "scenarios/s/files/facts.toml",
        "scenarios/%2E.%2Fs%202/scenario.toml",
        "people.toml",
        "registrations/s",
        "log.csv",
        "announcements/00001/announcement.toml",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{wanted}: {names:?}");
    }
    for (path, bytes) in &all {
        let text = String::from_utf8_lossy(bytes);
        assert!(!CANARIES.iter().any(|canary| text.contains(canary)) && !text.contains("argon2"), "{}", path.display());
    }
    // Bad files are named, and nothing is taken in.
    std::fs::write(at("one/scenarios/s/files/open.toml"), "[scenario]\nname = 7\n").expect("written");
    let said = convoke(&["store", "import", "one", "--store", "three.db"], folder.path());
    assert!(said.status.code() == Some(2) && !at("three.db").exists(), "{said:?}");
}

/// Whatever is done to the log is found: by itself, or with the head that was noted elsewhere.
#[test]
fn whatever_is_done_to_the_log_is_found() {
    // A disk in memory where there is one: what is tested here is what is read, not durability.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let good = folder.path().join("good.db");
    let head = run(async {
        let store = Store::open(&good.display().to_string(), true).await.expect("a store");
        for n in 0..40 {
            account(&store, &format!("p{n}"), &Roles::default().with(Extent::Everything, Role::Viewer)).await;
        }
        let head = store.log_head().await.expect("a head");
        assert_eq!(store.log().await.expect("a log").0.last().expect("an entry").hash, head);
        store.close().await;
        head
    });
    // Whoever changes the schema can change the log, and it is seen all the same.
    run(async {
        let mut line = sqlx::SqliteConnection::connect(&good.display().to_string()).await.expect("the file");
        let statements = "DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_shortened";
        sqlx::raw_sql(statements).execute(&mut line).await.expect("dropped");
        line.close().await.expect("closed");
    });
    let path = folder.path().join("convoke.db");
    let rounds = 1000 * u64::from(crate::work::scale());
    let (mut by_itself, mut by_head) = (0, 0);
    let began = std::time::Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for round in 0..rounds {
        std::fs::copy(&good, &path).expect("copied");
        // Scattered, and the same in every run.
        let dice = |sides: u64, salt: u64| (round * 2_654_435_761 + salt * 40_503) / 7 % sides;
        let entry = i64::try_from(1 + dice(40, 1)).expect("few");
        let column = ["who", "what", "about", "previous", "hash"][usize::try_from(dice(5, 2)).expect("few")];
        let other = entry % 40 + 1;
        let (statements, expected): (Vec<String>, Option<LogFault>) = match round % 6 {
            0 => (
                vec![format!("UPDATE log SET {column} = {column} || 'x' WHERE id = {entry}")],
                Some(LogFault::Entry(entry)),
            ),
            1 => (vec![format!("UPDATE log SET at = at + 1 WHERE id = {entry}")], Some(LogFault::Entry(entry))),
            // The one behind the gap is the first that does not follow from what stands before it.
            2 => (
                vec![format!("DELETE FROM log WHERE id = {entry}")],
                Some(if entry == 40 { LogFault::End } else { LogFault::Entry(entry + 1) }),
            ),
            3 => (
                vec![
                    format!("UPDATE log SET id = 1000 WHERE id = {entry}"),
                    format!("UPDATE log SET id = {entry} WHERE id = {other}"),
                    format!("UPDATE log SET id = {other} WHERE id = 1000"),
                ],
                Some(LogFault::Entry(entry.min(other))),
            ),
            4 => (vec![format!("DELETE FROM log WHERE id >= {entry}")], Some(LogFault::End)),
            // Whoever knows how it is made shortens the log, and its head with it: it is whole by itself.
            _ => (
                vec![
                    format!("DELETE FROM log WHERE id > {}", entry.min(39)),
                    "UPDATE control SET value = (SELECT hash FROM log ORDER BY id DESC LIMIT 1) WHERE name = 'log'"
                        .to_owned(),
                ],
                None,
            ),
        };
        let (fault, entries) = runtime.block_on(async {
            let mut line = sqlx::SqliteConnection::connect(&path.display().to_string()).await.expect("the file");
            let statements = sqlx::AssertSqlSafe(statements.join("; "));
            sqlx::raw_sql(statements).execute(&mut line).await.expect("done");
            line.close().await.expect("closed");
            let store = Store::open(&path.display().to_string(), false).await.expect("a store");
            let (entries, fault) = store.log().await.expect("a log");
            store.close().await;
            (fault, entries)
        });
        let held = entries.iter().any(|entry| entry.hash == head);
        assert!(fault.is_some() || !held, "round {round} was not found");
        assert_eq!(fault, expected, "round {round}, entry {entry}: the first bad one is named");
        by_itself += usize::from(fault.is_some());
        by_head += usize::from(fault.is_none() && !held);
    }
    println!(
        "H7: {rounds} changes in {:?}: {by_itself} found by the log itself, the first bad entry named, {by_head} with the head \
         that was noted elsewhere",
        began.elapsed()
    );
    assert!(by_itself > 0 && by_head > 0);
    let noted =
        |head: &str| convoke(&["outbox", "log", "--store", "good.db", "--head", head], folder.path()).status.code();
    assert_eq!((noted(&head), noted("0000")), (Some(0), Some(1)));
}
