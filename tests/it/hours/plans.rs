//! Plans in files, edited by hand; contradictions; settings.

use super::{planned, read};
use convoke::domain::finding::Strength;
use convoke::domain::series::Series;
use convoke::domain::series::outcome::Assessed;
use convoke::domain::time::ZoneData;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::series::{read_plan_from, write_plan};
use convoke::planning::hours::{HoursOutcome, assess};
use std::path::Path;

pub(super) const SIMPLE: &str = r#"
[series]
name = "simple"
as_of = 2027-01-04
least_days = 7
[[meeting]]
id = "a"
minutes = 60
earliest = 2027-03-01
latest = 2027-03-19
notice_weeks = 4
due = [{ name = "documents", days = 12 }]
[[meeting]]
id = "b"
minutes = 60
earliest = 2027-03-15
latest = 2027-03-31
within = "08:00-20:00"
[[clash]]
name = "Plenary"
first = 2027-03-08
last = 2027-03-10
[[clash]]
name = "Lunch talk"
first = 2027-03-16
hours = "12:00-14:00"
[[member]]
name = "Near"
zone = "Europe/Zurich"
country = "CH"
[[member]]
name = "Far"
zone = "America/New_York"
country = "US"
people = 2
[[member]]
name = "Farther"
zone = "Asia/Tokyo"
country = "JP"
"#;

#[track_caller]
fn fairest(series: &Series) -> Assessed {
    match planned(series) {
        HoursOutcome::Planned(assessed) => *assessed,
        other => panic!("{other:?}"),
    }
}

fn codes(assessed: &Assessed, strength: Strength) -> Vec<&'static str> {
    assessed.findings.iter().filter(|finding| finding.strength == strength).map(|finding| finding.code).collect()
}

#[track_caller]
fn checked(series: &Series, text: &str) -> Assessed {
    let files = MemoryFiles::default().with("plan.toml", text);
    let plan =
        read_plan_from(&files, Path::new("plan.toml"), series).unwrap_or_else(|report| panic!("{}", report.text()));
    assess(series, &ZoneData::bundled(), plan).unwrap()
}

#[test]
fn a_plan_comes_back_as_it_was_written() {
    let series = read(SIMPLE);
    let fairest = fairest(&series);
    let text = write_plan(&series, &fairest);
    insta::assert_snapshot!("plan_file", text);
    let again = checked(&series, &text);
    assert_eq!(again.plan.slots, fairest.plan.slots);
    assert_eq!(again.meetings, fairest.meetings);
    assert!(codes(&again, Strength::Must).is_empty() && codes(&again, Strength::Should).is_empty());
}

#[test]
fn every_demand_an_edited_plan_breaks_is_told() {
    let series = read(SIMPLE);
    let plan = |a: &str, b: &str| {
        format!(
            "format = \"convoke-hours/1\"\nseries = \"simple\"\nas_of = 2027-01-04\n[[meeting]]\nid = \"a\"\n{a}\n[[meeting]]\nid = \"b\"\n{b}\n"
        )
    };
    let good = "date = 2027-03-24\nstart = \"14:00\"";
    let cases: [(&str, &str, &[&str]); 9] = [
        ("date = 2027-03-02\nstart = \"14:00\"", good, &[]),
        ("date = 2027-03-25\nstart = \"14:00\"", good, &["hours.window", "hours.order"]),
        ("date = 2027-03-07\nstart = \"14:00\"", good, &["hours.weekday"]),
        ("date = 2027-03-09\nstart = \"14:00\"", good, &["hours.clash"]),
        ("date = 2027-03-02\nstart = \"14:00\"", "date = 2027-03-16\nstart = \"13:30\"", &["hours.clash"]),
        ("date = 2027-03-02\nstart = \"14:00\"", "date = 2027-03-16\nstart = \"14:00\"", &[]),
        ("date = 2027-03-02\nstart = \"14:00\"", "date = 2027-03-24\nstart = \"19:30\"", &["hours.house"]),
        (
            "date = 2027-03-02\nstart = \"14:00\"",
            "date = 2027-03-28\nstart = \"02:30\"",
            &["hours.weekday", "hours.house", "time.gap"],
        ),
        ("date = 2027-01-20\nstart = \"14:00\"", good, &["hours.window", "hours.notice"]),
    ];
    for (a, b, expected) in cases {
        assert_eq!(codes(&checked(&series, &plan(a, b)), Strength::Must), expected, "{a} {b}");
    }
    // 12 days before 14 January are before the day of the plan.
    let early = checked(&series, &plan("date = 2027-01-14\nstart = \"14:00\"", good));
    assert!(codes(&early, Strength::Must).contains(&"hours.due"));
    // 22 March is a holiday in Japan.
    let closed =
        checked(&series, &plan("date = 2027-03-02\nstart = \"14:00\"", "date = 2027-03-22\nstart = \"14:00\""));
    assert_eq!(codes(&closed, Strength::Should), ["hours.closed"]);
    let claims = format!(
        "{}utc = 2027-03-24T14:00:00Z\n[[member]]\nname = \"Far\"\nnight = 1\nwhole = 2\n",
        plan("date = 2027-03-02\nstart = \"14:00\"", good)
    );
    let claimed = checked(&series, &claims);
    assert_eq!(codes(&claimed, Strength::Must), ["hours.instant"]);
    assert_eq!(codes(&claimed, Strength::Should), ["hours.claim"]);
}

