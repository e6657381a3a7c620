//! The places of one meeting with their prices: all others staying, those that go along going along.

use super::super::candidates::openings;
use super::prices::{Points, Prices, Question};
use crate::domain::demand::Demand;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Placement;
use crate::domain::scenario::Scenario;
use chrono::{Days, NaiveDate};

/// Days listed beyond the window of a meeting, so that what closes the window can be told.
const BEYOND: u64 = 14;

/// A place with its price against the plan.
pub(in crate::planning) struct Priced {
    pub(in crate::planning) placement: Placement,
    pub(in crate::planning) points: Points,
}

/// The prices of one meeting.
pub(in crate::planning) struct Places<'p, 'a> {
    prices: &'p Prices<'a>,
    question: Question<'a>,
}

impl<'a> Prices<'a> {
    /// Makes ready the prices of one meeting.
    pub(in crate::planning) fn of(&self, meeting: &MeetingId) -> Places<'_, 'a> {
        Places { prices: self, question: self.question_of(meeting) }
    }
}

impl Places<'_, '_> {
    fn with<T>(&self, spot: &Placement, act: impl FnOnce(&[Option<&Placement>]) -> T) -> T {
        let there = self.prices.places(&self.question, spot);
        let to: Vec<Option<&Placement>> = there.iter().map(Option::as_ref).collect();
        act(&to)
    }

    /// What a place costs more than the plan at each level.
    pub(in crate::planning) fn points(&self, spot: &Placement) -> Points {
        self.with(spot, |to| self.prices.points(&self.question, to))
    }

    /// The musts a place would break.
    pub(in crate::planning) fn broken(&self, spot: &Placement) -> Vec<&Demand> {
        self.with(spot, |to| self.prices.broken(&self.question, to))
    }

    /// The demands that a place breaks more than the plan does, or less, with the units.
    pub(in crate::planning) fn differences(&self, spot: &Placement) -> Vec<(&Demand, i64)> {
        let found = self.with(spot, |to| self.prices.differences(&self.question, to));
        found.into_iter().map(|(index, units)| (&self.prices.asked.demands[index], units)).collect()
    }

    /// All places of the meeting in and around its window, with their prices, in the order of days.
    pub(in crate::planning) fn all(&self) -> Vec<Priced> {
        let Some(meeting) = self.prices.scenario.meetings().get(&self.question.group[0]) else { return Vec::new() };
        let (from, until) = around(self.prices.scenario, meeting.earliest, meeting.latest, self.question.now[0]);
        openings(self.prices.scenario, meeting, from, until)
            .into_iter()
            .map(|placement| Priced { points: self.points(&placement), placement })
            .collect()
    }

    /// The same, best first.
    pub(in crate::planning) fn ranking(&self) -> Vec<Priced> {
        let mut all = self.all();
        all.sort_by_key(|priced| (priced.points, priced.placement.first(), priced.placement.half));
        all
    }
}

/// The days around a window and around the place of the meeting, inside the period or the window.
fn around(
    scenario: &Scenario,
    earliest: NaiveDate,
    latest: NaiveDate,
    now: Option<&Placement>,
) -> (NaiveDate, NaiveDate) {
    let first = now.map_or(earliest, |at| at.first().min(earliest));
    let last = now.map_or(latest, |at| at.first().max(latest));
    (
        (first - Days::new(BEYOND)).max(earliest.min(scenario.from)).min(first),
        (last + Days::new(BEYOND)).min(latest.max(scenario.until)).max(last),
    )
}
