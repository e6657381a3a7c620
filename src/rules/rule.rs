//! What a rule is: an id, a documentation form, and two faces that never share code.

use crate::domain::deadline::Deadline;
use crate::domain::demand::Demand;
use crate::domain::finding::{Finding, Hit, Origin, Strength, Verdict};
use crate::domain::ids::{MeetingId, RuleId};
use crate::domain::profile::Edition;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use chrono::NaiveDate;
use std::fmt;

/// What a rule can speak about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tag {
    /// Dates of meetings.
    Plan,
    /// Sessions of a meeting.
    Session,
    /// The letter: its date, parts, deadlines, citations.
    Letter,
    /// Events in the life of a body or meeting: creation, reports, reviews.
    Lifecycle,
    /// Printed, never failing.
    Information,
}

impl Tag {
    /// The word people read.
    pub fn word(self) -> &'static str {
        match self {
            Tag::Plan => "plan",
            Tag::Session => "session",
            Tag::Letter => "letter",
            Tag::Lifecycle => "lifecycle",
            Tag::Information => "information",
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The one form in which every rule is documented; `convoke rules ID` prints it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Documentation {
    /// One line: the rule as a title.
    pub title: &'static str,
    /// What it demands, with numbers named as in the profile.
    pub demands: &'static str,
    /// Why it exists.
    pub why: &'static str,
    /// A worked example with dates.
    pub example: &'static str,
    /// The data it needs; what is missing is said, never passed silently.
    pub needs: &'static str,
    /// Where it is written.
    pub source: &'static str,
}

/// One rule. `check` is written from the rule's text and never looks at demands; `demands` never looks at check.
pub trait Rule: Sync {
    /// Id.
    fn id(&self) -> RuleId;

    /// What it speaks about.
    fn tag(&self) -> Tag;

    /// Documentation.
    fn documentation(&self) -> Documentation;

    /// Names of the numbers it reads from the profile's editions.
    fn numbers(&self) -> &'static [&'static str] {
        &[]
    }

    /// What the rule says about a plan.
    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>);

    /// What the rule asks of the dates before a plan exists.
    fn demands(&self, _scenario: &Scenario, _demands: &mut Vec<Demand>) {}

    /// Deadlines that follow from the date of a meeting.
    fn deadlines(&self, _view: &View<'_>, _placed: &Placed<'_>, _deadlines: &mut Vec<Deadline>) {}
}

/// Starts a finding of a rule about a meeting; the rest is filled by the methods of [`Draft`].
pub(super) fn about(rule: &dyn Rule, edition: &Edition, meeting: &MeetingId) -> Draft {
    Draft(Finding {
        strength: edition.strength,
        origin: Origin::Rule(rule.id()),
        meetings: vec![meeting.clone()],
        verdict: Verdict::Broken,
        dates: vec![],
        message: String::new(),
        remedy: String::new(),
        clause: edition.clause.clone(),
        hit: Hit::default(),
        amount: 1,
        waiver: None,
    })
}

/// A finding being written.
#[derive(Debug)]
pub(super) struct Draft(Finding);

impl Draft {
    /// With another meeting concerned.
    pub(super) fn and(mut self, meeting: &MeetingId) -> Self {
        self.0.meetings.push(meeting.clone());
        self
    }

    /// With the dates that matter.
    pub(super) fn on(mut self, dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.0.dates.extend(dates);
        self.0.dates.sort_unstable();
        self.0.dates.dedup();
        self
    }

    /// With who is hit: the bodies of these placed meetings, and their people where known.
    pub(super) fn hits<'a>(mut self, placed: impl IntoIterator<Item = &'a Placed<'a>>) -> Self {
        for one in placed {
            if !self.0.hit.bodies.contains(&one.body.id) {
                self.0.hit.bodies.push(one.body.id.clone());
            }
            let people = one.meeting.attendance.or(one.body.attendance).map(std::num::NonZeroU32::get);
            self.0.hit.people = match (self.0.hit.people, people) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            };
        }
        self
    }

    /// With a number of people of its own.
    pub(super) fn people(mut self, people: Option<u32>) -> Self {
        self.0.hit.people = people;
        self
    }

    /// With another strength than the edition's.
    pub(super) fn strength(mut self, strength: Strength) -> Self {
        self.0.strength = strength;
        self
    }

    /// With the units of the breach.
    pub(super) fn amount(mut self, amount: i64) -> Self {
        self.0.amount = amount;
        self
    }

    /// Broken.
    pub(super) fn broken(mut self, message: impl Into<String>, remedy: impl Into<String>) -> Finding {
        self.0.message = message.into();
        self.0.remedy = remedy.into();
        self.0
    }

    /// Cannot be judged: a datum is missing.
    pub(super) fn missing(mut self, datum: &str) -> Finding {
        self.0.verdict = Verdict::Missing(datum.to_owned());
        self.0.message = format!("cannot be judged: {datum} is not recorded");
        self.0.remedy = format!("record {datum}");
        self.0.amount = 0;
        self.0
    }

    /// Kept, but worth knowing.
    pub(super) fn note(mut self, message: impl Into<String>) -> Finding {
        self.0.verdict = Verdict::Note;
        self.0.message = message.into();
        self.0.amount = 0;
        self.0
    }
}
