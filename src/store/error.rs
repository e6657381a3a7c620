//! What keeps a store from being opened or used.

use std::path::PathBuf;

/// Result codes of SQLite that all mean a full disk: FULL, IOERR_WRITE, IOERR_SHMSIZE.
const FULL: [&str; 3] = ["13", "778", "4874"];
/// Result codes of SQLite for a disk that fails: IOERR, IOERR_READ, IOERR_FSYNC, IOERR_DIR_FSYNC, IOERR_TRUNCATE, IOERR_FSTAT.
const FAILING: [&str; 6] = ["10", "266", "1034", "1290", "1546", "1802"];
/// Result codes of SQLite for a file that is damaged: CORRUPT and its kinds.
const CORRUPT: [&str; 4] = ["11", "267", "523", "779"];
/// Result codes of SQLite for a file that somebody else holds: BUSY and its kinds.
const BUSY: [&str; 3] = ["5", "261", "517"];

/// What PostgreSQL says when two transactions waited for each other and one was taken back: deadlock, serialization failure.
const CONFLICT: [&str; 2] = ["40P01", "40001"];

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
    /// A file on a disk that is elsewhere.
    #[error(
        "{path}: on {kind}, a disk over a network: SQLite loses data there without a word; keep the store on a disk of this \
         machine, or in PostgreSQL"
    )]
    Network {
        /// Where.
        path: PathBuf,
        /// What it is on.
        kind: &'static str,
    },
    /// No backup, or no longer the one that was written.
    #[error("{path}: not a backup of convoke: {found}; nothing was changed")]
    Backup {
        /// Where.
        path: PathBuf,
        /// What is wrong with it.
        found: String,
    },
    /// A backup could not be written.
    #[error("the backup could not be written: {0}")]
    BackupNotWritten(std::io::Error),
    /// What only goes into an empty store.
    #[error("{place} is not empty, it has rows in {table}; nothing was changed: name a store that is not there yet")]
    NotEmpty {
        /// The store.
        place: String,
        /// The first table with something in it.
        table: &'static str,
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
    #[error(
        "disk full at {place}, {needed} bytes needed; nothing was changed, and the same command goes on once there is room"
    )]
    Full {
        /// The store.
        place: String,
        /// As much must be free for the store to be written.
        needed: u64,
    },
    /// No space is left on the disk of the server; nothing was changed.
    #[error(
        "the disk of the server is full: {0}; nothing was changed, and the same command goes on once there is room"
    )]
    ServerFull(String),
    /// What waits may need more room than there is: sending is not begun, for it would end half-way.
    #[error(
        "too little room at {place}: {free} bytes are free, and sending needs {needed} (three times what waits, and the \
         log of the store); nothing was sent or approved"
    )]
    NoRoom {
        /// The store.
        place: String,
        /// Bytes that are free.
        free: u64,
        /// Bytes that must be.
        needed: u64,
    },
    /// One person would get the same news once more than anybody should: something prepares it again and again.
    #[error(
        "{address} has had {count} messages about {meeting} under number {sequence}, and no more than {most} may be sent; \
         nothing was approved: see convoke outbox list sent, and leave this recipient out"
    )]
    Repeats {
        /// Who.
        address: String,
        /// About what.
        meeting: String,
        /// The revision: the number that calendars see.
        sequence: u32,
        /// Messages that arrived or may have, with the one that is not sent.
        count: u32,
        /// The most that may be sent.
        most: u32,
    },
    /// Somebody else holds the store for too long.
    #[error("{0} is in use by another program; try again")]
    Busy(String),
    /// The disk says that it did not keep what it was given.
    #[error("the disk does not keep what it is given: {0}; nothing more was written or sent: look at the disk first")]
    Failing(String),
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
    /// A newer program made it.
    #[error(
        "{place} was made by a newer program, with step {step} of its schema; it was not touched: use that program, or a newer one"
    )]
    Newer {
        /// The store.
        place: String,
        /// The step that this program does not know.
        step: i64,
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
            Some(code) if FULL.contains(&code) => {
                Self::Full { place: place.to_owned(), needed: super::room::to_write(place) }
            }
            Some("53100") => Self::ServerFull(place.to_owned()),
            Some(code) if FAILING.contains(&code) => Self::Failing(place.to_owned()),
            Some(code) if CORRUPT.contains(&code) || code == "26" => Self::Damaged(place.to_owned()),
            Some(code) if BUSY.contains(&code) => Self::Busy(place.to_owned()),
            _ => Self::Database { place: place.to_owned(), source },
        }
    }

    /// Whether a transaction was taken back for the sake of another one: begun again, it may well pass.
    pub(super) fn is_conflict(&self) -> bool {
        let Self::Database { source, .. } = self else { return false };
        let code = source.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
        code.is_some_and(|code| CONFLICT.contains(&code.as_str()))
    }

    /// Whether that says that the disk does not keep what it is given.
    pub(super) fn is_of_a_failing_disk(source: &sqlx::Error) -> bool {
        let code = source.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
        code.is_some_and(|code| FAILING.contains(&code.as_str()))
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
