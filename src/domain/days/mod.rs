//! Counting days: from the opening of a meeting back to its deadlines, and from an act forward to what it makes due.
//!
//! Let `T` be the opening day. "N calendar days before" is `T - N`: what arrives on that day is in time, what arrives
//! on the day after is late. A week is seven days; a month keeps the day number and falls to the last day of a shorter
//! month; working days are those of the *secretariat's* calendar, never of the host's. A limit on a closed day is moved
//! as its rule says ([`Roll`]), and [`Counted`] keeps both dates and the days in between, so that a letter can say why.
//!
//! Days are civil dates. Which civil day an instant belongs to is decided by the time module, before anything is
//! counted. Sources: Rec. ITU-T A.1 (10/2016) 1.3.2, 3.1.8, 3.2.1 and 3.2.4; WTSA Resolution 1 (2016) 9.3 and 9.4.

use std::fmt;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{Calendar, ClosedDay};

#[cfg(test)]
mod tests;

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $one:literal, $many:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u16);

        impl $name {
            /// So many of them; zero is allowed.
            #[must_use]
            pub const fn new(count: u16) -> Self {
                Self(count)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> u16 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.0, if self.0 == 1 { $one } else { $many })
            }
        }
    };
}

quantity! {
    /// Days of the calendar, closed ones included.
    CalendarDays, "calendar day", "calendar days"
}
quantity! {
    /// Weeks of seven calendar days.
    CalendarWeeks, "week", "weeks"
}
quantity! {
    /// Months of the calendar: the same day number, or the last day of a month that is too short.
    CalendarMonths, "month", "months"
}
quantity! {
    /// Days on which the secretariat works.
    WorkingDays, "working day", "working days"
}

/// How long before (or after) a day something has to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Calendar days: `T - n`.
    Days(CalendarDays),
    /// Weeks: `T - 7n`.
    Weeks(CalendarWeeks),
    /// Months: the same day number, clamped to the end of the month.
    Months(CalendarMonths),
    /// The `n`-th working day before or after; the day counted from is not one of them.
    WorkingDays(WorkingDays),
}

impl Period {
    /// So many calendar days.
    #[must_use]
    pub const fn days(count: u16) -> Self {
        Self::Days(CalendarDays::new(count))
    }

    /// So many weeks.
    #[must_use]
    pub const fn weeks(count: u16) -> Self {
        Self::Weeks(CalendarWeeks::new(count))
    }

    /// So many months.
    #[must_use]
    pub const fn months(count: u16) -> Self {
        Self::Months(CalendarMonths::new(count))
    }

    /// So many working days.
    #[must_use]
    pub const fn working_days(count: u16) -> Self {
        Self::WorkingDays(WorkingDays::new(count))
    }

    /// The day this long before `day`, not rolled. `calendar` matters to working days only.
    #[must_use]
    pub fn before(self, day: NaiveDate, calendar: &Calendar) -> NaiveDate {
        let earliest = NaiveDate::MIN;
        match self {
            Self::Days(count) => day.checked_sub_days(Days::new(count.get().into())).unwrap_or(earliest),
            Self::Weeks(count) => day.checked_sub_days(Days::new(7 * u64::from(count.get()))).unwrap_or(earliest),
            Self::Months(count) => day.checked_sub_months(Months::new(count.get().into())).unwrap_or(earliest),
            Self::WorkingDays(count) => (0..count.get()).fold(day, |at, _| calendar.previous_working_day(at)),
        }
    }

    /// The day this long after `day`, not rolled. `calendar` matters to working days only.
    #[must_use]
    pub fn after(self, day: NaiveDate, calendar: &Calendar) -> NaiveDate {
        let latest = NaiveDate::MAX;
        match self {
            Self::Days(count) => day.checked_add_days(Days::new(count.get().into())).unwrap_or(latest),
            Self::Weeks(count) => day.checked_add_days(Days::new(7 * u64::from(count.get()))).unwrap_or(latest),
            Self::Months(count) => day.checked_add_months(Months::new(count.get().into())).unwrap_or(latest),
            Self::WorkingDays(count) => (0..count.get()).fold(day, |at, _| calendar.next_working_day(at)),
        }
    }

    /// The first opening for which something done on `day` is done this long before. Not always [`Self::after`]: two
    /// months after 31 December is 28 February, but two months before 28 February is 28 December; and what is seven
    /// working days before a Monday is so before the Sunday, too.
    #[must_use]
    pub fn first_opening(self, day: NaiveDate, calendar: &Calendar) -> NaiveDate {
        let in_time = |opening: NaiveDate| self.before(opening, calendar) >= day;
        let start = self.after(day, calendar);
        let mut opening = start.iter_days().find(|opening| in_time(*opening)).unwrap_or(NaiveDate::MAX);
        while let Some(eve) = opening.pred_opt().filter(|eve| in_time(*eve)) {
            opening = eve;
        }
        opening
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(count) => count.fmt(f),
            Self::Weeks(count) => count.fmt(f),
            Self::Months(count) => count.fmt(f),
            Self::WorkingDays(count) => count.fmt(f),
        }
    }
}

