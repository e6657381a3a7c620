//! The sheet *Timetable*, as the timetable of an event.

use super::about::about;
use crate::domain::event::{Event, EventSession, Sitting, Timetable};
use crate::domain::ids::{RoomId, ServiceId, SessionId};
use crate::domain::plan::Quality;
use crate::exchange::report::{Findings, Note};
use crate::exchange::sheets::columns::{TIMETABLE, TIMETABLE_SHEET};
use crate::exchange::sheets::table::{Row, rows};
use crate::exchange::sheets::wire::Book;
use crate::exchange::sources::Span;
use crate::exchange::timetable::known;
use crate::exchange::values::short;
use chrono::Timelike as _;
use std::collections::BTreeMap;

/// Reads a timetable; `None` where it could not be read, which is told.
pub(in crate::exchange::sheets) fn timetable(
    findings: &Findings,
    path: &str,
    book: &Book,
    event: &Event,
) -> Option<Timetable> {
    let rows = rows(findings, path, book, TIMETABLE_SHEET, &TIMETABLE)?;
    let about = about(findings, path, book, ("meeting", event.meeting().id.as_str()), None);
    let mut seen: BTreeMap<SessionId, Span> = BTreeMap::new();
    let mut sittings = BTreeMap::new();
    for row in &rows {
        let id = row
            .required("id", "the id of a session", |field| known::<SessionId, _>(field, event.sessions(), "session"));
        if let Some(session) = id.as_ref().and_then(|id| event.sessions().get(id)) {
            compare(row, session);
        }
        if let Some(id) = &id
            && let Some(first) = seen.insert(id.clone(), row.place("id"))
        {
            let message = format!("the session {:?} has two rows", id.as_str());
            row.tell(Note::error("id.duplicate", row.place("id"), message).also(first).fix("keep one of the two"));
        }
        if let (Some(sitting), Some(id)) = (sitting(row, event), id) {
            sittings.insert(id, sitting);
        }
    }
    let quality = about.quality.unwrap_or(Quality::Unproven);
    Some(Timetable { meeting: event.meeting().id.clone(), sittings, quality, proof: about.proof })
}

fn compare(row: &Row<'_>, session: &EventSession) {
    let title = session.title.as_str();
    let found = row.optional("title", |field| field.line());
    if let Some(found) = found.filter(|found| found.as_str() != title) {
        let message = format!("{:?}; the event calls it {:?}", short(found.as_str()), short(title));
        let note = Note::notice("xlsx.differs", row.place("title"), message);
        row.tell(note.fix("change titles in the event; here they are not read"));
    }
}

fn sitting(row: &Row<'_>, event: &Event) -> Option<Sitting> {
    if !["day", "start", "room", "team"].iter().any(|column| row.has(column)) {
        return None;
    }
    let day = row.required("day", "a date", |field| field.date());
    let start = row.required("start", "an hour", |field| field.clock());
    let room = row.optional("room", |field| known::<RoomId, _>(field, event.rooms(), "room"));
    let team = row.optional("team", |field| known::<ServiceId, _>(field, event.services(), "service"));
    let start = start.and_then(|start| u16::try_from(start.hour() * 60 + start.minute()).ok());
    Some(Sitting { day: day?, start: start?, room, team })
}
