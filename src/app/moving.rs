//! Where one meeting goes when somebody moves it: what is not said stays as it is.

use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::{Firmness, Half, Length};
use crate::domain::plan::{Placement, Plan};
use crate::domain::scenario::Scenario;
use chrono::{Days, NaiveDate};

/// Days before and after the period on which a meeting may be put: beyond is a slip of the pen.
const BEYOND: Days = Days::new(400);

/// Where a meeting is to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct To {
    /// Opening day.
    pub first: NaiveDate,
    /// Venue, if another.
    pub venue: Option<VenueId>,
    /// Half, if another; without meaning for meetings of whole days.
    pub half: Option<Half>,
}

/// Why a meeting cannot be put somewhere at all.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MoveError {
    /// The scenario does not know it.
    #[error("the scenario has no meeting {0}")]
    NoMeeting(MeetingId),
    /// The scenario does not know the venue.
    #[error("the scenario has no venue {0}")]
    NoVenue(VenueId),
    /// Too far from the period.
    #[error("{0} is more than 400 days outside the period planned")]
    TooFar(NaiveDate),
    /// No days at all.
    #[error("the meeting would close on {1}, before it opens on {0}")]
    NoDays(NaiveDate, NaiveDate),
}

/// The place of a meeting that opens on a day: its length and the venue's weekends decide when it closes.
///
/// # Errors
/// [`MoveError`].
pub fn place(scenario: &Scenario, plan: &Plan, meeting: &MeetingId, to: &To) -> Result<Placement, MoveError> {
    let known = scenario.meetings().get(meeting).ok_or_else(|| MoveError::NoMeeting(meeting.clone()))?;
    if let Some(venue) = to.venue.as_ref().filter(|venue| !scenario.venues().contains_key(*venue)) {
        return Err(MoveError::NoVenue(venue.clone()));
    }
    if to.first < scenario.from.min(scenario.as_of) - BEYOND || to.first > scenario.until + BEYOND {
        return Err(MoveError::TooFar(to.first));
    }
    let now = plan.placements.get(meeting);
    let venue =
        to.venue.clone().or_else(|| now.and_then(|at| at.venue.clone())).or_else(|| known.venues.first().cloned());
    let half = match known.length {
        Length::WorkingDays(_) => None,
        Length::HalfDay => to.half.or_else(|| now.and_then(|at| at.half)).or_else(|| known.half_wanted()),
    };
    let last = scenario.closing_day(known, venue.as_ref(), to.first);
    Placement::new(to.first, last, half, venue, Firmness::Planned)
        .map_err(|(first, last)| MoveError::NoDays(first, last))
}
