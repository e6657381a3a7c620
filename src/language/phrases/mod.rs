//! The sentences of invitations and mails, one file a language: a phrase that is not translated does not compile.
//!
//! These are our own sentences around official terms (see `terms`); a native reader should look at them before they are
//! used in earnest.

mod arabic;
mod chinese;
mod english;
mod french;
mod russian;
mod spanish;

use super::direction::{is_right_to_left, isolate_any};
use crate::domain::language::Language;

/// A sentence or a label, with `{names}` to be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// Subject of an invitation.
    SubjectInvitation,
    /// Subject of a changed invitation.
    SubjectUpdate,
    /// Subject of a cancellation.
    SubjectCancellation,
    /// First sentence of an invitation.
    OpeningInvitation,
    /// First sentence of a changed invitation.
    OpeningUpdate,
    /// First sentence of a cancellation.
    OpeningCancellation,
    /// Label.
    Meeting,
    /// Label.
    Body,
    /// Label.
    Parent,
    /// Label.
    Chair,
    /// Label.
    Dates,
    /// Label.
    Hours,
    /// Label.
    Place,
    /// Label.
    Participation,
    /// Label.
    Languages,
    /// Label.
    Services,
    /// Label.
    Page,
    /// Label.
    Join,
    /// An office with its address.
    NameAndAddress,
    /// Label.
    Contact,
    /// Heading of the deadlines.
    Deadlines,
    /// Value of a standing.
    Tentative,
    /// When no hour is known.
    HourToBeAnnounced,
    /// When only the half of the day is known.
    MorningOf,
    /// When only the half of the day is known.
    AfternoonOf,
    /// Hours of the first day.
    OpensAt,
    /// Registration desk.
    DeskAt,
    /// Hours that hold on each of several days.
    EachDay,
    /// A time in Geneva.
    InGeneva,
    /// A time in UTC.
    InUtc,
    /// A time in the reader's zone.
    InZone,
    /// A time at the venue.
    AtVenue,
    /// A time in a zone that is neither of these.
    InNamedZone,
    /// An hour of the following day.
    NextDay,
    /// A time on another day than in Geneva.
    OnDay,
    /// Format.
    Physical,
    /// Format.
    Webcast,
    /// Format.
    Hybrid,
    /// Format.
    Electronic,
    /// Service.
    Interpretation,
    /// Service.
    Captions,
    /// Service.
    SignLanguage,
    /// Service.
    WebcastService,
    /// Registration is compulsory.
    RegistrationRequired,
    /// Remote participation without compulsory registration, link not known here.
    RemoteDetails,
    /// What the attachment does.
    Attachment,
    /// What the attachment of a cancellation does.
    AttachmentCancellation,
    /// Data of the times.
    TimesNote,
    /// A deadline in a feed.
    DeadlineOf,
    /// Name of a feed.
    FeedName,
    /// A reminder before the start.
    BeginsSoon,
    /// How to stop these mails.
    Unsubscribe,
    /// First sentence to somebody who registered.
    OpeningRegistered,
    /// First sentence to somebody for whom a seat became free.
    OpeningSeated,
    /// First sentence to somebody who registered when no seat was left.
    OpeningWaiting,
    /// First sentence to somebody whose registration is withdrawn.
    OpeningUnregistered,
    /// What waiting means.
    WaitingList,
    /// Whose the link to join is.
    PersonalLink,
    /// Subject of a reminder.
    SubjectReminder,
    /// First sentence of a reminder of the meeting itself.
    OpeningReminder,
    /// First sentence of a reminder of deadlines.
    OpeningDeadlines,
    /// First sentence of a reminder to answer.
    OpeningUnanswered,
    /// A deadline within a sentence.
    DeadlineOn,
    /// Between a label and what it labels.
    LabelSeparator,
    /// Separator of a list.
    ListSeparator,
}

