//! Reads a timetable against its event. What can be read is never bad input: a session in a room too small, on a day
//! without sessions or at an odd hour is a finding of the checker.

use super::FORMAT;
use crate::domain::event::{Event, Sitting, Timetable};
use crate::domain::ids::{MeetingId, RoomId, ServiceId, SessionId};
use crate::domain::plan::{LevelProof, Quality};
use crate::exchange::files::Files;
use crate::exchange::plan_file;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::{Note, Report};
use crate::exchange::sources::Span;
use crate::exchange::values::Identifier;
use chrono::Timelike;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a timetable.
pub(super) fn timetable(files: &dyn Files, path: &Path, event: &Event) -> Result<Timetable, Report> {
    plan_file::read(files, path, "a timetable", FORMAT, |entry| read(entry, event))
}

fn read(entry: &Entry<'_>, event: &Event) -> Option<Timetable> {
    let own = &event.meeting().id;
    let meeting = entry.required("meeting", |field| {
        let id: MeetingId = field.id()?;
        if id == *own {
            return Some(id);
        }
        field.wrong("plan.scenario", format!("the timetable is of {:?}; the event is {own:?}", id.as_str()))
    });
    let quality = entry.or("quality", Quality::Unproven, |field| field.word(&Quality::ALL));
    let proof = entry.tables("proof", "a proof", |one| {
        let level = one.required("level", Field::string);
        let cost = one.required("cost", |field| field.number(0..=i64::MAX));
        let bound = one.optional("bound", |field| field.number(0..=i64::MAX));
        Some(LevelProof { level: level?, cost: cost?.unsigned_abs(), bound: bound.map(i64::unsigned_abs) })
    });
    let mut seen: BTreeMap<SessionId, Span> = BTreeMap::new();
    let mut sittings = BTreeMap::new();
    entry.tables("session", "a session of a timetable", |one| {
        let id = one.required("id", |field| known(field, event.sessions(), "session"));
        let day = one.required("day", Field::date);
        let start = one.required("start", Field::clock);
        let room = one.optional("room", |field| known::<RoomId, _>(field, event.rooms(), "room"));
        let team = one.optional("team", |field| known::<ServiceId, _>(field, event.services(), "service"));
        let id = id?;
        if let Some(first) = seen.insert(id.clone(), one.place("id")) {
            let message = format!("the session {:?} is placed twice", id.as_str());
            one.tell(Note::error("id.duplicate", one.place("id"), message).also(first).fix("keep one of the two"));
        }
        let start = start.and_then(|start| u16::try_from(start.hour() * 60 + start.minute()).ok());
        sittings.insert(id, Sitting { day: day?, start: start?, room, team });
        Some(())
    });
    Some(Timetable { meeting: meeting?, sittings, quality, proof })
}

/// An id that the event defines.
pub(in crate::exchange) fn known<T: Identifier + Ord, V>(
    field: Field<'_>,
    defined: &BTreeMap<T, V>,
    what: &str,
) -> Option<T> {
    let id: T = field.id()?;
    if defined.contains_key(&id) {
        return Some(id);
    }
    let note = Note::error("ref.unknown", field.node.span, format!("the event has no {what} {:?}", id.text()));
    field.findings.add(note.near(id.text(), defined.keys().map(Identifier::text)));
    None
}
