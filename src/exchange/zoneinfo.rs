//! Time-zone data from a folder, in place of those inside the program.

use std::path::Path;

use jiff::tz::TimeZoneDatabase;

use crate::domain::time::{Instant, Zone, ZoneData};

/// Why a folder does not serve as time-zone data.
#[derive(Debug, thiserror::Error)]
pub enum ZoneinfoError {
    /// The folder cannot be read, or holds no zones.
    #[error("{path} is not a folder of time-zone data: {reason}")]
    Folder {
        /// The folder.
        path: String,
        /// What is wrong.
        reason: String,
    },
}

/// Reads a folder as `zic` makes it (`/usr/share/zoneinfo`), with the version that its `tzdata.zi` or `+VERSION` names.
///
/// # Errors
/// [`ZoneinfoError::Folder`] when there is no such folder or the zone of Geneva is not in it.
pub fn read(folder: &Path) -> Result<ZoneData, ZoneinfoError> {
    let fail = |reason: String| ZoneinfoError::Folder { path: folder.display().to_string(), reason };
    let database = TimeZoneDatabase::from_dir(folder).map_err(|error| fail(error.to_string()))?;
    let data = ZoneData::new(database, &version(folder).unwrap_or_else(|| "unnamed".to_owned()));
    let probe = Instant::from_unix_seconds(0).ok_or_else(|| fail("no instant to ask for".to_owned()))?;
    data.at(probe, Zone::GENEVA).map_err(|error| fail(error.to_string()))?;
    Ok(data)
}

/// The version a folder names: `+VERSION` holds it alone, `tzdata.zi` says `# version 2026f` on its first line.
fn version(folder: &Path) -> Option<String> {
    let plain = |text: &str| {
        let word: String = text.trim().chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
        (!word.is_empty()).then_some(word)
    };
    if let Some(found) = std::fs::read_to_string(folder.join("+VERSION")).ok().and_then(|text| plain(&text)) {
        return Some(found);
    }
    let text = std::fs::read_to_string(folder.join("tzdata.zi")).ok()?;
    plain(text.lines().next()?.strip_prefix("# version ")?)
}
