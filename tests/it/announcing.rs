//! `convoke announce` and `convoke outbox` as people run them.

use std::path::Path;
use std::process::{Command, Output};

use convoke::exchange::files::MemoryFiles;
use convoke::exchange::roster;

use crate::delivery::sink::{Manner, start};
use crate::helpers::{read_file, root};
use crate::store::run;

const SCENARIO: &str = "examples/jca-ml-2023/given.toml";

fn convoke(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let store = folder.join("convoke.db");
    let output: Output = Command::new(env!("CARGO_BIN_EXE_convoke"))
        .args(arguments)
        .current_dir(root())
        .env("CONVOKE_STORE", store)
        .env("USER", "tester")
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

fn announce(folder: &Path, day: &str, more: &[&str]) -> (i32, String, String) {
    let mut arguments = vec!["announce", SCENARIO, "--on", day];
    arguments.extend_from_slice(more);
    convoke(folder, &arguments)
}

/// Prepares, approves and sends all there is.
fn announced(folder: &Path, day: &str, url: &str) {
    assert_eq!(announce(folder, day, &["--prepare-as", "Ana Lima"]).0, 0);
    let (code, _, err) = announce(folder, day, &["--approve-as", "Bo Chen", "--send", "--smtp", url]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn from_a_dry_run_to_everybodys_mailbox_and_on_to_a_change() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (port, seen) = start(Manner::default()).await;
        let url = format!("smtp://127.0.0.1:{port}");
        let day = "2022-12-01";

        let preview = folder.join("preview");
        let (code, out, _) = announce(folder, day, &["--dry-run", "--out", preview.to_str().expect("a path")]);
        assert_eq!(code, 0);
        assert!(out.contains("22 messages to 4 recipients."), "{out}");
        assert_eq!(std::fs::read_dir(preview.join("mails")).expect("a folder").count(), 22);
        assert!(!folder.join("convoke.db").exists(), "a dry run changes nothing");

        let (code, _, err) = announce(folder, day, &["--approve-as", "Bo Chen"]);
        assert_eq!((code, err.contains("there is no store here")), (2, true), "{err}");
        assert_eq!(announce(folder, day, &["--prepare-as", "Ana Lima"]).0, 0);
        let (code, _, err) = announce(folder, day, &["--approve-as", "ANA LIMA"]);
        assert_eq!((code, err.contains("another person approves")), (1, true), "{err}");
        let (code, _, err) = announce(folder, day, &["--approve-as", "Bo Chen", "--digest", "00"]);
        assert_eq!((code, err.contains("has the digest")), (1, true), "{err}");
        // On another day something else is to be announced: what was prepared no longer fits.
        let (code, _, err) = announce(folder, "2023-05-01", &["--approve-as", "Bo Chen", "--meeting", "sg13-2023-03"]);
        assert_eq!((code, err.contains("prepare it again")), (1, true), "{err}");
        let (code, _, err) = announce(folder, day, &["--approve-as", "Bo Chen", "--send", "--smtp", &url]);
        assert_eq!((code, err.contains("22 accepted by the server")), (0, true), "{err}");
        assert_eq!(seen.taken().len(), 22);
        let (code, out, _) = announce(folder, day, &["--dry-run"]);
        assert_eq!((code, out.contains("everybody knows")), (0, true), "{out}");

        // The plan changes: one meeting is called off, which only those hear who knew of it.
        let plan = changed_plan(folder);
        let with = |more: &[&str]| {
            announce(folder, day, &[&["--plan", plan.as_str(), "--meeting", "jca-ml-2024-3"], more].concat())
        };
        let (_, out, _) = with(&["--dry-run"]);
        assert!(out.contains("jca-ml-2024-3: cancellation; messages: 2 en, 1 zh"), "{out}");
        assert_eq!(with(&["--prepare-as", "Ana Lima"]).0, 0);
        assert_eq!(with(&["--approve-as", "Bo Chen"]).0, 0);
        assert_eq!(convoke(folder, &["outbox", "stop", "--because", "the wrong list"]).0, 0);
        let store = folder.join("convoke.db").display().to_string();
        let send = ["announce", store.as_str(), "--send", "--smtp", &url];
        let (code, _, err) = convoke(folder, &send);
        assert_eq!((code, err.contains("tester: the wrong list")), (1, true), "{err}");
        let (code, out, _) = convoke(folder, &["outbox"]);
        assert_eq!((code, out.contains("Sending is stopped"), out.contains("3 queued")), (1, true, true), "{out}");
        assert_eq!(convoke(folder, &["outbox", "resume"]).0, 0);
        assert_eq!(convoke(folder, &send).0, 0);
        let taken = seen.taken();
        assert_eq!(taken.len(), 25);
        assert!(taken[22..].iter().all(|one| String::from_utf8_lossy(&one.bytes).contains("method=CANCEL")));
        let (code, out, _) = convoke(folder, &["outbox", "log"]);
        let words: Vec<&str> = out.lines().filter_map(|line| line.split("  ").nth(2)).collect();
        assert_eq!((code, words), (0, vec!["prepared", "approved", "prepared", "approved", "stopped", "resumed"]));
    });
}

