//! What the calendars must know, from the cantonal law, the host countries' notices and the letters.

use chrono::{NaiveDate, Weekday};

use super::{
    Calendar, CalendarId, Certainty, Change, ClosedDay, DayKind, Overlay, Standing, Weekend, WorkingException,
};
use super::{bundled, bundled_ids};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is a date"))
}

fn calendar(id: &str) -> Calendar {
    bundled(id).unwrap_or_else(|| panic!("{id} is bundled"))
}

fn feast(day: &str, name: &str) -> ClosedDay {
    ClosedDay::new(date(day), name, DayKind::Public, "test").expect("a closed day")
}

/// Name of why a day is closed.
fn why(calendar: &Calendar, day: &str) -> Option<String> {
    calendar.closed_day(date(day)).map(|closed| closed.name().to_owned())
}

#[test]
fn the_legal_holidays_of_geneva() {
    let geneva = calendar("CH-GE");
    let moving = [
        ("2012", ["04-06", "04-09", "05-17", "05-28", "09-06"]),
        ("2017", ["04-14", "04-17", "05-25", "06-05", "09-07"]),
        ("2018", ["03-30", "04-02", "05-10", "05-21", "09-06"]),
        ("2022", ["04-15", "04-18", "05-26", "06-06", "09-08"]),
        ("2023", ["04-07", "04-10", "05-18", "05-29", "09-07"]),
        ("2026", ["04-03", "04-06", "05-14", "05-25", "09-10"]),
        ("2027", ["03-26", "03-29", "05-06", "05-17", "09-09"]),
    ];
    for (year, days) in moving {
        let mut expected: Vec<_> = days.iter().map(|day| format!("{year}-{day}")).collect();
        expected.extend(["01-01", "08-01", "12-25", "12-31"].iter().map(|day| format!("{year}-{day}")));
        expected.sort();
        let found: Vec<_> = geneva
            .entries_between(date(&format!("{year}-01-01")), date(&format!("{year}-12-31")))
            .map(|day| day.date().to_string())
            .collect();
        assert_eq!(found, expected, "{year}");
    }
    assert!(geneva.is_working(date("2017-05-01")), "1 May is no holiday in Geneva");
    assert_eq!(why(&geneva, "2018-09-06").as_deref(), Some("Jeûne genevois"));
}

#[test]
fn the_secretariat_is_closed_between_the_years() {
    let office = calendar("ITU-GVA");
    assert_eq!(office.previous_working_day(date("2017-12-27")), date("2017-12-22"));
    let closure = office.closed_day(date("2017-12-26")).expect("closed");
    assert_eq!((closure.kind(), closure.certainty()), (DayKind::Closure, Certainty::Confirmed));
    assert!(closure.source().contains("2/TSAG"));
    assert_eq!(office.closed_day(date("2022-12-28")).map(|day| day.certainty()), Some(Certainty::Estimated));
    assert!(office.is_working(date("2017-06-26")), "SG15 met over Eid al-Fitr");
    assert_eq!(office.entries_on(date("2017-06-26"))[0].kind(), DayKind::Religious);
}

#[test]
fn china_2018_as_known_in_may_2017_and_after_the_notice() {
    let china = calendar("CN");
    let planned = date("2017-05-04");
    let noticed = date("2017-11-30");
    // 10 and 11 February, 7 April and so on are ordinary weekends.
    let off = [
        "2018-01-01",
        "2018-02-15",
        "2018-02-16",
        "2018-02-19",
        "2018-02-20",
        "2018-02-21",
        "2018-04-05",
        "2018-04-06",
        "2018-04-30",
        "2018-05-01",
        "2018-06-18",
        "2018-09-24",
        "2018-10-01",
        "2018-10-02",
        "2018-10-03",
        "2018-10-04",
        "2018-10-05",
        "2018-12-31",
    ];
    let bridges = ["2018-02-15", "2018-02-21", "2018-04-06", "2018-04-30", "2018-10-04", "2018-10-05", "2018-12-31"];
    for day in off {
        let known = china.closed_on(date(day), planned).unwrap_or_else(|| panic!("{day} is off"));
        let expected =
            if bridges.contains(&day) { Standing::NotYetAnnounced { announced_on: noticed } } else { Standing::Firm };
        assert_eq!(known.standing, expected, "{day} in May 2017");
        assert_eq!(known.day.kind() == DayKind::Bridge, bridges.contains(&day), "{day}");
        let later = china.closed_on(date(day), noticed).expect("still off");
        assert!(!later.is_forecast(), "{day} after the notice");
    }
    for day in ["2018-02-11", "2018-02-24", "2018-04-08", "2018-04-28", "2018-09-29", "2018-09-30", "2018-12-29"] {
        assert!(china.is_working(date(day)), "{day} is worked to make up for a bridge day");
    }
    assert_eq!(china.working_days_between(date("2018-10-01"), date("2018-10-07")), 0);
    assert_eq!(china.working_days_between(date("2018-12-03"), date("2018-12-13")), 9, "Wuxi, clear of holidays");
    assert!(china.named_between(date("2018-12-03"), date("2018-12-13"), planned).is_empty());
    assert_eq!(china.working_days_between(date("2018-01-01"), date("2018-12-31")), 250);
}

