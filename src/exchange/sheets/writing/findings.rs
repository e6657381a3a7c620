//! The sheets *Findings* and *Deadlines*: what the checker says, and what is due when. They are shown, and not read back.

use super::page::{Cell, Head, Input, Mark, Page, head};
use crate::app::Checked;
use crate::domain::deadline::{Deadline, SetBy};
use crate::domain::event::SessionFinding;
use crate::domain::finding::{Finding, Strength, Verdict};
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use crate::exchange::sheets::columns::{DEADLINES_SHEET, FINDINGS_SHEET};
use std::collections::BTreeMap;

const COLUMNS: [(&str, u16); 11] = [
    ("strength", 10),
    ("rule", 10),
    ("verdict", 10),
    ("meetings", 24),
    ("dates", 24),
    ("finding", 70),
    ("remedy", 50),
    ("clause", 30),
    ("who is hit", 20),
    ("people", 8),
    ("waived", 40),
];

fn heads(columns: &[(&'static str, u16)]) -> Vec<Head> {
    columns.iter().map(|(name, width)| head(name, *width, Input::Shown)).collect()
}

fn joined<T: ToString>(list: &[T]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The findings of a plan.
pub(super) fn of_plan(findings: &[Finding]) -> Page {
    let rows = findings.iter().map(row).collect();
    let marked = findings.iter().enumerate().filter_map(|(row, finding)| Some((row, mark(finding)?))).collect();
    Page { name: FINDINGS_SHEET, heads: heads(&COLUMNS), rows, marked, hidden: false }
}

/// The findings of a timetable: sessions stand in the place of meetings.
pub(super) fn of_timetable(findings: &[SessionFinding]) -> Page {
    let mut columns = COLUMNS;
    columns[3].0 = "sessions";
    let rows = findings.iter().map(|found| {
        let mut cells = row(&found.finding);
        cells[3] = Cell::text(joined(&found.sessions));
        cells
    });
    let marked = findings.iter().enumerate().filter_map(|(row, found)| Some((row, mark(&found.finding)?))).collect();
    Page { name: FINDINGS_SHEET, heads: heads(&columns), rows: rows.collect(), marked, hidden: false }
}

fn row(finding: &Finding) -> Vec<Cell> {
    let verdict = match &finding.verdict {
        Verdict::Broken => "broken".to_owned(),
        Verdict::Missing(datum) => format!("not judged: {datum}"),
        Verdict::Note => "note".to_owned(),
    };
    let waived = finding.waiver.as_ref().map(|waiver| format!("{}: {}", waiver.name, waiver.reason));
    vec![
        Cell::text(finding.strength.word()),
        Cell::text(finding.origin.to_string()),
        Cell::text(verdict),
        Cell::text(joined(&finding.meetings)),
        Cell::text(joined(&finding.dates)),
        Cell::text(&finding.message),
        Cell::text(&finding.remedy),
        Cell::text(&finding.clause),
        Cell::text(joined(&finding.hit.bodies)),
        finding.hit.people.map_or(Cell::Blank, |people| Cell::Number(u64::from(people))),
        Cell::maybe(waived),
    ]
}

/// The gravest mark of several findings; what was waived marks nothing.
pub(super) fn gravest(findings: &[&Finding]) -> Option<Mark> {
    let marks: Vec<Mark> = findings.iter().filter_map(|finding| mark(finding)).collect();
    [Mark::Must, Mark::Should].into_iter().find(|mark| marks.contains(mark))
}

fn mark(finding: &Finding) -> Option<Mark> {
    match (&finding.verdict, &finding.waiver, finding.strength) {
        (Verdict::Broken, Some(_), _) => Some(Mark::Waived),
        (Verdict::Broken, None, Strength::Must) => Some(Mark::Must),
        (Verdict::Broken, None, Strength::Should) => Some(Mark::Should),
        _ => None,
    }
}

/// Broken and unwaived findings of one meeting or session in a few words: `1 must, 2 should`.
pub(super) fn tally(findings: &[&Finding]) -> String {
    let mut counts = [0_usize; 3];
    for finding in findings.iter().filter(|finding| finding.verdict == Verdict::Broken && finding.waiver.is_none()) {
        counts[finding.strength as usize] += 1;
    }
    let words = [Strength::Must, Strength::Should, Strength::Prefer].map(Strength::word);
    let shown =
        counts.iter().zip(words).filter(|(count, _)| **count > 0).map(|(count, word)| format!("{count} {word}"));
    shown.collect::<Vec<_>>().join(", ")
}

/// The deadlines of a plan, the next first.
pub(super) fn deadlines(scenario: &Scenario, checked: &Checked) -> Page {
    let columns = [
        ("day", 12),
        ("what", 38),
        ("meeting", 24),
        ("title", 50),
        ("body", 14),
        ("opens", 12),
        ("rule", 8),
        ("set by", 20),
        ("counted", 12),
        ("moved over", 40),
    ];
    let mut all: Vec<(&MeetingId, &Deadline)> = checked
        .deadlines
        .iter()
        .flat_map(|(meeting, deadlines)| deadlines.iter().map(move |deadline| (meeting, deadline)))
        .collect();
    all.sort_by_key(|(meeting, deadline)| (deadline.day, *meeting, deadline.kind));
    let rows = all.into_iter().map(|(id, deadline)| {
        let meeting = scenario.meetings().get(id);
        let opens = checked.plan.placements.get(id).map(|placement| placement.first());
        let over: Vec<String> =
            deadline.rolled_over.iter().map(|day| format!("{} {}", day.date(), day.name())).collect();
        vec![
            Cell::Day(deadline.day),
            Cell::text(deadline.kind.label()),
            Cell::text(id.as_str()),
            Cell::maybe(meeting.map(|meeting| meeting.title.as_str())),
            Cell::maybe(meeting.map(|meeting| meeting.body.as_str())),
            Cell::day(opens),
            Cell::text(deadline.rule.to_string()),
            Cell::text(match deadline.set_by {
                SetBy::Letter => "the letter",
                SetBy::TermsOfReference => "terms of reference",
                SetBy::Rule => "the rule",
            }),
            Cell::Day(deadline.counted),
            Cell::text(over.join(", ")),
        ]
    });
    Page { name: DEADLINES_SHEET, heads: heads(&columns), rows: rows.collect(), marked: BTreeMap::new(), hidden: false }
}
