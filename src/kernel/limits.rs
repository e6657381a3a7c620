//! How large a problem may be.
//!
//! A document of a few lines, or a program of a few, can speak of more starts than any machine holds. What is too large
//! is told by its place before anything is built from it. The reader of documents uses the same numbers, so that a value
//! out of range is told as it stands in the document.

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

/// Everything in a draft that is beyond a limit. In time in proportion to the draft as it is written.
pub(super) fn exceeded(draft: &Draft) -> Vec<Defect> {
    let mut limits = Limits { defects: Vec::new(), starts: 0, openings: 0, members: 0, all: draft.activities.len() };
    limits.problem(draft);
    limits.defects
}

struct Limits {
    defects: Vec<Defect>,
    /// So far in all activities.
    starts: u64,
    openings: u64,
    /// So far in all relations.
    members: usize,
    /// How many activities there are.
    all: usize,
}

impl Limits {
    fn defect(&mut self, path: impl Into<String>, found: impl Into<String>, expected: impl Into<String>) {
        if self.defects.len() < MOST_DEFECTS {
            self.defects.push(Defect::new(path, found, expected));
        }
    }

    fn tick(&mut self, tick: u32, path: impl FnOnce() -> String) {
        if tick > LONGEST {
            self.defect(path(), tick.to_string(), format!("at most {LONGEST}"));
        }
    }

    fn amount(&mut self, amount: u64, path: impl FnOnce() -> String) {
        if amount > LARGEST.unsigned_abs() {
            self.defect(path(), amount.to_string(), format!("at most {LARGEST}"));
        }
    }

    fn number(&mut self, number: i64, path: impl FnOnce() -> String) {
        if !(-LARGEST..=LARGEST).contains(&number) {
            self.defect(path(), number.to_string(), format!("a whole number from -{LARGEST} to {LARGEST}"));
        }
    }

    fn over(&mut self, over: &OverDraft, path: impl FnOnce() -> String) {
        if let OverDraft::Level { weight, .. } = over {
            self.amount(*weight, || format!("{}.weight", path()));
        }
    }

    fn level_cost(&mut self, cost: Option<&LevelCostDraft>, path: impl FnOnce() -> String) {
        if let Some(cost) = cost {
            self.amount(cost.cost, || format!("{}.cost", path()));
        }
    }

    fn problem(&mut self, draft: &Draft) {
        let lists = [
            ("levels", draft.levels.len(), MOST_THINGS),
            ("profiles", draft.profiles.len(), MOST_THINGS),
            ("places", draft.places.len(), MOST_THINGS),
            ("resources", draft.resources.len(), MOST_THINGS),
            ("activities", draft.activities.len(), MOST_THINGS),
            ("relations", draft.relations.len(), MOST_RELATIONS),
        ];
        for (path, length, most) in lists {
            if length > most {
                self.defect(path, format!("a list of {length}"), format!("at most {most}"));
            }
        }
        self.tick(draft.horizon, || "horizon".to_owned());
        let things = (draft.places.len() + draft.resources.len()) as u64;
        if draft.horizon <= LONGEST && u64::from(draft.horizon) * things > MOST_LOADS {
            let found = format!("{} ticks of {things} places and resources", draft.horizon);
            self.defect("horizon", found, format!("at most {MOST_LOADS} ticks of all of them together"));
        }
        for (n, &day) in draft.days.iter().flatten().enumerate() {
            self.tick(day, || format!("days[{n}]"));
        }
        for (name, values) in &draft.profiles {
            for (n, &value) in values.iter().enumerate() {
                self.amount(value, || format!("profiles.{name}[{n}]"));
            }
        }
        for (n, place) in draft.places.iter().enumerate() {
            self.amount(place.capacity.unwrap_or(0), || format!("places[{n}].capacity"));
            for (k, &(_, last)) in place.closed.iter().enumerate() {
                self.tick(last, || format!("places[{n}].closed[{k}]"));
            }
        }
        self.over(&draft.place_over, || "place_over".to_owned());
        for (n, resource) in draft.resources.iter().enumerate() {
            if let CapacityDraft::Constant(capacity) = resource.capacity {
                self.amount(capacity, || format!("resources[{n}].capacity"));
            }
            self.over(&resource.over, || format!("resources[{n}].over"));
        }
        for (n, activity) in draft.activities.iter().enumerate() {
            self.activity(activity, n);
        }
        for (n, relation) in draft.relations.iter().enumerate() {
            self.relation(relation, n);
        }
    }

