//! What every part of a letter needs: the facts of the meeting, in words.

use super::gap::Gap;
use super::text::Text;
use super::wording::Wording;
use crate::domain::body::{Body, BodyKind};
use crate::domain::deadline::{Deadline, DeadlineKind};
use crate::domain::draft::{AnnexLabels, Draft};
use crate::domain::language::Language;
use crate::domain::letter::{Letter as LetterFacts, LetterKind, LetterPart};
use crate::domain::plan::Placement;
use crate::domain::venue::Venue;
use crate::domain::view::{Placed, View};
use crate::language::{Sentence, Term, city_name, date_range};

/// An annex, in the order of [`Composer::annexes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Annex {
    Terms,
    Agenda,
    TimePlan,
    Practical,
    Hotel,
}

/// What stands between the dates of a meeting and the half of the day.
pub(super) const fn comma(language: Language) -> &'static str {
    match language {
        Language::Chinese => "，",
        Language::Arabic => "، ",
        Language::English | Language::French | Language::Russian | Language::Spanish => ", ",
    }
}

/// Composes one letter about one meeting.
pub(super) struct Composer<'a> {
    pub(super) view: View<'a>,
    pub(super) placed: Placed<'a>,
    pub(super) deadlines: &'a [Deadline],
    pub(super) draft: &'a Draft,
    pub(super) language: Language,
    /// The annexes that follow, in the order in which they are counted.
    pub(super) annexes: Vec<Annex>,
    /// The words, with a record of what is missing or unverified.
    pub(super) text: Wording,
}

impl<'a> Composer<'a> {
    pub(super) fn new(
        view: View<'a>,
        placed: Placed<'a>,
        deadlines: &'a [Deadline],
        draft: &'a Draft,
        language: Language,
    ) -> Self {
        let facts = placed.meeting.letter.as_ref();
        let planned = facts.is_some_and(|letter| letter.contains.contains(&LetterPart::WorkPlan));
        let mut annexes = Vec::new();
        for (annex, wanted) in [
            (Annex::Terms, !draft.terms.is_empty()),
            (Annex::Agenda, !draft.agenda.is_empty()),
            (Annex::TimePlan, planned && !placed.meeting.sessions.is_empty()),
            (Annex::Practical, !draft.practical.is_empty()),
            (Annex::Hotel, draft.hotel_form),
        ] {
            if wanted {
                annexes.push(annex);
            }
        }
        let text = Wording::new(language);
        Self { view, placed, deadlines, draft, language, annexes, text }
    }

