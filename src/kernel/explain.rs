//! Why placements cost what they cost, and what else could be done with one activity.

use std::collections::BTreeMap;

use super::construct::for_each_seat;
use super::cost::{Charged, Score};
use super::index::{ActivityIndex, ModeIndex, PlaceIndex, RelationIndex};
use super::ledger::{Ledger, NONE, Price, Seat, Tables, placement_of};
use super::problem::{CostVector, Over, Problem};
use super::relation_units::{blamed, units};
use super::solution::{Placement, Placements};
use super::spot::spots;

/// Another placement of one activity, everything else staying where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Where it could be; `None` is left out.
    pub placement: Option<Placement>,
    /// How the score would change.
    pub change: Price,
}

/// Something that charges more or less when an activity moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The relation.
    pub relation: RelationIndex,
    /// How much more it charges.
    pub change: Price,
    /// The activities it then speaks of, ascending: for pairs those that are charged.
    pub activities: Vec<ActivityIndex>,
}

/// Answers questions about placements that stay where they are: built once for them, then asked for one activity after
/// the other. An answer takes time in proportion to the seats of the activity, not to the size of the problem.
#[derive(Debug, Clone)]
pub struct Explainer<'t> {
    ledger: Ledger<'t>,
}

impl<'t> Explainer<'t> {
    /// An explainer of these placements.
    pub fn new(tables: &'t Tables<'t>, placements: &Placements) -> Self {
        Self { ledger: Ledger::new(tables, placements) }
    }

    /// The placements with their running totals.
    pub fn ledger(&self) -> &Ledger<'t> {
        &self.ledger
    }

    /// Moves an activity, as when it is dragged; further answers speak of the new placements.
    pub fn place(&mut self, activity: ActivityIndex, placement: Option<Placement>) {
        self.ledger.place(activity, placement);
    }

    /// What it would cost to place an activity anywhere it may be, or to leave it out if it may be left out. In the order
    /// of modes, starts and places; closed places are left out.
    pub fn alternatives(&self, activity: ActivityIndex) -> Vec<Alternative> {
        let tables = self.ledger.tables();
        let mut now = vec![0; tables.width()];
        self.ledger.charge_now(activity.get(), &mut now);
        let mut price = vec![0; tables.width()];
        let mut all = Vec::new();
        let mut consider = |seat: Seat| {
            if seat.place != NONE && tables.closed(seat.place, seat.start, seat.end) > 0 {
                return;
            }
            price.fill(0);
            self.ledger.charge(activity.get(), &seat, &mut price);
            price.iter_mut().zip(&now).for_each(|(price, now)| *price -= now);
            all.push(Alternative { placement: placement_of(&seat), change: Price::of(&price) });
        };
        for_each_seat(tables, activity.get(), &mut consider);
        if tables.rows[activity.get()].optional {
            consider(Seat::ABSENT);
        }
        all
    }

    /// The cheapest alternatives that differ from where an activity is, the first of equals first; at most `most`.
    pub fn best_alternatives(&self, activity: ActivityIndex, most: usize) -> Vec<Alternative> {
        let mut all = self.alternatives(activity);
        let here = self.ledger.placement(activity);
        all.retain(|alternative| alternative.placement != here);
        all.sort_by(|one, other| one.change.cmp(&other.change));
        all.truncate(most);
        all
    }

    /// The relations that charge more or less if an activity moves: what binds it where it is, or keeps it from there.
    /// The greatest increase first.
    pub fn reasons(&self, activity: ActivityIndex, placement: Option<Placement>) -> Vec<Reason> {
        let problem = self.ledger.problem();
        let before = spots(problem, &self.ledger.placements());
        let mut moved = self.ledger.placements();
        moved.set(activity, placement);
        let after = spots(problem, &moved);
        let mut reasons: Vec<Reason> = Vec::new();
        for &relation in problem.relations_of(activity) {
            let known = problem.relation(relation);
            let (was, is) = (units(problem, known.kind(), &before[..]), units(problem, known.kind(), &after[..]));
            if was == is {
                continue;
            }
            let mut change = Price::zero(problem.levels().len());
            let more = is as i64 - was as i64;
            match known.over() {
                Over::Forbidden => change.forbidden = more,
                Over::Level { level, weight } => change.cost[level.get()] = more * weight as i64,
            }
            let whom = blamed(problem, known.kind(), if more > 0 { &after } else { &before });
            reasons.push(Reason { relation, change, activities: whom });
        }
        reasons.sort_by(|one, other| other.change.cmp(&one.change));
        reasons
    }
}

/// Every placement an activity may have on its own: each mode, allowed start and open place. A fixed activity has those
/// that keep it fixed.
pub fn candidates(problem: &Problem, activity: ActivityIndex) -> Vec<Placement> {
    let known = problem.activity(activity);
    let fixed = known.fixed();
    let mut all = Vec::new();
    for (n, mode) in known.modes().iter().enumerate() {
        let index = ModeIndex::new(n);
        if fixed.is_some_and(|fixed| fixed.mode.is_some_and(|mode| mode != index)) {
            continue;
        }
        let ranges = fixed.map_or_else(|| mode.starts().to_vec(), |fixed| vec![(fixed.start, fixed.start)]);
        let last = problem.horizon().checked_sub(mode.duration());
        for start in ranges.into_iter().flat_map(|(first, last)| first..=last) {
            if last.is_none_or(|last| start > last) {
                continue;
            }
            let allowed =
                |place: Option<PlaceIndex>| fixed.is_none_or(|fixed| fixed.place.is_none_or(|fixed| fixed == place));
            match mode.places() {
                None => all.extend(allowed(None).then_some(Placement { start, place: None, mode: index })),
                Some(places) => {
                    let end = start + mode.duration();
                    for &place in places {
                        let closed = problem.place(place).closed();
                        let open = !closed.iter().any(|&(first, last)| start <= last && first < end);
                        if open && allowed(Some(place)) {
                            all.push(Placement { start, place: Some(place), mode: index });
                        }
                    }
                }
            }
        }
    }
    all
}

/// What it would cost to place an activity anywhere it may be, or to leave it out if it may be left out. In the order of
/// modes, starts and places. To ask for several activities, keep an [`Explainer`].
pub fn alternatives(problem: &Problem, placements: &Placements, activity: ActivityIndex) -> Vec<Alternative> {
    Explainer::new(&Tables::new(problem), placements).alternatives(activity)
}
/// Costs by what is charged, most important first.
pub fn by_charge(problem: &Problem, score: &Score) -> Vec<(Charged, CostVector)> {
    let mut sums: BTreeMap<Charged, CostVector> = BTreeMap::new();
    for charge in &score.charges {
        if let Some(level) = charge.level {
            sums.entry(charge.what).or_insert_with(|| problem.zero_cost())[level.get()] += charge.amount;
        }
    }
    let mut list: Vec<_> = sums.into_iter().collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    list
}

/// For each activity the cost of everything it is to blame for. What several share is counted for each of them, so the
/// sum exceeds the score.
pub fn by_activity(problem: &Problem, score: &Score) -> Vec<CostVector> {
    let mut sums = vec![problem.zero_cost(); problem.activities().len()];
    for charge in &score.charges {
        if let Some(level) = charge.level {
            for activity in &charge.activities {
                sums[activity.get()][level.get()] += charge.amount;
            }
        }
    }
    sums
}