    fn activity(&mut self, activity: &ActivityDraft, n: usize) {
        let path = format!("activities[{n}]");
        match &activity.modes {
            ModesDraft::One(body) => self.mode(body, &path),
            ModesDraft::Several { modes } => {
                for (k, mode) in modes.iter().enumerate() {
                    let path = format!("{path}.modes[{k}]");
                    self.level_cost(mode.cost.as_ref(), || format!("{path}.cost"));
                    self.mode(&mode.body, &path);
                }
            }
        }
        self.level_cost(activity.optional.as_ref(), || format!("{path}.optional"));
        if let Some(fixed) = &activity.fixed {
            self.tick(fixed.start, || format!("{path}.fixed.start"));
        }
    }

    fn mode(&mut self, mode: &ModeBody, path: &str) {
        self.tick(mode.duration, || format!("{path}.duration"));
        for (k, cost) in mode.start_costs.iter().enumerate() {
            self.amount(cost.weight, || format!("{path}.start_costs[{k}].weight"));
        }
        for (k, cost) in mode.place_costs.iter().enumerate() {
            self.amount(cost.cost, || format!("{path}.place_costs[{k}].cost"));
        }
        for (resource, &units) in &mode.uses {
            self.amount(units, || format!("{path}.uses.{resource}"));
        }
        if self.starts > MOST_STARTS || self.openings > MOST_OPENINGS {
            // It has been said.
            return;
        }
        let places = mode.places.as_ref().map_or(1, |places| places.len().max(1)) as u64;
        let count: u64 = mode.starts.iter().map(|&(first, last)| u64::from(last.saturating_sub(first)) + 1).sum();
        self.starts = self.starts.saturating_add(count);
        self.openings = self.openings.saturating_add(count.saturating_mul(places));
        let path = || format!("{path}.starts");
        if self.starts > MOST_STARTS {
            let found = format!("{} starts up to here", self.starts);
            self.defect(path(), found, format!("at most {MOST_STARTS} in all activities together"));
        } else if self.openings > MOST_OPENINGS {
            let found = format!("{} pairs of start and place up to here", self.openings);
            self.defect(path(), found, format!("at most {MOST_OPENINGS} in all activities together"));
        }
    }

    fn relation(&mut self, relation: &RelationDraft, n: usize) {
        let path = format!("relations[{n}]");
        if let Some(over) = &relation.over {
            self.over(over, || format!("{path}.over"));
        }
        self.numbers(&relation.kind, &path);
        if self.members > MOST_MEMBERS {
            return;
        }
        self.members = self.members.saturating_add(members(&relation.kind, self.all));
        if self.members > MOST_MEMBERS {
            let found = format!("{} activities named by relations up to here", self.members);
            self.defect(path, found, format!("at most {MOST_MEMBERS}"));
        }
    }

    fn numbers(&mut self, kind: &RelationKind, path: &str) {
        match kind {
            RelationKind::Gap { min, max, .. } | RelationKind::Spacing { min, max, .. } => {
                self.number(*min, || format!("{path}.min"));
                self.number(max.unwrap_or(0), || format!("{path}.max"));
            }
            RelationKind::Break { min, .. } => self.number(*min, || format!("{path}.min")),
            RelationKind::Move { window, .. } => self.number(*window, || format!("{path}.window")),
            RelationKind::SameDays { allow, .. } => self.amount(*allow, || format!("{path}.allow")),
            RelationKind::AnyOf { of } => {
                for (k, member) in of.iter().enumerate() {
                    self.numbers(&member.kind, &format!("{path}.of[{k}]"));
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
