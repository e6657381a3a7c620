//! Reads a plan against its scenario.

use super::FORMAT;
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::{Firmness, Half};
use crate::domain::plan::{LevelProof, Placement, Plan, Quality};
use crate::domain::scenario::Scenario;
use crate::exchange::files::Files;
use crate::exchange::plan_file;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::{Note, Report};
use crate::exchange::scenario::{HALVES, waiver};
use crate::exchange::sources::Span;
use crate::exchange::values::Identifier;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

/// The levels of a plan's cost, by their words.
pub(in crate::exchange) const LEVELS: [(&str, &str); 4] =
    [("must", "must"), ("should", "should"), ("change", "change"), ("prefer", "prefer")];

/// Reads a plan.
pub(super) fn plan(files: &dyn Files, path: &Path, scenario: &Scenario) -> Result<Plan, Report> {
    plan_file::read(files, path, "a plan", FORMAT, |entry| read(entry, scenario))
}

fn read(entry: &Entry<'_>, scenario: &Scenario) -> Option<Plan> {
    let name = entry.required("scenario", |field| {
        let name = field.string()?;
        if name == scenario.name {
            return Some(name);
        }
        field.wrong("plan.scenario", format!("the plan is for {name:?}; the scenario is {:?}", scenario.name))
    });
    let as_of = entry.required("as_of", Field::date);
    let quality = entry.or("quality", Quality::Unproven, |field| field.word(&Quality::ALL));
    let proof = entry.tables("proof", "a proof", |one| {
        let level = one.required("level", |field| field.word(&LEVELS));
        let cost = one.required("cost", |field| field.number(0..=i64::MAX));
        let bound = one.optional("bound", |field| field.number(0..=i64::MAX));
        Some(LevelProof { level: level?.to_owned(), cost: cost?.unsigned_abs(), bound: bound.map(i64::unsigned_abs) })
    });
    let mut seen: BTreeMap<MeetingId, Span> = BTreeMap::new();
    let mut placements = BTreeMap::new();
    entry.tables("meeting", "a meeting of a plan", |one| {
        let id = one.required("id", |field| known(field, scenario.meetings(), "meeting"));
        let placement = placement(one, id.as_ref(), scenario);
        let id = id?;
        if let Some(first) = seen.insert(id.clone(), one.place("id")) {
            let message = format!("the meeting {:?} is placed twice", id.as_str());
            one.tell(Note::error("id.duplicate", one.place("id"), message).also(first).fix("keep one of the two"));
        }
        placements.insert(id, placement?);
        Some(())
    });
    let waivers = entry.tables("waiver", "a waiver", |one| {
        one.list("meetings", |field| known::<MeetingId, _>(field, scenario.meetings(), "meeting"));
        waiver(one)
    });
    Some(Plan { scenario: name?, as_of: as_of?, placements, quality, proof, waivers })
}

/// Dates; what is not given follows from the meeting as for fixed dates.
fn placement(entry: &Entry<'_>, id: Option<&MeetingId>, scenario: &Scenario) -> Option<Placement> {
    let first = entry.required("first", Field::date);
    let last = entry.optional("last", Field::date);
    let half = entry.optional("half", |field| field.word(&HALVES));
    let venue = entry.optional("venue", |field| known::<VenueId, _>(field, scenario.venues(), "venue"));
    let firmness = entry.or("status", Firmness::Planned, |field| field.word(&Firmness::ALL));
    let written = Written { first: first?, last, half, venue, firmness };
    let placed = settled(scenario, id?, written)?;
    placed.map_err(|(first, last)| entry.tell(disorder(entry.place("first"), first, entry.place("last"), last))).ok()
}

/// The dates of a meeting as somebody wrote them.
pub(in crate::exchange) struct Written {
    pub(in crate::exchange) first: NaiveDate,
    pub(in crate::exchange) last: Option<NaiveDate>,
    pub(in crate::exchange) half: Option<Half>,
    pub(in crate::exchange) venue: Option<VenueId>,
    pub(in crate::exchange) firmness: Firmness,
}

/// The placement of a meeting: what is not written follows from the meeting. The two days, where the last lies before the
/// first; `None` for a meeting that the scenario does not have.
pub(in crate::exchange) fn settled(
    scenario: &Scenario,
    id: &MeetingId,
    written: Written,
) -> Option<Result<Placement, (NaiveDate, NaiveDate)>> {
    let meeting = scenario.meetings().get(id)?;
    let venue = written.venue.or_else(|| meeting.venues.first().cloned());
    let last = written.last.unwrap_or_else(|| scenario.closing_day(meeting, venue.as_ref(), written.first));
    let half = written.half.or_else(|| meeting.half_wanted());
    Some(Placement::new(written.first, last, half, venue, written.firmness))
}

/// The last day lies before the first.
pub(in crate::exchange) fn disorder(first: Span, opens: NaiveDate, last: Span, closes: NaiveDate) -> Note {
    let note = Note::error("meeting.order", last, format!("last {closes} lies before first {opens}"));
    note.also(first).fix("swap the two, or correct last")
}

/// An id that the scenario defines.
pub(in crate::exchange) fn known<T: Identifier + Ord, V>(
    field: Field<'_>,
    defined: &BTreeMap<T, V>,
    what: &str,
) -> Option<T> {
    let id: T = field.id()?;
    if defined.contains_key(&id) {
        return Some(id);
    }
    if !field.findings.told_at(field.node.span) {
        let note = Note::error("ref.unknown", field.node.span, format!("the scenario has no {what} {:?}", id.text()));
        field.findings.add(note.near(id.text(), defined.keys().map(Identifier::text)));
    }
    None
}
