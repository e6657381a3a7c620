//! How large a problem may be.
//!
//! A document of a few lines, or a program of a few, can speak of more starts than any machine holds. What is too large
//! is told by its place before anything is built from it. The reader of documents uses the same numbers, so that a value
//! out of range is told as it stands in the document.

use std::fmt;

use super::at::At;
use super::defect::Defect;
use super::draft::{
    ActivityDraft, CapacityDraft, Draft, LevelCostDraft, ModeBody, ModesDraft, OverDraft, RelationDraft, RelationKind,
    Who,
};

/// Numbers beyond this are refused, so that no sum overflows.
pub(super) const LARGEST: i64 = 1_000_000_000_000;
/// Ticks beyond this are refused: 30 years of quarter-hours fit.
pub(super) const LONGEST: u32 = 1 << 20;
/// Activities, places, resources, profiles or levels beyond this are refused.
pub(super) const MOST_THINGS: usize = 1 << 17;
/// Relations beyond this are refused.
pub(super) const MOST_RELATIONS: usize = 1 << 20;
/// Allowed starts of all modes together beyond this are refused: searching them would need the memory of the machine.
const MOST_STARTS: u64 = 1 << 22;
/// The same for starts times places.
const MOST_OPENINGS: u64 = 1 << 24;
/// Ticks of all places and resources together beyond this are refused: what is free of each in each tick is kept.
const MOST_LOADS: u64 = 1 << 24;
/// Activities named by all relations together, `"*"` counted as all, beyond this are refused: a list of activities for
/// each relation would need the memory of the machine.
const MOST_MEMBERS: usize = 1 << 24;
/// Defects beyond this are not remembered: nobody reads them.
pub(super) const MOST_DEFECTS: usize = 1000;

/// Counts what a problem is made of, in time in proportion to what is written of it.
pub(super) struct Limits {
    /// Everything beyond a limit so far.
    pub(super) defects: Vec<Defect>,
    /// So far in all activities.
    starts: u64,
    openings: u64,
    /// So far in all relations.
    members: usize,
    /// How many activities there are.
    all: usize,
}

impl Limits {
    /// Counts all of a draft but its relations, of which there are so many.
    pub(super) fn of(draft: &Draft, relations: usize) -> Self {
        let mut limits =
            Limits { defects: Vec::new(), starts: 0, openings: 0, members: 0, all: draft.activities.len() };
        limits.problem(draft, relations);
        limits
    }

    fn defect(&mut self, at: impl fmt::Display, found: impl Into<String>, expected: impl Into<String>) {
        if self.defects.len() < MOST_DEFECTS {
            self.defects.push(Defect::new(at, found, expected));
        }
    }

    fn tick(&mut self, tick: u32, at: At<'_>) {
        if tick > LONGEST {
            self.defect(at, tick.to_string(), format!("at most {LONGEST}"));
        }
    }

    fn amount(&mut self, amount: u64, at: At<'_>) {
        if amount > LARGEST.unsigned_abs() {
            self.defect(at, amount.to_string(), format!("at most {LARGEST}"));
        }
    }

    fn number(&mut self, number: i64, at: At<'_>) {
        if !(-LARGEST..=LARGEST).contains(&number) {
            self.defect(at, number.to_string(), format!("a whole number from -{LARGEST} to {LARGEST}"));
        }
    }

    fn over(&mut self, over: &OverDraft, at: At<'_>) {
        if let OverDraft::Level { weight, .. } = over {
            self.amount(*weight, at.key("weight"));
        }
    }

    fn level_cost(&mut self, cost: Option<&LevelCostDraft>, at: At<'_>) {
        if let Some(cost) = cost {
            self.amount(cost.cost, at.key("cost"));
        }
    }

    fn problem(&mut self, draft: &Draft, relations: usize) {
        let lists = [
            ("levels", draft.levels.len(), MOST_THINGS),
            ("profiles", draft.profiles.len(), MOST_THINGS),
            ("places", draft.places.len(), MOST_THINGS),
            ("resources", draft.resources.len(), MOST_THINGS),
            ("activities", draft.activities.len(), MOST_THINGS),
            ("relations", relations, MOST_RELATIONS),
        ];
        for (path, length, most) in lists {
            if length > most {
                self.defect(path, format!("a list of {length}"), format!("at most {most}"));
            }
        }
        self.tick(draft.horizon, At::top("horizon"));
        let things = (draft.places.len() + draft.resources.len()) as u64;
        if draft.horizon <= LONGEST && u64::from(draft.horizon) * things > MOST_LOADS {
            let found = format!("{} ticks of {things} places and resources", draft.horizon);
            self.defect("horizon", found, format!("at most {MOST_LOADS} ticks of all of them together"));
        }
        for (n, &day) in draft.days.iter().flatten().enumerate() {
            self.tick(day, At::top("days").item(n));
        }
        for (name, values) in &draft.profiles {
            for (n, &value) in values.iter().enumerate() {
                self.amount(value, At::top("profiles").key(name).item(n));
            }
        }
        for (n, place) in draft.places.iter().enumerate() {
            self.amount(place.capacity.unwrap_or(0), At::top("places").item(n).key("capacity"));
            for (k, &(_, last)) in place.closed.iter().enumerate() {
                self.tick(last, At::top("places").item(n).key("closed").item(k));
            }
        }
        self.over(&draft.place_over, At::top("place_over"));
        for (n, resource) in draft.resources.iter().enumerate() {
            if let CapacityDraft::Constant(capacity) = resource.capacity {
                self.amount(capacity, At::top("resources").item(n).key("capacity"));
            }
            self.over(&resource.over, At::top("resources").item(n).key("over"));
        }
        for (n, activity) in draft.activities.iter().enumerate() {
            self.activity(activity, n);
        }
    }

