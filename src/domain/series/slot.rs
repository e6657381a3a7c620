//! A date and an hour, and a plan of them.

use super::Burden;
use crate::domain::ids::MeetingId;
use crate::domain::time::{ClockTime, Date, Instant, Keeps, MeetingTime, TimeError, Zone, ZoneData};
use std::collections::BTreeMap;

/// A date and an hour in the zone of the series.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slot {
    /// The day on which the meeting begins.
    pub date: Date,
    /// When it begins, in minutes since midnight.
    pub start_minute: u16,
}

impl Slot {
    /// The instant at which it begins. People meet before screens, so the instant is what stays.
    ///
    /// # Errors
    /// `time.gap` and `time.fold` where the zone skips that hour or has it twice: nobody guesses.
    pub fn time(self, zone: Zone, zones: &ZoneData) -> Result<MeetingTime, TimeError> {
        MeetingTime::new(self.date.and_time(self.clock()), zone, zones, Keeps::Instant)
    }

    /// When it begins.
    #[must_use]
    pub fn clock(self) -> ClockTime {
        // Minutes below 1,440 are a time; the constructors of files keep it so.
        ClockTime::from_num_seconds_from_midnight_opt(u32::from(self.start_minute) * 60, 0).unwrap_or(ClockTime::MIN)
    }

    /// Hours from the start to the end, `13:00-16:00`; the end may lie in the next day.
    #[must_use]
    pub fn hours(self, minutes: u16) -> String {
        let end = u32::from(self.start_minute) + u32::from(minutes);
        let end = if end > 1_440 { end % 1_440 } else { end };
        format!("{:02}:{:02}-{:02}:{:02}", self.start_minute / 60, self.start_minute % 60, end / 60, end % 60)
    }
}

/// Dates and hours of the meetings of a series, whoever chose them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeriesPlan {
    /// The name of the series.
    pub series: MeetingId,
    /// The day the plan was made.
    pub as_of: Date,
    /// Date and hour by meeting.
    pub slots: BTreeMap<MeetingId, Slot>,
    /// What its file says follows from that; the checker looks whether it does.
    pub claims: Claims,
}

/// What a plan file says besides dates and hours.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Claims {
    /// When each meeting begins on the world's time line.
    pub begins: BTreeMap<MeetingId, Instant>,
    /// The burden of each member in the series, by name.
    pub burdens: BTreeMap<String, Burden>,
}
