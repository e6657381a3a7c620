//! The whole cost of placements, the same as the format's reference scorer.

use super::index::{ActivityIndex, LevelIndex, PlaceIndex, RelationIndex, ResourceIndex};
use super::problem::{CostVector, LevelCost, Over, Problem};
use super::relation_units::{blamed, units};
use super::solution::{Placement, Placements};
use super::spot::{Spot, spots};

/// What is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Charged {
    /// An activity is left out.
    LeftOut,
    /// A fixed activity has been moved.
    Moved,
    /// The start is not one of the allowed starts.
    Start,
    /// It does not fit into the horizon.
    Horizon,
    /// The mode does not exist.
    Mode,
    /// The place is not one of the mode's, or is missing, or is not needed.
    Place,
    /// The place is closed.
    Closed,
    /// The cost of the start.
    StartCost,
    /// The cost of the place.
    PlaceCost,
    /// The cost of the mode.
    ModeCost,
    /// A place holds more than it can.
    PlaceOver(PlaceIndex),
    /// More of a resource is used than there is.
    Resource(ResourceIndex),
    /// A relation.
    Relation(RelationIndex),
}

/// One thing the score is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// What is charged.
    pub what: Charged,
    /// At which level; `None` is forbidden.
    pub level: Option<LevelIndex>,
    /// How many units.
    pub units: u64,
    /// What they cost at `level`; 0 if forbidden.
    pub amount: u64,
    /// The activities to blame, ascending.
    pub activities: Vec<ActivityIndex>,
}

/// The cost of placements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// What is forbidden and done nevertheless.
    pub forbidden: Vec<Charge>,
    /// Costs by level.
    pub cost: CostVector,
    /// What the costs are made of; only what costs something.
    pub charges: Vec<Charge>,
}

impl Score {
    /// Whether nothing forbidden is done.
    pub fn is_valid(&self) -> bool {
        self.forbidden.is_empty()
    }

    /// How many units of forbidden things are done.
    pub fn forbidden_units(&self) -> u64 {
        self.forbidden.iter().map(|charge| charge.units).sum()
    }

    fn charge(&mut self, what: Charged, over: Over, units: u64, activities: impl FnOnce() -> Vec<ActivityIndex>) {
        if units == 0 {
            return;
        }
        match over {
            Over::Forbidden => {
                self.forbidden.push(Charge { what, level: None, units, amount: 0, activities: activities() });
            }
            Over::Level { level, weight } => {
                let amount = weight * units;
                self.cost[level.get()] += amount;
                if amount > 0 {
                    self.charges.push(Charge { what, level: Some(level), units, amount, activities: activities() });
                }
            }
        }
    }

    fn charge_cost(&mut self, what: Charged, level: LevelIndex, amount: u64, activity: ActivityIndex) {
        self.charge(what, Over::Level { level, weight: amount }, 1, || vec![activity]);
    }

    fn refuse(&mut self, what: Charged, units: u64, activity: ActivityIndex) {
        self.charge(what, Over::Forbidden, units, || vec![activity]);
    }
}

/// The cost of placements, with everything it is made of.
pub fn evaluate(problem: &Problem, placements: &Placements) -> Score {
    let mut score = Score { forbidden: Vec::new(), cost: problem.zero_cost(), charges: Vec::new() };
    for activity in problem.activity_indices() {
        match placements.get(activity) {
            None => left_out(problem, activity, &mut score),
            Some(placement) => alone(problem, activity, placement, &mut score),
        }
    }
    let at = spots(problem, placements);
    place_loads(problem, &at, &mut score);
    resource_loads(problem, &at, &mut score);
    for (n, relation) in problem.relations().iter().enumerate() {
        let counted = units(problem, relation.kind(), &at[..]);
        let what = Charged::Relation(RelationIndex::new(n));
        score.charge(what, relation.over(), counted, || blamed(problem, relation.kind(), &at[..]));
    }
    score
}

/// What one activity is charged at `placement` wherever the others are.
pub(super) fn evaluate_alone(problem: &Problem, activity: ActivityIndex, placement: Option<Placement>) -> Score {
    let mut score = Score { forbidden: Vec::new(), cost: problem.zero_cost(), charges: Vec::new() };
    match placement {
        None => left_out(problem, activity, &mut score),
        Some(placement) => alone(problem, activity, placement, &mut score),
    }
    score
}

fn left_out(problem: &Problem, activity: ActivityIndex, score: &mut Score) {
    let known = problem.activity(activity);
    match known.optional() {
        Some(LevelCost { level, cost }) if known.may_be_left_out() => {
            score.charge_cost(Charged::LeftOut, level, cost, activity);
        }
        _ => score.refuse(Charged::LeftOut, 1, activity),
    }
}

