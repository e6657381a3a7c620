//! The sentences of letters, one file a language: a sentence that is not translated does not compile.
//!
//! Wordings read in circulars and collective letters are marked official; the others are our own around official terms,
//! and are listed with every letter that uses them until a native reader has seen them.

mod arabic;
mod chinese;
mod english;
mod french;
mod russian;
mod spanish;

use super::terms::TermText;
use crate::domain::language::Language;

/// A sentence or a label of a letter, with `{names}` to be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sentence {
    /// Subject of a letter that creates a body and calls its first meeting.
    SubjectFirst,
    /// Subject of a letter about one meeting.
    SubjectMeeting,
    /// Subject of a cancellation.
    SubjectCancellation,
    /// Name of a correction; `{number}` counts the corrections of one letter.
    Corrigendum,
    /// Name of an addition; `{number}` counts the additions to one letter.
    Addendum,
    /// Name of a cancellation among the references.
    Cancellation,
    /// Name of the letter that convenes a rapporteur group.
    ConveningLetter,
    /// Name of the notice of an e-meeting.
    ElectronicNotice,
    /// Invites to a meeting.
    Invitation,
    /// Invites to an e-meeting.
    InvitationElectronic,
    /// A body was created by another at its meeting that opened on a day.
    Decision,
    /// A body was created by another; the day is not known.
    DecisionUndated,
    /// Where the terms of reference are.
    TermsIn,
    /// The parent of a body.
    ReportsTo,
    /// The Recommendation under which a body works.
    WorksUnder,
    /// A person with an organisation.
    Person,
    /// Who chairs.
    ChairIs,
    /// Who is vice-chair.
    ViceChairIs,
    /// Who may take part in a coordination activity.
    OpenToSector,
    /// Who may take part in a focus group.
    OpenToAll,
    /// When and where a meeting is.
    MeetingAt,
    /// When and where a meeting is, with its hours.
    MeetingAtHours,
    /// When an e-meeting is.
    MeetingElectronic,
    /// When an e-meeting is, with its hours.
    MeetingElectronicHours,
    /// The premises of the Union.
    Headquarters,
    /// The meeting in which another lies.
    SamePlace,
    /// No hour is known yet.
    HourOnWebPage,
    /// The hours, where the sentence about the dates has none.
    HoursAre,
    /// The dates are not confirmed.
    TentativeDates,
    /// The opening hour.
    OpensAt,
    /// The hour of the registration desk at headquarters.
    DeskAt,
    /// The hour of the registration desk elsewhere.
    DeskElsewhere,
    /// Where rooms are shown.
    Screens,
    /// Remote participation, with the page that tells more.
    RemoteAt,
    /// No registration, no link.
    RegistrationCompulsory,
    /// One language.
    OnlyLanguage,
    /// Several languages.
    Languages,
    /// Interpretation.
    InterpretationIn,
    /// Captions.
    CaptioningGiven,
    /// Sign language.
    SignLanguageGiven,
    /// Webcast.
    WebcastGiven,
    /// The web page of the body.
    WebPage,
    /// Where documents go.
    DocumentsTo,
    /// The last day for documents.
    DocumentsBy,
    /// The last day for documents, when somebody agreed to it.
    DocumentsAgreed,
    /// No paper.
    Paperless,
    /// Registration on a page, by a day.
    RegisterAt,
    /// Visas for Switzerland.
    VisaReminder,
    /// What the Union can do about visas, and for whom.
    VisaHelp,
    /// Where the draft agenda is.
    AgendaIn,
    /// Where the hotel form is.
    HotelIn,
    /// Where the list of hotels is.
    HotelList,
    /// Where practical information is.
    PracticalIn,
    /// Where the time plan is.
    TimePlanIn,
    /// How many annexes there are.
    AnnexCount,
    /// Of which letter an annex is.
    AnnexTo,
    /// Title of the annex with the terms of reference.
    TermsTitle,
    /// Title of the annex with the draft agenda.
    AgendaTitle,
    /// Place and dates under a title.
    PlaceAndDates,
    /// What a corrigendum is about.
    CorrigendumText,
    /// What an addendum is about.
    AddendumText,
    /// What a cancellation says.
    CancellationText,
    /// What a corrigendum leaves as it was.
    RestUnchanged,
    /// A letter with its date.
    LetterOf,
    /// Column of a corrigendum.
    Subject,
    /// Column of a corrigendum.
    Was,
    /// Column of a corrigendum.
    IsNow,
    /// Column or row.
    Dates,
    /// Column of the time plan.
    Hours,
    /// Column of the time plan.
    Session,
    /// Column of the time plan.
    Room,
    /// Column or row.
    Place,
    /// Column of the timetable.
    Meeting,
    /// Column of the timetable.
    Status,
    /// Status.
    Planned,
    /// Status.
    Tentative,
    /// Status.
    Confirmed,
    /// Status.
    Announced,
    /// Status.
    Held,
    /// Status.
    Cancelled,
    /// Half of a day.
    HalfMorning,
    /// Half of a day.
    HalfAfternoon,
    /// Marks what the secretariat has to fill in.
    ToBeCompleted,
    /// Copy.
    Chairs,
    /// Copy.
    DirectorDevelopment,
    /// Copy.
    DirectorRadio,
    /// Copy.
    RegionalOffices,
    /// Title of the timetable.
    Timetable,
    /// The day of the timetable.
    TimetableAsOf,
    /// How changes are marked.
    TimetableChanges,
    /// Name of the sheet with options for the dates of a meeting.
    OptionsName,
    /// Subject of the sheet of options.
    OptionsSubject,
    /// What the sheet of options is about.
    OptionsIntro,
    /// What is asked of those who get the sheet of options.
    OptionsAnswer,
    /// One option, by its letter.
    OptionLabel,
    /// Until answers are in.
    OptionsTentative,
    /// Heading of the answers.
    Answer,
    /// An answer.
    Preferred,
    /// An answer.
    Possible,
    /// An answer.
    Impossible,
    /// Row: the option that the plan has now.
    NowPlanned,
    /// Row: rules that must be kept and are not.
    MustsBroken,
    /// Row: rules that should be kept and are not.
    ShouldsBroken,
    /// Row: wishes not met.
    WishesBroken,
    /// Row: other meetings that an option disturbs.
    ClashesWith,
    /// Row: how many people are known to be concerned.
    PeopleHit,
    /// Row: meetings that would move with this one.
    MovesAlong,
    /// Row: the price against the plan.
    ComparedWithPlan,
    /// Price: none.
    AsGood,
    /// Price: less.
    Better,
    /// Price: more.
    Worse,
    /// At which level an option differs.
    ByMusts,
    /// At which level an option differs.
    ByShoulds,
    /// At which level an option differs.
    ByChange,
    /// At which level an option differs.
    ByWishes,
    /// An empty cell.
    NobodyNothing,
    /// A number that nobody knows.
    NotKnown,
    /// A deadline with the days from the day of the plan.
    DaysLeft,
    /// A deadline that is over.
    DayPassed,
    /// Column of the sheet of options.
    Option,
}

