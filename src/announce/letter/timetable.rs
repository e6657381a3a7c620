//! The timetable of meetings: a numbered document whose revisions mark what changed.

use super::composer::comma;
use super::gap::Gap;
use super::model::{Block, Letter};
use super::text::{Mark, Text};
use super::wording::Wording;
use crate::domain::language::Language;
use crate::domain::meeting::{Firmness, Half, Meeting};
use crate::domain::plan::{Placement, Plan};
use crate::domain::scenario::Scenario;
use crate::domain::view::View;
use crate::language::{Sentence, Term, city_name, date_range};

/// The columns of the timetable.
const COLUMNS: [Sentence; 4] = [Sentence::Dates, Sentence::Meeting, Sentence::Place, Sentence::Status];

/// The timetable of all meetings of a plan, in the order of their dates. After an earlier plan it is the next revision,
/// in which what changed is marked; meetings that are gone stay, struck through.
#[must_use]
pub fn timetable(view: &View<'_>, before: Option<&Plan>, language: Language) -> Letter {
    let text = Wording::new(language);
    let scenario = view.scenario;
    let table = Timetable { scenario, text: &text, language };
    let mut meetings: Vec<(&Meeting, Option<&Placement>, Option<&Placement>)> = scenario
        .meetings()
        .values()
        .map(|meeting| {
            let was = before.and_then(|before| before.placements.get(&meeting.id));
            (meeting, was, view.plan.placements.get(&meeting.id))
        })
        .filter(|(_, was, now)| was.is_some() || now.is_some())
        .collect();
    let order = |at: Option<&Placement>| at.map(|at| (at.first(), at.last(), at.half));
    meetings.sort_by_key(|(meeting, was, now)| (order(now.or(*was)), meeting.id.clone()));
    let mut changes = 0;
    let rows: Vec<Vec<Text>> = meetings
        .into_iter()
        .map(|(meeting, was, now)| {
            changes += usize::from(before.is_some() && was != now);
            table.row(meeting, before.is_some().then_some(was), now)
        })
        .collect();

    let published = scenario.timetable.number.as_ref().map(|number| number.as_str());
    let number = match (published, before) {
        (Some(number), Some(_)) => text.name(&next_revision(number)),
        (Some(number), None) => text.name(number),
        (None, _) => text.missing(Gap::Number),
    };
    let title = text.say(Sentence::Timetable, &[]);
    let period = text.own(date_range(scenario.from, scenario.until, language));
    let mut under =
        vec![number.clone(), period, text.say(Sentence::TimetableAsOf, &[("date", text.day(view.plan.as_of))])];
    if before.is_some() {
        let earlier = published.map_or_else(|| text.missing(Gap::Number), |number| text.name(number));
        let values = [("number", earlier), ("count", text.own(changes.to_string()))];
        under.push(text.say(Sentence::TimetableChanges, &values));
    }
    let head = COLUMNS.iter().map(|column| text.say(*column, &[])).collect();
    let blocks = vec![
        Block::Masthead { union: text.term(Term::Union), bureau: text.term(Term::Bureau) },
        Block::Title { text: title.clone(), under },
        Block::Table { head, rows },
    ];
    let foot = number.clone();
    let (gaps, unverified) = text.notes();
    Letter { language, name: number, subject: title, foot, blocks, gaps, unverified }
}

/// `TD105` becomes `TD105R1`, `TD105R2` becomes `TD105R3`: the revisions of ITU-T's temporary documents.
fn next_revision(number: &str) -> String {
    let digits = number.len() - number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (stem, revision) = number.split_at(number.len() - digits);
    match (stem.strip_suffix('R'), revision.parse::<u32>()) {
        (Some(stem), Ok(revision)) if stem.ends_with(|c: char| c.is_ascii_digit()) => {
            format!("{stem}R{}", revision.saturating_add(1))
        }
        _ => format!("{number}R1"),
    }
}

struct Timetable<'a> {
    scenario: &'a Scenario,
    text: &'a Wording,
    language: Language,
}

impl Timetable<'_> {
    /// One row; `was` is what an earlier revision said, if there is one: perhaps nothing.
    fn row(&self, meeting: &Meeting, was: Option<Option<&Placement>>, now: Option<&Placement>) -> Vec<Text> {
        let title = self.text.named(&meeting.titles, &meeting.title);
        let cells =
            |at: Option<&Placement>| at.map(|at| [self.dates(at), title.clone(), self.place(at), self.status(at)]);
        match (was.map(cells), cells(now)) {
            (None, Some(now)) => now.to_vec(),
            (None, None) => Vec::new(),
            (Some(None), Some(now)) => now.map(|cell| cell.marked(Mark::Inserted)).to_vec(),
            (Some(Some(was)), None) => was.map(|cell| cell.marked(Mark::Deleted)).to_vec(),
            (Some(None), None) => Vec::new(),
            (Some(Some(was)), Some(now)) => was.into_iter().zip(now).map(|(was, now)| change(was, now)).collect(),
        }
    }

    fn dates(&self, at: &Placement) -> Text {
        let dates = self.text.own(date_range(at.first(), at.last(), self.language));
        let half = match at.half {
            Some(Half::Morning) => Sentence::HalfMorning,
            Some(Half::Afternoon) => Sentence::HalfAfternoon,
            None => return dates,
        };
        dates.then(comma(self.language), self.text.say(half, &[]))
    }

    fn place(&self, at: &Placement) -> Text {
        match at.venue.as_ref().and_then(|venue| self.scenario.venues().get(venue)) {
            Some(venue) => self.text.name(city_name(venue.name.as_str(), self.language)),
            None => self.text.term(Term::ElectronicMeeting),
        }
    }

    fn status(&self, at: &Placement) -> Text {
        let which = match at.firmness {
            Firmness::Planned => Sentence::Planned,
            Firmness::Tentative => Sentence::Tentative,
            Firmness::Confirmed => Sentence::Confirmed,
            Firmness::Announced => Sentence::Announced,
            Firmness::Held => Sentence::Held,
            Firmness::Cancelled => Sentence::Cancelled,
        };
        self.text.say(which, &[])
    }
}

/// A cell that may have changed: the old text struck through, the new one underlined.
fn change(was: Text, now: Text) -> Text {
    if was == now { now } else { was.marked(Mark::Deleted).then(" ", now.marked(Mark::Inserted)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_count_on() {
        let cases =
            [("TD105R2", "TD105R3"), ("TD105", "TD105R1"), ("TD105R9", "TD105R10"), ("R2", "R2R1"), ("A", "AR1")];
        for (number, next) in cases {
            assert_eq!(next_revision(number), next);
        }
    }
}
