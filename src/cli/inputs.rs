//! Reading what commands work on. Bad input is told in full and nothing is written.

use super::children::desk;
use super::console;
use crate::announce::attendance::Registration;
use crate::desk::{NoSuchMeeting, Unusable, Wrong};
use crate::domain::draft::Draft;
use crate::domain::event::{Event, Timetable};
use crate::domain::ids::MeetingId;
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use crate::domain::series::{Series, SeriesPlan};
use crate::exchange::files::{DiskFiles, Files};
use crate::exchange::profile::Profiles;
use crate::exchange::report::{Item, Report};
use crate::exchange::sheets::{self, Imported};
use crate::exchange::{event, plan, registrations, scenario, series, timetable};
use crate::kernel::{Defect, Placements, Problem};
use anyhow::Context;
use std::collections::BTreeMap;
use std::path::Path;

/// Bad input: everything has been said, the command ends with exit code 2.
#[derive(Debug)]
pub(super) struct BadInput;

/// Reads a scenario, saying all that is wrong with it.
pub(super) fn scenario(path: &Path) -> Result<Scenario, BadInput> {
    loaded(scenario::read(path, &Profiles::bundled()))
}

/// Reads a scenario with the words of its letters, saying all that is wrong with it.
pub(super) fn scenario_and_drafts(path: &Path) -> Result<(Scenario, BTreeMap<MeetingId, Draft>), BadInput> {
    match scenario::read(path, &Profiles::bundled()) {
        Ok(loaded) => {
            notices(loaded.notices);
            Ok((loaded.scenario, loaded.drafts))
        }
        Err(report) => Err(refused(&report)),
    }
}

/// Reads a scenario from files held in memory.
pub(super) fn scenario_from(files: &dyn Files, path: &Path) -> Result<Scenario, BadInput> {
    loaded(scenario::read_from(files, path, &Profiles::bundled()))
}

fn loaded(read: Result<scenario::Loaded, Report>) -> Result<Scenario, BadInput> {
    match read {
        Ok(loaded) => {
            notices(loaded.notices);
            Ok(loaded.scenario)
        }
        Err(report) => Err(refused(&report)),
    }
}

/// Reads an event, saying all that is wrong with it.
pub(super) fn event(path: &Path) -> Result<Event, BadInput> {
    match event::read(path, &Profiles::bundled()) {
        Ok(loaded) => {
            notices(loaded.notices);
            Ok(loaded.event)
        }
        Err(report) => Err(refused(&report)),
    }
}

/// Reads a timetable of an event, saying all that is wrong with it.
pub(super) fn timetable(event: &Event, path: &Path) -> Result<Timetable, BadInput> {
    timetable::read(path, event).map_err(|report| refused(&report))
}

/// Reads the plan of a scenario from a workbook, saying all that is wrong with it.
pub(super) fn plan_of_workbook(scenario: &Scenario, path: &Path) -> Result<Plan, BadInput> {
    imported(sheets::read_calendar(desk(), &DiskFiles, path, scenario))
}

/// Reads the timetable of an event from a workbook, saying all that is wrong with it.
pub(super) fn timetable_of_workbook(event: &Event, path: &Path) -> Result<Timetable, BadInput> {
    imported(sheets::read_timetable(desk(), &DiskFiles, path, event))
}

fn imported<T>(read: Result<Imported<T>, Report>) -> Result<T, BadInput> {
    match read {
        Ok(imported) => {
            notices(imported.notices);
            Ok(imported.made)
        }
        Err(report) => Err(refused(&report)),
    }
}

/// Reads the plan of a scenario; without a file, the dates fixed in the scenario.
pub(super) fn plan(scenario: &Scenario, path: Option<&Path>) -> Result<Plan, BadInput> {
    match path {
        None => Ok(scenario.plan_of_fixed()),
        Some(path) => plan::read(path, scenario).map_err(|report| refused(&report)),
    }
}

/// Problem and solution files beyond this many bytes are refused before they are read.
const LARGEST_PROBLEM: u64 = 128 << 20;

/// Reads a placement problem.
pub(super) fn problem(path: &Path) -> anyhow::Result<Result<Problem, BadInput>> {
    document(path, Problem::from_json)
}

