//! Events of others: Council groups, exhibitions, conferences, outside bodies. Nobody plans them here; plans respect them.

use super::ids::{BodyId, OutsideEventId};
use super::text::Line;
use chrono::NaiveDate;

/// How meetings behave towards an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stance {
    /// Meetings of the bodies concerned should not overlap it.
    Avoid,
    /// Only known; meetings may refer to it (back to back).
    Known,
}

/// An event of others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutsideEvent {
    /// Identifier.
    pub id: OutsideEventId,
    /// Name.
    pub name: Line,
    /// The body that meets, when it is one of the scenario.
    pub body: Option<BodyId>,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// City, as printed.
    pub place: Option<Line>,
    /// Stance.
    pub stance: Stance,
    /// Bodies concerned; empty = all that meet physically.
    pub concerns: Vec<BodyId>,
    /// People of those bodies who go there.
    pub people: Option<u32>,
    /// It is a Council working group (rule P-20) rather than another event.
    pub council: bool,
    /// Day on which the dates became known; later than `as_of` = a forecast.
    pub announced_on: Option<NaiveDate>,
    /// Where it is written.
    pub source: Option<Line>,
}

impl OutsideEvent {
    /// It is a World Telecommunication Standardization Assembly: its id begins with `wtsa`.
    pub fn is_assembly(&self) -> bool {
        self.id.as_str().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("wtsa"))
    }

    /// It takes place on this day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}
