//! Venues and calendars.

use super::bodies::by_language;
use crate::domain::calendar::{Certainty, Change, ClosedDay, DayKind, Overlay, Weekend, WorkingException};
use crate::domain::venue::{Room, Venue};
use crate::exchange::reader::{Entry, Field};
use crate::exchange::sources::Span;
use crate::exchange::values::WEEKDAYS;
use std::num::{NonZeroU16, NonZeroU32};

const KINDS: [(DayKind, &str); 5] = [
    (DayKind::Public, "public"),
    (DayKind::UnitedNations, "official"),
    (DayKind::Closure, "closure"),
    (DayKind::Bridge, "bridge"),
    (DayKind::Religious, "religious"),
];

/// A venue.
pub(in crate::exchange) fn venue(entry: &Entry<'_>) -> Option<Venue> {
    let id = entry.required("id", Field::id);
    let name = entry.required("name", Field::line);
    let address = entry.optional("address", Field::line);
    let addresses = by_language(entry, "addresses");
    let country = entry.required("country", Field::country);
    let zone = entry.required("zone", Field::zone);
    let headquarters = entry.flag("headquarters");
    let calendars = entry.list("calendars", Field::calendar);
    let rooms_a_day = entry.optional("rooms_a_day", |field| field.count(1..=1_000)).and_then(NonZeroU16::new);
    let rooms = entry.tables("rooms", "a room", room);
    let (id, country, zone) = (id?, country?, zone?);
    Some(Venue { id, name: name?, address, addresses, country, zone, headquarters, calendars, rooms_a_day, rooms })
}

fn room(entry: &Entry<'_>) -> Option<Room> {
    let id = entry.required("id", Field::id);
    let name = entry.required("name", Field::line);
    let seats = entry.required("seats", |field| field.number(1..=100_000)).and_then(|seats| u32::try_from(seats).ok());
    let booths = entry.or("booths", 0, |field| field.small(0..=50));
    Some(Room { id: id?, name: name?, seats: seats.and_then(NonZeroU32::new)?, booths })
}

/// A user's changes to a calendar, its name (needed when it is not bundled) and its place.
pub(in crate::exchange) fn calendar(entry: &Entry<'_>) -> Option<(Overlay, Option<String>, Span)> {
    let id = entry.required("id", Field::calendar);
    let name = entry.optional("name", Field::string);
    let mut changes = Vec::new();
    if let Some(field) = entry.field("weekend") {
        match Weekend::new(field.list(|day| day.word(&WEEKDAYS))) {
            Ok(weekend) => changes.push(Change::Weekend { since: None, weekend }),
            Err(error) => field.wrong("calendar.week", error.to_string())?,
        }
    }
    changes.extend(entry.list("removed", Field::date).into_iter().map(Change::Remove));
    changes.extend(entry.tables("closed", "a closed day", closed));
    changes.extend(entry.tables("working", "a working day", working));
    Some((Overlay::new(id?, changes), name, entry.span))
}

fn closed(entry: &Entry<'_>) -> Option<Change> {
    let date = entry.required("date", Field::date);
    let name = entry.required("name", Field::string);
    let kind = entry.or("kind", DayKind::Public, |field| field.word(&KINDS));
    let estimated = entry.flag("estimated");
    let announced_on = entry.optional("announced_on", Field::date);
    let source = entry.or("source", "scenario".to_owned(), Field::string);
    let replace = entry.flag("replace");
    let day = ClosedDay::new(date?, name?, kind, source);
    let day = day
        .map_err(|error| entry.field("name").map(|field| field.wrong::<()>("text.length", error.to_string())))
        .ok()?;
    let day = if estimated { day.with_certainty(Certainty::Estimated) } else { day };
    let day = announced_on.map_or(day.clone(), |on| day.announced(on));
    Some(if replace { Change::Replace(day) } else { Change::Add(day) })
}

fn working(entry: &Entry<'_>) -> Option<Change> {
    let date = entry.required("date", Field::date);
    let name = entry.or("name", "made-up working day".to_owned(), Field::string);
    let announced_on = entry.optional("announced_on", Field::date);
    let source = entry.or("source", "scenario".to_owned(), Field::string);
    let day = WorkingException::new(date?, name, source);
    let day = day
        .map_err(|error| entry.field("name").map(|field| field.wrong::<()>("text.length", error.to_string())))
        .ok()?;
    Some(Change::Work(announced_on.map_or(day.clone(), |on| day.announced(on))))
}
