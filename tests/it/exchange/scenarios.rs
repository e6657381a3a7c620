//! Scenarios that are read, and what comes of them.

use chrono::Weekday;
use convoke::domain::meeting::{Format, Length, Relation};
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario::{Loaded, read, read_from};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scenarios")
}

fn text(scenario: &str) -> Result<Loaded, String> {
    let files = MemoryFiles::default().with("s.toml", scenario);
    read_from(&files, Path::new("s.toml"), &Profiles::bundled()).map_err(|report| report.text())
}

#[test]
fn the_smallest_scenario_is_read() {
    let loaded = read(&folder().join("minimal.toml"), &Profiles::bundled());
    let scenario = loaded.unwrap_or_else(|report| panic!("{}", report.text())).scenario;
    let meeting = scenario.meetings().values().next().expect("a meeting");
    assert_eq!(meeting.format, Format::PhysicalWithRemoteParticipation);
    assert_eq!(meeting.opens_on, [Weekday::Mon]);
    assert_eq!((meeting.earliest, meeting.latest), (scenario.from, scenario.until));
    assert_eq!(scenario.fixed().len(), 1);
    assert_eq!(scenario.secretariat_calendar().id().as_str(), "ITU-GVA");
}

#[test]
fn a_scenario_with_every_key_is_read() {
    let loaded = read(&folder().join("every-key.toml"), &Profiles::bundled());
    let loaded = loaded.unwrap_or_else(|report| panic!("{}", report.text()));
    assert_eq!(loaded.notices, []);
    let scenario = loaded.scenario;
    assert_eq!(scenario.title.as_str(), "Every key of a scenario");
    insta::assert_debug_snapshot!("every_key_meetings", scenario.meetings());
    insta::assert_debug_snapshot!("every_key_bodies", scenario.bodies());
    insta::assert_debug_snapshot!(
        "every_key_others",
        (
            scenario.series(),
            scenario.outside(),
            scenario.shared(),
            scenario.limits(),
            scenario.fixed(),
            scenario.published(),
            scenario.waivers()
        )
    );
    let calendar =
        |id: &str| scenario.calendars().values().find(|calendar| calendar.id().as_str() == id).expect("it is there");
    let day = |text: &str| text.parse().expect("a day");
    assert!(!calendar("CH-GE").is_working(day("2026-12-28")));
    assert!(calendar("CH-GE").is_working(day("2026-12-31")));
    assert!(!calendar("HOST-WUXI").is_working(day("2026-05-22")));
    assert!(calendar("HOST-WUXI").is_working(day("2026-05-23")));
}

