//! Placements with running totals, so that moving one activity is priced without looking at the rest.

use super::index::{ActivityIndex, PlaceIndex, ResourceIndex};
use super::problem::{CostVector, Over, Problem};
use super::relation_units::{Whereabouts, units_with};
use super::solution::{Placement, Placements};
use super::spot::Spot;

/// Forbidden units and costs by level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// Units of forbidden things; compared first.
    pub forbidden: i64,
    /// Cost by level.
    pub cost: Vec<i64>,
}

impl Price {
    /// Nothing.
    pub fn zero(levels: usize) -> Self {
        Self { forbidden: 0, cost: vec![0; levels] }
    }

    fn add(&mut self, over: Over, units: u64) {
        match over {
            Over::Forbidden => self.forbidden += units as i64,
            Over::Level { level, weight } => self.cost[level.get()] += (weight * units) as i64,
        }
    }

    /// The difference to `other`.
    pub fn minus(&self, other: &Self) -> Self {
        let cost = self.cost.iter().zip(&other.cost).map(|(ours, theirs)| ours - theirs).collect();
        Self { forbidden: self.forbidden - other.forbidden, cost }
    }

    /// Adds `other`.
    pub fn plus(&mut self, other: &Self) {
        self.forbidden += other.forbidden;
        for (ours, theirs) in self.cost.iter_mut().zip(&other.cost) {
            *ours += theirs;
        }
    }
}

/// Placements with their loads.
#[derive(Debug, Clone)]
pub struct Ledger<'a> {
    problem: &'a Problem,
    placements: Placements,
    at: Vec<Option<Spot>>,
    place_load: Vec<Vec<u32>>,
    resource_load: Vec<Vec<u64>>,
}

/// All spots, with one activity elsewhere.
struct Moved<'a> {
    at: &'a [Option<Spot>],
    activity: ActivityIndex,
    spot: Option<Spot>,
}

impl Whereabouts for Moved<'_> {
    fn spot(&self, activity: ActivityIndex) -> Option<Spot> {
        if activity == self.activity { self.spot } else { self.at[activity.get()] }
    }
}

impl<'a> Ledger<'a> {
    /// A ledger of these placements.
    pub fn new(problem: &'a Problem, placements: &Placements) -> Self {
        let horizon = problem.horizon() as usize;
        let mut ledger = Self {
            problem,
            placements: Placements::empty(problem),
            at: vec![None; problem.activities().len()],
            place_load: vec![vec![0; horizon]; problem.places().len()],
            resource_load: vec![vec![0; horizon]; problem.resources().len()],
        };
        for activity in problem.activity_indices() {
            ledger.place(activity, placements.get(activity));
        }
        ledger
    }

