//! What we write, read back by programs that are not ours: every line of the checklist for calendars we emit.

use std::path::PathBuf;
use std::process::Command;

use convoke::domain::text::{DisplayName, EmailAddress, Line, WebAddress};
use convoke::domain::time::{CivilDateTime, Date, Instant, Keeps, MeetingTime, Zone, ZoneData};
use convoke::ical::{
    Attendee, AttendeeKind, Color, Conference, DeadlineData, Entry, Feature, FeedData, FeedEntry, Importance,
    InvitationData, LanguageTag, Participation, Person, Reminder, Role, Standing, Text, Uid, When, ZoneDefinition,
};
use convoke::ical::{cancellation, feed, invitation};
use serde_json::Value;

use crate::tools::tools;

pub(crate) fn data() -> ZoneData {
    ZoneData::bundled()
}

fn civil(text: &str) -> CivilDateTime {
    CivilDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a civil time")
}

fn date(text: &str) -> Date {
    convoke::domain::time::parse_date(text).expect("a date")
}

fn at(text: &str, zone: &str) -> MeetingTime {
    let zone = Zone::parse(zone).expect("a zone");
    MeetingTime::new(civil(text), zone, &data(), Keeps::LocalTime).expect("a time")
}

fn hours(start: &str, end: &str, zone: &str) -> When {
    When::hours(at(start, zone), at(end, zone)).expect("hours")
}

/// An invitation to one hour in a zone.
pub(crate) fn invitation_in(zone: &str, start: &str) -> String {
    let begins = at(start, zone);
    let ends = MeetingTime::of_instant(begins.instant().plus_seconds(3_600), begins.zone(), &data(), Keeps::LocalTime);
    let when = When::hours(begins, ends.expect("a time")).expect("hours");
    let item = InvitationData {
        entry: entry("zone@example.org", "S", when),
        organizer: person("", "tsb@example.org"),
        attendees: Vec::new(),
    };
    invitation(&item, &data()).expect("a calendar")
}

fn person(name: &str, address: &str) -> Person {
    Person {
        name: (!name.is_empty()).then(|| DisplayName::parse(name).expect("a name")),
        address: EmailAddress::parse(address).expect("an address"),
    }
}

fn entry(uid: &str, summary: &str, when: When) -> Entry {
    Entry {
        uid: Uid::parse(uid).expect("an id"),
        sequence: 0,
        stamped: Instant::from_utc(civil("2023-02-08T09:00")),
        when,
        standing: Standing::Confirmed,
        summary: Text::from(&Line::parse(summary).expect("a line")),
        description: Text::composed(""),
        location: Text::composed(""),
        language: None,
        page: None,
        conferences: Vec::new(),
        categories: Vec::new(),
        importance: Importance::Undefined,
        blocks_time: true,
        color: None,
        reminders: Vec::new(),
        part_of: None,
    }
}

/// An invitation that tries everything: long lines, commas, quotation marks, three scripts, a link with commas.
pub(crate) fn hard_invitation() -> InvitationData {
    let mut entry = entry(
        "jca-ml-1@meetings.example.org",
        "JCA-ML, first meeting; 机器学习联合协调活动第一次会议",
        hours("2023-03-16T09:30", "2023-03-16T12:30", "Europe/Zurich"),
    );
    entry.description = Text::composed(&format!(
        "Hours in Geneva: 09:30-12:30.\nA backslash \\, a comma, a semicolon; and a colon: done.\n{}\nاجتماع نشاط التنسيق المشترك",
        "国际电信联盟电信标准化部门".repeat(12)
    ));
    entry.location = Text::composed("ITU Headquarters, Montbrillant, room K; Geneva");
    entry.language = Some(LanguageTag::parse("en").expect("a tag"));
    entry.page = Some(WebAddress::parse("https://www.example.org/jca/ml?a=1,2;b=3#top").expect("a link"));
    entry.conferences = vec![Conference {
        link: WebAddress::parse("https://meet.example.org/join?pwd=a,b;c=%C3%A9").expect("a link"),
        features: vec![Feature::Audio, Feature::Video, Feature::Screen],
        label: Text::composed("Join \"JCA-ML\", from afar"),
    }];
    entry.categories = vec![Text::composed("JCA"), Text::composed("SG13, parent")];
    entry.color = Some(Color::parse("steelblue").expect("a colour"));
    entry.reminders = vec![Reminder { minutes_before: 15, text: Text::composed("JCA-ML begins soon") }];
    entry.part_of = Some(Uid::parse("sg13-2023-03@meetings.example.org").expect("an id"));
    InvitationData {
        entry,
        organizer: person("TSB, \"Secretariat\" of ITU-T", "tsbjcaml@itu.int"),
        attendees: vec![
            Attendee {
                person: person("Li, \"Wei\" ^Zhang^; 张伟", "li.wei+itu@example.org"),
                kind: AttendeeKind::Individual,
                role: Role::Chair,
                participation: Participation::NeedsAction,
                response_wanted: true,
                language: Some(LanguageTag::parse("zh-Hans").expect("a tag")),
            },
            Attendee {
                person: person("", "\"odd name\"@example.org"),
                kind: AttendeeKind::Group,
                role: Role::Informed,
                participation: Participation::Accepted,
                response_wanted: false,
                language: None,
            },
        ],
    }
}

