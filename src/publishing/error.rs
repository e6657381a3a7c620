//! What keeps a collection from being published to.

use thiserror::Error;

use crate::announce::AnnounceError;

/// Why nothing, or not all, could be put into a collection.
#[derive(Debug, Error)]
pub enum PublishError {
    /// Not the address of a collection.
    #[error(
        "`{found}` is not the address of a calendar ({reason}); expected one like https://calendar.example.org/tsb/meetings/"
    )]
    Url {
        /// What was given, without any login.
        found: String,
        /// What is wrong.
        reason: String,
    },
    /// No answer: nobody listens, the connection broke, or it took too long.
    #[error("{server} gives no answer: {reason}")]
    NoAnswer {
        /// Which server.
        server: String,
        /// What happened.
        reason: String,
    },
    /// The server is busy, or out of order, by its own account.
    #[error("{server} answers {status} to {request}: not now")]
    NotNow {
        /// Which server.
        server: String,
        /// What was asked.
        request: &'static str,
        /// Its answer (RFC 9110).
        status: u16,
    },
    /// No safe connection.
    #[error("{server} is not trusted: {reason}")]
    Untrusted {
        /// Which server.
        server: String,
        /// What is wrong with its certificate, or the handshake.
        reason: String,
    },
    /// The login is wrong or missing.
    #[error("{server} wants another login (--user, and a password in CONVOKE_CALDAV_PASSWORD or --password-file)")]
    Login {
        /// Which server.
        server: String,
    },
    /// The server points to another server.
    #[error("the calendar is said to be at {to}; if that is right, give that address")]
    Elsewhere {
        /// Where.
        to: String,
    },
    /// There is something else at the address.
    #[error("there is something at {url}, and it is no calendar")]
    NotACalendar {
        /// Where.
        url: String,
    },
    /// The server refuses.
    #[error("{server} answers {status} to {request}{said}")]
    Refused {
        /// Which server.
        server: String,
        /// What was asked.
        request: &'static str,
        /// Its answer (RFC 9110).
        status: u16,
        /// What it says, shortened.
        said: String,
    },
    /// The answer cannot be read: acting on half a list would be worse than not acting.
    #[error("the answer of {server} to {request} cannot be used: {reason}")]
    Unreadable {
        /// Which server.
        server: String,
        /// What was asked.
        request: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// An entry cannot be written.
    #[error(transparent)]
    Announce(#[from] AnnounceError),
}

impl PublishError {
    /// Whether the same may succeed later without anybody changing anything.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::NoAnswer { .. } | Self::NotNow { .. })
    }
}
