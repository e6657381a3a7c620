//! The vectors of the procedures' own letters, off-by-one tables, and laws.

use std::sync::OnceLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;

use super::{CalendarDays, Deadline, Period, Roll, WorkingDays, days_between, due_after, limit};
use crate::domain::calendar::{Calendar, ClosedDay, DayKind, bundled};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is a date"))
}

/// Monday to Friday without these days.
fn office(closed: &[&str]) -> Calendar {
    closed.iter().fold(Calendar::monday_to_friday(), |calendar, day| {
        calendar.with_closed(ClosedDay::new(date(day), "Closed", DayKind::Closure, "test").expect("a closed day"))
    })
}

/// The secretariat of the letters.
fn geneva() -> &'static Calendar {
    static GENEVA: OnceLock<Calendar> = OnceLock::new();
    GENEVA.get_or_init(|| bundled("ITU-GVA").expect("a bundled calendar"))
}

/// (what, opening, period, roll, raw, limit): the deadlines printed in, or derived from, real letters.
const VECTORS: &[(&str, &str, Period, Roll, &str, &str)] = &[
    ("TSAG contributions", "2018-02-26", Period::days(12), Roll::Backwards, "2018-02-14", "2018-02-14"),
    ("JCA-DCC inputs", "2022-06-01", Period::days(12), Roll::Backwards, "2022-05-20", "2022-05-20"),
    ("SG13 translation", "2017-11-06", Period::months(2), Roll::Backwards, "2017-09-06", "2017-09-06"),
    ("SG15 translation", "2017-06-19", Period::months(2), Roll::Backwards, "2017-04-19", "2017-04-19"),
    ("SG3 translation", "2018-04-09", Period::months(2), Roll::Backwards, "2018-02-09", "2018-02-09"),
    ("TSAG translation", "2018-02-26", Period::months(2), Roll::Backwards, "2017-12-26", "2017-12-22"),
    ("TSAG fellowships", "2018-02-26", Period::weeks(6), Roll::Backwards, "2018-01-15", "2018-01-15"),
    ("SG13 fellowships", "2017-11-06", Period::weeks(6), Roll::Backwards, "2017-09-25", "2017-09-25"),
    ("SG15 fellowships", "2017-06-19", Period::weeks(6), Roll::Backwards, "2017-05-08", "2017-05-08"),
    ("SG3 fellowships", "2018-04-09", Period::weeks(6), Roll::Backwards, "2018-02-26", "2018-02-26"),
    ("TSAG registration", "2018-02-26", Period::months(1), Roll::Backwards, "2018-01-26", "2018-01-26"),
    ("SG13 registration", "2017-11-06", Period::months(1), Roll::Backwards, "2017-10-06", "2017-10-06"),
    ("SG15 registration", "2017-06-19", Period::months(1), Roll::Backwards, "2017-05-19", "2017-05-19"),
    ("SG3 registration", "2018-04-09", Period::months(1), Roll::Backwards, "2018-03-09", "2018-03-09"),
    ("FG M2M notice", "2012-04-17", Period::weeks(4), Roll::Backwards, "2012-03-20", "2012-03-20"),
    ("JCA-Cloud notice", "2012-04-19", Period::weeks(4), Roll::Backwards, "2012-03-22", "2012-03-22"),
    ("JCA-ML notice", "2023-03-16", Period::weeks(4), Roll::Backwards, "2023-02-16", "2023-02-16"),
    ("JCA-DCC notice", "2022-06-01", Period::weeks(4), Roll::Backwards, "2022-05-04", "2022-05-04"),
    ("FG M2M documents", "2012-04-17", Period::days(10), Roll::Forwards, "2012-04-07", "2012-04-10"),
    ("FG M2M documents, not rolled", "2012-04-17", Period::days(10), Roll::None, "2012-04-07", "2012-04-07"),
    ("FG M2M documents, rolled back", "2012-04-17", Period::days(10), Roll::Backwards, "2012-04-07", "2012-04-05"),
    ("FG M2M registration", "2012-04-17", Period::days(14), Roll::Backwards, "2012-04-03", "2012-04-03"),
    ("JCA-DCC registration", "2022-06-01", Period::days(5), Roll::Backwards, "2022-05-27", "2022-05-27"),
    ("FG DFC deliverables", "2018-02-26", Period::weeks(4), Roll::Backwards, "2018-01-29", "2018-01-29"),
    // Had the JCA-ML circular been the letter of its study group, it would have been due two months before.
    ("SG13 letter for March 2023", "2023-03-13", Period::months(2), Roll::Backwards, "2023-01-13", "2023-01-13"),
    // Month ends: the day number is clamped, also on the way to and from 29 February.
    ("31 March, a month before", "2018-03-31", Period::months(1), Roll::None, "2018-02-28", "2018-02-28"),
    ("31 March of a leap year", "2020-03-31", Period::months(1), Roll::None, "2020-02-29", "2020-02-29"),
    ("29 February, twelve months before", "2020-02-29", Period::months(12), Roll::None, "2019-02-28", "2019-02-28"),
    ("29 April, two months before", "2018-04-29", Period::months(2), Roll::None, "2018-02-28", "2018-02-28"),
    ("29 April of a leap year", "2020-04-29", Period::months(2), Roll::None, "2020-02-29", "2020-02-29"),
    ("31 December, three months before", "2017-12-31", Period::months(3), Roll::None, "2017-09-30", "2017-09-30"),
    ("31 January, two months before", "2018-01-31", Period::months(2), Roll::None, "2017-11-30", "2017-11-30"),
    // Year ends and the leap day itself.
    ("over the year end", "2018-01-05", Period::days(12), Roll::None, "2017-12-24", "2017-12-24"),
    ("over the year end, rolled", "2018-01-05", Period::days(12), Roll::Backwards, "2017-12-24", "2017-12-22"),
    ("over the leap day", "2012-03-05", Period::days(12), Roll::None, "2012-02-22", "2012-02-22"),
    ("over no leap day", "2018-03-05", Period::days(12), Roll::None, "2018-02-21", "2018-02-21"),
    ("onto the leap day", "2012-03-12", Period::days(12), Roll::None, "2012-02-29", "2012-02-29"),
    ("four weeks over the leap day", "2012-03-14", Period::weeks(4), Roll::None, "2012-02-15", "2012-02-15"),
    // 2100 is no leap year.
    ("over February 2100", "2100-03-05", Period::days(12), Roll::None, "2100-02-21", "2100-02-21"),
    // Working days of the office.
    ("consultation before TAP", "2018-02-26", Period::working_days(7), Roll::None, "2018-02-15", "2018-02-15"),
    ("working days over Easter", "2012-04-12", Period::working_days(7), Roll::None, "2012-03-30", "2012-03-30"),
    ("working days over the closure", "2018-01-03", Period::working_days(2), Roll::None, "2017-12-22", "2017-12-22"),
    ("zero working days", "2012-04-09", Period::working_days(0), Roll::None, "2012-04-09", "2012-04-09"),
    ("zero days", "2018-02-26", Period::days(0), Roll::Backwards, "2018-02-26", "2018-02-26"),
];

