//! What a timetable tells: sittings by day, persons with what they cannot both attend, use of rooms and services.

use super::TimetableInput;
use crate::domain::body::{Officer, Role};
use crate::domain::event::{EventSession, Service, ServiceKind, Sitting};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A session where it sits.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Session.
    pub session: &'a EventSession,
    /// Where.
    pub at: &'a Sitting,
}

impl Row<'_> {
    /// End, in minutes since midnight.
    pub fn end(&self) -> u16 {
        self.at.start.saturating_add(self.session.minutes)
    }

    /// The two share a minute.
    pub fn meets(&self, other: &Row<'_>) -> bool {
        self.at.day == other.at.day && self.at.start < other.end() && other.at.start < self.end()
    }

    /// The bodies that sit, in words.
    pub fn bodies(&self) -> String {
        let names: Vec<&str> = self.session.groups.iter().map(|body| body.as_str()).collect();
        names.join(" + ")
    }
}

/// All sittings, by day, hour, room and id.
pub fn rows<'a>(input: &TimetableInput<'a>) -> Vec<Row<'a>> {
    let sessions = input.event.sessions();
    let mut rows: Vec<Row<'_>> =
        input.timetable.sittings.iter().filter_map(|(id, at)| Some(Row { session: sessions.get(id)?, at })).collect();
    rows.sort_by_key(|row| (row.at.day, row.at.start, &row.at.room, &row.session.id));
    rows
}

/// Days with their sittings, in order.
pub fn days<'a>(rows: &[Row<'a>]) -> BTreeMap<NaiveDate, Vec<Row<'a>>> {
    let mut days: BTreeMap<NaiveDate, Vec<Row<'a>>> = BTreeMap::new();
    for row in rows {
        days.entry(row.at.day).or_default().push(*row);
    }
    days
}

/// What is true of one person.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    /// Name.
    pub name: &'a str,
    /// Offices, such as `chair of TSAG`.
    pub offices: Vec<String>,
    /// Sessions that need the person.
    pub sessions: Vec<Row<'a>>,
    /// Pairs of those at the same time.
    pub clashes: Vec<(Row<'a>, Row<'a>)>,
    /// Pairs that follow each other in different rooms with no minute between.
    pub hurries: Vec<(Row<'a>, Row<'a>)>,
}

impl Person<'_> {
    /// Days on which the person is needed.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        self.sessions.iter().map(|row| row.at.day).collect()
    }
}

/// Everybody whom some session needs: officers of its bodies and named people, by name; those with clashes first.
pub fn persons<'a>(input: &TimetableInput<'a>, rows: &[Row<'a>]) -> Vec<Person<'a>> {
    let mut people: BTreeMap<&'a str, Person<'a>> = BTreeMap::new();
    for row in rows {
        let mut here: BTreeMap<&'a str, BTreeSet<String>> = BTreeMap::new();
        for body in row.session.groups.iter().filter_map(|body| input.event.group(body)) {
            for officer in &body.officers {
                here.entry(officer.name.as_str()).or_default().insert(format!("{} of {}", role(officer), body.id));
            }
        }
        for person in &row.session.people {
            here.entry(person.as_str()).or_default();
        }
        for (name, offices) in here {
            let person = people.entry(name).or_insert_with(|| Person {
                name,
                offices: Vec::new(),
                sessions: Vec::new(),
                clashes: Vec::new(),
                hurries: Vec::new(),
            });
            person.sessions.push(*row);
            for office in offices.into_iter().filter(|office| !person.offices.contains(office)).collect::<Vec<_>>() {
                person.offices.push(office);
            }
        }
    }
    let mut people: Vec<Person<'a>> = people.into_values().collect();
    for person in &mut people {
        for (index, a) in person.sessions.iter().enumerate() {
            for b in &person.sessions[index + 1..] {
                if a.meets(b) {
                    person.clashes.push((*a, *b));
                } else if a.at.day == b.at.day && a.end() == b.at.start && a.at.room != b.at.room {
                    person.hurries.push((*a, *b));
                }
            }
        }
    }
    people.sort_by_key(|person| (std::cmp::Reverse(person.clashes.len()), person.name));
    people
}

fn role(officer: &Officer) -> &'static str {
    match officer.role {
        Role::Chair => "chair",
        Role::ViceChair => "vice-chair",
        Role::Rapporteur => "rapporteur",
        Role::AssociateRapporteur => "associate rapporteur",
        Role::Counsellor => "counsellor",
    }
}

/// Two bodies with people in common.
#[derive(Clone, Debug)]
pub struct Shared<'a> {
    /// One body.
    pub a: &'a str,
    /// The other.
    pub b: &'a str,
    /// How many people follow both.
    pub people: u32,
    /// Pairs of sessions at once.
    pub clashes: Vec<(Row<'a>, Row<'a>)>,
}

