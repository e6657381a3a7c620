//! Registrations, seats, reminders and sources as people use them: from files first, then from the store alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::delivery::sink::{Manner, Taken, start};
use crate::helpers::root;
use crate::store::run;

const DAY: &str = "2022-12-01";
const HEAD: &str = "format = \"convoke-registrations/1\"\n";
const ZOE: &str = "[[registration]]\nmeeting = \"jca-ml-2023-1\"\nperson = \"zoe@example.org\"\nplace = \"remote\"\n\
    on = 2022-11-01\nname = \"Zoe Chen\"\nlanguage = \"zh\"\nzone = \"Asia/Shanghai\"\n";
const BO: &str = "[[registration]]\nmeeting = \"jca-ml-2023-1\"\nperson = \"bo@example.org\"\nplace = \"remote\"\n\
    on = 2022-11-02\n";

/// A folder with a scenario, a relay, and no store yet.
struct World {
    folder: tempfile::TempDir,
    /// A file, or a database.
    store: String,
    url: String,
}

impl World {
    /// One world with a file, and one with a database.
    fn both(port: u16) -> [Self; 2] {
        [Self::new(port), Self { store: crate::postgres::database(), ..Self::new(port) }]
    }

    fn new(port: u16) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let files = folder.path().join("files");
        std::fs::create_dir(&files).expect("a folder");
        for entry in std::fs::read_dir(root().join("examples/jca-ml-2023")).expect("a folder").flatten() {
            std::fs::copy(entry.path(), files.join(entry.file_name())).expect("copied");
        }
        let scenario = files.join("given.toml");
        let more = "\n[[platform]]\nname = \"MyMeetings\"\nlink = \"https://meet.example.org/{meeting}?t={token}\"\nseats = 1\n\
            for = [\"JCA-ML\"]\n\n[[reminder]]\nof = \"meeting\"\ndays = [3, 1]\n\n[[reminder]]\nof = \"answer\"\ndays = [20]\n";
        let text = std::fs::read_to_string(&scenario).expect("a scenario") + more;
        std::fs::write(&scenario, text).expect("written");
        let store = folder.path().join("convoke.db").display().to_string();
        Self { folder, store, url: format!("smtp://127.0.0.1:{port}") }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn convoke(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_convoke"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CONVOKE_STORE", &self.store)
            .env("USER", "tester")
            .output()
            .expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
    }

    /// Runs and expects that all is well; what was printed.
    fn well(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.convoke(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{out}{err}");
        format!("{out}{err}")
    }

    fn announce(&self, subject: &str, more: &[&str]) -> String {
        self.well(&[&["announce", subject, "--on", DAY], more].concat())
    }

    /// Prepares, approves and sends what follows from a scenario.
    fn tell(&self) -> String {
        let prepared = self.announce("files/given.toml", &["--prepare-as", "Ana Lima"]);
        let send = ["--approve-as", "Bo Chen", "--send", "--smtp", &self.url];
        prepared + &self.announce("files/given.toml", &send)
    }

    /// Gives the store a list of registrations.
    fn register(&self, list: &str) -> String {
        std::fs::write(self.path("registered.toml"), list).expect("written");
        let store = &self.store;
        let list = ["--registrations", "registered.toml", "--record"];
        self.well(&[&["inbox", "files/given.toml", "--store", store][..], &list].concat())
    }
}

fn count(text: &str, before: &str, after: &str) -> usize {
    let found =
        text.lines().find_map(|line| line.trim().strip_prefix(before)?.strip_suffix(after)?.trim().parse().ok());
    found.unwrap_or_else(|| panic!("no {before:?} … {after:?} in\n{text}"))
}

/// The calendar of a mail, unfolded.
fn calendar(taken: &Taken) -> String {
    use base64::Engine as _;
    let mail = String::from_utf8_lossy(&taken.bytes).into_owned();
    let part = mail.split("Content-Type: text/calendar").nth(1).expect("a calendar");
    let body = part.split("\r\n\r\n").nth(1).expect("a body").split("--").next().expect("text");
    let body: String = body.split_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(body).expect("base64");
    String::from_utf8(bytes).expect("text").replace("\r\n ", "")
}

#[test]
fn registered_people_join_by_links_of_their_own_and_wait_for_a_seat() {
    run(async {
        let (port, _) = start(Manner::default()).await;
        for world in World::both(port) {
            join_and_wait(world).await;
        }
    });
}

