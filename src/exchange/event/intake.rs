//! From documents to the parts of an event.

use super::{Loaded, session};
use crate::domain::event::{Absence, Event, EventParts, EventRoom, Service, ServiceKind};
use crate::domain::ids::{MeetingId, RoomId};
use crate::domain::time::HourRange;
use crate::domain::venue::Room;
use crate::exchange::documents::Document;
use crate::exchange::files::Files;
use crate::exchange::profile::Profiles;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::{Findings, Note, Report};
use crate::exchange::scenario::{Index, scenario_and};
use crate::exchange::sources::Span;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::path::Path;

/// The tables of an event besides those of a scenario.
const TABLES: [&str; 5] = ["event", "room", "service", "session", "absence"];

/// Most sessions of an event.
const MOST_SESSIONS: usize = 2_000;

/// Reads an event.
pub(super) fn event(files: &dyn Files, path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    let (event, notices) = scenario_and(files, path, profiles, &TABLES, |findings, documents, read| {
        let (parts, index) = parts(findings, documents);
        let (parts, (scenario, _)) = (parts?, read?);
        Event::new(scenario, parts).map_err(|defects| index.tell(findings, defects)).ok()
    })?;
    Ok(Loaded { event, notices })
}

/// `[event]`.
struct Head {
    meeting: Option<MeetingId>,
    closed: BTreeSet<NaiveDate>,
    starts: Option<BTreeSet<u16>>,
}

fn parts<'a>(findings: &'a Findings, documents: &'a [Document]) -> (Option<EventParts>, Index<'a>) {
    let mut index = Index::default();
    let heads = entries(findings, documents, "event", "the event", |entry| {
        index.add("event", "", entry);
        Some(head(entry))
    });
    let head = heads.into_iter().next();
    if head.is_none() {
        let span = Span::start_of(documents.last().map_or(0, |document| document.file));
        let note = Note::error("scn.missing_key", span, "the file has no [event] table");
        findings.add(note.fix("add [event] with meeting = the id of a meeting whose dates are fixed"));
    }
    let rooms = entries(findings, documents, "room", "a room", |entry| {
        let room = room(entry)?;
        index.add("room", &room.room.id, entry);
        Some(room)
    });
    let services = entries(findings, documents, "service", "a service", |entry| {
        let service = service(entry)?;
        index.add("service", &service.id, entry);
        Some(service)
    });
    let mut made = 0;
    let sessions = entries(findings, documents, "session", "a session", |entry| {
        let several = session::several(entry)?;
        made += several.len();
        for one in &several {
            index.add("session", &one.id, entry);
        }
        if made > MOST_SESSIONS {
            let message = format!("more than {MOST_SESSIONS} sessions");
            entry.tell(Note::error("scn.size", entry.span, message).fix("split the event"));
            return None;
        }
        Some(several)
    });
    let mut number = 0;
    let absences = entries(findings, documents, "absence", "an absence", |entry| {
        let absence = absence(entry)?;
        index.add("absence", number, entry);
        number += 1;
        Some(absence)
    });
    let sessions = sessions.into_iter().flatten().collect();
    let parts = head.and_then(|head| {
        let Head { meeting, closed, starts } = head;
        Some(EventParts { meeting: meeting?, closed, starts, rooms, services, sessions, absences })
    });
    (parts, index)
}

/// The entries of a table in all files, each with its unknown keys told; a table that is no list is a list of one.
fn entries<'a, T>(
    findings: &'a Findings,
    documents: &'a [Document],
    key: &'static str,
    what: &'static str,
    mut read: impl FnMut(&Entry<'a>) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for document in documents {
        let Some(node) = document.table.get(key) else { continue };
        let field = Field { findings, key, node };
        for item in field.nodes() {
            let one = Field { node: item, ..field };
            found.extend(one.table(what, &mut read));
        }
    }
    found
}

fn head(entry: &Entry<'_>) -> Head {
    Head {
        meeting: entry.required("meeting", Field::id),
        closed: entry.list("closed", Field::date).into_iter().collect(),
        starts: entry.has("starts").then(|| entry.list("starts", session::minute).into_iter().collect()),
    }
}

fn room(entry: &Entry<'_>) -> Option<EventRoom> {
    let id = entry.required("id", Field::id::<RoomId>);
    let name = entry.optional("name", Field::line);
    let seats = entry.required("seats", |field| field.number(1..=100_000)).and_then(|seats| u32::try_from(seats).ok());
    let booths = entry.or("booths", 0, |field| field.small(0..=50));
    let equipment = entry.list("equipment", Field::string).into_iter().collect();
    let closed = entry.tables("closed", "hours of a day", |one| {
        let day = one.required("day", Field::date);
        let hours = one.optional("hours", Field::hours);
        Some((day?, hours))
    });
    let id = id?;
    let name = name.or_else(|| crate::domain::text::Line::parse(id.as_str()).ok())?;
    Some(EventRoom { room: Room { id, name, seats: seats.and_then(NonZeroU32::new)?, booths }, equipment, closed })
}

fn service(entry: &Entry<'_>) -> Option<Service> {
    let id = entry.required("id", Field::id);
    let name = entry.required("name", Field::line);
    let kind = entry.required("kind", |field| field.word(&ServiceKind::ALL));
    let capacity = entry.or("capacity", 1, |field| field.number(0..=1_000_000));
    let languages: BTreeSet<_> = entry.list("languages", Field::language).into_iter().collect();
    let hours: Option<HourRange> = entry.optional("hours", Field::hours);
    let zone = entry.optional("zone", Field::zone);
    let away = entry.list("away", Field::date).into_iter().collect();
    if kind == Some(ServiceKind::Interpretation) && languages.is_empty() && !entry.has("languages") {
        let note = Note::error("scn.missing_key", entry.span, "a team of interpreters has no languages");
        entry.tell(note.fix("add languages = [\"ar\", \"zh\", \"en\", \"fr\", \"ru\", \"es\"]"));
    }
    Some(Service {
        id: id?,
        name: name?,
        kind: kind?,
        capacity: u32::try_from(capacity).ok()?,
        languages,
        hours,
        zone,
        away,
    })
}

fn absence(entry: &Entry<'_>) -> Option<Absence> {
    let person = entry.required("person", Field::person);
    let days = entry.required("days", |field| Some(field.list(Field::date)));
    Some(Absence { person: person?, days: days?.into_iter().collect() })
}
