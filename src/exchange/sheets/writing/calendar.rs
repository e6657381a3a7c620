//! A checked plan as a workbook: *Calendar*, *Findings*, *Deadlines*, *Waivers*, *About*.

use super::about::about;
use super::findings::{deadlines, gravest, of_plan, tally};
use super::lists::Lists;
use super::page::{Cell, Input, Mark, Page, head};
use super::{SheetError, workbook};
use crate::app::Checked;
use crate::domain::deadline::DeadlineKind;
use crate::domain::finding::{Finding, Waiver, Waiverer};
use crate::domain::ids::{BodyId, MeetingId, VenueId};
use crate::domain::meeting::{Firmness, Hours, Meeting};
use crate::domain::scenario::Scenario;
use crate::exchange::scenario::HALVES;
use crate::exchange::sheets::columns::{CALENDAR, CALENDAR_SHEET, WAIVERS, WAIVERS_SHEET};
use std::collections::BTreeMap;

const NOTES: [&str; 2] = [
    "Columns with a dark heading are read back by convoke import; those with a grey one are shown only.",
    "Rows without a first day are meetings without dates. Titles and bodies are changed in the scenario.",
];

/// A checked plan as the bytes of a workbook.
///
/// # Errors
/// [`SheetError`], when it is too large for a workbook.
pub fn calendar(scenario: &Scenario, checked: &Checked) -> Result<Vec<u8>, SheetError> {
    let plan = &checked.plan;
    let mut lists = Lists::default();
    let bodies = lists.add("bodies", scenario.bodies().keys().map(BodyId::as_str));
    let halves = lists.add("halves", HALVES.iter().map(|(_, word)| *word));
    let venues = lists.add("venues", scenario.venues().keys().map(VenueId::as_str));
    let statuses = lists.add("statuses", Firmness::ALL.iter().map(|(_, word)| *word));
    let waiverers = lists.add("waivers by", ["planner", "approver"].into_iter());
    let of = ("scenario", scenario.name.as_str());
    let (rows, marked) = rows(scenario, checked);
    let pages = vec![
        Page {
            name: CALENDAR_SHEET,
            heads: CALENDAR
                .iter()
                .zip([26, 14, 60, 12, 12, 11, 14, 12, 10, 7, 11, 14, 9, 14, 22])
                .map(|(column, width)| {
                    let input = match column.name {
                        "body" => Input::Chosen(bodies),
                        "first" | "last" => Input::Day,
                        "half" => Input::Chosen(halves),
                        "venue" => Input::Chosen(venues),
                        "status" => Input::Chosen(statuses),
                        "id" | "title" => Input::Free,
                        _ => Input::Shown,
                    };
                    head(column.name, width, input)
                })
                .collect(),
            rows,
            marked,
            hidden: false,
        },
        of_plan(&checked.findings),
        deadlines(scenario, checked),
        Page {
            name: WAIVERS_SHEET,
            heads: WAIVERS
                .iter()
                .zip([12, 40, 12, 30, 80])
                .map(|(column, width)| {
                    let by = column.name == "by";
                    head(column.name, width, if by { Input::Chosen(waiverers) } else { Input::Free })
                })
                .collect(),
            rows: waivers(checked),
            marked: BTreeMap::new(),
            hidden: false,
        },
        about(of, Some(plan.as_of), plan.quality, &plan.proof, &NOTES),
        lists.page(),
    ];
    workbook(scenario.title.as_str(), pages)
}

/// A row a meeting, by first day and id; meetings without dates come last. The gravest findings mark rows.
fn rows(scenario: &Scenario, checked: &Checked) -> (Vec<Vec<Cell>>, BTreeMap<usize, Mark>) {
    let mut meetings: Vec<&Meeting> = scenario.meetings().values().collect();
    meetings.sort_by_key(|meeting| {
        let first = checked.plan.placements.get(&meeting.id).map(|placement| placement.first());
        (first.is_none(), first, &meeting.id)
    });
    let mut findings: BTreeMap<&MeetingId, Vec<&Finding>> = BTreeMap::new();
    for finding in &checked.findings {
        for meeting in &finding.meetings {
            findings.entry(meeting).or_default().push(finding);
        }
    }
    let own = |meeting: &Meeting| findings.get(&meeting.id).map_or(&[][..], Vec::as_slice);
    let marked = meetings.iter().zip(0..).filter_map(|(meeting, row)| Some((row, gravest(own(meeting))?))).collect();
    (meetings.into_iter().map(|meeting| row(meeting, checked, own(meeting))).collect(), marked)
}

fn row(meeting: &Meeting, checked: &Checked, findings: &[&Finding]) -> Vec<Cell> {
    let at = checked.plan.placements.get(&meeting.id);
    let hours = match meeting.hours {
        Hours::Usual => String::new(),
        Hours::Stated(range) => range.to_string(),
        Hours::ToBeAnnounced => "to be announced".to_owned(),
    };
    let letter = checked.deadlines.get(&meeting.id).and_then(|all| {
        all.iter().filter(|deadline| deadline.kind == DeadlineKind::Letter).map(|deadline| deadline.day).min()
    });
    vec![
        Cell::text(meeting.id.as_str()),
        Cell::text(meeting.body.as_str()),
        Cell::text(meeting.title.as_str()),
        Cell::day(at.map(|at| at.first())),
        Cell::day(at.map(|at| at.last())),
        Cell::maybe(at.and_then(|at| at.half).map(|half| half.word())),
        Cell::maybe(at.and_then(|at| at.venue.as_ref()).map(VenueId::as_str)),
        Cell::maybe(at.map(|at| at.firmness.word())),
        Cell::maybe(at.map(|at| at.first().format("%a").to_string())),
        at.map_or(Cell::Blank, |at| Cell::Number(at.days().count() as u64)),
        Cell::text(meeting.format.word()),
        Cell::text(hours),
        meeting.attendance.map_or(Cell::Blank, |people| Cell::Number(u64::from(people.get()))),
        Cell::day(letter),
        Cell::text(tally(findings)),
    ]
}

fn waivers(checked: &Checked) -> Vec<Vec<Cell>> {
    let row = |waiver: &Waiver| {
        let meetings: Vec<&str> = waiver.meetings.iter().map(MeetingId::as_str).collect();
        let by = match waiver.by {
            Waiverer::Planner => "planner",
            Waiverer::Approver => "approver",
        };
        vec![
            Cell::text(waiver.origin.to_string()),
            Cell::text(meetings.join(", ")),
            Cell::text(by),
            Cell::text(&waiver.name),
            Cell::text(&waiver.reason),
        ]
    };
    checked.plan.waivers.iter().map(row).collect()
}