#[test]
fn a_contradiction_is_minimal_and_in_words() {
    let text = SIMPLE
        .replace("latest = 2027-03-19", "latest = 2027-03-10")
        .replace("earliest = 2027-03-01", "earliest = 2027-03-06");
    let HoursOutcome::Impossible(demands) = planned(&read(&text)) else { panic!("a plan was found") };
    let words: Vec<String> = demands
        .iter()
        .map(|demand| format!("{}: {}", demand.meeting.as_ref().map_or("all", |id| id.as_str()), demand.what))
        .collect();
    insta::assert_snapshot!("contradiction", words.join("\n"));
    // Without any one of them there is a plan.
    for mended in [
        text.replace("earliest = 2027-03-06", "earliest = 2027-03-05"),
        text.replace("latest = 2027-03-10", "latest = 2027-03-11"),
        text.replace("first = 2027-03-08", "first = 2027-03-09"),
        text.replace("notice_weeks = 4", "notice_weeks = 4\nweekdays = [\"sat\", \"sun\", \"mon\"]"),
    ] {
        fairest(&read(&mended));
    }
    let two = SIMPLE.replace("least_days = 7", "least_days = 40");
    let HoursOutcome::Impossible(demands) = planned(&read(&two)) else { panic!("a plan was found") };
    assert!(demands.iter().any(|demand| demand.what.contains("at least 40 days apart")), "{demands:?}");
}

/// A series against itself, and for each demand of the contradiction what takes it out.
type AgainstItself = (&'static str, &'static [(&'static str, &'static str)]);