impl Sentence {
    /// Every sentence.
    pub const ALL: &[Self] = &[
        Self::SubjectFirst,
        Self::SubjectMeeting,
        Self::SubjectCancellation,
        Self::Corrigendum,
        Self::Addendum,
        Self::Cancellation,
        Self::ConveningLetter,
        Self::ElectronicNotice,
        Self::Invitation,
        Self::InvitationElectronic,
        Self::Decision,
        Self::DecisionUndated,
        Self::TermsIn,
        Self::ReportsTo,
        Self::WorksUnder,
        Self::Person,
        Self::ChairIs,
        Self::ViceChairIs,
        Self::OpenToSector,
        Self::OpenToAll,
        Self::MeetingAt,
        Self::MeetingAtHours,
        Self::MeetingElectronic,
        Self::MeetingElectronicHours,
        Self::Headquarters,
        Self::SamePlace,
        Self::HourOnWebPage,
        Self::HoursAre,
        Self::TentativeDates,
        Self::OpensAt,
        Self::DeskAt,
        Self::DeskElsewhere,
        Self::Screens,
        Self::RemoteAt,
        Self::RegistrationCompulsory,
        Self::OnlyLanguage,
        Self::Languages,
        Self::InterpretationIn,
        Self::CaptioningGiven,
        Self::SignLanguageGiven,
        Self::WebcastGiven,
        Self::WebPage,
        Self::DocumentsTo,
        Self::DocumentsBy,
        Self::DocumentsAgreed,
        Self::Paperless,
        Self::RegisterAt,
        Self::VisaReminder,
        Self::VisaHelp,
        Self::AgendaIn,
        Self::HotelIn,
        Self::HotelList,
        Self::PracticalIn,
        Self::TimePlanIn,
        Self::AnnexCount,
        Self::AnnexTo,
        Self::TermsTitle,
        Self::AgendaTitle,
        Self::PlaceAndDates,
        Self::CorrigendumText,
        Self::AddendumText,
        Self::CancellationText,
        Self::RestUnchanged,
        Self::LetterOf,
        Self::Subject,
        Self::Was,
        Self::IsNow,
        Self::Dates,
        Self::Hours,
        Self::Session,
        Self::Room,
        Self::Place,
        Self::Meeting,
        Self::Status,
        Self::Planned,
        Self::Tentative,
        Self::Confirmed,
        Self::Announced,
        Self::Held,
        Self::Cancelled,
        Self::HalfMorning,
        Self::HalfAfternoon,
        Self::ToBeCompleted,
        Self::Chairs,
        Self::DirectorDevelopment,
        Self::DirectorRadio,
        Self::RegionalOffices,
        Self::Timetable,
        Self::TimetableAsOf,
        Self::TimetableChanges,
        Self::OptionsName,
        Self::OptionsSubject,
        Self::OptionsIntro,
        Self::OptionsAnswer,
        Self::OptionLabel,
        Self::OptionsTentative,
        Self::Answer,
        Self::Preferred,
        Self::Possible,
        Self::Impossible,
        Self::NowPlanned,
        Self::MustsBroken,
        Self::ShouldsBroken,
        Self::WishesBroken,
        Self::ClashesWith,
        Self::PeopleHit,
        Self::MovesAlong,
        Self::ComparedWithPlan,
        Self::AsGood,
        Self::Better,
        Self::Worse,
        Self::ByMusts,
        Self::ByShoulds,
        Self::ByChange,
        Self::ByWishes,
        Self::NobodyNothing,
        Self::NotKnown,
        Self::DaysLeft,
        Self::DayPassed,
        Self::Option,
    ];
}

