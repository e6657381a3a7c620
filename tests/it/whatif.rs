//! What-if: what a board answers from what a move touches is what checking and measuring the whole plan anew gives.

use crate::generator::{self, Drawn};
use crate::helpers::{read, root};
use crate::large::Large;
use convoke::domain::demand::Level;
use convoke::domain::finding::Finding;
use convoke::domain::ids::MeetingId;
use convoke::domain::meeting::{Firmness, Half};
use convoke::domain::plan::{Placement, Plan};
use convoke::domain::reason::{Price, WhatIf};
use convoke::domain::scenario::Scenario;
use convoke::domain::view::{Scope, View};
use convoke::exchange::files::MemoryFiles;
use convoke::planning::{self, Board};
use convoke::rules;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn whole(scenario: &Scenario, plan: &Plan) -> Vec<Finding> {
    rules::check(&View::new(scenario, plan), &Scope::All)
}

/// Points of every level, measured anew: for musts the units by which they are broken.
fn measured(scenario: &Scenario, plan: &Plan) -> BTreeMap<Level, i64> {
    let assessment = planning::assess(scenario, plan);
    let mut points: BTreeMap<Level, i64> =
        assessment.points.into_iter().map(|(level, points)| (level, i64::try_from(points).unwrap())).collect();
    points.insert(Level::Must, i64::try_from(assessment.breach).unwrap());
    points
}

fn price(before: &BTreeMap<Level, i64>, after: &BTreeMap<Level, i64>) -> Vec<Price> {
    [Level::Must, Level::Should, Level::Change, Level::Prefer]
        .into_iter()
        .map(|level| Price {
            level,
            points: after.get(&level).copied().unwrap_or(0) - before.get(&level).copied().unwrap_or(0),
        })
        .filter(|price| price.points != 0)
        .collect()
}

/// A plan checked and measured as a whole.
struct Whole<'a> {
    scenario: &'a Scenario,
    findings: Vec<Finding>,
    points: BTreeMap<Level, i64>,
}

impl<'a> Whole<'a> {
    fn of(scenario: &'a Scenario, plan: &Plan) -> Self {
        Self { scenario, findings: whole(scenario, plan), points: measured(scenario, plan) }
    }
}

/// Holds the answer of a board against everything counted anew.
fn held_against_the_whole(board: &Board<'_>, now: &Whole<'_>, whatif: &WhatIf) -> Result<(), String> {
    let scenario = now.scenario;
    let plan = board.plan_after(whatif);
    let there = Whole::of(scenario, &plan);
    let (before, after) = (&now.findings, &there.findings);
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    let appearing: Vec<&Finding> = after.iter().filter(|finding| !old.contains(finding)).collect();
    let disappearing: Vec<&Finding> = before.iter().filter(|finding| !new.contains(finding)).collect();
    if appearing != whatif.appearing.iter().collect::<Vec<_>>() {
        return Err(format!("{:#?}\nappear, not\n{:#?}\nfor {:#?}", appearing, whatif.appearing, whatif.moves));
    }
    if disappearing != whatif.disappearing.iter().collect::<Vec<_>>() {
        return Err(format!(
            "{:#?}\ndisappear, not\n{:#?}\nfor {:#?}",
            disappearing, whatif.disappearing, whatif.moves
        ));
    }
    let due = price(&now.points, &there.points);
    if due != whatif.price {
        return Err(format!("it costs {due:?}, not {:?}\nfor {:#?}", whatif.price, whatif.moves));
    }
    let next = board.after(&plan, whatif);
    if next.findings() != after.as_slice() {
        return Err("the next board has other findings than the whole check".to_owned());
    }
    let points: Vec<_> = there.points.into_iter().filter(|(_, points)| *points > 0).collect();
    let kept: Vec<_> =
        next.points().into_iter().map(|(level, points)| (level, i64::try_from(points).unwrap())).collect();
    if points != kept {
        return Err(format!("the next board costs {kept:?}, not {points:?}"));
    }
    Ok(())
}

/// A plan made of numbers: every meeting somewhere around its window, some nowhere.
pub(crate) fn somewhere(scenario: &Scenario, numbers: &[u16]) -> Plan {
    let mut plan = scenario.plan_of_fixed();
    for (meeting, number) in scenario.meetings().values().zip(numbers.iter().cycle()) {
        if plan.placements.contains_key(&meeting.id) || number % 17 == 0 {
            continue;
        }
        plan.placements.insert(meeting.id.clone(), place(scenario, &meeting.id, *number));
    }
    plan
}

/// One of the places a meeting could have, or could not.
pub(crate) fn place(scenario: &Scenario, meeting: &MeetingId, number: u16) -> Placement {
    let meeting = &scenario.meetings()[meeting];
    let days = u64::from(number) % u64::try_from((meeting.latest - meeting.earliest).num_days().max(1)).unwrap();
    let first = meeting.earliest + chrono::Days::new(days);
    let venue = (!meeting.venues.is_empty()).then(|| &meeting.venues[usize::from(number) % meeting.venues.len()]);
    let half = match meeting.length {
        convoke::domain::meeting::Length::HalfDay => {
            Some([Half::Morning, Half::Afternoon][usize::from(number / 3) % 2])
        }
        convoke::domain::meeting::Length::WorkingDays(_) => None,
    };
    let firmness = [Firmness::Planned, Firmness::Tentative, Firmness::Cancelled, Firmness::Announced]
        [usize::from(number % 29).saturating_sub(25)];
    Placement::new(first, scenario.closing_day(meeting, venue, first), half, venue.cloned(), firmness).unwrap()
}

