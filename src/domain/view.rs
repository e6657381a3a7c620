//! A scenario and a plan seen together: what every rule looks at.

use super::body::{Body, SharedDelegates, TermsOfReference};
use super::ids::{BodyId, MeetingId, RuleId};
use super::meeting::{Firmness, Meeting};
use super::plan::{Placement, Plan};
use super::profile::Edition;
use super::scenario::Scenario;
use super::venue::Venue;
use chrono::{NaiveDate, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

mod index;

use index::Index;

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
    /// Those that moves of meetings touch.
    Moves {
        /// Meetings whose findings may differ.
        touched: BTreeSet<MeetingId>,
        /// Those of them for which it matters who else meets on their days: the meetings moved, and those that are
        /// counted with one of them.
        together: BTreeSet<MeetingId>,
    },
}

impl Scope {
    /// A meeting is in scope.
    pub fn has(&self, meeting: &MeetingId) -> bool {
        match self {
            Scope::All => true,
            Scope::Meetings(meetings) | Scope::Moves { touched: meetings, .. } => meetings.contains(meeting),
        }
    }

    /// A meeting is in scope for what counts or pairs those that meet on the same days: see [`View::around`].
    pub fn has_together(&self, meeting: &MeetingId) -> bool {
        match self {
            Scope::Moves { together, .. } => together.contains(meeting),
            _ => self.has(meeting),
        }
    }

    /// One of two meetings is in scope.
    pub fn has_either(&self, a: &MeetingId, b: &MeetingId) -> bool {
        self.has(a) || self.has(b)
    }
}

/// A scenario with a plan for it, and what rules look up in the two, gathered once. Cheap to clone.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan; meetings that were moved in view only are still at their old dates here.
    pub plan: &'a Plan,
    /// Meetings at other dates than the plan's, or without any.
    moved: Option<&'a BTreeMap<MeetingId, Option<Placement>>>,
    index: Arc<Index<'a>>,
    focus: Option<Arc<Focus<'a>>>,
}

/// What is in scope.
#[derive(Debug)]
struct Focus<'a> {
    /// Placed meetings by id.
    placed: Vec<Placed<'a>>,
    /// Their bodies by id.
    bodies: Vec<&'a Body>,
    /// Placed meetings that share a day with one of those in scope for what counts them, by id.
    around: Vec<Placed<'a>>,
}

impl<'a> View<'a> {
    /// Puts the two together.
    pub fn new(scenario: &'a Scenario, plan: &'a Plan) -> Self {
        Self { scenario, plan, moved: None, index: Arc::new(Index::of(scenario, plan)), focus: None }
    }

