//! Lists of who registered for which meeting, and for what they asked.
//!
//! ```toml
//! format = "convoke-registrations/1"
//!
//! [[registration]]
//! meeting = "jca-ml-2023-1"
//! person = "zoe@example.org"
//! place = "remote"
//! on = 2023-01-09
//! asks = ["captioning"]
//! name = "Zoe Chen"
//! language = "zh"
//! zone = "Asia/Shanghai"
//! ```
//!
//! The same as a workbook (`.xlsx`): the sheet *Registrations*, or its only sheet, with these keys as headings; several words
//! under `asks` stand with commas between them.
//!
//! `person`, `asks`, `name`, `language` and `zone` may be left out. A list is whole: who is no longer in it is no longer
//! registered.

use super::files::{DiskFiles, Files};
use super::plan_file;
use super::reader::{Entry, Field};
use super::report::{Findings, Note, Report};
use super::sheets::{self, Column, Desk, Row, Take, needed, optional};
use crate::announce::attendance::{Presence, Registration, Service};
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use std::path::Path;

/// What the first line of the file says.
const FORMAT: &str = "convoke-registrations/1";

/// The same in a workbook.
const SHEET: &str = "Registrations";
const COLUMNS: [Column; 8] = [
    needed("meeting", Take::Word),
    optional("person", Take::Word),
    needed("place", Take::Word),
    needed("on", Take::Day),
    optional("asks", Take::List),
    optional("name", Take::Text),
    optional("language", Take::Word),
    optional("zone", Take::Word),
];

/// Reads a list of registrations from the disk, in its order.
///
/// # Errors
/// All findings of the file in one [`Report`].
pub fn read(path: &Path, scenario: &Scenario, desk: Desk<'_>) -> Result<Vec<Registration>, Report> {
    read_from(&DiskFiles, path, scenario, desk)
}

/// Reads a list from other files.
///
/// # Errors
/// As [`read`].
pub fn read_from(
    files: &dyn Files,
    path: &Path,
    scenario: &Scenario,
    desk: Desk<'_>,
) -> Result<Vec<Registration>, Report> {
    // What cannot be read is told where the text is read.
    if let Some(bytes) = files.read(path, None).ok().filter(|bytes| sheets::is_workbook(path, bytes)) {
        return of_workbook(&path.display().to_string(), &bytes, scenario, desk);
    }
    plan_file::read(files, path, "a list of registrations", FORMAT, |entry| {
        Some(entry.tables("registration", "a registration", |one| registration(one, scenario)))
    })
}

fn of_workbook(path: &str, bytes: &[u8], scenario: &Scenario, desk: Desk<'_>) -> Result<Vec<Registration>, Report> {
    let findings = Findings::default();
    let read = sheets::rows(&findings, desk, path, bytes, SHEET, &COLUMNS).map(|rows| {
        let one =
            |row: &Row<'_>| registration(&Entry::new(&findings, "a registration", row.start, &row.table()), scenario);
        rows.iter().filter_map(one).collect()
    });
    match read {
        Some(read) if findings.errors() == 0 => Ok(read),
        _ => Err(findings.into_errors()),
    }
}

fn registration(entry: &Entry<'_>, scenario: &Scenario) -> Option<Registration> {
    let meeting = entry.required("meeting", |field| meeting(field, scenario));
    let person = entry.optional("person", Field::email);
    let presence = entry.required("place", |field| field.word(&Presence::ALL));
    let on = entry.required("on", Field::date);
    let asks = entry.list("asks", |field| field.word(&Service::ALL));
    let name = entry.optional("name", Field::display_name);
    let language = entry.optional("language", Field::language);
    let zone = entry.optional("zone", Field::zone);
    Some(Registration { meeting: meeting?, person, presence: presence?, on: on?, asks, name, language, zone })
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

/// Writes a list as [`read`] reads it.
#[must_use]
pub fn write(registrations: &[Registration]) -> String {
    let mut text = format!("format = {}\n", quoted(FORMAT));
    for one in registrations {
        let presence =
            Presence::ALL.iter().find(|(presence, _)| *presence == one.presence).map_or("", |(_, word)| word);
        let mut line = |key: &str, value: &str| text.push_str(&format!("{key} = {value}\n"));
        line("\n[[registration]]\nmeeting", &quoted(one.meeting.as_str()));
        if let Some(person) = &one.person {
            line("person", &quoted(person.as_str()));
        }
        line("place", &quoted(presence));
        line("on", &one.on.to_string());
        if !one.asks.is_empty() {
            let asks: Vec<String> = one.asks.iter().map(|service| quoted(service.word())).collect();
            line("asks", &format!("[{}]", asks.join(", ")));
        }
        if let Some(name) = &one.name {
            line("name", &quoted(name.as_str()));
        }
        if let Some(language) = one.language {
            line("language", &quoted(language.tag()));
        }
        if let Some(zone) = one.zone {
            line("zone", &quoted(zone.name()));
        }
    }
    text
}

/// A text between quotation marks, as TOML has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
