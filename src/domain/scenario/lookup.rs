//! What rules and planning look up all the time, gathered once when a scenario is made.

use super::Scenario;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::meeting::Relation;
use std::collections::{BTreeMap, BTreeSet};

/// Relations between the entries of a scenario, turned round.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Lookup {
    /// Meetings of each body, by id.
    pub(super) of_body: BTreeMap<BodyId, Vec<MeetingId>>,
    /// Bodies below each body, by id.
    pub(super) below: BTreeMap<BodyId, Vec<BodyId>>,
    /// People shared with each other body, both ways round, added up.
    pub(super) shared: BTreeMap<BodyId, BTreeMap<BodyId, u32>>,
    /// Series in which each meeting stands, by their position in the scenario.
    pub(super) series: BTreeMap<MeetingId, Vec<usize>>,
    /// Meetings whose wishes name each meeting.
    pub(super) asked_by: BTreeMap<MeetingId, BTreeSet<MeetingId>>,
}

impl Lookup {
    /// Gathers them.
    pub(super) fn of(scenario: &Scenario) -> Self {
        let mut lookup = Self::default();
        for meeting in scenario.meetings.values() {
            lookup.of_body.entry(meeting.body.clone()).or_default().push(meeting.id.clone());
            for other in meeting.wishes.iter().flat_map(|wish| named(&wish.relation)) {
                lookup.asked_by.entry(other.clone()).or_default().insert(meeting.id.clone());
            }
        }
        for body in scenario.bodies.values() {
            if let Some(parent) = &body.parent {
                lookup.below.entry(parent.clone()).or_default().push(body.id.clone());
            }
        }
        for shared in &scenario.shared {
            for (one, other) in [(&shared.a, &shared.b), (&shared.b, &shared.a)] {
                *lookup.shared.entry(one.clone()).or_default().entry(other.clone()).or_default() += shared.people.get();
            }
        }
        for (position, series) in scenario.series.iter().enumerate() {
            for meeting in &series.meetings {
                lookup.series.entry(meeting.clone()).or_default().push(position);
            }
        }
        lookup
    }
}

/// The meetings that a relation names.
fn named(relation: &Relation) -> Vec<&MeetingId> {
    match relation {
        Relation::Inside(others) | Relation::NotDuring(others) => others.iter().collect(),
        Relation::Between(first, second) => vec![first, second],
        Relation::After { meeting, .. } | Relation::Before { meeting, .. } => vec![meeting],
        Relation::BackToBack { .. } | Relation::During(_) => vec![],
    }
}
