//! `kernel::cost` agrees with the slow scorer on everything, and with the ledger on every move.

use convoke::kernel::ledger::{Ledger, Tables};
use convoke::kernel::random::Random;
use convoke::kernel::{ActivityIndex, Problem, evaluate};
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

    /// A walk of moves, possible and impossible ones: each is priced as the whole cost and the slow scorer say.
    #[test]
    fn a_ledger_prices_every_move_exactly(seed in any::<u64>(), other in any::<u64>()) {
        let draft = random_problem::draft(seed, SIZE);
        let problem = Problem::new(draft.clone()).expect("no defects");
        let tables = Tables::new(&problem);
        let mut ledger = Ledger::new(&tables, &random_problem::placements(other, &problem));
        let mut random = Random::new(other);
        let mut before = slow_scorer::score(&draft, &problem, &ledger.placements());
        for step in 0..12_u64 {
            let target = random_problem::placements(seed ^ step, &problem);
            let activity = ActivityIndex::new(random.below(SIZE.activities));
            let change = ledger.change(activity, target.get(activity));
            ledger.place(activity, target.get(activity));
            let placements = ledger.placements();
            prop_assert_eq!(placements.get(activity), target.get(activity));
            let after = slow_scorer::score(&draft, &problem, &placements);
            prop_assert_eq!(change.forbidden, after.forbidden as i64 - before.forbidden as i64);
            for (level, change) in problem.levels().iter().zip(&change.cost) {
                prop_assert_eq!(*change, after.cost[level] as i64 - before.cost[level] as i64);
            }
            let score = evaluate(&problem, &placements);
            prop_assert_eq!((score.forbidden_units(), &score.cost), (after.forbidden, &problem.levels().iter().map(|level| after.cost[level]).collect()));
            before = after;
        }
    }
}