/// A feed with hours in two zones, a meeting of days, a cancelled one, a tentative one, a deadline.
pub(crate) fn feed_data() -> FeedData {
    let meeting = |entry| FeedEntry::Meeting(entry, Some(person("TSB", "tsb@itu.int")));
    let mut cancelled =
        entry("c@example.org", "Called off", hours("2017-12-07T09:00", "2017-12-07T17:00", "Asia/Dubai"));
    cancelled.standing = Standing::Cancelled;
    cancelled.sequence = 2;
    let mut tentative =
        entry("t@example.org", "TSAG", When::days(date("2018-01-22"), date("2018-01-26")).expect("days"));
    tentative.standing = Standing::Tentative;
    let deadline = entry(
        "d-task@example.org",
        "Contributions to TSAG",
        When::days(date("2018-01-10"), date("2018-01-10")).expect("days"),
    );
    FeedData {
        name: Text::composed("ITU-T meetings, 2017-2018"),
        description: Text::composed("All; but not more"),
        zone: Zone::GENEVA,
        source: Some(WebAddress::parse("https://example.org/feed.ics").expect("a link")),
        color: Some(Color::parse("teal").expect("a colour")),
        refresh_hours: 12,
        entries: vec![
            meeting(entry("a@example.org", "Summer", hours("2017-07-05T14:30", "2017-07-05T17:30", "Europe/Zurich"))),
            meeting(entry("b@example.org", "Winter", hours("2018-11-05T14:30", "2018-11-05T17:30", "Europe/Zurich"))),
            meeting(cancelled),
            meeting(tentative),
            FeedEntry::Deadline(DeadlineData {
                entry: deadline,
                event_uid: Uid::parse("d-event@example.org").expect("an id"),
                due: date("2018-01-10"),
                office: Some(person("TSB", "tsb@itu.int")),
            }),
        ],
    }
}

/// Reads `text` with one of the programs under `tests/tools`: `read_ics` says all it finds, `accept_ics` the starts.
fn read_with(program: &str, text: &str) -> Vec<Value> {
    run(program, "read_ics", text)
}

