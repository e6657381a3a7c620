//! Calendars of servers (CalDAV, RFC 4791): a collection is looked at, and what it should hold is put there.
//!
//! Few requests, one after the other, each with the version it is about. Whether a request that broke off was carried out is
//! not guessed: the collection is looked at again.

mod address;
mod client;
mod error;
mod multistatus;
mod run;

pub use address::Address;
pub use client::{Collection, Listing, Patience};
pub use error::PublishError;
pub use run::{Mode, Outcome, Refused, Report, publish};
