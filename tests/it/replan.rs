//! Planning anew from a plan that people know: nothing changes without need, and as little as can be where it must.

use crate::generator::{self, Drawn};
use crate::helpers::{read, root, seconds};
use convoke::domain::demand::Level;
use convoke::domain::ids::MeetingId;
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::{Plan, Quality};
use convoke::domain::scenario::Scenario;
use convoke::milp::Highs;
use convoke::planning::{self, From, Options, Outcome, Planned};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;

fn options<'a>(from: Option<From<'a>>) -> Options<'a> {
    Options { explain: false, from, ..Options::new(seconds(600.0)) }
}

fn plan(scenario: &Scenario, from: Option<From<'_>>) -> Option<Planned> {
    match planning::plan(scenario, &Highs::default(), &options(from), &mut |_| {}) {
        Outcome::Planned(planned) => Some(*planned),
        _ => None,
    }
}

fn from(plan: &Plan, fewest_changes: bool) -> From<'_> {
    From { plan, fewest_changes, may_move_announced: false }
}

fn each(cases: u32, days: u32, law: impl Fn(Drawn) -> Result<(), proptest::test_runner::TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng).run(&generator::scenarios(3..=6, days), law).unwrap();
}

#[test]
fn an_unchanged_scenario_planned_anew_changes_nothing() {
    let planned_anew = Cell::new(0);
    each(24, 30, |drawn| {
        let scenario = read(&drawn.toml());
        let Some(first) = plan(&scenario, None) else { return Ok(()) };
        for fewest in [false, true] {
            let again = plan(&scenario, Some(from(&first.plan, fewest))).expect("the plan itself");
            assert_eq!(again.plan.placements, first.plan.placements, "{}", drawn.toml());
            assert_eq!(again.changes, [], "{}", drawn.toml());
            assert_eq!(again.findings, first.findings);
        }
        planned_anew.set(planned_anew.get() + 1);
        Ok(())
    });
    assert!(planned_anew.get() >= 12, "only {} scenarios have a plan", planned_anew.get());
}

/// Meetings that are elsewhere.
fn moved(old: &Plan, new: &Plan) -> usize {
    old.placements.iter().filter(|(meeting, at)| !new.placements[*meeting].same_dates(at)).count()
}

#[test]
fn what_has_to_change_is_as_little_as_can_be_and_told_with_its_reason() {
    let changed = Cell::new(0);
    each(30, 16, |drawn| {
        let scenario = read(&drawn.toml());
        let Some(first) = plan(&scenario, None) else { return Ok(()) };
        // A meeting that can move may no longer open on the day it has, nor on the two days before it.
        let free = |meeting: &&MeetingId| !scenario.fixed().contains_key(*meeting);
        let Some(meeting) = first.plan.placements.keys().find(free) else { return Ok(()) };
        let opening = first.plan.placements[meeting].first();
        let known = &scenario.meetings()[meeting];
        let text = drawn.toml().replace(
            &format!("[[meeting]]\nid = \"{meeting}\"\n"),
            &format!("[[meeting]]\nid = \"{meeting}\"\nopens_on = [{}]\n", without(opening)),
        );
        let changed_scenario = read(&text);
        assert_ne!(known.opens_on, changed_scenario.meetings()[meeting].opens_on);
        let Some(anew) = plan(&changed_scenario, Some(from(&first.plan, true))) else { return Ok(()) };
        assert_eq!(anew.plan.quality, Quality::Optimal);
        assert_eq!(anew.changes.len(), moved(&first.plan, &anew.plan));
        assert!(!first.plan.placements[meeting].same_dates(&anew.plan.placements[meeting]));
        let told = anew.changes.iter().find(|change| change.meeting == *meeting).expect("it had to move");
        assert!(told.because.contains("cannot stay: it no longer opens on a"), "{}", told.because);
        // Nobody does with fewer: every other set of changes that is smaller contradicts a must.
        let proof = &anew.plan.proof[0];
        assert_eq!((proof.level.as_str(), proof.bound), ("change", Some(proof.cost)));
        // Any plan of the changed scenario changes at least as many, those that weigh alike counted.
        if first.plan.placements.values().all(|at| at.firmness == Firmness::Planned) {
            let other = plan(&changed_scenario, None).expect("a plan exists");
            assert!(moved(&first.plan, &other.plan) >= anew.changes.len(), "{}", drawn.toml());
            assert_eq!(proof.cost, 10 * anew.changes.len() as u64);
        }
        // Where changes are weighed after the shoulds, these are not dearer than they must be.
        let weighed = plan(&changed_scenario, Some(from(&first.plan, false))).expect("a plan exists");
        let points = |plan: &Plan| planning::assess(&changed_scenario, plan).points.get(&Level::Should).copied();
        assert!(points(&weighed.plan) <= points(&anew.plan));
        changed.set(changed.get() + 1);
        Ok(())
    });
    assert!(changed.get() >= 10, "only {} scenarios were changed and planned anew", changed.get());
}

