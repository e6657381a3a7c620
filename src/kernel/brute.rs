//! The prover that tries everything: for problems of a few activities, and as the judge of the other provers.

use super::cost::evaluate;
use super::explain::candidates;
use super::index::{ActivityIndex, RelationIndex, ResourceIndex};
use super::problem::{CostVector, Over, Problem};
use super::prover::{Answer, Budget, Member, Progress, Prover, Request, WhyStopped};
use super::solution::{Placement, Placements};

/// Tries every combination of placements.
#[derive(Debug, Clone, Copy, Default)]
pub struct Brute;

/// Combinations tried under a budget in seconds, which this prover, having no clock, cannot measure.
const PATIENCE: u64 = 2_000_000;

impl Prover for Brute {
    fn solve(&self, problem: &Problem, request: &Request<'_>, observer: &mut dyn FnMut(&Progress)) -> Answer {
        let patience = match request.budget {
            Budget::Nodes(nodes) => nodes,
            Budget::Seconds(_) => PATIENCE,
        };
        let every: Vec<Member> = members(problem);
        let mut best: Option<(CostVector, Placements)> = None;
        let complete = enumerate(problem, &every, patience, request, &mut |placements, cost| {
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                observer(&Progress {
                    level: problem.levels()[0].clone(),
                    level_number: 0,
                    incumbent: Some(cost.clone()),
                    bound: None,
                    seconds: 0.0,
                    placements: Some(placements.clone()),
                });
                best = Some((cost, placements.clone()));
            }
            true
        });
        let why_stopped = if request.is_stopped() { WhyStopped::Asked } else { WhyStopped::Budget };
        let bounds = vec![None; problem.levels().len()];
        match (best, complete) {
            (Some((_, placements)), true) => Answer::Optimal { score: evaluate(problem, &placements), placements },
            (Some((_, placements)), false) => {
                Answer::Feasible { score: evaluate(problem, &placements), placements, bounds, why_stopped }
            }
            (None, false) => Answer::Unknown { why_stopped, bounds },
            (None, true) => {
                let (conflict, minimal) = shrink(every, |kept| satisfiable(problem, kept, patience, request));
                Answer::Infeasible { conflict, minimal }
            }
        }
    }
}

/// Every demand of a problem that can take part in a contradiction.
pub fn members(problem: &Problem) -> Vec<Member> {
    let windows = problem.activity_indices().filter(|&a| !problem.activity(a).may_be_left_out()).map(Member::Window);
    let relations = problem.relations().iter().enumerate().filter(|(_, r)| r.over() == Over::Forbidden);
    let resources = problem.resources().iter().enumerate().filter(|(_, r)| r.over() == Over::Forbidden);
    let places = (problem.place_over() == Over::Forbidden && !problem.places().is_empty()).then_some(Member::Places);
    windows
        .chain(relations.map(|(n, _)| Member::Relation(RelationIndex::new(n))))
        .chain(resources.map(|(n, _)| Member::Resource(ResourceIndex::new(n))))
        .chain(places)
        .collect()
}

/// Drops members as long as `satisfiable` says that the rest still contradicts itself (the deletion filter).
/// `satisfiable` answers `None` when it cannot say; the member is then kept and the result is not proven minimal.
pub fn shrink(members: Vec<Member>, mut satisfiable: impl FnMut(&[Member]) -> Option<bool>) -> (Vec<Member>, bool) {
    let mut kept = members;
    let mut minimal = true;
    let mut chunk = kept.len().next_power_of_two();
    while chunk > 0 {
        let mut from = 0;
        while from < kept.len() {
            let to = (from + chunk).min(kept.len());
            let rest: Vec<Member> = kept[..from].iter().chain(&kept[to..]).copied().collect();
            match satisfiable(&rest) {
                Some(false) => kept = rest,
                answer => {
                    minimal &= chunk > 1 || answer.is_some();
                    from = to;
                }
            }
        }
        chunk /= 2;
    }
    (kept, minimal)
}

/// Whether placements exist that keep `kept`; `None` if it takes too long to say.
pub fn satisfiable(problem: &Problem, kept: &[Member], patience: u64, request: &Request<'_>) -> Option<bool> {
    let mut found = false;
    let complete = enumerate(problem, kept, patience, request, &mut |_, _| {
        found = true;
        false
    });
    if found { Some(true) } else { complete.then_some(false) }
}

/// Whether what is forbidden in a score concerns only demands that are not kept.
pub fn keeps(problem: &Problem, placements: &Placements, kept: &[Member]) -> bool {
    use super::cost::Charged;
    evaluate(problem, placements).forbidden.iter().all(|charge| match charge.what {
        Charged::LeftOut => !charge.activities.iter().any(|&activity| kept.contains(&Member::Window(activity))),
        Charged::Relation(relation) => !kept.contains(&Member::Relation(relation)),
        Charged::Resource(resource) => !kept.contains(&Member::Resource(resource)),
        Charged::PlaceOver(_) => !kept.contains(&Member::Places),
        _ => false,
    })
}

/// Calls `visit` with all placements that keep `kept`, until it says `false`. Returns whether all were tried.
fn enumerate(
    problem: &Problem,
    kept: &[Member],
    patience: u64,
    request: &Request<'_>,
    visit: &mut dyn FnMut(&Placements, CostVector) -> bool,
) -> bool {
    let choices: Vec<Vec<Option<Placement>>> = problem
        .activity_indices()
        .map(|activity| {
            let mut all: Vec<Option<Placement>> = candidates(problem, activity).into_iter().map(Some).collect();
            if !kept.contains(&Member::Window(activity)) {
                all.push(None);
            }
            all
        })
        .collect();
    if choices.iter().any(Vec::is_empty) {
        return true;
    }
    let mut odometer = vec![0; choices.len()];
    let mut placements = Placements::empty(problem);
    for (n, choice) in choices.iter().enumerate() {
        placements.set(ActivityIndex::new(n), choice[0]);
    }
    for _ in 0..patience {
        if request.is_stopped() {
            return false;
        }
        if keeps(problem, &placements, kept) && !visit(&placements, evaluate(problem, &placements).cost) {
            return true;
        }
        let Some(turn) = (0..choices.len()).rev().find(|&n| odometer[n] + 1 < choices[n].len()) else { return true };
        odometer[turn] += 1;
        odometer[turn + 1..].fill(0);
        for n in turn..choices.len() {
            placements.set(ActivityIndex::new(n), choices[n][odometer[n]]);
        }
    }
    false
}
