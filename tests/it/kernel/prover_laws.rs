//! HiGHS, by its program and by its relaxation, against trying everything: the same optimum, the same verdict, minimal conflicts, the same answer twice.

use convoke::kernel::brute::{Brute, satisfiable};
use convoke::kernel::{Answer, Budget, Member, Problem, Progress, Prover, Request, evaluate};
use convoke::milp::Highs;
use proptest::prelude::*;

use super::random_problem::{self, Size};

const LOOSE: Size = Size { activities: 4, horizon: 9, relations: 14, forbidden: 1 };
const TIGHT: Size = Size { activities: 4, horizon: 7, relations: 12, forbidden: 5 };

/// More combinations than any of these problems has.
const ALL: u64 = 3_000_000;

fn request() -> Request<'static> {
    Request::new(Budget::Nodes(100_000))
}

fn combinations(problem: &Problem) -> u64 {
    let choices = problem.activity_indices().map(|a| 1 + convoke::kernel::explain::candidates(problem, a).len() as u64);
    choices.product()
}

fn agrees(problem: &Problem) -> Result<(), TestCaseError> {
    prop_assume!(combinations(problem) < 60_000);
    let brute = Brute.solve(problem, &Request::new(Budget::Nodes(ALL)), &mut |_| {});
    for prover in [Highs::default(), Highs::default().relaxing()] {
        let mut bounds = Vec::new();
        let mut hear = |progress: &Progress| bounds.push((progress.level.clone(), progress.bound));
        let answer = prover.solve(problem, &request(), &mut hear);
        same(problem, &brute, &answer)?;
        if let Answer::Optimal { score, .. } = &brute {
            for (level, bound) in bounds {
                let at = problem.levels().iter().position(|known| *known == level);
                let optimum = at.map(|level| score.cost[level]);
                prop_assert!(bound <= optimum, "a bound of {level}, {bound:?}, beyond the optimum {optimum:?}");
            }
        }
    }
    Ok(())
}

fn same(problem: &Problem, brute: &Answer, answer: &Answer) -> Result<(), TestCaseError> {
    match (brute, answer) {
        (Answer::Optimal { score: expected, .. }, Answer::Optimal { placements, score }) => {
            prop_assert!(score.is_valid());
            prop_assert_eq!(&expected.cost, &score.cost);
            prop_assert_eq!(&evaluate(problem, placements), score);
        }
        (Answer::Infeasible { .. }, Answer::Infeasible { conflict, minimal }) => {
            prop_assert!(*minimal);
            is_minimal(problem, conflict)?;
        }
        other => prop_assert!(false, "brute force and HiGHS differ: {:?}", other),
    }
    Ok(())
}

fn is_minimal(problem: &Problem, conflict: &[Member]) -> Result<(), TestCaseError> {
    prop_assert_eq!(satisfiable(problem, conflict, ALL, &request()), Some(false));
    for dropped in conflict {
        let rest: Vec<Member> = conflict.iter().copied().filter(|member| member != dropped).collect();
        prop_assert_eq!(satisfiable(problem, &rest, ALL, &request()), Some(true), "{:?} can be dropped", dropped);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..ProptestConfig::with_cases(80) })]

    #[test]
    fn finds_the_optimum(seed in any::<u64>()) {
        agrees(&random_problem::problem(seed, LOOSE))?;
    }

    #[test]
    fn proves_contradictions(seed in any::<u64>()) {
        agrees(&random_problem::problem(seed, TIGHT))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn the_same_request_gives_the_same_answer(seed in any::<u64>()) {
        let problem = random_problem::problem(seed, Size { activities: 8, horizon: 20, relations: 30, forbidden: 1 });
        let request = Request::new(Budget::Nodes(50)).seed(seed);
        let first = Highs::default().solve(&problem, &request, &mut |_| {});
        let second = Highs::default().solve(&problem, &request, &mut |_| {});
        prop_assert_eq!(first, second);
    }
}
