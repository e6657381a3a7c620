//! The life of a meeting between programs that others wrote: our announcements go through Postfix into two people's mailboxes;
//! Gnus reads them, keeps its Org file and answers through Postfix; Xandikos puts what came by mail into each person's
//! calendar, which khal shows; `convoke inbox` reads the answers. After each step everybody's calendar is right.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::delivery::postfix::Postfix;
use crate::helpers::root;
use crate::publishing::programs::{changes, khal, output, python};
use crate::publishing::servers::{edit, example};

const DAY: &str = "2022-12-01";
const MEETING: &str = "jca-ml-2023-2";

/// The office: a scenario, who is asked to come, and what was told.
struct Office<'a> {
    postfix: &'a Postfix,
    scenario: String,
    folder: &'a Path,
}

impl Office<'_> {
    fn convoke(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
        output(command.args(arguments).current_dir(root()).env("CONVOKE_STORE", self.folder.join("convoke.db")))
    }

    /// Prepares, approves and sends what follows from the plan; says what that is.
    fn announce(&self) -> String {
        let recipients = self.folder.join("people.csv").display().to_string();
        let url = format!("smtp://127.0.0.1:{}", self.postfix.port);
        let about = ["announce", &self.scenario, "--on", DAY, "--recipients", &recipients, "--meeting", MEETING];
        let said = self.convoke(&[&about[..], &["--prepare-as", "Ana Lima"]].concat());
        self.convoke(&[&about[..], &["--approve-as", "Bo Chen", "--send", "--smtp", &url]].concat());
        said
    }

    /// What has been answered, once so many answers have come: for each mail what it says and what became of it, and how many
    /// have said what.
    async fn answers(&self, count: usize) -> (BTreeSet<String>, Value) {
        let maildir = self.postfix.maildir("office");
        let seen =
            || ["new", "cur"].iter().map(|part| fs::read_dir(maildir.join(part)).map_or(0, Iterator::count)).sum();
        for _ in 0..600 {
            let here: usize = seen();
            if here >= count {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let (store, folder) = (self.folder.join("convoke.db").display().to_string(), maildir.display().to_string());
        let about = ["inbox", &self.scenario, "--store", &store, "--maildir", &folder];
        let text = self.convoke(&[&about[..], &["--record", "--on", DAY, "--format", "json"]].concat());
        let read: Value = serde_json::from_str(&text).expect("JSON");
        let mut said = BTreeSet::new();
        for mail in read["mails"].as_array().expect("mails") {
            for one in mail["outcome"].as_array().expect("outcomes") {
                let word = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
                said.insert(format!("{} {} {} {}", word("attendee"), word("said"), one["sequence"], word("verdict")));
            }
        }
        let meetings = read["meetings"].as_array().expect("meetings");
        let meeting = meetings.iter().find(|one| one["meeting"] == MEETING).unwrap_or(&Value::Null);
        (said, meeting["answers"].clone())
    }
}

/// Somebody with a mailbox, Gnus, and a calendar at home.
struct Person<'a> {
    postfix: &'a Postfix,
    name: &'static str,
    home: PathBuf,
    /// How many mails have been read.
    read: usize,
    shown: BTreeSet<String>,
}

impl<'a> Person<'a> {
    fn new(postfix: &'a Postfix, name: &'static str, folder: &Path) -> Self {
        let home = folder.join(name);
        fs::create_dir(&home).expect("a folder");
        Self { postfix, name, home, read: 0, shown: BTreeSet::new() }
    }

