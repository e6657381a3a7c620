//! P-06: the rapporteur groups of an advisory group side by side as rarely as can be, one that meets alone never.

use super::of_body;
use crate::domain::body::{Body, BodyKind};
use crate::domain::event::{Event, Tier};
use crate::domain::finding::Origin;
use crate::domain::ids::{Family, RuleId};
use crate::planning::timetable::ask::{Ask, EventDemand};
use std::collections::BTreeSet;

/// One demand for each two groups; a unit is two sessions at once.
pub(super) fn demands(event: &Event, demands: &mut Vec<EventDemand>) {
    let rule = RuleId::new(Family::Placement, 6);
    let Some(edition) = event.edition(rule).filter(|edition| edition.applies_to(BodyKind::RapporteurGroup)) else {
        return;
    };
    let sitting: BTreeSet<_> = event.sessions().values().flat_map(|session| &session.groups).collect();
    let groups: Vec<&Body> = sitting
        .into_iter()
        .filter_map(|body| event.group(body))
        .filter(|body| body.kind == BodyKind::RapporteurGroup)
        .filter(|body| {
            let parent = event.scenario().parent_of(body);
            parent.is_some_and(|parent| parent.kind == BodyKind::AdvisoryGroup)
        })
        .collect();
    let meets_alone = |body: &Body| body.terms_on(event.placement().first()).meets_alone == Some(true);
    for (index, a) in groups.iter().enumerate() {
        for b in groups[index + 1..].iter().filter(|b| b.parent == a.parent) {
            let alone = [a, b].into_iter().find(|body| meets_alone(body));
            let (tier, why) = match alone {
                Some(one) => (Tier::Alone, format!("{} meets alone ({})", one.id, edition.clause)),
                None => (Tier::Parallel, format!("{} and {} do not meet in parallel ({})", a.id, b.id, edition.clause)),
            };
            let ask = Ask::Apart { a: of_body(event, &a.id), b: of_body(event, &b.id) };
            demands.push(EventDemand { origin: Origin::Rule(rule), tier, weight: 1, ask, why });
        }
    }
}
