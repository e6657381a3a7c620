//! The calendar board as values: which rows there are and how high, and what lies in a range of days and rows. A page draws
//! what is in view and asks for no more.
//!
//! Where a bar stands in its row follows from the plan alone, so that it stays there while one scrolls.

use super::axis::rows;
use super::group::Group;
use super::input::Input;
use super::words;
use crate::domain::deadline::DeadlineKind;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::meeting::{Firmness, Half};
use crate::domain::outside::{OutsideEvent, Stance};
use crate::domain::plan::Placement;
use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Days before and after the period that an axis has at most: a date beyond is a slip of the pen.
const BEYOND: u64 = 400;
/// Days around a meeting abroad for which the host's closed days are told.
const AROUND: u64 = 21;

/// One row: a body, with its meetings in lanes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The body.
    pub body: BodyId,
    /// Steps beneath the bodies without a parent.
    pub depth: usize,
    /// Lanes that its meetings need.
    pub lanes: usize,
    /// Meetings by date, each with its lane.
    pub meetings: Vec<(MeetingId, usize)>,
}

/// Rows, lanes and signs of a whole plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// First day of the axis.
    pub first: NaiveDate,
    /// Last day of the axis.
    pub last: NaiveDate,
    /// Rows from the top.
    pub rows: Vec<Row>,
    /// Meetings without a date, in the order of rows.
    pub undated: Vec<MeetingId>,
    row_of: BTreeMap<MeetingId, usize>,
    marks: BTreeMap<MeetingId, [u32; 3]>,
}

/// What part of a board is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// First row.
    pub row: usize,
    /// How many rows.
    pub rows: usize,
}

impl Layout {
    /// Lays out a plan.
    pub fn of(input: &Input<'_>) -> Self {
        let scenario = input.scenario;
        let meeting_bodies: BTreeSet<&BodyId> = scenario.meetings().values().map(|meeting| &meeting.body).collect();
        let mut rows: Vec<Row> = rows::with_parents(scenario, &meeting_bodies)
            .into_iter()
            .map(|row| Row { body: row.body.id.clone(), depth: row.depth, lanes: 1, meetings: Vec::new() })
            .collect();
        let position: BTreeMap<BodyId, usize> =
            rows.iter().enumerate().map(|(index, row)| (row.body.clone(), index)).collect();
        let mut row_of = BTreeMap::new();
        let mut placed: Vec<Vec<(&MeetingId, &Placement)>> = vec![Vec::new(); rows.len()];
        let mut undated: Vec<(usize, MeetingId)> = Vec::new();
        for meeting in scenario.meetings().values() {
            let Some(&row) = position.get(&meeting.body) else { continue };
            row_of.insert(meeting.id.clone(), row);
            match input.plan.placements.get(&meeting.id) {
                Some(at) => placed[row].push((&meeting.id, at)),
                None => undated.push((row, meeting.id.clone())),
            }
        }
        for (row, mut meetings) in rows.iter_mut().zip(placed) {
            meetings.sort_by_key(|(id, at)| (at.first(), at.half, *id));
            (row.meetings, row.lanes) = in_lanes(&meetings);
        }
        undated.sort();
        let (first, last) = bounds(input);
        Self {
            first,
            last,
            rows,
            undated: undated.into_iter().map(|(_, meeting)| meeting).collect(),
            row_of,
            marks: marks(input),
        }
    }

    /// The row of a meeting.
    pub fn row_of(&self, meeting: &MeetingId) -> Option<usize> {
        self.row_of.get(meeting).copied()
    }

