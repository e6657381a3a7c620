//! A first answer: the hardest activities first, each where it costs least.

use super::explain::candidates;
use super::index::ActivityIndex;
use super::ledger::{Ledger, Price, Tables};
use super::problem::Problem;
use super::solution::{Placement, Placements};

/// Placements made activity by activity: fewest choices first, then longest. What is already placed in `start`, where it
/// may be, stays. The result can break what is forbidden; [`improve`](super::search::improve) repairs it.
pub fn construct(problem: &Problem, start: Option<&Placements>) -> Placements {
    let choices: Vec<Vec<Placement>> =
        problem.activity_indices().map(|activity| candidates(problem, activity)).collect();
    let tables = Tables::new(problem);
    let mut ledger = Ledger::new(&tables, &Placements::empty(problem));
    let mut order: Vec<ActivityIndex> = Vec::new();
    for activity in problem.activity_indices() {
        match start.and_then(|start| start.get(activity)) {
            Some(placement) if choices[activity.get()].contains(&placement) => ledger.place(activity, Some(placement)),
            _ => order.push(activity),
        }
    }
    let longest = |activity: ActivityIndex| problem.activity(activity).modes().iter().map(|mode| mode.duration()).max();
    order.sort_by_key(|&activity| (choices[activity.get()].len(), std::cmp::Reverse(longest(activity)), activity));
    for activity in order {
        let best = cheapest(&ledger, activity, &choices[activity.get()]);
        ledger.place(activity, best);
    }
    ledger.placements()
}

/// The cheapest of `choices`, or of leaving the activity out where it may be; the first of equals.
fn cheapest(ledger: &Ledger<'_>, activity: ActivityIndex, choices: &[Placement]) -> Option<Placement> {
    let mut best: Option<(Price, Option<Placement>)> = None;
    let out = ledger.problem().activity(activity).may_be_left_out().then_some(None);
    for placement in choices.iter().copied().map(Some).chain(out) {
        let price = ledger.price(activity, placement);
        if best.as_ref().is_none_or(|(least, _)| price < *least) {
            best = Some((price, placement));
        }
    }
    best.and_then(|(_, placement)| placement)
}
