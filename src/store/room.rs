//! How much room there is on the disk, and how much sending needs.
//!
//! A send that ends half-way for want of room loses nothing, and is still worse than one that is not begun: some know and
//! others do not. Postfix asks likewise before it takes a mail (`queue_minfree`).

use std::path::Path;

use super::database::{Database, on};
use super::{Store, StoreError};

/// As many times what waits must be free.
const TIMES: u64 = 3;
/// The log of SQLite grows to so much before it is folded back: a thousand pages with their headers.
const LOG: u64 = 1000 * (4096 + 24);

/// Bytes that are free on the disk of a path, or of the folder it is to be made in.
pub(super) fn free(path: &Path) -> Option<u64> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// What must be free for a store to be written: its log, and the pages that are folded back into it.
pub(super) fn to_write(place: &str) -> u64 {
    std::fs::metadata(place).map_or(0, |file| file.len()).saturating_add(LOG)
}

impl Store {
    /// Whether there is room to send all that waits, and what is prepared: three times its size, and the log of the store.
    /// The disk of a PostgreSQL server is not seen from here.
    ///
    /// # Errors
    /// [`StoreError::NoRoom`] when there is less.
    pub async fn has_room(&self) -> Result<(), StoreError> {
        if matches!(self.database, Database::Postgres(_)) {
            return Ok(());
        }
        let waits: i64 = on!(self, pool => sqlx::query_scalar(
            "SELECT COALESCE(SUM(LENGTH(bytes) + LENGTH(told)), 0) FROM message \
             WHERE state IN ('draft', 'queued', 'claimed', 'dot', 'deferred', 'uncertain')").fetch_one(pool).await)?;
        let needed = u64::try_from(waits).unwrap_or(0).saturating_mul(TIMES).saturating_add(LOG);
        match free(Path::new(&self.place)) {
            Some(free) if waits > 0 && free < needed => {
                Err(StoreError::NoRoom { place: self.place.clone(), free, needed })
            }
            _ => Ok(()),
        }
    }

    /// Lets marks reach the disk some time later: a fault for tests to find (`synchronous=NORMAL`).
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub async fn be_careless(&self) -> Result<(), StoreError> {
        if let Database::Sqlite(pool) = &self.database {
            let changed = sqlx::query("PRAGMA synchronous = NORMAL").execute(pool).await;
            changed.map_err(|error| StoreError::of(&self.place, error))?;
        }
        Ok(())
    }
}
