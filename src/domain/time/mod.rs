//! Civil time, instants and zones: the one place where one becomes the other.
//!
//! Names come from `chrono-tz`, offsets from `jiff` ([`ZoneData`]), whose data are newer and can be replaced by a
//! zoneinfo folder. A civil time that a zone skips or has twice is a case of [`Resolution`], never shifted silently.

mod aliases;
mod data;
mod error;
mod instant;
mod meeting_time;
mod read;
#[cfg(test)]
mod tests;
mod zone;

pub use chrono::{NaiveDate as Date, NaiveDateTime as CivilDateTime, NaiveTime as ClockTime};

pub use data::{Moment, Resolution, Transition, ZoneData};
pub use error::TimeError;
pub use instant::{Instant, Offset};
pub use meeting_time::{Drift, Keeps, MeetingTime};
pub use read::{HourRange, parse_clock, parse_date, parse_zoned};
pub use zone::Zone;

/// The version of the data in `chrono-tz`, used for names only.
pub const NAMES_VERSION: &str = chrono_tz::IANA_TZDB_VERSION;
