//! Improving placements by small moves, some for the worse: annealing with one temperature a level.
//!
//! Moves are compared level by level, never by a weighted sum: the first level on which a move changes anything decides,
//! and what is forbidden comes before all levels.

use super::construct::construct;
use super::cost::evaluate;
use super::explain::candidates;
use super::index::ActivityIndex;
use super::ledger::{Ledger, Price};
use super::pool::Pool;
use super::problem::Problem;
use super::random::Random;
use super::solution::{Placement, Placements};

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

/// Moves of one cooling in [`run`].
const ROUND: u64 = 100_000;

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
    let mut best = start.cloned().unwrap_or_else(|| construct(problem, None));
    let mut left = options.iterations.unwrap_or(u64::MAX);
    let mut seed = options.seed;
    while left > 0 && !stop() {
        if let Some((cost, known)) = pool.and_then(Pool::best) {
            let ours = evaluate(problem, &best);
            if !ours.is_valid() || cost < ours.cost {
                best = known;
            }
        }
        let moves = left.min(ROUND);
        best = improve(problem, &best, Effort { moves, coolings: 1, seed }, stop);
        seed = seed.wrapping_add(1);
        left -= moves;
        if let Some(pool) = pool {
            pool.offer(&best);
        }
    }
    best
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
/// Moves sampled to choose the temperatures.
const SAMPLES: usize = 200;
/// A cooling ends at this share of the temperature it began with.
const COLDEST: f64 = 0.01;

/// The best placements found from `start`; never worse than `start`. Deterministic unless `stop` says `true`.
pub fn improve(problem: &Problem, start: &Placements, effort: Effort, stop: &dyn Fn() -> bool) -> Placements {
    let mut search = Search::new(problem, start, effort.seed);
    let warm = search.temperatures();
    for cooling in 0..effort.coolings {
        // Later coolings begin less warm: they refine rather than start over.
        let share = 1.0 / (1 + cooling.min(3)) as f64;
        if !search.cool(&warm, share, effort.moves, stop) {
            break;
        }
        search.return_to_best();
    }
    search.best
}

struct Search<'a> {
    ledger: Ledger<'a>,
    choices: Vec<Vec<Option<Placement>>>,
    movable: Vec<ActivityIndex>,
    random: Random,
    /// The price relative to the start.
    now: Price,
    best_price: Price,
    best: Placements,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem, start: &Placements, seed: u64) -> Self {
        let choices: Vec<Vec<Option<Placement>>> = problem
            .activity_indices()
            .map(|activity| {
                let out = problem.activity(activity).may_be_left_out().then_some(None);
                candidates(problem, activity).into_iter().map(Some).chain(out).collect()
            })
            .collect();
        let movable = problem.activity_indices().filter(|activity| choices[activity.get()].len() > 1).collect();
        let zero = Price::zero(problem.levels().len());
        Self {
            ledger: Ledger::new(problem, start),
            choices,
            movable,
            random: Random::new(seed),
            now: zero.clone(),
            best_price: zero,
            best: start.clone(),
        }
    }

    /// A temperature for what is forbidden and for each level: what a typical move for the worse costs there.
    fn temperatures(&mut self) -> Vec<f64> {
        let mut sums = vec![(0.0, 0_u32); self.now.cost.len() + 1];
        for _ in 0..SAMPLES {
            let Some((activity, placement)) = self.propose() else { break };
            let change = self.ledger.change(activity, placement);
            for (sum, change) in sums.iter_mut().zip(std::iter::once(change.forbidden).chain(change.cost)) {
                if change > 0 {
                    *sum = (sum.0 + change as f64, sum.1 + 1);
                }
            }
        }
        sums.into_iter().map(|(sum, count)| 0.3 * sum / f64::from(count.max(1))).collect()
    }

    /// One cooling. Returns `false` if it was stopped.
    fn cool(&mut self, warm: &[f64], share: f64, moves: u64, stop: &dyn Fn() -> bool) -> bool {
        if self.movable.is_empty() {
            return true;
        }
        let step = COLDEST.powf(1.0 / (moves.max(1) as f64 / ASK_EVERY as f64).max(1.0));
        let mut heat = share;
        for count in 0..moves {
            if count % ASK_EVERY == 0 {
                if stop() {
                    return false;
                }
                heat *= step;
            }
            if self.random.below(8) == 0 { self.try_swap(warm, heat) } else { self.try_move(warm, heat) }
        }
        true
    }

    fn return_to_best(&mut self) {
        let best = self.best.clone();
        for activity in self.movable.clone() {
            if self.ledger.placements().get(activity) != best.get(activity) {
                self.ledger.place(activity, best.get(activity));
            }
        }
        self.now = self.best_price.clone();
    }

    /// Another placement of some activity: anywhere, or near in time, or at another place at the same time.
    fn propose(&mut self) -> Option<(ActivityIndex, Option<Placement>)> {
        if self.movable.is_empty() {
            return None;
        }
        let activity = self.movable[self.random.below(self.movable.len())];
        let choices = &self.choices[activity.get()];
        let current = self.ledger.placements().get(activity);
        let position = choices.iter().position(|choice| *choice == current);
        let next = match (position, self.random.below(2)) {
            (Some(position), 0) => {
                let near = 1 + self.random.below(8.min(choices.len() - 1));
                let span = choices.len();
                (position + if self.random.below(2) == 0 { near } else { span - near }) % span
            }
            _ => self.random.below(choices.len()),
        };
        Some((activity, choices[next])).filter(|(_, placement)| *placement != current)
    }

    fn try_move(&mut self, warm: &[f64], heat: f64) {
        let Some((activity, placement)) = self.propose() else { return };
        let change = self.ledger.change(activity, placement);
        if self.accepts(&change, warm, heat) {
            self.ledger.place(activity, placement);
            self.now.plus(&change);
            self.remember();
        }
    }

    /// Exchanges the starts and places of two activities, where both may.
    fn try_swap(&mut self, warm: &[f64], heat: f64) {
        let one = self.movable[self.random.below(self.movable.len())];
        let other = self.movable[self.random.below(self.movable.len())];
        let placements = self.ledger.placements();
        let (Some(from), Some(to)) = (placements.get(one), placements.get(other)) else { return };
        let there = |activity: ActivityIndex, own: Placement, theirs: Placement| {
            let wanted = Some(Placement { mode: own.mode, ..theirs });
            self.choices[activity.get()].contains(&wanted).then_some(wanted)
        };
        let (Some(one_there), Some(other_there)) = (there(one, from, to), there(other, to, from)) else { return };
        if one == other || one_there == Some(from) {
            return;
        }
        let mut change = self.ledger.change(one, one_there);
        self.ledger.place(one, one_there);
        change.plus(&self.ledger.change(other, other_there));
        if self.accepts(&change, warm, heat) {
            self.ledger.place(other, other_there);
            self.now.plus(&change);
            self.remember();
        } else {
            self.ledger.place(one, Some(from));
        }
    }

    fn accepts(&mut self, change: &Price, warm: &[f64], heat: f64) -> bool {
        let changes = std::iter::once(change.forbidden).chain(change.cost.iter().copied());
        match changes.zip(warm).find(|(change, _)| *change != 0) {
            None => true,
            Some((change, _)) if change < 0 => true,
            Some((change, temperature)) => {
                self.random.unit() < (-(change as f64) / (temperature * heat).max(1e-9)).exp()
            }
        }
    }

    fn remember(&mut self) {
        if self.now < self.best_price {
            self.best_price = self.now.clone();
            self.best = self.ledger.placements().clone();
        }
    }
}