/// Bodies with people in common that sit at once, most people first.
pub fn shared<'a>(input: &TimetableInput<'a>, rows: &[Row<'a>]) -> Vec<Shared<'a>> {
    let of = |body| rows.iter().filter(move |row| row.session.groups.contains(body));
    let mut found: Vec<Shared<'a>> = input
        .event
        .scenario()
        .shared()
        .iter()
        .map(|shared| Shared {
            a: shared.a.as_str(),
            b: shared.b.as_str(),
            people: shared.people.get(),
            clashes: of(&shared.a)
                .flat_map(|a| of(&shared.b).filter(|b| b.session.id != a.session.id && a.meets(b)).map(|b| (*a, *b)))
                .collect(),
        })
        .filter(|shared| !shared.clashes.is_empty())
        .collect();
    found.sort_by_key(|shared| {
        (std::cmp::Reverse(u64::from(shared.people) * shared.clashes.len() as u64), shared.a, shared.b)
    });
    found
}

/// How much a room is used.
#[derive(Clone, Debug)]
pub struct RoomUse<'a> {
    /// Id.
    pub id: &'a str,
    /// Name.
    pub name: &'a str,
    /// Seats.
    pub seats: u32,
    /// Minutes with a session.
    pub minutes: u32,
    /// Sessions.
    pub sessions: usize,
    /// Share of the hours of the event in which somebody sits there, in hundredths.
    pub percent: u32,
    /// Most people expected at once.
    pub most: Option<u32>,
}

/// Rooms in the order of their ids. The hours of the event are, on each day, those in which anything sits anywhere.
pub fn rooms<'a>(input: &TimetableInput<'a>, rows: &[Row<'a>]) -> Vec<RoomUse<'a>> {
    let open: u32 = days(rows).values().map(|day| covered(day)).sum();
    input
        .event
        .rooms()
        .values()
        .map(|room| {
            let own: Vec<Row<'_>> =
                rows.iter().filter(|row| row.at.room.as_ref() == Some(&room.room.id)).copied().collect();
            let minutes = days(&own).values().map(|day| covered(day)).sum();
            RoomUse {
                id: room.room.id.as_str(),
                name: room.room.name.as_str(),
                seats: room.room.seats.get(),
                minutes,
                sessions: own.len(),
                percent: (minutes * 100).checked_div(open).unwrap_or(0),
                most: own.iter().filter_map(|row| row.session.attendance).max(),
            }
        })
        .collect()
}

/// Minutes of one day in which at least one of these sits.
fn covered(day: &[Row<'_>]) -> u32 {
    let mut until = 0;
    let mut minutes = 0;
    for row in day {
        let from = row.at.start.max(until);
        minutes += u32::from(row.end().saturating_sub(from));
        until = until.max(row.end());
    }
    minutes
}

/// How much a service is used.
#[derive(Clone, Debug)]
pub struct ServiceUse<'a> {
    /// Service.
    pub service: &'a Service,
    /// Sessions that use it.
    pub rows: Vec<Row<'a>>,
    /// Most units used at one time.
    pub peak: u32,
    /// Units there.
    pub capacity: u32,
}

/// Services by kind and id. Those of one kind that are pooled (captioning, webcast …) are told with all sessions of the
/// kind and what all of them have.
pub fn services<'a>(input: &TimetableInput<'a>, rows: &[Row<'a>]) -> Vec<ServiceUse<'a>> {
    let all = input.event.services();
    let mut list: Vec<&Service> = all.values().collect();
    list.sort_by_key(|service| (service.kind, &service.id));
    list.into_iter()
        .map(|service| {
            let own: Vec<Row<'a>> = rows.iter().filter(|row| units(row, service) > 0).copied().collect();
            let peak = own
                .iter()
                .map(|one| {
                    let at_once = own.iter().filter(|row| {
                        row.at.day == one.at.day && row.at.start <= one.at.start && one.at.start < row.end()
                    });
                    at_once.map(|row| units(row, service)).sum::<u32>()
                })
                .max()
                .unwrap_or(0);
            let pooled = !matches!(service.kind, ServiceKind::Interpretation | ServiceKind::Hub);
            let capacity = if pooled {
                all.values().filter(|other| other.kind == service.kind).map(|other| other.capacity).sum()
            } else {
                service.capacity
            };
            ServiceUse { service, rows: own, peak, capacity }
        })
        .collect()
}

/// Units of a service that a session uses.
pub fn units(row: &Row<'_>, service: &Service) -> u32 {
    match service.kind {
        ServiceKind::Interpretation => u32::from(row.at.team.as_ref() == Some(&service.id)),
        ServiceKind::Captioning => u32::from(row.session.captions),
        ServiceKind::SignLanguage => u32::from(row.session.sign_language),
        ServiceKind::Webcast => u32::from(row.session.webcast),
        ServiceKind::Platform => row.session.remote,
        ServiceKind::Hub => u32::from(row.session.hubs.contains(&service.id)),
    }
}
