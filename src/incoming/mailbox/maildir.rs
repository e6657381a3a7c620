//! A Maildir: one file a mail, written to `tmp`, renamed to `new`, and to `cur` once it has been dealt with.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::{Arrival, MailboxError};
use crate::domain::time::Instant;
use crate::incoming::MOST_OCTETS;

/// A Maildir. Only `new` is read: files in `tmp` are half written.
#[derive(Debug, Clone)]
pub struct Maildir {
    folder: PathBuf,
}

impl Maildir {
    /// The Maildir in a folder.
    ///
    /// # Errors
    /// [`MailboxError::NoMaildir`].
    pub fn open(folder: &Path) -> Result<Self, MailboxError> {
        let whole = ["new", "cur", "tmp"].iter().all(|name| folder.join(name).is_dir());
        if whole { Ok(Self { folder: folder.to_owned() }) } else { Err(MailboxError::NoMaildir(folder.to_owned())) }
    }

    /// The keys of the mails that nobody has dealt with, in the order of their names, which begin with the time of
    /// delivery. Files whose names begin with a dot are no mails.
    ///
    /// # Errors
    /// [`MailboxError::File`].
    pub fn keys(&self) -> Result<Vec<String>, MailboxError> {
        let new = self.folder.join("new");
        let failed = |source| MailboxError::File { path: new.clone(), source };
        let mut keys = Vec::new();
        for entry in fs::read_dir(&new).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // A link or a pipe is not followed: a mailbox holds files.
            let is_file = entry.file_type().map_err(failed)?.is_file();
            let Ok(name) = entry.file_name().into_string() else { continue };
            if is_file && !name.starts_with('.') {
                keys.push(name);
            }
        }
        keys.sort_by_key(|name| (delivered(name), name.clone()));
        Ok(keys)
    }

    /// One mail; `None` when somebody else has taken it in the meantime.
    ///
    /// # Errors
    /// [`MailboxError::File`].
    pub fn read(&self, key: &str) -> Result<Option<Arrival>, MailboxError> {
        let path = self.folder.join("new").join(key);
        let failed = |source| MailboxError::File { path: path.clone(), source };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let changed = file.metadata().and_then(|data| data.modified()).map_err(failed)?;
        let since = changed.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
        let arrived = i64::try_from(since).ok().and_then(Instant::from_unix_seconds);
        let mut bytes = Vec::new();
        file.take(MOST_OCTETS as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
        Ok(Some(Arrival { key: unique(key).to_owned(), arrived: arrived.unwrap_or(EPOCH), bytes }))
    }

    /// Notes that a mail has been dealt with: one rename, so that a crash leaves it in one of the two folders. A mail
    /// that is not there any more has been dealt with before.
    ///
    /// # Errors
    /// [`MailboxError::File`].
    pub fn settle(&self, key: &str) -> Result<(), MailboxError> {
        let path = self.folder.join("new").join(key);
        // No flags: whether a person has seen it is not ours to say.
        match fs::rename(&path, self.folder.join("cur").join(format!("{}:2,", unique(key)))) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(MailboxError::File { path, source: error }),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// 1970-01-01: before all mails.
const EPOCH: Instant = Instant::from_utc(chrono::DateTime::UNIX_EPOCH.naive_utc());

/// The name without flags, which stays the same for life.
fn unique(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

/// The seconds with which a name begins; mails whose names do not come last.
fn delivered(name: &str) -> u64 {
    name.split('.').next().and_then(|seconds| seconds.parse().ok()).unwrap_or(u64::MAX)
}
