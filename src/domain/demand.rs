//! Demands: what a rule or a wish asks of the dates, as values that planning lowers to the placement problem.

use super::finding::{Origin, Strength};
use super::ids::{MeetingId, VenueId};
use super::plan::Placement;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What is asked. Days are calendar days of the secretariat; a meeting's days are all from first to last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Opens on this day or later.
    OpensFrom {
        /// Meeting.
        meeting: MeetingId,
        /// Earliest opening.
        day: NaiveDate,
    },
    /// Closes on this day or earlier.
    ClosesBy {
        /// Meeting.
        meeting: MeetingId,
        /// Latest closing.
        day: NaiveDate,
    },
    /// None of its days is one of these; charged by each day that is.
    AvoidDays {
        /// Meeting.
        meeting: MeetingId,
        /// Days to avoid.
        days: BTreeSet<NaiveDate>,
        /// Only when held at this venue; `None` = anywhere.
        at: Option<VenueId>,
        /// Days before the opening and after the closing that must be clear too.
        margin: u16,
    },
    /// Opens on one of these days.
    OpensOn {
        /// Meeting.
        meeting: MeetingId,
        /// Days.
        days: BTreeSet<NaiveDate>,
    },
    /// Lies inside one of the others.
    Inside {
        /// Inner meeting.
        meeting: MeetingId,
        /// Outer meetings.
        outer: Vec<MeetingId>,
    },
    /// Days from the last day of the first to the opening of the second lie in `least..=most`.
    Gap {
        /// Earlier meeting.
        first: MeetingId,
        /// Later meeting.
        second: MeetingId,
        /// Least days; 1 = the next day.
        least: i64,
        /// Most days.
        most: Option<i64>,
        /// Charged by each day outside, else once.
        by_day: bool,
    },
    /// Days from opening to opening lie in `least..=most`.
    Cycle {
        /// Earlier meeting.
        first: MeetingId,
        /// Later meeting.
        second: MeetingId,
        /// Least days.
        least: i64,
        /// Most days.
        most: Option<i64>,
    },
    /// The two share no half-day; charged by each half-day shared, times the weight.
    Apart {
        /// One.
        a: MeetingId,
        /// Other.
        b: MeetingId,
    },
    /// On no day do more than `limit` of these meet; charged by each meeting too many and half-day.
    AtMostInParallel {
        /// Meetings.
        meetings: Vec<MeetingId>,
        /// Most at once.
        limit: u16,
    },
    /// On no day do these use more than `limit` rooms of a venue.
    Rooms {
        /// Venue.
        venue: VenueId,
        /// Meetings that may be held there, with rooms used.
        meetings: Vec<(MeetingId, u16)>,
        /// Rooms.
        limit: u16,
    },
    /// Opens near this day: charged by each week (or part) of distance, times the weight.
    Near {
        /// Meeting.
        meeting: MeetingId,
        /// Day.
        day: NaiveDate,
    },
    /// Held at the earlier-listed venue; charged by the position in the list.
    PreferVenue {
        /// Meeting.
        meeting: MeetingId,
        /// Venues, the preferred one first.
        venues: Vec<VenueId>,
    },
    /// At least one of these holds.
    AnyOf(Vec<Ask>),
    /// Stays where people already know it to be; charged by each week of distance, times the weight.
    Stay {
        /// Meeting.
        meeting: MeetingId,
        /// Opening known.
        day: NaiveDate,
    },
    /// Stays on the very days, in the half and at the venue where people know it to be; charged once.
    Keep {
        /// Meeting.
        meeting: MeetingId,
        /// Where it is known to be.
        at: Placement,
    },
    /// Stays at the venue where people know it to be; charged once.
    KeepVenue {
        /// Meeting.
        meeting: MeetingId,
        /// Venue known; `None` = electronic.
        venue: Option<VenueId>,
    },
}

impl Ask {
    /// The meetings concerned, the one to be moved first.
    pub fn meetings(&self) -> Vec<MeetingId> {
        match self {
            Ask::OpensFrom { meeting, .. }
            | Ask::ClosesBy { meeting, .. }
            | Ask::AvoidDays { meeting, .. }
            | Ask::OpensOn { meeting, .. }
            | Ask::Near { meeting, .. }
            | Ask::PreferVenue { meeting, .. }
            | Ask::Stay { meeting, .. }
            | Ask::Keep { meeting, .. }
            | Ask::KeepVenue { meeting, .. } => vec![meeting.clone()],
            Ask::Inside { meeting, outer } => std::iter::once(meeting).chain(outer).cloned().collect(),
            Ask::Gap { first, second, .. } | Ask::Cycle { first, second, .. } => vec![second.clone(), first.clone()],
            Ask::Apart { a, b } => vec![a.clone(), b.clone()],
            Ask::AtMostInParallel { meetings, .. } => meetings.clone(),
            Ask::AnyOf(asks) => {
                let mut all = Vec::new();
                for meeting in asks.iter().flat_map(Ask::meetings) {
                    if !all.contains(&meeting) {
                        all.push(meeting);
                    }
                }
                all
            }
            Ask::Rooms { meetings, .. } => meetings.iter().map(|(meeting, _)| meeting.clone()).collect(),
        }
    }
}

/// The level at which a broken demand is charged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Never broken.
    Must,
    /// Broken shoulds, weighed by people hit.
    Should,
    /// Distance from what people already know.
    Change,
    /// Shared delegates, wishes, spread.
    Prefer,
}

impl Level {
    /// The word that files and people use.
    pub fn word(self) -> &'static str {
        match self {
            Level::Must => "must",
            Level::Should => "should",
            Level::Change => "change",
            Level::Prefer => "prefer",
        }
    }
}

impl From<Strength> for Level {
    fn from(strength: Strength) -> Self {
        match strength {
            Strength::Must => Level::Must,
            Strength::Should => Level::Should,
            Strength::Prefer => Level::Prefer,
        }
    }
}

/// One demand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Demand {
    /// Who asks.
    pub origin: Origin,
    /// At which level.
    pub level: Level,
    /// Points a unit of breach costs at that level; ignored for `must`.
    pub weight: u32,
    /// What.
    pub ask: Ask,
    /// Why, in words that stand alone: "the invitation letter of a JCA must be out 4 weeks before (A.1 2.2.5)".
    pub why: String,
}
