//! Calendars that others wrote: what is read, what is refused, and on which line.

use std::fmt::Write as _;
use std::time::{Duration, Instant as Stopwatch};

use convoke::domain::time::{Zone, ZoneData};
use convoke::exchange::ics::{ForeignCalendar, Gravity, Options, read};

fn read_as(bytes: &[u8], floating: Option<&str>) -> ForeignCalendar {
    let zones = ZoneData::bundled();
    let floating = floating.map(|name| Zone::parse(name).expect("a zone"));
    read(bytes, &Options { floating, days_in: Zone::GENEVA, zones: &zones })
}

/// A calendar of these lines, from line 2 on.
fn calendar(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\n{}\r\nEND:VCALENDAR\r\n", lines.trim().replace('\n', "\r\n"))
}

/// An event of these lines, from line 3 on; a start where none is given.
fn event(lines: &str) -> String {
    let start = if lines.contains("DTSTART") { "" } else { "DTSTART;VALUE=DATE:20260701\n" };
    let uid = if lines.contains("UID") { "" } else { "UID:e@example.org\n" };
    let end = if lines.trim().is_empty() { "" } else { "\n" };
    calendar(&format!("BEGIN:VEVENT\n{}{end}{uid}{start}END:VEVENT", lines.trim()))
}

/// Findings as `line:code`, notices in brackets.
fn codes(calendar: &ForeignCalendar) -> Vec<String> {
    let shown = |finding: &convoke::exchange::ics::Finding| match finding.gravity {
        Gravity::Error => format!("{}:{}", finding.line, finding.code),
        Gravity::Notice => format!("[{}:{}]", finding.line, finding.code),
    };
    calendar.findings.iter().map(shown).collect()
}

/// Events as `summary first..last`.
fn days(calendar: &ForeignCalendar) -> Vec<String> {
    calendar.events.iter().map(|event| format!("{} {}..{}", event.summary, event.first, event.last)).collect()
}