/// Reads the placements of a solution of a placement problem.
pub(super) fn placements(path: &Path, problem: &Problem) -> anyhow::Result<Result<Placements, BadInput>> {
    document(path, |text| Placements::from_json(problem, text))
}

fn document<T>(path: &Path, read: impl FnOnce(&str) -> Result<T, Vec<Defect>>) -> anyhow::Result<Result<T, BadInput>> {
    let reading = || format!("reading {}", path.display());
    let about = std::fs::metadata(path).with_context(reading)?;
    // A pipe would be waited for, and a device has no end.
    if !about.is_file() {
        console::say(&format!(
            "{}: error[file.kind]: this is no ordinary file; expected a document of JSON",
            path.display()
        ));
        return Ok(Err(BadInput));
    }
    let size = about.len();
    if size > LARGEST_PROBLEM {
        console::say(&format!(
            "{}: error[file.size]: found {size} bytes, expected at most {LARGEST_PROBLEM}",
            path.display()
        ));
        return Ok(Err(BadInput));
    }
    let bytes = std::fs::read(path).with_context(reading)?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
            let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            console::say(&format!(
                "{}:{line}: error[placement.encoding]: found a byte that is no UTF-8, expected UTF-8",
                path.display()
            ));
            return Ok(Err(BadInput));
        }
    };
    Ok(read(&text).map_err(|defects| {
        for defect in defects.iter().take(SHOWN) {
            console::say(&told(path, defect));
        }
        if defects.len() > SHOWN {
            console::say(&format!("{}: and {} more", path.display(), defects.len() - SHOWN));
        }
        BadInput
    }))
}

/// A defect as other findings are told, with its place: a line and a column where it is no JSON, else the path in it.
fn told(path: &Path, defect: &Defect) -> String {
    let Defect { path: place, found, expected } = defect;
    let (code, place, found) = match found.rsplit_once(" at line ") {
        Some((found, at)) if place.is_empty() => {
            // An empty line ends before its first column.
            ("placement.syntax", at.replace(" column 0", " column 1").replace(" column ", ":"), found)
        }
        _ if place.is_empty() => ("placement.document", "document".to_owned(), found.as_str()),
        _ => ("placement.value", place.clone(), found.as_str()),
    };
    format!("{}:{place}: error[{code}]: found {found}, expected {expected}", path.display())
}

/// Defects shown of one document.
const SHOWN: usize = 50;

/// Says what is worth knowing about files.
pub(super) fn notices(items: Vec<Item>) {
    if !items.is_empty() {
        console::say(Report { items, omitted: 0 }.text().trim_end());
    }
}

fn refused(report: &Report) -> BadInput {
    console::say(report.text().trim_end());
    BadInput
}

/// Says what is wrong with what was given, after what is worth knowing about what could be read.
///
/// # Errors
/// When it is an argument that is wrong.
pub(super) fn unusable(unusable: &Unusable) -> anyhow::Result<BadInput> {
    notices(unusable.notices.clone());
    match &unusable.wrong {
        Wrong::Files(report) => Ok(refused(report)),
        Wrong::Meeting(none) => Err(no_such_meeting(none)),
    }
}

/// The argument by which a meeting was asked for that is none.
pub(super) fn no_such_meeting(none: &NoSuchMeeting) -> anyhow::Error {
    anyhow::anyhow!("--meeting {none}")
}

/// Reads a list of registrations.
pub(super) fn registrations(scenario: &Scenario, path: &Path) -> Result<Vec<Registration>, BadInput> {
    registrations::read(path, scenario, desk()).map_err(|report| refused(&report))
}

/// Reads a series of e-meetings.
pub(super) fn series(path: &Path) -> Result<Series, BadInput> {
    match series::read(path, &Profiles::bundled()) {
        Ok(loaded) => {
            notices(loaded.notices);
            Ok(loaded.series)
        }
        Err(report) => Err(refused(&report)),
    }
}

/// Reads a plan of hours.
pub(super) fn series_plan(path: &Path, of: &Series) -> Result<SeriesPlan, BadInput> {
    series::read_plan(path, of).map_err(|report| refused(&report))
}
