//! Why placements cost what they cost, and what else could be done with one activity.

use std::collections::BTreeMap;

use super::cost::{Charged, Score};
use super::index::ActivityIndex;
use super::ledger::{Ledger, Price, Tables};
use super::problem::{CostVector, Problem};
use super::solution::{Placement, Placements};

/// Another placement of one activity, everything else staying where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Where it could be; `None` is left out.
    pub placement: Option<Placement>,
    /// How the score would change.
    pub change: Price,
}

/// Every placement an activity may have on its own: each mode, allowed start and open place. A fixed activity has those
/// that keep it fixed.
pub fn candidates(problem: &Problem, activity: ActivityIndex) -> Vec<Placement> {
    let known = problem.activity(activity);
    let fixed = known.fixed();
    let mut all = Vec::new();
    for (n, mode) in known.modes().iter().enumerate() {
        let index = super::index::ModeIndex::new(n);
        if fixed.is_some_and(|fixed| fixed.mode.is_some_and(|mode| mode != index)) {
            continue;
        }
        let ranges = fixed.map_or_else(|| mode.starts().to_vec(), |fixed| vec![(fixed.start, fixed.start)]);
        let last = problem.horizon().checked_sub(mode.duration());
        for start in ranges.into_iter().flat_map(|(first, last)| first..=last) {
            if last.is_none_or(|last| start > last) {
                continue;
            }
            let allowed = |place| fixed.is_none_or(|fixed| fixed.place.is_none_or(|fixed| fixed == place));
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
/// modes, starts and places.
pub fn alternatives(problem: &Problem, placements: &Placements, activity: ActivityIndex) -> Vec<Alternative> {
    let tables = Tables::new(problem);
    let ledger = Ledger::new(&tables, placements);
    let now = ledger.price(activity, placements.get(activity));
    let out = problem.activity(activity).may_be_left_out().then_some(None);
    let all = candidates(problem, activity).into_iter().map(Some).chain(out);
    all.map(|placement| Alternative { placement, change: ledger.price(activity, placement).minus(&now) }).collect()
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
