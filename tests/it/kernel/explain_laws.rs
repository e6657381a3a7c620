//! Alternatives promise what evaluation keeps; search never makes anything worse.

use convoke::kernel::construct::construct;
use convoke::kernel::explain::{alternatives, by_charge};
use convoke::kernel::search::{Effort, improve};
use convoke::kernel::{ActivityIndex, evaluate};
use proptest::prelude::*;

use super::random_problem::{self, Size};

const SIZE: Size = Size { activities: 6, horizon: 12, relations: 20, forbidden: 2 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn alternatives_cost_what_they_promise(seed in any::<u64>(), other in any::<u64>()) {
        let problem = random_problem::problem(seed, SIZE);
        let placements = random_problem::placements(other, &problem);
        let before = evaluate(&problem, &placements);
        let activity = ActivityIndex::new((other % SIZE.activities as u64) as usize);
        for alternative in alternatives(&problem, &placements, activity) {
            let mut moved = placements.clone();
            moved.set(activity, alternative.placement);
            let after = evaluate(&problem, &moved);
            let change = after.forbidden_units() as i64 - before.forbidden_units() as i64;
            prop_assert_eq!(alternative.change.forbidden, change);
            let costs: Vec<i64> = after.cost.iter().zip(&before.cost).map(|(after, before)| *after as i64 - *before as i64).collect();
            prop_assert_eq!(alternative.change.cost, costs);
        }
    }

    #[test]
    fn search_improves_and_repeats_itself(seed in any::<u64>()) {
        let problem = random_problem::problem(seed, SIZE);
        let first = construct(&problem, None);
        let effort = Effort { moves: 600, coolings: 2, seed };
        let better = improve(&problem, &first, effort, &|| false);
        let (before, after) = (evaluate(&problem, &first), evaluate(&problem, &better));
        prop_assert!((after.forbidden_units(), &after.cost) <= (before.forbidden_units(), &before.cost));
        prop_assert_eq!(&better, &improve(&problem, &first, effort, &|| false));
        let mut sums = problem.zero_cost();
        for (_, cost) in by_charge(&problem, &after) {
            for (sum, cost) in sums.iter_mut().zip(cost) {
                *sum += cost;
            }
        }
        prop_assert_eq!(sums, after.cost);
    }
}
