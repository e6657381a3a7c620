//! What keeps a store from being opened or used.

use std::path::PathBuf;

/// Result codes of SQLite that all mean a full disk: FULL, IOERR_WRITE, IOERR_SHMSIZE.
const FULL: [&str; 3] = ["13", "778", "4874"];
/// Result codes of SQLite for a file that is damaged: CORRUPT and its kinds.
const CORRUPT: [&str; 4] = ["11", "267", "523", "779"];
/// Result codes of SQLite for a file that somebody else holds: BUSY and its kinds.
const BUSY: [&str; 3] = ["5", "261", "517"];

/// Why a store cannot be opened or used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file, and none was to be made.
    #[error("{0}: there is no store here; convoke announce makes one")]
    Absent(PathBuf),
    /// A file of another kind.
    #[error("{path}: not a store of convoke ({found}); it was not touched")]
    Foreign {
        /// Where.
        path: PathBuf,
        /// What it looks like.
        found: &'static str,
    },
    /// Neither a file nor the address of a PostgreSQL server.
    #[error("{0}: not the address of a store; expected a file, or postgres://user@host/database")]
    Address(String),
    /// The server may forget what it said it had kept.
    #[error("the server keeps less than it promises: {setting} is {value}; set it to {wanted}")]
    Unsafe {
        /// The setting.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// No space is left; nothing was changed.
    #[error("the disk is full at {0}; nothing was changed")]
    Full(String),
    /// Somebody else holds the store for too long.
    #[error("{0} is in use by another program; try again")]
    Busy(String),
    /// The file is damaged.
    #[error("{0} is damaged; restore it from a backup")]
    Damaged(String),
    /// No secret can be made.
    #[error("the system gives no random numbers; no secret was made")]
    Random,
    /// A row that no version of the program wrote.
    #[error("the store holds what cannot be read: {0}")]
    Row(String),
    /// The database refused.
    #[error("{place}: {source}")]
    Database {
        /// The store.
        place: String,
        /// What it says.
        source: sqlx::Error,
    },
    /// The schema could not be brought up to date.
    #[error("{place}: the schema could not be brought up to date: {source}")]
    Schema {
        /// The store.
        place: String,
        /// What it says.
        source: sqlx::migrate::MigrateError,
    },
}

impl StoreError {
    /// What the database said, in our words where there are any.
    pub(super) fn of(place: &str, source: sqlx::Error) -> Self {
        let code = source.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
        match code.as_deref() {
            Some(code) if FULL.contains(&code) || code == "53100" => Self::Full(place.to_owned()),
            Some(code) if CORRUPT.contains(&code) || code == "26" => Self::Damaged(place.to_owned()),
            Some(code) if BUSY.contains(&code) => Self::Busy(place.to_owned()),
            _ => Self::Database { place: place.to_owned(), source },
        }
    }

    /// Whether the same may work a little later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Busy(_) => true,
            Self::Database { source, .. } => {
                let lost = matches!(
                    source,
                    sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_)
                );
                // Serialization failure, deadlock, and a server that stops or starts.
                let code = source.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
                lost || code.is_some_and(|code| {
                    ["40001", "40P01", "57P01", "57P02", "57P03"].contains(&code.as_str()) || code.starts_with("08")
                })
            }
            _ => false,
        }
    }
}
