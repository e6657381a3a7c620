//! Sessions of an event: one entry, or several sessions of one kind from `count`.

use crate::domain::event::{After, DaysAfter, EventSession, Pinned, Position, Starts};
use crate::domain::ids::SessionId;
use crate::domain::meeting::SessionKind;
use crate::domain::text::Line;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::Note;
use chrono::Timelike;
use std::collections::BTreeSet;

/// Longest session, in minutes.
const LONGEST: u16 = 720;

/// Minutes since midnight.
pub(super) fn minute(field: Field<'_>) -> Option<u16> {
    let clock = field.clock()?;
    u16::try_from(clock.hour() * 60 + clock.minute()).ok()
}

/// The sessions an entry describes: one, or `count` of them, numbered and one after another.
pub(super) fn several(entry: &Entry<'_>) -> Option<Vec<EventSession>> {
    let count = entry.or("count", 1, |field| field.count(1..=50));
    let days_between = entry.optional("days_between", |field| field.count(0..=30));
    let one = one(entry);
    let one = one?;
    if count == 1 && !entry.has("count") {
        return Some(vec![one]);
    }
    if one.pinned.is_some() {
        let note = Note::error("scn.conflict", entry.place("pinned"), "several sessions cannot stay at one place");
        entry.tell(note.also(entry.place("count")).fix("remove pinned, or write the sessions one by one"));
        return None;
    }
    let mut all: Vec<EventSession> = Vec::new();
    for number in 1..=count {
        let mut next = one.clone();
        next.id = numbered(&one.id, number, entry)?;
        next.title =
            Line::parse(&format!("{} ({number}/{count})", one.title.as_str())).ok().unwrap_or(one.title.clone());
        if let Some(last) = all.last() {
            // Only the first follows what the entry names; the others follow it.
            next.after = vec![After { session: last.id.clone(), least_minutes: 0, most_minutes: None }];
            next.days_after = days_between
                .map(|least| DaysAfter { session: last.id.clone(), least, most: None })
                .into_iter()
                .collect();
        }
        all.push(next);
    }
    Some(all)
}

fn numbered(id: &SessionId, number: u16, entry: &Entry<'_>) -> Option<SessionId> {
    SessionId::parse(&format!("{id}-{number}"))
        .map_err(|error| entry.tell(Note::error(error.code(), entry.place("id"), error.to_string())))
        .ok()
}

fn one(entry: &Entry<'_>) -> Option<EventSession> {
    let id = entry.required("id", Field::id);
    let title = entry.required("title", Field::line);
    let kind = entry.required("kind", |field| field.word(&SessionKind::ALL));
    let minutes = entry.required("minutes", |field| field.count(5..=LONGEST));
    if let (Some(minutes), Some(field)) = (minutes, entry.field("minutes"))
        && minutes % 5 != 0
    {
        field.wrong::<()>("number.range", format!("{minutes} minutes; expected a multiple of 5"));
    }
    let groups = entry.list("groups", Field::id);
    let position = entry.optional("position", |field| field.word(&Position::ALL));
    let exclusive = entry.or("exclusive", kind == Some(SessionKind::Plenary), Field::boolean);
    let attendance = entry.optional("attendance", Field::people).map(std::num::NonZeroU32::get);
    let languages = entry.list("interpretation", Field::language).into_iter().collect();
    let remote = entry.or("remote", 0, |field| field.number(0..=100_000));
    let after = entry.list("after", after);
    let days_after = entry.tables("days_after", "days after a session", |one| {
        let session = one.required("session", Field::id);
        let least = one.or("least", 0, |field| field.count(0..=60));
        let most = one.optional("most", |field| field.count(0..=60));
        Some(DaysAfter { session: session?, least, most })
    });
    let starts = entry.or("starts", Starts::Usual, |field| starts(field));
    let pinned = entry.table("pinned", "where a session stays", |one| {
        let day = one.required("day", Field::date);
        let start = one.required("start", minute);
        Some(Pinned { day: day?, start: start? })
    });
    let session = EventSession {
        position,
        exclusive,
        groups,
        attendance,
        equipment: entry.list("equipment", Field::string).into_iter().collect(),
        rooms: entry.list("rooms", Field::id),
        interpretation: languages,
        captions: entry.flag("captions"),
        sign_language: entry.or("sign_language", 0, |field| field.small(0..=50)),
        webcast: entry.flag("webcast"),
        remote: u32::try_from(remote).ok()?,
        hubs: entry.list("hubs", Field::id),
        people: entry.list("people", Field::person),
        days: entry.list("days", Field::date),
        starts,
        after,
        days_after,
        pinned,
        id: id?,
        title: title?,
        kind: kind?,
        minutes: minutes?,
    };
    Some(session)
}

/// `"a"`, or `{ session = "a", least_minutes = 15, most_minutes = 60 }`.
fn after(field: Field<'_>) -> Option<After> {
    if !field.is_table() {
        return Some(After { session: field.id()?, least_minutes: 0, most_minutes: None });
    }
    field.table("a session before", |one| {
        let session = one.required("session", Field::id);
        let least_minutes = one.or("least_minutes", 0, |field| field.count(0..=1_440));
        let most_minutes = one.optional("most_minutes", |field| field.count(0..=1_440));
        Some(After { session: session?, least_minutes, most_minutes })
    })
}

/// `"any"`, or hours.
fn starts(field: Field<'_>) -> Option<Starts> {
    if let crate::exchange::tree::Value::Text(text) = &field.node.value
        && text == "any"
    {
        return Some(Starts::Any);
    }
    let minutes: BTreeSet<u16> = field.list(minute).into_iter().collect();
    (!minutes.is_empty()).then_some(Starts::At(minutes))
}