    /// Reads the mail that came, through `on_the_way`, which may change it; answers; and tells what is another in the calendar.
    async fn read(&mut self, answer: &str, on_the_way: impl Fn(&str) -> String) -> Vec<String> {
        self.postfix.mailbox(self.name, 1).await;
        let folder = self.postfix.maildir(self.name);
        let files: Vec<PathBuf> =
            fs::read_dir(folder.join("new")).expect("a mailbox").map(|entry| entry.expect("a mail").path()).collect();
        let [file] = files.as_slice() else { panic!("one new mail was expected: {files:?}") };
        let mail = on_the_way(&fs::read_to_string(file).expect("a mail"));
        fs::remove_file(file).expect("taken");
        self.read += 1;
        let kept = self.home.join(format!("{}.eml", self.read));
        fs::write(&kept, &mail).expect("a mail");
        let mut emacs = Command::new("emacs");
        emacs.args(["--batch", "-Q", "-l"]).arg(root().join("tests/tools/gnus.el")).arg(&kept);
        emacs.args([&format!("{}@example.org", self.name), answer, &self.postfix.port.to_string()]).arg(self.org());
        output(emacs.env("HOME", &self.home).current_dir(&self.home));
        self.import(&mail);
        let calendar = self.home.join("calendars/user/calendars/calendar");
        let now = khal(&calendar, &self.home);
        let changed = changes(&self.shown, &now);
        self.shown = now;
        changed
    }

    /// Xandikos takes what came by mail. It passes over mails that programs wrote by themselves (`Auto-Submitted`), as ours
    /// say of themselves, so that line is left out.
    fn import(&self, mail: &str) {
        let mail: String = mail.split_inclusive('\n').filter(|line| !line.starts_with("Auto-Submitted:")).collect();
        let mut xandikos = python();
        xandikos.args(["-m", "xandikos", "import-imip", "--autocreate", "-d"]).arg(self.home.join("calendars"));
        let piped = xandikos.stdin(Stdio::piped()).stderr(Stdio::piped()).stdout(Stdio::null()).spawn();
        let mut child = piped.expect("Xandikos is not installed: run `./x test`");
        child.stdin.take().expect("a pipe").write_all(mail.as_bytes()).expect("taken");
        let output = child.wait_with_output().expect("it ends");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && text.contains("Imported iMIP"), "{text}");
    }

    fn org(&self) -> PathBuf {
        self.home.join("calendar.org")
    }

    /// What Gnus has in its calendar: when, and what was answered.
    fn noted(&self) -> Vec<String> {
        let text = fs::read_to_string(self.org()).expect("an Org file");
        let lines = text.lines().map(str::trim);
        lines
            .filter_map(|line| line.strip_prefix(":REPLY:").or(line.starts_with("<2").then_some(line)))
            .map(|line| line.trim().to_owned())
            .collect()
    }
}

