//! What keeps a mail from being composed or a relay from being used.

use thiserror::Error;

/// Why a mail cannot be composed, or a relay cannot be used.
#[derive(Debug, Error)]
pub enum DeliveryError {
    /// An address that the mail library does not take.
    #[error("the address {address} cannot be put into a mail: {reason}")]
    Address {
        /// The address, masked.
        address: String,
        /// What the library says.
        reason: String,
    },
    /// A part of the mail that the library does not take.
    #[error("the mail cannot be composed: {0}")]
    Compose(String),
    /// A line longer than SMTP allows (RFC 5321 4.5.3.1.6).
    #[error("line {line} of the mail has {octets} octets; at most 998 are allowed")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// How long it is.
        octets: usize,
    },
    /// Not the address of a relay.
    #[error("`{found}` is not the address of a mail relay ({reason}); expected one like smtp://127.0.0.1:2525")]
    Url {
        /// What was given, without any password.
        found: String,
        /// What is wrong.
        reason: String,
    },
    /// No authorities of certificates in what was given.
    #[error("these are no certificates of authorities: {0}; expected a PEM file")]
    Authority(String),
    /// Not a key to sign with.
    #[error("the key of selector `{selector}` cannot be used: {reason}")]
    Key {
        /// Under which name its public half stands.
        selector: String,
        /// What is wrong; nothing of the key itself.
        reason: String,
    },
    /// A mail that cannot be signed.
    #[error("the mail cannot be signed: {0}")]
    Sign(String),
    /// The machinery to send with could not be started.
    #[error("sending could not start: {0}")]
    Start(#[from] std::io::Error),
}
