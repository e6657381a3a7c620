//! Alternatives promise what evaluation keeps; search never makes anything worse.

use convoke::kernel::construct::construct;
use convoke::kernel::explain::{Alternative, Explainer, alternatives, by_charge, candidates};
use convoke::kernel::ledger::{Price, Tables};
use convoke::kernel::search::{Options, run};
use convoke::kernel::{ActivityIndex, Charged, Problem, Score, evaluate};
use proptest::prelude::*;

use super::random_problem::{self, Size};

const SIZE: Size = Size { activities: 6, horizon: 12, relations: 20, forbidden: 2 };

/// What is charged for one thing, forbidden units first.
fn amount(problem: &Problem, score: &Score, what: Charged) -> SignedRow {
    let mut row = vec![0; problem.levels().len() + 1];
    for charge in score.forbidden.iter().chain(&score.charges).filter(|charge| charge.what == what) {
        match charge.level {
            None => row[0] += charge.units as i64,
            Some(level) => row[level.get() + 1] += charge.amount as i64,
        }
    }
    SignedRow(row)
}

fn signed(price: &Price) -> SignedRow {
    SignedRow(std::iter::once(price.forbidden).chain(price.cost.iter().copied()).collect())
}

#[derive(Debug, PartialEq)]
struct SignedRow(Vec<i64>);

impl std::ops::Sub for SignedRow {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one - other).collect())
    }
}

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

    /// Dragging an activity about: every answer speaks of where things are then, and its reasons add up with the rest.
    #[test]
    fn an_explainer_follows_what_is_dragged(seed in any::<u64>(), other in any::<u64>()) {
        let problem = random_problem::problem(seed, SIZE);
        let tables = Tables::new(&problem);
        let mut placements = random_problem::placements(other, &problem);
        let mut explainer = Explainer::new(&tables, &placements);
        for step in 0..4_u64 {
            let moved = ActivityIndex::new(((other ^ step) % SIZE.activities as u64) as usize);
            let to = random_problem::placements(seed ^ step, &problem).get(moved);
            let before = evaluate(&problem, &placements);
            let reasons = explainer.reasons(moved, to);
            placements.set(moved, to);
            explainer.place(moved, to);
            let after = evaluate(&problem, &placements);
            let sum: i64 = reasons.iter().map(|reason| reason.change.forbidden).sum();
            prop_assert_eq!(sum, after.forbidden_units() as i64 - before.forbidden_units() as i64);
            for level in 0..problem.levels().len() {
                let sum: i64 = reasons.iter().map(|reason| reason.change.cost[level]).sum();
                prop_assert_eq!(sum, after.cost[level] as i64 - before.cost[level] as i64);
            }
            for reason in &reasons {
                // Charges of an activity alone are told for the one that moves; the score has them for everybody.
                if matches!(reason.what, Charged::Relation(_) | Charged::PlaceOver(_) | Charged::Resource(_)) {
                    let change = amount(&problem, &after, reason.what) - amount(&problem, &before, reason.what);
                    prop_assert_eq!(change, signed(&reason.change));
                }
                prop_assert!(reason.activities.contains(&moved));
            }
            for activity in problem.activity_indices() {
                let answers = explainer.alternatives(activity);
                prop_assert_eq!(&answers, &alternatives(&problem, &placements, activity));
                let placed: Vec<_> = answers.iter().filter_map(|alternative| alternative.placement).collect();
                prop_assert_eq!(placed, candidates(&problem, activity));
                let best = explainer.best_alternatives(activity, 3);
                prop_assert!(best.iter().all(|one| one.placement != placements.get(activity)));
                let least = answers.iter().filter(|one| one.placement != placements.get(activity)).map(|one| &one.change).min();
                prop_assert_eq!(best.first().map(|one| &one.change), least);
                let worse = |one: &&Alternative| one.placement != placements.get(activity) && one.change > Price::zero(one.change.cost.len());
                let ruled_out = answers.iter().filter(worse).filter(|one| one.change.forbidden > 0).count();
                let dearer = answers.iter().filter(worse).count() - ruled_out;
                for (forbids, most) in [(true, ruled_out), (false, dearer)] {
                    let binds: Vec<_> = explainer.binds(activity).into_iter().filter(|bind| bind.forbids == forbids).collect();
                    prop_assert!(binds.iter().all(|bind| bind.alone <= bind.from && bind.from <= most));
                    // Everything that is worse is kept from by something.
                    prop_assert!(binds.iter().map(|bind| bind.from).sum::<usize>() >= most);
                }
            }
        }
    }

    #[test]
    fn search_improves_and_repeats_itself(seed in any::<u64>()) {
        let problem = random_problem::problem(seed, SIZE);
        let first = construct(&problem, None);
        let options = Options { seed, threads: 1, iterations: Some(1200) };
        let better = run(&problem, options, Some(&first), None, &|| false);
        let (before, after) = (evaluate(&problem, &first), evaluate(&problem, &better));
        prop_assert!((after.forbidden_units(), &after.cost) <= (before.forbidden_units(), &before.cost));
        prop_assert_eq!(&better, &run(&problem, options, Some(&first), None, &|| false));
        let mut sums = problem.zero_cost();
        for (_, cost) in by_charge(&problem, &after) {
            for (sum, cost) in sums.iter_mut().zip(cost) {
                *sum += cost;
            }
        }
        prop_assert_eq!(sums, after.cost);
    }
}
