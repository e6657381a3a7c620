//! When nothing fits: the smallest set of demands that contradict each other, found by leaving one out at a time and
//! asking again. What stays cannot be spared.

use super::ask::EventDemand;
use super::clock::Clock;
use super::lower::{self, Failure};
use crate::domain::event::{Event, Tier};
use crate::kernel::{Answer, Budget, Prover, Request};
use crate::planning::Options;

/// The demands on sessions that contradict each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventContradiction {
    /// The demands.
    pub demands: Vec<EventDemand>,
    /// Without any one of them the others do not contradict each other; otherwise time ran out while making the set small.
    pub minimal: bool,
}

enum Fits {
    Yes,
    No,
    Unknown,
}

/// Makes a contradicting set minimal. `suspects` are demands the prover named; where they alone do not contradict each
/// other, all musts are taken.
pub(super) fn of(
    event: &Event,
    clock: &Clock,
    demands: &[EventDemand],
    suspects: &[usize],
    prover: &dyn Prover,
    options: &Options<'_>,
) -> EventContradiction {
    // Without the demand of its starts a session could begin at any hour.
    let clock = &clock.widened();
    let enough = options.enough();
    let request = Request { budget: share(options.budget), ..options.request().stop(&enough) };
    let fits = |set: &[usize]| match lower::lower(event, clock, &chosen(demands, set), false) {
        Err(Failure::Empty { .. }) => Fits::No,
        Err(Failure::Refused(_)) => Fits::Unknown,
        Ok(lowered) => match prover.solve(&lowered.problem, &request, &mut |_| {}) {
            Answer::Infeasible { .. } => Fits::No,
            Answer::Optimal { .. } | Answer::Feasible { .. } => Fits::Yes,
            Answer::Unknown { .. } => Fits::Unknown,
        },
    };
    let is_must = |index: &usize| demands[*index].tier == Tier::Must;
    let mut set: Vec<usize> = suspects.iter().copied().filter(is_must).collect();
    if !matches!(fits(&set), Fits::No) {
        set = (0..demands.len()).filter(is_must).collect();
    }
    // Many at once first, then fewer: what is not needed goes in few questions.
    let mut minimal = true;
    let mut size = (set.len() / 2).max(1);
    loop {
        let mut position = 0;
        while position < set.len() {
            if enough() {
                return EventContradiction { demands: chosen(demands, &set), minimal: false };
            }
            let mut without = set.clone();
            without.drain(position..(position + size).min(set.len()));
            match fits(&without) {
                Fits::No => set = without,
                Fits::Yes => position += size,
                Fits::Unknown => {
                    minimal &= size > 1;
                    position += size;
                }
            }
        }
        if size == 1 {
            break;
        }
        size = (size / 2).max(1);
    }
    EventContradiction { demands: chosen(demands, &set), minimal }
}

fn chosen(demands: &[EventDemand], set: &[usize]) -> Vec<EventDemand> {
    set.iter().map(|index| demands[*index].clone()).collect()
}

/// Each question may take a share of the budget only: there are many.
fn share(budget: Budget) -> Budget {
    match budget {
        Budget::Seconds(seconds) => Budget::Seconds(seconds / 10.0),
        steps @ Budget::Nodes(_) => steps,
    }
}
