//! What cannot be put into a calendar.

use thiserror::Error;

use crate::domain::time::TimeError;

/// Why something cannot be put into a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IcalError {
    /// A UID with characters that not every program keeps, or longer than 255 octets (RFC 7986 5.3).
    #[error("`{found}` cannot be the id of a calendar entry; expected letters, digits and -._@ only, at most 255")]
    Uid {
        /// What was given.
        found: String,
    },
    /// Not a colour name of CSS 3.
    #[error("`{found}` is not a colour name; expected a name of CSS 3 such as steelblue")]
    Color {
        /// What was given.
        found: String,
    },
    /// Not a language tag.
    #[error("`{found}` is not a language tag; expected one such as en or zh-Hans")]
    Language {
        /// What was given.
        found: String,
    },
    /// The end is not after the start.
    #[error("the entry ends at {end}, which is not after its start at {start}")]
    Order {
        /// The start.
        start: String,
        /// The end.
        end: String,
    },
    /// A time that the time-zone data cannot answer for.
    #[error(transparent)]
    Time(#[from] TimeError),
}
