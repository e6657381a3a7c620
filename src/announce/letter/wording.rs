//! The words of a document in one language, with a record of what is missing or unverified.

use super::gap::{Gap, Unverified};
use super::text::{Mark, Text, fill, language_of};
use crate::domain::draft::{Prose, Words};
use crate::domain::language::Language;
use crate::domain::text::Line;
use crate::language::{Sentence, Term, TermText, date, sentence, term};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Words in one language.
pub(super) struct Wording {
    language: Language,
    gaps: RefCell<BTreeSet<Gap>>,
    unverified: RefCell<BTreeSet<Unverified>>,
}

impl Wording {
    pub(super) fn new(language: Language) -> Self {
        Self { language, gaps: RefCell::default(), unverified: RefCell::default() }
    }

    /// What is missing and unverified, at the end.
    pub(super) fn notes(self) -> (Vec<Gap>, Vec<Unverified>) {
        (self.gaps.into_inner().into_iter().collect(), self.unverified.into_inner().into_iter().collect())
    }

    /// Something the secretariat has to fill in, as a visible mark.
    pub(super) fn missing(&self, gap: Gap) -> Text {
        self.lacks(gap);
        self.say(Sentence::ToBeCompleted, &[]).marked(Mark::Missing)
    }

    /// Something is missing, without a mark.
    pub(super) fn lacks(&self, gap: Gap) {
        self.gaps.borrow_mut().insert(gap);
    }

    fn noted(&self, words: TermText, is_term: bool) -> &'static str {
        let note = Unverified::note(words.text, words.provenance, self.language, is_term);
        self.unverified.borrow_mut().extend(note);
        words.text
    }

    /// A sentence with its names filled.
    pub(super) fn say(&self, which: Sentence, values: &[(&str, Text)]) -> Text {
        fill(self.noted(sentence(which, self.language), false), self.language, values)
    }

    /// An official term.
    pub(super) fn term(&self, which: Term) -> Text {
        Text::new(self.noted(term(which, self.language), true), self.language)
    }

    /// A term with a number in it.
    pub(super) fn numbered(&self, which: Term, number: Text) -> Text {
        fill(self.noted(term(which, self.language), true), self.language, &[("number", number)])
    }

    /// A label with its colon.
    pub(super) fn label(&self, mut text: Text) -> Text {
        let colon = if self.language == Language::Chinese { "：" } else { ":" };
        if !text.plain().ends_with([':', '：']) {
            text = text.then(colon, Text::new("", self.language));
        }
        text
    }

    /// Words in the language of the letter, such as dates.
    pub(super) fn own(&self, text: impl Into<String>) -> Text {
        Text::new(text, self.language)
    }

    /// Words whose language their script tells, such as names.
    pub(super) fn name(&self, text: &str) -> Text {
        Text::new(text, language_of(text, self.language))
    }

    /// A number or an address that reads from left to right in every language.
    pub(super) fn figures(&self, text: &str) -> Text {
        let mut text = Text::new(text, Language::English);
        text.0.iter_mut().for_each(|run| run.isolated = true);
        text
    }

    /// Words by language: those of the letter, else English ones and a gap, else any.
    pub(super) fn words(&self, words: &Words) -> Option<Text> {
        let (language, line) = self.chosen(words)?;
        Some(Text::new(line.as_str(), language))
    }

    /// Prose by language, a text a line.
    pub(super) fn prose(&self, prose: &Prose) -> Vec<Text> {
        let Some((language, text)) = self.chosen(prose) else { return Vec::new() };
        text.as_str()
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| Text::new(line.trim(), language))
            .collect()
    }

    fn chosen<'w, T: std::fmt::Display>(&self, words: &'w BTreeMap<Language, T>) -> Option<(Language, &'w T)> {
        if let Some(found) = words.get(&self.language) {
            return Some((self.language, found));
        }
        let (language, found) = words.get_key_value(&Language::English).or_else(|| words.first_key_value())?;
        self.untranslated(&found.to_string());
        Some((*language, found))
    }

    fn untranslated(&self, text: &str) {
        let start: String = text.chars().take_while(|c| *c != '\n').take(60).collect();
        self.lacks(Gap::Untranslated(start));
    }

    /// A name in the language of the letter, else the English one and a gap.
    pub(super) fn named(&self, names: &BTreeMap<Language, Line>, english: &Line) -> Text {
        match names.get(&self.language) {
            Some(name) => self.own(name.as_str()),
            None if self.language == Language::English => self.own(english.as_str()),
            None => {
                self.untranslated(english.as_str());
                Text::new(english.as_str(), Language::English)
            }
        }
    }

    /// A day.
    pub(super) fn day(&self, day: chrono::NaiveDate) -> Text {
        self.own(date(day, self.language))
    }
}