    /// The same with some meetings at other dates, or without any; only what these touch is gathered anew.
    #[must_use]
    pub fn moved<'b>(&self, moved: &'b BTreeMap<MeetingId, Option<Placement>>) -> View<'b>
    where
        'a: 'b,
    {
        let mut index: Index<'b> = (*self.index).clone();
        for (meeting, at) in moved {
            index.replace(self.scenario, meeting, at.as_ref().and_then(|at| placed(self.scenario, meeting, at)));
        }
        View { scenario: self.scenario, plan: self.plan, moved: Some(moved), index: Arc::new(index), focus: None }
    }

    /// The dates of a meeting, cancelled ones included.
    pub fn at(&self, meeting: &MeetingId) -> Option<&'a Placement> {
        match self.moved.and_then(|moved| moved.get(meeting)) {
            Some(at) => at.as_ref(),
            None => self.plan.placements.get(meeting),
        }
    }

    /// A meeting with its dates; `None` when it is not placed, not known or cancelled.
    pub fn placed(&self, meeting: &MeetingId) -> Option<Placed<'a>> {
        placed(self.scenario, meeting, self.at(meeting)?)
    }

    /// All placed meetings, by id.
    pub fn all(&self) -> impl Iterator<Item = Placed<'a>> + '_ {
        self.index.all()
    }

    /// The same with what is in a scope gathered once, to be asked about that scope only: every rule asks for it.
    #[must_use]
    pub fn focused(&self, scope: &Scope) -> Self {
        let focus = match scope {
            Scope::All => None,
            Scope::Meetings(meetings) | Scope::Moves { touched: meetings, .. } => {
                let placed: Vec<_> = meetings.iter().filter_map(|meeting| self.placed(meeting)).collect();
                let bodies: BTreeMap<_, _> = placed.iter().map(|placed| (&placed.body.id, placed.body)).collect();
                let around = match scope {
                    Scope::Moves { together, .. } => {
                        let together: Vec<_> = together.iter().filter_map(|meeting| self.placed(meeting)).collect();
                        self.index.around(&together)
                    }
                    _ => self.index.around(&placed),
                };
                Some(Arc::new(Focus { placed, bodies: bodies.into_values().collect(), around }))
            }
        };
        Self { focus, ..self.clone() }
    }

    fn focus(&self, scope: &Scope) -> Option<Arc<Focus<'a>>> {
        self.focus.clone().or_else(|| self.focused(scope).focus)
    }

    /// Placed meetings in scope, by id.
    pub fn scoped(&self, scope: &Scope) -> impl Iterator<Item = Placed<'a>> + use<'a> {
        let focus = self.focus(scope);
        let index = Arc::clone(&self.index);
        let count = focus.as_ref().map_or(index.count(), |focus| focus.placed.len());
        (0..count).map(move |at| focus.as_ref().map_or_else(|| index.nth(at), |focus| focus.placed[at]))
    }

    /// Placed meetings that share a day with one in scope, itself included, by id. What is found among them is in scope
    /// if [`Scope::has_together`] says so: of the others, not all that meet on their days are here.
    pub fn around(&self, scope: &Scope) -> Vec<Placed<'a>> {
        match self.focus(scope) {
            None => self.all().collect(),
            Some(focus) => focus.around.clone(),
        }
    }

    /// The bodies with a placed meeting in scope, by id.
    pub fn bodies(&self, scope: &Scope) -> Vec<&'a Body> {
        match self.focus(scope) {
            None => self.index.bodies().collect(),
            Some(focus) => focus.bodies.clone(),
        }
    }

    /// Pairs of bodies that share people, one of which has a placed meeting in scope, in the order of the scenario.
    pub fn shared(&self, scope: &Scope) -> Vec<&'a SharedDelegates> {
        let all = self.scenario.shared().iter();
        match self.focus(scope) {
            None => all.collect(),
            Some(focus) => {
                let bodies: BTreeSet<&BodyId> = focus.bodies.iter().map(|body| &body.id).collect();
                all.filter(|shared| bodies.contains(&shared.a) || bodies.contains(&shared.b)).collect()
            }
        }
    }

    /// Placed meetings of a body in the order of their opening.
    pub fn of_body(&self, body: &BodyId) -> &[Placed<'a>] {
        self.index.of_body(body)
    }

    /// Placed meetings of the parent of a body, in order.
    pub fn of_parent(&self, body: &Body) -> &[Placed<'a>] {
        body.parent.as_ref().map_or(&[], |parent| self.of_body(parent))
    }

    /// Placed meetings with a day between two days, both included, by id.
    pub fn between(&self, first: NaiveDate, last: NaiveDate) -> Vec<Placed<'a>> {
        self.index.between(first, last)
    }

    /// Placed meetings at most so many days before or after one, itself included, by id.
    pub fn near(&self, at: &Placement, days: i64) -> Vec<Placed<'a>> {
        let days = TimeDelta::days(days.max(0));
        self.between(
            at.first().checked_sub_signed(days).unwrap_or(NaiveDate::MIN),
            at.last().checked_add_signed(days).unwrap_or(NaiveDate::MAX),
        )
    }

    /// The meeting of the same body before this one.
    pub fn previous(&self, placed: &Placed<'a>) -> Option<Placed<'a>> {
        let key = (placed.at.first(), &placed.meeting.id);
        self.of_body(&placed.meeting.body)
            .iter()
            .rev()
            .find(|other| (other.at.first(), &other.meeting.id) < key)
            .copied()
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

/// A meeting with its dates, unless it is not known or cancelled.
fn placed<'a>(scenario: &'a Scenario, meeting: &MeetingId, at: &'a Placement) -> Option<Placed<'a>> {
    let meeting = scenario.meetings().get(meeting).filter(|_| at.firmness != Firmness::Cancelled)?;
    let venue = at.venue.as_ref().and_then(|venue| scenario.venues().get(venue));
    Some(Placed { meeting, body: scenario.body_of(meeting), at, venue })
}