pub(crate) fn run(program: &str, script: &str, text: &str) -> Vec<Value> {
    let tools = tools();
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    let scripts = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
    let mut command = match program {
        "python" => Command::new(tools.join("venv/bin/python3")),
        _ => Command::new("node"),
    };
    let script = format!("{script}.{}", if program == "python" { "py" } else { "mjs" });
    let output = command
        .arg(scripts.join(script))
        .arg(file.path())
        .env("CONVOKE_TEST_TOOLS", &tools)
        .output()
        .expect("the program ran; if not: run `./x test`");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

pub(crate) const READERS: [&str; 2] = ["python", "node"];

#[test]
fn invitation_in_full() {
    let text = invitation(&hard_invitation(), &data()).expect("a calendar");
    insta::assert_snapshot!(text.replace("\r\n", "\n"));
    assert_eq!(text, invitation(&hard_invitation(), &data()).expect("a calendar"), "same data, same bytes");
}

#[test]
fn cancellation_in_full() {
    let mut data_off = hard_invitation();
    data_off.entry.sequence = 3;
    insta::assert_snapshot!(cancellation(&data_off, &data()).expect("a calendar").replace("\r\n", "\n"));
}

#[test]
fn feed_in_full() {
    insta::assert_snapshot!(feed(&feed_data(), &data()).expect("a calendar").replace("\r\n", "\n"));
}

/// The component model of Rust, as one more reader: what stood in one property stands in one property.
#[test]
fn the_icalendar_crate_reads_what_we_write() {
    use icalendar::{Calendar, CalendarComponent, Component as _};
    let texts = [
        invitation(&hard_invitation(), &data()).expect("a calendar"),
        feed(&feed_data(), &data()).expect("a calendar"),
    ];
    for text in texts {
        let read: Calendar = text.parse().expect("a calendar that can be read");
        let count = |begin: &str| text.matches(begin).count();
        let of = |kind: fn(&CalendarComponent) -> bool| read.components.iter().filter(|one| kind(one)).count();
        assert_eq!(of(|one| matches!(one, CalendarComponent::Event(_))), count("BEGIN:VEVENT"));
        assert_eq!(of(|one| matches!(one, CalendarComponent::Todo(_))), count("BEGIN:VTODO"));
        for component in &read.components {
            if let CalendarComponent::Event(event) = component {
                assert!(text.contains(&format!("UID:{}", event.get_uid().expect("a UID"))));
            }
        }
    }
}

#[test]
fn every_line_is_short_ends_in_crlf_and_holds_no_control_character() {
    let texts = [
        invitation(&hard_invitation(), &data()),
        cancellation(&hard_invitation(), &data()),
        feed(&feed_data(), &data()),
    ];
    for text in texts {
        let text = text.expect("a calendar");
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= 75 && !line.chars().any(char::is_control), "{line:?}");
        }
        assert_eq!(text.matches("PRODID:").count(), 1);
        assert_eq!(text.matches("METHOD:").count(), 1);
    }
}

#[test]
fn other_programs_read_the_invitation_as_meant() {
    let meant = hard_invitation();
    let text = invitation(&meant, &data()).expect("a calendar");
    for reader in READERS {
        let found = &read_with(reader, &text)[0];
        assert_eq!(found["method"], "REQUEST", "{reader}");
        assert_eq!(found["problems"].as_array().map(Vec::len), Some(0), "{reader}: {found}");
        let event = &found["components"][0];
        assert_eq!(event["DTSTART"], "2023-03-16T08:30:00Z", "{reader}");
        assert_eq!(event["DTEND"], "2023-03-16T11:30:00Z", "{reader}");
        assert_eq!(event["SUMMARY"], meant.entry.summary.as_str(), "{reader}");
        assert_eq!(event["DESCRIPTION"], meant.entry.description.as_str(), "{reader}");
        assert_eq!(event["LOCATION"], meant.entry.location.as_str(), "{reader}");
        assert_eq!(event["URL"], "https://www.example.org/jca/ml?a=1,2;b=3#top", "{reader}");
        assert_eq!(event["ORGANIZER"][0]["address"], "mailto:tsbjcaml@itu.int", "{reader}");
        assert_eq!(event["ORGANIZER"][0]["CN"], "TSB, \"Secretariat\" of ITU-T", "{reader}");
        let attendees = event["ATTENDEE"].as_array().expect("attendees");
        assert_eq!(attendees.len(), 2, "{reader}");
        assert_eq!(attendees[0]["CN"], "Li, \"Wei\" ^Zhang^; 张伟", "{reader}");
        assert_eq!(attendees[0]["address"], "mailto:li.wei+itu@example.org", "{reader}");
        assert_eq!(attendees[0]["ROLE"], "CHAIR", "{reader}");
        assert_eq!(attendees[0]["RSVP"], "TRUE", "{reader}");
        assert_eq!(attendees[1]["address"], "mailto:%22odd%20name%22@example.org", "{reader}");
        assert_eq!(event["CONFERENCE"][0]["address"], "https://meet.example.org/join?pwd=a,b;c=%C3%A9", "{reader}");
        assert_eq!(event["CONFERENCE"][0]["LABEL"], "Join \"JCA-ML\", from afar", "{reader}");
        let alarm = &event["children"][0];
        assert_eq!(alarm["kind"], "VALARM", "{reader}");
        assert_eq!(alarm["names"], serde_json::json!(["ACTION", "DESCRIPTION", "TRIGGER"]), "{reader}");
    }
}

