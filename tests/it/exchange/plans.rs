//! Plan files: what is written is read back, and written again the same.

use chrono::{Days, NaiveDate};
use convoke::domain::finding::{Origin, Waiver, Waiverer};
use convoke::domain::ids::{MeetingId, RuleId, VenueId};
use convoke::domain::meeting::{Firmness, Half};
use convoke::domain::plan::{LevelProof, Placement, Plan, Quality};
use convoke::domain::scenario::Scenario;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::plan::{read_from, write};
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario;
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

/// A scenario with forty meetings: even ones electronic half-days, odd ones in Geneva.
static SCENARIO: LazyLock<Scenario> = LazyLock::new(|| {
    let mut text = String::from(
        "[scenario]\nname = \"x\"\nas_of = 2026-01-05\nfrom = 2026-02-01\nuntil = 2026-12-31\n\
         [[body]]\nid = \"B\"\nkind = \"workshop\"\nname = \"B\"\n",
    );
    for number in 0..40 {
        let more = if number % 2 == 0 { "half_day = true" } else { "days = 5\nvenues = [\"geneva\"]" };
        text.push_str(&format!("[[meeting]]\nid = \"m{number}\"\nbody = \"B\"\n{more}\n"));
    }
    let files = MemoryFiles::default().with("s.toml", text);
    let loaded = scenario::read_from(&files, Path::new("s.toml"), &Profiles::bundled());
    loaded.unwrap_or_else(|report| panic!("{}", report.text())).scenario
});

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 2, 1).and_then(|day| day.checked_add_days(Days::new(offset))).expect("a day")
}

fn placement(number: usize) -> impl Strategy<Value = (MeetingId, Placement)> {
    let firmness = prop::sample::select(Firmness::ALL.map(|(firmness, _)| firmness).to_vec());
    let half = prop::sample::select(vec![Half::Morning, Half::Afternoon]);
    (0..300_u64, 0..14_u64, half, firmness).prop_map(move |(first, length, half, firmness)| {
        let electronic = number.is_multiple_of(2);
        let last = if electronic { first } else { first + length };
        let venue = (!electronic).then(|| VenueId::parse("geneva").expect("an id"));
        let placement = Placement::new(day(first), day(last), electronic.then_some(half), venue, firmness);
        (MeetingId::parse(&format!("m{number}")).expect("an id"), placement.expect("in order"))
    })
}

fn waiver() -> impl Strategy<Value = Waiver> {
    let origin = prop::sample::select(vec![Origin::Scenario, Origin::Rule(RuleId::parse("N-11").expect("a rule"))]);
    let meetings =
        prop::collection::vec((0..40_usize).prop_map(|n| MeetingId::parse(&format!("m{n}")).expect("an id")), 0..3);
    let by = prop::sample::select(vec![Waiverer::Planner, Waiverer::Approver]);
    (origin, meetings, by, "[A-Z]\\. [A-Za-zéЖ会]{1,12}", "[!-~éЖ会]{1,30}( [!-~é]{1,10})?")
        .prop_map(|(origin, meetings, by, name, reason)| Waiver { origin, meetings, by, name, reason })
}

fn plan() -> impl Strategy<Value = Plan> {
    let placed = prop::sample::subsequence((0..40_usize).collect::<Vec<_>>(), 0..=40)
        .prop_flat_map(|numbers| numbers.into_iter().map(placement).collect::<Vec<_>>());
    let quality = prop::sample::select(Quality::ALL.map(|(quality, _)| quality).to_vec());
    let level = prop::sample::select(vec!["must", "should", "change", "prefer"]);
    let proof = (level, 0..u64::MAX / 2, prop::option::of(0..u64::MAX / 2))
        .prop_map(|(level, cost, bound)| LevelProof { level: level.to_owned(), cost, bound });
    let waivers = prop::collection::vec(waiver(), 0..3);
    (placed, quality, prop::collection::vec(proof, 0..4), waivers, 0..30_u64).prop_map(
        |(placed, quality, proof, mut waivers, offset)| {
            waivers.sort();
            let scenario = "x".to_owned();
            Plan { scenario, as_of: day(offset), placements: placed.into_iter().collect(), quality, proof, waivers }
        },
    )
}

fn read(text: &str) -> Result<Plan, String> {
    let files = MemoryFiles::default().with("plan.toml", text);
    read_from(&files, Path::new("plan.toml"), &SCENARIO).map_err(|report| report.text())
}

/// Plans that are written and read.
const CASES: u32 = 1_000;

#[test]
fn what_is_written_is_read_back_and_written_the_same() {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let read_back = std::cell::Cell::new(0);
    proptest!(config, |(plan in plan())| {
        let text = write(&plan);
        let back = read(&text);
        prop_assert_eq!(back.as_ref(), Ok(&plan), "{}", text);
        prop_assert_eq!(back.map(|plan| write(&plan)), Ok(text));
        read_back.set(read_back.get() + 1);
    });
    println!("{} plan files there and back", read_back.get());
    assert!(read_back.get() >= CASES);
}

#[test]
fn a_plan_is_small_and_sorted_by_day() {
    let plan = read(
        "format = \"convoke-plan/1\"\nscenario = \"x\"\nas_of = 2026-01-05\n\
         [[meeting]]\nid = \"m3\"\nfirst = 2026-05-04\n\
         [[meeting]]\nid = \"m2\"\nfirst = 2026-03-02\nhalf = \"morning\"\nstatus = \"confirmed\"\n\
         [[waiver]]\nrule = \"n-11\"\nby = \"planner\"\nname = \"A. Planner\"\nreason = 'it \"must\" be'\n",
    );
    insta::assert_snapshot!(write(&plan.expect("a plan")), @r#"
    format = "convoke-plan/1"
    scenario = "x"
    as_of = 2026-01-05
    quality = "unproven"

    [[meeting]]
    id = "m2"
    first = 2026-03-02
    last = 2026-03-02
    half = "morning"
    status = "confirmed"

    [[meeting]]
    id = "m3"
    first = 2026-05-04
    last = 2026-05-08
    venue = "geneva"
    status = "planned"

    [[waiver]]
    rule = "N-11"
    by = "planner"
    name = "A. Planner"
    reason = "it \"must\" be"
    "#);
}

#[test]
fn a_moved_meeting_is_a_difference_of_two_lines() {
    let before = "format = \"convoke-plan/1\"\nscenario = \"x\"\nas_of = 2026-01-05\n\
                  [[meeting]]\nid = \"m1\"\nfirst = 2026-05-04\n[[meeting]]\nid = \"m3\"\nfirst = 2026-06-01\n";
    let one = write(&read(before).expect("a plan"));
    let other = write(&read(&before.replace("05-04", "05-11")).expect("a plan"));
    let differ = one.lines().zip(other.lines()).filter(|(a, b)| a != b).count();
    assert_eq!((differ, one.lines().count()), (2, other.lines().count()));
}
