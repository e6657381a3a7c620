//! A whole letter: its blocks in their order.

use super::composer::{Composer, comma};
use super::error::LetterError;
use super::formulas::usual;
use super::gap::Gap;
use super::model::{Block, Due, Letter, Reference};
use super::text::{Mark, Text};
use crate::announce::rows::participant_deadlines;
use crate::domain::deadline::Deadline;
use crate::domain::draft::{Draft, Formula, Passage};
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::letter::LetterKind;
use crate::domain::meeting::Firmness;
use crate::domain::plan::{Placement, Plan};
use crate::domain::view::{Placed, View};
use crate::language::{Phrase, Sentence, Term, city_name, date_line, date_with_weekday, deadline_label, phrase};
use chrono::NaiveDate;

/// Why a letter is written.
#[derive(Debug, Clone, Copy)]
pub enum Occasion<'a> {
    /// It announces the meeting.
    Announcement,
    /// It corrects dates or place: `before` is the plan that was announced.
    Corrigendum {
        /// Which correction of the letter this is, from 1.
        number: u16,
        /// The plan as announced.
        before: &'a Plan,
    },
    /// It adds to the letter what the draft says.
    Addendum {
        /// Which addition this is, from 1.
        number: u16,
    },
    /// The meeting is off.
    Cancellation,
}

/// What a letter is made from.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The scenario with its plan.
    pub view: View<'a>,
    /// The deadlines of the meeting, earliest first.
    pub deadlines: &'a [Deadline],
    /// The words of the letter.
    pub draft: &'a Draft,
    /// The day on which it is written; the letter that announces a meeting has one in the scenario.
    pub dated: Option<NaiveDate>,
}

/// Writes a letter about a meeting in one language.
///
/// # Errors
/// [`LetterError`]: no dates, a cancelled meeting, a corrigendum without a change, an addendum without words.
pub fn letter(
    source: &Source<'_>,
    meeting: &MeetingId,
    language: Language,
    occasion: Occasion<'_>,
) -> Result<Letter, LetterError> {
    let placed = find(&source.view, meeting, None)?;
    let off = placed.at.firmness == Firmness::Cancelled;
    if off && !matches!(occasion, Occasion::Cancellation) {
        return Err(LetterError::Cancelled(meeting.clone()));
    }
    let composer = Composer::new(source.view.clone(), placed, source.deadlines, source.draft, language);
    let announces = matches!(occasion, Occasion::Announcement);
    let dated = source.dated.or_else(|| composer.facts().filter(|_| announces)?.dated);
    let letter_name = composer.letter_name();
    let (name, subject, body) = match occasion {
        Occasion::Announcement => (letter_name.clone(), composer.subject(), composer.paragraphs()),
        Occasion::Corrigendum { number, before } => {
            let before = before.placements.get(meeting).ok_or_else(|| LetterError::NotPlaced(meeting.clone()))?;
            let name = composer.part_of(Sentence::Corrigendum, number, &letter_name);
            let changes = composer.changes(before).ok_or_else(|| LetterError::NothingChanged(meeting.clone()))?;
            (name, composer.subject(), composer.corrigendum(&letter_name, changes))
        }
        Occasion::Addendum { number } => {
            if source.draft.paragraphs.is_empty() {
                return Err(LetterError::NothingAdded(meeting.clone()));
            }
            let name = composer.part_of(Sentence::Addendum, number, &letter_name);
            (name, composer.subject(), composer.addendum(&letter_name))
        }
        Occasion::Cancellation => {
            let name = composer.text.say(Sentence::Cancellation, &[("letter", letter_name.clone())]);
            (name, composer.cancelled_subject(), composer.cancellation(&letter_name))
        }
    };
    let mut blocks = composer.head(&name, &subject, dated);
    blocks.extend(body);
    blocks.extend(composer.end(announces));
    if announces {
        blocks.extend(composer.annex_blocks(&letter_name));
    }
    let foot = composer.foot();
    let (gaps, unverified) = composer.text.notes();
    Ok(Letter { language, name, subject, foot, blocks, gaps, unverified })
}