    /// The problem.
    pub fn problem(&self) -> &'a Problem {
        self.problem
    }

    /// Where everything is.
    pub fn placements(&self) -> &Placements {
        &self.placements
    }

    /// Where an activity sits, if its placement is possible.
    pub fn spot(&self, activity: ActivityIndex) -> Option<Spot> {
        self.at[activity.get()]
    }

    /// Moves an activity.
    pub fn place(&mut self, activity: ActivityIndex, placement: Option<Placement>) {
        if let Some(old) = self.at[activity.get()] {
            self.load(activity, &old, false);
        }
        let spot = placement.and_then(|placement| Spot::of(self.problem, activity, placement));
        if let Some(new) = spot {
            self.load(activity, &new, true);
        }
        self.at[activity.get()] = spot;
        self.placements.set(activity, placement);
    }

    fn load(&mut self, activity: ActivityIndex, spot: &Spot, add: bool) {
        let ticks = spot.start as usize..spot.end as usize;
        if let Some(place) = spot.place {
            for load in &mut self.place_load[place.get()][ticks.clone()] {
                *load = if add { *load + 1 } else { *load - 1 };
            }
        }
        for &(resource, units) in self.problem.activity(activity).mode(spot.mode).uses() {
            for load in &mut self.resource_load[resource.get()][ticks.clone()] {
                *load = if add { *load + units } else { *load - units };
            }
        }
    }

    /// What depends on where `activity` is, were it at `placement` and everything else where it is. Only differences of
    /// two prices of the same activity mean something.
    pub fn price(&self, activity: ActivityIndex, placement: Option<Placement>) -> Price {
        let mut price = Price::zero(self.problem.levels().len());
        let spot = placement.and_then(|placement| Spot::of(self.problem, activity, placement));
        self.price_alone(activity, placement, spot, &mut price);
        self.price_loads(activity, spot, &mut price);
        let at = Moved { at: &self.at, activity, spot };
        for &relation in self.problem.relations_of(activity) {
            let relation = self.problem.relation(relation);
            price.add(relation.over(), units_with(self.problem, relation.kind(), &at, activity));
        }
        price
    }

    /// How the price changes if `activity` moves to `placement`.
    pub fn change(&self, activity: ActivityIndex, placement: Option<Placement>) -> Price {
        self.price(activity, placement).minus(&self.price(activity, self.placements.get(activity)))
    }

    fn price_alone(
        &self,
        activity: ActivityIndex,
        placement: Option<Placement>,
        spot: Option<Spot>,
        price: &mut Price,
    ) {
        let known = self.problem.activity(activity);
        let Some(placement) = placement else {
            match known.optional() {
                Some(cost) if known.may_be_left_out() => price.cost[cost.level.get()] += cost.cost as i64,
                _ => price.forbidden += 1,
            }
            return;
        };
        if let Some(fixed) = known.fixed().filter(|_| placement.mode.get() < known.modes().len()) {
            let moved = placement.start != fixed.start
                || fixed.place.is_some_and(|place| place != placement.place)
                || fixed.mode.is_some_and(|mode| mode != placement.mode);
            price.forbidden += i64::from(moved);
        }
        let Some(spot) = spot else {
            price.forbidden += 1;
            return;
        };
        let mode = known.mode(spot.mode);
        match (mode.places(), spot.place) {
            (Some(_), Some(place)) => {
                let closed = self.problem.place(place).closed();
                let hit = closed.iter().filter(|&&(first, last)| spot.start <= last && first < spot.end).count();
                price.forbidden += hit as i64;
            }
            (Some(_), None) => price.forbidden += 1,
            (None, _) => price.forbidden += i64::from(placement.place.is_some()),
        }
        for cost in mode.start_costs() {
            price.cost[cost.level.get()] +=
                (cost.weight * self.problem.profile(cost.profile)[spot.start as usize]) as i64;
        }
        for cost in mode.place_costs().iter().filter(|cost| Some(cost.place) == placement.place) {
            price.cost[cost.level.get()] += cost.cost as i64;
        }
        if let Some(cost) = mode.cost() {
            price.cost[cost.level.get()] += cost.cost as i64;
        }
    }

    /// The excess that comes from `activity` on top of the others' loads.
    fn price_loads(&self, activity: ActivityIndex, spot: Option<Spot>, price: &mut Price) {
        let Some(spot) = spot else { return };
        let old = self.at[activity.get()];
        let own = |tick: u32| old.is_some_and(|old| old.start <= tick && tick < old.end);
        if let Some(place) = spot.place
            && let Some(capacity) = self.problem.place(place).capacity()
        {
            let was_here = old.is_some_and(|old| old.place == Some(place));
            let over = (spot.start..spot.end)
                .filter(|&tick| self.others_at(place, tick, was_here && own(tick)) >= capacity)
                .count();
            price.add(self.problem.place_over(), over as u64);
        }
        let known = self.problem.activity(activity);
        for &(resource, units) in known.mode(spot.mode).uses() {
            let had = old.map_or(0, |old| used(known.mode(old.mode).uses(), resource));
            let over = (spot.start..spot.end)
                .map(|tick| {
                    let others = self.resource_load[resource.get()][tick as usize] - if own(tick) { had } else { 0 };
                    let capacity = self.problem.capacity(resource, tick);
                    (others + units).saturating_sub(capacity.max(others))
                })
                .sum();
            price.add(self.problem.resource(resource).over(), over);
        }
    }

    fn others_at(&self, place: PlaceIndex, tick: u32, own: bool) -> u64 {
        u64::from(self.place_load[place.get()][tick as usize]) - u64::from(own)
    }

    /// Forbidden units and costs of everything, counted anew.
    pub fn total(&self) -> (u64, CostVector) {
        let score = super::cost::evaluate(self.problem, &self.placements);
        (score.forbidden_units(), score.cost)
    }
}

fn used(uses: &[(ResourceIndex, u64)], resource: ResourceIndex) -> u64 {
    uses.iter().find(|(known, _)| *known == resource).map_or(0, |(_, units)| *units)
}