#[test]
fn other_programs_read_the_cancellation_as_meant() {
    let text = cancellation(&hard_invitation(), &data()).expect("a calendar");
    for reader in READERS {
        let found = &read_with(reader, &text)[0];
        assert_eq!(found["method"], "CANCEL", "{reader}");
        let event = &found["components"][0];
        assert_eq!(event["STATUS"], "CANCELLED", "{reader}");
        assert_eq!(event["UID"], "jca-ml-1@meetings.example.org", "{reader}");
        assert_eq!(event["DTSTART"], "2023-03-16T08:30:00Z", "{reader}");
        assert_eq!(event["ORGANIZER"][0]["address"], "mailto:tsbjcaml@itu.int", "{reader}");
        assert!(event.get("CONFERENCE").is_none(), "{reader}");
    }
}

#[test]
fn other_programs_read_the_feed_as_meant() {
    let text = feed(&feed_data(), &data()).expect("a calendar");
    for reader in READERS {
        let found = &read_with(reader, &text)[0];
        assert_eq!(found["method"], "PUBLISH", "{reader}");
        let parts = found["components"].as_array().expect("components");
        let facts: Vec<[&str; 5]> = parts
            .iter()
            .map(|part| ["kind", "UID", "DTSTART", "DTEND", "STATUS"].map(|key| part[key].as_str().unwrap_or("-")))
            .collect();
        assert_eq!(
            facts,
            [
                ["VEVENT", "a@example.org", "2017-07-05T12:30:00Z", "2017-07-05T15:30:00Z", "CONFIRMED"],
                ["VEVENT", "b@example.org", "2018-11-05T13:30:00Z", "2018-11-05T16:30:00Z", "CONFIRMED"],
                ["VEVENT", "c@example.org", "2017-12-07T05:00:00Z", "2017-12-07T13:00:00Z", "CANCELLED"],
                ["VEVENT", "t@example.org", "2018-01-22", "2018-01-27", "TENTATIVE"],
                ["VTODO", "d-task@example.org", "-", "-", "NEEDS-ACTION"],
                ["VEVENT", "d-event@example.org", "2018-01-10", "2018-01-11", "CONFIRMED"],
            ],
            "{reader}"
        );
        assert!(parts.iter().all(|part| part.get("ATTENDEE").is_none()), "{reader}");
        assert_eq!(parts[4]["DUE"], "2018-01-10", "{reader}");
        assert_eq!(parts[5]["TRANSP"], "TRANSPARENT", "{reader}");
    }
}

/// Two more programs, which say less of what they read, take all three and find the same starts.
#[test]
fn vobject_and_node_ical_find_the_same_starts() {
    let texts = [
        invitation(&hard_invitation(), &data()).expect("a calendar"),
        cancellation(&hard_invitation(), &data()).expect("a calendar"),
        feed(&feed_data(), &data()).expect("a calendar"),
    ];
    let meant = serde_json::json!([
        ["2023-03-16T08:30:00Z"],
        ["2023-03-16T08:30:00Z"],
        ["2017-07-05T12:30:00Z", "2018-11-05T13:30:00Z", "2017-12-07T05:00:00Z", "2018-01-22", "2018-01-10"],
    ]);
    for reader in READERS {
        // One run each: vobject keeps the first definition of a zone it meets.
        let found: Vec<Value> = texts.iter().flat_map(|text| run(reader, "accept_ics", text)).collect();
        assert_eq!(Value::Array(found), meant, "{reader}");
    }
}

