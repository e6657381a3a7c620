//! What was said about when and where a meeting is, and what of it has changed since.

use std::fmt;

use super::schedule::{KnownHours, schedule};
use super::{AnnounceError, Basis};
use crate::domain::ids::VenueId;
use crate::domain::meeting::{Firmness, Format};
use crate::domain::plan::Placement;
use crate::domain::time::{Date, Instant};
use crate::domain::view::Placed;

/// The facts people arrange their lives by: when a meeting is, where, and whether that stands. A change of any of them is
/// significant (RFC 5546, section 2.1.4: a change of time or status raises SEQUENCE; place is ours, people travel to it).
/// Everything else a message says is wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    pub(super) placement: Placement,
    pub(super) hours: KnownHours,
    pub(super) format: Format,
}

/// A significant change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Other days, or the other half of the day.
    Dates {
        /// First and last day before.
        before: (Date, Date),
        /// First and last day now.
        now: (Date, Date),
    },
    /// Other hours.
    Hours,
    /// Another venue; `None` is no room at all.
    Place {
        /// Before.
        before: Option<VenueId>,
        /// Now.
        now: Option<VenueId>,
    },
    /// In a room, remotely, or both.
    Format {
        /// Before.
        before: Format,
        /// Now.
        now: Format,
    },
    /// Tentative dates became firm, or firm ones tentative.
    Standing {
        /// Whether they are tentative now.
        tentative: bool,
    },
}

impl Appointment {
    /// What is to be said now about a placed meeting.
    ///
    /// # Errors
    /// [`AnnounceError::Time`] for an hour that does not exist.
    pub(super) fn of(basis: &Basis<'_>, placed: &Placed<'_>) -> Result<Self, AnnounceError> {
        let schedule = schedule(placed, basis.view.scenario.profile.secretariat.zone, basis.zones)?;
        Ok(Self { placement: placed.at.clone(), hours: schedule.hours, format: placed.meeting.format })
    }

    /// The dates and the venue.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// What has changed from this to `now`, in a fixed order.
    pub fn changes(&self, now: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        let (old, new) = (&self.placement, &now.placement);
        let days = |placement: &Placement| (placement.first(), placement.last());
        if days(old) != days(new) || old.half != new.half {
            changes.push(Change::Dates { before: days(old), now: days(new) });
        } else if instants(&self.hours) != instants(&now.hours) {
            // Hours are compared as instants: a rule of a time zone that changed moves people too.
            changes.push(Change::Hours);
        }
        if old.venue != new.venue {
            changes.push(Change::Place { before: old.venue.clone(), now: new.venue.clone() });
        }
        if self.format != now.format {
            changes.push(Change::Format { before: self.format, now: now.format });
        }
        let tentative = |placement: &Placement| placement.firmness == Firmness::Tentative;
        if tentative(old) != tentative(new) {
            changes.push(Change::Standing { tentative: tentative(new) });
        }
        changes
    }
}

/// The hours as instants, with the half of the day where only that is known.
fn instants(hours: &KnownHours) -> (Option<Instant>, Option<Instant>, Option<crate::domain::meeting::Half>) {
    match hours {
        KnownHours::Stated { start, end, .. } => (Some(start.instant()), Some(end.instant()), None),
        // The registration desk is wording: nobody's meeting moves with it.
        KnownHours::Opens { opening, .. } => (Some(opening.instant()), None, None),
        KnownHours::HalfOfDay(half) => (None, None, Some(*half)),
        KnownHours::ToBeAnnounced => (None, None, None),
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days =
            |(first, last): (Date, Date)| if first == last { first.to_string() } else { format!("{first} to {last}") };
        let place = |venue: &Option<VenueId>| venue.as_ref().map_or_else(|| "online".to_owned(), VenueId::to_string);
        match self {
            Self::Dates { before, now } => write!(f, "dates {} -> {}", days(*before), days(*now)),
            Self::Hours => f.write_str("hours"),
            Self::Place { before, now } => write!(f, "place {} -> {}", place(before), place(now)),
            Self::Format { before, now } => write!(f, "format {} -> {}", before.word(), now.word()),
            Self::Standing { tentative: true } => f.write_str("now tentative"),
            Self::Standing { tentative: false } => f.write_str("no longer tentative"),
        }
    }
}
