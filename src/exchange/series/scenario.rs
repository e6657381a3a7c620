//! What a series takes from a scenario: the members of its body, and the days that are taken for it.

use crate::domain::body::Body;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::outside::Stance;
use crate::domain::scenario::Scenario;
use crate::domain::series::{Burden, Clash, Member};
use crate::domain::text::Line;
use std::collections::BTreeSet;

/// The members of a body, each named by city and country.
pub(super) fn members(body: &Body) -> Vec<Member> {
    let mut taken = BTreeSet::new();
    let mut members = Vec::new();
    for group in &body.members {
        let city = group.zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
        let base = group.country.map_or_else(|| city.clone(), |country| format!("{city} ({country})"));
        let free = |name: &String| !taken.contains(name);
        let Some(name) = std::iter::once(base.clone()).chain((2..1_000).map(|n| format!("{base} {n}"))).find(free)
        else {
            continue;
        };
        let Ok(line) = Line::parse(&name) else { continue };
        taken.insert(name);
        members.push(Member {
            name: line,
            country: group.country,
            zone: group.zone,
            people: group.people,
            past: Burden::default(),
        });
    }
    members
}

/// Events to avoid that concern the body, and settled meetings of the body and its parent, but those of the series.
pub(super) fn clashes(scenario: &Scenario, body: &Body, own: &[MeetingId]) -> Vec<Clash> {
    let concerned = |bodies: &[BodyId]| bodies.contains(&body.id);
    let events =
        scenario.outside().values().filter(|event| event.stance == Stance::Avoid && concerned(&event.concerns));
    let mut clashes: Vec<Clash> = events
        .map(|event| Clash { name: event.name.clone(), first: event.first, last: event.last, hours: None })
        .collect();
    for (id, placement) in scenario.fixed() {
        let Some(meeting) = scenario.meetings().get(id) else { continue };
        let close = meeting.body == body.id || Some(&meeting.body) == body.parent.as_ref();
        if close && !own.contains(id) {
            let (first, last) = (placement.first(), placement.last());
            clashes.push(Clash { name: meeting.title.clone(), first, last, hours: None });
        }
    }
    clashes.sort_by(|a, b| (a.first, a.name.as_str()).cmp(&(b.first, b.name.as_str())));
    clashes
}
