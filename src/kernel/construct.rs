//! A first answer: the hardest activities first, each where it costs least.

use super::index::ActivityIndex;
use super::ledger::{Ledger, NONE, Seat, Tables};
use super::problem::Problem;
use super::solution::Placements;

/// Placements made activity by activity: fewest seats first, then longest. What is already placed in `start`, where it
/// may be, stays. The result can break what is forbidden; [`search`](super::search) repairs it.
pub fn construct(problem: &Problem, start: Option<&Placements>) -> Placements {
    construct_on(&Tables::new(problem), start)
}

/// The same for a problem that has been laid out.
pub(super) fn construct_on(tables: &Tables<'_>, start: Option<&Placements>) -> Placements {
    let problem = tables.problem();
    let mut ledger = Ledger::new(tables, &Placements::empty(problem));
    let mut order: Vec<ActivityIndex> = Vec::new();
    for activity in problem.activity_indices() {
        let known = start.and_then(|start| start.get(activity));
        match known.and_then(|placement| tables.seat(activity, Some(placement))) {
            Some(seat) => ledger.sit(activity.get(), seat),
            None => order.push(activity),
        }
    }
    let longest = |activity: ActivityIndex| problem.activity(activity).modes().iter().map(|mode| mode.duration()).max();
    order.sort_by_key(|&activity| (tables.seats(activity.get()), std::cmp::Reverse(longest(activity)), activity));
    for activity in order {
        let seat = cheapest(&ledger, activity.get());
        ledger.sit(activity.get(), seat);
    }
    ledger.placements()
}

/// The cheapest seat of an activity, the first of equals; left out where nothing else is possible, or that is cheaper.
fn cheapest(ledger: &Ledger<'_>, activity: usize) -> Seat {
    let tables = ledger.tables();
    let mut best: Option<(Vec<i64>, Seat)> = None;
    let mut price = vec![0; tables.width()];
    let mut consider = |seat: Seat| {
        price.fill(0);
        let least = best.as_ref().map(|(least, _)| &least[..]);
        if ledger.charge_unless(activity, &seat, &mut price, |price| least.is_some_and(|least| price >= least)) {
            best = Some((price.clone(), seat));
        }
    };
    for_each_seat(tables, activity, &mut consider);
    if tables.rows[activity].optional {
        consider(Seat::ABSENT);
    }
    best.map_or(Seat::ABSENT, |(_, seat)| seat)
}

/// Every seat of an activity by modes, starts and places, closed places among them.
pub(super) fn for_each_seat(tables: &Tables<'_>, activity: usize, visit: &mut dyn FnMut(Seat)) {
    let modes = tables.rows[activity].ways.len() as u32;
    for mode in 0..modes {
        let way = tables.way_of(activity, mode);
        for position in 0..way.starts {
            let start = tables.start_at(way, position);
            let seat = Seat { start, end: start + way.duration, place: NONE, mode };
            match tables.places_of(way) {
                None => visit(seat),
                Some(places) => places.iter().for_each(|&place| visit(Seat { place, ..seat })),
            }
        }
    }
}
