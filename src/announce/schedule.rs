//! When a meeting is, as far as its hours are known.

use chrono::NaiveDateTime;

use super::AnnounceError;
use crate::domain::meeting::{Half, Hours, Length};
use crate::domain::time::{ClockTime, Keeps, MeetingTime, TimeError, Zone, ZoneData};
use crate::domain::view::Placed;
use crate::ical::When;

/// The usual opening of a first day.
const USUAL_OPENING: (u32, u32) = (9, 30);

/// When a meeting is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    /// For the calendar.
    pub(super) when: When,
    /// For people.
    pub(super) hours: KnownHours,
}

/// What is known of the hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KnownHours {
    /// From one hour to the other; on each day when there are several.
    Stated { start: MeetingTime, end: MeetingTime, several_days: bool },
    /// The opening of the first day, and of the registration desk before it.
    Opens { opening: MeetingTime, desk: Option<MeetingTime> },
    /// Only the half of the day.
    HalfOfDay(Half),
    /// Nothing yet.
    ToBeAnnounced,
}

/// When a placed meeting is. Hours that the scenario states are the secretariat's; a letter's opening hour and the
/// usual one are those of the clocks at the venue.
pub(super) fn schedule(placed: &Placed<'_>, secretariat: Zone, data: &ZoneData) -> Result<Schedule, AnnounceError> {
    let meeting = placed.meeting;
    let (first, last) = (placed.at.first(), placed.at.last());
    let keeps = if meeting.format.is_physical() { Keeps::LocalTime } else { Keeps::Instant };
    let time = |civil: NaiveDateTime, zone: Zone| {
        MeetingTime::new(civil, zone, data, keeps).map_err(|source| fail(placed, source))
    };
    let calendar = |source| AnnounceError::Calendar { meeting: meeting.id.clone(), source };
    let days = || When::days(first, last).map_err(calendar);
    let letter = meeting.letter.as_ref();
    let opening = letter.and_then(|letter| letter.opens);
    let hours = match meeting.hours {
        Hours::Stated(range) => {
            // The last day of the calendar has no midnight after it.
            let (opens, closes) =
                range.on(first).unwrap_or((first.and_time(range.start()), first.and_time(range.start())));
            let start = time(opens, secretariat)?;
            let end = time(closes, secretariat)?;
            if first == last {
                let when = When::hours(start.clone(), end.clone()).map_err(calendar)?;
                return Ok(Schedule { when, hours: KnownHours::Stated { start, end, several_days: false } });
            }
            KnownHours::Stated { start, end, several_days: true }
        }
        Hours::ToBeAnnounced => placed.at.half.map_or(KnownHours::ToBeAnnounced, KnownHours::HalfOfDay),
        Hours::Usual => match (opening, placed.at.half.or(meeting.half), meeting.length) {
            (None, Some(half), _) => KnownHours::HalfOfDay(half),
            (None, None, Length::HalfDay) => KnownHours::ToBeAnnounced,
            (opening, ..) => {
                let zone = placed.venue.map_or(secretariat, |venue| venue.zone);
                let usual = ClockTime::from_hms_opt(USUAL_OPENING.0, USUAL_OPENING.1, 0).unwrap_or(ClockTime::MIN);
                let opening = time(first.and_time(opening.unwrap_or(usual)), zone)?;
                let desk = letter.and_then(|letter| letter.desk_opens).filter(|_| meeting.format.is_physical());
                let desk = desk.map(|desk| time(first.and_time(desk), zone)).transpose()?;
                KnownHours::Opens { opening, desk }
            }
        },
    };
    Ok(Schedule { when: days()?, hours })
}

pub(super) fn fail(placed: &Placed<'_>, source: TimeError) -> AnnounceError {
    AnnounceError::Time { meeting: placed.meeting.id.clone(), source }
}
