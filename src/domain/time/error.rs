//! What can be wrong with a date, an hour or a zone, each with a stable code.

use thiserror::Error;

use super::{CivilDateTime, Moment, Offset};

/// Why a date, an hour or a zone was refused. [`TimeError::code`] is stable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimeError {
    /// No such zone.
    #[error("`{found}` is not a time zone{}; expected an IANA name such as Europe/Zurich", nearest(suggestions))]
    ZoneUnknown {
        /// What stood there, printable.
        found: String,
        /// The nearest names, best first.
        suggestions: Vec<&'static str>,
    },
    /// An abbreviation, which means different zones to different people.
    #[error(
        "`{found}` is an abbreviation, not a time zone{}; expected an IANA name such as Europe/Zurich",
        nearest(suggestions)
    )]
    ZoneAbbreviation {
        /// What stood there.
        found: String,
        /// Zones it may mean.
        suggestions: Vec<&'static str>,
    },
    /// A zone of the database that is no place: its rules follow no government.
    #[error("`{found}` is not a place{}; expected an IANA name such as Europe/Zurich, or UTC", nearest(suggestions))]
    ZoneNotAPlace {
        /// What stood there.
        found: String,
        /// Zones it may mean.
        suggestions: Vec<&'static str>,
    },
    /// The data in use do not hold the zone.
    #[error("the time-zone data {data_version} do not hold {zone}; install newer data")]
    ZoneMissing {
        /// The zone.
        zone: &'static str,
        /// The data's version.
        data_version: String,
    },
    /// Not a date, or one the calendar lacks.
    #[error("`{found}` is not a date; expected YYYY-MM-DD")]
    DateInvalid {
        /// What stood there, printable.
        found: String,
    },
    /// A date outside 1970 to 2100.
    #[error("`{found}` is outside 1970-01-01 to 2100-12-31")]
    DateRange {
        /// What stood there, printable.
        found: String,
    },
    /// A date that people read in different ways.
    #[error("`{found}` can be read in more than one way; write YYYY-MM-DD")]
    DateAmbiguous {
        /// What stood there, printable.
        found: String,
    },
    /// Not an hour, or not a range of hours.
    #[error("`{found}` is not {expected}")]
    TimeInvalid {
        /// What stood there, printable.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A civil time the zone skips.
    #[error("{} does not exist in {zone}: clocks go from {} to {}", minute(civil), minute(&before.civil), minute(&after.civil))]
    TimeGap {
        /// The civil time.
        civil: CivilDateTime,
        /// The zone.
        zone: &'static str,
        /// The last whole minute that exists before it.
        before: Moment,
        /// The first minute that exists after it.
        after: Moment,
    },
    /// A civil time the zone has twice.
    #[error("{} happens twice in {zone}: say {} or {}", minute(civil), first.offset, second.offset)]
    TimeFold {
        /// The civil time.
        civil: CivilDateTime,
        /// The zone.
        zone: &'static str,
        /// The earlier of the two.
        first: Moment,
        /// The later of the two.
        second: Moment,
    },
    /// An offset that the zone does not have at that civil time.
    #[error("{} in {zone} is not at {found}{}", minute(civil), expected.map(|offset| format!(", but at {offset}")).unwrap_or_default())]
    OffsetConflict {
        /// The civil time.
        civil: CivilDateTime,
        /// The zone.
        zone: &'static str,
        /// The offset that was written.
        found: Offset,
        /// The offset of the data, when there is only one.
        expected: Option<Offset>,
    },
}

impl TimeError {
    /// The stable code of this error, as printed in findings.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ZoneUnknown { .. } | Self::ZoneMissing { .. } => "tz.unknown",
            Self::ZoneAbbreviation { .. } => "tz.abbreviation",
            Self::ZoneNotAPlace { .. } => "tz.not_a_place",
            Self::DateInvalid { .. } => "date.invalid",
            Self::DateRange { .. } => "date.range",
            Self::DateAmbiguous { .. } => "date.ambiguous",
            Self::TimeInvalid { .. } => "time.invalid",
            Self::TimeGap { .. } => "time.gap",
            Self::TimeFold { .. } => "time.fold",
            Self::OffsetConflict { .. } => "time.offset_conflict",
        }
    }

    /// The names to offer in place of what was found, best first.
    #[must_use]
    pub fn suggestions(&self) -> &[&'static str] {
        match self {
            Self::ZoneUnknown { suggestions, .. }
            | Self::ZoneAbbreviation { suggestions, .. }
            | Self::ZoneNotAPlace { suggestions, .. } => suggestions,
            _ => &[],
        }
    }
}

/// `; perhaps A, B or C`, or nothing.
fn nearest(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        names => format!(" (perhaps {})", names.join(", ")),
    }
}

/// A civil time as people write it.
fn minute(civil: &CivilDateTime) -> String {
    civil.format("%Y-%m-%d %H:%M").to_string()
}