/// Everything under a folder that holds one of these words.
fn files_with(folder: &Path, words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for kind in ["mails", "invitations"] {
        for entry in std::fs::read_dir(folder.join(kind)).expect("a folder") {
            let path = entry.expect("a file").path();
            let text = plain_text(&std::fs::read_to_string(&path).expect("text"));
            if words.iter().any(|word| text.contains(word.as_str())) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

/// A mail with the lines of its headers and calendars unfolded, and its base64 read.
pub(crate) fn plain_text(mail: &str) -> String {
    use base64::Engine as _;
    let mut text = mail.replace("\r\n ", if mail.starts_with("BEGIN") { "" } else { " " });
    for part in mail.split("Content-Transfer-Encoding: base64").skip(1) {
        let body = part.split("\r\n\r\n").nth(1).unwrap_or_default().split("--").next().unwrap_or_default();
        let body: String = body.split_whitespace().collect();
        let bytes = base64::engine::general_purpose::STANDARD.decode(body).expect("base64");
        text.push_str(&String::from_utf8_lossy(&bytes).replace("\r\n ", ""));
    }
    text
}

/// Every address gets a secret, which stands in its mails and nowhere else.
#[test]
fn secrets_stand_in_mails_and_nowhere_else() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (port, seen) = start(Manner::default()).await;
        let url = format!("smtp://127.0.0.1:{port}");
        let day = "2022-12-01";
        let preview = |name: &str, more: &[&str]| {
            let out = folder.join(name);
            let path = out.display().to_string();
            let said = announce(folder, day, &[&["--dry-run", "--out", path.as_str()], more].concat());
            assert_eq!(said.0, 0, "{}", said.2);
            (out, format!("{}{}", said.1, said.2))
        };
        let (before, _) = preview("before", &[]);
        assert_eq!(
            files_with(&before, &["meetings+notshown".to_owned()]).len(),
            44,
            "as it will look, without a secret"
        );

        let mut told = String::new();
        let (code, out, err) = announce(folder, day, &["--prepare-as", "Ana Lima"]);
        assert_eq!(code, 0, "{err}");
        told.push_str(&format!("{out}{err}"));
        let (code, out, err) = announce(folder, day, &["--approve-as", "Bo Chen", "--send", "--smtp", &url]);
        assert_eq!(code, 0, "{err}");
        told.push_str(&format!("{out}{err}"));
        let store = convoke::store::Store::open(&folder.join("convoke.db").display().to_string(), false).await;
        let store = store.expect("a store");
        let tokens = store.tokens().await.expect("tokens");
        store.close().await;
        assert_eq!(tokens.len(), 4);

        let mails: Vec<String> =
            seen.taken().iter().map(|one| plain_text(&String::from_utf8_lossy(&one.bytes))).collect();
        assert_eq!(mails.len(), 22);
        let beginning = |token: &str| token[..32].to_owned();
        let secrets: Vec<String> = tokens.values().map(|token| beginning(token.as_str())).collect();
        for mail in &mails {
            let own: Vec<&String> = secrets.iter().filter(|secret| mail.contains(secret.as_str())).collect();
            assert_eq!(own.len(), 1, "a mail holds one secret: {mail}");
            for place in ["Reply-To: <meetings+", "mailto:meetings+"] {
                assert!(mail.contains(&format!("{place}{}@", own[0])), "{place} {mail}");
            }
        }
        assert!(!tokens.values().any(|token| mails.iter().any(|mail| mail.contains(token.as_str()))), "never whole");
        for taken in seen.taken() {
            let from = taken.mail.split(['<', '>']).nth(1).expect("a return address");
            assert_eq!(from.len(), "bounces+@tsb.example.org".len() + 32, "{from}");
        }

        // After a change everybody is to be written to again.
        let plan = changed_plan(folder);
        let (masked, said) = preview("masked", &["--plan", &plan, "--meeting", "jca-ml-2024-3", "--reworded"]);
        told.push_str(&said);
        assert_eq!(files_with(&masked, &secrets), Vec::<String>::new());
        assert_eq!(files_with(&masked, &["meetings+notshown".to_owned()]).len(), 6, "three mails, three calendars");
        let (open, said) = preview("open", &["--plan", &plan, "--meeting", "jca-ml-2024-3", "--secrets"]);
        told.push_str(&said);
        assert_eq!(files_with(&open, &secrets).len(), 6);
        for arguments in
            [&["outbox", "list", "sent"][..], &["outbox", "log"], &["outbox", "status", "--format", "json"]]
        {
            let (_, out, err) = convoke(folder, arguments);
            told.push_str(&format!("{out}{err}"));
        }
        assert!(!secrets.iter().any(|secret| told.contains(secret.as_str())), "{told}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let rights = std::fs::metadata(folder.join("convoke.db")).expect("a file").permissions().mode();
            assert_eq!(rights & 0o777, 0o600, "nobody else reads it");
        }
    });
}

