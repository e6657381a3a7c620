//! Bad input: the code and the place of every finding.

use super::plans::SIMPLE;
use super::try_read;

/// What is replaced by what, and the findings: code, and the text of the line it stands at.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CASES: [Case; 25] = [
    ("as_of = 2027-01-04", "as_of = 2027-02-30", &[("date.invalid", "as_of = 2027-02-30")]),
    ("least_days = 7", "least_dayz = 7", &[("scn.unknown_key", "least_dayz = 7")]),
    ("least_days = 7", "count = \"heads\"", &[("scn.unknown_word", "count = \"heads\"")]),
    ("least_days = 7", "step_minutes = 20", &[("number.range", "step_minutes = 20")]),
    ("least_days = 7", "zone = \"CET\"", &[("tz.not_a_place", "zone = \"CET\"")]),
    ("least_days = 7", "profile = \"itu-x\"", &[("ref.unknown", "profile = \"itu-x\"")]),
    ("least_days = 7", "scenario = \"../x.toml\"\nbody = \"X\"", &[("path.outside", "scenario = \"../x.toml\"")]),
    ("least_days = 7", "least_days = 7\nmost_days = 3", &[("scn.conflict", "most_days = 3")]),
    ("minutes = 60\nearliest = 2027-03-01", "earliest = 2027-03-01", &[("scn.missing_key", "[[meeting]]")]),
    ("latest = 2027-03-19", "latest = 2027-02-19", &[("meeting.window", "latest = 2027-02-19")]),
    ("latest = 2027-03-19", "latest = 2029-02-19", &[("hours.size", "latest = 2029-02-19")]),
    ("id = \"b\"", "id = \"a\"", &[("id.duplicate", "id = \"a\"")]),
    ("id = \"b\"", "id = \"b\"\nweekdays = []", &[("hours.empty", "weekdays = []")]),
    ("id = \"b\"", "id = \"b\"\ndate = 2027-03-17", &[("scn.missing_key", "date = 2027-03-17")]),
    ("id = \"b\"", "id = \"b\"\nfixed = true", &[("scn.missing_key", "fixed = true")]),
    ("within = \"08:00-20:00\"", "within = \"08:00-08:30\"", &[("hours.duration", "within = \"08:00-08:30\"")]),
    ("within = \"08:00-20:00\"", "date = 2027-03-28\nstart = \"02:30\"", &[("time.gap", "start = \"02:30\"")]),
    ("notice_weeks = 4", "notice_weeks = 4\nnotice_days = 3", &[("scn.conflict", "notice_weeks = 4")]),
    ("days = 12", "day = 12", &[("scn.missing_key", "due = [{ name = \"documents\", day = 12 }]")]),
    ("name = \"Far\"", "name = \"Near\"", &[("id.duplicate", "name = \"Near\"")]),
    ("people = 2", "people = 0", &[("number.range", "people = 0")]),
    ("people = 2", "past = { night = 9, whole = 3 }", &[("hours.past", "past = { night = 9, whole = 3 }")]),
    ("last = 2027-03-10", "last = 2027-03-01", &[("meeting.order", "last = 2027-03-01")]),
    ("[[clash]]\nname = \"Plenary\"", "[[clashes]]\nname = \"Plenary\"", &[("scn.unknown_key", "[[clashes]]")]),
    (
        "country = \"JP\"",
        "country = \"JP\"\n[[burden]]\nfrom = \"00:00\"\nuntil = \"08:00\"\npoints = 3\nreason = \"x\"",
        &[("hours.table", "[[burden]]")],
    ),
];

#[test]
fn every_slip_is_told_at_its_place() {
    for (old, new, expected) in CASES {
        assert!(SIMPLE.contains(old), "{old}");
        let text = SIMPLE.replacen(old, new, 1);
        let report = try_read(&text).expect_err(new);
        let told: Vec<(&str, &str)> = report
            .items
            .iter()
            .map(|item| {
                assert!(!item.message.is_empty() && !item.help.is_empty(), "{item:?}");
                (item.code.as_str(), text.lines().nth(item.place.line - 1).unwrap_or(""))
            })
            .collect();
        assert_eq!(told, expected, "{}", report.text());
    }
}

#[test]
fn all_findings_come_in_one_run() {
    let text = SIMPLE
        .replace("people = 2", "people = 0")
        .replace("least_days = 7", "least_dayz = 7")
        .replace("Asia/Tokyo", "Asia/Tokio");
    let text = text.replace("latest = 2027-03-19", "latest = 2027-02-19");
    let codes: Vec<String> = try_read(&text).unwrap_err().items.into_iter().map(|item| item.code).collect();
    assert_eq!(codes, ["scn.unknown_key", "meeting.window", "number.range", "tz.unknown"]);
}

#[test]
fn what_is_no_series_is_told() {
    for (text, code) in [
        ("", "scn.missing_key"),
        ("[series]\nname = \"x\"\nas_of = 2027-01-01\n", "hours.empty"),
        ("[series\n", "scn.syntax"),
        ("series = 3\n", "scn.type"),
        ("[series]\nname = \"x\"\nas_of = 2027-01-01\n[series2]\n", "scn.unknown_key"),
    ] {
        let report = try_read(text).expect_err(text);
        assert!(report.items.iter().any(|item| item.code == code), "{text:?}\n{}", report.text());
    }
}
