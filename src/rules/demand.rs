//! All demands of a scenario: those of the rules and those somebody wrote into it.

use super::{all, wish_demands};
use crate::domain::demand::Demand;
use crate::domain::ids::RuleId;
use crate::domain::scenario::Scenario;
use std::collections::BTreeSet;

/// All demands, the rules' first, in the order of their ids.
pub fn demands(scenario: &Scenario) -> Vec<Demand> {
    demands_without(scenario, &BTreeSet::new())
}

/// All demands but those of some rules: a mutant planner for tests, which the checker must catch.
pub fn demands_without(scenario: &Scenario, left_out: &BTreeSet<RuleId>) -> Vec<Demand> {
    let mut demands = Vec::new();
    for rule in all().iter().filter(|rule| !left_out.contains(&rule.id())) {
        rule.demands(scenario, &mut demands);
    }
    wish_demands::demands(scenario, &mut demands);
    demands
}
