//! What rules and the event ask of its sessions, subject by subject.
//!
//! * [`hours`] when sessions may sit; [`remote`] what hours cost people far away
//! * [`people`] bodies, officers and named persons in two places; [`parallel`] rapporteur groups side by side (P-06)
//! * [`rooms`], [`services`] what sessions share; [`order`] opening, closing, what follows what

mod hours;
mod order;
mod parallel;
mod people;
mod remote;
mod rooms;
mod services;

use super::ask::EventDemand;
use crate::domain::event::{Event, EventSession};
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::{BodyId, Family, RuleId, SessionId};
use crate::domain::profile::{Edition, WeightName};
use crate::domain::time::{HourRange, ZoneData};
use chrono::NaiveDate;

/// Subjects of demands; a mutant of tests leaves one out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
    /// When sessions may sit.
    Hours,
    /// Bodies in two places.
    Bodies,
    /// Persons in two places, or away.
    Persons,
    /// People who follow two bodies.
    Delegates,
    /// Rapporteur groups side by side.
    Parallel,
    /// Rooms taken twice, too small, closed or without what is needed.
    Rooms,
    /// Teams, channels, seats, hubs.
    Services,
    /// Nothing beside plenaries.
    Exclusive,
    /// Opening, closing, what follows what.
    Order,
    /// Hours of people far away.
    Remote,
}

impl Subject {
    /// All subjects.
    pub const ALL: [Subject; 10] = [
        Subject::Hours,
        Subject::Bodies,
        Subject::Persons,
        Subject::Delegates,
        Subject::Parallel,
        Subject::Rooms,
        Subject::Services,
        Subject::Exclusive,
        Subject::Order,
        Subject::Remote,
    ];
}

/// All demands of an event, except those of subjects left out.
pub fn event_demands(event: &Event, zones: &ZoneData, left_out: &[Subject]) -> Vec<EventDemand> {
    let mut demands = Vec::new();
    for subject in Subject::ALL.into_iter().filter(|subject| !left_out.contains(subject)) {
        match subject {
            Subject::Hours => hours::demands(event, &mut demands),
            Subject::Bodies => people::bodies(event, &mut demands),
            Subject::Persons => people::persons(event, &mut demands),
            Subject::Delegates => people::delegates(event, &mut demands),
            Subject::Parallel => parallel::demands(event, &mut demands),
            Subject::Rooms => rooms::demands(event, &mut demands),
            Subject::Services => services::demands(event, zones, &mut demands),
            Subject::Exclusive => order::exclusive(event, &mut demands),
            Subject::Order => order::demands(event, &mut demands),
            Subject::Remote => remote::demands(event, zones, &mut demands),
        }
    }
    // Sessions begin on a grid, whatever else is left out: without one there is nothing to choose from.
    if left_out.contains(&Subject::Hours) {
        hours::grid(event, &mut demands);
    }
    demands
}

/// The id of a rule on sessions.
fn session_rule(number: u8) -> RuleId {
    RuleId::new(Family::Sessions, number)
}

/// The edition of a rule on sessions in force for the event, if it applies to its body.
fn edition(event: &Event, number: u8) -> Option<&Edition> {
    event.edition(session_rule(number)).filter(|edition| edition.applies_to(event.body().kind))
}

fn origin(number: u8) -> Origin {
    Origin::Rule(session_rule(number))
}

/// Points of a demand that is broken once, by strength.
fn points(event: &Event, strength: Strength) -> u32 {
    let profile = &event.scenario().profile;
    match strength {
        Strength::Must => 1,
        Strength::Should => profile.weight(WeightName::BrokenShould),
        Strength::Prefer => profile.weight(WeightName::BrokenPrefer),
    }
}

/// 930 is minute 570.
fn minute(number: i64) -> Option<u16> {
    u16::try_from(number / 100 * 60 + number % 100).ok()
}

/// The hours between two numbers of an edition.
fn block(edition: &Edition, opens: &str, closes: &str) -> Option<HourRange> {
    HourRange::new(minute(edition.number(opens)?)?, minute(edition.number(closes)?)?)
}

/// All of a day.
fn whole(day: NaiveDate) -> Option<(NaiveDate, HourRange)> {
    HourRange::new(0, 1_440).map(|hours| (day, hours))
}

/// Sessions in which a body sits.
fn of_body(event: &Event, body: &BodyId) -> Vec<SessionId> {
    event
        .sessions()
        .values()
        .filter(|session| session.groups.contains(body))
        .map(|session| session.id.clone())
        .collect()
}

fn is_interpreted(session: &EventSession) -> bool {
    !session.interpretation.is_empty()
}
