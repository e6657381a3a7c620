//! Where a meeting could be at all: every opening day, half and venue that its length, weekdays and venues leave.

use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::{Firmness, Half, Length, Meeting};
use crate::domain::plan::Placement;
use crate::domain::scenario::Scenario;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// Where every meeting could be. A settled meeting has one candidate, a free one has many.
#[derive(Debug)]
pub(super) struct Candidates {
    /// By meeting; cancelled meetings are not in it.
    pub(super) by_meeting: BTreeMap<MeetingId, Vec<Placement>>,
    settled: BTreeMap<MeetingId, Placement>,
}

impl Candidates {
    /// Lists all candidates of a scenario, in the order of days, halves and venues.
    pub(super) fn of(scenario: &Scenario) -> Self {
        let mut by_meeting = BTreeMap::new();
        let mut settled = BTreeMap::new();
        for meeting in scenario.meetings().values() {
            match scenario.fixed().get(&meeting.id) {
                Some(known) if known.firmness == Firmness::Cancelled => {}
                Some(known) if is_settled(known.firmness) => {
                    by_meeting.insert(meeting.id.clone(), vec![known.clone()]);
                    settled.insert(meeting.id.clone(), known.clone());
                }
                _ => {
                    by_meeting.insert(meeting.id.clone(), free(scenario, meeting));
                }
            }
        }
        Self { by_meeting, settled }
    }

    /// The dates of a meeting that does not move.
    pub(super) fn settled(&self, meeting: &MeetingId) -> Option<&Placement> {
        self.settled.get(meeting)
    }

    /// Pins a meeting at one place, wherever it could have been.
    pub(super) fn pin(&mut self, meeting: &MeetingId, at: &Placement) {
        self.by_meeting.insert(meeting.clone(), vec![at.clone()]);
    }

    /// Meetings that can move.
    pub(super) fn free(&self) -> impl Iterator<Item = (&MeetingId, &Vec<Placement>)> {
        self.by_meeting.iter().filter(|(meeting, _)| !self.settled.contains_key(*meeting))
    }
}

/// Dates of this firmness stay where they are; tentative ones may move at a price.
pub(super) fn is_settled(firmness: Firmness) -> bool {
    matches!(firmness, Firmness::Confirmed | Firmness::Announced | Firmness::Held)
}

fn free(scenario: &Scenario, meeting: &Meeting) -> Vec<Placement> {
    let venues: Vec<Option<&VenueId>> =
        if meeting.venues.is_empty() { vec![None] } else { meeting.venues.iter().map(Some).collect() };
    let halves: Vec<Option<Half>> = match (meeting.length, meeting.half_wanted()) {
        (Length::HalfDay, Some(half)) => vec![Some(half)],
        (Length::HalfDay, None) => vec![Some(Half::Morning), Some(Half::Afternoon)],
        (Length::WorkingDays(_), _) => vec![None],
    };
    let mut found = Vec::new();
    let (from, until) = (meeting.earliest.min(scenario.from), meeting.latest.max(scenario.until));
    for first in from.iter_days().take_while(|day| *day <= until).filter(|day| opens_on(meeting, *day)) {
        for venue in &venues {
            if !meeting.weekend && scenario.is_weekend(*venue, first) {
                continue;
            }
            let last = scenario.closing_day(meeting, *venue, first);
            for half in &halves {
                found.extend(Placement::new(first, last, *half, venue.cloned(), Firmness::Planned));
            }
        }
    }
    found
}

fn opens_on(meeting: &Meeting, day: NaiveDate) -> bool {
    meeting.opens_on.is_empty() || meeting.opens_on.contains(&day.weekday())
}
