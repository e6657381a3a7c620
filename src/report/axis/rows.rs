//! Which bodies have a row, in which order: each beneath its parent, families by kind, names as people count.

use crate::domain::body::{Body, BodyKind};
use crate::domain::ids::BodyId;
use crate::domain::scenario::Scenario;
use crate::report::words;
use std::collections::{BTreeMap, BTreeSet};

/// A body with its depth beneath the bodies that have no parent.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The body.
    pub body: &'a Body,
    /// Steps beneath the top.
    pub depth: usize,
}

/// All bodies in the order of rows.
pub fn ordered(scenario: &Scenario) -> Vec<Row<'_>> {
    let mut children: BTreeMap<Option<&BodyId>, Vec<&Body>> = BTreeMap::new();
    for body in scenario.bodies().values() {
        children.entry(scenario.parent_of(body).map(|parent| &parent.id)).or_default().push(body);
    }
    for family in children.values_mut() {
        family.sort_by_cached_key(|body| (rank(body.kind), words::natural(body.id.as_str())));
    }
    let mut rows = Vec::new();
    let mut open: Vec<Row<'_>> = Vec::new();
    let mut next = (None, 0);
    loop {
        let (parent, depth) = next;
        // Taken out, so that a circle of parents cannot go on for ever.
        let family = children.remove(&parent).unwrap_or_default();
        open.extend(family.into_iter().rev().map(|body| Row { body, depth }));
        let Some(row) = open.pop() else { break };
        rows.push(row);
        next = (Some(&row.body.id), row.depth + 1);
    }
    rows
}

/// The rows of some bodies, with their parents above them.
pub fn with_parents<'a>(scenario: &'a Scenario, bodies: &BTreeSet<&BodyId>) -> Vec<Row<'a>> {
    let mut shown: BTreeSet<&BodyId> = BTreeSet::new();
    for id in bodies {
        let mut next = scenario.bodies().get(*id);
        while let Some(body) = next {
            if !shown.insert(&body.id) {
                break;
            }
            next = scenario.parent_of(body);
        }
    }
    ordered(scenario).into_iter().filter(|row| shown.contains(&row.body.id)).collect()
}

/// The order of kinds among bodies of one parent.
fn rank(kind: BodyKind) -> u8 {
    match kind {
        BodyKind::AdvisoryGroup => 0,
        BodyKind::StudyGroup => 1,
        BodyKind::WorkingParty => 2,
        BodyKind::RapporteurGroup => 3,
        BodyKind::JointCoordinationActivity => 4,
        BodyKind::FocusGroup => 5,
        BodyKind::RegionalGroup => 6,
        BodyKind::Workshop => 7,
        BodyKind::CouncilGroup => 8,
        BodyKind::OutsideBody => 9,
    }
}
