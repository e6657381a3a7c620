//! HiGHS, by its program and by its relaxation, against trying everything: the same optimum, the same verdict, minimal conflicts, the same answer twice.

use convoke::kernel::brute::{Brute, satisfiable};
use convoke::kernel::{Answer, Budget, Member, Problem, Progress, Prover, Request, evaluate};
use convoke::milp::Highs;
use proptest::prelude::*;

use convoke::kernel::random::Random;
use convoke::kernel::{ActivityIndex, RelationIndex};
use serde_json::json;

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

/// Groups that meet one at a time, share delegates and rooms: what the relaxation looks at most closely.
fn crowd(seed: u64) -> Problem {
    let mut random = Random::new(seed);
    let horizon = 3 + random.below(2);
    let sizes = [2, 1 + random.below(2), 1];
    let (mut activities, mut relations, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    for (group, &size) in sizes.iter().enumerate() {
        let duration = 1 + random.below(2);
        let mut list = Vec::new();
        for n in 0..size {
            let id = format!("g{group}-{n}");
            let places: &[&str] = [&["hall"][..], &["hall", "room"], &["room"]][random.below(3)];
            activities.push(json!({
                "id": id, "duration": duration, "starts": [[0, horizon - duration]], "places": places,
                "uses": {"teams": random.below(2)},
                "start_costs": [{"level": "cost", "profile": format!("p{group}"), "weight": 1 + random.below(2)}],
                "place_costs": [{"place": "hall", "level": "cost", "cost": random.below(2)}],
            }));
            list.push(id);
        }
        if size > 1 {
            relations.push(json!({"kind": "disjoint", "activities": list, "over": "forbidden"}));
            if random.below(2) == 0 {
                relations
                    .push(json!({"kind": "gap", "first": list[0], "second": list[1], "min": 0, "over": "forbidden"}));
            }
        }
        lists.push(list);
    }
    for a in 0..lists.len() {
        for b in 0..a {
            let per = ["tick", "once"][random.below(2)];
            let over = match random.below(5) {
                0 => json!("forbidden"),
                _ => json!({"level": "cost", "weight": 1 + random.below(4)}),
            };
            relations.push(json!({"kind": "overlap", "a": lists[a], "b": lists[b], "per": per, "over": over}));
        }
    }
    let wish = json!({"level": "cost", "weight": 1});
    relations.push(json!({"kind": "same_place", "activities": lists[0], "over": wish}));
    let profiles: serde_json::Map<String, serde_json::Value> = (0..sizes.len())
        .map(|group| (format!("p{group}"), (0..horizon).map(|_| random.below(4)).collect::<Vec<_>>().into()))
        .collect();
    let over = [json!("forbidden"), wish][random.below(2)].clone();
    let document = json!({
        "format": "convoke-placement/1", "name": "crowd", "horizon": horizon, "levels": ["cost"], "profiles": profiles,
        "places": [{"id": "hall"}, {"id": "room"}], "place_over": "forbidden",
        "resources": [{"id": "teams", "capacity": 1, "over": over}], "activities": activities, "relations": relations,
    });
    Problem::from_json(&document.to_string()).unwrap_or_else(|defects| panic!("seed {seed}: {defects:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn bounds_of_crowds_hold(seed in any::<u64>()) {
        agrees(&crowd(seed))?;
    }
}

/// Three meetings, each at least one tick after the one before, the first again after the last.
fn circle(last: i64) -> Problem {
    let activity = |id: &str| json!({"id": id, "duration": 2, "starts": [[0, 57]]});
    let gap = |first: &str, second: &str, min: i64| json!({"kind": "gap", "first": first, "second": second, "min": min, "over": "forbidden"});
    let relations = [gap("a", "b", 1), gap("b", "c", 1), gap("c", "a", last), gap("a", "d", 0)];
    let activities = ["a", "b", "c", "d"].map(activity);
    let document = json!({
        "format": "convoke-placement/1", "name": "circle", "horizon": 60, "levels": ["cost"], "profiles": {},
        "places": [], "place_over": "forbidden", "resources": [],
        "activities": activities, "relations": relations,
    });
    Problem::from_json(&document.to_string()).unwrap_or_else(|defects| panic!("{defects:?}"))
}

#[test]
fn gaps_in_a_circle_contradict_each_other() {
    let problem = circle(1);
    let answer = Highs::default().solve(&problem, &request(), &mut |_| {});
    let Answer::Infeasible { conflict, .. } = answer else { panic!("{answer:?}") };
    let windows = (0..3).map(|n| Member::Window(ActivityIndex::new(n)));
    let gaps = (0..3).map(|n| Member::Relation(RelationIndex::new(n)));
    assert_eq!(conflict, windows.chain(gaps).collect::<Vec<_>>());
}

/// Each gap reaches back as far as the others reach forward, so that nothing contradicts anything.
#[test]
fn a_circle_that_closes_is_no_contradiction() {
    let answer = Highs::default().solve(&circle(-8), &request(), &mut |_| {});
    assert_eq!(answer.status(), "optimal");
}