async fn join_and_wait(mut world: World) {
    let (port, seen) = start(Manner::default()).await;
    world.url = format!("smtp://127.0.0.1:{port}");
    let said = world.tell();
    assert!(said.contains("22 accepted by the server"), "{said}");
    assert!(said.contains("Reminders that will follow, at nine by the clocks of the reader:"), "{said}");
    assert!(said.contains("    2023-03-13  jca-ml-2023-1: meeting; messages: "), "{said}");
    assert!(said.contains("reminders wait for their day, the first until "), "{said}");
    assert!(!seen.taken().iter().any(|one| calendar(one).contains("CONFERENCE")), "nobody is registered");
    let said = world.announce("files/given.toml", &["--dry-run"]);
    assert!(said.contains("prepared before") && said.contains("everybody knows"), "run twice, nothing follows: {said}");

    let said = world.register(&format!("{HEAD}{ZOE}{BO}"));
    assert!(said.contains("kept 2 registrations"), "{said}");
    assert!(!world.register(&format!("{HEAD}{ZOE}{BO}")).contains("kept 2"), "the same list again");
    let said = world.announce("files/given.toml", &["--dry-run"]);
    assert!(said.contains("jca-ml-2023-1: invitation; messages: 1 en, 1 zh"), "{said}");
    assert!(said.contains("jca-ml-2023-1: joining remotely: 1 (1 seats); waiting: 1\n    1. "), "{said}");
    assert!(!said.contains("bo@example.org") && !said.contains("meet.example.org"), "{said}");
    world.tell();
    let taken = seen.taken();
    assert_eq!(taken.len(), 24);
    let of = |who: &str| taken.iter().rev().find(|one| one.recipient.starts_with(who)).expect("a mail");
    let link = |who: &str| {
        let text = calendar(of(who));
        text.lines()
            .find_map(|line| line.split_once("https://meet.example.org/").map(|(_, rest)| rest.trim().to_owned()))
    };
    assert!(link("zoe@").is_some_and(|link| link.starts_with("jca-ml-2023-1?t=")), "{}", calendar(of("zoe@")));
    assert_eq!(link("bo@"), None, "who waits has no link");

    // Zoe withdraws: Bo gets her seat, as an amendment, and nobody else hears of it but Zoe.
    world.register(&format!("{HEAD}{BO}"));
    let said = world.tell();
    assert!(said.contains("jca-ml-2023-1: seated; messages: 1 en"), "{said}");
    assert!(said.contains("jca-ml-2023-1: withdrawn; messages: 1 zh"), "{said}");
    assert!(said.contains("2 accepted by the server"), "{said}");
    let taken = seen.taken();
    let last = taken.iter().rev().find(|one| one.recipient.starts_with("bo@")).expect("a mail");
    assert!(
        calendar(last).contains("https://meet.example.org/jca-ml-2023-1?t=") && calendar(last).contains("SEQUENCE:0")
    );

    // Who registers need not be reminded of answering.
    let kangchan = BO.replace("bo@example.org", "kangchan.lee@example.org").replace("remote", "room");
    let said = world.register(&format!("{HEAD}{BO}{kangchan}"));
    assert_eq!(count(&said, "", "reminders are withdrawn: nobody needs them any more"), 1, "{said}");
    let log = world.well(&["outbox", "log"]);
    assert_eq!(log.lines().filter(|line| line.contains("withdrawn")).count(), 1, "{log}");
    assert_eq!(log.lines().filter(|line| line.contains("registrations")).count(), 3, "{log}");

    // For the platform, and only when it is asked for: who may join by which link.
    world.announce("files/given.toml", &["--dry-run", "--out", "preview", "--secrets"]);
    let table = std::fs::read_to_string(world.path("preview/joining.csv")).expect("a table");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 2, "{table}");
    assert!(lines[1].starts_with("\"jca-ml-2023-1\",\"bo@example.org\",\"https://meet.example.org/"), "{table}");
    world.announce("files/given.toml", &["--dry-run", "--out", "masked"]);
    assert!(!Path::new(&world.path("masked/joining.csv")).exists());
}

fn letter(world: &World, subject: &str, out: &str) -> Vec<u8> {
    let (code, _, err) = world.convoke(&["letter", subject, "jca-ml-2023-1", "--language", "zh", "--out", out]);
    assert!(code < 2, "{err}");
    std::fs::read(world.path(out)).expect("a letter")
}

fn without_line<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines().filter(|line| !line.contains(word)).collect()
}

/// The files are lost; the store is not.
#[test]
fn a_store_alone_makes_everything_again() {
    run(async {
        let (port, _) = start(Manner::default()).await;
        for world in World::both(port) {
            again_from_the_store(world).await;
        }
    });
}

