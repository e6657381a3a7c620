//! Where mails come from. Each has a key that stays the same however often the mailbox is read, and nothing is ever
//! deleted: what was read twice is harmless, what was lost is not.

mod address;
mod error;
mod imap;
mod maildir;

pub use address::ImapAddress;
pub use error::MailboxError;
pub use imap::{Imap, Position};
pub use maildir::Maildir;

use crate::domain::time::Instant;

/// One mail as it lies in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Names it among all mails of this mailbox, for good.
    pub key: String,
    /// When it arrived, by the clock of the mailbox.
    pub arrived: Instant,
    /// Its bytes; of a mail above the limit only so many that it can be told to be too large.
    pub bytes: Vec<u8>,
}
