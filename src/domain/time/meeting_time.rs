//! When a meeting begins, with all that is needed to notice later that a government changed the rules.

use super::{CivilDateTime, Instant, Moment, Offset, Resolution, TimeError, Zone, ZoneData};

/// What stays when the rules of a zone change after the announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keeps {
    /// The hour on the wall: people sit in a room.
    LocalTime,
    /// The instant: people sit before screens all over the world.
    Instant,
}

/// A civil time in a zone, the instant it was under the data of its day, and what it keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingTime {
    moment: Moment,
    zone: Zone,
    data_version: String,
    keeps: Keeps,
}

/// What other time-zone data make of a meeting's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// Nothing changed.
    None,
    /// The civil time is now another instant; both ways of going on.
    Moved {
        /// The same hour on the wall, another instant.
        keeping_local_time: Moment,
        /// The same instant, another hour on the wall.
        keeping_instant: Moment,
    },
    /// The civil time is now skipped.
    Gap {
        /// The last whole minute before.
        before: Moment,
        /// The first minute after.
        after: Moment,
    },
    /// The civil time now happens twice, once at the announced instant.
    Fold {
        /// The earlier one.
        first: Moment,
        /// The later one.
        second: Moment,
    },
}

impl MeetingTime {
    /// The time at which clocks in `zone` show `civil`.
    ///
    /// # Errors
    /// `time.gap`, `time.fold`, `tz.unknown` when the data lack the zone.
    pub fn new(civil: CivilDateTime, zone: Zone, data: &ZoneData, keeps: Keeps) -> Result<Self, TimeError> {
        match data.resolve(civil, zone)? {
            Resolution::Unique(moment) => Ok(Self::at(moment, zone, data, keeps)),
            Resolution::Gap { before, after } => Err(TimeError::TimeGap { civil, zone: zone.name(), before, after }),
            Resolution::Fold { first, second } => Err(TimeError::TimeFold { civil, zone: zone.name(), first, second }),
        }
    }

    /// As [`MeetingTime::new`], with the offset said: it chooses one of the two hours of a fold.
    ///
    /// # Errors
    /// `time.offset_conflict` when the zone does not have that offset then, `time.gap`, `tz.unknown`.
    pub fn with_offset(
        civil: CivilDateTime,
        zone: Zone,
        offset: Offset,
        data: &ZoneData,
        keeps: Keeps,
    ) -> Result<Self, TimeError> {
        let conflict = |expected| TimeError::OffsetConflict { civil, zone: zone.name(), found: offset, expected };
        match data.resolve(civil, zone)? {
            Resolution::Unique(moment) if moment.offset == offset => Ok(Self::at(moment, zone, data, keeps)),
            Resolution::Unique(moment) => Err(conflict(Some(moment.offset))),
            Resolution::Fold { first, .. } if first.offset == offset => Ok(Self::at(first, zone, data, keeps)),
            Resolution::Fold { second, .. } if second.offset == offset => Ok(Self::at(second, zone, data, keeps)),
            Resolution::Fold { .. } => Err(conflict(None)),
            Resolution::Gap { before, after } => Err(TimeError::TimeGap { civil, zone: zone.name(), before, after }),
        }
    }

    /// The instant, shown in `zone`.
    ///
    /// # Errors
    /// `tz.unknown` when the data lack the zone.
    pub fn of_instant(instant: Instant, zone: Zone, data: &ZoneData, keeps: Keeps) -> Result<Self, TimeError> {
        Ok(Self::at(data.at(instant, zone)?, zone, data, keeps))
    }

    /// A time as it was kept when it was announced: whatever today's data say, this is what people were told.
    #[must_use]
    pub fn recorded(civil: CivilDateTime, offset: Offset, zone: Zone, data_version: &str, keeps: Keeps) -> Self {
        let moment = Moment { civil, instant: offset.instant(civil), offset };
        Self { moment, zone, data_version: data_version.to_owned(), keeps }
    }

    /// What clocks in the meeting's zone show.
    #[must_use]
    pub const fn civil(&self) -> CivilDateTime {
        self.moment.civil
    }

    /// The point in time, under the data of [`MeetingTime::data_version`].
    #[must_use]
    pub const fn instant(&self) -> Instant {
        self.moment.instant
    }

    /// The zone's offset then.
    #[must_use]
    pub const fn offset(&self) -> Offset {
        self.moment.offset
    }

    /// The meeting's zone.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// The version of the data that made the instant.
    #[must_use]
    pub fn data_version(&self) -> &str {
        &self.data_version
    }

    /// What stays when the rules change.
    #[must_use]
    pub const fn keeps(&self) -> Keeps {
        self.keeps
    }

    /// What `data` make of this time.
    ///
    /// # Errors
    /// `tz.unknown` when the data lack the zone.
    pub fn drift(&self, data: &ZoneData) -> Result<Drift, TimeError> {
        match data.resolve(self.moment.civil, self.zone)? {
            Resolution::Unique(moment) if moment.instant == self.moment.instant => Ok(Drift::None),
            Resolution::Unique(moment) => Ok(Drift::Moved {
                keeping_local_time: moment,
                keeping_instant: data.at(self.moment.instant, self.zone)?,
            }),
            Resolution::Gap { before, after } => Ok(Drift::Gap { before, after }),
            Resolution::Fold { first, second } => Ok(Drift::Fold { first, second }),
        }
    }

    fn at(moment: Moment, zone: Zone, data: &ZoneData, keeps: Keeps) -> Self {
        Self { moment, zone, data_version: data.version().to_owned(), keeps }
    }
}
