//! Improving placements by small moves, some for the worse: annealing with one temperature a level.
//!
//! Moves are compared level by level, never by a weighted sum: the first level on which a move changes anything decides,
//! and what is forbidden comes before all levels.

mod lane;

use super::construct::construct;
use super::cost::evaluate;
use super::ledger::Tables;
use super::pool::Pool;
use super::problem::Problem;
use super::solution::Placements;
use lane::Lane;
use std::sync::atomic::{AtomicU64, Ordering};

pub static KNOBS: [AtomicU64; 8] = [const { AtomicU64::new(0) }; 8];
pub static MOVES: AtomicU64 = AtomicU64::new(0);
fn knob(n: usize, or: f64) -> f64 {
    let v = f64::from_bits(KNOBS[n].load(Ordering::Relaxed));
    if v == 0.0 { or } else { v }
}

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

/// How long to search, and with which dice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Moves tried in one cooling.
    pub moves: u64,
    /// Coolings, each from the best so far.
    pub coolings: u64,
    /// The seed.
    pub seed: u64,
}

/// How often `stop` is asked, in moves.
const ASK_EVERY: u64 = 256;

/// The best placements found from `start`; never worse than `start`. Deterministic unless `stop` says `true`.
pub fn improve(problem: &Problem, start: &Placements, effort: Effort, stop: &dyn Fn() -> bool) -> Placements {
    let tables = Tables::new(problem);
    let mut lane = Lane::new(&tables, start, effort.seed);
    for _ in 0..effort.coolings {
        if lane.movable.is_empty() || !cool(&mut lane, effort.moves, stop) {
            break;
        }
        lane.return_to_best();
    }
    lane.best_placements().clone()
}

fn cool(lane: &mut Lane<'_>, moves: u64, stop: &dyn Fn() -> bool) -> bool {
    let last = lane.weights.len() - 1;
    for n in (0..last).rev() {
        lane.weights[n] = knob(2, 100.0).powi((last - n) as i32);
    }
    let (hot, cold) = (knob(0, 20.0), knob(1, 0.5));
    let mut heat = hot;
    let rounds = moves.div_ceil(ASK_EVERY);
    for round in 0..rounds {
        if stop() {
            return false;
        }
        heat = hot * (cold / hot).powf(round as f64 / rounds as f64);
        for _ in 0..ASK_EVERY {
            lane.step(heat);
        }
    }
    true
}

/// Searches until `stop` says `true` or the iterations are used up, and returns the best placements found: never worse
/// than `start`, and possibly with something forbidden where nothing better was found. Everything valid and new is
/// offered to `pool`; whatever is better there is worked on.
pub fn run(
    problem: &Problem,
    options: Options,
    start: Option<&Placements>,
    pool: Option<&Pool<'_>>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Placements {
    let best = start.cloned().unwrap_or_else(|| construct(problem, None));
    if let Some(pool) = pool {
        pool.offer(&best);
    }
    let tables = Tables::new(problem);
    let lanes: Vec<Placements> = std::thread::scope(|scope| {
        let (tables, best) = (&tables, &best);
        let handles: Vec<_> = (0..options.threads)
            .map(|n| {
                scope.spawn(move || {
                    let mut lane = Lane::new(tables, best, options.seed * 1000 + n as u64);
                    let mut moves = knob(3, 2_000_000.0) as u64;
                    while !stop() {
                        let tried = lane.tried;
                        let taken = lane.taken;
                        cool(&mut lane, moves, stop);
                        if n == 0 {
                            eprintln!(
                                "{:?} now {:?} taken {:.3}",
                                lane.best,
                                lane.now,
                                (lane.taken - taken) as f64 / (lane.tried - tried) as f64
                            );
                        }
                        lane.return_to_best();
                        if let Some(pool) = pool {
                            pool.offer(lane.best_placements());
                        }
                        moves *= 2;
                    }
                    MOVES.fetch_add(lane.tried, Ordering::Relaxed);
                    lane.best_placements().clone()
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    lanes
        .into_iter()
        .min_by_key(|lane| {
            let score = evaluate(problem, lane);
            (score.forbidden_units(), score.cost)
        })
        .unwrap()
}
