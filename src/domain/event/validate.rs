//! The one constructor of events: references, orders, dates.

use super::{Event, EventParts, EventSession};
use crate::domain::ids::SessionId;
use crate::domain::plan::Placement;
use crate::domain::scenario::{At, Defect, Scenario};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Longest event, in days with sessions.
const LONGEST: usize = 30;

struct Checker {
    defects: Vec<Defect>,
}

fn at(table: &'static str, entry: impl ToString, key: &'static str) -> At {
    At { table, entry: entry.to_string(), occurrence: 0, key }
}

impl Checker {
    fn add(&mut self, code: &'static str, at: At, message: String, help: Option<String>) {
        self.defects.push(Defect { code, at, also: None, message, help });
    }

    /// Ids that stand twice in a table.
    fn ids<'a>(&mut self, table: &'static str, ids: impl Iterator<Item = &'a str>) {
        // The first of its spelling in any case, and how often this very spelling came before.
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        let mut same: BTreeMap<&str, usize> = BTreeMap::new();
        for id in ids {
            let count = same.entry(id).or_default();
            match first.get(&id.to_lowercase()) {
                Some(known) => {
                    let place = At { occurrence: *count, ..at(table, id, "id") };
                    let also = Some(at(table, known, "id"));
                    let message = format!("the id {id:?} stands twice in {table}");
                    let help = Some("rename one of the two".to_owned());
                    self.defects.push(Defect { code: "id.duplicate", at: place, also, message, help });
                }
                None => _ = first.insert(id.to_lowercase(), id),
            }
            *count += 1;
        }
    }

    /// An id that is not defined; the nearest ones in quotation marks.
    fn unknown<'a>(&mut self, place: At, what: &str, id: &str, known: impl Iterator<Item = &'a str>) {
        let mut near: Vec<(f64, &str)> = known.map(|name| (strsim::jaro_winkler(id, name), name)).collect();
        near.retain(|(score, _)| *score >= 0.7);
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let names: Vec<String> = near.iter().take(3).map(|(_, name)| format!("{name:?}")).collect();
        let help = (!names.is_empty()).then(|| names.join(", "));
        self.add("ref.unknown", place, format!("there is no {what} {id:?}"), help);
    }
}

/// Checks an event.
pub(super) fn event(scenario: Scenario, parts: EventParts) -> Result<Event, Vec<Defect>> {
    let mut check = Checker { defects: Vec::new() };
    let placement = placement(&mut check, &scenario, &parts);
    let days = placement.as_ref().map(|placement| days(&scenario, &parts, placement)).unwrap_or_default();
    if placement.is_some() && (days.is_empty() || days.len() > LONGEST) {
        let message = format!("the event has {} days with sessions; expected 1 to {LONGEST}", days.len());
        check.add("event.days", at("event", "", "closed"), message, None);
    }
    check.ids("room", parts.rooms.iter().map(|room| room.room.id.as_str()));
    check.ids("service", parts.services.iter().map(|service| service.id.as_str()));
    check.ids("session", parts.sessions.iter().map(|session| session.id.as_str()));
    for session in &parts.sessions {
        references(&mut check, &scenario, &parts, session);
        if placement.is_some() {
            dates(&mut check, session, &days);
        }
    }
    for (number, absence) in parts.absences.iter().enumerate() {
        person(&mut check, &scenario, &parts, number, absence.person.as_str());
    }
    orders(&mut check, &parts.sessions);
    check.defects.sort();
    match placement {
        Some(placement) if check.defects.is_empty() => Ok(Event {
            placement,
            days,
            meeting: parts.meeting,
            starts: parts.starts,
            rooms: parts.rooms.into_iter().map(|room| (room.room.id.clone(), room)).collect(),
            services: parts.services.into_iter().map(|service| (service.id.clone(), service)).collect(),
            sessions: parts.sessions.into_iter().map(|session| (session.id.clone(), session)).collect(),
            absences: parts.absences,
            scenario,
        }),
        _ => Err(check.defects),
    }
}

