//! Findings in the groups people read. What lacks data and what is only noted is often the same for many meetings, so
//! those are gathered by rule and text.

use super::words;
use crate::domain::finding::{Finding, Origin, Strength, Verdict};
use crate::domain::ids::MeetingId;
use std::collections::BTreeMap;

/// A group of findings, in the order in which people should look at them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// Broken musts.
    Must,
    /// Broken shoulds.
    Should,
    /// Broken preferences.
    Prefer,
    /// Broken, but somebody with the authority lets it stand.
    Waived,
    /// Not judged for lack of data.
    Missing,
    /// Kept, but worth knowing.
    Note,
}

impl Group {
    /// All, in order.
    pub const ALL: [Group; 6] = [Group::Must, Group::Should, Group::Prefer, Group::Waived, Group::Missing, Group::Note];

    /// The group of a finding.
    pub fn of(finding: &Finding) -> Self {
        match (&finding.verdict, &finding.waiver, finding.strength) {
            (Verdict::Missing(_), ..) => Group::Missing,
            (Verdict::Note, ..) => Group::Note,
            (Verdict::Broken, Some(_), _) => Group::Waived,
            (Verdict::Broken, None, Strength::Must) => Group::Must,
            (Verdict::Broken, None, Strength::Should) => Group::Should,
            (Verdict::Broken, None, Strength::Prefer) => Group::Prefer,
        }
    }

    /// A short key, for classes and programs.
    pub fn word(self) -> &'static str {
        match self {
            Group::Must => "must",
            Group::Should => "should",
            Group::Prefer => "prefer",
            Group::Waived => "waived",
            Group::Missing => "missing",
            Group::Note => "note",
        }
    }

    /// A heading.
    pub fn heading(self) -> &'static str {
        match self {
            Group::Must => "Must",
            Group::Should => "Should",
            Group::Prefer => "Prefer",
            Group::Waived => "Waived",
            Group::Missing => "Missing data",
            Group::Note => "Notes",
        }
    }

    /// What the group means, in one sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Group::Must => "Not to be announced before each is mended, or waived by an approver.",
            Group::Should => "To be kept, or waived by a planner with a reason.",
            Group::Prefer => "Practice and wishes that the plan does not meet.",
            Group::Waived => "Broken, and let stand for the reason recorded.",
            Group::Missing => "Could not be judged: a datum is not recorded.",
            Group::Note => "Kept, but worth knowing.",
        }
    }

    /// A sign that is told from the others without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Group::Must => "▲",
            Group::Should => "◆",
            Group::Prefer => "○",
            Group::Waived => "✓",
            Group::Missing => "?",
            Group::Note => "i",
        }
    }
}

/// A finding with its place in the report, from 1.
#[derive(Clone, Copy, Debug)]
pub struct Numbered<'a> {
    /// Number, stable in one report.
    pub number: usize,
    /// The finding.
    pub finding: &'a Finding,
}

/// The findings by group, each in the checker's order; groups without findings are left out.
pub fn groups(findings: &[Finding]) -> BTreeMap<Group, Vec<Numbered<'_>>> {
    let mut found: BTreeMap<Group, Vec<Numbered<'_>>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        found.entry(Group::of(finding)).or_default().push(Numbered { number: index + 1, finding });
    }
    found
}

/// Findings of one rule that say the same of many meetings.
#[derive(Clone, Debug)]
pub struct Gathered<'a> {
    /// The rule.
    pub origin: Origin,
    /// What is missing, for findings without data; the message otherwise.
    pub says: String,
    /// One of them, for its clause.
    pub first: Numbered<'a>,
    /// The meetings, each once, in the order of their names.
    pub meetings: Vec<&'a MeetingId>,
}

/// Gathers findings of one rule that miss the same datum or say the same.
pub fn gather<'a>(findings: &[Numbered<'a>]) -> Vec<Gathered<'a>> {
    let mut found: BTreeMap<(Origin, String), Gathered<'a>> = BTreeMap::new();
    for numbered in findings {
        let finding = numbered.finding;
        let says = match &finding.verdict {
            Verdict::Missing(datum) => datum.clone(),
            Verdict::Broken | Verdict::Note => finding.message.clone(),
        };
        let gathered = found.entry((finding.origin, says.clone())).or_insert_with(|| Gathered {
            origin: finding.origin,
            says,
            first: *numbered,
            meetings: vec![],
        });
        gathered.meetings.extend(&finding.meetings);
    }
    let mut found: Vec<_> = found.into_values().collect();
    for gathered in &mut found {
        gathered.meetings.sort_by_cached_key(|meeting| (words::natural(meeting.as_str()), meeting.as_str()));
        gathered.meetings.dedup();
    }
    found
}