/// A server on the way that adds a reminder with an id of its own (RFC 9074), as some do. Gnus 28.2 copies that id into its
/// answer, which then has two.
fn with_a_reminder(mail: &str) -> String {
    let (before, part) = mail.split_once("Content-Type: text/calendar").expect("a calendar");
    let (headers, rest) = part.split_once("\n\n").expect("a body");
    let (body, after) = rest.split_once("\n--").expect("an end");
    assert!(headers.contains("base64"), "{headers}");
    let bytes = STANDARD.decode(body.replace('\n', "")).expect("base64");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let reminder = "BEGIN:VALARM\r\nUID:0F2D7C1A-reminder\r\nACTION:DISPLAY\r\nDESCRIPTION:soon\r\nTRIGGER:-PT15M\r\n\
        END:VALARM\r\nEND:VEVENT\r\n";
    assert!(text.contains("END:VEVENT\r\n"), "{text}");
    let encoded = STANDARD.encode(text.replace("END:VEVENT\r\n", reminder));
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    format!("{before}Content-Type: text/calendar{headers}\n\n{}\n--{after}", lines.join("\n"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_calendar_is_right_after_each_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let (postfix, _) = Postfix::start().await;
    let scenario = example(folder);
    let people = format!(
        "for,address,name,language\n{MEETING},ana@example.org,Ana Sample,en\n{MEETING},luis@example.org,Luis Sample,es\n"
    );
    fs::write(folder.join("people.csv"), people).expect("a file");
    let office = Office { postfix: &postfix, scenario: scenario.clone(), folder };
    let (mut ana, mut luis) = (Person::new(&postfix, "ana", folder), Person::new(&postfix, "luis", folder));
    let unchanged = |mail: &str| mail.to_owned();
    let line = |hours: &str, place: &str, status: &str| {
        format!("{hours}|JCA-ML, second meeting|{status}|jca-ml-2023-2@tsb.example.org|{place}")
    };
    let (en, es) = ("e-meeting (remotely only)", "reunión electrónica (solo a distancia)");
    let set = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<BTreeSet<_>>();

    // They are invited. Ana accepts, Luis does not know yet.
    assert!(office.announce().contains("invitation; messages: 1 en, 1 es"));
    let first = "2023-07-05 11:00|2023-07-05 14:00";
    assert_eq!(ana.read("accepted", with_a_reminder).await, [format!("+{}", line(first, en, "TENTATIVE"))]);
    assert_eq!(luis.read("tentative", unchanged).await, [format!("+{}", line(first, es, "TENTATIVE"))]);
    assert_eq!(ana.noted(), ["Accepted", "<2023-07-05 11:00-14:00>"]);
    assert_eq!(luis.noted(), ["Tentative", "<2023-07-05 11:00-14:00>"]);
    let (said, answers) = office.answers(2).await;
    let from_ana = postfix.maildir("office").join("cur");
    let with_two_ids = fs::read_dir(from_ana).expect("a mailbox").any(|entry| {
        let text = fs::read_to_string(entry.expect("a mail").path()).expect("a mail");
        text.contains("ana@example.org") && text.lines().filter(|line| line.starts_with("UID:")).count() == 2
    });
    assert!(with_two_ids, "the trap was there");
    assert_eq!(said, set(&["ana@example.org accepted 0 recorded", "luis@example.org tentative 0 recorded"]));
    assert_eq!(
        (&answers["accepted"], &answers["tentative"], &answers["silent"]),
        (&1.into(), &1.into(), &0.into()),
        "{answers}"
    );

    // It begins two hours later, which does not suit Ana; Luis can come now.
    edit(&scenario, "hours = \"13:00-16:00\"", "hours = \"15:00-18:00\"");
    assert!(office.announce().contains("change: hours; messages: 1 en, 1 es"));
    let second = "2023-07-05 13:00|2023-07-05 16:00";
    let moved = |place: &str| {
        let lines = [line(first, place, "TENTATIVE"), line(second, place, "TENTATIVE")];
        [format!("-{}", lines[0]), format!("+{}", lines[1])]
    };
    assert_eq!(ana.read("declined", unchanged).await, moved(en));
    assert_eq!(luis.read("accepted", unchanged).await, moved(es));
    assert_eq!(ana.noted(), ["Declined", "<2023-07-05 13:00-16:00>"]);
    assert_eq!(luis.noted(), ["Accepted", "<2023-07-05 13:00-16:00>"]);
    let (said, answers) = office.answers(4).await;
    assert!(
        said.is_superset(&set(&["ana@example.org declined 1 recorded", "luis@example.org accepted 1 recorded"])),
        "{said:?}"
    );
    assert_eq!(
        (&answers["accepted"], &answers["declined"], &answers["tentative"]),
        (&1.into(), &1.into(), &0.into()),
        "{answers}"
    );

    // It is called off. (Gnus 28.2 looks for the time of an entry where it never wrote it, and leaves its Org file alone.)
    let placed = "first = 2023-07-05\nhalf = \"afternoon\"\nstatus = ";
    edit(&scenario, &format!("{placed}\"tentative\""), &format!("{placed}\"cancelled\""));
    assert!(office.announce().contains("cancellation; messages: 1 en, 1 es"));
    let off = |place: &str| {
        let lines = [line(second, place, "TENTATIVE"), line(second, place, "CANCELLED")];
        [format!("-{}", lines[0]), format!("+{}", lines[1])]
    };
    assert_eq!(ana.read("none", unchanged).await, off(en));
    assert_eq!(luis.read("none", unchanged).await, off(es));
    assert!(office.announce().contains("everybody knows what is planned"));
    assert_eq!(office.answers(4).await.0.len(), 4, "a cancellation is not answered");
}
