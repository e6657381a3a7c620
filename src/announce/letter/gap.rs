//! What a letter lacks, and which of its words nobody has checked: told with the letter, never hidden in it.

use crate::domain::language::Language;
use crate::language::Provenance;

/// Something the secretariat has to fill in. In the letter it is a visible mark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The number of the letter.
    Number,
    /// Its date.
    Date,
    /// The letter code, such as `SG13/TK`.
    ReferenceCode,
    /// The telephone.
    Telephone,
    /// The fax.
    Fax,
    /// The mail address.
    Email,
    /// The name of the signatory.
    Signatory,
    /// What the body works on.
    Scope,
    /// The terms of reference.
    TermsOfReference,
    /// The agenda.
    Agenda,
    /// The time plan.
    TimePlan,
    /// Practical information.
    Practical,
    /// The chair or rapporteur.
    Chair,
    /// Who decided to create the body.
    Decision,
    /// The parent.
    Parent,
    /// The web page.
    Web,
    /// The working languages or the interpretation.
    Languages,
    /// The page of registration.
    RegistrationPage,
    /// The last day of registration.
    RegistrationDeadline,
    /// The last day for documents.
    DocumentDeadline,
    /// The last day for visa applications.
    VisaDeadline,
    /// The fax of the visa desk.
    VisaFax,
    /// The mail address of the visa desk.
    VisaEmail,
    /// What a host outside Switzerland asks of visitors: we word visas for Switzerland alone.
    HostVisa,
    /// The opening hour.
    Opening,
    /// The hotel form that a paragraph speaks of.
    HotelForm,
    /// The deadlines.
    Deadlines,
    /// The last day for answers to a sheet of options.
    AnswerBy,
    /// Words that exist in another language only, and are printed in it.
    Untranslated(String),
}

impl Gap {
    /// What is missing, in English.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Untranslated(text) => format!("a translation of {text:?}"),
            Self::Number => "the number of the letter".to_owned(),
            Self::Date => "the date of the letter".to_owned(),
            Self::ReferenceCode => "the letter code".to_owned(),
            Self::Telephone => "the telephone number".to_owned(),
            Self::Fax => "the fax number".to_owned(),
            Self::Email => "the e-mail address".to_owned(),
            Self::Signatory => "the name of the signatory".to_owned(),
            Self::Scope => "the scope of the body".to_owned(),
            Self::TermsOfReference => "the terms of reference".to_owned(),
            Self::Agenda => "the draft agenda".to_owned(),
            Self::TimePlan => "the draft time plan".to_owned(),
            Self::Practical => "the practical information".to_owned(),
            Self::Chair => "the chair".to_owned(),
            Self::Decision => "the body that decided".to_owned(),
            Self::Parent => "the parent group".to_owned(),
            Self::Web => "the web page".to_owned(),
            Self::Languages => "the working languages".to_owned(),
            Self::RegistrationPage => "the page of registration".to_owned(),
            Self::RegistrationDeadline => "the deadline for registration".to_owned(),
            Self::DocumentDeadline => "the deadline for documents".to_owned(),
            Self::VisaDeadline => "the deadline for visa applications".to_owned(),
            Self::VisaFax => "the fax number for visa requests".to_owned(),
            Self::VisaEmail => "the e-mail address for visa requests".to_owned(),
            Self::HostVisa => "the visa information of the host".to_owned(),
            Self::Opening => "the opening hour".to_owned(),
            Self::HotelForm => "the hotel form".to_owned(),
            Self::Deadlines => "the deadlines".to_owned(),
            Self::AnswerBy => "the last day for answers".to_owned(),
        }
    }

    /// Where it is to be written.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Number => "number in [meeting.letter]",
            Self::Date => "dated in [meeting.letter]",
            Self::ReferenceCode => "reference_code of the [[body]]",
            Self::Telephone => "telephone in [[letter]]",
            Self::Fax => "fax in [[letter]]",
            Self::Email => "contact of the [[body]]",
            Self::Signatory => "signatory in [[letter]]",
            Self::Scope => "scope in [[letter]]",
            Self::TermsOfReference => "terms in [[letter]]",
            Self::Agenda => "agenda in [[letter]]",
            Self::TimePlan => "sessions of the meeting, and \"work-plan\" in contains of [meeting.letter]",
            Self::Practical => "practical in [[letter]]",
            Self::Chair => "officers of the [[body]]",
            Self::Decision => "established.decided_by of the [[body]]",
            Self::Parent => "parent of the [[body]]",
            Self::Web => "web of the [[body]]",
            Self::Languages => "languages in [[body.terms]], or interpretation in services",
            Self::RegistrationPage => "registration_page in [[letter]]",
            Self::RegistrationDeadline => "registration_by in [meeting.letter]",
            Self::DocumentDeadline => "documents_by in [meeting.letter]",
            Self::VisaDeadline => "visa_by in [meeting.letter]",
            Self::VisaFax => "visa = { fax = … } in [[letter]]",
            Self::VisaEmail => "visa = { email = … } in [[letter]]",
            Self::HostVisa => "a paragraph of its own in [[letter]], in place of \"visa\"",
            Self::Opening => "opens in [meeting.letter]",
            Self::HotelForm => "hotel_form = true in [[letter]]",
            Self::Deadlines => "the deadlines in [meeting.letter]",
            Self::AnswerBy => "--answer-by DAY",
            Self::Untranslated(_) => "the text in that language, where the other one stands",
        }
    }
}

/// A wording used in a letter that nobody has checked against an official text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unverified {
    /// A term, or a sentence of our own.
    pub is_term: bool,
    /// Where it comes from.
    pub third_party: bool,
    /// The language.
    pub language: Language,
    /// The wording, not filled.
    pub wording: &'static str,
}

impl Unverified {
    /// Notes a wording, unless it is official.
    pub(super) fn note(
        wording: &'static str,
        provenance: Provenance,
        language: Language,
        is_term: bool,
    ) -> Option<Self> {
        match provenance {
            Provenance::Official => None,
            Provenance::ThirdParty => Some(Self { is_term, third_party: true, language, wording }),
            Provenance::Unverified => Some(Self { is_term, third_party: false, language, wording }),
        }
    }
}
