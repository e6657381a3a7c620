//! Mails that were written to do harm: bounded, and never a panic.

use convoke::announce::answers::{Incoming, Unreadable};
use convoke::incoming::{self, MOST_HEADERS, MOST_OCTETS, MOST_READ};
use proptest::prelude::*;

use super::read::{bytes, names};

fn kind(bytes: &[u8]) -> Incoming {
    incoming::read(bytes).incoming
}

#[test]
fn what_is_too_large_is_told_as_such() {
    let head = b"From: a@example.org\r\nSubject: large\r\n";
    let mail = |size: usize| [&head[..], b"\r\n", &vec![b'x'; size]].concat();
    assert_eq!(kind(&mail(MOST_OCTETS)), Incoming::Unreadable(Unreadable::Large));
    let read = incoming::read(&mail(MOST_OCTETS));
    assert_eq!(read.subject.expect("a subject").as_str(), "large", "whose it is can still be told");
    assert_eq!(kind(&mail(MOST_OCTETS - 100)), Incoming::Other);
    let headers = [&head[..], &b"X-A: b\r\n".repeat(100 << 20 >> 3)].concat();
    assert!(headers.len() > 100 << 20, "a hundred megabytes of headers");
    assert_eq!(kind(&headers), Incoming::Unreadable(Unreadable::Headers));
    let one = [&head[..], b"X-A: ", &vec![b'b'; MOST_HEADERS], b"\r\n\r\n"].concat();
    assert_eq!(kind(&one), Incoming::Unreadable(Unreadable::Headers));
}

#[test]
fn parts_inside_parts_end_somewhere() {
    let nested = |depth: usize| {
        let mut mail = String::from("From: a@example.org\r\n");
        for level in 0..depth {
            mail += &format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n");
        }
        mail + "Content-Type: text/plain\r\n\r\nhello\r\n"
    };
    assert_eq!(kind(nested(8).as_bytes()), Incoming::Other);
    for depth in [9, 100, 100_000] {
        assert_eq!(kind(nested(depth).as_bytes()), Incoming::Unreadable(Unreadable::Parts), "{depth}");
    }
    let flat = |parts: usize| {
        let part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(parts);
        format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}--b--\r\n")
    };
    assert_eq!(kind(flat(100).as_bytes()), Incoming::Other);
    assert_eq!(kind(flat(101).as_bytes()), Incoming::Unreadable(Unreadable::Parts));
    // Mails inside mails, and digests, are not opened: a reader that recursed would lose its stack here.
    let mail = "Content-Type: message/rfc822\r\n\r\n".repeat(200_000);
    assert_eq!(kind(mail.as_bytes()), Incoming::Other);
    let digest = format!("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n{mail}");
    assert_eq!(kind(digest.as_bytes()), Incoming::Other);
}

#[test]
fn calendars_that_are_bombs_are_left_alone() {
    let calendar = |body: &str| {
        let head = "From: a@example.org\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n";
        format!("{head}BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n{body}END:VCALENDAR\r\n")
    };
    let event = "BEGIN:VEVENT\r\nUID:sg13@itu.int\r\nATTENDEE:mailto:a@example.org\r\nEND:VEVENT\r\n";
    let Incoming::Replies(one) = kind(calendar(event).as_bytes()) else { panic!("a reply") };
    assert_eq!(one.len(), 1);
    let many: String = (0..5_000).map(|number| event.replace("sg13", &format!("m{number}"))).collect();
    let Incoming::Replies(found) = kind(calendar(&many).as_bytes()) else { panic!("replies") };
    assert_eq!(found.len(), incoming::MOST_ITEMS);
    let deep = format!("{}{}", "BEGIN:VEVENT\r\n".repeat(20_000), "END:VEVENT\r\n".repeat(20_000));
    assert_eq!(kind(calendar(&deep).as_bytes()), Incoming::Unreadable(Unreadable::Reply));
    let large = calendar(&format!("{event}X-PAD:{}\r\n", "x".repeat(MOST_READ)));
    assert_eq!(kind(large.as_bytes()), Incoming::Other, "a calendar of half a megabyte answers nothing");
    let rule = calendar(&event.replace("UID", "RRULE:FREQ=SECONDLY;COUNT=100000000\r\nUID"));
    assert!(matches!(kind(rule.as_bytes()), Incoming::Replies(_)), "repetitions are not expanded");
}

#[test]
fn names_cannot_add_headers() {
    let message = super::read::mail("name-with-line-breaks");
    let subject = message.subject.expect("a subject");
    assert!(!subject.as_str().contains(['\r', '\n', '\0', '\u{202E}']), "{subject:?}");
    assert_eq!(message.from.expect("an address").as_str(), "bo@example.org");
}

fn a_mail() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(names()).prop_map(|name| bytes(&name))
}

/// A change of a mail: a stretch of it taken out, repeated, or written over.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), 0_usize..40, 0_u8..3, prop::collection::vec(any::<u8>(), 0..12));
    (a_mail(), prop::collection::vec(change, 1..8)).prop_map(|(mut mail, changes)| {
        for (at, length, what, with) in changes {
            let start = at.index(mail.len().max(1));
            let end = (start + length).min(mail.len());
            let stretch = mail[start.min(end)..end].to_vec();
            let with = match what {
                0 => Vec::new(),
                1 => stretch.repeat(3),
                _ => with,
            };
            mail.splice(start.min(end)..end, with);
        }
        mail
    })
}

fn readable(bytes: &[u8]) -> Result<(), TestCaseError> {
    let message = incoming::read(bytes);
    prop_assert_ne!(&message.incoming, &Incoming::Unreadable(Unreadable::Failed), "a reader failed");
    prop_assert_eq!(&incoming::read(bytes), &message, "the same bytes are the same mail");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
        readable(&bytes)?;
    }

    #[test]
    fn changed_mails_are_read(bytes in mutated()) {
        readable(&bytes)?;
    }

    #[test]
    fn two_mails_in_one_are_read(first in a_mail(), second in a_mail(), cut in any::<prop::sample::Index>()) {
        let at = cut.index(first.len());
        readable(&[&first[..at], &second[..]].concat())?;
    }
}
