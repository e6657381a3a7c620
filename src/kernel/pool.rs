//! What search and proof share while both work on one problem: the best valid placements, and proven bounds.
//!
//! A pool is read and written from several threads. Who writes first depends on the clock, so lanes that must be
//! reproducible (a budget in steps) get no pool.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cost::evaluate;
use super::problem::{CostVector, Problem};
use super::solution::Placements;

/// The best valid placements and bounds known so far.
#[derive(Debug)]
pub struct Pool<'p> {
    problem: &'p Problem,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    best: Option<(CostVector, Placements)>,
    bounds: Vec<Option<u64>>,
}

impl<'p> Pool<'p> {
    /// Nothing known yet.
    pub fn new(problem: &'p Problem) -> Self {
        let bounds = vec![None; problem.levels().len()];
        Self { problem, state: Mutex::new(State { best: None, bounds }) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every write below leaves the state whole, so a panic elsewhere takes nothing from it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes placements if they are valid (counted anew) and better than the best so far; says whether they were taken.
    pub fn offer(&self, placements: &Placements) -> bool {
        let score = evaluate(self.problem, placements);
        if !score.is_valid() {
            return false;
        }
        let mut state = self.lock();
        let better = state.best.as_ref().is_none_or(|(cost, _)| score.cost < *cost);
        if better {
            state.best = Some((score.cost, placements.clone()));
        }
        better
    }

    /// The cost of the best so far.
    pub fn cost(&self) -> Option<CostVector> {
        self.lock().best.as_ref().map(|(cost, _)| cost.clone())
    }

    /// The best so far, with its cost.
    pub fn best(&self) -> Option<(CostVector, Placements)> {
        self.lock().best.clone()
    }

    /// The best so far if it is better than `cost`.
    pub fn better_than(&self, cost: Option<&CostVector>) -> Option<(CostVector, Placements)> {
        let state = self.lock();
        state.best.as_ref().filter(|(known, _)| cost.is_none_or(|cost| known < cost)).cloned()
    }

    /// A proven lower bound of a level, given that the levels before are at their best; says whether it is news.
    pub fn raise(&self, level: usize, bound: u64) -> bool {
        let mut state = self.lock();
        let news = state.bounds[level].is_none_or(|known| known < bound);
        if news {
            state.bounds[level] = Some(bound);
        }
        news
    }

    /// The bounds so far, one a level.
    pub fn bounds(&self) -> Vec<Option<u64>> {
        self.lock().bounds.clone()
    }
}
