//! Event files: a scenario with the tables of one event, `[event] [[room]] [[service]] [[session]] [[absence]]`.

mod intake;
mod session;

use super::documents;
use super::files::{DiskFiles, Files};
use super::profile::Profiles;
use super::report::{Findings, Item, Report};
use crate::domain::event::Event;
use std::path::Path;

/// An event that was read, with what is worth knowing about its files.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The event.
    pub event: Event,
    /// Notices: old zone names and the like.
    pub notices: Vec<Item>,
}

/// Whether a file is that of an event rather than of a scenario: it, or a file that it includes, has the table `[event]`.
pub fn is_event(files: &dyn Files, path: &Path) -> bool {
    let findings = Findings::default();
    documents::with_includes(&findings, files, path).iter().any(|document| document.table.get("event").is_some())
}

/// Reads an event from the disk.
///
/// # Errors
/// All findings of all files read, in one [`Report`]; the event is not made if there is any error.
pub fn read(path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    read_from(&DiskFiles, path, profiles)
}

/// Reads an event from other files.
///
/// # Errors
/// As [`read`].
pub fn read_from(files: &dyn Files, path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    intake::event(files, path, profiles)
}
