//! Lists of who registered for which meeting, and for what they asked.

use super::files::{DiskFiles, Files};
use super::plan_file;
use super::reader::{Entry, Field};
use super::report::{Note, Report};
use crate::announce::attendance::{Presence, Registration, Service};
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use std::path::Path;

/// What the first line of the file says.
const FORMAT: &str = "convoke-registrations/1";

/// Reads a list of registrations from the disk, in its order.
///
/// # Errors
/// All findings of the file in one [`Report`].
pub fn read(path: &Path, scenario: &Scenario) -> Result<Vec<Registration>, Report> {
    read_from(&DiskFiles, path, scenario)
}

/// Reads a list from other files.
///
/// # Errors
/// As [`read`].
pub fn read_from(files: &dyn Files, path: &Path, scenario: &Scenario) -> Result<Vec<Registration>, Report> {
    plan_file::read(files, path, "a list of registrations", FORMAT, |entry| {
        Some(entry.tables("registration", "a registration", |one| registration(one, scenario)))
    })
}

fn registration(entry: &Entry<'_>, scenario: &Scenario) -> Option<Registration> {
    let meeting = entry.required("meeting", |field| meeting(field, scenario));
    let person = entry.optional("person", Field::email);
    let presence = entry.required("place", |field| field.word(&Presence::ALL));
    let on = entry.required("on", Field::date);
    let asks = entry.list("asks", |field| field.word(&Service::ALL));
    Some(Registration { meeting: meeting?, person, presence: presence?, on: on?, asks })
}

/// A meeting of the scenario.
fn meeting(field: Field<'_>, scenario: &Scenario) -> Option<MeetingId> {
    let id: MeetingId = field.id()?;
    if scenario.meetings().contains_key(&id) {
        return Some(id);
    }
    let note = Note::error("ref.unknown", field.node.span, format!("the scenario has no meeting {:?}", id.as_str()));
    field.findings.add(note.near(id.as_str(), scenario.meetings().keys().map(MeetingId::as_str)));
    None
}
