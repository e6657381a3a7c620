//! The demands of the rules of placement mean what their checks mean: over many dates for the open meetings of each mutant
//! fixture, one is kept exactly if the other is.

use crate::helpers::{read, read_file, root};
use convoke::domain::demand::{Ask, Level};
use convoke::domain::finding::{Origin, Verdict};
use convoke::domain::ids::{Family, MeetingId};
use convoke::domain::meeting::{Firmness, Half, Length, Meeting};
use convoke::domain::plan::{Placement, Plan, Quality};
use convoke::domain::scenario::Scenario;
use convoke::domain::view::{Scope, View};
use convoke::rules;
use std::collections::BTreeSet;

/// Draws of dates for each fixture.
const DRAWS: usize = 400;

/// A demand's words, read once more and apart from planning.
fn holds(ask: &Ask, plan: &Plan) -> bool {
    let at = |meeting: &MeetingId| &plan.placements[meeting];
    let days = |from: chrono::NaiveDate, to: chrono::NaiveDate| to.signed_duration_since(from).num_days();
    match ask {
        Ask::AnyOf(asks) => asks.iter().any(|ask| holds(ask, plan)),
        Ask::OpensFrom { meeting, day } => at(meeting).first() >= *day,
        Ask::ClosesBy { meeting, day } => at(meeting).last() <= *day,
        Ask::OpensOn { meeting, days } => days.contains(&at(meeting).first()),
        Ask::AvoidDays { meeting, days, at: place, margin } => {
            let margin = chrono::Days::new(u64::from(*margin));
            let spot = at(meeting);
            place.is_some() && spot.venue != *place
                || days.range(spot.first() - margin..=spot.last() + margin).next().is_none()
        }
        Ask::Inside { meeting, outer } => {
            outer.iter().any(|outer| at(outer).first() <= at(meeting).first() && at(meeting).last() <= at(outer).last())
        }
        Ask::Gap { first, second, least, most, .. } => {
            let gap = days(at(first).last(), at(second).first());
            *least <= gap && most.is_none_or(|most| gap <= most)
        }
        Ask::Cycle { first, second, least, most } => {
            let cycle = days(at(first).first(), at(second).first());
            *least <= cycle && most.is_none_or(|most| cycle <= most)
        }
        Ask::Apart { a, b } => at(a).shared_half_days(at(b)) == 0,
        other => panic!("no rule of placement asks {other:?}"),
    }
}

/// Every place at which a meeting may lie.
fn places(scenario: &Scenario, meeting: &Meeting) -> Vec<Placement> {
    let venues: Vec<_> =
        if meeting.venues.is_empty() { vec![None] } else { meeting.venues.iter().cloned().map(Some).collect() };
    let halves: Vec<Option<Half>> = match (meeting.length, meeting.half_wanted()) {
        (Length::HalfDay, None) => vec![Some(Half::Morning), Some(Half::Afternoon)],
        (_, half) => vec![half],
    };
    let mut found = vec![];
    for venue in &venues {
        for day in meeting.earliest.iter_days().take_while(|day| *day <= meeting.latest) {
            let weekday = chrono::Datelike::weekday(&day);
            let free = scenario.is_weekend(venue.as_ref(), day) && !meeting.weekend;
            if free || !(meeting.opens_on.is_empty() || meeting.opens_on.contains(&weekday)) {
                continue;
            }
            let last = scenario.closing_day(meeting, venue.as_ref(), day);
            for half in &halves {
                found.extend(Placement::new(day, last, *half, venue.clone(), Firmness::Planned));
            }
        }
    }
    found
}

