//! Files of a series of e-meetings: who attends, when each meeting may be, what was asked before; and plans of hours.
//!
//! * [`intake`] - from documents to a series
//! * [`entries`] - members, meetings, the past, clashes, bands
//! * [`scenario`] - what a series takes from a scenario
//! * [`plan`] - plan files, in and out

mod entries;
mod intake;
mod plan;
mod scenario;

pub use plan::{read_plan, read_plan_from, write_plan};

use super::files::{DiskFiles, Files};
use super::profile::Profiles;
use super::report::{Item, Report};
use crate::domain::series::Series;
use std::path::Path;

/// A series that was read, with what is worth knowing about its files.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The series.
    pub series: Series,
    /// Notices: old zone names, countries without a calendar.
    pub notices: Vec<Item>,
}

/// Reads a series from the disk.
///
/// # Errors
/// All findings of all files read, in one [`Report`].
pub fn read(path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    read_from(&DiskFiles, path, profiles)
}

/// Reads a series from other files.
///
/// # Errors
/// As [`read`].
pub fn read_from(files: &dyn Files, path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    intake::series(files, path, profiles)
}
