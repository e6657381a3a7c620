//! The search finds what trying everything finds, repeats itself on any number of threads, and never makes anything worse.

use convoke::kernel::brute::Brute;
use convoke::kernel::random::Random;
use convoke::kernel::search::{self, Options};
use convoke::kernel::{Answer, Budget, CostVector, Placements, Pool, Problem, Prover, Request, evaluate};
use proptest::prelude::*;

use super::random_problem::{self, Size};

const TINY: Size = Size { activities: 4, horizon: 9, relations: 14, forbidden: 1 };
const TIGHT: Size = Size { activities: 4, horizon: 7, relations: 12, forbidden: 3 };
const LARGER: Size = Size { activities: 12, horizon: 24, relations: 40, forbidden: 2 };

/// More combinations than any problem tried has.
const ALL: u64 = 3_000_000;

fn combinations(problem: &Problem) -> u64 {
    let choices = problem.activity_indices().map(|a| 1 + convoke::kernel::explain::candidates(problem, a).len() as u64);
    choices.product()
}

fn price(problem: &Problem, placements: &Placements) -> (u64, CostVector) {
    let score = evaluate(problem, placements);
    (score.forbidden_units(), score.cost)
}

fn options(seed: u64, threads: usize, iterations: u64) -> Options {
    Options { seed, threads, iterations: Some(iterations) }
}

/// Far more moves than a tiny problem has placements, so that chance has no say in whether it is solved.
fn finds_the_optimum(problem: &Problem) -> Result<(), TestCaseError> {
    prop_assume!(combinations(problem) < 10_000);
    let answer = Brute.solve(problem, &Request::new(Budget::Nodes(ALL)), &mut |_| {});
    let found = search::run(problem, options(1, 1, 160_000), None, None, &|| false);
    match answer {
        Answer::Optimal { score, .. } => prop_assert_eq!(price(problem, &found), (0, score.cost)),
        _ => prop_assert!(!evaluate(problem, &found).is_valid()),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn finds_what_trying_everything_finds(seed in any::<u64>()) {
        finds_the_optimum(&random_problem::problem(seed, TINY))?;
    }

    #[test]
    fn finds_the_way_out_of_what_is_forbidden(seed in any::<u64>()) {
        finds_the_optimum(&random_problem::problem(seed, TIGHT))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_number_of_threads_changes_nothing(seed in any::<u64>()) {
        let problem = random_problem::problem(seed, LARGER);
        let found: Vec<Placements> = [1, 2, 3]
            .into_iter()
            .map(|threads| search::run(&problem, options(seed, threads, 8_000), None, None, &|| false))
            .collect();
        prop_assert_eq!(&found[0], &found[1]);
        prop_assert_eq!(&found[0], &found[2]);
    }

    #[test]
    fn nothing_gets_worse_than_its_start(seed in any::<u64>(), other in any::<u64>()) {
        let problem = random_problem::problem(seed, LARGER);
        let start = random_problem::placements(other, &problem);
        let before = price(&problem, &start);
        for moves in [0, 10, 3000] {
            let after = search::run(&problem, options(seed, 2, moves), Some(&start), None, &|| false);
            prop_assert!(price(&problem, &after) <= before);
        }
    }

    /// A pool hears of everything valid, and what is in it is never lost.
    #[test]
    fn a_pool_is_fed_and_heard(seed in any::<u64>()) {
        let problem = random_problem::problem(seed, LARGER);
        let known = search::run(&problem, options(seed, 1, 10_000), None, None, &|| false);
        let pool = Pool::new(&problem);
        let heard = pool.offer(&known);
        let start = random_problem::placements(seed, &problem);
        let found = search::run(&problem, options(seed, 2, 2_000), Some(&start), Some(&pool), &|| false);
        if heard {
            prop_assert!(price(&problem, &found) <= price(&problem, &known));
        }
        if evaluate(&problem, &found).is_valid() {
            prop_assert_eq!(pool.cost(), Some(evaluate(&problem, &found).cost));
        }
    }

    /// Whoever says how much of the budget is used ends the search.
    #[test]
    fn a_search_ends_when_its_budget_is_spent(seed in any::<u64>()) {
        use std::sync::atomic::{AtomicU64, Ordering};
        let problem = random_problem::problem(seed, LARGER);
        let asked = AtomicU64::new(0);
        let spent = || asked.fetch_add(1, Ordering::Relaxed) as f64 / 200.0;
        let found = search::run_for(&problem, options(seed, 1, 0), None, None, &spent);
        prop_assert_eq!(found.as_slice().len(), LARGER.activities);
        prop_assert!(asked.load(Ordering::Relaxed) < 1000);
    }
}

/// No lane of a seed gives, at whatever distance, the numbers that another lane or a neighbouring seed gives.
#[test]
fn streams_of_neighbouring_seeds_and_lanes_share_no_numbers() {
    const DRAWS: usize = 4096;
    let mut seen = std::collections::BTreeSet::new();
    for (seed, lane) in (0..16).chain(u64::MAX - 3..=u64::MAX).flat_map(|seed| (0..4).map(move |lane| (seed, lane))) {
        let mut random = Random::stream(seed, lane);
        for draw in 0..DRAWS {
            assert!(seen.insert(random.next_u64()), "draw {draw} of lane {lane}, seed {seed}");
        }
    }
}

/// A timetable in which every seat is taken and so many in a hundred pairs cost something at once. One that costs nothing is
/// among those that are possible.
fn full_timetable(seed: u64, times: u64, rooms: u64, percent: usize) -> Problem {
    let mut random = Random::stream(seed, 0);
    let count = times * rooms;
    let places: Vec<String> = (0..rooms).map(|room| format!("r{room}")).collect();
    let activities: Vec<serde_json::Value> = (0..count)
        .map(
            |n| serde_json::json!({"id": format!("a{n}"), "duration": 1, "starts": [[0, times - 1]], "places": places}),
        )
        .collect();
    let mut relations = Vec::new();
    for one in 0..count {
        for other in (one + 1..count).filter(|other| other % times != one % times) {
            if random.below(100) < percent {
                let weight = [1, 10, 100][random.below(3)];
                let over = serde_json::json!({"level": "cost", "weight": weight});
                relations.push(serde_json::json!({
                    "kind": "overlap", "a": format!("a{one}"), "b": format!("a{other}"), "over": over
                }));
            }
        }
    }
    let document = serde_json::json!({
        "format": "convoke-placement/1", "name": "full", "horizon": times, "levels": ["cost"], "profiles": {},
        "places": places.iter().map(|id| serde_json::json!({"id": id})).collect::<Vec<_>>(), "place_over": "forbidden",
        "resources": [], "activities": activities, "relations": relations,
    });
    Problem::from_json(&document.to_string()).expect("a problem")
}

/// The last conflicts of a timetable without a free seat are found: only exchanges keep it allowed.
#[test]
fn the_last_conflicts_of_a_full_timetable_are_hunted_down() {
    for seed in 1..=4 {
        let problem = full_timetable(seed, 12, 8, 32);
        let found = search::run(&problem, options(seed, 1, 600_000), None, None, &|| false);
        assert_eq!(price(&problem, &found), (0, vec![0]), "seed {seed}");
    }
}
