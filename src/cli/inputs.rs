//! Reading what commands work on. Bad input is told in full and nothing is written.

use super::console;
use crate::domain::event::{Event, Timetable};
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use crate::exchange::files::Files;
use crate::exchange::profile::Profiles;
use crate::exchange::report::{Item, Report};
use crate::exchange::{event, plan, scenario, timetable};
use std::path::Path;

/// Bad input: everything has been said, the command ends with exit code 2.
#[derive(Debug)]
pub(super) struct BadInput;

/// Reads a scenario, saying all that is wrong with it.
pub(super) fn scenario(path: &Path) -> Result<Scenario, BadInput> {
    loaded(scenario::read(path, &Profiles::bundled()))
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

/// Reads the plan of a scenario; without a file, the dates fixed in the scenario.
pub(super) fn plan(scenario: &Scenario, path: Option<&Path>) -> Result<Plan, BadInput> {
    match path {
        None => Ok(scenario.plan_of_fixed()),
        Some(path) => plan::read(path, scenario).map_err(|report| refused(&report)),
    }
}

fn notices(items: Vec<Item>) {
    if !items.is_empty() {
        console::say(Report { items, omitted: 0 }.text().trim_end());
    }
}

fn refused(report: &Report) -> BadInput {
    console::say(report.text().trim_end());
    BadInput
}