/// What people were told stands as it was told: a government that moves its clocks since is noticed, and nothing is sent.
#[test]
fn hours_that_new_data_move_are_listed() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (port, seen) = start(Manner::default()).await;
        let url = format!("smtp://127.0.0.1:{port}");
        let day = "2022-12-01";
        announced(folder, day, &url);
        let (code, out, _) = convoke(folder, &["tz", "--on", day]);
        assert_eq!((code, out.contains("as they were told")), (0, true), "{out}");
        // As if the hours of one meeting had been told under data that knew of no summer time.
        let pool = sqlx::SqlitePool::connect(&folder.join("convoke.db").display().to_string()).await.expect("the file");
        let older = "UPDATE message SET told = replace(told, '\"offset\":7200', '\"offset\":3600') \
            WHERE meeting = 'sg13-2023-10'";
        let changed = sqlx::query(older).execute(&pool).await.expect("changed").rows_affected();
        pool.close().await;
        assert_eq!(changed, 1);
        let (code, out, _) = convoke(folder, &["tz", "--on", day]);
        assert_eq!((code, out.lines().count()), (1, 1), "{out}");
        assert!(out.starts_with("sg13-2023-10: told to 1 as 2023-10-"), "{out}");
        assert_eq!(convoke(folder, &["tz", "--on", "2024-01-01"]).0, 0, "what is over moves nobody");
        assert_eq!(seen.taken().len(), 22, "nothing was sent");
    });
}

/// Whoever cannot be reached is not written to again, and a mail read twice counts once.
#[test]
fn what_bounced_is_not_written_to_again() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (port, seen) = start(Manner::default()).await;
        let url = format!("smtp://127.0.0.1:{port}");
        let day = "2022-12-01";
        announced(folder, day, &url);
        let of_kangchan = seen.taken().into_iter().find(|one| one.recipient.starts_with("kangchan.lee@"));
        let mail = of_kangchan.expect("a mail").mail;
        let own = mail.split(['<', '@']).nth(1).expect("a return address").to_owned();
        let plan = changed_plan(folder);
        let changed = ["--plan", plan.as_str(), "--meeting", "jca-ml-2024-3", "--dry-run"];
        let (_, out, _) = announce(folder, day, &changed);
        assert!(out.contains("jca-ml-2024-3: cancellation; messages: 2 en, 1 zh"), "{out}");

        let maildir = folder.join("Maildir");
        for name in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(maildir.join(name)).expect("a folder");
        }
        let bounce = std::fs::read_to_string(root().join("tests/fixtures/incoming/bounce-postfix-failed.eml"));
        let bounce = bounce.expect("a mail").replace("zoe@", "kangchan.lee@").replace("itu.int", "tsb.example.org");
        let bounce = bounce.replace("bounce+zoe=example.org", &own);
        std::fs::write(maildir.join("new/1669900000.1.host"), bounce).expect("a mail");
        let store = folder.join("convoke.db").display().to_string();
        let inbox = ["inbox", SCENARIO, "--store", &store, "--maildir", maildir.to_str().expect("a path")];
        let (code, out, err) = convoke(folder, &inbox);
        assert_eq!((code, out.contains("bounce")), (0, true), "{out}{err}");
        assert!(maildir.join("new/1669900000.1.host").exists(), "looked at only");
        for _ in 0..2 {
            let (code, out, err) = convoke(folder, &[&inbox[..], &["--record"]].concat());
            assert_eq!((code, out.contains("bounce")), (0, true), "{out}{err}");
            assert!(maildir.join("cur/1669900000.1.host:2,").exists());
        }
        let (_, out, err) = announce(folder, day, &changed);
        assert!(err.contains("not written to: 1 addresses"), "{err}");
        assert!(err.contains("  addr.suppressed: kangchan.lee@"), "{err}");
        assert!(out.contains("jca-ml-2024-3: cancellation; messages: 1 en, 1 zh"), "{out}");
    });
}

