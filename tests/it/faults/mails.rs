//! The bytes of mails: whatever names and titles hold, strict relays take them, strict readers find what was meant, and
//! nobody's address stands in a mail to somebody else.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use convoke::announce::{Basis, Recipient, Revision, Sender, invitation};
use convoke::delivery::compose;
use convoke::domain::language::Language;
use convoke::domain::scenario::{Parts, Scenario};
use convoke::domain::text::{DisplayName, Line};
use convoke::domain::time::{Instant, ZoneData};
use convoke::domain::view::View;
use convoke::ical::Person;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::announce::{day, deadlines, id, parts, person, plan, recipient, sender};
use crate::delivery::sink::{Manner, start};
use crate::store::{announce, people, run as block_on};
use crate::tools::tools;

/// One in ten of what is promised; `./x soak` tries all ten thousand.
const MAILS: usize = 1000;

/// What is wrong with the bytes of a mail, by RFC 5322 and RFC 2045 to 2047 as strict relays read them.
fn wrong(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "octets".to_owned())?;
    let Some(text) = text.strip_suffix("\r\n") else { return Err("no end of line".to_owned()) };
    let lines: Vec<&str> = text.split("\r\n").collect();
    for line in &lines {
        if line.contains(['\r', '\n']) {
            return Err("bare CR or LF".to_owned());
        }
        if line.len() > 998 {
            return Err("a long line".to_owned());
        }
        if line.bytes().any(|octet| octet != b'\t' && !(32..127).contains(&octet)) {
            return Err("octets".to_owned());
        }
    }
    let names = entity(&lines)?;
    for name in ["from", "to", "subject", "date", "message-id", "mime-version"] {
        if !names.iter().any(|one| one == name) {
            return Err(format!("no {name}"));
        }
    }
    Ok(())
}

/// Headers, and the parts below; the names of the headers.
fn entity(lines: &[&str]) -> Result<Vec<String>, String> {
    let end = lines.iter().position(|line| line.is_empty()).ok_or("headers without an end")?;
    let (mut names, mut values) = (Vec::new(), Vec::<String>::new());
    for line in &lines[..end] {
        if line.starts_with([' ', '\t']) {
            if line.trim().is_empty() {
                return Err("a folded line with nothing in it".to_owned());
            }
            values.last_mut().ok_or("a fold before the first header")?.push_str(line);
            continue;
        }
        let (name, value) = line.split_once(':').ok_or("a header without a colon")?;
        if name.is_empty() || name.bytes().any(|octet| !(33..127).contains(&octet)) {
            return Err("the name of a header".to_owned());
        }
        let name = name.to_lowercase();
        if names.contains(&name) {
            return Err(format!("{name} twice"));
        }
        names.push(name);
        values.push(value.to_owned());
    }
    let value = |wanted: &str| names.iter().position(|name| name == wanted).map(|at| values[at].trim().to_owned());
    let kind = value("content-type").unwrap_or_default();
    let body = &lines[end + 1..];
    if kind.to_lowercase().starts_with("multipart/") {
        let boundary =
            kind.split("boundary=").nth(1).and_then(|rest| rest.trim_start_matches('"').split(['"', ';']).next());
        let boundary = boundary.ok_or("no boundary")?;
        let (open, close) = (format!("--{boundary}"), format!("--{boundary}--"));
        let starts: Vec<usize> = (0..body.len()).filter(|at| body[*at] == open).collect();
        let last = body.iter().position(|line| *line == close).ok_or("parts without an end")?;
        if starts.is_empty() || body[last + 1..].iter().any(|line| !line.is_empty()) {
            return Err("parts".to_owned());
        }
        for (number, start) in starts.iter().enumerate() {
            entity(&body[start + 1..starts.get(number + 1).copied().unwrap_or(last)])?;
        }
        return Ok(names);
    }
    let encoding = value("content-transfer-encoding").unwrap_or_default().to_lowercase();
    for line in body {
        let fits = match encoding.as_str() {
            "base64" => {
                line.len() <= 76 && line.bytes().all(|one| one.is_ascii_alphanumeric() || b"+/=".contains(&one))
            }
            "quoted-printable" => {
                line.len() <= 76
                    && line.match_indices('=').all(|(at, _)| {
                        let rest = &line[at + 1..];
                        rest.is_empty()
                            || rest.get(..2).is_some_and(|two| two.bytes().all(|one| one.is_ascii_hexdigit()))
                    })
            }
            _ => true,
        };
        if !fits {
            return Err(format!("a line of {encoding}"));
        }
    }
    Ok(names)
}

