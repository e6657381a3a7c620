//! The loop that sends what is due: any number of them, on any number of machines, over one store.
//!
//! Nothing is decided here. The store says what is due and keeps the marks, `app::outbox` what becomes of a message, and
//! the conversation with the relay what happened to it. The loop joins the three so that a mark is on disk before the
//! dot it speaks of leaves, and several connections share one write to disk.
//!
//! * [`clock`](self): a clock that jumps is noticed
//! * [`marks`]: one writer for the marks of all connections
//! * [`line`](self): one connection to the relay, one message after the other
//! * [`patience`](self): servers that ask for patience are left alone
//! * [`sender`]: claims, leases, limits, stop
//! * [`settings`](self): how to send

mod clock;
mod error;
mod line;
mod marks;
mod patience;
mod sender;
mod settings;
mod tally;

pub use error::WorkError;
pub use line::Signer;
pub use sender::{Ended, send};
pub use settings::{Mutant, Settings, Until};
pub use tally::Tally;
