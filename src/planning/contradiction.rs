//! When nothing fits: the smallest set of demands that contradict each other, found by leaving one out at a time and
//! asking again. What stays cannot be spared.

use super::calendar::Options;
use super::candidates::Candidates;
use super::lower::{self, Failure, Ranks};
use super::outcome::Contradiction;
use crate::domain::demand::{Demand, Level};
use crate::domain::scenario::Scenario;
use crate::kernel::{Answer, Prover};

/// Whether demands leave a plan.
enum Fits {
    Yes,
    No,
    Unknown,
}

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
    let fits = |set: &[usize]| {
        let chosen: Vec<Demand> = set.iter().map(|index| demands[*index].clone()).collect();
        match lower::lower(scenario, candidates, &chosen, Ranks::default()) {
            Err(Failure::Empty { .. }) => Fits::No,
            Err(Failure::Refused(_)) => Fits::Unknown,
            Ok(lowered) => match prover.solve(&lowered.problem, &options.request(), &mut |_| {}) {
                Answer::Infeasible { .. } => Fits::No,
                Answer::Optimal { .. } | Answer::Feasible { .. } => Fits::Yes,
                Answer::Unknown { .. } => Fits::Unknown,
            },
        }
    };
    let musts = || (0..demands.len()).filter(|index| demands[*index].level == Level::Must).collect::<Vec<_>>();
    let mut set: Vec<usize> = suspects.iter().copied().filter(|index| demands[*index].level == Level::Must).collect();
    if !matches!(fits(&set), Fits::No) {
        set = musts();
    }
    let mut minimal = true;
    let mut position = 0;
    while position < set.len() {
        if options.stop.is_some_and(|stop| stop()) {
            minimal = false;
            break;
        }
        let mut without = set.clone();
        without.remove(position);
        match fits(&without) {
            Fits::No => set = without,
            Fits::Yes => position += 1,
            Fits::Unknown => {
                minimal = false;
                position += 1;
            }
        }
    }
    Contradiction { demands: set.into_iter().map(|index| demands[index].clone()).collect(), minimal }
}
