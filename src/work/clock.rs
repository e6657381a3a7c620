//! A clock that jumps is noticed.
//!
//! Leases are counted by the database's clock, so that machines may disagree about the time. When that clock itself is set
//! forward, every lease is over at once, and whoever looks for silent senders would take their messages and send them
//! again. So each look compares the clock with the time that has really passed.

use std::time::Duration;

use tokio::time::Instant;

/// The database's clock, as it was seen at the last look.
#[derive(Debug)]
pub(super) struct Clock {
    lease: Duration,
    last: Option<(Instant, i64)>,
    trusted_from: Option<Instant>,
}

impl Clock {
    /// Nothing is known yet.
    pub(super) const fn new(lease: Duration) -> Self {
        Self { lease, last: None, trusted_from: None }
    }

    /// Looks: `tick` on a clock that only goes forward, `now` in milliseconds by the database's. By how many milliseconds
    /// the latter jumped, if it did so by more than a third of a lease; after that it is not trusted for one lease, in which
    /// everybody who lives prolongs its claims.
    pub(super) fn jumped(&mut self, tick: Instant, now: i64) -> Option<i64> {
        let (before, then) = self.last.replace((tick, now))?;
        let passed = i64::try_from(tick.duration_since(before).as_millis()).unwrap_or(i64::MAX);
        let jump = now - then - passed;
        let jumped = jump.unsigned_abs() > self.lease.as_millis().try_into().unwrap_or(u64::MAX) / 3;
        if jumped {
            self.trusted_from = Some(tick + self.lease);
        }
        jumped.then_some(jump)
    }

    /// Whether a lease that is over by this clock is over.
    pub(super) fn is_trusted(&self, tick: Instant) -> bool {
        self.trusted_from.is_none_or(|from| tick >= from)
    }
}