#[test]
fn a_pattern_makes_a_meeting_for_each_number_and_year() {
    let loaded = text(
        "[scenario]\nname = \"x\"\nas_of = 2023-02-08\nfrom = 2023-02-01\nuntil = 2024-10-31\n\
         [[body]]\nid = \"J\"\nkind = \"joint-coordination-activity\"\nname = \"JCA-ML\"\n\
         [[series]]\nid = \"jca-ml\"\nbody = \"J\"\nyears = [2023, 2024]\na_year = 2\nhalf_day = true\nafter = \"kick-off\"\n\
         [[meeting]]\nid = \"kick-off\"\nbody = \"J\"\nhalf_day = true\n",
    );
    let scenario = loaded.expect("it is read").scenario;
    let made: Vec<String> = scenario
        .meetings()
        .values()
        .filter(|meeting| meeting.id.as_str() != "kick-off")
        .map(|meeting| format!("{} {:?} {} {}", meeting.id, meeting.title, meeting.earliest, meeting.latest))
        .collect();
    insta::assert_snapshot!(made.join("\n"), @r#"
    jca-ml-2023-1 "JCA-ML 1/2023" 2023-02-01 2023-12-31
    jca-ml-2023-2 "JCA-ML 2/2023" 2023-02-01 2023-12-31
    jca-ml-2024-1 "JCA-ML 1/2024" 2024-01-01 2024-10-31
    jca-ml-2024-2 "JCA-ML 2/2024" 2024-01-01 2024-10-31
    "#);
    for meeting in scenario.meetings().values().filter(|meeting| meeting.id.as_str() != "kick-off") {
        assert_eq!(meeting.length, Length::HalfDay);
        assert!(
            matches!(&meeting.wishes[0].relation, Relation::After { meeting, least: 1, most: None } if meeting.as_str() == "kick-off")
        );
    }
    assert_eq!(scenario.series()[0].meetings.len(), 4);
}

#[test]
fn events_of_a_calendar_file_become_outside_events() {
    let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
        BEGIN:VEVENT\r\nUID:cwg 1@example.org\r\nSUMMARY:Council working groups\r\nLOCATION:Geneva\r\n\
        DTSTART;VALUE=DATE:20260119\r\nDTEND;VALUE=DATE:20260131\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:weekly\r\nSUMMARY:Coordination\r\nDTSTART:20260202T100000\r\nDURATION:PT1H\r\n\
        RRULE:FREQ=WEEKLY;COUNT=2\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:off\r\nSUMMARY:Called off\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260301\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";
    let scenario = "[scenario]\nname = \"x\"\nas_of = 2026-01-05\nfrom = 2026-01-05\nuntil = 2026-12-31\n\
        [[outside]]\nid = \"weekly-1\"\nname = \"Of that id already\"\nfirst = 2026-05-01\n\
        [[outside_file]]\npath = \"calendars/cwg.ics\"\ncouncil = true\nzone = \"Europe/Zurich\"\n";
    let files = MemoryFiles::default().with("s.toml", scenario).with("calendars/cwg.ics", file);
    let loaded = read_from(&files, Path::new("s.toml"), &Profiles::bundled());
    let scenario = loaded.unwrap_or_else(|report| panic!("{}", report.text())).scenario;
    let found: Vec<String> = scenario
        .outside()
        .values()
        .map(|event| format!("{} {:?} {}..{} council={}", event.id, event.name, event.first, event.last, event.council))
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r#"
    cwg-1-example.org "Council working groups" 2026-01-19..2026-01-30 council=true
    weekly-1 "Of that id already" 2026-05-01..2026-05-01 council=false
    weekly-1.2 "Coordination" 2026-02-02..2026-02-02 council=true
    weekly-2 "Coordination" 2026-02-09..2026-02-09 council=true
    "#);
}

#[test]
fn what_is_missing_in_the_pattern_is_told_once_at_the_pattern() {
    let report = text(
        "[scenario]\nname = \"x\"\nas_of = 2023-02-08\nfrom = 2023-02-01\nuntil = 2024-10-31\n\
         [[series]]\nid = \"s\"\nbody = \"J\"\nyears = [2023, 2024]\na_year = 2\nhalf_day = true\nvenues = [\"genf\"]\n",
    );
    insta::assert_snapshot!(report.expect_err("two errors"), @r#"
    s.toml:8:8: error[ref.unknown]: there is no body "J"
      8 | body = "J"
        |        ^^^
      fix: define it, or write the id of one that is defined
    s.toml:12:11: error[ref.unknown]: there is no venue "genf"
      12 | venues = ["genf"]
         |           ^^^^^^
      nearest: geneva
      fix: write "geneva"
    "#);
}

#[test]
fn all_findings_come_in_one_run() {
    let report = text(
        "[scenario]\nname = \"x\"\nas_of = 2026-02-30\nfrom = 03/04/2026\nuntil = \"26-01-01\"\ncolour = 1\n\
         [[body]]\nid = \"SG13\"\nkind = \"study-grup\"\nname = \"a\\u0007b\"\n\
         [[meeting]]\nid = \"m\"\nbody = \"SG31\"\ndays = 0\nvenues = [\"geneva\", \"genva\"]\n",
    );
    insta::assert_snapshot!(report.expect_err("many errors"));
}

#[test]
fn findings_come_as_json_too() {
    let files = MemoryFiles::default().with("s.toml", "[scenario]\nname = \"x\"\nname = \"y\"\nfrmo = 2026-02-01\n");
    let report = read_from(&files, Path::new("s.toml"), &Profiles::bundled()).expect_err("it is refused");
    insta::assert_snapshot!(report.json());
}
