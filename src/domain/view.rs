//! A scenario and a plan seen together: what every rule looks at.

use super::body::{Body, TermsOfReference};
use super::ids::{BodyId, MeetingId, RuleId};
use super::meeting::{Firmness, Meeting};
use super::plan::{Placement, Plan};
use super::profile::Edition;
use super::scenario::Scenario;
use super::venue::Venue;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A placed meeting with all that belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// The meeting.
    pub meeting: &'a Meeting,
    /// Its body.
    pub body: &'a Body,
    /// Its dates.
    pub at: &'a Placement,
    /// Its venue.
    pub venue: Option<&'a Venue>,
}

impl<'a> Placed<'a> {
    /// The terms of reference of the body on the opening day.
    pub fn terms(&self) -> &'a TermsOfReference {
        self.body.terms_on(self.at.first())
    }

    /// The day of its letter, if dated.
    pub fn letter_dated(&self) -> Option<NaiveDate> {
        self.meeting.letter.as_ref().and_then(|letter| letter.dated)
    }
}

/// Which findings are asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// All.
    All,
    /// Those that these meetings touch.
    Meetings(BTreeSet<MeetingId>),
}

impl Scope {
    /// A meeting is in scope.
    pub fn has(&self, meeting: &MeetingId) -> bool {
        match self {
            Scope::All => true,
            Scope::Meetings(meetings) => meetings.contains(meeting),
        }
    }

    /// One of two meetings is in scope.
    pub fn has_either(&self, a: &MeetingId, b: &MeetingId) -> bool {
        self.has(a) || self.has(b)
    }
}

/// A scenario with a plan for it.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan.
    pub plan: &'a Plan,
}

impl<'a> View<'a> {
    /// Puts the two together.
    pub fn new(scenario: &'a Scenario, plan: &'a Plan) -> Self {
        Self { scenario, plan }
    }

    /// A meeting with its dates; `None` when it is not placed, not known or cancelled.
    pub fn placed(&self, meeting: &MeetingId) -> Option<Placed<'a>> {
        let meeting = self.scenario.meetings().get(meeting)?;
        let at = self.plan.placements.get(&meeting.id)?;
        if at.firmness == Firmness::Cancelled {
            return None;
        }
        let venue = at.venue.as_ref().and_then(|venue| self.scenario.venues().get(venue));
        Some(Placed { meeting, body: self.scenario.body_of(meeting), at, venue })
    }

    /// All placed meetings, by id.
    pub fn all(&self) -> impl Iterator<Item = Placed<'a>> + '_ {
        self.scenario.meetings().keys().filter_map(|meeting| self.placed(meeting))
    }

    /// Placed meetings in scope.
    pub fn scoped<'s>(&'s self, scope: &'s Scope) -> impl Iterator<Item = Placed<'a>> + 's {
        self.all().filter(|placed| scope.has(&placed.meeting.id))
    }

    /// Placed meetings of a body in the order of their opening.
    pub fn of_body(&self, body: &BodyId) -> Vec<Placed<'a>> {
        let mut found: Vec<_> = self.all().filter(|placed| placed.meeting.body == *body).collect();
        found.sort_by_key(|placed| (placed.at.first(), placed.meeting.id.clone()));
        found
    }

    /// Placed meetings of the parent of a body, in order.
    pub fn of_parent(&self, body: &Body) -> Vec<Placed<'a>> {
        body.parent.as_ref().map(|parent| self.of_body(parent)).unwrap_or_default()
    }

    /// The meeting of the same body before this one.
    pub fn previous(&self, placed: &Placed<'a>) -> Option<Placed<'a>> {
        self.of_body(&placed.meeting.body)
            .into_iter()
            .rev()
            .find(|other| (other.at.first(), &other.meeting.id) < (placed.at.first(), &placed.meeting.id))
    }

    /// The edition of a rule that holds for a placed meeting: in force on the day its letter is dated, else on the day
    /// the plan is made, and only if it applies to the kind of body.
    pub fn edition(&self, rule: RuleId, placed: &Placed<'a>) -> Option<&'a Edition> {
        let day = placed.letter_dated().unwrap_or(self.scenario.as_of);
        self.scenario.profile.edition(rule, day).filter(|edition| edition.applies_to(placed.body.kind))
    }

    /// The day from which notice counts: the date of the letter, else the day the plan is made. Meetings already
    /// announced or held without a dated letter give `None`: when they were made known is not recorded.
    pub fn notice_from(&self, placed: &Placed<'a>) -> Option<NaiveDate> {
        match (placed.letter_dated(), placed.at.firmness) {
            (Some(dated), _) => Some(dated),
            (None, Firmness::Announced | Firmness::Held) => None,
            (None, _) => Some(self.scenario.as_of),
        }
    }
}
