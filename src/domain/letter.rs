//! Letters as facts: what a circular, collective letter or notice states, and when it is dated.

use super::language::Language;
use super::text::Line;
use chrono::{NaiveDate, NaiveTime};
use std::collections::BTreeSet;

/// The kind of document that announces a meeting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LetterKind {
    /// TSB circular: to all participants of the Sector.
    Circular,
    /// TSB collective letter of a study group or TSAG.
    CollectiveLetter,
    /// Convening letter of a rapporteur group.
    ConveningLetter,
    /// Electronic notice: e-mail and web page.
    ElectronicNotice,
}

impl LetterKind {
    /// All with the words that files use.
    pub const ALL: [(LetterKind, &'static str); 4] = [
        (LetterKind::Circular, "circular"),
        (LetterKind::CollectiveLetter, "collective-letter"),
        (LetterKind::ConveningLetter, "convening-letter"),
        (LetterKind::ElectronicNotice, "electronic-notice"),
    ];
}

/// A part a letter can contain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LetterPart {
    /// Draft agenda.
    Agenda,
    /// Draft work plan by day.
    WorkPlan,
    /// List of Questions or proposals.
    Questions,
    /// Registration information.
    Registration,
    /// Terms of reference.
    TermsOfReference,
    /// Name of the chair.
    Chair,
    /// Parent or responsible group.
    Parent,
    /// Visa information.
    Visa,
    /// Summary of a Recommendation under approval.
    ApprovalSummary,
    /// Information on remote participation.
    RemoteParticipation,
}

impl LetterPart {
    /// All with the words that files use.
    pub const ALL: [(LetterPart, &'static str); 10] = [
        (LetterPart::Agenda, "agenda"),
        (LetterPart::WorkPlan, "work-plan"),
        (LetterPart::Questions, "questions"),
        (LetterPart::Registration, "registration"),
        (LetterPart::TermsOfReference, "terms-of-reference"),
        (LetterPart::Chair, "chair"),
        (LetterPart::Parent, "parent"),
        (LetterPart::Visa, "visa"),
        (LetterPart::ApprovalSummary, "approval-summary"),
        (LetterPart::RemoteParticipation, "remote-participation"),
    ];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(part, _)| *part == self).map_or("?", |(_, word)| word)
    }
}

/// A Recommendation or Resolution cited by a letter, with the clause and the edition meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Citation {
    /// `A.1`, `A.7`, `Res. 1` …
    pub text: Line,
    /// Clause as printed.
    pub clause: Option<Line>,
}

/// What the letter of a meeting states. A date in a letter overrides the terms of reference, which override the A-series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Kind.
    pub kind: LetterKind,
    /// Number as printed: `72`, `3/13`.
    pub number: Option<Line>,
    /// Its date; `None` when the source shows none.
    pub dated: Option<NaiveDate>,
    /// Languages in which it is issued.
    pub languages: BTreeSet<Language>,
    /// Its parts.
    pub contains: BTreeSet<LetterPart>,
    /// Citations.
    pub cites: Vec<Citation>,
    /// Deadline for documents.
    pub documents_by: Option<NaiveDate>,
    /// Who agreed to that deadline, when it is shorter than the terms of reference ask.
    pub documents_agreed_by: Option<Line>,
    /// Deadline for contributions to be translated.
    pub translation_by: Option<NaiveDate>,
    /// Deadline for registration.
    pub registration_by: Option<NaiveDate>,
    /// Deadline for visa applications or visa-support requests.
    pub visa_by: Option<NaiveDate>,
    /// Deadline for fellowship and interpretation requests.
    pub interpretation_by: Option<NaiveDate>,
    /// Deadline for captioning and sign-language requests.
    pub captioning_by: Option<NaiveDate>,
    /// Registration desk opens.
    pub desk_opens: Option<NaiveTime>,
    /// Meeting opens on the first day.
    pub opens: Option<NaiveTime>,
}
