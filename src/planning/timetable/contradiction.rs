//! When nothing fits: the smallest set of demands that contradict each other.

use super::ask::EventDemand;
use super::clock::Clock;
use super::lower::{self, Failure};
use crate::domain::event::{Event, Tier};
use crate::kernel::{Budget, Prover, Request};
use crate::planning::Options;
use crate::planning::shrinking::{Fits, smallest};

/// The demands on sessions that contradict each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventContradiction {
    /// The demands.
    pub demands: Vec<EventDemand>,
    /// Without any one of them the others do not contradict each other; otherwise time ran out while making the set small.
    pub minimal: bool,
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
        Ok(lowered) => prover.solve(&lowered.problem, &request, &mut |_| {}).into(),
    };
    let is_must = |index: &usize| demands[*index].tier == Tier::Must;
    let suspects = suspects.iter().copied().filter(is_must).collect();
    let (set, minimal) = smallest(suspects, || (0..demands.len()).filter(is_must).collect(), fits, &enough);
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
