//! Hours that do not exist, hours that there are twice, and days counted: every change of clocks of every zone, and two
//! hundred notices against a calendar that shares nothing with ours. Beside each the fault that it would find.

use chrono::{Datelike as _, NaiveDate};
use convoke::domain::calendar::Calendar;
use convoke::domain::days::{Period, Roll, limit};
use convoke::domain::time::{CivilDateTime, Instant, Keeps, MeetingTime, Resolution, Zone, ZoneData};

/// 1 January 2020 and 2036, in seconds since 1970.
const FROM: i64 = 1_577_836_800;
const UNTIL: i64 = 2_082_758_400;

/// What a civil time is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Once,
    Never,
    Twice,
}

/// A zone, a civil time, and what it is by the offsets before and after the change alone.
type Moment = (Zone, CivilDateTime, Case);

/// A minute around each end of each gap and fold.
fn moments(data: &ZoneData) -> Vec<Moment> {
    let mut all = Vec::new();
    for zone in Zone::all() {
        let mut at = Instant::from_unix_seconds(FROM).expect("an instant");
        while let Some(change) = data.next_transition(at, zone).expect("a zone") {
            at = change.instant;
            if at.unix_seconds() >= UNTIL {
                break;
            }
            let (before, after) = (change.before.seconds(), change.after.seconds());
            let on_the_wall = |offset: i32| at.plus_seconds(i64::from(offset)).to_utc();
            let (low, high) = (on_the_wall(before.min(after)), on_the_wall(before.max(after)));
            if low == high {
                continue;
            }
            let inside = if after > before { Case::Never } else { Case::Twice };
            let minute = chrono::TimeDelta::minutes(1);
            for (civil, case) in
                [(low - minute, Case::Once), (low, inside), (high - minute, inside), (high, Case::Once)]
            {
                all.push((zone, civil, case));
            }
        }
    }
    all
}

/// Moments that a reader of hours takes for something else than they are.
fn wrong(moments: &[Moment], reader: &dyn Fn(Zone, CivilDateTime) -> Case) -> usize {
    moments.iter().filter(|(zone, civil, case)| reader(*zone, *civil) != *case).count()
}

#[test]
fn no_hour_is_shifted_in_silence() {
    let data = ZoneData::bundled();
    let moments = moments(&data);
    let resolved = |zone, civil| match data.resolve(civil, zone).expect("a zone") {
        Resolution::Unique(_) => Case::Once,
        Resolution::Gap { .. } => Case::Never,
        Resolution::Fold { .. } => Case::Twice,
    };
    assert_eq!(wrong(&moments, &resolved), 0);
    // A meeting at such an hour is refused by its own name; with an offset the hour that there is twice is taken.
    let refused = |zone, civil| match MeetingTime::new(civil, zone, &data, Keeps::LocalTime) {
        Ok(time) => {
            assert_eq!(time.civil(), civil, "{zone}");
            Case::Once
        }
        Err(error) if error.code() == "time.gap" => Case::Never,
        Err(error) if error.code() == "time.fold" => Case::Twice,
        Err(error) => panic!("{zone} {civil}: {error}"),
    };
    assert_eq!(wrong(&moments, &refused), 0);
    println!("{} civil times at all changes of all zones, 2020 to 2035: none shifted", moments.len());
    let count = |wanted| moments.iter().filter(|(.., case)| *case == wanted).count();
    assert!(count(Case::Never) > 2_000 && count(Case::Twice) > 2_000, "{} in all", moments.len());
    // What most libraries do by default: another hour, and not a word. And one that believes in an hour's shift anywhere.
    let silent = wrong(&moments, &|_, _| Case::Once);
    assert_eq!(silent, count(Case::Never) + count(Case::Twice), "that would have been seen");
    let late = |zone, civil: CivilDateTime| resolved(zone, civil + chrono::TimeDelta::minutes(1));
    assert!(wrong(&moments, &late) > 4_000, "a minute beside it would have been seen");
}

/// Days since 1 March of the year 0, after Howard Hinnant's `days_from_civil`: no table, no library.
fn count_of(year: i32, month: u32, day: u32) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

fn days_since(date: NaiveDate) -> i64 {
    count_of(date.year(), date.month(), date.day())
}

/// Openings around what goes wrong when days are counted: ends of years and months, leap days, changes of clocks.
fn openings() -> Vec<NaiveDate> {
    let days = [
        "2024-02-28",
        "2024-02-29",
        "2024-03-01",
        "2023-03-01",
        "2025-03-01",
        "2000-03-01",
        "2100-03-01",
        "2026-01-01",
        "2025-12-31",
        "2026-01-02",
        "2026-03-29",
        "2026-03-30",
        "2026-10-25",
        "2026-10-26",
        "2026-05-31",
        "2026-07-31",
        "2028-02-29",
        "2027-03-01",
        "2026-11-01",
        "2026-06-30",
    ];
    days.map(|day| day.parse().expect("a date")).to_vec()
}

const COUNTS: [u16; 10] = [1, 7, 12, 13, 28, 30, 45, 60, 61, 366];

