//! Official terms in the six languages.

use super::terms_table::ROWS;
use crate::domain::body::BodyKind;
use crate::domain::language::Language;

/// A term of ITU-T's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// The Union.
    Union,
    /// The Bureau.
    Bureau,
    /// The head of the Bureau.
    Director,
    /// Circular of the Bureau; `{number}` is its number.
    Circular,
    /// Collective letter; `{number}` is its number, as `3/13`.
    CollectiveLetter,
    /// Ref.
    Reference,
    /// To.
    To,
    /// Copy.
    Copy,
    /// Telephone, fax, e-mail.
    ContactLine,
    /// Subject.
    Subject,
    /// Dear Sir/Madam.
    Salutation,
    /// Yours faithfully.
    Closing,
    /// I am pleased to inform you.
    PleasedTo,
    /// Member States' administrations.
    Administrations,
    /// ITU-T Sector Members.
    SectorMembers,
    /// ITU-T Associates.
    Associates,
    /// ITU Academia.
    Academia,
    /// Study Group.
    StudyGroup,
    /// Telecommunication Standardization Advisory Group (TSAG).
    AdvisoryGroup,
    /// Working Party.
    WorkingParty,
    /// Rapporteur group.
    RapporteurGroup,
    /// Focus Group (FG).
    FocusGroup,
    /// Joint Coordination Activity (JCA).
    JointCoordinationActivity,
    /// Parent group.
    ParentGroup,
    /// Terms of Reference.
    TermsOfReference,
    /// Annex; `{number}` is its number.
    Annex,
    /// Draft agenda.
    DraftAgenda,
    /// Draft time plan.
    TimePlan,
    /// Registration of participants.
    Registration,
    /// Remote participation.
    RemoteParticipation,
    /// Key deadlines.
    KeyDeadlines,
    /// Deadline for submission of documents.
    DocumentDeadline,
    /// Visa support letter.
    VisaSupportLetter,
    /// Practical meeting information.
    PracticalInformation,
    /// Hotel confirmation form.
    HotelForm,
    /// Workshop.
    Workshop,
    /// E-meeting.
    ElectronicMeeting,
    /// Paperless meeting.
    PaperlessMeeting,
    /// Interpretation.
    Interpretation,
    /// Captioning.
    Captioning,
    /// The original is in English.
    OriginalLanguage,
}

/// Where the wording of a term comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// Read in a document of ITU in that language.
    Official,
    /// Read in a translation by others, or on a letter of another Bureau.
    ThirdParty,
    /// Our own rendering, not verified: to be confirmed before it goes out.
    Unverified,
}

/// A term in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermText {
    /// The words; `{number}` stands for a number.
    pub text: &'static str,
    /// Where they come from.
    pub provenance: Provenance,
}

pub(super) const fn official(text: &'static str) -> TermText {
    TermText { text, provenance: Provenance::Official }
}

pub(super) const fn third_party(text: &'static str) -> TermText {
    TermText { text, provenance: Provenance::ThirdParty }
}

pub(super) const fn ours(text: &'static str) -> TermText {
    TermText { text, provenance: Provenance::Unverified }
}

impl Term {
    /// Every term.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|(term, _)| *term)
    }
}

/// A term in a language.
#[must_use]
pub fn term(term: Term, language: Language) -> TermText {
    let column = match language {
        Language::English => 0,
        Language::French => 1,
        Language::Spanish => 2,
        Language::Russian => 3,
        Language::Arabic => 4,
        Language::Chinese => 5,
    };
    // The rows stand in the order of the terms (tested).
    ROWS[term as usize].1[column]
}

/// What a kind of body is called; `None` for kinds that have no official name.
#[must_use]
pub const fn body_kind(kind: BodyKind) -> Option<Term> {
    match kind {
        BodyKind::StudyGroup => Some(Term::StudyGroup),
        BodyKind::AdvisoryGroup => Some(Term::AdvisoryGroup),
        BodyKind::WorkingParty => Some(Term::WorkingParty),
        BodyKind::RapporteurGroup => Some(Term::RapporteurGroup),
        BodyKind::JointCoordinationActivity => Some(Term::JointCoordinationActivity),
        BodyKind::FocusGroup => Some(Term::FocusGroup),
        BodyKind::Workshop => Some(Term::Workshop),
        BodyKind::RegionalGroup | BodyKind::CouncilGroup | BodyKind::OutsideBody => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_terms_and_hold_text() {
        for (index, (term, texts)) in ROWS.iter().enumerate() {
            assert_eq!(*term as usize, index, "{term:?}");
            let numbered = texts.map(|cell| cell.text.contains("{number}"));
            assert!(numbered.iter().all(|one| *one == numbered[0]), "{term:?}");
            assert!(texts.iter().all(|cell| !cell.text.is_empty() && cell.text.trim() == cell.text));
        }
        assert_eq!(term(Term::Bureau, Language::Chinese).text, "电信标准化局");
        assert_eq!(term(Term::JointCoordinationActivity, Language::Arabic).provenance, Provenance::Unverified);
    }

    #[test]
    fn english_and_chinese_terms_are_nearly_all_official() {
        let unverified: Vec<(Term, Language)> = Term::all()
            .flat_map(|one| [(one, Language::English), (one, Language::Chinese)])
            .filter(|(one, language)| term(*one, *language).provenance != Provenance::Official)
            .collect();
        let expected = [(Term::VisaSupportLetter, Language::Chinese), (Term::OriginalLanguage, Language::Chinese)];
        assert_eq!(unverified, expected);
    }
}
