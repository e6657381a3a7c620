//! Event and timetable files: everything wrong is told at once, with its place; calendars of sessions.

use super::{HEAD, groups, plan, read};
use crate::ical::{READERS, run};
use convoke::announce::{Revision, Sender, event_calendar, session_calendars};
use convoke::domain::event::{Sitting, Timetable};
use convoke::domain::ids::SessionId;
use convoke::domain::plan::Quality;
use convoke::domain::time::{Instant, ZoneData};
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::{event, timetable};
use convoke::ical::Person;
use convoke::planning::timetable::TimetableOutcome;
use std::path::Path;

#[test]
fn all_that_is_wrong_with_an_event_is_told_at_once() {
    let tables = r#"
[event]
meeting = "n"
starts = ["9:30", "25:00"]

[[room]]
id = "one"
seats = 0

[[service]]
id = "team"
name = "Team"
kind = "interpretation"

[[session]]
id = "x"
title = "X"
kind = "pleanary"
groups = ["A", "Z"]
minutes = 62

[[session]]
id = "y"
title = "Y"
kind = "guest"
minutes = 60
count = 2
pinned = { day = 2017-05-01, start = "09:30" }
colour = "red"
"#;
    insta::assert_snapshot!("bad_shapes", told(&format!("{HEAD}{}{tables}", groups(false))));
    let tables = r#"
[event]
meeting = "m"

[[room]]
id = "one"
seats = 10

[[session]]
id = "x"
title = "X"
kind = "guest"
groups = ["A", "TSGA"]
minutes = 60
rooms = ["on"]
hubs = ["one"]
days = [2017-05-09]
after = ["y"]

[[session]]
id = "y"
title = "Y"
kind = "guest"
minutes = 60
after = ["x", "why"]

[[session]]
id = "X"
title = "X again"
kind = "guest"
minutes = 60

[[absence]]
person = "Chair of Z"
days = [2017-05-01]
"#;
    insta::assert_snapshot!("bad_references", told(&format!("{HEAD}{}{tables}", groups(false))));
}

fn told(text: &str) -> String {
    let files = MemoryFiles::default().with("event.toml", text);
    match event::read_from(&files, Path::new("event.toml"), &Profiles::bundled()) {
        Ok(_) => panic!("nothing was found"),
        Err(report) => report.text(),
    }
}

const TWO: &str = r#"
[event]
meeting = "m"

[[room]]
id = "one"
seats = 10

[[session]]
id = "x"
title = "X, the first"
kind = "guest"
groups = ["A"]
minutes = 75
captions = true

[[session]]
id = "y/2"
title = "Y"
kind = "guest"
minutes = 60
"#;

#[test]
fn all_that_is_wrong_with_a_timetable_is_told_at_once() {
    let event = read(&format!("{HEAD}{}{TWO}", groups(false)));
    let text = r#"
format = "convoke-timetable/1"
meeting = "m"

[[session]]
id = "x"
day = 2017-05-01
start = "09:30"
room = "two"

[[session]]
id = "x"
day = 2017-05-41
start = "half past nine"

[[session]]
id = "z"
day = 2017-05-01
start = "09:30"
"#;
    let files = MemoryFiles::default().with("timetable.toml", text);
    let report = timetable::read_from(&files, Path::new("timetable.toml"), &event).expect_err("much is wrong");
    insta::assert_snapshot!("bad_timetable", report.text());
}