#[test]
fn limits_of_real_letters() {
    let calendar = geneva();
    for (what, opening, period, roll, raw, expected) in VECTORS {
        let counted = limit(date(opening), *period, *roll, calendar);
        assert_eq!((counted.raw, counted.date), (date(raw), date(expected)), "{what}: {period} before {opening}");
        assert_eq!(counted.was_rolled(), raw != expected, "{what}");
    }
}

#[test]
fn the_limit_is_in_time_and_the_day_after_is_late() {
    let calendar = geneva();
    for (what, opening, period, roll, _, expected) in VECTORS {
        let counted = limit(date(opening), *period, *roll, calendar);
        let on = date(expected);
        assert!(counted.met_by(on.pred_opt().expect("a day before")), "{what}: the day before");
        assert!(counted.met_by(on), "{what}: the day itself");
        assert!(!counted.met_by(on.succ_opt().expect("a day after")), "{what}: the day after");
    }
}

/// (letter, dated, opens, days): lead times of real letters.
const LEADS: &[(&str, &str, &str, i64)] = &[
    ("TSAG 2/TSAG", "2017-09-11", "2018-02-26", 168),
    ("SG13 3/13", "2017-07-21", "2017-11-06", 108),
    ("SG3 2/3", "2017-12-11", "2018-04-09", 119),
    ("SG15 1/15", "2017-04-07", "2017-06-19", 73),
    ("SG13 1/13", "2016-11-30", "2017-02-06", 68),
    ("SG16 1/16", "2016-11-14", "2017-01-16", 63),
    ("WP1-3/13 2/13", "2017-04-12", "2017-07-14", 93),
    ("SG9 3/9", "2015-03-11", "2015-06-10", 91),
    ("SG16 4", "2009-07-30", "2009-10-26", 88),
    ("SG5 8/5", "2011-06-24", "2011-09-20", 88),
    ("SG2 6/2", "2016-07-01", "2016-09-14", 75),
    ("SG11 7/11", "2010-09-16", "2011-01-24", 130),
    ("Circular 179", "2011-03-24", "2011-05-16", 53),
    ("Circular 72", "2023-02-08", "2023-03-16", 36),
    ("Circular 007", "2022-04-20", "2022-06-01", 42),
    ("Q1/16 notice", "2009-04-28", "2009-06-24", 57),
    ("SG2 timetable", "2013-08-26", "2013-09-17", 22),
    ("Circular 72 to the opening of SG13", "2023-02-08", "2023-03-13", 33),
    ("first cycle of TSAG planned", "2017-05-01", "2018-01-22", 266),
    ("first cycle of TSAG held", "2017-05-01", "2018-02-26", 301),
];

