//! The data, gaps and folds.

use super::*;

fn data() -> ZoneData {
    ZoneData::bundled()
}

fn civil(text: &str) -> CivilDateTime {
    CivilDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a civil time")
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).expect("a zone")
}

fn code(text: &str, name: &str) -> String {
    match MeetingTime::new(civil(text), zone(name), &data(), Keeps::LocalTime) {
        Ok(time) => format!("{} {}", time.instant(), time.offset()),
        Err(error) => format!("{}: {error}", error.code()),
    }
}

#[test]
fn gaps_and_folds_are_named_never_shifted() {
    insta::assert_snapshot!(code("2023-03-16T09:30", "Europe/Zurich"), @"2023-03-16T08:30:00Z +01:00");
    insta::assert_snapshot!(code("2026-03-29T02:30", "Europe/Berlin"), @"time.gap: 2026-03-29 02:30 does not exist in Europe/Berlin: clocks go from 2026-03-29 01:59 to 2026-03-29 03:00");
    insta::assert_snapshot!(code("2026-10-25T02:30", "Europe/Berlin"), @"time.fold: 2026-10-25 02:30 happens twice in Europe/Berlin: say +02:00 or +01:00");
    insta::assert_snapshot!(code("2011-12-30T10:00", "Pacific/Apia"), @"time.gap: 2011-12-30 10:00 does not exist in Pacific/Apia: clocks go from 2011-12-29 23:59 to 2011-12-31 00:00");
    insta::assert_snapshot!(code("2026-03-29T00:30", "Asia/Beirut"), @"time.gap: 2026-03-29 00:30 does not exist in Asia/Beirut: clocks go from 2026-03-28 23:59 to 2026-03-29 01:00");
    insta::assert_snapshot!(code("2026-03-29T01:00", "Asia/Beirut"), @"2026-03-28T22:00:00Z +03:00");
    insta::assert_snapshot!(code("2026-03-29T02:30", "UTC"), @"2026-03-29T02:30:00Z +00:00");
}

#[test]
fn an_offset_chooses_in_a_fold_and_is_checked_elsewhere() {
    let read = |text: &str| match parse_zoned(text, &data(), Keeps::Instant) {
        Ok(time) => format!("{} {} {}", time.civil(), time.offset(), time.instant()),
        Err(error) => format!("{}: {error}", error.code()),
    };
    insta::assert_snapshot!(read("2026-10-25T02:30+02:00[Europe/Berlin]"), @"2026-10-25 02:30:00 +02:00 2026-10-25T00:30:00Z");
    insta::assert_snapshot!(read("2026-10-25T02:30:00+01:00[Europe/Berlin]"), @"2026-10-25 02:30:00 +01:00 2026-10-25T01:30:00Z");
    insta::assert_snapshot!(read("2026-10-25T02:30+03:00[Europe/Berlin]"), @"time.offset_conflict: 2026-10-25 02:30 in Europe/Berlin is not at +03:00");
    insta::assert_snapshot!(read("2026-07-01T10:00:00+09:00[Europe/Berlin]"), @"time.offset_conflict: 2026-07-01 10:00 in Europe/Berlin is not at +09:00, but at +02:00");
    insta::assert_snapshot!(read("2026-07-01T10:00:00Z[Europe/Berlin]"), @"2026-07-01 12:00:00 +02:00 2026-07-01T10:00:00Z");
    insta::assert_snapshot!(read("2026-07-01T10:00[!Europe/Berlin]"), @"2026-07-01 10:00:00 +02:00 2026-07-01T08:00:00Z");
    insta::assert_snapshot!(read("2026-07-01T10:00:00Z"), @"time.invalid: `2026-07-01T10:00:00Z` is not a date and time with offset and zone such as 2026-07-01T10:00+02:00[Europe/Berlin]");
}

/// All changes of all zones from 2020 to 2035: a minute inside a gap is refused, inside a fold is ambiguous, and a
/// minute outside is neither.
#[test]
fn every_change_of_every_zone_is_seen_from_both_sides() {
    let data = data();
    let (start, end) = (1_577_836_800, 2_082_758_400);
    let mut changes = 0;
    for zone in Zone::all() {
        let mut at = Instant::from_unix_seconds(start).expect("an instant");
        while let Some(change) = data.next_transition(at, zone).expect("a zone") {
            at = change.instant;
            if at.unix_seconds() > end {
                break;
            }
            changes += 1;
            let (old, new) = (change.before.civil(at), change.after.civil(at));
            let minute = chrono::TimeDelta::minutes(1);
            let (low, high) = (old.min(new), old.max(new));
            let inside = data.resolve(low, zone).expect("resolved");
            match old.cmp(&new) {
                std::cmp::Ordering::Less => match inside {
                    Resolution::Gap { before, after } => {
                        assert_eq!((before.civil, after.civil), (old - minute, new), "{zone}");
                    }
                    other => panic!("{zone} {low}: {other:?}"),
                },
                std::cmp::Ordering::Greater => match inside {
                    Resolution::Fold { first, second } => {
                        assert_eq!((first.offset, second.offset), (change.before, change.after), "{zone}");
                    }
                    other => panic!("{zone} {low}: {other:?}"),
                },
                std::cmp::Ordering::Equal => continue,
            }
            for outside in [low - minute, high] {
                assert!(matches!(data.resolve(outside, zone), Ok(Resolution::Unique(_))), "{zone} {outside}");
            }
        }
    }
    assert!(changes > 4_000, "{changes}");
}