/// A sentence in a language, not filled, with where its wording comes from.
#[must_use]
pub const fn sentence(sentence: Sentence, language: Language) -> TermText {
    match language {
        Language::Arabic => arabic::wording(sentence),
        Language::Chinese => chinese::wording(sentence),
        Language::English => english::wording(sentence),
        Language::French => french::wording(sentence),
        Language::Russian => russian::wording(sentence),
        Language::Spanish => spanish::wording(sentence),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(pattern: &str) -> BTreeSet<&str> {
        pattern.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_language_fills_the_same_names() {
        for one in Sentence::ALL {
            let english = names(sentence(*one, Language::English).text);
            for language in Language::ALL {
                assert_eq!(names(sentence(*one, language).text), english, "{one:?} {language}");
            }
        }
    }

    #[test]
    fn every_language_uses_its_own_script() {
        for one in Sentence::ALL {
            for (language, script) in [
                (Language::Arabic, '\u{600}'..='\u{6ff}'),
                (Language::Chinese, '\u{4e00}'..='\u{9fff}'),
                (Language::Russian, '\u{400}'..='\u{4ff}'),
            ] {
                let text = sentence(*one, language).text;
                let bare = names(text).into_iter().fold(text.to_owned(), |text, name| text.replace(name, ""));
                let letters = bare.chars().any(char::is_alphabetic);
                assert!(!letters || bare.chars().any(|c| script.contains(&c)), "{one:?} {language}: {text}");
            }
        }
    }
}
