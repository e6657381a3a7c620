//! `kernel::cost` agrees with the slow scorer on everything, and with the ledger on every move.

use convoke::kernel::{Problem, evaluate};
use proptest::prelude::*;

use super::random_problem::{self, Size};
use super::slow_scorer;

const SIZE: Size = Size { activities: 6, horizon: 12, relations: 20, forbidden: 2 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn costs_what_the_slow_scorer_says(seed in any::<u64>(), other in any::<u64>()) {
        let draft = random_problem::draft(seed, SIZE);
        let problem = Problem::new(draft.clone()).expect("no defects");
        let placements = random_problem::placements(other, &problem);
        let score = evaluate(&problem, &placements);
        let expected = slow_scorer::score(&draft, &problem, &placements);
        prop_assert_eq!(score.forbidden_units(), expected.forbidden);
        let levels: Vec<u64> = problem.levels().iter().map(|level| expected.cost[level]).collect();
        prop_assert_eq!(&score.cost, &levels);
        // The charges add up to the cost, and each names someone.
        let mut sums = problem.zero_cost();
        for charge in &score.charges {
            sums[charge.level.expect("a level").get()] += charge.amount;
        }
        prop_assert_eq!(&score.cost, &sums);
        for charge in score.charges.iter().chain(&score.forbidden) {
            prop_assert!(!charge.activities.is_empty(), "{:?}", charge);
        }
    }

    #[test]
    fn a_document_says_the_same_as_its_draft(seed in any::<u64>()) {
        let draft = random_problem::draft(seed, SIZE);
        let again = Problem::from_json(&draft.to_json()).expect("no defects");
        prop_assert_eq!(Problem::new(draft).expect("no defects"), again);
    }
}
