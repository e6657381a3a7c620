//! The checker looks a plan up by day, body and venue. Here the same is found the slow way, every meeting against every
//! other and half-day by half-day.

use crate::generator::{self, Drawn};
use crate::helpers::read;
use crate::whatif::{large, place, somewhere};
use crate::work::scale;
use convoke::domain::body::BodyKind;
use convoke::domain::finding::{Finding, Origin};
use convoke::domain::ids::MeetingId;
use convoke::domain::plan::Plan;
use convoke::domain::scenario::{Counted, Scenario};
use convoke::domain::view::{Placed, Scope, View};
use convoke::kernel::Budget;
use convoke::milp::Highs;
use convoke::planning::{self, Options, Outcome};
use convoke::rules;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};

/// The meetings of a finding and its amount.
type Said = (Vec<MeetingId>, i64);

fn ids(meetings: &[&Placed<'_>]) -> Vec<MeetingId> {
    meetings.iter().map(|placed| placed.meeting.id.clone()).collect()
}

/// Meetings by half-day: the number of days since 1970, twice, and one more for the afternoon.
fn grid<'b, 'a>(placed: &[&'b Placed<'a>]) -> BTreeMap<i64, Vec<&'b Placed<'a>>> {
    let mut grid: BTreeMap<i64, Vec<&Placed<'_>>> = BTreeMap::new();
    for one in placed {
        for half_day in one.at.half_days(chrono::NaiveDate::default()) {
            grid.entry(half_day).or_default().push(one);
        }
    }
    grid
}

fn too_many(scenario: &Scenario, all: &[&Placed<'_>]) -> Vec<Said> {
    let mut found = Vec::new();
    for limit in scenario.limits() {
        let counted: Vec<&Placed<'_>> = all
            .iter()
            .copied()
            .filter(|placed| match &limit.counted {
                Counted::All => true,
                Counted::Area(area) => placed.body.area.as_ref() == Some(area),
                Counted::Bodies(bodies) => bodies.contains(&placed.body.id),
            })
            .filter(|placed| placed.meeting.length.working_days() >= limit.from_working_days)
            .filter(|placed| limit.electronic || placed.meeting.format.is_physical())
            .collect();
        let mut sets: BTreeMap<Vec<MeetingId>, i64> = BTreeMap::new();
        for together in grid(&counted).values().filter(|together| together.len() > usize::from(limit.at_most)) {
            *sets.entry(ids(together)).or_default() += 1;
        }
        for (set, half_days) in sets {
            let excess = set.len() as i64 - i64::from(limit.at_most);
            found.push((set, excess * half_days));
        }
    }
    found
}

fn without_rooms(scenario: &Scenario, all: &[&Placed<'_>]) -> Vec<Said> {
    let mut found = Vec::new();
    for venue in scenario.venues().values().filter(|venue| venue.rooms_a_day.is_some()) {
        let here: Vec<&Placed<'_>> = all
            .iter()
            .copied()
            .filter(|placed| placed.at.venue.as_ref() == Some(&venue.id) && placed.meeting.rooms > 0)
            .collect();
        for together in grid(&here).values() {
            let used: u32 = together.iter().map(|placed| u32::from(placed.meeting.rooms)).sum();
            if venue.rooms_a_day.is_some_and(|limit| used > u32::from(limit.get())) {
                found.push((ids(together), 1));
            }
        }
    }
    found
}

fn at_once_in_one_body(all: &[&Placed<'_>]) -> Vec<Said> {
    let mut found = Vec::new();
    for a in all {
        for b in all.iter().filter(|b| b.body.id == a.body.id && b.at.shared_half_days(a.at) > 0) {
            if (a.at.first(), &a.meeting.id) < (b.at.first(), &b.meeting.id) {
                found.push((vec![b.meeting.id.clone(), a.meeting.id.clone()], 1));
            }
        }
    }
    found
}

fn rapporteurs_during_their_group(scenario: &Scenario, all: &[&Placed<'_>]) -> Vec<Said> {
    let above = |placed: &Placed<'_>, other: &Placed<'_>| {
        let mut body = scenario.parent_of(placed.body);
        let mut groups = BTreeSet::new();
        while let Some(group) = body.filter(|group| matches!(group.kind, BodyKind::StudyGroup | BodyKind::WorkingParty))
        {
            groups.insert(group.id.clone());
            body = scenario.parent_of(group).filter(|_| group.kind == BodyKind::WorkingParty);
        }
        let party = other.body.kind == BodyKind::WorkingParty
            && other.body.parent.as_ref().is_some_and(|parent| groups.contains(parent));
        groups.contains(&other.body.id) || party
    };
    let mut found = Vec::new();
    for placed in all.iter().filter(|placed| placed.body.kind == BodyKind::RapporteurGroup) {
        if placed.terms().meets_inside_parent == Some(true) {
            continue;
        }
        for other in all.iter().filter(|other| above(placed, other) && other.at.shared_half_days(placed.at) > 0) {
            found.push((ids(&[placed, other]), placed.at.shared_half_days(other.at)));
        }
    }
    found
}

fn followed_by_the_same(scenario: &Scenario, all: &[&Placed<'_>]) -> Vec<Said> {
    use convoke::domain::meeting::Relation;
    let inside = |inner: &Placed<'_>, outer: &Placed<'_>| {
        inner
            .meeting
            .wishes
            .iter()
            .any(|wish| matches!(&wish.relation, Relation::Inside(others) if others.contains(&outer.meeting.id)))
    };
    let mut found = Vec::new();
    for shared in scenario.shared() {
        for a in all.iter().filter(|a| a.body.id == shared.a) {
            for b in all.iter().filter(|b| b.body.id == shared.b && !inside(a, b) && !inside(b, a)) {
                let half_days = a.at.shared_half_days(b.at);
                if half_days > 0 {
                    found.push((ids(&[a, b]), half_days * i64::from(shared.people.get())));
                }
            }
        }
    }
    found
}

/// What the checker says, by rule or words, against what is found the slow way.
fn compared(scenario: &Scenario, plan: &Plan) -> usize {
    let view = View::new(scenario, plan);
    let all: Vec<Placed<'_>> = scenario.meetings().keys().filter_map(|meeting| view.placed(meeting)).collect();
    let all: Vec<&Placed<'_>> = all.iter().collect();
    let findings = rules::check(&view, &Scope::All);
    let said = |is: &dyn Fn(&Finding) -> bool| -> Vec<Said> {
        let chosen = findings.iter().filter(|finding| is(finding));
        let mut found: Vec<Said> = chosen.map(|finding| (finding.meetings.clone(), finding.amount)).collect();
        found.sort();
        found
    };
    let words = |words: &'static str| move |finding: &Finding| finding.message.contains(words);
    let rule = |id: &str| {
        let origin = Origin::parse(id).unwrap();
        move |finding: &Finding| finding.origin == origin
    };
    let mut count = 0;
    let people = |finding: &Finding| finding.origin == Origin::Scenario && words("people follow both")(finding);
    let pairs: [(&str, Vec<Said>, Vec<Said>); 5] = [
        ("limits", said(&words("meetings run at once")), too_many(scenario, &all)),
        ("rooms", said(&words("rooms are needed at")), without_rooms(scenario, &all)),
        ("one body", said(&words("would hold")), at_once_in_one_body(&all)),
        ("P-05", said(&rule("P-05")), rapporteurs_during_their_group(scenario, &all)),
        ("people", said(&people), followed_by_the_same(scenario, &all)),
    ];
    for (what, found, mut slow) in pairs {
        slow.sort();
        assert_eq!(found, slow, "{what}");
        count += slow.len();
    }
    count
}

#[test]
fn looking_up_finds_what_going_through_all_finds() {
    let strategy = (generator::scenarios(4..=10, 40), prop::collection::vec(any::<u16>(), 12));
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let found = std::cell::Cell::new(0);
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
        .run(&strategy, |(drawn, numbers)| {
            let scenario = read(&Drawn::toml(&drawn));
            found.set(found.get() + compared(&scenario, &somewhere(&scenario, &numbers)));
            Ok(())
        })
        .unwrap();
    let (scenario, plan) = large(250);
    let in_large = compared(&scenario, &plan);
    assert!(found.get() > 100 && in_large > 10, "only {} and {in_large} findings were compared", found.get());
}

/// What the planner made, with one to three meetings put elsewhere: near to what is right, where a checker that looks up
/// too little would still find nothing.
#[test]
fn what_was_planned_and_then_moved_is_checked_alike() {
    const CALENDARS: u32 = 50;
    const MOVES: usize = 204;
    let moves =
        prop::collection::vec(prop::collection::vec((any::<prop::sample::Index>(), any::<u16>()), 1..=3), MOVES);
    let config = Config { cases: CALENDARS * scale(), failure_persistence: None, ..Config::default() };
    let options = Options { explain: false, ..Options::new(Budget::Nodes(300)) };
    let (tally, impossible) = (std::cell::Cell::new((0, 0, 0)), std::cell::Cell::new(0));
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
        .run(&(generator::scenarios(4..=10, 40), moves), |(drawn, moves)| {
            let scenario = read(&Drawn::toml(&drawn));
            let planned = match planning::plan(&scenario, &Highs::default(), &options, &mut |_| {}) {
                Outcome::Planned(planned) => planned.plan,
                // Another calendar in its place.
                _ => {
                    impossible.set(impossible.get() + 1);
                    return Err(TestCaseError::reject("no plan"));
                }
            };
            compared(&scenario, &planned);
            let ids: Vec<MeetingId> = scenario.meetings().keys().cloned().collect();
            for moved in moves {
                let mut plan = planned.clone();
                for (meeting, number) in &moved {
                    let meeting = meeting.get(&ids);
                    plan.placements.insert(meeting.clone(), place(&scenario, meeting, *number));
                }
                let (mutations, broken, findings) = tally.get();
                let found = compared(&scenario, &plan);
                tally.set((
                    mutations + usize::from(plan.placements != planned.placements),
                    broken + usize::from(found > 0),
                    findings + found,
                ));
            }
            Ok(())
        })
        .unwrap();
    let (mutations, broken, findings) = tally.get();
    println!(
        "{mutations} plans with one to three meetings elsewhere, {broken} of them with findings, {findings} in all; \
         {} calendars had no plan",
        impossible.get()
    );
    assert!(mutations >= 10_000 && broken > 1_000, "only {mutations} mutations, {broken} of them broken");
}