/// Every zone, at hours spread over twelve years, and just before and after each change of clocks: other programs,
/// knowing only our definition, find the instant we meant.
#[test]
fn other_programs_find_the_instant_in_every_zone() {
    let data = data();
    let (mut all, mut few) = (Vec::new(), Vec::new());
    for (number, zone) in Zone::all().enumerate() {
        let step = i64::try_from(number).expect("small");
        let mut seconds: Vec<i64> =
            (0..6).map(|year| 1_546_300_800 + year * 63_000_000 + step * 3_571 % 31_000_000 / 60 * 60).collect();
        let change =
            data.next_transition(Instant::from_unix_seconds(1_767_225_600).expect("an instant"), zone).expect("a zone");
        if let Some(change) = change {
            seconds.extend([change.instant.unix_seconds() - 7_200, change.instant.unix_seconds() + 7_200]);
        }
        for (index, seconds) in seconds.into_iter().enumerate() {
            let start = Instant::from_unix_seconds(seconds).expect("an instant");
            let times = [start, start.plus_seconds(3_600)]
                .map(|instant| MeetingTime::of_instant(instant, zone, &data, Keeps::Instant).expect("a time"));
            let [start, end] = times;
            let ambiguous =
                [&start, &end].iter().any(|time| MeetingTime::new(time.civil(), zone, &data, Keeps::Instant).is_err());
            if ambiguous {
                continue;
            }
            let facts = (zone, start.instant(), end.instant());
            let item = InvitationData {
                entry: entry(&format!("{number}-{index}@example.org"), "S", When::hours(start, end).expect("hours")),
                organizer: person("", "tsb@itu.int"),
                attendees: Vec::new(),
            };
            let text = invitation(&item, &data).expect("a calendar");
            assert!(
                text.matches("BEGIN:STANDARD").count() <= 1 && text.matches("BEGIN:DAYLIGHT").count() <= 1,
                "{zone}"
            );
            assert_eq!(text.contains("BEGIN:VTIMEZONE"), zone != Zone::UTC, "{zone}");
            if (number + index) % 8 == 0 {
                few.push((text.clone(), facts));
            }
            all.push((text, facts));
        }
    }
    assert!(all.len() > 2_500, "{}", all.len());
    for (reader, cases) in [("node", all), ("python", few)] {
        let text: String = cases.iter().map(|(text, _)| text.as_str()).collect();
        let found = read_with(reader, &text);
        assert_eq!(found.len(), cases.len());
        for (calendar, (text, (zone, start, end))) in found.iter().zip(&cases) {
            let event = &calendar["components"][0];
            assert_eq!(event["DTSTART"], start.to_string(), "{reader} {zone}\n{text}");
            assert_eq!(event["DTEND"], end.to_string(), "{reader} {zone}\n{text}");
        }
    }
}

/// A zone whose changes follow no yearly rule over a feed's span is written in UTC rather than wrongly.
#[test]
fn a_feed_over_an_irregular_zone_falls_back_to_utc() {
    let zone = Zone::parse("Africa/Casablanca").expect("a zone");
    let starts = ["2024-02-01", "2024-03-20", "2024-04-20", "2025-02-01", "2025-03-10", "2025-03-30"]
        .map(|day| at(&format!("{day}T10:00"), "Africa/Casablanca"));
    let instants = starts.each_ref().map(MeetingTime::instant);
    assert_eq!(ZoneDefinition::covering(zone, &instants, &data()), Ok(None));
    let mut irregular = feed_data();
    irregular.entries = starts
        .into_iter()
        .enumerate()
        .map(|(number, start)| {
            let end = start.instant().plus_seconds(3_600);
            let end = MeetingTime::of_instant(end, zone, &data(), Keeps::LocalTime).expect("a time");
            let when = When::hours(start, end).expect("hours");
            FeedEntry::Meeting(entry(&format!("{number}@example.org"), "S", when), None)
        })
        .collect();
    let text = feed(&irregular, &data()).expect("a calendar");
    assert!(text.contains("DTSTART:20240320T100000Z") && text.contains("DTSTART:20240420T090000Z"), "{text}");
}

#[test]
fn ids_and_small_values_are_checked() {
    for bad in ["", "a b", "a\r\nX:1", "ü@example.org", &"x".repeat(256)] {
        assert!(Uid::parse(bad).is_err(), "{bad:?}");
    }
    assert!(Color::parse("red;X=1").is_err());
    assert!(LanguageTag::parse("en\r\n").is_err() && LanguageTag::parse("").is_err());
    assert!(When::days(date("2018-01-02"), date("2018-01-01")).is_err());
    let start = at("2018-01-02T10:00", "UTC");
    assert!(When::hours(start.clone(), start).is_err());
}