#[test]
fn lead_times_of_real_letters() {
    for (letter, dated, opens, days) in LEADS {
        assert_eq!(days_between(date(dated), date(opens)), *days, "{letter}");
    }
}

#[test]
fn circular_72_meets_the_four_weeks_of_a_jca_and_not_the_two_months_of_a_study_group() {
    let letter = date("2023-02-08");
    assert!(limit(date("2023-03-16"), Period::weeks(4), Roll::Backwards, geneva()).met_by(letter));
    assert!(!limit(date("2023-03-13"), Period::months(2), Roll::Backwards, geneva()).met_by(letter));
}

#[test]
fn what_was_rolled_over_is_told_in_the_order_of_walking() {
    let counted = limit(date("2018-02-26"), Period::months(2), Roll::Backwards, geneva());
    let passed: Vec<_> = counted.rolled_over.iter().map(|day| format!("{} {}", day.date(), day.name())).collect();
    assert_eq!(
        passed,
        ["2017-12-26 Year-end closure", "2017-12-25 Christmas Day", "2017-12-24 Sunday", "2017-12-23 Saturday"]
    );

    let counted = limit(date("2012-04-17"), Period::days(10), Roll::Forwards, geneva());
    let passed: Vec<_> = counted.rolled_over.iter().map(|day| format!("{} {}", day.date(), day.name())).collect();
    assert_eq!(passed, ["2012-04-07 Saturday", "2012-04-08 Sunday", "2012-04-09 Easter Monday"]);
}

#[test]
fn a_letter_to_be_received_leaves_earlier() {
    let received = Deadline::new(Period::months(2)).received(CalendarDays::new(5));
    let counted = received.limit(date("2017-11-06"), geneva());
    assert_eq!((counted.raw, counted.date), (date("2017-09-06"), date("2017-09-01")));
    // 2 months before 6 December is 6 October; five days earlier is a Sunday.
    assert_eq!(received.limit(date("2017-12-06"), geneva()).date, date("2017-09-29"));
}

/// (what, from, period, due): things owed after an act.
const AFTER: &[(&str, &str, Period, &str)] = &[
    ("report of TSAG, six weeks after closing", "2017-05-04", Period::weeks(6), "2017-06-15"),
    ("posting three working days after receipt", "2018-02-14", Period::working_days(3), "2018-02-19"),
    ("posting over the closure", "2017-12-21", Period::working_days(3), "2018-01-03"),
    ("a focus group lives a year", "2012-04-17", Period::months(12), "2013-04-17"),
    ("a year from the leap day", "2012-02-29", Period::months(12), "2013-02-28"),
    ("comments two weeks on a draft report", "2017-05-04", Period::weeks(2), "2017-05-18"),
];

#[test]
fn what_is_owed_after_an_act() {
    for (what, from, period, due) in AFTER {
        assert_eq!(due_after(date(from), *period, Roll::None, geneva()).date, date(due), "{what}");
    }
}

#[test]
fn a_calendar_that_ends_before_the_period_does_saturates() {
    let everything = Period::days(u16::MAX);
    assert_eq!(everything.before(NaiveDate::MIN, &office(&[])), NaiveDate::MIN);
    assert_eq!(everything.after(NaiveDate::MAX, &office(&[])), NaiveDate::MAX);
    assert_eq!(Period::months(u16::MAX).before(NaiveDate::MIN, &office(&[])), NaiveDate::MIN);
    let (end, _) = Roll::Forwards.apply(NaiveDate::MAX, &office(&[]));
    assert_eq!(end, NaiveDate::MAX);
}

#[test]
fn quantities_read_well() {
    let texts: Vec<_> =
        [Period::days(1), Period::days(12), Period::weeks(4), Period::months(1), Period::working_days(7)]
            .iter()
            .map(ToString::to_string)
            .collect();
    assert_eq!(texts, ["1 calendar day", "12 calendar days", "4 weeks", "1 month", "7 working days"]);
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..20_000).prop_map(|days| date("2000-01-01").checked_add_days(Days::new(days)).expect("in range"))
}