/// The other working days as a list of a scenario file.
fn without(day: chrono::NaiveDate) -> String {
    use chrono::Datelike;
    ["mon", "tue", "wed", "thu", "fri"]
        .into_iter()
        .enumerate()
        .filter(|(number, _)| *number as u32 != day.weekday().num_days_from_monday())
        .map(|(_, name)| format!("\"{name}\""))
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn announced_dates_stay_unless_they_may_move() {
    let text = |opens_on: &str| {
        format!(
            "[scenario]\nname = \"s\"\ntitle = \"S\"\nas_of = 2017-09-01\nfrom = 2018-03-01\nuntil = 2018-04-30\n\
             [[body]]\nid = \"WS\"\nkind = \"workshop\"\nname = \"Workshops\"\n\
             [[meeting]]\nid = \"a\"\nbody = \"WS\"\ntitle = \"A\"\ndays = 1\nvenues = [\"geneva\"]\n{opens_on}\n\
             [[meeting]]\nid = \"b\"\nbody = \"WS\"\ntitle = \"B\"\ndays = 1\nvenues = [\"geneva\"]\n"
        )
    };
    let scenario = read(&text(""));
    let mut known = plan(&scenario, None).expect("there is room").plan;
    for at in known.placements.values_mut() {
        at.firmness = Firmness::Announced;
    }
    let a = MeetingId::parse("a").unwrap();
    let changed = read(&text(&format!("opens_on = [{}]", without(known.placements[&a].first()))));
    let kept = plan(&changed, Some(from(&known, true))).expect("nothing moves");
    assert_eq!((kept.changes, &kept.plan.placements), (vec![], &known.placements));
    let may_move = From { may_move_announced: true, ..from(&known, true) };
    let anew = plan(&changed, Some(may_move)).expect("there is room");
    assert_eq!(anew.changes.len(), 1);
    assert_eq!(anew.changes[0].meeting, a);
    // The one that stays is as announced as before; the one that moves nobody has been told of.
    let firm: Vec<Firmness> = anew.plan.placements.values().map(|at| at.firmness).collect();
    assert_eq!(firm, [Firmness::Planned, Firmness::Announced]);
}

/// The calendar of 2017 and 2018, known as it was published. Then the invitation to Wuxi is withdrawn.
#[test]
fn a_venue_is_withdrawn_from_the_calendar() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("calendar");
    copied(&root().join("examples/itu-t-2017-2018"), &copy);
    let known = read_at(&copy.join("given.toml")).plan_of_fixed();
    for file in ["meetings/study-groups.toml", "meetings/joint-coordination.toml", "meetings/workshops.toml"] {
        let path = copy.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("venues = [\"wuxi\"]", "venues = [\"geneva\"]")).unwrap();
    }
    let withdrawn = read_at(&copy.join("open.toml"));
    let anew = plan(&withdrawn, Some(from(&known, true))).expect("Geneva has room");
    let geneva = |meeting: &str| {
        let at = &anew.plan.placements[&MeetingId::parse(meeting).unwrap()];
        at.venue.as_ref().map(ToString::to_string)
    };
    let at_wuxi: Vec<String> = known
        .placements
        .iter()
        .filter(|(_, at)| at.venue.as_ref().is_some_and(|venue| venue.as_str() == "wuxi"))
        .map(|(meeting, _)| meeting.to_string())
        .collect();
    assert!(at_wuxi.len() >= 2, "{at_wuxi:?}");
    for meeting in &at_wuxi {
        assert_eq!(geneva(meeting).as_deref(), Some("geneva"), "{meeting}");
        let told = anew.changes.iter().find(|change| change.meeting.as_str() == meeting).expect("told");
        assert!(told.because.contains("Wuxi is no longer one of its venues"), "{}", told.because);
    }
    // Most of the calendar stays; what moves is told, and every must is kept where a plan can keep it.
    assert!(anew.changes.len() * 4 < known.placements.len(), "{} changes", anew.changes.len());
    assert!(anew.changes.iter().all(|change| !change.because.is_empty()));
    assert!(planning::assess(&withdrawn, &anew.plan).broken.is_empty());
    let proof = &anew.plan.proof[0];
    assert_eq!((proof.level.as_str(), proof.bound), ("change", Some(proof.cost)));
}

fn read_at(path: &std::path::Path) -> Scenario {
    match convoke::exchange::scenario::read(path, &convoke::exchange::profile::Profiles::bundled()) {
        Ok(loaded) => loaded.scenario,
        Err(report) => panic!("{}", report.text()),
    }
}

fn copied(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copied(&path, &target) } else { std::fs::copy(&path, &target).map(|_| ()).unwrap() }
    }
}
