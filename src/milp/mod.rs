//! The exact side: placement problems as mixed-integer programs, solved by HiGHS through `good_lp`.
//!
//! * [`Highs`] is the prover; `prove` works through the cost levels one after another, `portfolio` says who does what
//! * `windows`: the starts and places each activity has left after what alone rules some out
//! * `relax`: starts without places, rows as they are broken; `bounding` proves a level by it
//! * `lower`: windows and relations to a linear program (`linear`), one level at a time
//! * `engine`, `simplex`: the only places that talk to HiGHS, with a deadline that holds
//! * `cycles`: gaps that chase each other; `conflict`: the minimal set of demands that contradict each other

mod bounding;
mod conflict;
mod cycles;
mod engine;
mod linear;
mod lower;
mod portfolio;
mod prove;
mod relax;
mod simplex;
mod windows;

use crate::kernel::{Answer, Problem, Progress, Prover, Request};

/// HiGHS and the search, as one [`Prover`].
#[derive(Debug, Clone, Copy)]
pub struct Highs {
    threads: usize,
    relaxing: bool,
}

impl Default for Highs {
    /// Two threads: one for the proof, one for the search.
    fn default() -> Self {
        Self { threads: 2, relaxing: false }
    }
}

impl Highs {
    /// So many threads: one for the proof, the others for the search; with a single one search and proof take turns. Under a
    /// budget in nodes there is always one. (HiGHS with two was measured to be several times slower on a busy machine.)
    pub fn with_threads(threads: usize) -> Self {
        Self { threads: threads.max(1), relaxing: false }
    }

    /// The same that begins every proof with the relaxation, however small the problem is.
    pub fn relaxing(self) -> Self {
        Self { relaxing: true, ..self }
    }
}

impl Prover for Highs {
    fn solve(&self, problem: &Problem, request: &Request<'_>, observer: &mut dyn FnMut(&Progress)) -> Answer {
        prove::solve(problem, request, *self, observer)
    }
}
