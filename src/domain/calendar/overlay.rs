//! What a user's file changes in a calendar. It always wins over the bundled data.
//!
//! The file (TOML; the data made by hand under `data/holidays` is written the same way):
//!
//! ```toml
//! calendar = "AE"                  # an id; a bundled calendar of that id is the base unless `base` names another
//! name = "United Arab Emirates"    # needed only for a calendar that is not bundled
//! base = "AE"                      # optional; "" starts from nothing
//! source = "host agreement, annex 3"    # of every row that has none of its own
//!
//! [[closed]]
//! date = 2017-11-30                # or `dates = [...]`, or `from` and `to`, both included
//! name = "Commemoration Day"
//! local_name = "يوم الشهيد"         # optional
//! kind = "public"                  # public (default) | united_nations | closure | bridge | religious
//! certainty = "confirmed"          # confirmed (default) | estimated
//! announced_on = 2017-11-20        # optional: before that day it is a forecast
//! replace = true                   # optional: takes the place of all that is written of these dates
//!
//! [[remove]]
//! date = 2017-12-01                # or dates, or from and to
//!
//! [[working]]
//! date = 2018-02-11                # people work although it is a Sunday
//! name = "Made-up working day"
//!
//! [[weekend]]
//! since = 2022-01-01               # optional: without it, at all times
//! days = ["saturday", "sunday"]
//! ```

use chrono::NaiveDate;

use super::book::{Calendar, CalendarId};
use super::closed_day::{ClosedDay, WorkingException};
use super::week::Weekend;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// One more closed day or day to avoid; it also undoes a working exception of that date.
    Add(ClosedDay),
    /// The only entry of its date.
    Replace(ClosedDay),
    /// Nothing is closed on this date, weekends apart.
    Remove(NaiveDate),
    /// People work on this date.
    Work(WorkingException),
    /// The free days of the week.
    Weekend {
        /// From this day on; at all times if absent.
        since: Option<NaiveDate>,
        /// The free days.
        weekend: Weekend,
    },
}

/// A user's changes to one calendar, applied in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    calendar: CalendarId,
    changes: Vec<Change>,
}

impl Overlay {
    /// Changes to the calendar of this id.
    #[must_use]
    pub fn new(calendar: CalendarId, changes: impl IntoIterator<Item = Change>) -> Self {
        Self { calendar, changes: changes.into_iter().collect() }
    }

    /// The calendar they are meant for.
    #[must_use]
    pub fn calendar(&self) -> &CalendarId {
        &self.calendar
    }

    /// The changes, in their order.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The dates this overlay removes though `base` has nothing written of them: probably a slip in the file.
    pub fn removes_nothing(&self, base: &Calendar) -> impl Iterator<Item = NaiveDate> {
        self.changes.iter().filter_map(|change| match change {
            Change::Remove(date) if base.entries_on(*date).is_empty() => Some(*date),
            _ => None,
        })
    }
}
