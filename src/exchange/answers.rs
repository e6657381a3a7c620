//! Files of answers to a sheet of options: what was offered, and who answered what on which day.
//!
//! ```toml
//! format = "convoke-answers/1"
//! scenario = "ITU-T 2018"
//! meeting = "tsag-2018-02"
//! offered_on = 2017-10-02
//!
//! [[option]]
//! label = "A"
//! first = 2018-02-26
//! last = 2018-03-02
//! venue = "geneva"
//!
//! [[answer]]
//! who = "Chair of TSAG"
//! on = 2017-10-09
//! preferred = ["A"]
//! possible = ["B"]
//! impossible = ["C"]
//! ```

use super::files::{DiskFiles, Files};
use super::plan_file;
use super::reader::{Entry, Field};
use super::report::{Note, Report};
use super::scenario::HALVES;
use super::sources::Span;
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::Firmness;
use crate::domain::options::{Answer, Answers, OptionLabel, OptionSheet, Suits};
use crate::domain::plan::Placement;
use crate::domain::scenario::Scenario;
use crate::domain::text::Line;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// What the first line of a file of answers says.
const FORMAT: &str = "convoke-answers/1";

/// Reads answers from the disk.
///
/// # Errors
/// All findings of the file in one [`Report`], each with its place.
pub fn read(path: &Path, scenario: &Scenario) -> Result<Answers, Report> {
    read_from(&DiskFiles, path, scenario)
}

/// Reads answers from other files.
///
/// # Errors
/// As [`read`].
pub fn read_from(files: &dyn Files, path: &Path, scenario: &Scenario) -> Result<Answers, Report> {
    plan_file::read(files, path, "answers", FORMAT, |entry| answers(entry, scenario))
}

/// The file of a sheet before anybody has answered, ready for answers to be added.
#[must_use]
pub fn write(sheet: &OptionSheet, scenario: &str, offered_on: NaiveDate) -> String {
    // A TOML string is a JSON string as far as names go: they hold no control characters.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut out = format!(
        "format = {}\nscenario = {}\nmeeting = {}\noffered_on = {offered_on}\n",
        quoted(FORMAT),
        quoted(scenario),
        quoted(sheet.meeting.as_str())
    );
    for option in &sheet.options {
        let at = &option.placement;
        let label = quoted(&option.label.to_string());
        let _ = write!(out, "\n[[option]]\nlabel = {label}\nfirst = {}\nlast = {}\n", at.first(), at.last());
        if let Some(half) = at.half {
            let _ = writeln!(out, "half = {}", quoted(half.word()));
        }
        if let Some(venue) = &at.venue {
            let _ = writeln!(out, "venue = {}", quoted(venue.as_str()));
        }
    }
    out.push_str(
        "\n# One block an answer; a later one of the same party replaces its earlier ones:\n# [[answer]]\n# who = \"…\"\n# on = 2026-01-31\n# preferred = [\"A\"]\n# possible = []\n# impossible = []\n",
    );
    out
}

