//! The sheet *Calendar* with what belongs to it, as a plan of a scenario.

use super::about::about;
use crate::domain::finding::Waiver;
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::{Firmness, Meeting};
use crate::domain::plan::{Placement, Plan, Quality};
use crate::domain::scenario::Scenario;
use crate::exchange::plan::{LEVELS, Written, disorder, known, settled};
use crate::exchange::reader::Entry;
use crate::exchange::report::{Findings, Note};
use crate::exchange::scenario::{HALVES, waiver};
use crate::exchange::sheets::columns::{CALENDAR, CALENDAR_SHEET, WAIVERS, WAIVERS_SHEET};
use crate::exchange::sheets::table::{Row, rows};
use crate::exchange::sheets::wire::Book;
use crate::exchange::sources::Span;
use crate::exchange::values::short;
use std::collections::BTreeMap;

/// Reads a plan; `None` where it could not be read, which is told.
pub(in crate::exchange::sheets) fn calendar(
    findings: &Findings,
    path: &str,
    book: &Book,
    scenario: &Scenario,
) -> Option<Plan> {
    let placements = placements(findings, path, book, scenario)?;
    let levels = LEVELS.map(|(level, _)| level);
    let about = about(findings, path, book, ("scenario", &scenario.name), Some(&levels));
    Some(Plan {
        scenario: scenario.name.clone(),
        as_of: about.as_of.unwrap_or(scenario.as_of),
        placements,
        quality: about.quality.unwrap_or(Quality::Unproven),
        proof: about.proof,
        waivers: waivers(findings, path, book, scenario),
    })
}

fn placements(
    findings: &Findings,
    path: &str,
    book: &Book,
    scenario: &Scenario,
) -> Option<BTreeMap<MeetingId, Placement>> {
    let rows = rows(findings, path, book, CALENDAR_SHEET, &CALENDAR)?;
    let mut seen: BTreeMap<MeetingId, Span> = BTreeMap::new();
    let mut placements = BTreeMap::new();
    for row in &rows {
        let read = |field| known::<MeetingId, _>(field, scenario.meetings(), "meeting");
        let id = row.required("id", "the id of a meeting", read);
        let meeting = id.as_ref().and_then(|id| scenario.meetings().get(id));
        if let Some(meeting) = meeting {
            compare(row, meeting);
        }
        if let Some(id) = &id
            && let Some(first) = seen.insert(id.clone(), row.place("id"))
        {
            let message = format!("the meeting {:?} has two rows", id.as_str());
            row.tell(Note::error("id.duplicate", row.place("id"), message).also(first).fix("keep one of the two"));
        }
        if let Some(placement) = placement(row, id.as_ref(), scenario)
            && let Some(id) = id
        {
            placements.insert(id, placement);
        }
    }
    let absent: Vec<&str> =
        scenario.meetings().keys().filter(|id| !seen.contains_key(*id)).map(MeetingId::as_str).collect();
    if let (Some(first), Some(row)) = (absent.first(), rows.first()) {
        let more = if absent.len() > 1 { format!(" and {} more", absent.len() - 1) } else { String::new() };
        let message = format!("no row for {first:?}{more}: without dates in this plan");
        row.tell(Note::notice("xlsx.absent", row.start, message).fix("add a row, or leave it without dates"));
    }
    Some(placements)
}

/// What a row says of the meeting itself is the scenario's to say; where it differs, a row may have slipped.
fn compare(row: &Row<'_>, meeting: &Meeting) {
    let body = meeting.body.as_str();
    let found = row.optional("body", |field| field.text());
    if let Some(found) = found.filter(|found| *found != body) {
        let message = format!("{:?}; {:?} is a meeting of {body:?}", short(found), meeting.id.as_str());
        let note = Note::error("xlsx.differs", row.place("body"), message).also(row.place("id"));
        row.tell(note.fix("see whether one column was sorted without the others"));
    }
    let title = meeting.title.as_str();
    let found = row.optional("title", |field| field.line());
    if let Some(found) = found.filter(|found| found.as_str() != title) {
        let message = format!("{:?}; the scenario calls it {:?}", short(found.as_str()), short(title));
        let note = Note::notice("xlsx.differs", row.place("title"), message);
        row.tell(note.fix("change titles in the scenario; here they are not read"));
    }
}

fn placement(row: &Row<'_>, id: Option<&MeetingId>, scenario: &Scenario) -> Option<Placement> {
    let dated = ["first", "last", "half", "venue", "status"].iter().any(|column| row.has(column));
    if !dated {
        return None;
    }
    let first = row.required("first", "a date", |field| field.date());
    let last = row.optional("last", |field| field.date());
    let half = row.optional("half", |field| field.word(&HALVES));
    let venue = row.optional("venue", |field| known::<VenueId, _>(field, scenario.venues(), "venue"));
    let firmness = row.optional("status", |field| field.word(&Firmness::ALL)).unwrap_or(Firmness::Planned);
    let written = Written { first: first?, last, half, venue, firmness };
    let placed = settled(scenario, id?, written)?;
    placed.map_err(|(first, last)| row.tell(disorder(row.place("first"), first, row.place("last"), last))).ok()
}

fn waivers(findings: &Findings, path: &str, book: &Book, scenario: &Scenario) -> Vec<Waiver> {
    if book.only || !book.sheets.iter().any(|sheet| sheet.name.eq_ignore_ascii_case(WAIVERS_SHEET)) {
        return Vec::new();
    }
    let rows = rows(findings, path, book, WAIVERS_SHEET, &WAIVERS).unwrap_or_default();
    let read = |row: &Row<'_>| {
        let table = row.table();
        let entry = Entry::new(findings, "a waiver", row.start, &table);
        entry.list("meetings", |field| known::<MeetingId, _>(field, scenario.meetings(), "meeting"));
        waiver(&entry)
    };
    rows.iter().filter_map(read).collect()
}
