//! The sheet of options for the dates of one meeting: what follows from each, side by side, and room for the answers.

use super::compose::{Source, find};
use super::composer::Composer;
use super::error::LetterError;
use super::gap::Gap;
use super::model::{Block, Letter, Reference};
use super::text::Text;
use crate::announce::rows::participant_deadlines;
use crate::domain::deadline::DeadlineKind;
use crate::domain::demand::Level;
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::MeetingId;
use crate::domain::options::{DatedOption, OptionSheet};
use crate::domain::reason::Price;
use crate::language::{Sentence, Term, deadline_label};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Meetings that go along and are named.
const ALONG_NAMED: usize = 2;

/// The sheet as a letter to chairs, hosts and members. `source` is the plan as it stands; `answer_by` the last day for
/// answers, a gap when nobody has set one.
///
/// # Errors
/// [`LetterError::NotPlaced`] when the scenario has no such meeting.
pub fn option_sheet(
    source: &Source<'_>,
    sheet: &OptionSheet,
    language: crate::domain::language::Language,
    answer_by: Option<NaiveDate>,
) -> Result<Letter, LetterError> {
    let first = sheet.options.first().ok_or_else(|| LetterError::NotPlaced(sheet.meeting.clone()))?;
    // A meeting without dates in the plan is spoken of at the first option: no sentence of the sheet names that alone.
    let mut placed = find(&source.view, &sheet.meeting, Some(&first.placement))?;
    placed.venue = placed.at.venue.as_ref().and_then(|venue| source.view.scenario.venues().get(venue));
    let composer = Composer::new(source.view.clone(), placed, source.deadlines, source.draft, language);
    let page = Sheet { composer: &composer, sheet, today: source.view.plan.as_of };
    let name = composer.text.say(Sentence::OptionsName, &[]);
    let subject = composer.text.say(Sentence::OptionsSubject, &[("title", composer.title())]);
    let mut blocks = composer.begin(page.references(), &subject, source.dated);
    blocks.extend(page.body(answer_by));
    blocks.extend(composer.end(false));
    let foot = composer.foot();
    let (gaps, unverified) = composer.text.notes();
    Ok(Letter { language, name, subject, foot, blocks, gaps, unverified })
}

struct Sheet<'s, 'a> {
    composer: &'s Composer<'a>,
    sheet: &'s OptionSheet,
    /// The day from which days are counted.
    today: NaiveDate,
}

impl Sheet<'_, '_> {
    fn say(&self, which: Sentence) -> Text {
        self.composer.text.say(which, &[])
    }

    /// To the chair and the members of the body, and to the hosts of the options.
    fn references(&self) -> Vec<Reference> {
        let text = &self.composer.text;
        let row = |label: Text, lines: Vec<Text>, listed| Reference { label: text.label(label), lines, listed };
        let mut to = vec![match self.composer.placed.body.chair() {
            Some(chair) => text.name(chair.name.as_str()),
            None => text.missing(Gap::Chair),
        }];
        let mut hosts: Vec<Text> = Vec::new();
        for option in &self.sheet.options {
            let venue = option.placement.venue.as_ref().and_then(|id| self.composer.view.scenario.venues().get(id));
            let city = venue.filter(|venue| !venue.headquarters).map(|venue| text.name(venue.name.as_str()));
            hosts.extend(city.filter(|city| !hosts.contains(city)));
        }
        to.extend(hosts);
        to.push(self.composer.body_in_full(self.composer.placed.body));
        vec![
            row(text.term(Term::Reference), vec![self.say(Sentence::OptionsName)], false),
            row(text.term(Term::To), to, true),
        ]
    }

