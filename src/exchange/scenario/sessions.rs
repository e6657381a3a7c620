//! Sessions of a meeting.

use crate::domain::meeting::{Session, SessionKind};
use crate::exchange::reader::{Entry, Field};
use std::num::NonZeroU16;

/// One session.
pub(super) fn session(entry: &Entry<'_>) -> Option<Session> {
    let id = entry.required("id", Field::id);
    let title = entry.required("title", Field::line);
    let kind = entry.required("kind", |field| field.word(&SessionKind::ALL));
    let body = entry.optional("body", Field::id);
    let day = entry.required("day", |field| field.count(1..=366)).and_then(NonZeroU16::new);
    let hours = entry.required("hours", Field::hours);
    let languages = |key| entry.list(key, Field::language).into_iter().collect();
    let session = Session {
        room: entry.optional("room", Field::id),
        interpretation: languages("interpretation"),
        languages: languages("languages"),
        captions: entry.flag("captions"),
        webcast: entry.flag("webcast"),
        remote: entry.flag("remote"),
        sign_language_interpreters: entry.or("sign_language_interpreters", 0, |field| field.small(0..=50)),
        counts_remote_as_present: entry.flag("counts_remote_as_present"),
        booth_interpreters: entry.optional("booth_interpreters", |field| field.small(0..=50)),
        id: id?,
        title: title?,
        kind: kind?,
        body,
        day: day?,
        hours: hours?,
    };
    Some(session)
}
