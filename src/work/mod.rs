//! The loops that send what is due and do jobs: any number of them, on any number of machines, over one store.
//!
//! Nothing is decided here. The store says what is due and keeps the marks, `app::outbox` what becomes of a message, and
//! the conversation with the relay what happened to it. The loop joins the three so that a mark is on disk before the
//! dot it speaks of leaves, and several connections share one write to disk.
//!
//! * [`clock`](self): a clock that jumps is noticed
//! * [`outside`]: calendars of others, looked at in turn
//! * [`marks`]: one writer for the marks of all connections
//! * [`line`](self): one connection to the relay, one message after the other
//! * [`patience`](self): servers that ask for patience are left alone
//! * [`sender`]: claims, leases, limits, stop
//! * [`jobs`](self): long work, such as solving
//! * [`machine`](self): all that one machine does
//! * [`webhooks`]: programs of others that are told what happened
//! * [`settings`](self): how to send

mod clock;
mod error;
#[cfg(all(feature = "exchange", feature = "fetching", feature = "highs", feature = "sandbox"))]
mod jobs;
mod line;
#[cfg(all(feature = "exchange", feature = "fetching", feature = "highs", feature = "sandbox"))]
mod machine;
mod marks;
#[cfg(all(feature = "desk", feature = "fetching"))]
pub mod outside;
mod patience;
mod sender;
mod settings;
mod tally;
#[cfg(all(feature = "desk", feature = "fetching"))]
pub mod webhooks;

pub use error::WorkError;
#[cfg(all(feature = "exchange", feature = "fetching", feature = "highs", feature = "sandbox"))]
pub use jobs::{JobMutant, JobSettings, Solver, answer_of_child, do_jobs};
pub use line::Signer;
#[cfg(all(feature = "exchange", feature = "fetching", feature = "highs", feature = "sandbox"))]
pub use machine::{Done, Machine, work};
pub use sender::{Ended, send};
pub use settings::{Mutant, Settings, Until};
pub use tally::Tally;

/// Waits until a run is told to end, or whoever could tell it is gone.
async fn told_to_end(stop: &mut tokio::sync::watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