/// A meeting with its dates, cancelled or not; where the plan has none, with others.
pub(super) fn find<'a>(
    view: &View<'a>,
    meeting: &MeetingId,
    otherwise: Option<&'a Placement>,
) -> Result<Placed<'a>, LetterError> {
    let not_placed = || LetterError::NotPlaced(meeting.clone());
    let found = view.scenario.meetings().get(meeting).ok_or_else(not_placed)?;
    let at = view.plan.placements.get(meeting).or(otherwise).ok_or_else(not_placed)?;
    let venue = at.venue.as_ref().and_then(|venue| view.scenario.venues().get(venue));
    Ok(Placed { meeting: found, body: view.scenario.body_of(found), at, venue })
}

/// Rows of a corrigendum: what, as announced, now.
type Changes = Vec<Vec<Text>>;

impl Composer<'_> {
    /// Masthead, date, references, subject, salutation.
    fn head(&self, name: &Text, subject: &Text, dated: Option<NaiveDate>) -> Vec<Block> {
        self.begin(self.references(name), subject, dated)
    }

    /// The same with references of one's own.
    pub(super) fn begin(&self, references: Vec<Reference>, subject: &Text, dated: Option<NaiveDate>) -> Vec<Block> {
        vec![
            Block::Masthead { union: self.text.term(Term::Union), bureau: self.text.term(Term::Bureau) },
            Block::DateLine(self.date_line(dated)),
            Block::References(references),
            Block::Subject { label: self.text.label(self.text.term(Term::Subject)), text: subject.clone() },
            Block::Salutation(self.text.term(Term::Salutation)),
        ]
    }

    fn date_line(&self, dated: Option<NaiveDate>) -> Text {
        let city = self.headquarters().map(|venue| city_name(venue.name.as_str(), self.language));
        let Some(dated) = dated else {
            let (mark, city) = (self.text.missing(Gap::Date), city.map(|city| self.text.name(city)));
            return match city {
                // Chinese puts the date first.
                Some(city) if self.language == Language::Chinese => mark.then("，", city),
                Some(city) => city.then(&phrase(Phrase::ListSeparator, self.language, &[]), mark),
                None => mark,
            };
        };
        city.map_or_else(|| self.text.day(dated), |city| self.text.own(date_line(city, dated, self.language)))
    }

    fn references(&self, name: &Text) -> Vec<Reference> {
        let row = |label: Text, lines: Vec<Text>| Reference { label: self.text.label(label), lines, listed: false };
        let code = match &self.placed.body.reference_code {
            Some(code) => self.text.name(code.as_str()),
            None => self.text.missing(Gap::ReferenceCode),
        };
        let mut rows = vec![row(self.text.term(Term::Reference), vec![name.clone(), code])];
        if matches!(self.kind(), LetterKind::Circular | LetterKind::CollectiveLetter) {
            let to = [Term::Administrations, Term::SectorMembers, Term::Associates, Term::Academia];
            let copy =
                [Sentence::Chairs, Sentence::DirectorDevelopment, Sentence::DirectorRadio, Sentence::RegionalOffices];
            let to = to.iter().map(|term| self.text.term(*term)).collect();
            let copy = copy.iter().map(|sentence| self.text.say(*sentence, &[])).collect();
            rows.push(Reference { label: self.text.label(self.text.term(Term::To)), lines: to, listed: true });
            rows.push(Reference { label: self.text.label(self.text.term(Term::Copy)), lines: copy, listed: true });
        }
        let contact = self.text.term(Term::ContactLine).plain();
        let mut labels = contact.split(" / ").map(|label| self.text.own(label));
        let given = |line: Option<&crate::domain::text::Line>, gap: Gap| match line {
            Some(line) => self.text.figures(line.as_str()),
            None => self.text.missing(gap),
        };
        let values = [
            given(self.draft.telephone.as_ref(), Gap::Telephone),
            given(self.draft.fax.as_ref(), Gap::Fax),
            self.email(),
        ];
        rows.extend(labels.by_ref().zip(values).map(|(label, value)| row(label, vec![value])));
        rows
    }

    fn subject(&self) -> Text {
        if let Some(subject) = self.text.words(&self.draft.subject) {
            return subject;
        }
        let (place, dates) = (self.city(), self.dates());
        if self.establishes() {
            let body = self.body_in_full(self.placed.body);
            return self.text.say(Sentence::SubjectFirst, &[("body", body), ("place", place), ("dates", dates)]);
        }
        self.text.say(Sentence::SubjectMeeting, &[("title", self.title()), ("place", place), ("dates", dates)])
    }

    fn cancelled_subject(&self) -> Text {
        let values = [("title", self.title()), ("place", self.city()), ("dates", self.dates())];
        self.text.say(Sentence::SubjectCancellation, &values)
    }

    /// The numbered paragraphs and the table of deadlines.
    fn paragraphs(&self) -> Vec<Block> {
        if self.draft.paragraphs.is_empty() {
            let formulas = usual(self);
            let passages = formulas.iter().map(|one| one.iter().map(|formula| Passage::Formula(*formula)).collect());
            return self.numbered_blocks(&passages.collect::<Vec<_>>(), false);
        }
        self.numbered_blocks(&self.draft.paragraphs, true)
    }

    fn numbered_blocks(&self, paragraphs: &[Vec<Passage>], asked: bool) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut number = 0;
        for passages in paragraphs {
            let (mut about, mut lines, mut points) = (Vec::new(), Vec::new(), Vec::new());
            let mut tables = Vec::new();
            for passage in passages {
                let (word, found) = match passage {
                    Passage::Formula(Formula::Deadlines) => {
                        tables.extend(self.deadline_table(asked));
                        continue;
                    }
                    Passage::Formula(formula) => (formula.word(), self.formula(*formula, asked)),
                    Passage::Prose(prose) => ("text", self.text.prose(prose)),
                    Passage::Point(prose) => {
                        points.push(self.text.prose(prose));
                        continue;
                    }
                };
                if !found.is_empty() {
                    about.push(word);
                    lines.extend(found);
                }
            }
            if !lines.is_empty() || !points.is_empty() {
                number += 1;
                blocks.push(Block::Paragraph { number: Some(number.to_string()), about, lines });
                for (index, lines) in points.into_iter().enumerate() {
                    let number = Some(format!("{number}.{}", index + 1));
                    blocks.push(Block::Paragraph { number, about: vec!["point"], lines });
                }
            }
            blocks.extend(tables);
        }
        blocks
    }

    /// The deadlines that participants must keep, earliest first.
    fn deadline_table(&self, asked: bool) -> Option<Block> {
        let mut deadlines: Vec<&Deadline> = participant_deadlines(self.deadlines).collect();
        deadlines.sort_by_key(|deadline| (deadline.day, deadline.kind));
        let rows: Vec<Due> = deadlines
            .into_iter()
            .map(|deadline| Due {
                day: self.text.own(date_with_weekday(deadline.day, self.language)),
                what: self.text.own(deadline_label(deadline.kind, self.language)),
            })
            .collect();
        if rows.is_empty() {
            if asked {
                self.text.lacks(Gap::Deadlines);
            }
            return None;
        }
        Some(Block::Deadlines { heading: self.text.label(self.text.term(Term::KeyDeadlines)), rows })
    }

    /// Wish, closing formula, signature, number of annexes.
    pub(super) fn end(&self, with_annexes: bool) -> Vec<Block> {
        let mut blocks = Vec::new();
        if let Some(wish) = with_annexes.then(|| self.text.words(&self.draft.wish)).flatten() {
            blocks.push(Block::Paragraph { number: None, about: vec!["wish"], lines: vec![wish] });
        }
        blocks.push(Block::Closing(self.text.term(Term::Closing)));
        let signed = matches!(self.kind(), LetterKind::Circular | LetterKind::CollectiveLetter);
        let name = match (signed, self.placed.body.chair()) {
            (true, _) => self.text.words(&self.draft.signatory).unwrap_or_else(|| self.text.missing(Gap::Signatory)),
            (false, Some(chair)) => self.text.name(chair.name.as_str()),
            (false, None) => self.text.missing(Gap::Chair),
        };
        let office = if signed { self.text.term(Term::Director) } else { self.own_body() };
        blocks.push(Block::Signature { name, office });
        if with_annexes && !self.annexes.is_empty() {
            let number = self.text.own(self.annexes.len().to_string());
            blocks.push(Block::AnnexCount(self.text.say(Sentence::AnnexCount, &[("number", number)])));
        }
        blocks
    }

    pub(super) fn foot(&self) -> Text {
        let union = self.text.term(Term::Union);
        match self.headquarters().and_then(|venue| venue.address_in(self.language)) {
            Some(address) => union.then(" • ", self.text.name(address.as_str())),
            None => union,
        }
    }

    fn part_of(&self, which: Sentence, number: u16, letter: &Text) -> Text {
        self.text.say(which, &[("number", self.text.own(number.to_string())), ("letter", letter.clone())])
    }

    /// The letter with its date, for letters that speak of it.
    fn dated(&self, letter: &Text) -> Text {
        match self.facts().and_then(|facts| facts.dated) {
            Some(dated) => {
                self.text.say(Sentence::LetterOf, &[("letter", letter.clone()), ("date", self.text.day(dated))])
            }
            None => letter.clone(),
        }
    }

    fn first_paragraph(&self, which: Sentence, letter: &Text) -> Block {
        let values =
            [("letter", self.dated(letter)), ("title", self.title()), ("dates", self.dates()), ("place", self.city())];
        Block::Paragraph {
            number: Some("1".to_owned()),
            about: vec!["occasion"],
            lines: vec![self.text.say(which, &values)],
        }
    }

    /// Dates of a placement with the half of the day.
    pub(super) fn dates_in_full(&self, at: &Placement) -> Text {
        let dates = self.dates_of(at);
        match at.half {
            Some(half) => dates.then(comma(self.language), self.half(half)),
            None => dates,
        }
    }

    /// Dates and place, as announced and now; `None` when they are the same.
    fn changes(&self, before: &Placement) -> Option<Changes> {
        let venue =
            |at: &Placement| self.city_of(at.venue.as_ref().and_then(|venue| self.view.scenario.venues().get(venue)));
        let now = self.placed.at;
        let mut rows = Vec::new();
        for (label, was, is) in [
            (Sentence::Dates, self.dates_in_full(before), self.dates_in_full(now)),
            (Sentence::Place, venue(before), venue(now)),
        ] {
            if was != is {
                rows.push(vec![self.text.say(label, &[]), was.marked(Mark::Deleted), is.marked(Mark::Inserted)]);
            }
        }
        (!rows.is_empty()).then_some(rows)
    }

    fn corrigendum(&self, letter: &Text, rows: Changes) -> Vec<Block> {
        let columns = [Sentence::Subject, Sentence::Was, Sentence::IsNow];
        let head = columns.iter().map(|column| self.text.say(*column, &[])).collect();
        let rest = self.text.say(Sentence::RestUnchanged, &[("letter", letter.clone())]);
        let mut blocks = vec![self.first_paragraph(Sentence::CorrigendumText, letter), Block::Table { head, rows }];
        // Deadlines count from the opening: when the dates change, they do.
        blocks.extend(self.deadline_table(false));
        blocks.push(Block::Paragraph { number: Some("2".to_owned()), about: vec!["rest"], lines: vec![rest] });
        blocks
    }

    fn addendum(&self, letter: &Text) -> Vec<Block> {
        let mut blocks = vec![self.first_paragraph(Sentence::AddendumText, letter)];
        for mut block in self.numbered_blocks(&self.draft.paragraphs, true) {
            if let Block::Paragraph { number: Some(number), .. } = &mut block {
                *number = format!("1.{number}");
            }
            blocks.push(block);
        }
        blocks
    }

    fn cancellation(&self, letter: &Text) -> Vec<Block> {
        vec![self.first_paragraph(Sentence::CancellationText, letter)]
    }
}
