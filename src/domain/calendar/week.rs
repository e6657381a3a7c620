//! The days of the week on which nobody works.

use chrono::{Weekday, WeekdaySet};

use super::CalendarError;

/// The free days of a week: Saturday and Sunday, Friday and Saturday, or others; never all seven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekend(WeekdaySet);

impl Weekend {
    /// Saturday and Sunday.
    pub const SATURDAY_SUNDAY: Self = Self(WeekdaySet::from_array([Weekday::Sat, Weekday::Sun]));
    /// Friday and Saturday.
    pub const FRIDAY_SATURDAY: Self = Self(WeekdaySet::from_array([Weekday::Fri, Weekday::Sat]));

    /// The given days.
    ///
    /// # Errors
    /// [`CalendarError::NoWorkingDay`] if they are all seven.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> Result<Self, CalendarError> {
        let set: WeekdaySet = days.into_iter().collect();
        if set.len() == 7 { Err(CalendarError::NoWorkingDay) } else { Ok(Self(set)) }
    }

    /// Whether nobody works on this day of the week.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0.contains(day)
    }

    /// The free days, Monday first.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        self.0.iter(Weekday::Mon)
    }
}
