//! What a report of hours is made of.

use crate::domain::ids::MeetingId;
use crate::domain::series::outcome::{Assessed, HeatCell};
use crate::domain::series::{Burden, Series};

/// Everything the report shows.
#[derive(Clone, Copy, Debug)]
pub struct HoursInput<'a> {
    /// The series.
    pub series: &'a Series,
    /// The plan that is shown.
    pub shown: &'a Assessed,
    /// The fairest plan, beside one that somebody else made.
    pub fairest: Option<&'a Assessed>,
    /// What made the report, and when, in words; empty if that is not to be printed.
    pub generated: &'a str,
}

/// How heavy an hour is, from free to the depth of the night.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weight {
    /// Nothing.
    Free,
    /// A little.
    Edge,
    /// Outside working hours.
    Evening,
    /// Night, the lighter half.
    Night,
    /// Night, the heavier half.
    Deep,
}

impl Weight {
    /// Every weight with its sign and what it means.
    pub const ALL: [(Self, char, &'static str); 5] = [
        (Self::Free, ' ', "no burden"),
        (Self::Edge, '.', "edge of the working day"),
        (Self::Evening, ':', "evening"),
        (Self::Night, '*', "night"),
        (Self::Deep, '#', "deep night"),
    ];

    /// The weight of an hour of four quarters, beside the dearest hour of the table.
    #[must_use]
    pub fn of(hour: Burden, dearest_quarter: u16) -> Self {
        let dearest = u32::from(dearest_quarter) * 4;
        match (hour.night, hour.whole) {
            (_, 0) => Self::Free,
            (0, whole) if whole * 8 <= dearest => {
                if whole * 24 <= dearest {
                    Self::Edge
                } else {
                    Self::Evening
                }
            }
            (0, _) => Self::Evening,
            (night, _) if night * 2 < dearest => Self::Night,
            _ => Self::Deep,
        }
    }

    /// Its sign.
    #[must_use]
    pub fn sign(self) -> char {
        Self::ALL.iter().find(|(weight, ..)| *weight == self).map_or(' ', |(_, sign, _)| *sign)
    }
}

impl HoursInput<'_> {
    /// A member's name.
    pub(super) fn member(&self, index: usize) -> &str {
        self.series.members.get(index).map_or("", |member| member.name.as_str())
    }

    /// The title of a meeting.
    pub(super) fn title<'b>(&'b self, id: &'b MeetingId) -> &'b str {
        self.series
            .meetings
            .iter()
            .find(|meeting| &meeting.id == id)
            .map_or(id.as_str(), |meeting| meeting.title.as_str())
    }

    /// How long a meeting lasts, in minutes.
    pub(super) fn minutes(&self, id: &MeetingId) -> u16 {
        self.series.meetings.iter().find(|meeting| &meeting.id == id).map_or(0, |meeting| meeting.minutes)
    }

    /// The weight of a cell.
    pub(super) fn weight(&self, cell: HeatCell) -> Weight {
        Weight::of(cell.burden, self.series.table.dearest())
    }
}
