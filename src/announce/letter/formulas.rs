//! The paragraphs that the program words, each from the facts it speaks of.

use super::composer::{Annex, Composer};
use super::gap::Gap;
use super::text::Text;
use crate::domain::body::{BodyKind, Role};
use crate::domain::deadline::DeadlineKind;
use crate::domain::draft::Formula;
use crate::domain::language::Language;
use crate::domain::letter::LetterPart;
use crate::domain::meeting::{Firmness, Format, Half, Hours, Length, Relation};
use crate::domain::time::ClockTime;
use crate::domain::view::Placed;
use crate::language::{Phrase, Sentence, hour, hour_range, language_name, phrase};
use std::collections::BTreeSet;

/// The usual opening of a first day at headquarters.
const USUAL_OPENING: (u32, u32) = (9, 30);

/// The usual paragraphs of a letter, in their usual order; what has nothing to say is left out.
pub(super) fn usual(composer: &Composer<'_>) -> Vec<Vec<Formula>> {
    let contains = |part| composer.facts().is_some_and(|letter| letter.contains.contains(&part));
    let mut order = Vec::new();
    if composer.establishes() {
        order.extend([
            vec![Formula::Decision, Formula::TermsOfReference],
            vec![Formula::Scope],
            vec![Formula::Officers],
            vec![Formula::Participants],
            vec![Formula::Meeting],
        ]);
    } else {
        order.push(vec![Formula::Invitation]);
    }
    order.extend([
        vec![Formula::Opening],
        vec![Formula::Remote],
        vec![Formula::Languages],
        vec![Formula::Web],
        vec![Formula::Documents, Formula::Paperless],
        vec![Formula::Registration],
        vec![Formula::Agenda, Formula::TimePlan],
        vec![Formula::Practical],
        vec![Formula::Hotel],
    ]);
    order.push(vec![Formula::Deadlines]);
    if contains(LetterPart::Visa) || composer.due(&[DeadlineKind::Visa]).is_some() {
        order.push(vec![Formula::Visa]);
    }
    order
}