const AGAINST_ITSELF: [AgainstItself; 5] = [
    (
        "[[meeting]]\nid = \"a\"\nminutes = 60\nearliest = 2027-03-02\nlatest = 2027-03-02\nwithin = \"12:00-14:00\"\n\
         [[clash]]\nname = \"Lunch\"\nfirst = 2027-03-02\nhours = \"11:00-15:00\"\n",
        &[
            ("earliest = 2027-03-02", "earliest = 2027-03-01"),
            ("latest = 2027-03-02", "latest = 2027-03-03"),
            ("within = \"12:00-14:00\"\n", ""),
            ("[[clash]]\nname = \"Lunch\"\nfirst = 2027-03-02\nhours = \"11:00-15:00\"\n", ""),
        ],
    ),
    (
        "least_days = 14\n[[meeting]]\nid = \"a\"\nminutes = 60\nearliest = 2027-03-01\nlatest = 2027-03-05\n\
         [[meeting]]\nid = \"b\"\nminutes = 60\nearliest = 2027-03-08\nlatest = 2027-03-12\n",
        &[
            ("least_days = 14\n", ""),
            ("earliest = 2027-03-01", "earliest = 2027-02-22"),
            ("latest = 2027-03-12", "latest = 2027-03-19"),
        ],
    ),
    (
        "most_days = 10\n[[meeting]]\nid = \"a\"\nminutes = 60\nearliest = 2027-03-01\nlatest = 2027-03-05\n\
         [[meeting]]\nid = \"b\"\nminutes = 60\nearliest = 2027-04-05\nlatest = 2027-04-09\n",
        &[
            ("most_days = 10\n", ""),
            ("latest = 2027-03-05", "latest = 2027-04-02"),
            ("earliest = 2027-04-05", "earliest = 2027-03-08"),
        ],
    ),
    (
        "[[meeting]]\nid = \"a\"\nminutes = 60\nearliest = 2027-01-05\nlatest = 2027-01-22\nnotice_weeks = 4\n",
        &[("latest = 2027-01-22", "latest = 2027-02-12"), ("notice_weeks = 4\n", "")],
    ),
    (
        "[[meeting]]\nid = \"a\"\nminutes = 60\nearliest = 2027-03-01\nlatest = 2027-03-12\n\
         date = 2027-03-02\nstart = \"10:00\"\nfixed = true\n\
         [[clash]]\nname = \"Plenary\"\nfirst = 2027-03-02\nlast = 2027-03-03\n",
        &[
            ("date = 2027-03-02\nstart = \"10:00\"\nfixed = true\n", ""),
            ("[[clash]]\nname = \"Plenary\"\nfirst = 2027-03-02\nlast = 2027-03-03\n", ""),
        ],
    ),
];

#[test]
fn without_any_one_of_them_there_are_hours() {
    let mut sizes = Vec::new();
    for (tables, mends) in AGAINST_ITSELF {
        let text = format!(
            "[series]\nname = \"against-itself\"\nas_of = 2027-01-04\n{tables}[[member]]\nname = \"Near\"\nzone = \"Europe/Zurich\"\n"
        );
        let HoursOutcome::Impossible(demands) = planned(&read(&text)) else { panic!("a plan was found: {text}") };
        assert_eq!(demands.len(), mends.len(), "{demands:?}\n{text}");
        for (old, new) in mends {
            assert_eq!(text.matches(old).count(), 1, "{old}");
            let mended = fairest(&read(&text.replace(old, new)));
            assert!(codes(&mended, Strength::Must).is_empty(), "{old}: {:?}", mended.findings);
        }
        sizes.push(demands.len());
    }
    println!("{} contradictions of hours, each member left out; sizes {sizes:?}", sizes.len());
}

#[test]
fn one_hour_for_all_keeps_the_hour() {
    let kept = fairest(&read(&SIMPLE.replace("least_days = 7", "least_days = 7\nhour = \"kept\"")));
    let starts: Vec<u16> = kept.plan.slots.values().map(|slot| slot.start_minute).collect();
    assert!(starts.windows(2).all(|pair| pair[0] == pair[1]), "{starts:?}");
}

#[test]
fn a_fixed_meeting_stays_even_off_the_grid() {
    let text = SIMPLE.replace("notice_weeks = 4", "date = 2027-03-02\nstart = \"13:40\"\nfixed = true");
    let assessed = fairest(&read(&text));
    assert_eq!(assessed.meetings[0].slot.hours(60), "13:40-14:40");
    assert!(codes(&assessed, Strength::Must).is_empty(), "{:?}", assessed.findings);
}

#[test]
fn who_was_asked_at_night_before_is_spared_now() {
    let two = |past: &str| {
        format!(
            "[series]\nname = \"two\"\nas_of = 2027-01-04\n[[meeting]]\nid = \"a\"\nminutes = 60\nearliest = 2027-03-02\nlatest = 2027-03-02\nwithin = \"10:00-15:00\"\n\
             [[member]]\nname = \"New York\"\nzone = \"America/New_York\"\n{}\n[[member]]\nname = \"Auckland\"\nzone = \"Pacific/Auckland\"\n{}\n",
            if past == "New York" { "past = { night = 500 }" } else { "" },
            if past == "Auckland" { "past = { night = 500 }" } else { "" },
        )
    };
    let night = |past: &str| -> Vec<u32> {
        fairest(&read(&two(past))).members.iter().map(|member| member.series.night).collect()
    };
    assert!(night("New York")[0] < night("Auckland")[0], "{:?} {:?}", night("New York"), night("Auckland"));
}