    /// The letter as a fact, if the scenario has it.
    pub(super) fn facts(&self) -> Option<&'a LetterFacts> {
        self.placed.meeting.letter.as_ref()
    }

    /// The kind of letter: that of the scenario, else what the procedures use for the kind of body.
    pub(super) fn kind(&self) -> LetterKind {
        let usual = || match self.placed.body.kind {
            BodyKind::StudyGroup | BodyKind::AdvisoryGroup | BodyKind::WorkingParty | BodyKind::RegionalGroup => {
                LetterKind::CollectiveLetter
            }
            BodyKind::JointCoordinationActivity => LetterKind::CollectiveLetter,
            BodyKind::Workshop => LetterKind::Circular,
            BodyKind::RapporteurGroup if self.placed.venue.is_some() => LetterKind::ConveningLetter,
            BodyKind::RapporteurGroup | BodyKind::FocusGroup | BodyKind::CouncilGroup | BodyKind::OutsideBody => {
                LetterKind::ElectronicNotice
            }
        };
        self.facts().map_or_else(usual, |letter| letter.kind)
    }

    /// The letter that tells of the creation of the body: the circular that the establishment names.
    pub(super) fn establishes(&self) -> bool {
        let circular = self.placed.body.establishment.circular.as_ref();
        self.kind() == LetterKind::Circular
            && circular.is_some()
            && circular == self.facts().and_then(|letter| letter.number.as_ref())
    }

    /// What the letter is called: `TSB Circular 72`.
    pub(super) fn letter_name(&self) -> Text {
        let number = || match self.facts().and_then(|letter| letter.number.as_ref()) {
            Some(number) => self.text.name(number.as_str()),
            None => self.text.missing(Gap::Number),
        };
        match self.kind() {
            LetterKind::Circular => self.text.numbered(Term::Circular, number()),
            LetterKind::CollectiveLetter => self.text.numbered(Term::CollectiveLetter, number()),
            LetterKind::ConveningLetter => self.text.say(Sentence::ConveningLetter, &[]),
            LetterKind::ElectronicNotice => self.text.say(Sentence::ElectronicNotice, &[]),
        }
    }

    /// The title of the meeting; where it is not translated, the official name of the body that meets says as much.
    pub(super) fn title(&self) -> Text {
        let meeting = self.placed.meeting;
        let translated = self.language == Language::English || meeting.titles.contains_key(&self.language);
        let official = if translated { None } else { self.official_name(self.placed.body) };
        official.unwrap_or_else(|| self.text.named(&meeting.titles, &meeting.title))
    }

    /// The name of a body that the terms give in every language: TSAG, and study groups by their number.
    fn official_name(&self, body: &Body) -> Option<Text> {
        match body.kind {
            BodyKind::AdvisoryGroup if body.id.as_str() == "TSAG" => Some(self.text.term(Term::AdvisoryGroup)),
            BodyKind::StudyGroup => {
                let number = body.id.as_str().strip_prefix("SG")?;
                number.parse::<u16>().ok()?;
                let group = self.text.term(Term::StudyGroup);
                Some(match self.language {
                    Language::Chinese => self.text.own(format!("第{number}")).then("", group),
                    Language::Russian => self.text.own(format!("{number}-я ")).then("", group),
                    _ => group.then(" ", self.text.own(number)),
                })
            }
            _ => None,
        }
    }

    /// A body's name as the scenario has it, else the official one.
    fn name_of(&self, body: &Body) -> Text {
        let given = self.language == Language::English || body.names.contains_key(&self.language);
        let official = if given { None } else { self.official_name(body) };
        official.unwrap_or_else(|| self.text.named(&body.names, &body.name))
    }

    /// A body as sentences name it: the short name where it is one that letters print, else the name.
    pub(super) fn body(&self, body: &Body) -> Text {
        match body.kind {
            BodyKind::JointCoordinationActivity | BodyKind::FocusGroup | BodyKind::RapporteurGroup => {
                self.text.name(&body.id.as_str().replace("FG-", "FG "))
            }
            BodyKind::AdvisoryGroup if body.id.as_str() == "TSAG" => self.text.name(match self.language {
                Language::French => "GCNT",
                Language::Spanish => "GANT",
                Language::Russian => "КГСЭ",
                Language::English | Language::Chinese | Language::Arabic => "TSAG",
            }),
            _ => self.name_of(body),
        }
    }

    /// A body with its long name and, where it has one, its short name.
    pub(super) fn body_in_full(&self, body: &Body) -> Text {
        let long = self.name_of(body);
        let short = self.body(body);
        // Some official names carry their short form with them.
        if long.plain().contains(&short.plain()) {
            return long;
        }
        self.text.say(Sentence::Person, &[("name", long), ("affiliation", short)])
    }

    /// The body that meets.
    pub(super) fn own_body(&self) -> Text {
        self.body(self.placed.body)
    }

    /// Dates of a placement.
    pub(super) fn dates_of(&self, at: &Placement) -> Text {
        self.text.own(date_range(at.first(), at.last(), self.language))
    }

    /// The dates of the meeting.
    pub(super) fn dates(&self) -> Text {
        self.dates_of(self.placed.at)
    }

    /// The city of a venue, or "e-meeting".
    pub(super) fn city_of(&self, venue: Option<&Venue>) -> Text {
        match venue {
            Some(venue) => self.text.name(city_name(venue.name.as_str(), self.language)),
            None => self.text.term(Term::ElectronicMeeting),
        }
    }

    /// The city of the meeting, or "e-meeting".
    pub(super) fn city(&self) -> Text {
        self.city_of(self.placed.venue)
    }

    /// The place of the meeting in a sentence.
    pub(super) fn place(&self) -> Text {
        match self.placed.venue {
            Some(venue) if venue.headquarters => self.text.say(Sentence::Headquarters, &[("city", self.city())]),
            _ => self.city(),
        }
    }

    /// The premises of the secretariat.
    pub(super) fn headquarters(&self) -> Option<&'a Venue> {
        self.view.scenario.venues().values().find(|venue| venue.headquarters)
    }

    /// The last day for something, as the rules have it.
    pub(super) fn due(&self, kinds: &[DeadlineKind]) -> Option<&'a Deadline> {
        super::super::rows::participant_deadlines(self.deadlines).find(|deadline| kinds.contains(&deadline.kind))
    }

    /// The label of an annex: `Annex 1` or `Annex A`, counted from 0.
    pub(super) fn annex_label(&self, index: usize) -> Text {
        let number = match self.draft.annexes {
            AnnexLabels::Numbers => format!("{}", index + 1),
            AnnexLabels::Letters => char::from(b'A' + u8::try_from(index % 26).unwrap_or(0)).to_string(),
        };
        self.text.numbered(Term::Annex, self.text.name(&number))
    }

    /// Where an annex is, for sentences; a mark when the letter has none.
    pub(super) fn annex(&self, annex: Annex) -> Text {
        match self.annexes.iter().position(|one| *one == annex) {
            Some(index) => self.annex_label(index),
            None => self.text.missing(match annex {
                Annex::Terms => Gap::TermsOfReference,
                Annex::Agenda => Gap::Agenda,
                Annex::TimePlan => Gap::TimePlan,
                Annex::Practical => Gap::Practical,
                Annex::Hotel => Gap::HotelForm,
            }),
        }
    }
}
