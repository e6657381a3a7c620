//! What became of each message.

use crate::domain::text::EmailAddress;

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The relay took it: the answer it gave.
    Accepted(String),
    /// The relay refused it for good: the answer it gave. Sending again is of no use.
    Refused(String),
    /// The relay refused it for now (4xx): the answer it gave. It may be sent again.
    Deferred(String),
    /// The relay could not be reached, or does not offer what the address needs: the message did not leave.
    NotSent(String),
    /// The connection broke while the message was on its way: it may or may not have arrived.
    Uncertain(String),
}

impl Delivered {
    /// Whether the relay took the message.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }

    /// One word for lists.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Refused(_) => "refused",
            Self::Deferred(_) => "deferred",
            Self::NotSent(_) => "not-sent",
            Self::Uncertain(_) => "uncertain",
        }
    }

    /// What the relay, or the connection, said.
    #[must_use]
    pub fn answer(&self) -> &str {
        match self {
            Self::Accepted(text)
            | Self::Refused(text)
            | Self::Deferred(text)
            | Self::NotSent(text)
            | Self::Uncertain(text) => text,
        }
    }
}

/// What became of the message to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// To whom.
    pub recipient: EmailAddress,
    /// Which message.
    pub message_id: String,
    /// What became of it.
    pub delivered: Delivered,
}
