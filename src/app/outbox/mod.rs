//! What may become of a message that waits to be sent: the rules, without clock, store or network.
//!
//! Mail cannot be sent exactly once: whoever loses the line after the last dot does not know whether the message arrived
//! (RFC 1047). The promise is therefore a window, and a small one. Before the dot a mark is on disk; what was not marked
//! has not left. Of what was marked and never answered, one more copy is sent — the same bytes, which calendars take for
//! the same — and after that a person decides.
//!
//! * [`state`](State): where a message stands, and what an attempt makes of it
//! * [`retry`](Retry): when to try again, and until when

mod retry;
mod state;

pub use retry::{LATE_SECONDS, Retry};
pub use state::{Attempt, MOST_COPIES, MOST_OF_A_REVISION, Next, State, after, after_silence};