/// Texts that people write, and that others write for them.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[A-Za-z]{1,12}",
        2 => "[ -~]{1,20}",
        1 => Just(" ".to_owned()),
        1 => Just("会议，第一次".to_owned()),
        1 => Just("اجتماع".to_owned()),
        1 => Just("Ünïcödé ß".to_owned()),
        1 => Just("👩‍👩‍👧 €".to_owned()),
        1 => Just("=?utf-8?q?=0D=0ABcc:_x@example.org?=".to_owned()),
        1 => Just(".".to_owned()),
        1 => Just("From ".to_owned()),
        1 => Just("\\\"; , <x@example.org> (a) ^n".to_owned()),
        1 => "[a-z]{60,90}",
        1 => "\\PC{1,8}",
    ];
    proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// A mail with this title and these names, if they are texts that the program takes.
fn mail(title: &str, to: &str, office: &str) -> Option<(Vec<u8>, String, String, String)> {
    let title = Line::parse(title).ok()?;
    let [to, office] = [to, office].map(|name| DisplayName::parse(name).ok());
    let (to, office) = (to?, office?);
    let mut all: Parts = parts();
    all.meetings[1].title = title;
    let scenario = Scenario::new(all).expect("a scenario");
    let (plan, deadlines, zones) = (plan(), deadlines(), ZoneData::bundled());
    let office = Sender { office: Person { name: Some(office), ..sender().office }, ..sender() };
    let basis = Basis { view: View::new(&scenario, &plan), deadlines: &deadlines, sender: &office, zones: &zones };
    let to = Recipient {
        person: Person { name: Some(to), ..person("x", "ana@example.org") },
        ..recipient(Language::English)
    };
    let stamped = Instant::from_utc(day("2023-02-08").and_hms_opt(9, 0, 0).expect("a time"));
    let announced = invitation(&basis, &id("jca-ml-2"), &to, Revision { sequence: 0, stamped }).expect("an invitation");
    let letter = compose(&announced.mail).expect("a letter");
    let name = to.person.name.expect("a name").as_str().to_owned();
    Some((letter.bytes().to_vec(), announced.mail.subject.as_str().to_owned(), name, announced.calendar().to_owned()))
}

