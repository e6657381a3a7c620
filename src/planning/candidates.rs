//! Where a meeting could be at all: every opening day, half and venue that its length, weekdays and venues leave.

use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::{Firmness, Half, Length, Meeting};
use crate::domain::plan::Placement;
use crate::domain::scenario::Scenario;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Which meetings stand where they are, and which are called off.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    settled: BTreeMap<MeetingId, Placement>,
    called_off: BTreeSet<MeetingId>,
}

impl Standing {
    /// As the fixed dates of a scenario say.
    pub(super) fn of(scenario: &Scenario) -> Self {
        let mut standing = Self::default();
        for (meeting, known) in scenario.fixed() {
            if known.firmness == Firmness::Cancelled {
                standing.called_off.insert(meeting.clone());
            } else if is_settled(known.firmness) {
                standing.settled.insert(meeting.clone(), known.clone());
            }
        }
        standing
    }

    /// The dates of a meeting that does not move.
    pub(super) fn settled(&self, meeting: &MeetingId) -> Option<&Placement> {
        self.settled.get(meeting)
    }

    /// A meeting that takes place, settled or not.
    pub(super) fn takes_place(&self, meeting: &MeetingId) -> bool {
        !self.called_off.contains(meeting)
    }

    /// A meeting that can move.
    pub(super) fn free(&self, meeting: &MeetingId) -> bool {
        self.takes_place(meeting) && !self.settled.contains_key(meeting)
    }
}

/// Where every meeting could be. A settled meeting has one candidate, a free one has many.
#[derive(Debug)]
pub(super) struct Candidates {
    /// By meeting; cancelled meetings are not in it.
    pub(super) by_meeting: BTreeMap<MeetingId, Vec<Placement>>,
    standing: Standing,
}

impl Candidates {
    /// Lists all candidates of a scenario, in the order of days, halves and venues.
    pub(super) fn of(scenario: &Scenario) -> Self {
        let standing = Standing::of(scenario);
        let mut by_meeting = BTreeMap::new();
        for meeting in scenario.meetings().values().filter(|meeting| standing.takes_place(&meeting.id)) {
            let list = match standing.settled(&meeting.id) {
                Some(known) => vec![known.clone()],
                None => {
                    openings(scenario, meeting, meeting.earliest.min(scenario.from), meeting.latest.max(scenario.until))
                }
            };
            by_meeting.insert(meeting.id.clone(), list);
        }
        Self { by_meeting, standing }
    }

    /// The dates of a meeting that does not move.
    pub(super) fn settled(&self, meeting: &MeetingId) -> Option<&Placement> {
        self.standing.settled(meeting)
    }

    /// Pins a meeting at one place, wherever it could have been.
    pub(super) fn pin(&mut self, meeting: &MeetingId, at: &Placement) {
        self.by_meeting.insert(meeting.clone(), vec![at.clone()]);
    }

    /// Meetings that can move.
    pub(super) fn free(&self) -> impl Iterator<Item = (&MeetingId, &Vec<Placement>)> {
        self.by_meeting.iter().filter(|(meeting, _)| self.standing.free(meeting))
    }
}

/// Dates of this firmness stay where they are; tentative ones may move at a price.
pub(super) fn is_settled(firmness: Firmness) -> bool {
    matches!(firmness, Firmness::Confirmed | Firmness::Announced | Firmness::Held)
}

/// Every place a meeting could have that opens between two days, in the order of days, venues and halves.
pub(super) fn openings(scenario: &Scenario, meeting: &Meeting, from: NaiveDate, until: NaiveDate) -> Vec<Placement> {
    let venues: Vec<Option<&VenueId>> =
        if meeting.venues.is_empty() { vec![None] } else { meeting.venues.iter().map(Some).collect() };
    let halves: Vec<Option<Half>> = match (meeting.length, meeting.half_wanted()) {
        (Length::HalfDay, Some(half)) => vec![Some(half)],
        (Length::HalfDay, None) => vec![Some(Half::Morning), Some(Half::Afternoon)],
        (Length::WorkingDays(_), _) => vec![None],
    };
    let mut found = Vec::new();
    for first in from.iter_days().take_while(|day| *day <= until) {
        for venue in &venues {
            for half in &halves {
                found.extend(opening(scenario, meeting, first, *half, *venue));
            }
        }
    }
    found
}

/// The meeting as it would open on a day; `None` where it cannot open on such a day.
pub(super) fn opening(
    scenario: &Scenario,
    meeting: &Meeting,
    first: NaiveDate,
    half: Option<Half>,
    venue: Option<&VenueId>,
) -> Option<Placement> {
    if !opens_on(meeting, first) || (!meeting.weekend && scenario.is_weekend(venue, first)) {
        return None;
    }
    let last = scenario.closing_day(meeting, venue, first);
    Placement::new(first, last, half, venue.cloned(), Firmness::Planned).ok()
}

fn opens_on(meeting: &Meeting, day: NaiveDate) -> bool {
    meeting.opens_on.is_empty() || meeting.opens_on.contains(&day.weekday())
}