#[test]
fn each_session_has_a_calendar_whose_id_outlives_new_hours() {
    let event = read(&format!("{HEAD}{}{TWO}", groups(false)));
    let timetable = |hour: u16| Timetable {
        meeting: event.meeting().id.clone(),
        sittings: ["x", "y/2"]
            .map(|id| {
                let room = event.rooms().keys().next().cloned();
                let at = Sitting { day: event.days()[0], start: hour * 60, room, team: None };
                (SessionId::parse(id).expect("an id"), at)
            })
            .into(),
        quality: Quality::Unproven,
        proof: Vec::new(),
    };
    let secretariat = &event.scenario().profile.secretariat;
    let sender = Sender {
        office: Person { name: None, address: secretariat.address.clone() },
        bounce: secretariat.bounces.clone(),
        unsubscribe_page: None,
    };
    let zones = ZoneData::bundled();
    let revision = Revision { sequence: 0, stamped: Instant::from_utc("2017-03-01T00:00:00".parse().expect("a time")) };
    let calendars = |hour| session_calendars(&event, &timetable(hour), &sender, &zones, revision).expect("calendars");
    let (before, after) = (calendars(9), calendars(15));
    assert_eq!(before.iter().map(|one| one.file_stem.as_str()).collect::<Vec<_>>(), ["x", "y.2f.2"]);
    let line = |calendar: &str, name: &str| {
        calendar.lines().find(|line| line.starts_with(name)).map(str::to_owned).expect("a line")
    };
    for (one, other) in before.iter().zip(&after) {
        assert_eq!(line(&one.calendar, "UID"), line(&other.calendar, "UID"));
        assert_ne!(line(&one.calendar, "DTSTART;TZID"), line(&other.calendar, "DTSTART;TZID"));
    }
    insta::assert_snapshot!("session_calendar", before[0].calendar.replace('\r', ""));
    let whole = event_calendar(&event, &timetable(9), &sender, &zones, revision).expect("a calendar");
    assert_eq!(whole.matches("BEGIN:VEVENT").count(), 2);
    assert_eq!(whole.matches("BEGIN:VTIMEZONE").count(), 1);
    // Two more programs read each of them, with the instants that were meant: summer time in Geneva.
    for reader in READERS {
        let starts: Vec<_> = before.iter().flat_map(|one| run(reader, "accept_ics", &one.calendar)).collect();
        assert_eq!(starts, vec![serde_json::json!(["2017-05-01T07:00:00Z"]); 2], "{reader}");
        let read = run(reader, "read_ics", &before[0].calendar);
        let found = &read[0]["components"][0];
        assert_eq!(found["SUMMARY"], "X, the first", "{reader}");
        assert_eq!(found["DTEND"], "2017-05-01T08:15:00Z", "{reader}");
        assert_eq!(found["UID"], "m.session-x@tsb.example.org", "{reader}");
    }
}

/// The command as a user runs it: what it writes, and its exit codes.
#[test]
fn the_command_writes_all_files_and_says_how_it_ended() {
    let out = tempfile::tempdir().expect("a folder");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/tsag-2017");
    let run = |event: &str, more: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_convoke"))
            .arg("timetable")
            .arg(examples.join(event))
            .args(more)
            .output()
            .expect("it runs")
    };
    let folder = out.path().to_str().expect("a path");
    let made = run("event-five-days.toml", &["--iterations", "300", "--out", folder]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    for name in [
        "timetable.toml",
        "timetable.html",
        "timetable.txt",
        "timetable.json",
        "findings.txt",
        "conflicts.txt",
        "sessions.ics",
    ] {
        assert!(out.path().join(name).is_file(), "{name}");
    }
    assert_eq!(std::fs::read_dir(out.path().join("sessions")).expect("a folder").count(), 15);
    let again = out.path().join("timetable.toml");
    let read = run("event-five-days.toml", &["--plan", again.to_str().expect("a path"), "--format", "json"]);
    assert_eq!(read.status.code(), Some(0));
    let told: serde_json::Value = serde_json::from_slice(&read.stdout).expect("JSON");
    assert_eq!(told["quality"], "optimal", "the proof fits what was written");
    let by_hand = examples.join("timetable-by-hand.toml");
    let broken = run("event.toml", &["--plan", by_hand.to_str().expect("a path")]);
    assert_eq!(broken.status.code(), Some(1));
    assert_eq!(run("facts.toml", &[]).status.code(), Some(2), "no scenario, no event");
}

/// What cannot be is told as the few demands that contradict each other.
#[test]
fn a_contradiction_is_told_in_words() {
    let event = read(&format!(
        "{HEAD}{}\n[event]\nmeeting = \"m\"\nstarts = [\"09:30\"]\nclosed = [2017-05-02]\n\
         [[session]]\nid = \"x\"\ntitle = \"X\"\nkind = \"guest\"\ngroups = [\"A\"]\nminutes = 60\n\
         [[session]]\nid = \"y\"\ntitle = \"Y\"\nkind = \"guest\"\ngroups = [\"B\"]\nminutes = 60\n\
         [[session]]\nid = \"z\"\ntitle = \"Z\"\nkind = \"guest\"\nminutes = 60\n",
        groups(true)
    ));
    let TimetableOutcome::Impossible(contradiction) = plan(&event, &[]) else { panic!("it should not be possible") };
    let whys: Vec<&str> = contradiction.demands.iter().map(|demand| demand.why.as_str()).collect();
    assert_eq!(
        whys,
        [
            "sessions of this event begin at 09:30",
            "sessions of this event begin at 09:30",
            "Zoe Everywhere cannot be in two rooms at once"
        ]
    );
    assert!(contradiction.minimal);
}
