//! Reads a scenario: its files, its profile, its calendars, and the whole through the domain's one constructor.

mod bodies;
mod calendars;
mod drafts;
mod index;
mod intake;
mod meetings;
mod others;
mod outside_file;
pub(super) mod places;
mod preparation;
mod series;
mod sessions;
mod wishes;

pub(super) use index::Index;
pub(super) use intake::scenario_and;
pub(super) use meetings::HALVES;
pub(super) use others::waiver;

use super::files::{DiskFiles, Files};
use super::notices::Notices;
use super::profile::Profiles;
use super::report::{Item, Report};
use crate::domain::draft::Draft;
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use std::collections::BTreeMap;
use std::path::Path;

/// A scenario that was read, with what is worth knowing about its files.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// The words of letters, which planning and rules do not look at.
    pub drafts: BTreeMap<MeetingId, Draft>,
    /// How its meetings are announced, which planning and rules do not look at.
    pub announced_by: Notices,
    /// Notices: old zone names and the like.
    pub notices: Vec<Item>,
}

/// Reads a scenario from the disk.
///
/// # Errors
/// All findings of all files read, in one [`Report`]; the scenario is not made if there is any error.
pub fn read(path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    read_from(&DiskFiles, path, profiles)
}

/// Reads a scenario from other files.
///
/// # Errors
/// As [`read`].
pub fn read_from(files: &dyn Files, path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    intake::scenario(files, path, profiles)
}