#[test]
fn a_move_changes_what_the_whole_check_says_it_changes() {
    let strategy = (
        generator::scenarios(3..=9, 40),
        prop::collection::vec(any::<u16>(), 10),
        prop::collection::vec((any::<prop::sample::Index>(), prop::option::weighted(0.9, any::<u16>())), 4),
    );
    let options = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(options, rng)
        .run(&strategy, |(drawn, numbers, asked)| {
            let scenario = read(&Drawn::toml(&drawn));
            let plan = somewhere(&scenario, &numbers);
            let board = Board::new(&scenario, &plan);
            let now = Whole::of(&scenario, &plan);
            let ids: Vec<MeetingId> = scenario.meetings().keys().cloned().collect();
            for (meeting, number) in asked {
                let meeting = meeting.get(&ids);
                let to = number.map(|number| place(&scenario, meeting, number));
                let whatif = board.whatif(meeting, to.as_ref());
                let held = held_against_the_whole(&board, &now, &whatif);
                prop_assert!(held.is_ok(), "{}\n{}", held.unwrap_err(), drawn.toml());
            }
            Ok(())
        })
        .unwrap();
}

/// Scenarios of the rules' own fixtures, with the plan of their fixed dates.
fn fixtures() -> Vec<(String, Scenario)> {
    let mut found = Vec::new();
    for rule in std::fs::read_dir(root().join("tests/fixtures/rules")).unwrap() {
        for file in std::fs::read_dir(rule.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = format!("{}", path.strip_prefix(root()).unwrap().display());
            let profiles = convoke::exchange::profile::Profiles::bundled();
            if let Ok(loaded) = convoke::exchange::scenario::read(&path, &profiles) {
                found.push((name, loaded.scenario));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[test]
fn moves_in_the_fixtures_of_all_rules_change_what_the_whole_check_says() {
    let mut moved = 0;
    for (name, scenario) in fixtures() {
        let plan = scenario.plan_of_fixed();
        let board = Board::new(&scenario, &plan);
        let now = Whole::of(&scenario, &plan);
        for meeting in scenario.meetings().keys() {
            let Some(at) = plan.placements.get(meeting) else { continue };
            for days in [-200, -29, -1, 6, 30] {
                let days = chrono::TimeDelta::days(days);
                let to = Placement::new(at.first() + days, at.last() + days, at.half, at.venue.clone(), at.firmness)
                    .unwrap();
                let whatif = board.whatif(meeting, Some(&to));
                if let Err(wrong) = held_against_the_whole(&board, &now, &whatif) {
                    panic!("{name}: {wrong}");
                }
                moved += 1;
            }
            if let Err(wrong) = held_against_the_whole(&board, &now, &board.whatif(meeting, None)) {
                panic!("{name}: {wrong}");
            }
        }
    }
    assert!(moved > 500, "only {moved} moves were tried");
}

/// A large calendar with its plan.
pub(crate) fn large(meetings: usize) -> (Scenario, Plan) {
    let text = Large::of(meetings);
    let scenario = read(&text.scenario);
    let files = MemoryFiles::default().with("plan.toml", text.plan);
    let plan = convoke::exchange::plan::read_from(&files, Path::new("plan.toml"), &scenario);
    (scenario, plan.unwrap_or_else(|report| panic!("{}", report.text())))
}

#[test]
fn moves_in_a_large_calendar_change_what_the_whole_check_says() {
    let (scenario, plan) = large(250);
    let board = Board::new(&scenario, &plan);
    let now = Whole::of(&scenario, &plan);
    assert!(board.findings().len() > 30, "the calendar has too little to say");
    for (step, meeting) in scenario.meetings().keys().enumerate().step_by(12) {
        let at = &plan.placements[meeting];
        let days = chrono::TimeDelta::days([7, -14, 21, 3, -5][step % 5]);
        let to = Placement::new(at.first() + days, at.last() + days, at.half, at.venue.clone(), at.firmness).unwrap();
        let whatif = board.whatif(meeting, Some(&to));
        if let Err(wrong) = held_against_the_whole(&board, &now, &whatif) {
            panic!("{meeting}: {wrong}");
        }
    }
}

#[test]
fn every_alternative_costs_what_moving_there_costs() {
    let (scenario, plan) = large(130);
    let board = Board::new(&scenario, &plan);
    let now = Whole::of(&scenario, &plan);
    let mut seen = 0;
    for meeting in scenario.meetings().keys().step_by(11) {
        let alternatives = board.alternatives(meeting);
        assert!(alternatives.windows(2).all(|pair| pair[0].placement.first() <= pair[1].placement.first()));
        for alternative in alternatives.iter().step_by(9) {
            let whatif = board.whatif(meeting, Some(&alternative.placement));
            assert_eq!(alternative.price, whatif.price, "{meeting} at {}", alternative.placement.first());
            let must = alternative.price.iter().any(|price| price.level == Level::Must && price.points > 0);
            assert_eq!(!alternative.breaks.is_empty(), must, "{meeting} at {}", alternative.placement.first());
            if seen % 20 == 0
                && let Err(wrong) = held_against_the_whole(&board, &now, &whatif)
            {
                panic!("{meeting}: {wrong}");
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} alternatives were tried");
}