/// What Python reads in each.
pub(super) fn read<'a>(mails: impl IntoIterator<Item = &'a [u8]>) -> Vec<Value> {
    let script = crate::helpers::root().join("tests/tools/read_mails.py");
    let mut input = tempfile::tempfile().expect("a file");
    for mail in mails {
        write!(input, "{:010}", mail.len()).expect("written");
        input.write_all(mail).expect("written");
    }
    std::io::Seek::rewind(&mut input).expect("a file");
    let mut python = Command::new(tools().join("venv/bin/python3"));
    let said = python.arg(script).stdin(Stdio::from(input)).output().expect("python");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let lines = String::from_utf8(said.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn whatever_names_and_titles_hold_strict_readers_take_the_mail() {
    let wanted = MAILS * crate::work::scale() as usize;
    let mut runner = TestRunner::deterministic();
    let (title, name) = (text(), text());
    let (mut mails, mut refused) = (Vec::new(), 0);
    while mails.len() < wanted {
        let mut next = |strategy: &dyn Fn(&mut TestRunner) -> String| strategy(&mut runner);
        let titled = next(&|runner| title.new_tree(runner).expect("a title").current());
        let [to, office] = [(); 2].map(|()| next(&|runner| name.new_tree(runner).expect("a name").current()));
        match mail(&titled, &to, &office) {
            Some(mail) => mails.push(mail),
            None => refused += 1,
        }
    }
    for (bytes, subject, ..) in &mails {
        assert_eq!(wrong(bytes), Ok(()), "{subject:?}\n{}", String::from_utf8_lossy(bytes));
    }
    let found = read(mails.iter().map(|mail| mail.0.as_slice()));
    assert_eq!(found.len(), mails.len());
    for ((_, subject, to, calendar), found) in mails.iter().zip(&found) {
        assert_eq!(found["defects"], serde_json::json!([]), "{subject:?} to {to:?}");
        assert_eq!(found["subject"], subject.as_str());
        assert_eq!(found["to"], serde_json::json!([[to, "ana@example.org"]]));
        let texts = found["texts"].as_array().expect("texts");
        assert_eq!(
            texts.iter().filter(|text| *text == calendar.as_str()).count(),
            2,
            "the calendar, twice: {subject:?}"
        );
    }
    println!("{} mails are taken by strict readers; {refused} names and titles were refused as such", mails.len());
    assert!(refused < mails.len(), "hardly a text was taken");
}

/// What stands between two encoded words is nothing to a reader: spaces that are meant stand in one of them.
#[test]
fn spaces_between_foreign_words_are_kept() {
    let texts = [
        ("اجتماع  اجتماع", "Žofie  Nováková"),
        ("Réunion   d’été, à  Genève", "会议  会议"),
        ("Plain  and  plain", "é é  é"),
    ];
    let mails: Vec<_> = texts.iter().map(|(title, name)| mail(title, name, "TSB").expect("a mail")).collect();
    for (found, (bytes, subject, to, _)) in read(mails.iter().map(|mail| mail.0.as_slice())).iter().zip(&mails) {
        assert_eq!(wrong(bytes), Ok(()), "{subject:?}");
        assert!(subject.contains("  "), "{subject:?}");
        assert_eq!(found["subject"], subject.as_str());
        assert_eq!(found["to"], serde_json::json!([[to, "ana@example.org"]]));
    }
}

/// Mails in which something is wrong, one thing each: the reader above would have said so.
#[test]
fn a_mail_that_strict_relays_refuse_is_seen() {
    let (bytes, ..) = mail("A title", "Ana", "TSB").expect("a mail");
    let good = String::from_utf8(bytes).expect("ASCII");
    let subject = good.find("Subject:").expect("a subject");
    let mutants: [(&str, String); 9] = [
        ("bare CR or LF", good.replacen("\r\nSubject", "\nSubject", 1)),
        ("a long line", good.replacen("Subject: ", &format!("Subject: {}", "x".repeat(2000)), 1)),
        ("octets", good.replacen("A title", "Un é", 1)),
        ("a header without a colon", format!("{}hello\r\n{}", &good[..subject], &good[subject..])),
        ("subject twice", format!("{}Subject: B\r\n{}", &good[..subject], &good[subject..])),
        ("a folded line with nothing in it", format!("{} \r\n{}", &good[..subject], &good[subject..])),
        ("no subject", good.replacen("Subject:", "X-Subject:", 1)),
        ("parts without an end", good.trim_end().trim_end_matches('-').to_owned() + "\r\n"),
        ("no end of line", good.trim_end().to_owned()),
    ];
    for (name, mutant) in mutants {
        assert_eq!(wrong(mutant.as_bytes()), Err(name.to_owned()));
    }
}

/// Addresses of others that stand in a mail, in whatever part or encoding.
fn others(found: &Value, to: &str, all: &[String]) -> Vec<String> {
    let mut text = found["all"].as_str().expect("headers").to_owned();
    for part in found["texts"].as_array().expect("texts") {
        text.push_str(part.as_str().expect("text"));
    }
    let text = text.replace("\r\n ", "");
    let stands = |other: &&String| {
        other.as_str() != to && (text.contains(other.as_str()) || text.contains(&other.replace('@', "=")))
    };
    all.iter().filter(stands).cloned().collect()
}

#[test]
fn nobody_reads_anybody_elses_address() {
    block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        let store = convoke::store::Store::open(&address, true).await.expect("a store");
        let (port, seen) = start(Manner::default()).await;
        announce(&store, &plan(), &people(60), 0).await;
        crate::work::run(&store, crate::work::settings(port)).await.expect("sent");
        let taken = seen.taken();
        let all: Vec<String> = taken.iter().map(|one| one.recipient.clone()).collect();
        assert_eq!(all.len(), 60);
        let found = read(taken.iter().map(|one| one.bytes.as_slice()));
        for (found, to) in found.iter().zip(&all) {
            assert_eq!(others(found, to, &all), [""; 0], "in the mail to {to}");
        }
        // One who is copied in, and one among the attendees of the calendar: both would be seen.
        let mail = String::from_utf8(taken[0].bytes.clone()).expect("ASCII");
        let copied = mail.replacen("Subject:", &format!("Cc: {}\r\nSubject:", all[1]), 1);
        let at = mail.find("Content-Type: text/calendar").expect("a calendar");
        let start = at + mail[at..].find("\r\n\r\n").expect("a body") + 4;
        let end = start + mail[start..].find("\r\n--").expect("an end");
        let engine = base64::engine::general_purpose::STANDARD;
        let calendar = engine.decode(mail[start..end].replace("\r\n", "")).expect("base64");
        let calendar = String::from_utf8(calendar).expect("UTF-8");
        let calendar = calendar.replacen("END:VEVENT", &format!("ATTENDEE:mailto:{}\r\nEND:VEVENT", all[2]), 1);
        let listed = format!("{}{}{}", &mail[..start], engine.encode(calendar), &mail[end..]);
        for (mutant, other) in [(copied, &all[1]), (listed, &all[2])] {
            let found = read([mutant.as_bytes()]);
            assert_eq!(others(&found[0], &all[0], &all), std::slice::from_ref(other));
        }
    });
}