fn answers(entry: &Entry<'_>, scenario: &Scenario) -> Option<Answers> {
    let named = entry.required("scenario", |field| {
        let name = field.string()?;
        if name == scenario.name {
            return Some(());
        }
        field.wrong("answers.scenario", format!("the answers are for {name:?}; the scenario is {:?}", scenario.name))
    });
    let meeting = entry.required("meeting", |field| {
        let id: MeetingId = field.id()?;
        if scenario.meetings().contains_key(&id) {
            return Some(id);
        }
        let note =
            Note::error("ref.unknown", field.node.span, format!("the scenario has no meeting {:?}", id.as_str()));
        field.findings.add(note.near(id.as_str(), scenario.meetings().keys().map(MeetingId::as_str)));
        None
    });
    let offered_on = entry.required("offered_on", Field::date);
    let mut places: BTreeMap<OptionLabel, Span> = BTreeMap::new();
    let mut offered = BTreeMap::new();
    entry.tables("option", "an option", |one| {
        let label = one.required("label", label);
        let at = placement(one, scenario, meeting.as_ref());
        let label = label?;
        if let Some(first) = places.insert(label, one.place("label")) {
            let message = format!("there are two options {label}");
            one.tell(
                Note::error("id.duplicate", one.place("label"), message).also(first).fix("give one another letter"),
            );
        }
        offered.insert(label, at?);
        Some(())
    });
    if places.is_empty() {
        let note = Note::error("answers.options", entry.place("meeting"), "no option was offered");
        entry.tell(note.fix("add [[option]] with label, first and last"));
    }
    let mut days: BTreeMap<(Line, NaiveDate), Span> = BTreeMap::new();
    let answers = entry.tables("answer", "an answer", |one| {
        let answer = answer(one, &places, offered_on)?;
        let key = (answer.who.clone(), answer.on);
        if let Some(first) = days.insert(key, one.place("on")) {
            let message = format!("{:?} answered twice on {}", answer.who.as_str(), answer.on);
            let note = Note::error("answers.twice", one.place("on"), message).also(first);
            one.tell(note.fix("keep the later one; a new answer needs a later day"));
        }
        Some(answer)
    });
    named.and(Some(Answers { meeting: meeting?, offered, answers }))
}

fn label(field: Field<'_>) -> Option<OptionLabel> {
    let text = field.text()?;
    match OptionLabel::parse(text) {
        Some(label) => Some(label),
        None => field.wrong("answers.label", format!("{text:?} is no option; expected one letter from \"A\" to \"Z\"")),
    }
}

fn placement(entry: &Entry<'_>, scenario: &Scenario, meeting: Option<&MeetingId>) -> Option<Placement> {
    let first = entry.required("first", Field::date);
    let last = entry.required("last", Field::date);
    let half = entry.optional("half", |field| field.word(&HALVES));
    let venue = entry.optional("venue", |field| {
        let id: VenueId = field.id()?;
        let can = meeting.and_then(|meeting| scenario.meetings().get(meeting));
        if can.is_none_or(|can| can.venues.contains(&id)) {
            return Some(id);
        }
        let venues = can.map(|can| can.venues.as_slice()).unwrap_or_default();
        let note = Note::error("answers.venue", field.node.span, format!("the meeting cannot be at {:?}", id.as_str()));
        field.findings.add(note.near(id.as_str(), venues.iter().map(VenueId::as_str)));
        None
    });
    let (first, last) = (first?, last?);
    Placement::new(first, last, half, venue, Firmness::Tentative)
        .map_err(|_| {
            let note =
                Note::error("meeting.order", entry.place("last"), format!("last {last} lies before first {first}"));
            entry.tell(note.also(entry.place("first")).fix("swap the two, or correct last"));
        })
        .ok()
}

fn answer(entry: &Entry<'_>, offered: &BTreeMap<OptionLabel, Span>, offered_on: Option<NaiveDate>) -> Option<Answer> {
    let who = entry.required("who", Field::line);
    let on = entry.required("on", |field| {
        let day = field.date()?;
        match offered_on.filter(|offered_on| day < *offered_on) {
            Some(before) => {
                field.wrong("answers.before", format!("{day} is before the options were offered ({before})"))
            }
            None => Some(day),
        }
    });
    let mut suits: BTreeMap<OptionLabel, (Suits, Span)> = BTreeMap::new();
    for (how, key) in Suits::ALL {
        entry.list(key, |field| {
            let one = label(field)?;
            let span = field.node.span;
            if !offered.contains_key(&one) {
                let known: Vec<String> = offered.keys().map(ToString::to_string).collect();
                let message = format!("option {one} was not offered; offered: {}", known.join(", "));
                field.findings.add(Note::error("ref.unknown", span, message));
                return None;
            }
            if let Some((_, first)) = suits.insert(one, (how, span)) {
                let note = Note::error("answers.contradiction", span, format!("option {one} is answered twice"));
                field.findings.add(note.also(first).fix("keep one of the two"));
            }
            Some(())
        });
    }
    let suits = suits.into_iter().map(|(label, (how, _))| (label, how)).collect();
    Some(Answer { who: who?, on: on?, suits })
}