/// What one activity is charged wherever the others are.
fn alone(problem: &Problem, activity: ActivityIndex, placement: Placement, score: &mut Score) {
    let known = problem.activity(activity);
    let Some(mode) = known.modes().get(placement.mode.get()) else {
        return score.refuse(Charged::Mode, 1, activity);
    };
    if let Some(fixed) = known.fixed() {
        let moved = placement.start != fixed.start
            || fixed.place.is_some_and(|place| place != placement.place)
            || fixed.mode.is_some_and(|mode| mode != placement.mode);
        score.refuse(Charged::Moved, u64::from(moved), activity);
    } else if !mode.allows_start(placement.start) {
        return score.refuse(Charged::Start, 1, activity);
    }
    let Some(spot) = Spot::of(problem, activity, placement) else {
        return score.refuse(Charged::Horizon, 1, activity);
    };
    match (mode.places(), spot.place) {
        (Some(_), Some(place)) => {
            let closed = problem.place(place).closed();
            let hit = closed.iter().filter(|&&(first, last)| spot.start <= last && first < spot.end).count();
            score.refuse(Charged::Closed, hit as u64, activity);
        }
        (Some(_), None) => score.refuse(Charged::Place, 1, activity),
        (None, _) => score.refuse(Charged::Place, u64::from(placement.place.is_some()), activity),
    }
    for cost in mode.start_costs() {
        let amount = cost.weight * problem.profile(cost.profile)[spot.start as usize];
        score.charge_cost(Charged::StartCost, cost.level, amount, activity);
    }
    // The reference charges the place named in the solution, even one that is not the mode's.
    for cost in mode.place_costs().iter().filter(|cost| Some(cost.place) == placement.place) {
        score.charge_cost(Charged::PlaceCost, cost.level, cost.cost, activity);
    }
    if let Some(cost) = mode.cost() {
        score.charge_cost(Charged::ModeCost, cost.level, cost.cost, activity);
    }
}

/// Changes of a load over time: (tick, change), to be sorted.
fn excess(mut changes: Vec<(u32, i64)>, capacity: impl Fn(u32) -> u64) -> u64 {
    changes.sort_unstable();
    let (mut load, mut over, mut n) = (0_i64, 0_u64, 0);
    while n < changes.len() {
        let tick = changes[n].0;
        while n < changes.len() && changes[n].0 == tick {
            load += changes[n].1;
            n += 1;
        }
        if load > 0 {
            let next = changes.get(n).map_or(tick, |change| change.0);
            over += (tick..next).map(|tick| load.unsigned_abs().saturating_sub(capacity(tick))).sum::<u64>();
        }
    }
    over
}

fn place_loads(problem: &Problem, at: &[Option<Spot>], score: &mut Score) {
    let mut changes = vec![Vec::new(); problem.places().len()];
    for spot in at.iter().flatten() {
        if let Some(place) = spot.place {
            changes[place.get()].extend([(spot.start, 1), (spot.end, -1)]);
        }
    }
    for (n, changes) in changes.into_iter().enumerate() {
        let place = PlaceIndex::new(n);
        if let Some(capacity) = problem.place(place).capacity() {
            let over = excess(changes, |_| capacity);
            score.charge(Charged::PlaceOver(place), problem.place_over(), over, || {
                crowd(at, |_, spot| u64::from(spot.place == Some(place)), |_| capacity)
            });
        }
    }
}

fn resource_loads(problem: &Problem, at: &[Option<Spot>], score: &mut Score) {
    let uses = |activity: ActivityIndex, spot: &Spot, resource: ResourceIndex| {
        let uses = problem.activity(activity).mode(spot.mode).uses();
        uses.iter().find(|(used, _)| *used == resource).map_or(0, |(_, units)| *units)
    };
    let mut changes = vec![Vec::new(); problem.resources().len()];
    for (n, spot) in at.iter().enumerate() {
        let Some(spot) = spot else { continue };
        for &(resource, units) in problem.activity(ActivityIndex::new(n)).mode(spot.mode).uses() {
            let units = i64::try_from(units).unwrap_or(i64::MAX);
            changes[resource.get()].extend([(spot.start, units), (spot.end, -units)]);
        }
    }
    for (n, changes) in changes.into_iter().enumerate() {
        let resource = ResourceIndex::new(n);
        let over = excess(changes, |tick| problem.capacity(resource, tick));
        score.charge(Charged::Resource(resource), problem.resource(resource).over(), over, || {
            crowd(at, |activity, spot| uses(activity, spot, resource), |tick| problem.capacity(resource, tick))
        });
    }
}

/// The activities that use something in a tick in which too much of it is used.
fn crowd(
    at: &[Option<Spot>],
    uses: impl Fn(ActivityIndex, &Spot) -> u64,
    capacity: impl Fn(u32) -> u64,
) -> Vec<ActivityIndex> {
    let users: Vec<(ActivityIndex, Spot, u64)> = at
        .iter()
        .enumerate()
        .filter_map(|(n, spot)| spot.map(|spot| (ActivityIndex::new(n), spot)))
        .map(|(activity, spot)| (activity, spot, uses(activity, &spot)))
        .filter(|(_, _, units)| *units > 0)
        .collect();
    let load = |tick: u32| -> u64 {
        users.iter().filter(|(_, spot, _)| spot.start <= tick && tick < spot.end).map(|(_, _, units)| units).sum()
    };
    let crowded = |spot: &Spot| (spot.start..spot.end).any(|tick| load(tick) > capacity(tick));
    users.iter().filter(|(_, spot, _)| crowded(spot)).map(|(activity, _, _)| *activity).collect()
}