    fn activity(&mut self, activity: &ActivityDraft, n: usize) {
        let activities = At::top("activities");
        let at = activities.item(n);
        match &activity.modes {
            ModesDraft::One(body) => self.mode(body, at),
            ModesDraft::Several { modes } => {
                for (k, mode) in modes.iter().enumerate() {
                    let modes = at.key("modes");
                    let at = modes.item(k);
                    self.level_cost(mode.cost.as_ref(), at.key("cost"));
                    self.mode(&mode.body, at);
                }
            }
        }
        self.level_cost(activity.optional.as_ref(), at.key("optional"));
        if let Some(fixed) = &activity.fixed {
            self.tick(fixed.start, at.key("fixed").key("start"));
        }
    }

    fn mode(&mut self, mode: &ModeBody, at: At<'_>) {
        self.tick(mode.duration, at.key("duration"));
        for (k, cost) in mode.start_costs.iter().enumerate() {
            self.amount(cost.weight, at.key("start_costs").item(k).key("weight"));
        }
        for (k, cost) in mode.place_costs.iter().enumerate() {
            self.amount(cost.cost, at.key("place_costs").item(k).key("cost"));
        }
        for (resource, &units) in &mode.uses {
            self.amount(units, at.key("uses").key(resource));
        }
        if self.starts > MOST_STARTS || self.openings > MOST_OPENINGS {
            // It has been said.
            return;
        }
        let places = mode.places.as_ref().map_or(1, |places| places.len().max(1)) as u64;
        let count: u64 = mode.starts.iter().map(|&(first, last)| u64::from(last.saturating_sub(first)) + 1).sum();
        self.starts = self.starts.saturating_add(count);
        self.openings = self.openings.saturating_add(count.saturating_mul(places));
        let at = at.key("starts");
        if self.starts > MOST_STARTS {
            let found = format!("{} starts up to here", self.starts);
            self.defect(at, found, format!("at most {MOST_STARTS} in all activities together"));
        } else if self.openings > MOST_OPENINGS {
            let found = format!("{} pairs of start and place up to here", self.openings);
            self.defect(at, found, format!("at most {MOST_OPENINGS} in all activities together"));
        }
    }

    /// Counts a relation.
    pub(super) fn relation(&mut self, relation: &RelationDraft, at: At<'_>) {
        if let Some(over) = &relation.over {
            self.over(over, at.key("over"));
        }
        self.numbers(&relation.kind, at);
        if self.members > MOST_MEMBERS {
            return;
        }
        self.members = self.members.saturating_add(members(&relation.kind, self.all));
        if self.members > MOST_MEMBERS {
            let found = format!("{} activities named by relations up to here", self.members);
            self.defect(at, found, format!("at most {MOST_MEMBERS}"));
        }
    }

    fn numbers(&mut self, kind: &RelationKind, at: At<'_>) {
        match kind {
            RelationKind::Gap { min, max, .. } | RelationKind::Spacing { min, max, .. } => {
                self.number(*min, at.key("min"));
                self.number(max.unwrap_or(0), at.key("max"));
            }
            RelationKind::Break { min, .. } => self.number(*min, at.key("min")),
            RelationKind::Move { window, .. } => self.number(*window, at.key("window")),
            RelationKind::SameDays { allow, .. } => self.amount(*allow, at.key("allow")),
            RelationKind::AnyOf { of } => {
                for (k, member) in of.iter().enumerate() {
                    self.numbers(&member.kind, at.key("of").item(k));
                }
            }
            RelationKind::Overlap { .. }
            | RelationKind::Disjoint { .. }
            | RelationKind::Within { .. }
            | RelationKind::SamePlace { .. } => {}
        }
    }
}

/// The activities that a relation names, of so many.
fn members(kind: &RelationKind, all: usize) -> usize {
    let count = |who: &Who| if let Who::Ids(ids) = who { ids.len() } else { all };
    match kind {
        RelationKind::Overlap { a, b, .. } => count(a) + count(b),
        RelationKind::Disjoint { activities, .. }
        | RelationKind::Break { activities, .. }
        | RelationKind::SamePlace { activities }
        | RelationKind::SameDays { activities, .. }
        | RelationKind::Move { activities, .. } => count(activities),
        RelationKind::Gap { .. } | RelationKind::Spacing { .. } => 2,
        RelationKind::Within { outer, .. } => 1 + count(outer),
        RelationKind::AnyOf { of } => {
            of.iter().fold(0, |sum: usize, relation| sum.saturating_add(members(&relation.kind, all)))
        }
    }
}
