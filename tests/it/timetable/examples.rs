//! The examples with what is proven of them.

use super::{broken, check, plan};
use convoke::app;
use convoke::domain::event::Event;
use convoke::domain::finding::Strength;
use convoke::domain::plan::Quality;
use convoke::domain::time::ZoneData;
use convoke::exchange::profile::Profiles;
use convoke::exchange::{event, timetable};
use convoke::planning::timetable::{PlannedTimetable, TimetableOutcome, answers};
use convoke::report::timetable::{TimetableInput, conflicts, findings, html, json, text};
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

fn example(name: &str) -> Event {
    match event::read(&path(name), &Profiles::bundled()) {
        Ok(loaded) => loaded.event,
        Err(report) => panic!("{name}\n{}", report.text()),
    }
}

fn planned(event: &Event) -> Box<PlannedTimetable> {
    match plan(event, &[]) {
        TimetableOutcome::Planned(planned) => planned,
        other => panic!("{other:?}"),
    }
}

fn level(planned: &PlannedTimetable, name: &str) -> (u64, Option<u64>) {
    let proof = planned.timetable.proof.iter().find(|proof| proof.level == name).expect("a level");
    (proof.cost, proof.bound)
}

#[test]
fn four_days_of_tsag_put_three_pairs_in_parallel_and_no_timetable_fewer() {
    let event = example("tsag-2017/event.toml");
    let planned = planned(&event);
    assert_eq!(level(&planned, "alone"), (0, Some(0)), "RG-WM meets alone");
    assert_eq!(level(&planned, "parallel"), (225, Some(225)), "three pairs of 75 minutes");
    assert_eq!(level(&planned, "should"), (0, Some(0)));
    assert_eq!(broken(&planned.findings, Strength::Must), Vec::<&str>::new());
    assert_eq!(broken(&planned.findings, Strength::Should).len(), 3, "the checker counts the same pairs");
    assert_eq!(
        planned.answers[1],
        "The fewest rapporteur groups in parallel in these 4 days while RG-WM meets alone: 3 pairs of sessions at \
         once, 3 h 45 min in all; proven: no timetable has less."
    );
}

#[test]
fn five_days_of_tsag_need_no_parallel_groups() {
    let event = example("tsag-2017/event-five-days.toml");
    let planned = planned(&event);
    assert_eq!(planned.timetable.quality, Quality::Optimal);
    assert!(planned.timetable.proof.iter().all(|proof| proof.cost == 0 && proof.bound == Some(0)));
    assert_eq!(planned.findings, [], "nothing to find");
    assert!(planned.answers[1].starts_with("No two of the 4 other rapporteur groups sit in parallel"));
    assert_eq!(planned.reasons.len(), event.sessions().len());
    assert!(planned.reasons.values().all(|reason| reason.choices > 0));
}

#[test]
fn a_fortnight_of_two_hundred_sessions_can_be_read_and_asked() {
    let event = example("sg13-2023-timetable/event.toml");
    assert_eq!(event.sessions().len(), 200);
    assert_eq!(event.days().len(), 10, "weekends are no days of the event");
    let demands = convoke::planning::timetable::event_demands(&event, &ZoneData::bundled(), &[]);
    assert!(demands.len() > 1_000, "{}", demands.len());
}

/// A timetable written by hand, with what goes wrong by hand: read, checked, told.
#[test]
fn a_timetable_by_hand_is_checked_and_told() {
    let event = example("tsag-2017/event.toml");
    let read = match timetable::read(&path("tsag-2017/timetable-by-hand.toml"), &event) {
        Ok(read) => read,
        Err(report) => panic!("{}", report.text()),
    };
    let checked = app::check_timetable(&event, read.clone(), &ZoneData::bundled());
    assert_eq!(checked.timetable.quality, Quality::Unproven);
    assert_eq!(checked.findings, check(&event, &read));
    let input = TimetableInput {
        event: &event,
        timetable: &checked.timetable,
        findings: &checked.findings,
        reasons: &checked.reasons,
        answers: &checked.answers,
        size: checked.size,
        generated: "convoke",
    };
    let all = format!("{}\n{}\n{}", text(&input), findings(&input), conflicts(&input));
    insta::assert_snapshot!("by_hand", all);
    insta::assert_json_snapshot!("by_hand_json", json(&input)["sessions"][4]);
    let page = html(&input);
    assert_eq!(page.matches("popover class=\"why\"").count(), event.sessions().len());
    assert!(!page.contains("<script") && !page.contains("http"), "nothing is loaded or run");
}

/// A proof stands only while the timetable fits it.
#[test]
fn a_proof_is_dropped_when_the_timetable_was_edited() {
    let event = example("tsag-2017/event-five-days.toml");
    let planned = planned(&event);
    let written = timetable::write(&planned.timetable);
    let files = convoke::exchange::files::MemoryFiles::default().with("t.toml", written.clone());
    let read = timetable::read_from(&files, Path::new("t.toml"), &event).expect("what was written can be read");
    assert_eq!(read, planned.timetable);
    let zones = ZoneData::bundled();
    assert_eq!(app::check_timetable(&event, read.clone(), &zones).timetable.quality, Quality::Optimal);
    let mut edited = read;
    let (one, other) = (sitting(&edited, "wm-1"), sitting(&edited, "sc-1"));
    edited.sittings.insert(id("wm-1"), convoke::domain::event::Sitting { room: one.room, ..other });
    let checked = app::check_timetable(&event, edited.clone(), &zones);
    assert_eq!(checked.timetable.quality, Quality::Unproven);
    assert!(checked.timetable.proof.is_empty());
    assert_eq!(checked.answers, answers(&event, &checked.timetable));
}

fn id(text: &str) -> convoke::domain::ids::SessionId {
    convoke::domain::ids::SessionId::parse(text).expect("an id")
}

fn sitting(timetable: &convoke::domain::event::Timetable, session: &str) -> convoke::domain::event::Sitting {
    timetable.sittings[&id(session)].clone()
}