#[test]
fn korea_at_chuseok_2017() {
    let korea = calendar("KR");
    assert_eq!(korea.working_days_between(date("2017-09-30"), date("2017-10-09")), 0);
    assert!(korea.is_working(date("2017-09-29")) && korea.is_working(date("2017-10-10")));
    let extra = korea.closed_on(date("2017-10-02"), date("2017-05-04")).expect("off");
    assert_eq!(extra.standing, Standing::NotYetAnnounced { announced_on: date("2017-09-05") });
    assert_eq!(extra.day.local_name(), Some("임시공휴일"));
    assert_eq!(korea.working_days_between(date("2017-09-25"), date("2017-09-28")), 4, "Telecom World, Busan");
}

#[test]
fn the_emirates_and_their_weekend() {
    let emirates = calendar("AE");
    for day in ["2017-12-02", "2017-12-03", "2018-12-02", "2018-12-03"] {
        assert_eq!(why(&emirates, day).as_deref(), Some("National Day"), "{day}");
    }
    assert!(emirates.is_working(date("2017-12-07")), "the day of the meeting with the Arab CxOs");
    assert!(!emirates.is_working(date("2018-11-02")), "Friday, before 2022");
    assert!(emirates.is_working(date("2018-11-04")), "Sunday, before 2022");
    assert!(emirates.is_working(date("2022-11-04")), "Friday, since 2022");
    assert!(!emirates.is_working(date("2022-11-06")), "Sunday, since 2022");
    let eid = emirates.closed_on(date("2018-06-15"), date("2017-05-04")).expect("off");
    assert_eq!(eid.standing, Standing::Estimated, "the moon of 2018 had not been seen");
    assert!(!emirates.closed_on(date("2018-06-15"), date("2018-06-14")).expect("off").is_forecast());
}

#[test]
fn feasts_to_avoid_close_nothing() {
    let avoid = calendar("UN-AVOID");
    for (day, name) in [
        ("2017-05-10", "Day of Vesak"),
        ("2017-09-30", "Yom Kippur"),
        ("2017-10-19", "Diwali"),
        ("2012-04-13", "Orthodox Good Friday"),
        ("2018-11-23", "Gurpurab"),
        ("2023-03-21", "Nowruz"),
        ("2024-04-10", "Eid al-Fitr"),
        ("2026-02-17", "Lunar New Year"),
    ] {
        let names: Vec<_> = avoid.entries_on(date(day)).iter().map(ClosedDay::name).collect();
        assert!(names.contains(&name), "{day}: {names:?}");
    }
    assert!(avoid.entries().all(|day| day.kind() == DayKind::Religious));
    assert!(avoid.is_working(date("2017-05-10")));
}

#[test]
fn united_nations_in_geneva_has_ten_days_a_year() {
    let office = calendar("UN-GVA");
    for year in [2012, 2017, 2018, 2019, 2022, 2023, 2024, 2025, 2026, 2027, 2028] {
        let of_year = office.entries_between(date(&format!("{year}-01-01")), date(&format!("{year}-12-31")));
        assert_eq!(of_year.count(), if year == 2025 { 9 } else { 10 }, "{year}");
    }
    assert!(office.entries().all(|day| !Weekend::SATURDAY_SUNDAY.contains(chrono::Datelike::weekday(&day.date()))));
}

#[test]
fn every_bundled_calendar_can_be_read() {
    let mut countries = 0;
    for id in bundled_ids() {
        let calendar = bundled(id).unwrap_or_else(|| panic!("{id} is readable"));
        assert_eq!(calendar.id().as_str(), id);
        assert!(
            calendar.entries().all(|day| day.date() >= date("2010-01-01") && day.date() <= date("2040-12-31")),
            "{id}"
        );
        countries += usize::from(id.len() == 2);
    }
    assert_eq!(countries, 250);
    assert!(bundled("ch-ge").is_some(), "capitals do not matter");
    assert!(bundled("XX").is_none() && bundled("").is_none() && bundled("CH-").is_none());
}

