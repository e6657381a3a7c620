//! The exact side: placement problems as mixed-integer programs, solved by HiGHS through `good_lp`.
//!
//! * [`Highs`] is the prover; `prove` works through the cost levels one after another
//! * `windows`: the starts and places each activity has left after what alone rules some out
//! * `lower`: windows and relations to a linear program (`linear`), one level at a time
//! * `engine`: the only place that talks to HiGHS, with a deadline that holds
//! * `conflict`: the minimal set of demands that contradict each other

mod conflict;
mod engine;
mod linear;
mod lower;
mod prove;
mod windows;

use crate::kernel::{Answer, Problem, Progress, Prover, Request};

/// HiGHS as a [`Prover`].
#[derive(Debug, Clone, Copy)]
pub struct Highs {
    threads: u32,
}

impl Default for Highs {
    /// One thread: HiGHS with two was measured to be several times slower on a busy machine, and is not reproducible.
    fn default() -> Self {
        Self { threads: 1 }
    }
}

impl Highs {
    /// HiGHS with this many threads, at least one.
    pub fn with_threads(threads: u32) -> Self {
        Self { threads: threads.max(1) }
    }
}

impl Prover for Highs {
    fn solve(&self, problem: &Problem, request: &Request<'_>, observer: &mut dyn FnMut(&Progress)) -> Answer {
        prove::solve(problem, request, self.threads, observer)
    }
}