fn placement(check: &mut Checker, scenario: &Scenario, parts: &EventParts) -> Option<Placement> {
    let place = at("event", "", "meeting");
    let Some(meeting) = scenario.meetings().get(&parts.meeting) else {
        let known = scenario.meetings().keys().map(|meeting| meeting.as_str());
        check.unknown(place, "meeting", parts.meeting.as_str(), known);
        return None;
    };
    let Some(placement) = scenario.fixed().get(&parts.meeting) else {
        let message = format!("the dates of {:?} are not fixed; a timetable needs its days", meeting.id.as_str());
        check.add("event.dates", place, message, Some("add [[fixed]] with meeting, first and last".to_owned()));
        return None;
    };
    Some(placement.clone())
}

/// Days with sessions: those of the meeting without weekends (unless it uses them) and closed days.
fn days(scenario: &Scenario, parts: &EventParts, placement: &Placement) -> Vec<NaiveDate> {
    let weekend = scenario.meetings().get(&parts.meeting).is_some_and(|meeting| meeting.weekend);
    placement
        .days()
        .take(400)
        .filter(|day| weekend || !scenario.is_weekend(placement.venue.as_ref(), *day))
        .filter(|day| !parts.closed.contains(day))
        .collect()
}

fn references(check: &mut Checker, scenario: &Scenario, parts: &EventParts, session: &EventSession) {
    let place = |key| at("session", &session.id, key);
    for group in session.groups.iter().filter(|group| !scenario.bodies().contains_key(group)) {
        check.unknown(place("groups"), "body", group.as_str(), scenario.bodies().keys().map(|body| body.as_str()));
    }
    for room in &session.rooms {
        if !parts.rooms.iter().any(|known| known.room.id == *room) {
            let known = parts.rooms.iter().map(|known| known.room.id.as_str());
            check.unknown(place("rooms"), "room", room.as_str(), known);
        }
    }
    for hub in &session.hubs {
        let known = || parts.services.iter().filter(|service| service.kind == super::ServiceKind::Hub);
        if !known().any(|known| known.id == *hub) {
            check.unknown(place("hubs"), "hub", hub.as_str(), known().map(|known| known.id.as_str()));
        }
    }
    let before = session.after.iter().map(|after| &after.session);
    for other in before.chain(session.days_after.iter().map(|after| &after.session)) {
        if !parts.sessions.iter().any(|known| known.id == *other) {
            let known = parts.sessions.iter().map(|known| known.id.as_str());
            check.unknown(place("after"), "session", other.as_str(), known);
        }
    }
}

fn dates(check: &mut Checker, session: &EventSession, days: &[NaiveDate]) {
    let pinned = session.pinned.iter().map(|pinned| ("pinned", pinned.day));
    for (key, day) in session.days.iter().map(|day| ("days", *day)).chain(pinned) {
        if !days.contains(&day) {
            let message = format!("{day} is not a day with sessions of the event");
            let help = days.first().zip(days.last()).map(|(first, last)| format!("write a day from {first} to {last}"));
            check.add("event.day", at("session", &session.id, key), message, help);
        }
    }
}

fn person(check: &mut Checker, scenario: &Scenario, parts: &EventParts, number: usize, name: &str) {
    let officers =
        scenario.bodies().values().flat_map(|body| body.officers.iter().map(|officer| officer.name.as_str()));
    let named = parts.sessions.iter().flat_map(|session| session.people.iter().map(|person| person.as_str()));
    let known: BTreeSet<&str> = officers.chain(named).collect();
    if !known.contains(name) {
        check.unknown(at("absence", number, "person"), "officer or named person", name, known.into_iter());
    }
}

/// Sessions that follow one another in a circle.
fn orders(check: &mut Checker, sessions: &[EventSession]) {
    let before: BTreeMap<&SessionId, Vec<&SessionId>> = sessions
        .iter()
        .map(|session| (&session.id, session.after.iter().map(|after| &after.session).collect()))
        .collect();
    // Sessions with nothing left before them are taken away until none is left, or a circle.
    let mut left: BTreeSet<&SessionId> = before.keys().copied().collect();
    loop {
        let free: Vec<&SessionId> =
            left.iter().copied().filter(|session| before[session].iter().all(|other| !left.contains(other))).collect();
        if free.is_empty() {
            break;
        }
        for session in free {
            left.remove(session);
        }
    }
    if let Some(first) = left.first() {
        let names: Vec<&str> = left.iter().map(|session| session.as_str()).collect();
        let message = format!("sessions follow one another in a circle: {}", names.join(", "));
        check.add("order.cycle", at("session", first, "after"), message, None);
    }
}
