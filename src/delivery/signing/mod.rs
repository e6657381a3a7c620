//! DKIM signatures (RFC 6376; Ed25519: RFC 8463) over the final bytes of a mail.
//!
//! Written here, over `ring`, because the libraries at hand do not fit: `lettre` signs what two of two verifiers refuse,
//! and `mail-auth` reads the clock by itself, so that the same mail would not give the same bytes twice; it also brings
//! a DNS resolver, which a signer has no use for. What is signed, and how, is one arrangement: relaxed/relaxed,
//! every header of [`SIGNED`] once more often than it stands there, so that none can be added or taken away.
//!
//! * [`Key`]: a private key with its selector; it gives the DNS record of its public half.
//! * [`Signer`]: a domain with one key, or one of each kind: then both signatures go out, and a receiver takes the one it knows.

mod canonical;
mod key;
mod signer;

pub use key::Key;
pub use signer::{SIGNED, Signer};
