//! What a run has done so far.

use crate::app::outbox::State;

/// What a run has done so far, in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// The relay took them.
    pub sent: u64,
    /// Put off: tried again later.
    pub deferred: u64,
    /// The answer was lost: sent once more later.
    pub uncertain: u64,
    /// Left to a person.
    pub parked: u64,
    /// Refused for good.
    pub failed: u64,
    /// Given up, or overtaken.
    pub dropped: u64,
    /// Found without their sender and taken up again.
    pub taken_up: u64,
    /// By how many milliseconds the database's clock was seen to jump at most; 0 if it was not.
    pub jumped: i64,
}

impl Tally {
    /// Counts a message that ended there.
    pub(super) fn count(&mut self, state: State) {
        match state {
            State::Sent => self.sent += 1,
            State::Deferred => self.deferred += 1,
            State::Uncertain => self.uncertain += 1,
            State::Parked => self.parked += 1,
            State::Failed => self.failed += 1,
            State::Expired | State::Superseded => self.dropped += 1,
            State::Draft | State::Queued | State::Claimed | State::Dot => {}
        }
    }

    /// This and another one together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            deferred: self.deferred + other.deferred,
            uncertain: self.uncertain + other.uncertain,
            parked: self.parked + other.parked,
            failed: self.failed + other.failed,
            dropped: self.dropped + other.dropped,
            taken_up: self.taken_up + other.taken_up,
            jumped: if other.jumped.abs() > self.jumped.abs() { other.jumped } else { self.jumped },
        }
    }

    /// Messages of which an attempt has ended.
    #[must_use]
    pub const fn ended(&self) -> u64 {
        self.sent + self.deferred + self.uncertain + self.parked + self.failed + self.dropped
    }
}
