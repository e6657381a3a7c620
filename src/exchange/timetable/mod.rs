//! Timetable files: small, sorted, the same bytes for the same timetable, fit to be edited by hand.

mod intake;
mod write;

pub(super) use intake::known;
pub use write::write;

use super::files::{DiskFiles, Files};
use super::report::Report;
use crate::domain::event::{Event, Timetable};
use std::path::Path;

/// What the first line of a timetable file says.
const FORMAT: &str = "convoke-timetable/1";

/// Reads a timetable of an event from the disk.
///
/// # Errors
/// All findings of the file in one [`Report`].
pub fn read(path: &Path, event: &Event) -> Result<Timetable, Report> {
    read_from(&DiskFiles, path, event)
}

/// Reads a timetable from other files.
///
/// # Errors
/// As [`read`].
pub fn read_from(files: &dyn Files, path: &Path, event: &Event) -> Result<Timetable, Report> {
    intake::timetable(files, path, event)
}
