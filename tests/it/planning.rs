//! Planning and checking against each other, and both against trying everything.

use crate::generator::{self, Drawn};
use crate::helpers::{read, seconds};
use chrono::Datelike;
use convoke::domain::demand::Level;
use convoke::domain::finding::Finding;
use convoke::domain::ids::MeetingId;
use convoke::domain::plan::{Placement, Plan, Quality};
use convoke::domain::scenario::Scenario;
use convoke::domain::view::{Scope, View};
use convoke::milp::Highs;
use convoke::planning::{self, Options, Outcome};
use convoke::rules;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::collections::BTreeMap;

fn blocking(scenario: &Scenario, plan: &Plan) -> Vec<Finding> {
    rules::check(&View::new(scenario, plan), &Scope::All).into_iter().filter(Finding::blocks).collect()
}

/// Findings that settled meetings alone cause: planning cannot mend them.
fn of_settled(scenario: &Scenario, finding: &Finding) -> bool {
    finding.meetings.iter().all(|meeting| {
        scenario
            .fixed()
            .get(meeting)
            .is_some_and(|known| known.firmness > convoke::domain::meeting::Firmness::Tentative)
    })
}

fn plan(scenario: &Scenario) -> Outcome {
    planning::plan(
        scenario,
        &Highs::default(),
        &Options { explain: false, ..Options::new(seconds(600.0)) },
        &mut |_| {},
    )
}

fn options() -> Config {
    Config { cases: 120, failure_persistence: None, ..Config::default() }
}

/// What planning produces, the checker accepts, and its proof says what the demands measure.
#[test]
fn what_planning_produces_the_checker_accepts() {
    let feasible = Cell::new(0);
    let all = Cell::new(0);
    let mut runner = TestRunner::new_with_rng(
        options(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    runner
        .run(&generator::scenarios(3..=8, 30), |drawn: Drawn| {
            let scenario = read(&drawn.toml());
            all.set(all.get() + 1);
            match plan(&scenario) {
                Outcome::Planned(planned) => {
                    feasible.set(feasible.get() + 1);
                    let wrong: Vec<_> =
                        planned.findings.iter().filter(|f| f.blocks() && !of_settled(&scenario, f)).collect();
                    prop_assert!(wrong.is_empty(), "{wrong:#?}\n{:#?}\n{}", planned.plan, drawn.toml());
                    let measured = planning::assess(&scenario, &planned.plan);
                    prop_assert!(measured.broken.is_empty(), "{:#?}", measured.broken);
                    for (level, name) in
                        [(Level::Should, "should"), (Level::Change, "change"), (Level::Prefer, "prefer")]
                    {
                        let proven = planned.plan.proof.iter().find(|proof| proof.level == name).unwrap();
                        prop_assert_eq!(measured.points.get(&level).copied().unwrap_or(0), proven.cost, "{}", name);
                        prop_assert!(proven.bound.is_none_or(|bound| bound <= proven.cost));
                    }
                }
                Outcome::Impossible(contradiction) => {
                    prop_assert!(!contradiction.demands.is_empty() && contradiction.minimal);
                }
                Outcome::NothingFound { why } => prop_assert!(false, "{why}"),
            }
            Ok(())
        })
        .unwrap();
    let share = 100 * feasible.get() / all.get();
    println!("{share} % of {} generated scenarios are feasible", all.get());
    assert!(share >= 70, "only {share} % of the generated scenarios are feasible: the test says too little");
}

/// Every day, half and venue a meeting could have, found without planning's help.
fn everywhere(scenario: &Scenario, meeting: &MeetingId) -> Vec<Placement> {
    use convoke::domain::meeting::{Firmness, Half, Length};
    if let Some(known) = scenario.fixed().get(meeting).filter(|known| known.firmness > Firmness::Tentative) {
        return vec![known.clone()];
    }
    let known = &scenario.meetings()[meeting];
    let venue = known.venues.first().cloned();
    let halves =
        if known.length == Length::HalfDay { vec![Some(Half::Morning), Some(Half::Afternoon)] } else { vec![None] };
    known
        .earliest
        .iter_days()
        .take_while(|day| *day <= known.latest)
        .filter(|day| known.opens_on.is_empty() || known.opens_on.contains(&day.weekday()))
        .filter(|day| known.weekend || day.weekday().number_from_monday() < 6)
        .flat_map(|first| {
            let last = scenario.closing_day(known, venue.as_ref(), first);
            let venue = venue.clone();
            halves
                .iter()
                .filter_map(move |half| Placement::new(first, last, *half, venue.clone(), Firmness::Planned).ok())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// On tiny scenarios the optimum over all plans that the checker accepts is what planning finds.
#[test]
fn trying_everything_agrees_on_the_optimum() {
    let compared = Cell::new(0);
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 40, ..options() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    runner
        .run(&generator::scenarios(2..=3, 6), |drawn: Drawn| {
            let scenario = read(&drawn.toml());
            let ids: Vec<MeetingId> = scenario.meetings().keys().cloned().collect();
            let places: Vec<Vec<Placement>> = ids.iter().map(|meeting| everywhere(&scenario, meeting)).collect();
            if places.iter().map(Vec::len).product::<usize>() > 4_000 {
                return Ok(());
            }
            let mut best: Option<[u64; 3]> = None;
            let mut index = vec![0; ids.len()];
            'all: loop {
                let placements: BTreeMap<_, _> = ids
                    .iter()
                    .zip(&index)
                    .zip(&places)
                    .map(|((id, at), list)| (id.clone(), list[*at].clone()))
                    .collect();
                let plan = Plan { placements, quality: Quality::Unproven, ..scenario.plan_of_fixed() };
                let accepted = blocking(&scenario, &plan).iter().all(|finding| of_settled(&scenario, finding));
                let measured = planning::assess(&scenario, &plan);
                prop_assert_eq!(
                    accepted,
                    measured.broken.is_empty(),
                    "checker and demands disagree:\n{:#?}\n{:#?}\n{}\n{:#?}",
                    blocking(&scenario, &plan),
                    measured.broken,
                    drawn.toml(),
                    plan.placements
                );
                if accepted {
                    let points = [Level::Should, Level::Change, Level::Prefer]
                        .map(|level| measured.points.get(&level).copied().unwrap_or(0));
                    best = Some(best.map_or(points, |best| best.min(points)));
                }
                for (position, list) in index.iter_mut().zip(&places) {
                    *position += 1;
                    if *position < list.len() {
                        continue 'all;
                    }
                    *position = 0;
                }
                break;
            }
            compared.set(compared.get() + 1);
            match plan(&scenario) {
                Outcome::Planned(planned) => {
                    let points: Vec<u64> = planned.plan.proof.iter().map(|proof| proof.cost).collect();
                    prop_assert_eq!(planned.plan.quality, Quality::Optimal);
                    prop_assert_eq!(Some(points), best.map(Vec::from), "{}", drawn.toml());
                }
                Outcome::Impossible(_) => prop_assert_eq!(best, None, "{}", drawn.toml()),
                Outcome::NothingFound { why } => prop_assert!(false, "{why}"),
            }
            Ok(())
        })
        .unwrap();
    println!("{} scenarios tried in full", compared.get());
    assert!(compared.get() >= 15, "only {} scenarios were small enough to try in full", compared.get());
}
