//! Calendars of closed days: of the secretariat, of host countries, of the United Nations; and days to avoid.
//!
//! * [`closed_day`] - one day on which an office is closed or a meeting is unwelcome: why, how sure, since when known
//! * [`week`] - the days of the week on which nobody works, which change over the years
//! * [`book`] - a [`Calendar`]: lookup, working days, joining
//! * [`overlay`] - what a user's file adds, removes, replaces: it wins over the data inside the program
//! * [`bundle`] - that data: countries and their subdivisions, Geneva, the United Nations, ITU

pub mod book;
pub mod bundle;
pub mod closed_day;
pub mod overlay;
pub mod week;

pub use book::{Calendar, CalendarId};
pub use bundle::{bundled, bundled_ids};
pub use closed_day::{Certainty, ClosedDay, DayKind, Knowledge, Standing, WorkingException};
pub use overlay::{Change, Overlay};
pub use week::Weekend;

#[cfg(test)]
mod tests;

/// Why a calendar could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// A calendar's id is empty or holds something else than letters, digits and hyphens.
    #[error("`{0}` is not a calendar id: write letters, digits and hyphens, such as `CH-GE`")]
    Id(String),
    /// A name or source is empty, too long or holds control characters.
    #[error("{what} must have 1 to 200 characters and no control characters")]
    Text {
        /// Which text: the name of a day, the name of a calendar, a source.
        what: &'static str,
    },
    /// All seven days are said to be free.
    #[error("a week needs at least one working day")]
    NoWorkingDay,
}