    fn body(&self, answer_by: Option<NaiveDate>) -> Vec<Block> {
        let text = &self.composer.text;
        let paragraph = |number: &str, line: Text| Block::Paragraph {
            number: Some(number.to_owned()),
            about: vec!["options"],
            lines: vec![line],
        };
        let count = text.own(self.sheet.options.len().to_string());
        let intro = text.say(Sentence::OptionsIntro, &[("title", self.composer.title()), ("count", count)]);
        let by = answer_by.map_or_else(|| text.missing(Gap::AnswerBy), |day| text.day(day));
        let asked = text.say(Sentence::OptionsAnswer, &[("date", by), ("email", self.composer.email())]);
        vec![
            paragraph("1", intro),
            self.comparison(),
            paragraph("2", asked),
            Block::Heading { number: None, text: self.say(Sentence::Answer) },
            self.form(),
            paragraph("3", self.say(Sentence::OptionsTentative)),
        ]
    }

    fn label(&self, option: &DatedOption) -> Text {
        let label = self.composer.text.own(option.label.to_string());
        self.composer.text.say(Sentence::OptionLabel, &[("label", label)])
    }

    /// One column an option, one row a consequence; rows in which nothing would stand are left out.
    fn comparison(&self) -> Block {
        let options = &self.sheet.options;
        let mut head = vec![self.say(Sentence::Option)];
        head.extend(options.iter().map(|option| self.label(option)));
        let each = |label: Text, cell: &dyn Fn(&DatedOption) -> Text| -> Vec<Text> {
            std::iter::once(label).chain(options.iter().map(cell)).collect()
        };
        let mut rows = vec![
            each(self.say(Sentence::Dates), &|option| self.composer.dates_in_full(&option.placement)),
            each(self.say(Sentence::Place), &|option| self.place(option)),
        ];
        if options.iter().any(|option| option.now) {
            let mark = |option: &DatedOption| if option.now { self.say(Sentence::NowPlanned) } else { Text::default() };
            rows.push(each(self.say(Sentence::Status), &mark));
        }
        rows.push(each(self.say(Sentence::ComparedWithPlan), &|option| self.price(&option.price)));
        let broken = [
            (Sentence::MustsBroken, Strength::Must),
            (Sentence::ShouldsBroken, Strength::Should),
            (Sentence::WishesBroken, Strength::Prefer),
        ];
        rows.extend(broken.map(|(label, strength)| each(self.say(label), &|option| self.broken(option, strength))));
        rows.push(each(self.say(Sentence::ClashesWith), &|option| self.clashes(option)));
        rows.push(each(self.say(Sentence::PeopleHit), &|option| self.people(option)));
        if options.iter().any(|option| !option.along.is_empty()) {
            rows.push(each(self.say(Sentence::MovesAlong), &|option| self.along(option)));
        }
        for kind in self.kinds() {
            let label = self.composer.text.own(deadline_label(kind, self.composer.language));
            rows.push(each(label, &|option| self.due(option, kind)));
        }
        Block::Table { head, rows }
    }

    fn place(&self, option: &DatedOption) -> Text {
        let venue = option.placement.venue.as_ref().and_then(|id| self.composer.view.scenario.venues().get(id));
        self.composer.city_of(venue)
    }

    /// The most important level at which an option differs from the plan decides.
    fn price(&self, price: &[Price]) -> Text {
        let mut levels: Vec<&Price> = price.iter().filter(|price| price.points != 0).collect();
        levels.sort_by_key(|price| price.level);
        let Some(first) = levels.first() else { return self.say(Sentence::AsGood) };
        let what = self.say(match first.level {
            Level::Must => Sentence::ByMusts,
            Level::Should => Sentence::ByShoulds,
            Level::Change => Sentence::ByChange,
            Level::Prefer => Sentence::ByWishes,
        });
        let how = if first.points > 0 { Sentence::Worse } else { Sentence::Better };
        self.composer.text.say(how, &[("what", what)])
    }

    fn listed(&self, items: Vec<Text>) -> Text {
        let comma = crate::language::phrase(crate::language::Phrase::ListSeparator, self.composer.language, &[]);
        let mut items = items.into_iter();
        let Some(first) = items.next() else { return self.say(Sentence::NobodyNothing) };
        items.fold(first, |text, item| text.then(&comma, item))
    }

