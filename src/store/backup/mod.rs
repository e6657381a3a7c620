//! A store as one file that says what it is, the same for both databases: from SQLite to PostgreSQL and back.
//!
//! The file begins with a line that names the format. Then come lines of JSON, packed (zlib): a heading, and each table with
//! its columns and its rows, one a line, bytes in base64. It ends with the SHA-256 of all that comes before, so that a file
//! that was cut or changed is refused before anything is done with it.
//!
//! * [`tables`](self): what a backup holds, and what it leaves out
//! * [`write`](self): a store as it is at one moment, while others go on writing
//! * [`read`](self): into an empty store

mod read;
mod tables;
mod write;

pub use read::{Backup, Restored};
pub use write::BackedUp;

use super::StoreError;
use std::path::Path;

/// The first line.
const FORMAT: &str = "convoke-backup/1\n";
/// The last line: a hash in hexadecimal digits.
const TRAILER: usize = 65;
/// The schema that this program knows.
const SCHEMA: i64 = super::database::NEWEST;

fn foreign(path: &Path, found: impl Into<String>) -> StoreError {
    StoreError::Backup { path: path.to_owned(), found: found.into() }
}

/// Every table, with its columns where a backup holds it: for a test that holds it against the schema.
#[doc(hidden)]
#[must_use]
pub fn tables_of_backups() -> Vec<(&'static str, Vec<&'static str>)> {
    let held = tables::TABLES.iter().map(|table| (table.name, table.columns().map(|(name, _)| name).collect()));
    held.chain(tables::LEFT_OUT.map(|name| (name, Vec::new()))).collect()
}
