//! When nothing fits: the smallest set of demands that contradict each other.

use super::calendar::Options;
use super::candidates::Candidates;
use super::lower::{self, Failure, Ranks};
use super::outcome::Contradiction;
use super::shrinking::{Fits, smallest};
use crate::domain::demand::{Demand, Level};
use crate::domain::scenario::Scenario;
use crate::kernel::Prover;

/// Makes a contradicting set minimal. `suspects` are demands the prover named; where they alone do not contradict each
/// other, all musts are taken.
pub(super) fn of(
    scenario: &Scenario,
    candidates: &Candidates,
    demands: &[Demand],
    suspects: &[usize],
    prover: &dyn Prover,
    options: &Options<'_>,
) -> Contradiction {
    let enough = options.enough();
    let request = options.request().stop(&enough);
    let fits = |set: &[usize]| {
        let chosen: Vec<Demand> = set.iter().map(|index| demands[*index].clone()).collect();
        match lower::lower(scenario, candidates, &chosen, Ranks::default()) {
            Err(Failure::Empty { .. }) => Fits::No,
            Err(Failure::Refused(_)) => Fits::Unknown,
            Ok(lowered) => prover.solve(&lowered.problem, &request, &mut |_| {}).into(),
        }
    };
    let is_must = |index: &usize| demands[*index].level == Level::Must;
    let suspects = suspects.iter().copied().filter(is_must).collect();
    let (set, minimal) = smallest(suspects, || (0..demands.len()).filter(is_must).collect(), fits, &enough);
    Contradiction { demands: set.into_iter().map(|index| demands[index].clone()).collect(), minimal }
}
