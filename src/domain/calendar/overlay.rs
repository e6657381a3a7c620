//! What a user's file changes in a calendar. It always wins over the data inside the program.
//! In a scenario file it is a `[[calendar]]` table.

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
