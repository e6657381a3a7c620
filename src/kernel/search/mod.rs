//! Improving placements by small moves, some of them for the worse.
//!
//! The engine is simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983; for timetables: Ceschia, Di Gaspero, Schaerf
//! 2012) over the [`ledger`](super::ledger), which prices a move by what is near it. A search is a row of *rounds*; in each,
//! every *lane* cools once and then hunts what is left, if that is little, and after each the lanes go on from the best of
//! them. While something forbidden is done, rounds are short and aim at that alone; then levels are taken in their order,
//! as [`climate`] says.
//!
//! Results are compared level by level, never by a weighted sum: sums only steer the walk.
//!
//! * [`crew`]: rounds and lanes; [`climate`]: temperatures and weights
//! * [`hunting`]: after a cooling, what still costs is hunted down; [`outlook`]: the table it looks at
//! * [`lane`]: one walk, with the best it has seen; [`seats`]: where an activity could go next; [`moves`]: moves of several
//!   activities

mod climate;
mod crew;
mod hunting;
mod lane;
mod moves;
mod outlook;
mod seats;

use super::construct::construct_on;
use super::ledger::Tables;
use super::pool::Pool;
use super::problem::Problem;
use super::solution::Placements;
use crew::{Budget, Crew};

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The seed.
    pub seed: u64,
    /// Threads to work on; at least one is used. What is found under a budget in iterations does not depend on it.
    pub threads: usize,
    /// Moves to try in all; `None` works until stopped. With a number and without a pool, the same options give the same
    /// placements on every machine.
    pub iterations: Option<u64>,
}

/// Lanes of a search under a budget in iterations, whatever the machine has.
const LANES: usize = 2;

/// Searches until `stop` says `true` or the iterations are used up, and returns the best placements found: never worse
/// than `start`, and possibly with something forbidden where nothing better was found. Everything valid and new is
/// offered to `pool`; whatever is better there is worked on, and its bounds end the search where they meet the best.
///
/// A search that knows when it will end finds more: see [`run_for`].
pub fn run(
    problem: &Problem,
    options: Options,
    start: Option<&Placements>,
    pool: Option<&Pool<'_>>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Placements {
    let (budget, lanes) = match options.iterations {
        Some(iterations) => (Budget::Moves(iterations / LANES as u64), LANES),
        None => (Budget::Open, options.threads.max(1)),
    };
    search(problem, options, lanes, budget, start, pool, stop)
}

/// The same as [`run`] for a budget whose end is known: `spent` says which share of it has been used, and the search ends
/// when that reaches 1. It is asked often, from several threads, and must not fall. `options.iterations` is not read.
pub fn run_for(
    problem: &Problem,
    options: Options,
    start: Option<&Placements>,
    pool: Option<&Pool<'_>>,
    spent: &(dyn Fn() -> f64 + Sync),
) -> Placements {
    search(problem, options, options.threads.max(1), Budget::Spent(spent), start, pool, &|| spent() >= 1.0)
}

fn search(
    problem: &Problem,
    options: Options,
    lanes: usize,
    budget: Budget<'_>,
    start: Option<&Placements>,
    pool: Option<&Pool<'_>>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Placements {
    let tables = Tables::new(problem);
    let first = match start {
        Some(start) => start.clone(),
        None => construct_on(&tables, None, stop),
    };
    let mut crew = Crew::new(&tables, &first, options.seed, lanes, options.threads.max(1));
    crew.search(budget, pool, stop)
}