fn any_office() -> impl Strategy<Value = Calendar> {
    proptest::collection::btree_set(any_day(), 0..60).prop_map(|days| {
        days.into_iter().fold(geneva().clone(), |calendar, day| {
            calendar.with_closed(ClosedDay::new(day, "Closed", DayKind::Closure, "test").expect("a closed day"))
        })
    })
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        (0_u16..400).prop_map(Period::days),
        (0_u16..60).prop_map(Period::weeks),
        (0_u16..36).prop_map(Period::months),
        (0_u16..60).prop_map(Period::working_days),
    ]
}

fn any_roll() -> impl Strategy<Value = Roll> {
    prop_oneof![Just(Roll::Backwards), Just(Roll::Forwards), Just(Roll::None)]
}

proptest! {
    /// A later opening never has an earlier limit.
    #[test]
    fn limits_keep_the_order_of_openings(a in any_day(), b in any_day(), period in any_period(), roll in any_roll(), office in any_office()) {
        let (early, late) = (a.min(b), a.max(b));
        prop_assert!(limit(early, period, roll, &office).date <= limit(late, period, roll, &office).date);
    }

    /// A longer period never has a later limit.
    #[test]
    fn more_notice_is_never_later(opening in any_day(), count in 0_u16..200, roll in any_roll(), office in any_office()) {
        for of in [Period::days as fn(u16) -> Period, Period::weeks, Period::months, Period::working_days] {
            prop_assert!(limit(opening, of(count + 1), roll, &office).date <= limit(opening, of(count), roll, &office).date);
        }
    }

    /// Days and weeks go back where they came from; a month may lose days at its end and never gains any.
    #[test]
    fn going_back_and_forth(opening in any_day(), count in 0_u16..200, office in any_office()) {
        for period in [Period::days(count), Period::weeks(count)] {
            prop_assert_eq!(period.after(period.before(opening, &office), &office), opening);
        }
        let months = Period::months(count);
        let there_and_back = months.after(months.before(opening, &office), &office);
        prop_assert!(there_and_back <= opening);
        prop_assert!(days_between(there_and_back, opening) <= 3);
        if opening.day() <= 28 {
            prop_assert_eq!(there_and_back, opening);
        }
    }

    /// A rolled limit is a working day, on the right side, with nothing but closed days in between.
    #[test]
    fn rolling_reaches_the_nearest_working_day(day in any_day(), office in any_office()) {
        let (back, passed_back) = Roll::Backwards.apply(day, &office);
        let (forth, passed_forth) = Roll::Forwards.apply(day, &office);
        prop_assert!(office.is_working(back) && office.is_working(forth));
        prop_assert!(back <= day && day <= forth);
        prop_assert_eq!(i64::try_from(passed_back.len()).expect("few"), days_between(back, day));
        prop_assert_eq!(i64::try_from(passed_forth.len()).expect("few"), days_between(day, forth));
        prop_assert!(passed_back.iter().chain(&passed_forth).all(|closed| !office.is_working(closed.date())));
        prop_assert_eq!(Roll::None.apply(day, &office), (day, Vec::new()));
    }

    /// Exactly n working days lie between the limit and the day before the opening.
    #[test]
    fn working_days_are_counted_one_by_one(opening in any_day(), count in 1_u16..60, office in any_office()) {
        let first = Period::WorkingDays(WorkingDays::new(count)).before(opening, &office);
        let eve = opening.pred_opt().expect("a day before");
        prop_assert!(office.is_working(first));
        prop_assert_eq!(office.working_days_between(first, eve), usize::from(count));
    }

    /// Without closed days five working days are a week.
    #[test]
    fn five_working_days_are_a_week(opening in any_day(), weeks in 0_u16..50) {
        let plain = Calendar::monday_to_friday();
        prop_assume!(!matches!(opening.weekday(), Weekday::Sat | Weekday::Sun));
        prop_assert_eq!(Period::working_days(5 * weeks).before(opening, &plain), Period::weeks(weeks).before(opening, &plain));
    }
}

#[test]
fn the_first_opening_is_in_time_and_the_day_before_is_not() {
    let calendar = Calendar::monday_to_friday();
    let periods = [Period::days(12), Period::weeks(4), Period::months(1), Period::months(2), Period::working_days(7)];
    let start: NaiveDate = "2017-01-01".parse().expect("a date");
    for day in start.iter_days().take(800) {
        for period in periods {
            let opening = period.first_opening(day, &calendar);
            let eve = opening.pred_opt().expect("a day before");
            assert!(period.before(opening, &calendar) >= day, "{period} from {day}");
            assert!(period.before(eve, &calendar) < day, "{period} from {day} could open on {eve}");
        }
    }
}
