//! A feed as single entries in a collection on a calendar server (CalDAV, RFC 4791): what should stand there, what does,
//! and what follows from the difference.
//!
//! No list of what was put there is kept: each entry says itself which scenario, body and meeting it comes from, and holds a
//! fingerprint of its own facts. So any machine can publish, an entry that somebody changed is seen as such, and entries
//! without that note are never touched.

mod difference;
mod facts;
mod held;
mod wanted;

pub use difference::{Action, Conflict, Difference, Foreseen, Step};
pub use held::Held;
pub use wanted::{Publication, publication};
