//! P-06: the rapporteur groups of an advisory group side by side as little as can be, one that meets alone never.
//!
//! What is charged are the minutes of each two groups that sit at once. Said as limits (at most one group at once, at
//! most two, …: each excess costs) rather than pair by pair, because `n` groups at once exceed these limits by
//! `n (n - 1) / 2` together, and a prover bounds limits far better than pairs.

use super::of_body;
use crate::domain::body::{Body, BodyKind};
use crate::domain::event::{Event, Tier};
use crate::domain::finding::Origin;
use crate::domain::ids::{BodyId, Family, RuleId, SessionId};
use crate::planning::timetable::ask::{Ask, EventDemand};
use std::collections::{BTreeMap, BTreeSet};

/// Limits for the groups of each advisory group.
pub(super) fn demands(event: &Event, demands: &mut Vec<EventDemand>) {
    let rule = RuleId::new(Family::Placement, 6);
    let Some(edition) = event.edition(rule).filter(|edition| edition.applies_to(BodyKind::RapporteurGroup)) else {
        return;
    };
    let clause = &edition.clause;
    let mut limit = |tier, uses: Vec<(SessionId, u32)>, limit: u32, why: String| {
        if uses.len() > 1 {
            let ask = Ask::AtOnce { uses, limit };
            demands.push(EventDemand { origin: Origin::Rule(rule), tier, weight: 1, ask, why });
        }
    };
    for (parent, groups) in families(event) {
        let opens = event.placement().first();
        let (alone, others): (Vec<&Body>, Vec<&Body>) =
            groups.into_iter().partition(|body| body.terms_on(opens).meets_alone == Some(true));
        // Sessions of a group that meets alone leave no room for any other.
        for (index, body) in alone.iter().enumerate() {
            let rest: Vec<&Body> = alone[index + 1..].iter().chain(&others).copied().collect();
            let most = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            let own = sessions(event, &[body]);
            let beside = sessions(event, &rest).into_iter().filter(|session| !own.contains(session));
            let uses = own.iter().map(|session| (session.clone(), most)).chain(beside.map(|session| (session, 1)));
            limit(Tier::Alone, uses.collect(), most, format!("{} meets alone ({clause})", body.id));
        }
        let uses: Vec<(SessionId, u32)> = sessions(event, &others).into_iter().map(|session| (session, 1)).collect();
        for most in 1..u32::try_from(others.len()).unwrap_or(1) {
            let groups = if most == 1 { "rapporteur group" } else { "rapporteur groups" };
            let why = format!("at most {most} {groups} of {parent} at once ({clause})");
            limit(Tier::Parallel, uses.clone(), most, why);
        }
    }
}

/// Rapporteur groups that sit, by their parent, where that is an advisory group.
fn families(event: &Event) -> BTreeMap<&BodyId, Vec<&Body>> {
    let sitting: BTreeSet<&BodyId> = event.sessions().values().flat_map(|session| &session.groups).collect();
    let mut families: BTreeMap<&BodyId, Vec<&Body>> = BTreeMap::new();
    for body in sitting.into_iter().filter_map(|body| event.group(body)) {
        let parent = event.scenario().parent_of(body).filter(|parent| parent.kind == BodyKind::AdvisoryGroup);
        if let Some(parent) = parent.filter(|_| body.kind == BodyKind::RapporteurGroup) {
            families.entry(&parent.id).or_default().push(body);
        }
    }
    families
}

fn sessions(event: &Event, bodies: &[&Body]) -> Vec<SessionId> {
    let all: BTreeSet<SessionId> = bodies.iter().flat_map(|body| of_body(event, &body.id)).collect();
    all.into_iter().collect()
}
