//! Plans: where every meeting lies, how firm that is, and what was proven about it.

use super::finding::Waiver;
use super::ids::{MeetingId, VenueId};
use super::meeting::{Firmness, Half};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The dates of one meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placement {
    first: NaiveDate,
    last: NaiveDate,
    /// Half of the day, for half-day meetings.
    pub half: Option<Half>,
    /// Where; `None` for e-meetings.
    pub venue: Option<VenueId>,
    /// How firm.
    pub firmness: Firmness,
}

impl Placement {
    /// Dates from first to last day, both included.
    ///
    /// # Errors
    /// The two days, when the last is before the first.
    pub fn new(
        first: NaiveDate,
        last: NaiveDate,
        half: Option<Half>,
        venue: Option<VenueId>,
        firmness: Firmness,
    ) -> Result<Self, (NaiveDate, NaiveDate)> {
        if last < first { Err((first, last)) } else { Ok(Self { first, last, half, venue, firmness }) }
    }

    /// Opening day.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// Closing day.
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// All days from first to last, weekends included.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.first.iter_days().take_while(|day| *day <= self.last)
    }

    /// Half-days occupied, counted from a day zero: morning of that day is 0, its afternoon 1. End not included.
    pub fn half_days(&self, zero: NaiveDate) -> std::ops::Range<i64> {
        let first = 2 * (self.first - zero).num_days();
        let last = 2 * (self.last - zero).num_days();
        match self.half {
            Some(Half::Morning) => first..last + 1,
            Some(Half::Afternoon) => first + 1..last + 2,
            None => first..last + 2,
        }
    }

    /// The same days, half and venue, whatever the firmness.
    pub fn same_dates(&self, other: &Placement) -> bool {
        (self.first, self.last, self.half, &self.venue) == (other.first, other.last, other.half, &other.venue)
    }

    /// Half-days in which both meet.
    pub fn shared_half_days(&self, other: &Placement) -> i64 {
        let zero = self.first.min(other.first);
        let (a, b) = (self.half_days(zero), other.half_days(zero));
        (a.end.min(b.end) - a.start.max(b.start)).max(0)
    }
}

/// How far a level of cost was proven.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LevelProof {
    /// Name of the level: `should`, `change`, `prefer`.
    pub level: String,
    /// Cost of the plan at this level.
    pub cost: u64,
    /// Proven lower bound, while the levels before are at their best.
    pub bound: Option<u64>,
}

/// What is known about the quality of a plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Quality {
    /// No better plan exists.
    Optimal,
    /// Keeps every `must`; a better one may exist.
    Feasible,
    /// Written by hand or read from a file; nothing was proven.
    Unproven,
}

impl Quality {
    /// All with the words that files use.
    pub const ALL: [(Quality, &'static str); 3] =
        [(Quality::Optimal, "optimal"), (Quality::Feasible, "feasible"), (Quality::Unproven, "unproven")];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(quality, _)| *quality == self).map_or("?", |(_, word)| word)
    }
}

/// A plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The scenario it is for.
    pub scenario: String,
    /// The day it was made; notice periods count from it.
    pub as_of: NaiveDate,
    /// Placements by meeting; meetings not listed are not placed.
    pub placements: BTreeMap<MeetingId, Placement>,
    /// Quality.
    pub quality: Quality,
    /// Proof by level, most important first.
    pub proof: Vec<LevelProof>,
    /// Waivers recorded with the plan.
    pub waivers: Vec<Waiver>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn placement(first: &str, last: &str, half: Option<Half>) -> Placement {
        Placement::new(day(first), day(last), half, None, Firmness::Planned).unwrap()
    }

    #[test]
    fn half_days_are_shared_only_when_both_meet() {
        let sg13 = placement("2023-03-13", "2023-03-24", None);
        let morning = placement("2023-03-16", "2023-03-16", Some(Half::Morning));
        let afternoon = placement("2023-03-16", "2023-03-16", Some(Half::Afternoon));
        assert_eq!(sg13.shared_half_days(&morning), 1);
        assert_eq!(morning.shared_half_days(&afternoon), 0);
        assert_eq!(sg13.shared_half_days(&sg13), 24);
    }

    #[test]
    fn a_meeting_does_not_end_before_it_opens() {
        assert!(Placement::new(day("2023-03-16"), day("2023-03-15"), None, None, Firmness::Planned).is_err());
    }
}
