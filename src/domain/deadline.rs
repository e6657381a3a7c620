//! Deadlines that follow from the date of a meeting: documents, registration, visas, requests for services.

use super::calendar::ClosedDay;
use super::ids::{MeetingId, RuleId};
use chrono::NaiveDate;

/// What is due.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DeadlineKind {
    /// The letter must be out.
    Letter,
    /// Contributions to be translated; captioning requests go the same day.
    Translation,
    /// Captioning and sign-language requests.
    Captioning,
    /// Fellowship and interpretation requests.
    Interpretation,
    /// Pre-registration and requests for visa support.
    PreRegistration,
    /// Application for a visa.
    Visa,
    /// List of participants.
    Participants,
    /// Texts for approval or new Questions.
    Texts,
    /// Consultation of Member States closes.
    Consultation,
    /// Contributions and documents.
    Documents,
    /// Registration.
    Registration,
    /// Temporary documents available.
    TemporaryDocuments,
    /// Deliverables of a focus group to its parent.
    Deliverables,
    /// Report of the meeting.
    Report,
    /// Comments on the draft report.
    Comments,
}

impl DeadlineKind {
    /// What people read, in English.
    pub fn label(self) -> &'static str {
        match self {
            DeadlineKind::Letter => "letter out",
            DeadlineKind::Translation => "contributions for translation",
            DeadlineKind::Captioning => "captioning and sign-language requests",
            DeadlineKind::Interpretation => "fellowship and interpretation requests",
            DeadlineKind::PreRegistration => "pre-registration and visa-support requests",
            DeadlineKind::Visa => "visa application",
            DeadlineKind::Participants => "list of participants",
            DeadlineKind::Texts => "texts for approval or new Questions",
            DeadlineKind::Consultation => "consultation of Member States closes",
            DeadlineKind::Documents => "documents and contributions",
            DeadlineKind::Registration => "registration",
            DeadlineKind::TemporaryDocuments => "temporary documents available",
            DeadlineKind::Deliverables => "deliverables to the parent",
            DeadlineKind::Report => "meeting report",
            DeadlineKind::Comments => "comments on the draft report",
        }
    }

    /// A short key for files.
    pub fn word(self) -> &'static str {
        match self {
            DeadlineKind::Letter => "letter",
            DeadlineKind::Translation => "translation",
            DeadlineKind::Captioning => "captioning",
            DeadlineKind::Interpretation => "interpretation",
            DeadlineKind::PreRegistration => "pre-registration",
            DeadlineKind::Visa => "visa",
            DeadlineKind::Participants => "participants",
            DeadlineKind::Texts => "texts",
            DeadlineKind::Consultation => "consultation",
            DeadlineKind::Documents => "documents",
            DeadlineKind::Registration => "registration",
            DeadlineKind::TemporaryDocuments => "temporary-documents",
            DeadlineKind::Deliverables => "deliverables",
            DeadlineKind::Report => "report",
            DeadlineKind::Comments => "comments",
        }
    }
}

/// Who set a deadline: the letter's own date > the group's terms of reference > the A-series.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetBy {
    /// The letter states it.
    Letter,
    /// The terms of reference.
    TermsOfReference,
    /// The rule's own number.
    Rule,
}

/// One deadline of one meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deadline {
    /// The meeting.
    pub meeting: MeetingId,
    /// What is due.
    pub kind: DeadlineKind,
    /// The rule it comes from.
    pub rule: RuleId,
    /// The day; what arrives on it is in time.
    pub day: NaiveDate,
    /// The day before rolling off closed days.
    pub counted: NaiveDate,
    /// Closed days over which it was rolled.
    pub rolled_over: Vec<ClosedDay>,
    /// Who set it.
    pub set_by: SetBy,
}
