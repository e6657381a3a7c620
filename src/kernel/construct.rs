//! A first answer: the hardest activities first, each where it costs least.

use std::cmp::Reverse;

use super::draft::Unit;
use super::index::ActivityIndex;
use super::ledger::{Ledger, NONE, Seat, Tables};
use super::problem::{Kind, Over, Problem};
use super::solution::Placements;

/// Placements made activity by activity: fewest seats first, then longest. What is already placed in `start`, where it
/// may be, stays. The result can break what is forbidden; [`search`](super::search) repairs it.
pub fn construct(problem: &Problem, start: Option<&Placements>) -> Placements {
    let tables = Tables::new(problem);
    construct_on(&tables, start, &|| false)
}

/// The same for a problem that has been laid out.
///
/// If the hardest first leaves something forbidden, time is tried too: whoever must begin first is placed first, as early
/// as nothing forbidden results (the serial schedule generation of R. Kolisch, 1996), and the better of the two is taken.
/// Long chains of gaps defeat the one order, narrow windows the other. Told to stop, it leaves out who has no placement yet.
pub(super) fn construct_on<'t>(
    tables: &'t Tables<'t>,
    start: Option<&Placements>,
    stop: &dyn Fn() -> bool,
) -> Placements {
    let hardest = placed(tables, start, Order::HardestFirst, stop);
    let (forbidden, _) = hardest.total();
    if forbidden == 0 || stop() {
        return hardest.placements();
    }
    let soonest = placed(tables, start, Order::SoonestFirst, stop);
    if soonest.total() < hardest.total() { soonest.placements() } else { hardest.placements() }
}

/// Who is placed before whom, and where.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Fewest seats first, then longest; each where it costs least.
    HardestFirst,
    /// By the latest start that leaves room for all that must follow; each as early as possible.
    SoonestFirst,
}

fn placed<'t>(tables: &'t Tables<'t>, start: Option<&Placements>, by: Order, stop: &dyn Fn() -> bool) -> Ledger<'t> {
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
    match by {
        Order::HardestFirst => {
            let longest = |activity| problem.activity(activity).modes().iter().map(|mode| mode.duration()).max();
            order.sort_by_key(|&activity| (tables.seats(activity.get()), Reverse(longest(activity)), activity));
        }
        Order::SoonestFirst => {
            let latest = latest_starts(problem);
            order.sort_by_key(|&activity| (latest[activity.get()], tables.seats(activity.get()), activity));
        }
    }
    for activity in order {
        if stop() {
            break;
        }
        let seat = best_seat(&ledger, activity.get(), by);
        ledger.sit(activity.get(), seat);
    }
    ledger
}

/// For each activity the latest start that leaves room for everything that must come after it and is not too long after
/// what it must follow, by forbidden gaps in ticks. Rounds end after as many as there are activities: a circle of gaps has no latest start.
fn latest_starts(problem: &Problem) -> Vec<i64> {
    let own = |activity: ActivityIndex| {
        let modes = problem.activity(activity).modes();
        let last = modes.iter().filter_map(|mode| mode.starts().last()).map(|&(_, last)| i64::from(last)).max();
        let fixed = problem.activity(activity).fixed().map(|fixed| i64::from(fixed.start));
        fixed.or(last).unwrap_or(0)
    };
    let durations = |activity: ActivityIndex| problem.activity(activity).modes().iter().map(|mode| mode.duration());
    let shortest = |activity| i64::from(durations(activity).min().unwrap_or(0));
    let longest = |activity| i64::from(durations(activity).max().unwrap_or(0));
    let mut latest: Vec<i64> = problem.activity_indices().map(own).collect();
    let gaps: Vec<(ActivityIndex, ActivityIndex, i64, Option<i64>)> = problem
        .relations()
        .iter()
        .filter(|relation| relation.over() == Over::Forbidden)
        .filter_map(|relation| match relation.kind() {
            Kind::Gap { first, second, gap } if gap.unit == Unit::Tick && gap.min >= 0 => {
                let most = gap.max.map(|max| max + longest(*first));
                Some((*first, *second, gap.min + shortest(*first), most))
            }
            _ => None,
        })
        .collect();
    for _ in 0..problem.activities().len() {
        let mut changed = false;
        for &(first, second, least, most) in gaps.iter().rev() {
            let before = latest[second.get()] - least;
            if before < latest[first.get()] {
                latest[first.get()] = before;
                changed = true;
            }
            let after = most.map(|most| latest[first.get()] + most);
            if let Some(after) = after.filter(|after| *after < latest[second.get()]) {
                latest[second.get()] = after;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    latest
}

/// The seat of an activity that breaks least and then, by the order asked for, costs least or is earliest; the first of
/// equals. Left out where nothing else is possible, or that is better.
fn best_seat(ledger: &Ledger<'_>, activity: usize, by: Order) -> Seat {
    let tables = ledger.tables();
    let mut best: Option<(Vec<i64>, Seat)> = None;
    let mut price = vec![0; tables.width()];
    let mut consider = |seat: Seat| {
        price.fill(0);
        let start = if by == Order::SoonestFirst { seat.start } else { 0 };
        // What is forbidden comes before the start, costs after it.
        let no_better = |price: &[i64]| {
            best.as_ref().is_some_and(|(least, known): &(Vec<i64>, Seat)| {
                let known = if by == Order::SoonestFirst { known.start } else { 0 };
                (price[0], start, &price[1..]) >= (least[0], known, &least[1..])
            })
        };
        if ledger.charge_unless(activity, &seat, &mut price, no_better) {
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