#[test]
fn easter_monday_is_the_same_wherever_it_is_kept() {
    for id in ["CH-GE", "FR", "DE", "GB-ENG", "PL", "ZA", "AU"] {
        let calendar = calendar(id);
        for day in ["2012-04-09", "2017-04-17", "2018-04-02", "2023-04-10", "2038-04-26"] {
            assert!(!calendar.is_working(date(day)), "{id} {day}");
        }
    }
}

#[test]
fn a_subdivision_is_its_country_with_differences() {
    let (switzerland, geneva, zurich) = (calendar("CH"), calendar("CH-GE"), calendar("CH-ZH"));
    assert!(switzerland.is_working(date("2018-09-06")) && zurich.is_working(date("2018-09-06")));
    assert!(!geneva.is_working(date("2018-09-06")));
    for calendar in [&switzerland, &geneva, &zurich] {
        assert!(!calendar.is_working(date("2018-08-01")), "{}", calendar.id());
    }
    assert_eq!(geneva.name(), "Switzerland, Genève");
}

#[test]
fn an_overlay_wins() {
    let changes = [
        Change::Add(feast("2017-12-04", "Day given by the host")),
        Change::Remove(date("2017-12-03")),
        Change::Replace(feast("2017-12-02", "Union Day")),
        Change::Work(WorkingException::new(date("2017-12-08"), "Summit", "host agreement").expect("a day")),
        Change::Weekend { since: Some(date("2018-01-01")), weekend: Weekend::new([Weekday::Sun]).expect("a weekend") },
        Change::Remove(date("2017-12-12")),
    ];
    let base = calendar("AE");
    let overlay = Overlay::new(CalendarId::new("AE").expect("an id"), changes);
    let emirates = base.overlaid(&overlay);
    assert_eq!(why(&emirates, "2017-12-04").as_deref(), Some("Day given by the host"));
    assert_eq!(why(&emirates, "2017-12-02").as_deref(), Some("Union Day"));
    assert!(emirates.is_working(date("2017-12-03")));
    assert!(emirates.is_working(date("2017-12-08")), "a Friday worked all the same");
    assert!(!emirates.is_working(date("2017-12-15")) && emirates.is_working(date("2018-01-05")));
    assert_eq!(overlay.removes_nothing(&base).collect::<Vec<_>>(), [date("2017-12-12")]);
    let closed_again = emirates
        .overlaid(&Overlay::new(CalendarId::new("AE").expect("an id"), [Change::Add(feast("2017-12-08", "Mourning"))]));
    assert_eq!(why(&closed_again, "2017-12-08").as_deref(), Some("Mourning"));
}

#[test]
fn joined_calendars_are_closed_where_either_is() {
    let both = calendar("ITU-GVA").joined(&calendar("UN-GVA"));
    assert_eq!(both.id().as_str(), "ITU-GVA");
    assert!(!both.is_working(date("2017-06-26")) && !both.is_working(date("2017-12-26")));
    assert!(!both.knows(date("2029-01-01")) && both.knows(date("2017-01-01")));
    let with_china = calendar("CH-GE").joined(&calendar("CN"));
    assert!(!with_china.is_working(date("2018-02-11")), "a made-up working day elsewhere opens nothing here");
}

#[test]
fn a_named_feast_tells_more_than_a_weekend() {
    let plain = Calendar::monday_to_friday();
    assert_eq!(why(&plain, "2017-12-23").as_deref(), Some("Saturday"));
    let named = plain.with_closed(feast("2017-12-23", "Festival"));
    assert_eq!(why(&named, "2017-12-23").as_deref(), Some("Festival"));
    assert_eq!(named.entries_between(date("2017-12-24"), date("2017-12-01")).count(), 0, "an empty window");
    let twice = named.with_closed(feast("2017-12-23", "Festival"));
    assert_eq!(twice.entries_on(date("2017-12-23")).len(), 1);
}

#[test]
fn ids_names_and_weekends_are_checked() {
    for bad in ["", "CH_GE", "CH--GE", "-CH", "Genève", "A B", &"X".repeat(41)] {
        assert!(CalendarId::new(bad).is_err(), "{bad}");
    }
    assert_eq!(CalendarId::new("ch-ge").expect("an id").to_string(), "CH-GE");
    for bad in ["", "  ", "two\nlines", &"x".repeat(201)] {
        assert!(ClosedDay::new(date("2018-01-01"), bad, DayKind::Public, "test").is_err(), "{bad:?}");
        assert!(Calendar::new(CalendarId::new("X").expect("an id"), bad).is_err(), "{bad:?}");
    }
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    assert!(Weekend::new(week).is_err());
    assert_eq!(Weekend::new([]).expect("a week without a weekend").days().count(), 0);
}
