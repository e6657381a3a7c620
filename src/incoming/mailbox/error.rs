//! What keeps a mailbox from being read.

use std::path::PathBuf;

use thiserror::Error;

/// Why a mailbox cannot be read.
#[derive(Debug, Error)]
pub enum MailboxError {
    /// Not a Maildir.
    #[error("{0} is no Maildir: it has no folders new, cur and tmp")]
    NoMaildir(PathBuf),
    /// A file or folder of a Maildir that cannot be read or moved.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        source: std::io::Error,
    },
    /// Not the address of an IMAP mailbox.
    #[error(
        "`{found}` is not the address of a mailbox ({reason}); expected one like imaps://user@mail.example.org/INBOX"
    )]
    Address {
        /// What was given, without any password.
        found: String,
        /// What is wrong.
        reason: String,
    },
    /// The server could not be reached, or not by an encrypted connection that can be trusted.
    #[error("{server} cannot be reached: {reason}")]
    Connect {
        /// Host and port.
        server: String,
        /// What is wrong.
        reason: String,
    },
    /// The server does not take user and password.
    #[error("{server} does not let {user} in: {reason}")]
    Login {
        /// Host and port.
        server: String,
        /// Who.
        user: String,
        /// What the server says.
        reason: String,
    },
    /// The server said something else than what the protocol asks for, or fell silent.
    #[error("{server}: {reason}")]
    Protocol {
        /// Host and port.
        server: String,
        /// What is wrong.
        reason: String,
    },
}