impl Composer<'_> {
    /// The sentences of a formula; none when it has nothing to say. A draft that asks for it wants a mark instead.
    pub(super) fn formula(&self, formula: Formula, asked: bool) -> Vec<Text> {
        match formula {
            Formula::Invitation => self.invitation(),
            Formula::Decision => vec![self.decision()],
            Formula::TermsOfReference => self.terms(asked),
            Formula::Officers => self.officers(asked),
            Formula::Scope => self.scope(asked),
            Formula::Participants => vec![self.participants()],
            Formula::Meeting => self.meeting(),
            Formula::Opening => self.opening(asked),
            Formula::Remote => self.remote(),
            Formula::Languages => self.languages(asked),
            Formula::Web => self.web(asked),
            Formula::Documents => self.documents(asked),
            Formula::Paperless => self.paperless(asked),
            Formula::Registration => self.registration(asked),
            Formula::Agenda => self.agenda(asked),
            Formula::TimePlan => self.time_plan(asked),
            Formula::Hotel => self.hotel(asked),
            Formula::Practical => self.practical(asked),
            Formula::Visa => self.visa(),
            Formula::Deadlines => Vec::new(),
        }
    }

    fn invitation(&self) -> Vec<Text> {
        let values = [("title", self.title()), ("place", self.place()), ("dates", self.dates())];
        let which = if self.placed.venue.is_some() { Sentence::Invitation } else { Sentence::InvitationElectronic };
        let mut lines = vec![self.text.say(which, &values)];
        lines.extend(self.tentative());
        lines.extend(self.stated_hours());
        lines.extend(self.same_place());
        vec![joined(lines, self.language)]
    }

    fn tentative(&self) -> Option<Text> {
        let tentative = self.placed.at.firmness == Firmness::Tentative;
        tentative.then(|| self.text.say(Sentence::TentativeDates, &[]))
    }

    /// Hours, for letters whose first sentence has none.
    fn stated_hours(&self) -> Option<Text> {
        let Hours::Stated(hours) = self.placed.meeting.hours else { return self.hour_to_be_announced() };
        let hours = hour_range(hours.start(), minute(hours.end_minute()), self.language);
        Some(self.text.say(Sentence::HoursAre, &[("hours", self.text.own(hours))]))
    }

    fn hour_to_be_announced(&self) -> Option<Text> {
        let meeting = self.placed.meeting;
        let unknown =
            meeting.hours == Hours::ToBeAnnounced || meeting.hours == Hours::Usual && meeting.length == Length::HalfDay;
        unknown.then(|| self.text.say(Sentence::HourOnWebPage, &[("body", self.own_body())]))
    }

    fn decision(&self) -> Text {
        let body = self.placed.body;
        let by = body.establishment.decided_by.as_ref().and_then(|id| self.view.scenario.bodies().get(id));
        let by = by.map_or_else(|| self.text.missing(Gap::Decision), |by| self.body_in_full(by));
        let name = self.body_in_full(body);
        match body.establishment.decided_on {
            Some(day) => self.text.say(Sentence::Decision, &[("body", name), ("by", by), ("date", self.text.day(day))]),
            None => self.text.say(Sentence::DecisionUndated, &[("body", name), ("by", by)]),
        }
    }

    fn terms(&self, asked: bool) -> Vec<Text> {
        let parent = self.view.scenario.parent_of(self.placed.body);
        let mut line = Text::default();
        let gap = if self.language == Language::Chinese { "" } else { " " };
        match parent {
            Some(parent) => {
                let values = [("body", self.own_body()), ("parent", self.body(parent))];
                line = line.then("", self.text.say(Sentence::ReportsTo, &values));
            }
            None if asked => line = line.then("", self.text.missing(Gap::Parent)),
            None => {}
        }
        if let Some(cited) = self.facts().and_then(|letter| letter.cites.first()) {
            let values = [("body", self.own_body()), ("text", self.text.name(cited.text.as_str()))];
            line = line.then(gap, self.text.say(Sentence::WorksUnder, &values));
        }
        let values = [("body", self.own_body()), ("annex", self.annex(Annex::Terms))];
        vec![line.then(gap, self.text.say(Sentence::TermsIn, &values))]
    }

    fn officers(&self, asked: bool) -> Vec<Text> {
        let body = self.placed.body;
        let mut lines = Vec::new();
        for officer in &body.officers {
            let which = match officer.role {
                Role::Chair | Role::Rapporteur => Sentence::ChairIs,
                Role::ViceChair => Sentence::ViceChairIs,
                Role::AssociateRapporteur | Role::Counsellor => continue,
            };
            let name = self.text.name(officer.name.as_str());
            let person = match &officer.affiliation {
                Some(affiliation) => {
                    let affiliation = self.text.name(affiliation.as_str());
                    self.text.say(Sentence::Person, &[("name", name), ("affiliation", affiliation)])
                }
                None => name,
            };
            lines.push(self.text.say(which, &[("person", person), ("body", self.own_body())]));
        }
        if lines.is_empty() && asked {
            lines.push(self.text.missing(Gap::Chair));
        }
        lines
    }

    fn scope(&self, asked: bool) -> Vec<Text> {
        let lines = self.text.prose(&self.draft.scope);
        if lines.is_empty() && (asked || self.establishes()) {
            return vec![self.text.missing(Gap::Scope)];
        }
        lines
    }

    fn participants(&self) -> Text {
        let values = [("body", self.own_body())];
        match self.placed.body.kind {
            BodyKind::FocusGroup => self.text.say(Sentence::OpenToAll, &values),
            _ => self.text.say(Sentence::OpenToSector, &values),
        }
    }

    fn meeting(&self) -> Vec<Text> {
        let values = [("title", self.title()), ("place", self.place()), ("dates", self.dates())];
        let electronic = self.placed.venue.is_none();
        let first = match self.placed.meeting.hours {
            Hours::Stated(hours) => {
                let end = minute(hours.end_minute());
                let hours = ("hours", self.text.own(hour_range(hours.start(), end, self.language)));
                let which = if electronic { Sentence::MeetingElectronicHours } else { Sentence::MeetingAtHours };
                self.text.say(which, &[&values[..], &[hours]].concat())
            }
            Hours::Usual | Hours::ToBeAnnounced if electronic => self.text.say(Sentence::MeetingElectronic, &values),
            Hours::Usual | Hours::ToBeAnnounced => self.text.say(Sentence::MeetingAt, &values),
        };
        let mut lines = vec![first];
        lines.extend(self.tentative());
        lines.extend(self.same_place());
        lines.extend(self.hour_to_be_announced());
        vec![joined(lines, self.language)]
    }

    /// The meeting inside which this one lies, as its wish has it.
    fn outer(&self) -> Option<Placed<'_>> {
        let wishes = self.placed.meeting.wishes.iter();
        let inside = wishes.filter_map(|wish| match &wish.relation {
            Relation::Inside(others) => Some(others),
            _ => None,
        });
        let placed = inside.flatten().filter_map(|other| self.view.placed(other));
        let (first, last) = (self.placed.at.first(), self.placed.at.last());
        placed
            .filter(|other| other.venue.is_some() && other.at.venue == self.placed.at.venue)
            .find(|other| other.at.first() <= first && last <= other.at.last())
    }

    fn same_place(&self) -> Option<Text> {
        let outer = self.outer()?;
        let values = [("other", self.body(outer.body)), ("dates", self.dates_of(outer.at))];
        Some(self.text.say(Sentence::SamePlace, &values))
    }

    fn opening(&self, asked: bool) -> Vec<Text> {
        let facts = self.facts();
        let usual = || {
            let days = self.placed.meeting.length != Length::HalfDay;
            let opens = days && self.placed.venue.is_some() && self.placed.meeting.hours == Hours::Usual;
            opens.then(|| ClockTime::from_hms_opt(USUAL_OPENING.0, USUAL_OPENING.1, 0)).flatten()
        };
        let Some(opens) = facts.and_then(|letter| letter.opens).or_else(usual) else {
            return if asked { vec![self.text.missing(Gap::Opening)] } else { Vec::new() };
        };
        let hour_of = |time| self.text.own(hour(time, self.language));
        let first = self.text.day(self.placed.at.first());
        let mut lines = vec![self.text.say(Sentence::OpensAt, &[("hour", hour_of(opens)), ("date", first)])];
        let home = self.placed.venue.is_some_and(|venue| venue.headquarters);
        if let Some(desk) = facts.and_then(|letter| letter.desk_opens) {
            let which = if home { Sentence::DeskAt } else { Sentence::DeskElsewhere };
            lines.push(self.text.say(which, &[("hour", hour_of(desk))]));
        }
        if home {
            lines.push(self.text.say(Sentence::Screens, &[]));
        }
        vec![joined(lines, self.language)]
    }

    fn remote(&self) -> Vec<Text> {
        let meeting = self.placed.meeting;
        let mut lines = Vec::new();
        if meeting.format == Format::PhysicalWithRemoteParticipation {
            let values = [("body", self.own_body()), ("web", self.web_address())];
            lines.push(self.text.say(Sentence::RemoteAt, &values));
        }
        if meeting.services.registration_required && meeting.format == Format::Electronic {
            lines.push(self.text.say(Sentence::RegistrationCompulsory, &[("body", self.own_body())]));
        }
        lines
    }

    fn list(&self, languages: &BTreeSet<Language>) -> Text {
        let names: Vec<&str> = languages.iter().map(|one| language_name(*one, self.language)).collect();
        self.text.own(names.join(&phrase(Phrase::ListSeparator, self.language, &[])))
    }

    fn languages(&self, asked: bool) -> Vec<Text> {
        let services = &self.placed.meeting.services;
        let mut lines = Vec::new();
        if let Some(languages) = &self.placed.terms().languages {
            lines.push(match languages.as_slice() {
                [one] => {
                    let name = self.text.own(language_name(*one, self.language));
                    self.text.say(Sentence::OnlyLanguage, &[("language", name)])
                }
                several => {
                    let list = self.list(&several.iter().copied().collect());
                    self.text.say(Sentence::Languages, &[("languages", list)])
                }
            });
        }
        if !services.interpretation.is_empty() {
            let list = self.list(&services.interpretation);
            lines.push(self.text.say(Sentence::InterpretationIn, &[("languages", list)]));
        }
        for (given, which) in [
            (services.captions, Sentence::CaptioningGiven),
            (services.sign_language_interpreters > 0, Sentence::SignLanguageGiven),
            (services.webcast, Sentence::WebcastGiven),
        ] {
            if given {
                lines.push(self.text.say(which, &[]));
            }
        }
        if lines.is_empty() && asked {
            lines.push(self.text.missing(Gap::Languages));
        }
        if lines.is_empty() { lines } else { vec![joined(lines, self.language)] }
    }

    fn web_address(&self) -> Text {
        match &self.placed.body.web {
            Some(page) => Text::link(page.as_str()),
            None => self.text.missing(Gap::Web),
        }
    }

    fn web(&self, asked: bool) -> Vec<Text> {
        if self.placed.body.web.is_none() && !asked {
            self.text.lacks(Gap::Web);
            return Vec::new();
        }
        vec![self.text.say(Sentence::WebPage, &[("body", self.own_body()), ("web", self.web_address())])]
    }

    /// The address of the office.
    pub(super) fn email(&self) -> Text {
        match &self.placed.body.contact {
            Some(address) => Text::link(address.as_str()),
            None => self.text.missing(Gap::Email),
        }
    }

    fn documents(&self, asked: bool) -> Vec<Text> {
        let due = self.due(&[DeadlineKind::Documents]);
        if due.is_none() && !asked {
            return Vec::new();
        }
        let mut lines =
            vec![self.text.say(Sentence::DocumentsTo, &[("body", self.own_body()), ("email", self.email())])];
        let date = due.map_or_else(|| self.text.missing(Gap::DocumentDeadline), |due| self.text.day(due.day));
        lines.push(match self.facts().and_then(|letter| letter.documents_agreed_by.as_ref()) {
            Some(by) => {
                self.text.say(Sentence::DocumentsAgreed, &[("by", self.text.name(by.as_str())), ("date", date)])
            }
            None => self.text.say(Sentence::DocumentsBy, &[("date", date)]),
        });
        vec![joined(lines, self.language)]
    }

    fn paperless(&self, asked: bool) -> Vec<Text> {
        let paperless = asked || self.placed.terms().paperless == Some(true);
        if paperless { vec![self.text.say(Sentence::Paperless, &[])] } else { Vec::new() }
    }

    fn registration(&self, asked: bool) -> Vec<Text> {
        let due = self.due(&[DeadlineKind::Registration, DeadlineKind::PreRegistration]);
        if !asked && (due.is_none() || self.draft.registration_page.is_none() && self.placed.body.web.is_none()) {
            if due.is_some() {
                self.text.lacks(Gap::RegistrationPage);
            }
            return Vec::new();
        }
        let page = self.draft.registration_page.as_ref().or(self.placed.body.web.as_ref());
        let page = page.map_or_else(|| self.text.missing(Gap::RegistrationPage), |page| Text::link(page.as_str()));
        let date = due.map_or_else(|| self.text.missing(Gap::RegistrationDeadline), |due| self.text.day(due.day));
        vec![self.text.say(Sentence::RegisterAt, &[("page", page), ("date", date)])]
    }

    fn agenda(&self, asked: bool) -> Vec<Text> {
        if !asked && !self.annexes.contains(&Annex::Agenda) {
            return Vec::new();
        }
        let chair = match self.placed.body.chair() {
            Some(chair) => self.text.name(chair.name.as_str()),
            None => self.text.missing(Gap::Chair),
        };
        let values = [("body", self.own_body()), ("chair", chair), ("annex", self.annex(Annex::Agenda))];
        vec![self.text.say(Sentence::AgendaIn, &values)]
    }

    fn time_plan(&self, asked: bool) -> Vec<Text> {
        let there = asked || self.annexes.contains(&Annex::TimePlan);
        let annex = || ("annex", self.annex(Annex::TimePlan));
        if there { vec![self.text.say(Sentence::TimePlanIn, &[annex()])] } else { Vec::new() }
    }

    fn practical(&self, asked: bool) -> Vec<Text> {
        let there = asked || self.annexes.contains(&Annex::Practical);
        if there {
            vec![self.text.say(Sentence::PracticalIn, &[("annex", self.annex(Annex::Practical))])]
        } else {
            Vec::new()
        }
    }

    fn hotel(&self, asked: bool) -> Vec<Text> {
        if !asked && !self.draft.hotel_form {
            return Vec::new();
        }
        let mut lines = vec![self.text.say(Sentence::HotelIn, &[("annex", self.annex(Annex::Hotel))])];
        if let Some(page) = &self.draft.hotel_page {
            lines.push(self.text.say(Sentence::HotelList, &[("page", Text::link(page.as_str()))]));
        }
        vec![joined(lines, self.language)]
    }

    fn visa(&self) -> Vec<Text> {
        let Some(venue) = self.placed.venue else { return Vec::new() };
        // What we know to say holds for Switzerland; another host words its own visa paragraph.
        if venue.country.as_str() != "CH" {
            return vec![self.text.missing(Gap::HostVisa)];
        }
        let due = self.due(&[DeadlineKind::Visa]);
        let weeks = due.map(|due| (self.placed.at.first() - due.day).num_days() / 7);
        let weeks = || match weeks {
            Some(weeks) => self.text.own(weeks.to_string()),
            None => self.text.missing(Gap::VisaDeadline),
        };
        let date = due.map_or_else(|| self.text.missing(Gap::VisaDeadline), |due| self.text.day(due.day));
        let desk = &self.draft.visa;
        let fax =
            desk.fax.as_ref().map_or_else(|| self.text.missing(Gap::VisaFax), |fax| self.text.figures(fax.as_str()));
        let email =
            desk.email.as_ref().map_or_else(|| self.text.missing(Gap::VisaEmail), |email| Text::link(email.as_str()));
        vec![
            self.text.say(Sentence::VisaReminder, &[("weeks", weeks()), ("date", date)]),
            self.text.say(Sentence::VisaHelp, &[("weeks", weeks()), ("fax", fax), ("email", email)]),
        ]
    }

    /// The half of the day, in words.
    pub(super) fn half(&self, half: Half) -> Text {
        self.text.say(
            match half {
                Half::Morning => Sentence::HalfMorning,
                Half::Afternoon => Sentence::HalfAfternoon,
            },
            &[],
        )
    }
}

/// Sentences one after the other, as the language sets them.
fn joined(lines: Vec<Text>, language: Language) -> Text {
    let gap = if language == Language::Chinese { "" } else { " " };
    lines.into_iter().fold(Text::default(), |text, line| text.then(gap, line))
}

/// A minute of the day as a time; the midnight that ends the day is that which begins it.
fn minute(minute: u16) -> ClockTime {
    ClockTime::from_num_seconds_from_midnight_opt(u32::from(minute % 1_440) * 60, 0).unwrap_or(ClockTime::MIN)
}
