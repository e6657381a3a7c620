//! Mails of real programs, in their manner: what each is read as.

use std::fmt::Write as _;
use std::path::PathBuf;

use convoke::announce::answers::{Automatic, Incoming, Message, Unreadable};
use convoke::incoming;

/// The folder of the mails.
pub(super) fn folder() -> PathBuf {
    crate::helpers::root().join("tests/fixtures/incoming")
}

/// The bytes of a mail as they come over the wire, with CRLF.
pub(super) fn bytes(name: &str) -> Vec<u8> {
    let bytes = std::fs::read(folder().join(format!("{name}.eml"))).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut wire = Vec::with_capacity(bytes.len() + bytes.len() / 30);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(text) => {
                wire.extend_from_slice(text);
                wire.extend_from_slice(b"\r\n");
            }
            None => wire.extend_from_slice(line),
        }
    }
    wire
}

/// The names of all mails.
pub(super) fn names() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).expect("the folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

pub(super) fn mail(name: &str) -> Message {
    incoming::read(&bytes(name))
}

fn shown(message: &Message) -> String {
    let mut text = String::new();
    let from = message.from.as_ref().map_or("-", |from| from.as_str());
    let to: Vec<&str> = message.to.iter().map(|to| to.as_str()).collect();
    let sent = message.sent.map_or_else(|| "-".to_owned(), |sent| sent.to_string());
    let subject = message.subject.as_ref().map_or("-", |subject| subject.as_str());
    let _infallible = writeln!(text, "  {from} -> {}, {sent}, {}", to.join(" "), message.id.as_deref().unwrap_or("-"));
    let _infallible = writeln!(text, "  {subject}");
    let _infallible = match &message.incoming {
        Incoming::Replies(replies) => replies.iter().try_for_each(|one| {
            let by = one.sent_by.as_ref().map_or(String::new(), |by| format!(" by {}", by.as_str()));
            let stamped = one.stamped.map_or_else(|| "-".to_owned(), |at| at.to_string());
            let comment = one.comment.as_ref().map_or(String::new(), |comment| format!(" {:?}", comment.as_str()));
            let instance = one.instance.as_ref().map_or(String::new(), |at| format!(" instance {at}"));
            let (uids, who, said) = (one.uids.join("|"), one.attendee.as_str(), &one.said);
            let sequence = one.sequence;
            writeln!(text, "  reply {uids}: {who}{by} {said:?}, sequence {sequence}, {stamped}{instance}{comment}")
        }),
        Incoming::Bounces(bounces) => bounces.iter().try_for_each(|one| {
            let recipient = one.final_recipient.as_ref().map_or("-", |who| who.as_str());
            let status = one.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
            let words = one.diagnostic.as_ref().map_or("-", |line| line.as_str());
            let original = one.original.as_deref().unwrap_or("-");
            writeln!(text, "  {} {recipient} {status} about {original}: {words}", one.action.word())
        }),
        other => writeln!(text, "  {other:?}"),
    };
    text
}

#[test]
fn mails_of_real_programs() {
    let mut text = String::new();
    for name in names() {
        let _infallible = write!(text, "{name}\n{}\n", shown(&mail(&name)));
    }
    insta::assert_snapshot!(text);
}

/// Line ends are no business of the writer: mailboxes on disk have LF.
#[test]
fn line_ends_change_nothing() {
    for name in names() {
        let lf = std::fs::read(folder().join(format!("{name}.eml"))).expect("a mail");
        assert_eq!(incoming::read(&lf), mail(&name), "{name}");
    }
}

/// Every kind is in the folder: a kind that nothing is read as would be found here.
#[test]
fn every_kind_has_a_mail() {
    let all: Vec<Incoming> = names().iter().map(|name| mail(name).incoming).collect();
    for kind in [Automatic::Response, Automatic::Bulk, Automatic::Receipt, Automatic::Complaint, Automatic::NoReturn] {
        assert!(all.contains(&Incoming::Automatic(kind)), "{kind:?}");
    }
    assert!(all.contains(&Incoming::Unsubscribe) && all.contains(&Incoming::Other));
    assert!(all.contains(&Incoming::Unreadable(Unreadable::Reply)));
    assert!(all.iter().any(|one| matches!(one, Incoming::Asks { .. })));
}
