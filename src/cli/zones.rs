//! The time-zone data of this run: that inside the program, or a folder somebody names.

use crate::domain::time::ZoneData;
use crate::exchange::zoneinfo;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

static ZONES: OnceLock<ZoneData> = OnceLock::new();
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Takes the data from a folder, once, before anything else reads them.
///
/// # Errors
/// When the folder does not serve.
pub(super) fn from_folder(folder: &Path) -> Result<()> {
    let data = zoneinfo::read(folder)?;
    FOLDER.get_or_init(|| folder.canonicalize().unwrap_or_else(|_| folder.to_owned()));
    ZONES.get_or_init(|| data);
    Ok(())
}

/// The folder they are from, where they are from one.
pub(super) fn folder() -> Option<&'static Path> {
    FOLDER.get().map(PathBuf::as_path)
}

/// The data.
pub(super) fn zones() -> &'static ZoneData {
    ZONES.get_or_init(ZoneData::bundled)
}
