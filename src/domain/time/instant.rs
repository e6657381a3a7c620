//! Points on the world's time line, and how far civil time is from it.

use std::fmt;

use super::CivilDateTime;

/// A point in time: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// Seconds since 1970-01-01T00:00:00Z; `None` outside the years 1 to 9998, which no calendar program reads.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Option<Self> {
        if seconds >= -62_135_596_800 && seconds < 253_370_764_800 { Some(Self(seconds)) } else { None }
    }

    /// The instant at which clocks in UTC show `civil`.
    #[must_use]
    pub const fn from_utc(civil: CivilDateTime) -> Self {
        Self(civil.and_utc().timestamp())
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// What clocks in UTC show.
    #[must_use]
    pub fn to_utc(self) -> CivilDateTime {
        // Constructors keep the value inside chrono's range.
        chrono::DateTime::from_timestamp(self.0, 0).map_or(CivilDateTime::MIN, |time| time.naive_utc())
    }

    /// This instant, `seconds` later (earlier when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

/// `2026-11-20T21:00:00Z`.
impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.to_utc().format("%Y-%m-%dT%H:%M:%SZ"))
    }
}

/// How far a zone's clocks are ahead of UTC, in seconds; negative west of Greenwich.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(i32);

impl Offset {
    /// No difference from UTC.
    pub const UTC: Self = Self(0);

    /// Seconds ahead of UTC; `None` beyond 26 hours either way.
    #[must_use]
    pub const fn from_seconds(seconds: i32) -> Option<Self> {
        if seconds.unsigned_abs() <= 93_600 { Some(Self(seconds)) } else { None }
    }

    /// Seconds ahead of UTC.
    #[must_use]
    pub const fn seconds(self) -> i32 {
        self.0
    }

    /// What clocks at this offset show at `instant`.
    #[must_use]
    pub fn civil(self, instant: Instant) -> CivilDateTime {
        instant.plus_seconds(i64::from(self.0)).to_utc()
    }

    /// The instant at which clocks at this offset show `civil`.
    #[must_use]
    pub fn instant(self, civil: CivilDateTime) -> Instant {
        Instant::from_utc(civil).plus_seconds(-i64::from(self.0))
    }
}

/// `+02:00`, with seconds only where a zone has them.
impl fmt::Display for Offset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let sign = if self.0 < 0 { '-' } else { '+' };
        write!(formatter, "{sign}{:02}:{:02}", size / 3_600, size / 60 % 60)?;
        if !size.is_multiple_of(60) {
            write!(formatter, ":{:02}", size % 60)?;
        }
        Ok(())
    }
}