/// Where a limit goes when it falls on a closed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// To the last working day before it: the secretariat still gets its time (translation, December 2017).
    #[default]
    Backwards,
    /// To the first working day after it: the sender gets the day lost (documents after Easter, April 2012).
    Forwards,
    /// Nowhere.
    None,
}

impl Roll {
    /// Moves `day` to a working day of `calendar`, and says which closed days were passed over.
    #[must_use]
    pub fn apply(self, day: NaiveDate, calendar: &Calendar) -> (NaiveDate, Vec<ClosedDay>) {
        let step = |at: NaiveDate| match self {
            Self::Backwards => at.pred_opt(),
            Self::Forwards => at.succ_opt(),
            Self::None => None,
        };
        if self == Self::None || calendar.is_working(day) {
            return (day, Vec::new());
        }
        let mut passed = Vec::new();
        let mut at = day;
        while let Some(closed) = calendar.closed_day(at) {
            let Some(next) = step(at) else { break };
            passed.push(closed);
            at = next;
        }
        (at, passed)
    }
}

/// What has to have happened by the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reckoned {
    /// The act itself: posted, registered, announced.
    #[default]
    Done,
    /// The addressee has it: the letter leaves the given number of calendar days earlier (A.1 1.3.2 and Resolution 1
    /// 9.3.3 say "received").
    Received {
        /// How long a letter is allowed to travel.
        margin: CalendarDays,
    },
}

/// A deadline as a rule states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deadline {
    period: Period,
    roll: Roll,
    reckoned: Reckoned,
}

impl Deadline {
    /// Done at least `period` before the day counted from, rolled backwards from closed days.
    #[must_use]
    pub const fn new(period: Period) -> Self {
        Self { period, roll: Roll::Backwards, reckoned: Reckoned::Done }
    }

    /// The same with another roll.
    #[must_use]
    pub const fn rolled(self, roll: Roll) -> Self {
        Self { roll, ..self }
    }

    /// The same, but to be *received* by then.
    #[must_use]
    pub const fn received(self, margin: CalendarDays) -> Self {
        Self { reckoned: Reckoned::Received { margin }, ..self }
    }

    /// How long before.
    #[must_use]
    pub const fn period(self) -> Period {
        self.period
    }

    /// Where it goes from a closed day.
    #[must_use]
    pub const fn roll(self) -> Roll {
        self.roll
    }

    /// Done or received.
    #[must_use]
    pub const fn reckoned(self) -> Reckoned {
        self.reckoned
    }

    /// The last day for a meeting that opens on `opening`.
    #[must_use]
    pub fn limit(self, opening: NaiveDate, calendar: &Calendar) -> Counted {
        let raw = self.period.before(opening, calendar);
        let target = match self.reckoned {
            Reckoned::Done => raw,
            Reckoned::Received { margin } => Period::Days(margin).before(raw, calendar),
        };
        let (date, rolled_over) = self.roll.apply(target, calendar);
        Counted { raw, date, rolled_over }
    }
}

/// A limit and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The day the period alone gives.
    pub raw: NaiveDate,
    /// The day that counts: dispatched in time and rolled off closed days.
    pub date: NaiveDate,
    /// The closed days passed over, in the order of walking.
    pub rolled_over: Vec<ClosedDay>,
}

impl Counted {
    /// Whether something done on `day` is in time. The limit itself is.
    #[must_use]
    pub fn met_by(&self, day: NaiveDate) -> bool {
        day <= self.date
    }

    /// Whether closed days moved it.
    #[must_use]
    pub fn was_rolled(&self) -> bool {
        !self.rolled_over.is_empty()
    }
}

/// The last day on which something due `period` before `opening` is in time.
///
/// ```
/// use chrono::NaiveDate;
/// use convoke::domain::calendar::Calendar;
/// use convoke::domain::days::{Period, Roll, limit};
///
/// let opening = NaiveDate::from_ymd_opt(2018, 2, 26).expect("a date");
/// let contributions = limit(opening, Period::days(12), Roll::Backwards, &Calendar::monday_to_friday());
/// assert_eq!(contributions.date.to_string(), "2018-02-14");
/// ```
#[must_use]
pub fn limit(opening: NaiveDate, period: Period, roll: Roll, calendar: &Calendar) -> Counted {
    Deadline::new(period).rolled(roll).limit(opening, calendar)
}

/// The last day of something due within `period` after `from`: a report six weeks after closing, a posting three
/// working days after receipt.
#[must_use]
pub fn due_after(from: NaiveDate, period: Period, roll: Roll, calendar: &Calendar) -> Counted {
    let raw = period.after(from, calendar);
    let (date, rolled_over) = roll.apply(raw, calendar);
    Counted { raw, date, rolled_over }
}

/// Lead time in calendar days from the day of a letter to the opening; negative when the letter is later.
#[must_use]
pub fn days_between(letter: NaiveDate, opening: NaiveDate) -> i64 {
    opening.signed_duration_since(letter).num_days()
}
