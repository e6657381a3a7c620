//! The annexes: terms of reference, draft agenda, practical information, hotel form.

use super::composer::{Annex, Composer};
use super::hotel;
use super::model::{Block, FormPart};
use super::text::Text;
use crate::domain::draft::{Marker, Section};
use crate::domain::language::Language;
use crate::domain::meeting::Session;
use crate::language::{Sentence, Term, clock, date_range, date_with_weekday};
use chrono::Days;

impl Composer<'_> {
    /// All annexes, in the order in which the paragraphs count them.
    pub(super) fn annex_blocks(&self, letter: &Text) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (index, annex) in self.annexes.iter().enumerate() {
            let label = self.annex_label(index);
            let of = self.text.say(Sentence::AnnexTo, &[("letter", letter.clone())]);
            match annex {
                Annex::Terms => {
                    let body = self.body_in_full(self.placed.body);
                    let title = self.text.say(Sentence::TermsTitle, &[("body", body)]);
                    blocks.push(Block::Annex { label, of, title, under: None, language: self.language });
                    blocks.extend(self.sections(&self.draft.terms, true));
                    let source = self.text.words(&self.draft.terms_source);
                    blocks.extend(source.map(|source| self.line(source)));
                }
                Annex::Agenda => {
                    let title = self.text.say(Sentence::AgendaTitle, &[("title", self.title())]);
                    let values = [("place", self.city()), ("dates", self.dates())];
                    let under = Some(self.text.say(Sentence::PlaceAndDates, &values));
                    blocks.push(Block::Annex { label, of, title, under, language: self.language });
                    let points =
                        self.draft.agenda.iter().filter_map(|point| self.text.words(point)).map(|point| vec![point]);
                    blocks.push(Block::Points { marker: Marker::Number, points: points.collect() });
                }
                Annex::TimePlan => {
                    let title = self.text.term(Term::TimePlan);
                    let under = Some(self.title());
                    blocks.push(Block::Annex { label, of, title, under, language: self.language });
                    blocks.push(self.time_plan_table());
                }
                Annex::Practical => {
                    let title = self.text.term(Term::PracticalInformation);
                    blocks.push(Block::Annex { label, of, title, under: None, language: self.language });
                    blocks.extend(self.sections(&self.draft.practical, true));
                }
                Annex::Hotel => blocks.extend(self.hotel_form(index, letter)),
            }
        }
        blocks
    }

    /// The sessions by day and hour, with their rooms where they are known.
    fn time_plan_table(&self) -> Block {
        let mut sessions: Vec<&Session> = self.placed.meeting.sessions.iter().collect();
        sessions.sort_by_key(|session| (session.day, session.hours, session.id.clone()));
        let room = |session: &Session| {
            let rooms = self.placed.venue.map_or(&[][..], |venue| &venue.rooms);
            let room = rooms.iter().find(|room| Some(&room.id) == session.room.as_ref())?;
            Some(self.text.name(room.name.as_str()))
        };
        let with_rooms = sessions.iter().any(|session| room(session).is_some());
        let mut columns = vec![Sentence::Dates, Sentence::Hours, Sentence::Session];
        columns.extend(with_rooms.then_some(Sentence::Room));
        let row = |session: &&Session| {
            let day = self.placed.at.first() + Days::new(u64::from(session.day.get()) - 1);
            let hours = format!("{}-{}", clock(session.hours.start()), session.hours.end_words());
            let mut cells = vec![
                self.text.own(date_with_weekday(day, self.language)),
                self.text.figures(&hours),
                self.text.name(session.title.as_str()),
            ];
            cells.extend(with_rooms.then(|| room(session).unwrap_or_default()));
            cells
        };
        let rows = sessions.iter().map(row).collect();
        Block::Table { head: columns.iter().map(|column| self.text.say(*column, &[])).collect(), rows }
    }

    fn line(&self, text: Text) -> Block {
        Block::Paragraph { number: None, about: vec!["text"], lines: vec![text] }
    }

    fn sections(&self, sections: &[Section], numbered: bool) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (index, section) in sections.iter().enumerate() {
            if let Some(title) = self.text.words(&section.title) {
                let number = numbered.then(|| (index + 1).to_string());
                blocks.push(Block::Heading { number, text: title });
            }
            let lines = self.text.prose(&section.text);
            blocks.extend(lines.into_iter().map(|line| self.line(line)));
            let points: Vec<Vec<Text>> = section.points.iter().map(|point| self.text.prose(point)).collect();
            if !points.is_empty() {
                blocks.push(Block::Points { marker: section.marker, points });
            }
            blocks.extend(self.text.prose(&section.after).into_iter().map(|line| self.line(line)));
        }
        blocks
    }

    /// The hotel form, in English.
    fn hotel_form(&self, index: usize, letter: &Text) -> Vec<Block> {
        let english = Composer::new(self.view.clone(), self.placed, self.deadlines, self.draft, Language::English);
        let plain = |text: &str| Text::new(text, Language::English);
        let line = |text: &str| Block::Paragraph { number: None, about: vec!["hotel"], lines: vec![plain(text)] };
        let number = english.letter_name();
        let of = if self.language == Language::English { letter.clone() } else { number };
        let first = vec![FormPart::Words("from "), FormPart::Blank(20), FormPart::Words(" to "), FormPart::Blank(20)];
        let (opens, closes) = (self.placed.at.first(), self.placed.at.last());
        let dates = date_range(opens, closes, Language::English);
        let mut blocks = vec![
            Block::Annex {
                label: english.annex_label(index),
                of: english.text.say(Sentence::AnnexTo, &[("letter", of)]),
                title: plain(hotel::INSTRUCTION),
                under: Some(plain(&hotel::HEAD.join(", "))),
                language: Language::English,
            },
            line(&format!("{}, {dates}", english.title().plain())),
        ];
        let rows = std::iter::once(first).chain(hotel::STAY.iter().map(|row| row.to_vec()));
        blocks.push(Block::Form(rows.collect()));
        blocks.push(line(hotel::TRANSPORT));
        blocks.push(Block::Form(hotel::GUEST.iter().map(|row| row.to_vec()).collect()));
        if let Some(address) = self.headquarters().and_then(|venue| venue.address.as_ref()) {
            blocks.push(line(address.as_str()));
        }
        blocks
    }
}
