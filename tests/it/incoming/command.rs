//! `convoke inbox` as people run it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::dovecot::PASSWORD;
use super::mailboxes::maildir;
use crate::helpers::root;

/// One meeting, three people; the address of the secretariat is that of the profile.
const SCENARIO: &str = "examples/jca-ml-2023/given.toml";

/// Runs the command on the example.
pub(super) fn convoke(arguments: &[&str], trusted: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    command.args(["inbox", SCENARIO]).args(arguments).current_dir(root()).env("CONVOKE_IMAP_PASSWORD", PASSWORD);
    if let Some(trusted) = trusted {
        command.env("SSL_CERT_FILE", trusted);
    }
    command.output().expect("the program runs")
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// A Maildir with answers to the meetings of the example.
fn answered(folder: &Path) {
    maildir(folder, &["away-german", "reply-stranger"]);
    let reply = |who: &str, said: &str, number: u32| {
        let (dtstamp, to) = (format!("2023020{number}T120000Z"), "tsbjcaml@itu.int");
        format!(
            "From: {who}@example.org\r\nTo: {to}\r\nMessage-ID: <{number}@example.org>\r\nSubject: {said}\r\n\
             Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
             METHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:jca-ml-2023-2@tsb.example.org\r\nDTSTAMP:{dtstamp}\r\nSEQUENCE:0\r\n\
             ATTENDEE;PARTSTAT={said}:mailto:{who}@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    for (number, who, said) in
        [(1, "kangchan.lee", "ACCEPTED"), (2, "marco.carugi", "ACCEPTED"), (3, "marco.carugi", "TENTATIVE")]
    {
        fs::write(folder.join(format!("new/{}.reply{number}", 1_675_900_000 + number)), reply(who, said, number))
            .expect("a mail");
    }
    // The time of arrival is the file's: fixed, so that the page is the same each day.
    for entry in fs::read_dir(folder.join("new")).expect("new") {
        let file = fs::File::options().append(true).open(entry.expect("a mail").path()).expect("a mail");
        let arrived = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_675_950_000);
        file.set_modified(arrived).expect("a time");
    }
}

const REGISTRATIONS: &str = r#"
format = "convoke-registrations/1"

[[registration]]
meeting = "jca-ml-2023-2"
person = "zoe@example.org"
place = "remote"
on = 2023-03-01
asks = ["captioning"]

[[registration]]
meeting = "jca-ml-2023-2"
person = "marco.carugi@example.org"
place = "remote"
on = 2023-12-01
asks = ["captioning", "sign-language"]
"#;

#[test]
fn an_inbox_is_told_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let mailbox = folder.path().join("Maildir");
    answered(&mailbox);
    let registrations = folder.path().join("registrations.toml");
    fs::write(&registrations, REGISTRATIONS).expect("a file");
    let (mailbox_path, list) = (mailbox.to_str().expect("UTF-8"), registrations.to_str().expect("UTF-8"));
    let arguments = ["--maildir", mailbox_path, "--registrations", list, "--on", "2023-03-02"];
    let text = out(&convoke(&arguments, None));
    insta::assert_snapshot!("an_inbox_as_text", text);
    assert!(!text.contains("marco.carugi@"), "addresses are masked");
    let json = out(&convoke(&[&arguments[..], &["--format", "json"]].concat(), None));
    insta::assert_snapshot!("an_inbox_as_data", json);
    assert_eq!(out(&convoke(&arguments, None)), text, "reading changes nothing");
    assert_eq!(fs::read_dir(mailbox.join("new")).expect("new").count(), 5);
}

#[test]
fn bad_input_is_told_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    maildir(folder.path(), &[]);
    let list = folder.path().join("registrations.toml");
    let wrong = REGISTRATIONS.replacen("jca-ml-2023-2", "jca-ml-2023-22", 1).replacen("\"remote\"", "\"moon\"", 1);
    fs::write(&list, wrong).expect("a file");
    let (folder, list) = (folder.path().to_str().expect("UTF-8"), list.to_str().expect("UTF-8"));
    let output = convoke(&["--maildir", folder, "--registrations", list], None);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("registrations.toml:5:11") && text.contains("jca-ml-2023-2"), "{text}");
    assert!(text.contains("registrations.toml:7:9") && text.contains("room"), "{text}");
    for arguments in [
        &["--maildir", "/nowhere/at/all"][..],
        &["--imap", "imap://bo@mail.example.org"],
        &["--imap", "imaps://bo:hidden@mail.example.org?tls=none"],
        &["--maildir", folder, "--since", "1.2"],
        &[],
    ] {
        let output = convoke(arguments, None);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(!text.contains("hidden"), "{text}");
    }
}
