//! Mails that come back: bytes in, values out. Everything in them was written by strangers.
//!
//! Reading goes bytes -> headers (`headers`) and parts (`parts`, ours, because every limit must hold before a reader
//! sees a byte) -> what it is: a report of a mail system (`report`, and `plain_report` for those that write prose), an
//! answer of a calendar (`calendar`), something automatic (`automatic`), a wish to get no more mails. Charsets, encoded
//! words and transfer encodings are `mail-parser`'s, calendars `calcard`'s. Nothing is ever answered.
//!
//! [`mailbox`] is where mails come from.

mod automatic;
mod calendar;
mod headers;
pub mod mailbox;
mod parts;
mod plain_report;
mod report;
mod text;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::announce::answers::{Incoming, Message, Unreadable};
use headers::Headers;
use parts::Part;

/// Most octets of a mail. Answers and reports are small; a larger mail is for a person.
pub const MOST_OCTETS: usize = 10 << 20;
/// Most octets of the headers of a mail, or of one part.
pub const MOST_HEADERS: usize = 256 << 10;
/// Most parts of a mail.
pub const MOST_PARTS: usize = 100;
/// How deep parts may lie inside parts.
pub const DEEPEST: usize = 8;
/// Most octets of a part that is read, before and after decoding.
pub const MOST_READ: usize = 512 << 10;
/// Most events of a calendar, and most recipients of a report, that are read.
pub const MOST_ITEMS: usize = 100;

/// Reads one mail.
#[must_use]
pub fn read(bytes: &[u8]) -> Message {
    // Two foreign readers work here on whatever strangers send: should one fail, that costs this one mail.
    catch_unwind(AssertUnwindSafe(|| read_whole(bytes))).unwrap_or_else(|_| unread(Unreadable::Failed))
}

fn read_whole(bytes: &[u8]) -> Message {
    let (head, body) = parts::split_head(bytes);
    if head.len() > MOST_HEADERS {
        return unread(Unreadable::Headers);
    }
    let headers = Headers::read(head);
    let incoming =
        if bytes.len() > MOST_OCTETS { Incoming::Unreadable(Unreadable::Large) } else { incoming(&headers, body) };
    Message {
        from: headers.from(),
        to: headers.to(),
        id: headers.id(),
        sent: headers.sent(),
        subject: headers.subject(),
        incoming,
    }
}

fn unread(why: Unreadable) -> Message {
    let incoming = Incoming::Unreadable(why);
    Message { from: None, to: Vec::new(), id: None, sent: None, subject: None, incoming }
}

/// What a mail is: the first of these that it can be.
fn incoming(headers: &Headers<'_>, body: &[u8]) -> Incoming {
    let parts = match parts::walk(headers, body) {
        Ok(parts) => parts,
        Err(why) => return Incoming::Unreadable(why),
    };
    let bounces = report::bounces(&parts);
    if !bounces.is_empty() {
        return Incoming::Bounces(bounces);
    }
    if let Some(automatic) = automatic::by_parts(&parts) {
        return Incoming::Automatic(automatic);
    }
    if let Some(calendar) = calendar::read(&parts, headers.from().as_ref()) {
        return calendar;
    }
    let text = plain_text(&parts);
    let bounces = plain_report::bounces(headers, &text);
    if !bounces.is_empty() {
        return Incoming::Bounces(bounces);
    }
    if wants_no_more(headers, &text) {
        return Incoming::Unsubscribe;
    }
    automatic::by_headers(headers).map_or(Incoming::Other, Incoming::Automatic)
}

/// The text of the first plain part.
fn plain_text(parts: &[Part<'_>]) -> String {
    parts.iter().find(|part| part.kind() == "text/plain").and_then(Part::text).unwrap_or_default()
}

/// The mail that a List-Unsubscribe address asks for: its subject is the one word. Programs send it in the reader's name
/// and mark it as automatic, so that this is asked before; a mail without a return address is never one.
fn wants_no_more(headers: &Headers<'_>, text: &str) -> bool {
    if headers.has_no_return() {
        return false;
    }
    let is_word = |text: &str| text.trim().eq_ignore_ascii_case("unsubscribe");
    match headers.subject() {
        Some(subject) => is_word(subject.as_str()),
        None => text.lines().find(|line| !line.trim().is_empty()).is_some_and(is_word),
    }
}