#[test]
fn each_person_counts_where_people_are_counted() {
    // One hour must be asked of either: of the many, or of the one.
    let text = |count: &str| {
        format!(
            "[series]\nname = \"two\"\nas_of = 2027-01-04\ncount = \"{count}\"\nstep_minutes = 60\n[[meeting]]\nid = \"a\"\nminutes = 60\nearliest = 2027-03-02\nlatest = 2027-03-02\nwithin = \"00:00-02:00\"\n\
             [[burden]]\nfrom = \"00:00\"\nuntil = \"01:00\"\npoints = 9\nnight = true\nreason = \"test\"\n[[burden]]\nfrom = \"01:00\"\nuntil = \"24:00\"\npoints = 0\nreason = \"test\"\n\
             [[member]]\nname = \"One\"\nzone = \"Europe/Zurich\"\n[[member]]\nname = \"Many\"\nzone = \"Europe/London\"\npeople = 9\n"
        )
    };
    let many = |count: &str| fairest(&read(&text(count))).members[1].series.night;
    assert_eq!(many("people"), 0);
}

#[test]
fn changes_of_clocks_move_the_local_hour_and_are_named() {
    // The clocks of North America change on 14 March 2027, those of Europe on 28 March.
    let text = "[series]\nname = \"two\"\nas_of = 2027-01-04\nhour = \"kept\"\n\
        [[meeting]]\nid = \"a\"\nminutes = 60\nearliest = 2027-03-09\nlatest = 2027-03-09\n\
        [[meeting]]\nid = \"b\"\nminutes = 60\nearliest = 2027-03-16\nlatest = 2027-03-16\n\
        [[meeting]]\nid = \"c\"\nminutes = 60\nearliest = 2027-03-30\nlatest = 2027-03-30\n\
        [[member]]\nname = \"New York\"\nzone = \"America/New_York\"\n[[member]]\nname = \"Tokyo\"\nzone = \"Asia/Tokyo\"\n";
    let assessed = fairest(&read(text));
    let changes: Vec<(&str, String, Option<i32>)> = assessed
        .changes
        .iter()
        .map(|change| (change.zone.name(), change.day.to_string(), change.shift_minutes))
        .collect();
    // Europe's change does nothing to Europe's hour; Tokyo's clocks stay, and its hour is told by the map.
    assert_eq!(
        changes,
        [("America/New_York", "2027-03-14".to_owned(), Some(60)), ("Europe/Zurich", "2027-03-28".to_owned(), Some(0)),]
    );
    let local = |at: usize, member: usize| assessed.meetings[at].locals[member].start.format("%H:%M").to_string();
    assert_ne!(local(0, 0), local(1, 0), "an hour later in New York");
    assert_eq!(local(0, 1), local(1, 1));
    assert_ne!(local(1, 1), local(2, 1), "an hour earlier in Tokyo");
    assert_eq!(assessed.maps.len(), 3, "each season has its own map");
}

#[test]
fn hours_that_clocks_skip_are_not_offered_and_that_is_said() {
    let text = "[series]\nname = \"one\"\nas_of = 2027-01-04\n[[meeting]]\nid = \"a\"\nminutes = 60\n\
        earliest = 2027-03-28\nlatest = 2027-03-28\nweekdays = [\"sun\"]\n\
        [[member]]\nname = \"Geneva\"\nzone = \"Europe/Zurich\"\n";
    let assessed = fairest(&read(text));
    let [left] = assessed.left_out.as_slice() else { panic!("{:?}", assessed.left_out) };
    assert!(left.skipped && left.starts == 2 && left.slot.hours(30) == "02:00-02:30", "{left:?}");
    assert_eq!(assessed.proof.unwrap().choices, [46]);
    let autumn = text.replace("2027-03-28", "2027-10-31");
    let twice = fairest(&read(&autumn)).left_out;
    assert!(!twice[0].skipped && twice[0].starts == 2, "{twice:?}");
}