    /// The rules that an option does not keep, each once, with how often where it is more.
    fn broken(&self, option: &DatedOption, strength: Strength) -> Text {
        let mut rules: BTreeMap<Origin, usize> = BTreeMap::new();
        for finding in option.findings.iter().filter(|finding| finding.strength == strength) {
            *rules.entry(finding.origin).or_default() += 1;
        }
        let one = |(origin, times): (Origin, usize)| {
            let name = match origin {
                Origin::Rule(rule) => self.composer.text.figures(&rule.to_string()),
                Origin::Scenario => self.say(Sentence::ByWishes),
            };
            let often = self.composer.text.figures(&format!("(×{times})"));
            if times > 1 { name.then(" ", often) } else { name }
        };
        self.listed(rules.into_iter().map(one).collect())
    }

    /// The other meetings in what is broken about this one.
    fn clashes(&self, option: &DatedOption) -> Text {
        let others: BTreeSet<&MeetingId> = option
            .findings
            .iter()
            .filter(|finding| finding.strength != Strength::Prefer)
            .flat_map(|finding| &finding.meetings)
            .filter(|other| **other != self.sheet.meeting)
            .collect();
        self.listed(others.into_iter().map(|other| self.title_of(other)).collect())
    }

    fn title_of(&self, meeting: &MeetingId) -> Text {
        match self.composer.view.scenario.meetings().get(meeting) {
            Some(found) => self.composer.text.named(&found.titles, &found.title),
            None => self.composer.text.name(meeting.as_str()),
        }
    }

    /// The most people that one finding names: findings may speak of the same people, so their numbers do not add up.
    fn people(&self, option: &DatedOption) -> Text {
        if option.findings.is_empty() {
            return self.say(Sentence::NobodyNothing);
        }
        let most = option.findings.iter().filter_map(|finding| finding.hit.people).max();
        most.map_or_else(|| self.say(Sentence::NotKnown), |people| self.composer.text.own(people.to_string()))
    }

    /// The first that go along by their titles, the others by their number: a cell is no place for a list.
    fn along(&self, option: &DatedOption) -> Text {
        let named = option.along.iter().take(ALONG_NAMED).map(|step| self.title_of(&step.meeting));
        let names = self.listed(named.collect());
        match option.along.len().saturating_sub(ALONG_NAMED) {
            0 => names,
            more => names.then(" ", self.composer.text.figures(&format!("(+{more})"))),
        }
    }

    /// The deadlines of participants and the letter, those that some option has.
    fn kinds(&self) -> BTreeSet<DeadlineKind> {
        let of = |option: &DatedOption| -> Vec<DeadlineKind> {
            let letter = option.deadlines.iter().filter(|deadline| deadline.kind == DeadlineKind::Letter);
            letter.chain(participant_deadlines(&option.deadlines)).map(|deadline| deadline.kind).collect()
        };
        self.sheet.options.iter().flat_map(of).collect()
    }

    /// When something is due, and how many days that leaves.
    fn due(&self, option: &DatedOption, kind: DeadlineKind) -> Text {
        let days = option.deadlines.iter().filter(|deadline| deadline.kind == kind).map(|deadline| deadline.day);
        let Some(day) = days.min() else { return self.say(Sentence::NobodyNothing) };
        let text = &self.composer.text;
        let left = (day - self.today).num_days();
        if left < 0 {
            return text.say(Sentence::DayPassed, &[("date", text.day(day))]);
        }
        text.say(Sentence::DaysLeft, &[("date", text.day(day)), ("days", text.own(left.to_string()))])
    }

    /// One row an option, one column an answer, to be ticked.
    fn form(&self) -> Block {
        let answers = [Sentence::Preferred, Sentence::Possible, Sentence::Impossible];
        let columns = [Sentence::Option, Sentence::Dates].into_iter().chain(answers);
        let row = |option: &DatedOption| {
            let mut cells = vec![self.label(option), self.composer.dates_in_full(&option.placement)];
            cells.extend(answers.map(|_| Text::default()));
            cells
        };
        Block::Table {
            head: columns.map(|column| self.say(column)).collect(),
            rows: self.sheet.options.iter().map(row).collect(),
        }
    }
}
