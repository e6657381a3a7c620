//! Findings: what a rule says about a plan. Findings are not errors; any plan may be stored and shown with its findings.

use super::ids::{BodyId, MeetingId, RuleId};
use chrono::NaiveDate;
use std::fmt;

/// How binding a rule is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Strength {
    /// Must: "shall", or a number of the group's terms of reference or circular. Waived by an approver only.
    Must,
    /// Should: "normally", "as far as practicable". Broken only with a recorded reason.
    Should,
    /// Prefer: practice.
    Prefer,
}

impl Strength {
    /// The word that files and people use.
    pub fn word(self) -> &'static str {
        match self {
            Strength::Must => "must",
            Strength::Should => "should",
            Strength::Prefer => "prefer",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Strength::Must, Strength::Should, Strength::Prefer].into_iter().find(|strength| strength.word() == text)
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How sure we are of a rule's text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Confidence {
    /// Read in the text named.
    Verified,
    /// Only part of the text could be read.
    Partial,
    /// General knowledge, not verified.
    Recalled,
    /// Inferred from dates or numbering.
    Inferred,
}

impl Confidence {
    /// The word that files and people use.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Verified => "verified",
            Confidence::Partial => "partial",
            Confidence::Recalled => "recalled",
            Confidence::Inferred => "inferred",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Confidence::Verified, Confidence::Partial, Confidence::Recalled, Confidence::Inferred]
            .into_iter()
            .find(|confidence| confidence.word() == text)
    }
}

/// Where a demand or a finding comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// A rule.
    Rule(RuleId),
    /// The scenario: a window, a relation or a wish that somebody wrote.
    Scenario,
}

impl Origin {
    /// Reads `N-11` or `scenario`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "scenario" { Some(Origin::Scenario) } else { RuleId::parse(text).map(Origin::Rule) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Rule(rule) => rule.fmt(f),
            Origin::Scenario => f.write_str("scenario"),
        }
    }
}

/// What a finding says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// The rule is broken.
    Broken,
    /// The rule cannot be judged: this datum is missing.
    Missing(String),
    /// Kept, but worth knowing (a forecast, a bridge day, a shorter notice that the letter allows).
    Note,
}

/// Who is hit, and how many people.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Hit {
    /// Bodies.
    pub bodies: Vec<BodyId>,
    /// People, where known.
    pub people: Option<u32>,
}

/// A reason to let a finding stand.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Waiver {
    /// What is waived.
    pub origin: Origin,
    /// For these meetings; empty = for all.
    pub meetings: Vec<MeetingId>,
    /// Who waives.
    pub by: Waiverer,
    /// Name, as recorded.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Who may waive what: an approver a `must`, a planner a `should` or `prefer`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Waiverer {
    /// Plans.
    Planner,
    /// Signs.
    Approver,
}

impl Waiver {
    /// This waiver lets a finding stand: same rule, its meetings, and enough authority.
    pub fn covers(&self, finding: &Finding) -> bool {
        self.origin == finding.origin
            && (self.meetings.is_empty() || finding.meetings.iter().any(|meeting| self.meetings.contains(meeting)))
            && (self.by == Waiverer::Approver || finding.strength != Strength::Must)
    }
}

/// One finding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// Strength in this case (a rule can be weaker or stronger for some).
    pub strength: Strength,
    /// The rule, or the scenario itself.
    pub origin: Origin,
    /// The meetings concerned, the one to change first.
    pub meetings: Vec<MeetingId>,
    /// What it says.
    pub verdict: Verdict,
    /// Dates that matter, earliest first.
    pub dates: Vec<NaiveDate>,
    /// One or two sentences for a planner, naming values: "JCA-ML opens on 16 March 2023, 20 days after …".
    pub message: String,
    /// What would mend it.
    pub remedy: String,
    /// Clause of the edition in force.
    pub clause: String,
    /// Who is hit.
    pub hit: Hit,
    /// Units of the breach in the rule's own measure (days too short, meetings too many): equal breaches compare.
    pub amount: i64,
    /// The waiver that lets it stand.
    pub waiver: Option<Waiver>,
}

impl Finding {
    /// A broken `must` that nobody waived: announcing refuses it.
    pub fn blocks(&self) -> bool {
        self.strength == Strength::Must && self.verdict == Verdict::Broken && self.waiver.is_none()
    }
}
