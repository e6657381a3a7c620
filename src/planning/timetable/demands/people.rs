//! Nobody is in two places: bodies, their officers, named persons; people who follow two bodies, as far as can be.

use super::{of_body, points, whole};
use crate::domain::event::{Event, EventSession, Tier};
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::{BodyId, SessionId};
use crate::domain::profile::WeightName;
use crate::planning::timetable::ask::{Ask, EventDemand};
use std::collections::{BTreeMap, BTreeSet};

/// The sessions of a body one after another, and not beside those of the bodies above it. A joint session is one of each
/// of its bodies.
pub(super) fn bodies(event: &Event, demands: &mut Vec<EventDemand>) {
    let sitting: BTreeSet<&BodyId> = event.sessions().values().flat_map(|session| &session.groups).collect();
    for body in &sitting {
        let own = of_body(event, body);
        if own.len() > 1 {
            let ask = Ask::OneAtATime { sessions: own.clone() };
            demands.push(EventDemand::must(ask, format!("{body} cannot sit in two rooms at once")));
        }
        let mut below: BTreeSet<SessionId> = BTreeSet::new();
        for other in sitting.iter().filter(|other| is_below(event, other, body)) {
            below.extend(of_body(event, other).into_iter().filter(|session| !own.contains(session)));
        }
        if !own.is_empty() && !below.is_empty() {
            let ask = Ask::Apart { a: own, b: below.into_iter().collect() };
            let why = format!("the groups of {body} do not sit while {body} itself does");
            demands.push(EventDemand::must(ask, why));
        }
    }
}

/// A body is below another if it is its child, or a child of one below it.
fn is_below(event: &Event, body: &BodyId, above: &BodyId) -> bool {
    let mut parent = event.group(body).and_then(|body| body.parent.as_ref());
    // Parents of bodies do not form circles: scenarios refuse them.
    while let Some(next) = parent {
        if next == above {
            return true;
        }
        parent = event.group(next).and_then(|body| body.parent.as_ref());
    }
    false
}

/// Officers and named persons in one place at a time, and not on days on which they are away.
pub(super) fn persons(event: &Event, demands: &mut Vec<EventDemand>) {
    let mut sessions: BTreeMap<&str, BTreeSet<&SessionId>> = BTreeMap::new();
    for session in event.sessions().values() {
        for person in needed(event, session) {
            sessions.entry(person).or_default().insert(&session.id);
        }
    }
    for (person, list) in &sessions {
        let one_body = event.sessions().values().flat_map(|session| &session.groups).any(|body| {
            let own = of_body(event, body);
            list.iter().all(|session| own.contains(session))
        });
        // The sessions of one body are one after another anyway.
        if list.len() > 1 && !one_body {
            let ask = Ask::OneAtATime { sessions: list.iter().map(|session| (*session).clone()).collect() };
            demands.push(EventDemand::must(ask, format!("{person} cannot be in two rooms at once")));
        }
    }
    for absence in event.absences() {
        for session in sessions.get(absence.person.as_str()).into_iter().flatten() {
            let days = event.days().iter().filter(|day| !absence.days.contains(day));
            let ask = Ask::Inside { session: (*session).clone(), spans: days.filter_map(|day| whole(*day)).collect() };
            let away: Vec<String> = absence.days.iter().map(ToString::to_string).collect();
            let why = format!("{} is away on {}", absence.person.as_str(), away.join(", "));
            demands.push(EventDemand::must(ask, why));
        }
    }
}

/// The people without whom a session does not sit.
fn needed<'a>(event: &'a Event, session: &'a EventSession) -> BTreeSet<&'a str> {
    let officers = session.groups.iter().filter_map(|body| event.group(body)).flat_map(|body| &body.officers);
    officers.map(|officer| officer.name.as_str()).chain(session.people.iter().map(|person| person.as_str())).collect()
}

/// People who follow two bodies: each session of the one beside one of the other costs as much as they are.
pub(super) fn delegates(event: &Event, demands: &mut Vec<EventDemand>) {
    let weight = event.scenario().profile.weight(WeightName::SharedDelegate);
    for shared in event.scenario().shared() {
        let (a, b) = (of_body(event, &shared.a), of_body(event, &shared.b));
        if a.is_empty() || b.is_empty() {
            continue;
        }
        let why = format!("{} people follow both {} and {}", shared.people, shared.a, shared.b);
        demands.push(EventDemand {
            origin: Origin::Scenario,
            tier: Tier::Prefer,
            weight: weight.saturating_mul(shared.people.get()).min(points(event, Strength::Should)),
            ask: Ask::Apart { a, b },
            why,
        });
    }
}