/// The plan that the scenario fixes, with one meeting called off.
fn changed_plan(folder: &Path) -> String {
    let scenario = read_file(SCENARIO);
    let mut plan = scenario.plan_of_fixed();
    let off = convoke::domain::ids::MeetingId::parse("jca-ml-2024-3").expect("an id");
    plan.placements.get_mut(&off).expect("placed").firmness = convoke::domain::meeting::Firmness::Cancelled;
    let path = folder.join("plan.toml");
    std::fs::write(&path, convoke::exchange::plan::write(&plan)).expect("written");
    path.display().to_string()
}

#[test]
fn who_is_written_to_is_read_from_a_table_and_all_that_is_wrong_is_told() {
    let scenario = read_file(SCENARIO);
    let read = |text: &str| {
        let files = MemoryFiles::default().with("people.csv", text);
        roster::read_from(&files, Path::new("people.csv"), &scenario, crate::sheets::desk())
    };
    let good = "for;address;name;language;zone;role;kind;join\r\n\
        JCA-ML;zoe@example.org;\"Chen; Zoe \"\"Z\"\"\";zh;Asia/Shanghai;chair;;https://meet.example.org/j/1\r\n\
        sg13-2023-03;list@example.org;;;;informed;list;\r\n;;;;;;;\r\n";
    let all = read(good).expect("a roster");
    assert_eq!(all.values().map(Vec::len).sum::<usize>(), 7, "six meetings of the JCA, one of the group");
    let zoe = &all[&crate::announce::id("jca-ml-2023-1")][0];
    assert_eq!(zoe.person.name.as_ref().map(|name| name.as_str()), Some("Chen; Zoe \"Z\""));
    assert!(matches!(zoe.access, convoke::announce::Access::Registered { .. }));
    assert_eq!(read("\u{feff}address,for\nzoe@example.org,*\n").expect("a roster").len(), scenario.meetings().len());

    // Text, and the codes with their places.
    let cases: [(&str, &[&str]); 12] = [
        ("", &["roster.empty 1:1"]),
        ("name\nZoe\n", &["roster.column 1:1", "roster.column 1:1"]),
        ("for,address,adress\n", &["roster.column 1:13"]),
        ("for,address,for\n", &["roster.column 1:13"]),
        ("for,address\nnobody,zoe@example.org\n", &["roster.unknown 2:1"]),
        ("for,address\n*,zoe\n", &["addr.invalid 2:3"]),
        ("for,address\n*,\n", &["scn.missing_key 2:1"]),
        ("for,address\n*,a@example.org\n*,A@EXAMPLE.ORG\n", &["roster.duplicate 3:3"]),
        ("for,address,language\n*,a@example.org,de\n", &["locale.unknown 2:17"]),
        ("for,address,zone\n*,a@example.org,CET\n", &["tz.not_a_place 2:17"]),
        (
            "for,address,role\n*,a@example.org,boss\n*,b@example.org,x\n",
            &["scn.unknown_word 2:17", "scn.unknown_word 3:17"],
        ),
        ("for,address\n*,a@example.org,more\n", &["roster.cells 2:17"]),
    ];
    for (text, expected) in cases {
        let report = read(text).expect_err(text);
        let found: Vec<String> = report
            .items
            .iter()
            .map(|item| format!("{} {}:{}", item.code, item.place.line, item.place.column))
            .collect();
        assert_eq!(found, expected, "{text:?}\n{}", report.text());
    }
}

/// What a relay must offer is told before anything is sent, and a table that names nobody is no reason to tell everybody
/// that they are no longer asked to come.
#[test]
fn tables_of_recipients_are_looked_at_before_anything_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let table = |text: &str| {
        let path = folder.join("people.csv");
        std::fs::write(&path, text).expect("written");
        announce(folder, "2022-12-01", &["--recipients", path.to_str().expect("a path"), "--dry-run"])
    };
    let (code, out, err) = table("for,address\n*,用户@example.org\n*,ana@example.org\n");
    assert_eq!((code, out.contains("to 2 recipients")), (0, true), "{out}{err}");
    let told: Vec<&str> = err.lines().filter(|line| line.contains("addr.smtputf8")).collect();
    assert_eq!(
        told,
        ["  addr.smtputf8: 用户@example.org is reached only through a relay that offers SMTPUTF8 (RFC 6531)"]
    );
    let (code, out, err) = table("for,address\n");
    assert_eq!((code, out.as_str(), err.contains("run.no_recipients")), (2, "", true), "{out}{err}");
}
