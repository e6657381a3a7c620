//! Plan files: small, sorted, the same bytes for the same plan, fit to be edited by hand.

mod intake;
mod write;

pub(super) use intake::{LEVELS, Written, disorder, known, settled};
pub use write::write;

use super::files::{DiskFiles, Files};
use super::report::Report;
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use std::path::Path;

/// What the first line of a plan file says.
const FORMAT: &str = "convoke-plan/1";

/// Reads a plan of a scenario from the disk.
///
/// # Errors
/// All findings of the file in one [`Report`].
pub fn read(path: &Path, scenario: &Scenario) -> Result<Plan, Report> {
    read_from(&DiskFiles, path, scenario)
}

/// Reads a plan from other files.
///
/// # Errors
/// As [`read`].
pub fn read_from(files: &dyn Files, path: &Path, scenario: &Scenario) -> Result<Plan, Report> {
    intake::plan(files, path, scenario)
}
