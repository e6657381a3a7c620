//! Nobody in two places: bodies and those above them, officers, named persons; absences; people who follow two bodies.

use super::{Look, Seat, Words};
use crate::domain::event::{Event, SessionFinding};
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::BodyId;
use std::collections::{BTreeMap, BTreeSet};

const APART: &str = "move one of the two to another time";

pub(super) fn check(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    for (a, b) in look.together() {
        for body in &a.session.groups {
            if b.session.groups.contains(body) {
                let message = format!("{body} sits in {} and in {}", a.named(), b.named());
                findings.push(look.event(&[a, b], message, APART));
            }
        }
        for (above, below) in above_and_below(look.event, a, b).into_iter().chain(above_and_below(look.event, b, a)) {
            let message =
                format!("{above} and its group {below} sit at the same time: {} and {}", a.named(), b.named());
            findings.push(look.event(&[a, b], message, APART));
        }
        let there = wanted(look.event, b);
        for person in wanted(look.event, a).intersection(&there) {
            let message = format!("{person} is needed in {} and in {}", a.named(), b.named());
            findings.push(look.event(&[a, b], message, "move one of the two, or name a deputy"));
        }
        for seat in [a, b].into_iter().filter(|seat| seat.session.exclusive) {
            let other = if seat.session.id == a.session.id { b } else { a };
            let message = format!("{} takes place during {}", other.named(), seat.named());
            findings.push(look.event(&[seat, other], message, "nothing sits beside it: move the other"));
        }
    }
    for seat in look.seats {
        let wanted = wanted(look.event, seat);
        for absence in look.event.absences().iter().filter(|absence| absence.days.contains(&seat.at.day)) {
            if wanted.contains(absence.person.as_str()) {
                let message = format!("{} is away; {} needs this person", absence.person.as_str(), seat.named());
                findings.push(look.event(&[seat], message, "move it to another day, or name a deputy"));
            }
        }
    }
    delegates(look, findings);
}

/// Bodies of the one whose child, or child's child, sits in the other.
fn above_and_below<'a>(event: &'a Event, one: &Seat<'a>, other: &Seat<'a>) -> Vec<(&'a BodyId, &'a BodyId)> {
    let mut found = Vec::new();
    for below in &other.session.groups {
        let mut seen = below;
        while let Some(parent) = event.group(seen).and_then(|body| body.parent.as_ref()) {
            if let Some(above) = one.session.groups.iter().find(|body| *body == parent) {
                found.push((above, below));
            }
            seen = parent;
        }
    }
    found
}

/// Officers of the bodies that sit, and the people the session names.
fn wanted<'a>(event: &'a Event, seat: &Seat<'a>) -> BTreeSet<&'a str> {
    let mut names: BTreeSet<&str> = seat.session.people.iter().map(|person| person.as_str()).collect();
    for body in &seat.session.groups {
        names.extend(event.group(body).into_iter().flat_map(|body| body.officers.iter().map(|one| one.name.as_str())));
    }
    names
}

/// One finding for each two bodies with people in common that sit at the same time, however often.
fn delegates(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    let mut clashes: BTreeMap<(&BodyId, &BodyId), Vec<(&Seat<'_>, &Seat<'_>)>> = BTreeMap::new();
    for (a, b) in look.together() {
        for shared in look.event.scenario().shared() {
            let sits = |seat: &Seat<'_>, body: &BodyId| seat.session.groups.contains(body);
            let one_way = sits(a, &shared.a) && sits(b, &shared.b);
            if one_way || (sits(a, &shared.b) && sits(b, &shared.a)) {
                clashes.entry((&shared.a, &shared.b)).or_default().push((a, b));
            }
        }
    }
    for ((one, other), pairs) in clashes {
        let people = look.event.scenario().people_shared(one, other);
        let seats: Vec<&Seat<'_>> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        let times: Vec<String> =
            pairs.iter().take(3).map(|(a, b)| format!("{} {}", a.at.day, later_start(a, b))).collect();
        let more = pairs.len().saturating_sub(3);
        let rest = if more > 0 { format!(" and {more} more times") } else { String::new() };
        let message =
            format!("{people} people follow both {one} and {other}, which sit at once: {}{rest}", times.join(", "));
        let amount = i64::try_from(pairs.len()).unwrap_or(i64::MAX);
        let words = Words::new(message, "move one of the two if a freer hour is left").amount(amount);
        let mut found = look.found(Origin::Scenario, Strength::Prefer, &seats, words);
        found.finding.hit.people = Some(people);
        found.sessions.sort();
        found.sessions.dedup();
        findings.push(found);
    }
}

fn later_start(a: &Seat<'_>, b: &Seat<'_>) -> String {
    crate::domain::event::clock_words(a.at.start.max(b.at.start))
}