#[test]
fn demands_of_placement_mean_what_their_checks_mean() {
    let levels = [Level::Must, Level::Should, Level::Prefer];
    let mut different = vec![];
    for rule in rules::all().iter().filter(|rule| rule.id().family() == Family::Placement) {
        let path = format!("tests/fixtures/rules/{}/mutant.toml", rule.id());
        if !root().join(&path).is_file() {
            continue;
        }
        let scenario = read_file(&path);
        let mut demands = vec![];
        rule.demands(&scenario, &mut demands);
        let open: Vec<(&Meeting, Vec<Placement>)> = scenario
            .meetings()
            .values()
            .filter(|meeting| !scenario.fixed().contains_key(&meeting.id))
            .map(|meeting| (meeting, places(&scenario, meeting)))
            .collect();
        let mut plan = Plan {
            scenario: scenario.name.clone(),
            as_of: scenario.as_of,
            placements: scenario.fixed().clone(),
            quality: Quality::Unproven,
            proof: vec![],
            waivers: vec![],
        };
        let mut seen = BTreeSet::new();
        let mut state: u64 = 1;
        for draw in 0..DRAWS {
            for (meeting, places) in &open {
                // One open meeting: each of its places in turn; several: draws of a fixed sequence.
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let drawn = usize::try_from(state >> 40).unwrap();
                let index = if open.len() == 1 { draw } else { drawn } % places.len();
                plan.placements.insert(meeting.id.clone(), places[index].clone());
            }
            let findings = rules::check(&View::new(&scenario, &plan), &Scope::All);
            let of_rule = findings.iter().filter(|finding| finding.origin == Origin::Rule(rule.id()));
            let broken: Vec<_> = of_rule.filter(|finding| finding.verdict == Verdict::Broken).collect();
            for level in levels {
                // P-13 also prefers a meeting between two of the parent's; that no demand asks.
                if rule.id().to_string() == "P-13" && level == Level::Prefer {
                    continue;
                }
                let kept = broken.iter().all(|finding| Level::from(finding.strength) != level);
                let lacking = demands.iter().find(|demand| demand.level == level && !holds(&demand.ask, &plan));
                if kept != lacking.is_none() {
                    different.push(format!(
                        "{} {level:?}: {broken:#?}\n{lacking:#?}\n{:#?}",
                        rule.id(),
                        plan.placements
                    ));
                }
                seen.insert(kept);
            }
        }
        assert_eq!(seen.len(), 2, "{}: the dates drawn show only one of the two", rule.id());
    }
    assert!(
        different.is_empty(),
        "{} differ, such as\n{}",
        different.len(),
        different[..different.len().min(3)].join("\n")
    );
}

/// A focus group, its parent and a study group with the same people: all open, over a weekend or not. `places` is where the
/// study group may meet.
fn three_groups(places: &str) -> Scenario {
    let body = |id: &str, kind: &str, more: &str| {
        format!("[[body]]\nid = \"{id}\"\nkind = \"{kind}\"\nname = \"{id}\"\n{more}\n")
    };
    let meeting = |id: &str, of: &str, days: u8, venues: &str| {
        format!(
            "[[meeting]]\nid = \"{id}\"\nbody = \"{of}\"\ntitle = \"{id}\"\ndays = {days}\nvenues = [{venues}]\n\
             earliest = 2018-01-29\nlatest = 2018-03-16\n"
        )
    };
    let geneva = "\"geneva\"";
    read(
        &[
            "[scenario]\nname = \"t\"\ntitle = \"T\"\nas_of = 2017-10-02\nfrom = 2017-10-02\nuntil = 2018-06-30\n"
                .to_owned(),
            "[[venue]]\nid = \"there\"\nname = \"There\"\ncountry = \"CN\"\nzone = \"Asia/Shanghai\"\n".to_owned(),
            body("TSAG", "advisory-group", ""),
            body("SG20", "study-group", ""),
            body("FG", "focus-group", "parent = \"TSAG\""),
            "[[shared]]\nbetween = [\"FG\", \"SG20\"]\npeople = 12\n".to_owned(),
            meeting("tsag", "TSAG", 4, geneva),
            meeting("sg20", "SG20", 6, places),
            meeting("fg", "FG", 3, geneva),
        ]
        .concat(),
    )
}

/// P-04 asks of dates exactly what it checks; where places are open too, never less.
#[test]
fn no_plan_free_of_cost_breaks_the_rule_of_focus_groups() {
    let rule = rules::all().iter().find(|one| one.id().to_string() == "P-04").unwrap();
    for (venues, exact) in [("\"geneva\"", true), ("\"geneva\", \"there\"", false)] {
        let scenario = three_groups(venues);
        let mut demands = vec![];
        rule.demands(&scenario, &mut demands);
        let open: Vec<_> = scenario.meetings().values().map(|meeting| (meeting, places(&scenario, meeting))).collect();
        let mut plan = Plan {
            scenario: scenario.name.clone(),
            as_of: scenario.as_of,
            placements: scenario.fixed().clone(),
            quality: Quality::Unproven,
            proof: vec![],
            waivers: vec![],
        };
        let (mut state, mut seen) = (1_u64, BTreeSet::new());
        for _ in 0..10 * DRAWS {
            for (meeting, places) in &open {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let index = usize::try_from(state >> 40).unwrap() % places.len();
                plan.placements.insert(meeting.id.clone(), places[index].clone());
            }
            let mut findings = vec![];
            rule.check(&View::new(&scenario, &plan), &Scope::All, &mut findings);
            let together = findings.iter().filter(|finding| finding.message.contains("travel twice")).count();
            let free = demands.iter().all(|demand| holds(&demand.ask, &plan));
            assert!(!free || together == 0, "free of cost, but {findings:#?}");
            assert!(!exact || free == (together == 0), "charged without a finding: {:#?}", plan.placements);
            seen.insert(free);
        }
        assert_eq!(seen.len(), 2, "the dates drawn show only one of the two");
    }
}
