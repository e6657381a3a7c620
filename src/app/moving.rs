//! Where a meeting goes when somebody says when it opens: what was not said stays as it is.

use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::{Firmness, Half, Length};
use crate::domain::plan::{Placement, Plan};
use crate::domain::scenario::Scenario;
use chrono::NaiveDate;

/// What somebody says of the new place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Destination {
    /// Opening day.
    pub first: NaiveDate,
    /// Venue, if another.
    pub venue: Option<VenueId>,
    /// Half of the day, if another.
    pub half: Option<Half>,
}

/// Why there is no such place.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoPlace {
    /// The scenario has no such meeting.
    #[error("the scenario has no meeting {0}")]
    Meeting(MeetingId),
    /// The scenario has no such venue.
    #[error("the scenario has no venue {0}")]
    Venue(VenueId),
    /// The day is far outside what is planned.
    #[error("{0} is more than ten years from the period that is planned")]
    Day(NaiveDate),
}

/// The place of a meeting that opens on a day: its last day follows from its length and the weekends of the venue.
///
/// # Errors
/// [`NoPlace`].
pub fn destination(
    scenario: &Scenario,
    plan: &Plan,
    meeting: &MeetingId,
    to: &Destination,
) -> Result<Placement, NoPlace> {
    let known = scenario.meetings().get(meeting).ok_or_else(|| NoPlace::Meeting(meeting.clone()))?;
    let now = plan.placements.get(meeting);
    let venue = match &to.venue {
        Some(venue) if !scenario.venues().contains_key(venue) => return Err(NoPlace::Venue(venue.clone())),
        Some(venue) => Some(venue.clone()),
        None => now.and_then(|at| at.venue.clone()).or_else(|| known.venues.first().cloned()),
    };
    let half = match known.length {
        Length::WorkingDays(_) => None,
        _ => to.half.or_else(|| now.and_then(|at| at.half)).or_else(|| known.half_wanted()),
    };
    let far = chrono::TimeDelta::days(3660);
    if to.first < scenario.from - far || to.first > scenario.until + far {
        return Err(NoPlace::Day(to.first));
    }
    let last = scenario.closing_day(known, venue.as_ref(), to.first);
    Placement::new(to.first, last, half, venue, Firmness::Planned).map_err(|(first, _)| NoPlace::Day(first))
}
