//! Relations: what is demanded or wished of several activities.

use std::sync::Arc;

use serde_json::Value;

use super::draft::{Per, Unit};
use super::index::ActivityIndex;
use super::problem::Over;

/// The activities that a relation speaks of, ascending. There may be a million relations, nearly all of two activities, one
/// on each side: a list that several of them have is kept once.
pub type Members = Arc<[ActivityIndex]>;

/// The gaps that are free of charge, in ticks or days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The least.
    pub min: i64,
    /// The greatest.
    pub max: Option<i64>,
    /// What a unit of shortfall is.
    pub per: Per,
    /// In what the gap is measured.
    pub unit: Unit,
}

/// What a relation counts; see [`RelationKind`](super::draft::RelationKind).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant and field is described at `RelationKind`")]
pub enum Kind {
    Overlap { a: Members, b: Members, per: Per },
    Disjoint { activities: Members, per: Per },
    Gap { first: ActivityIndex, second: ActivityIndex, gap: Gap },
    Spacing { a: ActivityIndex, b: ActivityIndex, gap: Gap },
    Break { activities: Members, min: i64 },
    Within { inner: ActivityIndex, outer: Members },
    SamePlace { activities: Members },
    SameDays { activities: Members, allow: u64 },
    Move { activities: Members, window: i64 },
    AnyOf { of: Vec<Kind> },
}

impl Kind {
    /// Every activity it speaks of, ascending, each once.
    pub fn activities(&self) -> Vec<ActivityIndex> {
        let mut all = Vec::new();
        self.collect(&mut all);
        all.sort_unstable();
        all.dedup();
        all
    }

    fn collect(&self, all: &mut Vec<ActivityIndex>) {
        match self {
            Self::Overlap { a, b, .. } => {
                all.extend(a.iter());
                all.extend(b.iter());
            }
            Self::Disjoint { activities, .. }
            | Self::Break { activities, .. }
            | Self::SamePlace { activities }
            | Self::SameDays { activities, .. }
            | Self::Move { activities, .. } => all.extend(activities.iter()),
            Self::Gap { first, second, .. } => all.extend([*first, *second]),
            Self::Spacing { a, b, .. } => all.extend([*a, *b]),
            Self::Within { inner, outer } => {
                all.push(*inner);
                all.extend(outer.iter());
            }
            Self::AnyOf { of } => of.iter().for_each(|kind| kind.collect(all)),
        }
    }

    /// The word the format uses.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Overlap { .. } => "overlap",
            Self::Disjoint { .. } => "disjoint",
            Self::Gap { .. } => "gap",
            Self::Spacing { .. } => "spacing",
            Self::Break { .. } => "break",
            Self::Within { .. } => "within",
            Self::SamePlace { .. } => "same_place",
            Self::SameDays { .. } => "same_days",
            Self::Move { .. } => "move",
            Self::AnyOf { .. } => "any_of",
        }
    }
}

/// A relation with its price.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    pub(super) kind: Kind,
    pub(super) over: Over,
    pub(super) tag: Option<Box<Value>>,
}

impl Relation {
    /// What it counts.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// What each unit costs.
    pub fn over(&self) -> Over {
        self.over
    }

    /// What its writer attached to it.
    pub fn tag(&self) -> Option<&Value> {
        self.tag.as_deref()
    }
}