impl Phrase {
    /// Every phrase.
    pub const ALL: &[Self] = &[
        Self::SubjectInvitation,
        Self::SubjectUpdate,
        Self::SubjectCancellation,
        Self::OpeningInvitation,
        Self::OpeningUpdate,
        Self::OpeningCancellation,
        Self::Meeting,
        Self::Body,
        Self::Parent,
        Self::Chair,
        Self::Dates,
        Self::Hours,
        Self::Place,
        Self::Participation,
        Self::Languages,
        Self::Services,
        Self::Page,
        Self::Join,
        Self::NameAndAddress,
        Self::Contact,
        Self::Deadlines,
        Self::Tentative,
        Self::HourToBeAnnounced,
        Self::MorningOf,
        Self::AfternoonOf,
        Self::OpensAt,
        Self::DeskAt,
        Self::EachDay,
        Self::InGeneva,
        Self::InUtc,
        Self::InZone,
        Self::AtVenue,
        Self::InNamedZone,
        Self::NextDay,
        Self::OnDay,
        Self::Physical,
        Self::Webcast,
        Self::Hybrid,
        Self::Electronic,
        Self::Interpretation,
        Self::Captions,
        Self::SignLanguage,
        Self::WebcastService,
        Self::RegistrationRequired,
        Self::RemoteDetails,
        Self::Attachment,
        Self::AttachmentCancellation,
        Self::TimesNote,
        Self::DeadlineOf,
        Self::FeedName,
        Self::BeginsSoon,
        Self::Unsubscribe,
        Self::OpeningRegistered,
        Self::OpeningSeated,
        Self::OpeningWaiting,
        Self::OpeningUnregistered,
        Self::WaitingList,
        Self::PersonalLink,
        Self::SubjectReminder,
        Self::OpeningReminder,
        Self::OpeningDeadlines,
        Self::OpeningUnanswered,
        Self::DeadlineOn,
        Self::LabelSeparator,
        Self::ListSeparator,
    ];

    /// The phrase as written, not filled.
    #[must_use]
    pub const fn pattern(self, language: Language) -> &'static str {
        match language {
            Language::Arabic => arabic::pattern(self),
            Language::Chinese => chinese::pattern(self),
            Language::English => english::pattern(self),
            Language::French => french::pattern(self),
            Language::Russian => russian::pattern(self),
            Language::Spanish => spanish::pattern(self),
        }
    }
}

/// A phrase with its `{names}` filled. Values are taken as they are: a `{` in them stands for itself. In a language
/// written from right to left each value is isolated, so that a title in another script cannot disturb the sentence.
#[must_use]
pub fn phrase(phrase: Phrase, language: Language, values: &[(&str, &str)]) -> String {
    let mut rest = phrase.pattern(language);
    let mut filled = String::with_capacity(rest.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        match values.iter().find(|(wanted, _)| *wanted == name) {
            // A link stays bare: programs that make links of addresses would take the mark for a part of it.
            Some((_, value)) if is_right_to_left(language) && !value.contains("://") => {
                filled.push_str(&isolate_any(value));
            }
            Some((_, value)) => filled.push_str(value),
            None => {}
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(pattern: &str) -> BTreeSet<&str> {
        pattern.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    /// Words of the pattern: what is neither a `{name}` nor punctuation.
    fn words(pattern: &str) -> String {
        let mut inside = false;
        let outside = |character: &char| {
            inside = *character == '{' || (inside && *character != '}');
            !inside && character.is_alphabetic()
        };
        pattern.chars().filter(outside).collect::<String>().replace("UTC", "").replace("EuropeZurich", "")
    }

    #[test]
    fn every_language_fills_the_same_names() {
        for one in Phrase::ALL {
            for language in Language::ALL {
                assert_eq!(names(one.pattern(language)), names(one.pattern(Language::English)), "{one:?} {language}");
            }
        }
    }

    #[test]
    fn every_language_uses_its_own_script() {
        for one in Phrase::ALL {
            for (language, script) in [
                (Language::Arabic, '\u{600}'..='\u{6ff}'),
                (Language::Chinese, '\u{4e00}'..='\u{9fff}'),
                (Language::Russian, '\u{400}'..='\u{4ff}'),
            ] {
                let words = words(one.pattern(language));
                assert!(words.chars().all(|character| script.contains(&character)), "{one:?} {language}: {words}");
            }
            // French and Spanish share some words with English, but no sentence.
            let english = words(one.pattern(Language::English));
            for language in [Language::French, Language::Spanish] {
                let same = words(one.pattern(language)) == english;
                assert!(!same || english.chars().count() < 14, "{one:?} is not translated into {language}");
            }
        }
    }

    #[test]
    fn values_are_never_read_as_patterns() {
        let values = [("title", "{dates} {{ secret }}"), ("dates", "8 May")];
        assert_eq!(
            phrase(Phrase::SubjectInvitation, Language::English, &values),
            "Invitation: {dates} {{ secret }}, 8 May"
        );
    }

    #[test]
    fn values_are_isolated_in_arabic() {
        let values = [("title", "JCA-ML"), ("dates", "8")];
        let subject = phrase(Phrase::SubjectInvitation, Language::Arabic, &values);
        assert_eq!(subject, "دعوة: \u{2068}JCA-ML\u{2069}، \u{2068}8\u{2069}");
    }
}