/// Of all cases those in which a count of days is not what the arithmetic says; how many cases.
fn miscounted(count: &dyn Fn(NaiveDate, u16) -> NaiveDate) -> (usize, usize) {
    let (mut all, mut wrong) = (0, 0);
    for opening in openings() {
        for days in COUNTS {
            all += 1;
            wrong += usize::from(days_since(opening) - days_since(count(opening, days)) != i64::from(days));
        }
    }
    (all, wrong)
}

#[test]
fn notices_are_counted_to_the_day() {
    let calendar = Calendar::monday_to_friday();
    let ours = |opening, days| limit(opening, Period::days(days), Roll::None, &calendar).date;
    assert_eq!(miscounted(&ours), (200, 0));
    // The opening itself counted; a year of 365 days; a day of 23 hours where clocks are put forward.
    let inclusive = |opening, days: u16| ours(opening, days - 1);
    assert_eq!(miscounted(&inclusive), (200, 200));
    let no_leap_day = |opening: NaiveDate, days| {
        let found = ours(opening, days);
        let skipped = (found.year()..=opening.year()).filter_map(|year| NaiveDate::from_ymd_opt(year, 2, 29));
        let over = skipped.filter(|leap| found < *leap && *leap < opening).count();
        found - chrono::Days::new(over as u64)
    };
    assert!(miscounted(&no_leap_day).1 > 10);
    let by_hours = |opening: NaiveDate, days: u16| {
        // Midnight in Geneva, less so many times 24 hours, read on the wall again.
        let data = ZoneData::bundled();
        let midnight = opening.and_time(chrono::NaiveTime::MIN);
        let time = MeetingTime::new(midnight, Zone::GENEVA, &data, Keeps::LocalTime).expect("a time");
        let before = time.instant().plus_seconds(-86_400 * i64::from(days));
        data.at(before, Zone::GENEVA).expect("a zone").civil.date()
    };
    assert!(miscounted(&by_hours).1 > 5);
}

/// Clock times of a text whose line does not say by which clock.
pub(crate) fn without_a_zone(text: &str) -> Vec<String> {
    let clock = |line: &str| {
        line.as_bytes()
            .windows(5)
            .any(|five| five[2] == b':' && [0, 1, 3, 4].into_iter().all(|at| five[at].is_ascii_digit()))
    };
    let says = |line: &str| line.contains("UTC") || Zone::all().any(|zone| line.contains(zone.name()));
    text.lines().filter(|line| clock(line) && !says(line)).map(str::to_owned).collect()
}

#[test]
fn every_hour_in_a_mail_says_by_which_clock() {
    use convoke::domain::language::Language;
    for language in Language::ALL {
        for meeting in ["jca-ml-1", "jca-ml-2", "sg13"] {
            let mail = crate::announce::announced(meeting, "Ana", "ana@example.org", language).mail;
            assert_eq!(without_a_zone(&mail.plain), [""; 0], "{language} {meeting}");
            // Each text of the page stands alone.
            let page = mail.html.replace('<', "\n<");
            assert_eq!(without_a_zone(&page), [""; 0], "{language} {meeting}");
        }
    }
    assert_eq!(without_a_zone("Time: 16:30-18:00\n"), ["Time: 16:30-18:00"], "that would have been seen");
}

/// What is wrong with the definition of a zone in a calendar: nothing but the rules of RFC 5545 3.6.5, as Outlook needs them.
fn faults_of_definition(calendar: &str, zone: &str, changes: bool) -> Vec<&'static str> {
    let text = calendar.replace("\r\n ", "");
    let mut found = Vec::new();
    let named = format!("TZID:{zone}");
    if !text.lines().any(|line| line == named) || !text.contains("BEGIN:VTIMEZONE") {
        found.push("no definition");
    }
    for kind in ["STANDARD", "DAYLIGHT"] {
        let block =
            text.split(&format!("BEGIN:{kind}")).nth(1).and_then(|rest| rest.split(&format!("END:{kind}")).next());
        match block {
            None if changes || kind == "STANDARD" => found.push("one season"),
            Some(block) if changes && (!block.contains("RRULE:FREQ=YEARLY") || block.contains("RDATE")) => {
                found.push("no rule");
            }
            _ => {}
        }
    }
    if text.lines().any(|line| line.starts_with("DTSTART;") && !line.contains(&format!("TZID={zone}:"))) {
        found.push("another name");
    }
    found
}

#[test]
fn calendars_define_the_zones_they_name() {
    for (name, changes) in [
        ("Europe/Zurich", true),
        ("America/New_York", true),
        ("Australia/Sydney", true),
        ("Asia/Seoul", false),
        ("Asia/Kolkata", false),
    ] {
        let calendar = crate::ical::invitation_in(name, "2026-07-15T10:00");
        assert_eq!(faults_of_definition(&calendar, name, changes), [""; 0], "{calendar}");
        let mutants = [
            ("no definition", calendar.replace("BEGIN:VTIMEZONE", "BEGIN:X-ZONE")),
            ("one season", calendar.replace("STANDARD", "X-SEASON")),
            ("another name", calendar.replace(&format!("DTSTART;TZID={name}:"), "DTSTART;TZID=CEST:")),
        ];
        for (fault, mutant) in mutants {
            assert!(faults_of_definition(&mutant, name, changes).contains(&fault), "{fault}: {mutant}");
        }
    }
}