async fn again_from_the_store(mut world: World) {
    let (port, seen) = start(Manner::default()).await;
    world.url = format!("smtp://127.0.0.1:{port}");
    world.tell();
    world.register(&format!("{HEAD}{ZOE}{BO}"));
    world.tell();
    let from_files = letter(&world, "files/given.toml", "one.html");
    std::fs::remove_dir_all(world.path("files")).expect("removed");
    std::fs::remove_file(world.path("registered.toml")).expect("removed");
    let store = world.store.clone();

    let said = world.well(&["announce", &store, "--again", "0"]);
    let same = |line: &str| line.contains("made again from the store") && line.ends_with("are the same to the byte");
    assert_eq!(said.lines().filter(|line| same(line)).count(), 2, "{said}");
    assert_eq!(letter(&world, &store, "two.html"), from_files);
    let said = world.announce(&store, &["--dry-run"]);
    assert!(said.contains("everybody knows"), "{said}");

    // Another plan, from a file, and the rest from the store: everybody hears of it.
    let plan = changed_plan(&world);
    let only = ["--meeting", "jca-ml-2023-1"];
    let prepare = [&["--plan", plan.to_str().expect("a path"), "--prepare-as", "Ana Lima"][..], &only].concat();
    let said = world.announce(&store, &prepare);
    assert!(said.contains("jca-ml-2023-1: cancellation; messages: "), "{said}");
    let shown = world.well(&["announce", &store, "--dry-run"]);
    let digest = shown.lines().next().and_then(|line| line.rsplit(' ').next()).expect("a digest").to_owned();
    let before = seen.taken().len();
    let approve = ["--approve-as", "Bo Chen", "--digest", &digest, "--send", "--smtp", &world.url];
    world.well(&[&["announce", store.as_str()], &approve[..]].concat());
    let sent = &seen.taken()[before..];
    assert!(sent.len() >= 5 && sent.iter().all(|one| calendar(one).contains("METHOD:CANCEL")));
    let said = world.well(&["announce", &store, "--again", "0"]);
    assert_eq!(said.lines().filter(|line| same(line)).count(), 3, "{said}");
    let text = world.announce(&store, &[&["--dry-run", "--reworded"][..], &only].concat());
    assert!(text.contains("everybody knows"), "the newest plan is that of the store: {text}");

    // A word of what was kept is another one: it is noticed, not believed.
    if store.starts_with("postgres") {
        return;
    }
    let pool = sqlx::SqlitePool::connect(&store).await.expect("the file");
    let changed = "UPDATE source SET bytes = (SELECT bytes FROM source ORDER BY digest DESC LIMIT 1) \
            WHERE digest = (SELECT digest FROM announcement_source WHERE announcement = 1 AND name = 'request.json')";
    sqlx::query(changed).execute(&pool).await.expect("changed");
    pool.close().await;
    let (code, _, err) = world.convoke(&["announce", &store, "--again", "1"]);
    assert_eq!((code, err.contains("is another one")), (2, true), "{err}");
}

/// The plan that the scenario fixes, with the first meeting called off.
fn changed_plan(world: &World) -> PathBuf {
    let scenario = crate::helpers::read_file("examples/jca-ml-2023/given.toml");
    let mut plan = scenario.plan_of_fixed();
    let off = crate::announce::id("jca-ml-2023-1");
    plan.placements.get_mut(&off).expect("placed").firmness = convoke::domain::meeting::Firmness::Cancelled;
    let path = Path::new(&world.path("plan.toml")).to_owned();
    std::fs::write(&path, convoke::exchange::plan::write(&plan)).expect("written");
    path
}

/// This test can fail: what is made again is compared with what was kept.
#[test]
fn a_message_that_is_not_what_was_prepared_is_noticed() {
    run(async {
        let (port, _seen) = start(Manner::default()).await;
        let world = World::new(port);
        world.tell();
        let store = world.path("convoke.db");
        let pool = sqlx::SqlitePool::connect(&store).await.expect("the file");
        let changed = "UPDATE message SET return_address = 'somebody@example.org' WHERE id = 1";
        sqlx::query(changed).execute(&pool).await.expect("changed");
        pool.close().await;
        let (code, out, _) = world.convoke(&["announce", &store, "--again", "1"]);
        assert_eq!((code, out.contains("1: 1 of ")), (1, true), "{out}");
        assert_eq!(without_line(&out, "no longer the same"), Vec::<&str>::new());
    });
}
