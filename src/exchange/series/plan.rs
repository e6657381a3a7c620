//! Plans of hours: small, in the order of dates, fit to be edited by hand. What follows from dates and hours (the instant,
//! the burdens) stands there for the reader, and is checked.

use super::entries::minute;
use crate::domain::finding::Strength;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Quality;
use crate::domain::series::outcome::Assessed;
use crate::domain::series::{Burden, Claims, Series, SeriesPlan, Slot};
use crate::domain::time::Instant;
use crate::exchange::files::{DiskFiles, Files};
use crate::exchange::plan_file;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::{Note, Report};
use crate::exchange::tree::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// What the first line of a plan of hours says.
const FORMAT: &str = "convoke-hours/1";

/// A plan as the text of its file.
#[must_use]
pub fn write_plan(series: &Series, assessed: &Assessed) -> String {
    let quality = assessed.proof.as_ref().map_or(Quality::Unproven, |proof| proof.quality);
    let mut out = format!(
        "format = {FORMAT:?}\nseries = {:?}\nas_of = {}\nquality = {:?}\n",
        series.name.as_str(),
        series.as_of,
        quality.word()
    );
    let mut meetings: Vec<_> = assessed.meetings.iter().collect();
    meetings.sort_by_key(|meeting| (meeting.slot, meeting.id.clone()));
    for meeting in meetings {
        _ = write!(
            out,
            "\n[[meeting]]\nid = {:?}\ndate = {}\nstart = \"{}\"\nutc = {}\n",
            meeting.id.as_str(),
            meeting.slot.date,
            meeting.slot.clock().format("%H:%M"),
            meeting.begins
        );
    }
    for (member, outcome) in series.members.iter().zip(&assessed.members) {
        let Burden { night, whole } = outcome.series;
        _ = write!(out, "\n[[member]]\nname = {}\nnight = {night}\nwhole = {whole}\n", quoted(member.name.as_str()));
    }
    if assessed.findings.iter().any(|finding| finding.strength == Strength::Must) {
        out.push_str("\n# This plan breaks demands of its series: convoke hours says which.\n");
    }
    out
}

/// A basic string of TOML. Lines hold no control characters.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Reads a plan of a series from the disk.
///
/// # Errors
/// All findings of the file in one [`Report`].
pub fn read_plan(path: &Path, series: &Series) -> Result<SeriesPlan, Report> {
    read_plan_from(&DiskFiles, path, series)
}

/// Reads a plan from other files.
///
/// # Errors
/// As [`read_plan`].
pub fn read_plan_from(files: &dyn Files, path: &Path, series: &Series) -> Result<SeriesPlan, Report> {
    plan_file::read(files, path, "a plan of hours", FORMAT, |entry| plan(entry, series))
}

fn plan(entry: &Entry<'_>, series: &Series) -> Option<SeriesPlan> {
    let name = entry.required("series", |field| {
        let name: MeetingId = field.id()?;
        if name == series.name {
            return Some(name);
        }
        field.wrong(
            "plan.scenario",
            format!("the plan is for {:?}; the series is {:?}", name.as_str(), series.name.as_str()),
        )
    });
    let as_of = entry.required("as_of", Field::date);
    entry.optional("quality", |field| field.word(&Quality::ALL));
    let mut slots: BTreeMap<MeetingId, Slot> = BTreeMap::new();
    let mut claims = Claims::default();
    entry.tables("meeting", "a meeting of a plan", |one| {
        let id = one.required("id", |field| meeting(field, series));
        let date = one.required("date", Field::date);
        let start = one.required("start", Field::clock);
        let utc = one.optional("utc", instant);
        let (id, slot) = (id?, Slot { date: date?, start_minute: minute(start?) });
        if slots.insert(id.clone(), slot).is_some() {
            let message = format!("the meeting {:?} is placed twice", id.as_str());
            one.tell(Note::error("id.duplicate", one.place("id"), message).fix("keep one of the two"));
        }
        if let Some(utc) = utc {
            claims.begins.insert(id, utc);
        }
        Some(())
    });
    entry.tables("member", "a member of a plan", |one| {
        let name = one.required("name", |field| {
            let name = field.line()?;
            if series.members.iter().any(|member| member.name == name) {
                return Some(name);
            }
            let names = series.members.iter().map(|member| member.name.as_str());
            let message = format!("the series has no member {:?}", name.as_str());
            field.findings.add(Note::error("ref.unknown", field.node.span, message).near(name.as_str(), names));
            None
        });
        let points = |key| one.required(key, |field| field.number(0..=i64::from(u32::MAX)));
        let (night, whole) = (points("night"), points("whole"));
        let burden = Burden { night: u32::try_from(night?).ok()?, whole: u32::try_from(whole?).ok()? };
        claims.burdens.insert(name?.as_str().to_owned(), burden);
        Some(())
    });
    Some(SeriesPlan { series: name?, as_of: as_of?, slots, claims })
}

fn meeting(field: Field<'_>, series: &Series) -> Option<MeetingId> {
    let id: MeetingId = field.id()?;
    if series.meetings.iter().any(|meeting| meeting.id == id) {
        return Some(id);
    }
    let names = series.meetings.iter().map(|meeting| meeting.id.as_str());
    let message = format!("the series has no meeting {:?}", id.as_str());
    field.findings.add(Note::error("ref.unknown", field.node.span, message).near(id.as_str(), names));
    None
}

/// `2017-09-20T12:00:00Z`.
fn instant(field: Field<'_>) -> Option<Instant> {
    let (Value::Text(text) | Value::Moment(text)) = &field.node.value else {
        return field.unexpected("a time in UTC: 2017-09-20T12:00:00Z");
    };
    match chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ") {
        Ok(civil) => Some(Instant::from_utc(civil)),
        Err(_) => field.wrong("time.invalid", format!("{text:?} is no time in UTC; expected 2017-09-20T12:00:00Z")),
    }
}