#[test]
fn bad_input_is_named_with_its_line() {
    let cases: &[(&str, String, &[&str])] = &[
        ("a good one", event("SUMMARY:Fine"), &[]),
        (
            "no END",
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260701T100000Z\r\n".to_owned(),
            &["1:ics.structure", "2:ics.structure", "[2:ics.time]"],
        ),
        (
            "an event in an event",
            calendar(
                "BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20260701\nBEGIN:VEVENT\nUID:b\nDTSTART;VALUE=DATE:20260702\nEND:VEVENT\nEND:VEVENT",
            ),
            &["5:ics.structure", "9:ics.structure"],
        ),
        ("END alone", calendar("END:VEVENT"), &["2:ics.structure"]),
        ("nothing", String::new(), &["1:ics.structure"]),
        ("text that is no property", event("hello"), &["[3:ics.line]"]),
        (
            "both DTEND and DURATION",
            event("DTSTART:20260701T100000Z\nDTEND:20260701T110000Z\nDURATION:PT1H"),
            &["5:ics.time"],
        ),
        ("end before start", event("DTSTART:20260701T100000Z\nDTEND:20260701T090000Z"), &["4:ics.time"]),
        ("day and time mixed", event("DTSTART;VALUE=DATE:20260701\nDTEND:20260701T090000Z"), &["4:ics.time"]),
        ("neither end nor length", event("DTSTART:20260701T100000Z"), &["[2:ics.time]"]),
        ("a length below zero", event("DTSTART:20260701T100000Z\nDURATION:-PT1H"), &["4:ics.time"]),
        ("no start", calendar("BEGIN:VEVENT\nUID:a\nEND:VEVENT"), &["2:ics.time"]),
        ("no date", event("DTSTART:soon"), &["3:ics.time"]),
        ("no such day", event("DTSTART;VALUE=DATE:20260230"), &["3:ics.time"]),
        ("floating", event("DTSTART:20260701T100000\nDURATION:PT1H"), &["3:ics.floating"]),
        ("a zone nobody knows", event("DTSTART;TZID=Mars/Phobos:20260701T100000\nDURATION:PT1H"), &["3:tz.unknown"]),
        ("an abbreviation", event("DTSTART;TZID=CEST:20260701T100000\nDURATION:PT1H"), &["3:tz.abbreviation"]),
        (
            "a name of Windows",
            event("DTSTART;TZID=W. Europe Standard Time:20260701T100000\nDURATION:PT1H"),
            &["[3:tz.mapped]"],
        ),
        (
            "a name of Outlook",
            event("DTSTART;TZID=\"(UTC+10:00) Brisbane\":20260701T100000\nDURATION:PT1H"),
            &["[3:tz.mapped]"],
        ),
        ("no id", calendar("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260701\nEND:VEVENT"), &["2:ics.uid"]),
        (
            "an id twice",
            calendar(
                "BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20260701\nEND:VEVENT\nBEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20260702\nEND:VEVENT",
            ),
            &["6:ics.uid"],
        ),
        ("INTERVAL=0", event("RRULE:FREQ=DAILY;INTERVAL=0"), &["3:rrule.invalid"]),
        ("BYMONTH=13", event("RRULE:FREQ=YEARLY;BYMONTH=13"), &["3:rrule.invalid"]),
        ("BYSETPOS=0", event("RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0"), &["3:rrule.invalid"]),
        ("BYSETPOS too large", event("RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=400"), &["3:rrule.invalid"]),
        ("no FREQ", event("RRULE:COUNT=3"), &["3:rrule.invalid"]),
        ("COUNT and UNTIL", event("RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260801"), &["3:rrule.until"]),
        ("UNTIL before the start", event("RRULE:FREQ=DAILY;UNTIL=20250101"), &["3:rrule.until"]),
        ("UNTIL in UTC for a day", event("RRULE:FREQ=DAILY;UNTIL=20260801T000000Z"), &["3:rrule.until"]),
        ("UNTIL that is no date", event("RRULE:FREQ=DAILY;UNTIL=never"), &["3:rrule.until"]),
        ("no end", event("RRULE:FREQ=MONTHLY"), &["[3:rrule.too_many]"]),
        ("too many", event("RRULE:FREQ=DAILY;COUNT=1700"), &["3:rrule.too_many"]),
        (
            "each second",
            event("DTSTART:20260701T100000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY;COUNT=100000000"),
            &["5:rrule.too_many"],
        ),
        ("control characters in a title", event("SUMMARY:Bell\u{7}"), &["[3:text.control]"]),
        ("a hidden direction", event("SUMMARY:gpj\u{202E}exe"), &["[3:text.bidi]"]),
    ];
    let mut wrong = String::new();
    for (name, text, expected) in cases {
        let found = codes(&read_as(text.as_bytes(), None));
        if found != *expected {
            writeln!(wrong, "{name}: found {found:?}, expected {expected:?}").expect("written");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A rule without instances: on 30 February, for ever. It neither hangs nor passes.
#[test]
#[expect(clippy::disallowed_methods, reason = "how long reading takes is what this test is about")]
fn a_rule_that_never_happens_is_refused_at_once() {
    let started = Stopwatch::now();
    let found =
        read_as(event("DTSTART;VALUE=DATE:20260228\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30").as_bytes(), None);
    assert!(found.has_errors() && found.events.is_empty(), "{:?}", codes(&found));
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn days_are_those_of_the_place() {
    let cases = [
        (
            "DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260704\nSUMMARY:three days",
            "three days 2026-07-01..2026-07-03",
        ),
        ("DTSTART;VALUE=DATE:20260701\nSUMMARY:one day", "one day 2026-07-01..2026-07-01"),
        (
            "DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260701\nSUMMARY:as many write it",
            "as many write it 2026-07-01..2026-07-01",
        ),
        ("DTSTART;VALUE=DATE:20260701\nDURATION:P1W\nSUMMARY:a week", "a week 2026-07-01..2026-07-07"),
        ("DTSTART:20260701T220000Z\nDURATION:PT1H\nSUMMARY:UTC", "UTC 2026-07-02..2026-07-02"),
        ("DTSTART;TZID=Asia/Tokyo:20260701T230000\nDURATION:PT2H\nSUMMARY:Tokyo", "Tokyo 2026-07-01..2026-07-02"),
        (
            "DTSTART;TZID=Asia/Tokyo:20260701T200000\nDURATION:PT4H\nSUMMARY:to midnight",
            "to midnight 2026-07-01..2026-07-01",
        ),
        (
            "DTSTART;TZID=Europe/Kiev:20260701T200000\nDURATION:PT1H\nSUMMARY:old name",
            "old name 2026-07-01..2026-07-01",
        ),
        (
            "DTSTART;TZID=Europe/Zurich:20260329T023000\nDURATION:PT1H\nSUMMARY:skipped hour",
            "skipped hour 2026-03-29..2026-03-29",
        ),
    ];
    for (lines, expected) in cases {
        let found = read_as(event(lines).as_bytes(), None);
        assert_eq!(days(&found), [expected], "{:?}", found.findings);
    }
    let floating = event("DTSTART:20260701T230000\nDURATION:PT2H\nSUMMARY:given zone");
    assert_eq!(days(&read_as(floating.as_bytes(), Some("Asia/Seoul"))), ["given zone 2026-07-01..2026-07-02"]);
}

#[test]
fn repeating_events_become_their_instances() {
    let weekly = event(
        "SUMMARY:w\nDTSTART;TZID=Europe/Zurich:20260318T100000\nDTEND;TZID=Europe/Zurich:20260318T110000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Zurich:20260325T100000\nRDATE;TZID=Europe/Zurich:20260410T100000",
    );
    let found = read_as(weekly.as_bytes(), None);
    assert_eq!(codes(&found), [""; 0]);
    assert_eq!(days(&found), ["w 2026-03-18..2026-03-18", "w 2026-04-01..2026-04-01", "w 2026-04-10..2026-04-10"]);
    // The hour on the wall stays while the clocks change between the first two.
    let starts: Vec<String> =
        found.events.iter().filter_map(|event| event.hours).map(|(start, _)| start.to_string()).collect();
    assert_eq!(starts, ["2026-03-18T09:00:00Z", "2026-04-01T08:00:00Z", "2026-04-10T08:00:00Z"]);
    assert_eq!(found.events.iter().map(|event| event.instance).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    // The end in UTC falls between the two evenings of a zone behind it.
    let evening = event(
        "SUMMARY:e\nDTSTART;TZID=America/New_York:20260701T190000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260702T230000Z",
    );
    assert_eq!(days(&read_as(evening.as_bytes(), None)).len(), 2);
    let evening = evening.replace("T230000Z", "T220000Z");
    assert_eq!(days(&read_as(evening.as_bytes(), None)).len(), 1);
    let moved = calendar(
        "BEGIN:VEVENT\nUID:a\nSUMMARY:m\nDTSTART;VALUE=DATE:20260701\nRRULE:FREQ=DAILY;UNTIL=20260703\nEND:VEVENT\nBEGIN:VEVENT\nUID:a\nSUMMARY:moved\nRECURRENCE-ID;VALUE=DATE:20260702\nDTSTART;VALUE=DATE:20260710\nEND:VEVENT",
    );
    let found = read_as(moved.as_bytes(), None);
    assert_eq!(days(&found), ["m 2026-07-01..2026-07-01", "m 2026-07-03..2026-07-03", "moved 2026-07-10..2026-07-10"]);
}

/// A definition that says +01:00 in summer, where the data say +02:00.
#[test]
fn a_definition_that_contradicts_the_data_is_told_with_both_instants() {
    let text = calendar(
        "BEGIN:VTIMEZONE\nTZID:Europe/Zurich\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:a\nSUMMARY:s\nDTSTART;TZID=Europe/Zurich:20260701T100000\nDURATION:PT1H\nEND:VEVENT",
    );
    let found = read_as(text.as_bytes(), None);
    assert_eq!(codes(&found), ["[13:tz.conflict]"]);
    insta::assert_snapshot!(found.findings[0].message, @"the calendar's own definition of Europe/Zurich gives 2026-07-01T09:00:00Z, time-zone data 2026e give 2026-07-01T08:00:00Z");
    assert_eq!(days(&found), ["s 2026-07-01..2026-07-01"]);
}

/// What we write ourselves is read without a word.
#[test]
fn our_own_invitations_read_back() {
    let announced = crate::announce::announced(
        "jca-ml-2",
        "Ana Sample",
        "ana@example.org",
        convoke::domain::language::Language::Chinese,
    );
    let found = read_as(announced.calendar().as_bytes(), None);
    assert_eq!(codes(&found), [""; 0]);
    assert_eq!(found.method.as_deref(), Some("REQUEST"), "data, not acted upon");
    assert_eq!(days(&found), ["Second meeting of JCA-ML 2023-10-26..2023-10-26"]);
}

#[test]
fn foreign_habits_are_taken() {
    // A byte-order mark, bare LF, a fold inside a character, lower-case names, a script in the title.
    let mut bytes =
        b"\xEF\xBB\xBFBEGIN:VCALENDAR\nbegin:vevent\nuid:a\ndtstart;value=date:20260701\nSUMMARY:Gen\xC3".to_vec();
    bytes.extend(b"\n \xA8ve <script>alert(1)</script>\nLOCATION:A\\, B\\; C\nATTACH;VALUE=URI:file:///etc/passwd\nend:vevent\nEND:VCALENDAR");
    let found = read_as(&bytes, None);
    assert_eq!(codes(&found), [""; 0]);
    assert_eq!(days(&found), ["Genève <script>alert(1)</script> 2026-07-01..2026-07-01"]);
    assert_eq!(found.events[0].location.as_ref().map(ToString::to_string), Some("A, B; C".to_owned()));
    let cancelled = event("STATUS:CANCELLED\nSUMMARY:off");
    assert!(read_as(cancelled.as_bytes(), None).events[0].cancelled);
    assert!(
        read_as(&event("SUMMARY:off").replace("BEGIN:VEVENT", "METHOD:CANCEL\r\nBEGIN:VEVENT").into_bytes(), None)
            .events[0]
            .cancelled
    );
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long reading takes is what this test is about")]
fn large_files_are_refused_quickly() {
    let started = Stopwatch::now();
    let attendees = event(&"ATTENDEE:mailto:a@example.org\n".repeat(100_000));
    assert_eq!(codes(&read_as(attendees.as_bytes(), None)), ["2:ics.size"]);
    let nested = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(10_000));
    assert!(read_as(nested.as_bytes(), None).has_errors());
    let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VALARM\n".repeat(100_000));
    assert!(codes(&read_as(deep.as_bytes(), None)).contains(&"5:ics.structure".to_owned()));
    let long = event(&format!("DESCRIPTION:{}", "x".repeat(1_000_001)));
    assert_eq!(codes(&read_as(long.as_bytes(), None)), ["3:ics.line"]);
    let latin = event("SUMMARY:Gen?ve").replace("Gen?ve", "Gen\u{0}ve").into_bytes();
    let latin: Vec<u8> = latin.into_iter().map(|byte| if byte == 0 { 0xE8 } else { byte }).collect();
    assert_eq!(codes(&read_as(&latin, None)), ["3:ics.encoding"]);
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}

mod random {
    use super::read_as;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Any mutilation of a calendar is read without panic.
        #[test]
        fn mutilated_calendars_are_survived(cut in 0_usize..900, flip in 0_usize..900, byte in any::<u8>(), line in "[A-Z]{1,10}[;:=][ -~]{0,40}") {
            let text = super::event(&format!(
                "SUMMARY:S\nDTSTART;TZID=Europe/Zurich:20260318T100000\nDTEND;TZID=Europe/Zurich:20260318T110000\nRRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO,WE\n{line}"
            ));
            let mut bytes = text.into_bytes();
            let length = bytes.len();
            bytes[flip % length] = byte;
            let _ = read_as(&bytes, None);
            bytes.truncate(cut % length);
            let _ = read_as(&bytes, None);
        }

        #[test]
        fn any_rule_is_survived(rule in "FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY)(;(COUNT|INTERVAL|BYMONTH|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYSETPOS|BYHOUR)=-?[0-9]{1,3}){0,4}(;BYDAY=-?[0-9]?(MO|SU))?") {
            let text = super::event(&format!("DTSTART:20260318T100000Z\nDURATION:PT1H\nRRULE:{rule}"));
            let _ = read_as(text.as_bytes(), None);
        }
    }
}
