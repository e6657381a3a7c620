//! What must not send: reading calendars of others, checking, looking. And no address in a mail changes anything when a
//! program that looks for viruses calls it up.

use std::path::Path;
use std::process::Command;

use convoke::store::Store;

use super::{output, quiet};
use crate::announce::plan;
use crate::delivery::sink::{Manner, start};
use crate::store::{announce, people, run as block_on};

const SCENARIO: &str = r#"
[scenario]
name = "others"
as_of = 2026-01-05
from = 2026-02-01
until = 2026-12-31

[[body]]
id = "SG13"
kind = "study-group"
name = "Study Group 13"

[[meeting]]
id = "m1"
body = "SG13"
days = 5
venues = ["geneva"]

[[outside_file]]
path = "events.ics"
"#;

/// A thousand invitations of others, each asking two people to come.
fn others() -> String {
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REQUEST\r\n".to_owned();
    for number in 0..1000 {
        let (month, day) = (2 + number % 10, 1 + number % 28);
        text.push_str(&format!(
            "BEGIN:VEVENT\r\nUID:{number}@example.org\r\nDTSTAMP:20260101T000000Z\r\n\
             DTSTART;VALUE=DATE:2026{month:02}{day:02}\r\nSUMMARY:Event {number}\r\n\
             ORGANIZER:mailto:office@example.org\r\nATTENDEE;RSVP=TRUE:mailto:a{number}@example.org\r\n\
             ATTENDEE;RSVP=TRUE:mailto:b{number}@example.org\r\nEND:VEVENT\r\n"
        ));
    }
    text + "END:VCALENDAR\r\n"
}

/// Runs the program where a relay is set for it; its exit code.
fn convoke(folder: &Path, port: u16, arguments: &[&str]) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    command.args(arguments).current_dir(folder).env("CONVOKE_SMTP", format!("smtp://127.0.0.1:{port}"));
    command.env("CONVOKE_STORE", folder.join("convoke.db"));
    output(command).status.code()
}

#[test]
fn reading_the_calendars_of_others_sends_nothing() {
    block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        std::fs::write(folder.join("scenario.toml"), SCENARIO).expect("written");
        std::fs::write(folder.join("events.ics"), others()).expect("written");
        let (port, seen) = start(Manner::default()).await;
        for arguments in [
            &["plan", "scenario.toml", "--iterations", "50", "--out", "plan.toml"][..],
            &["check", "scenario.toml"],
            &["announce", "scenario.toml", "--on", "2026-01-06", "--dry-run"],
        ] {
            let code = convoke(folder, port, arguments);
            assert!(matches!(code, Some(0 | 1)), "{arguments:?}: {code:?}");
        }
        assert_eq!((seen.connections(), seen.taken().len()), (0, 0));
        // The same relay does see whoever sends.
        let (kept, address) = (tempfile::tempdir().expect("a folder"), "convoke.db");
        let address = kept.path().join(address).display().to_string();
        let store = Store::open(&address, true).await.expect("a store");
        announce(&store, &plan(), &people(2), 0).await;
        store.close().await;
        assert_eq!(convoke(kept.path(), port, &["announce", &address, "--send"]), Some(0));
        assert_eq!(seen.taken().len(), 2, "that would have been seen");
    });
}

/// Web addresses in a text.
fn addresses(text: &str) -> Vec<String> {
    let ends = |one: char| one.is_whitespace() || "<>\"'".contains(one);
    let starts = text.match_indices("http").map(|(at, _)| text[at..].split(ends).next().unwrap_or_default().to_owned());
    starts.filter(|one| one.starts_with("http://") || one.starts_with("https://")).collect()
}

/// What in a mail does something when it is merely called up, as programs do that look for viruses: addresses that answer
/// for the reader, and one to stop these mails that does not ask for a POST (RFC 8058).
fn acts(mail: &str, addresses: &[String]) -> Vec<String> {
    let words = ["confirm", "accept", "decline", "rsvp", "reply"];
    let answers = |address: &&String| words.iter().any(|word| address.to_lowercase().contains(word));
    let mut found: Vec<String> = addresses.iter().filter(answers).cloned().collect();
    if mail.contains("List-Unsubscribe: <http") && !mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click") {
        found.push("List-Unsubscribe".to_owned());
    }
    found
}

#[test]
fn no_address_of_a_mail_acts_when_it_is_called_up() {
    block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("convoke.db");
        let store = Store::open(&path.display().to_string(), true).await.expect("a store");
        let (port, seen) = start(Manner::default()).await;
        announce(&store, &plan(), &people(3), 0).await;
        crate::work::run(&store, crate::work::settings(port)).await.expect("sent");
        quiet(&seen).await;
        store.close().await;
        let taken = seen.taken();
        let read = super::mails::read(taken.iter().map(|one| one.bytes.as_slice()));
        for (one, found) in taken.iter().zip(&read) {
            let mail = String::from_utf8_lossy(&one.bytes).replace("\r\n ", "");
            let texts = found["texts"].as_array().expect("texts").iter().filter_map(|text| text.as_str());
            let all: Vec<String> = texts.chain([mail.as_str()]).flat_map(addresses).collect();
            assert!(!all.is_empty(), "there are addresses to look at");
            assert_eq!(acts(&mail, &all), [""; 0]);
            let get = mail.replace("List-Unsubscribe-Post:", "X-Post:");
            assert_eq!(acts(&get, &all), ["List-Unsubscribe"], "that would have been seen");
            let link = addresses("Accept: https://example.org/rsvp?accept=1");
            assert_eq!(acts(&mail, &link), link, "that would have been seen");
        }
    });
}
