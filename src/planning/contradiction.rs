//! When nothing fits: the smallest set of demands that contradict each other, found by leaving some out and asking
//! again, in the end one at a time. What stays cannot be spared.

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
    let enough = options.enough();
    let request = options.request().stop(&enough);
    let fits = |set: &[usize]| {
        let chosen: Vec<Demand> = set.iter().map(|index| demands[*index].clone()).collect();
        match lower::lower(scenario, candidates, &chosen, Ranks::default()) {
            Err(Failure::Empty { .. }) => Fits::No,
            Err(Failure::Refused(_)) => Fits::Unknown,
            Ok(lowered) => match prover.solve(&lowered.problem, &request, &mut |_| {}) {
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
    let told = |set: &[usize], minimal: bool| {
        let demands = set.iter().map(|index| demands[*index].clone()).collect();
        Contradiction { demands, minimal }
    };
    // Many at once first, then fewer: what is not needed goes in few questions.
    let mut minimal = true;
    let mut size = (set.len() / 2).max(1);
    loop {
        let mut position = 0;
        while position < set.len() {
            if enough() {
                return told(&set, false);
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
            return told(&set, minimal);
        }
        size = (size / 2).max(1);
    }
}
