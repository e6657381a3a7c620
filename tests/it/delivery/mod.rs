//! Mails as bytes and on the wire.
//!
//! `mails`: what is composed, and the relay that `convoke invite` uses. `faults`: everything that may go wrong in a
//! conversation, one row each, against `sink`, a relay in this process that does it. `encrypted`: TLS and passwords.
//! `signed`: DKIM, judged by two foreign verifiers. `postfix`: relays that others wrote.

mod encrypted;
mod faults;
mod mails;
pub(crate) mod postfix;
pub(crate) mod signed;
pub(crate) mod sink;

pub(crate) use encrypted::authority_files;