    /// The whole of the axis: rows, events of others, closed days of the secretariat, meetings without a date.
    pub fn json(&self, input: &Input<'_>) -> Value {
        let scenario = input.scenario;
        let name = |body: &BodyId| scenario.bodies().get(body).map_or(String::new(), |body| body.name.to_string());
        let kind = |body: &BodyId| scenario.bodies().get(body).map_or("", |body| body.kind.word());
        // With its first day, so that a page can go to any meeting at once.
        let opening = |meeting: &MeetingId| {
            json!([meeting.as_str(), input.plan.placements.get(meeting).map(|at| at.first().to_string())])
        };
        let office = scenario.secretariat_calendar();
        let closed = office.named_between(self.first, self.last, input.plan.as_of).into_iter();
        json!({
            "first": self.first.to_string(),
            "last": self.last.to_string(),
            "as_of": input.plan.as_of.to_string(),
            "from": scenario.from.to_string(),
            "until": scenario.until.to_string(),
            "meetings": scenario.meetings().len(),
            "rows": self.rows.iter().map(|row| json!({
                "id": row.body.as_str(),
                "name": name(&row.body),
                "kind": kind(&row.body),
                "depth": row.depth,
                "lanes": row.lanes,
                "meetings": row.meetings.iter().map(|(meeting, _)| opening(meeting)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "undated": self.undated.iter().filter_map(|id| scenario.meetings().get(id)).map(|meeting| json!({
                "id": meeting.id.as_str(),
                "title": meeting.title.as_str(),
                "body": meeting.body.as_str(),
                "row": self.row_of(&meeting.id),
                "earliest": meeting.earliest.to_string(),
                "latest": meeting.latest.to_string(),
            })).collect::<Vec<_>>(),
            "outside": self.outside(input),
            "weekend": office.weekend_on(input.plan.as_of).days().map(|day| day.num_days_from_sunday()).collect::<Vec<_>>(),
            "closed": closed.filter(|known| known.day.kind().closes()).map(|known| json!({
                "day": known.day.date().to_string(),
                "name": known.day.name(),
                "forecast": known.is_forecast(),
            })).collect::<Vec<_>>(),
        })
    }

    fn outside(&self, input: &Input<'_>) -> Vec<Value> {
        let mut events: Vec<&OutsideEvent> = input
            .scenario
            .outside()
            .values()
            .filter(|event| event.first <= self.last && self.first <= event.last)
            .collect();
        events.sort_by_key(|event| (event.first, event.last));
        let position = |body: &BodyId| self.rows.iter().position(|row| row.body == *body);
        events
            .into_iter()
            .map(|event| {
                json!({
                    "name": event.name.as_str(),
                    "first": event.first.to_string(),
                    "last": event.last.to_string(),
                    "place": event.place.as_ref().map(ToString::to_string),
                    "avoid": event.council || event.stance == Stance::Avoid,
                    "rows": event.concerns.iter().filter_map(position).collect::<Vec<_>>(),
                    "everybody": event.concerns.is_empty(),
                })
            })
            .collect()
    }

    /// Meetings, closed days of hosts and deadlines in a window.
    pub fn part(&self, input: &Input<'_>, window: Window) -> Value {
        let (mut meetings, mut hosts, mut ticks) = (Vec::new(), BTreeSet::new(), Vec::new());
        for (index, row) in self.rows.iter().enumerate().skip(window.row).take(window.rows) {
            let mut due: BTreeMap<NaiveDate, (bool, Vec<String>)> = BTreeMap::new();
            for (meeting, lane) in &row.meetings {
                let Some(at) = input.plan.placements.get(meeting) else { continue };
                if at.first() <= window.until && window.from <= at.last() {
                    meetings.push(self.meeting(input, meeting, at, (index, *lane)));
                    hosts.extend(host_days(input, at).into_iter().map(|(day, words)| (index, day, words)));
                }
                let deadlines = input.deadlines.get(meeting).into_iter().flatten();
                for deadline in deadlines.filter(|due| window.from <= due.day && due.day <= window.until) {
                    let (letter, told) = due.entry(deadline.day).or_default();
                    *letter |= deadline.kind == DeadlineKind::Letter;
                    told.push(format!("{}: {}", deadline.kind.label(), input.title_of(meeting)));
                }
            }
            ticks.extend(due.into_iter().map(|(day, (letter, told))| {
                json!({ "row": index, "day": day.to_string(), "letter": letter, "words": told.join("; ") })
            }));
        }
        let hosts = hosts.into_iter().map(|(row, day, words)| json!({ "row": row, "day": day, "words": words }));
        json!({ "meetings": meetings, "hosts": hosts.collect::<Vec<_>>(), "ticks": ticks })
    }

    fn meeting(
        &self,
        input: &Input<'_>,
        id: &MeetingId,
        at: &Placement,
        (row, lane): (usize, usize),
    ) -> serde_json::Map<String, Value> {
        let known = input.scenario.meetings().get(id);
        let [must, should, other] = self.marks.get(id).copied().unwrap_or_default();
        let venue = at.venue.as_ref();
        let place = venue.and_then(|venue| input.scenario.venues().get(venue)).map(|venue| venue.name.to_string());
        let mut out = super::json::dates(at);
        out.insert("place".to_owned(), json!(place.or_else(|| venue.map(ToString::to_string))));
        let more = [
            ("id", json!(id.as_str())),
            ("row", json!(row)),
            ("lane", json!(lane)),
            ("title", json!(input.title_of(id))),
            ("body", json!(known.map(|meeting| meeting.body.as_str()))),
            ("status", json!(at.firmness.word())),
            ("stands", json!(matches!(at.firmness, Firmness::Confirmed | Firmness::Announced | Firmness::Held))),
            ("venues", json!(known.map(|meeting| meeting.venues.iter().map(ToString::to_string).collect::<Vec<_>>()))),
            ("halves", json!(known.is_some_and(|meeting| meeting.length.working_days() == 1 && at.half.is_some()))),
            ("must", json!(must)),
            ("should", json!(should)),
            ("other", json!(other)),
        ];
        out.extend(more.map(|(key, value)| (key.to_owned(), value)));
        out
    }

    /// Meetings whose title, id or body has these words, dated ones first; at most so many.
    pub fn found(&self, input: &Input<'_>, wanted: &str, most: usize) -> Vec<Value> {
        let wanted: Vec<String> = wanted.split_whitespace().map(str::to_lowercase).collect();
        let fits = |meeting: &MeetingId| {
            let body = input.scenario.meetings().get(meeting).map_or("", |known| known.body.as_str());
            let text = format!("{} {meeting} {body}", input.title_of(meeting)).to_lowercase();
            wanted.iter().all(|word| text.contains(word))
        };
        let dated = self.rows.iter().flat_map(|row| row.meetings.iter().map(|(meeting, _)| meeting));
        let found = dated.chain(&self.undated).filter(|meeting| fits(meeting)).take(most);
        found
            .map(|meeting| {
                let at = input.plan.placements.get(meeting);
                json!({
                    "id": meeting.as_str(),
                    "title": input.title_of(meeting),
                    "row": self.row_of(meeting),
                    "first": at.map(|at| at.first().to_string()),
                    "dates": at.map(words::placement),
                })
            })
            .collect()
    }
}

/// Half-days from the first to the last, so that two meetings of one day stand side by side.
fn half_days(at: &Placement) -> (i64, i64) {
    let range = at.half_days(NaiveDate::default());
    (range.start, range.end)
}

fn in_lanes(meetings: &[(&MeetingId, &Placement)]) -> (Vec<(MeetingId, usize)>, usize) {
    let mut ends: Vec<i64> = Vec::new();
    let mut placed = Vec::new();
    for (id, at) in meetings {
        let (start, end) = half_days(at);
        let lane = ends.iter().position(|free| *free <= start).unwrap_or(ends.len());
        if lane == ends.len() {
            ends.push(end);
        } else {
            ends[lane] = end;
        }
        placed.push(((*id).clone(), lane));
    }
    (placed, ends.len().max(1))
}

/// The first and the last day of the axis: the period, and what lies around it.
fn bounds(input: &Input<'_>) -> (NaiveDate, NaiveDate) {
    let scenario = input.scenario;
    let placements = input.plan.placements.values();
    let due = input.deadlines.values().flatten().map(|deadline| deadline.day);
    let first = placements.clone().map(Placement::first).chain(due.clone()).min().unwrap_or(scenario.from);
    let last = placements.map(Placement::last).chain(due).max().unwrap_or(scenario.until);
    let early = scenario.from.min(input.plan.as_of);
    let first = first.min(early).max(early - Days::new(BEYOND));
    let last = last.max(scenario.until).min(scenario.until + Days::new(BEYOND));
    // Whole months, so that the head begins with one.
    (first - Days::new(u64::from(first.day0())), last + Days::new(14))
}

/// Broken musts, broken shoulds, and whatever else is said, by meeting.
fn marks(input: &Input<'_>) -> BTreeMap<MeetingId, [u32; 3]> {
    let mut marks: BTreeMap<MeetingId, [u32; 3]> = BTreeMap::new();
    for finding in input.findings {
        let place = match Group::of(finding) {
            Group::Must => 0,
            Group::Should => 1,
            Group::Prefer | Group::Waived => 2,
            Group::Missing | Group::Note => continue,
        };
        for meeting in &finding.meetings {
            marks.entry(meeting.clone()).or_default()[place] += 1;
        }
    }
    marks
}

/// Closed days of the host around a meeting abroad, with their names.
fn host_days(input: &Input<'_>, at: &Placement) -> Vec<(String, String)> {
    let Some(venue) = at.venue.as_ref().and_then(|venue| input.scenario.venues().get(venue)) else { return Vec::new() };
    if venue.headquarters {
        return Vec::new();
    }
    let (from, until) = (at.first() - Days::new(AROUND), at.last() + Days::new(AROUND));
    let calendars = input.scenario.calendars_of(venue);
    calendars
        .flat_map(|calendar| calendar.named_between(from, until, input.plan.as_of))
        .filter(|known| known.day.kind().closes())
        .map(|known| (known.day.date().to_string(), format!("{}: {}", venue.name, known.day.name())))
        .collect()
}

/// The half of a word that pages send.
pub fn half(word: &str) -> Option<Half> {
    [Half::Morning, Half::Afternoon].into_iter().find(|half| half.word() == word)
}
