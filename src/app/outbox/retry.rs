//! When to try again.

/// How long to wait before the first repetition, in seconds (Postfix: `minimal_backoff_time`).
const FIRST_SECONDS: i64 = 300;
/// The longest wait, in seconds (Postfix: `maximal_backoff_time`).
const LONGEST_SECONDS: i64 = 4000;
/// After this a message is given up, in seconds (Postfix: `maximal_queue_lifetime`).
const GIVEN_UP_SECONDS: i64 = 5 * 86_400;
/// A message that has waited for longer is late, and somebody is to know of it; in seconds.
pub const LATE_SECONDS: i64 = 3600;
/// Waits are longer or shorter by up to this share, so that what failed together is not tried together.
const JITTER_PERCENT: i64 = 20;

/// When a message that was put off is tried again. Times are seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// When it was queued.
    pub queued: i64,
    /// After this nobody needs it any more; the meeting is over, the deadline has passed.
    pub useful_until: i64,
    /// A number of its own, so that each message waits a little differently.
    pub number: i64,
}

impl Retry {
    /// When to try again after so many attempts, the last of them now; `None` when it is to be given up.
    ///
    /// The wait doubles from 5 minutes to 4000 seconds, give or take a fifth.
    ///
    /// ```
    /// use convoke::app::outbox::Retry;
    ///
    /// let retry = Retry { queued: 0, useful_until: 1_000_000, number: 7 };
    /// let first = retry.next(0, 1).unwrap();
    /// assert!((240..=360).contains(&first));
    /// assert_eq!(retry.next(432_000, 40), None, "after five days");
    /// assert_eq!(Retry { useful_until: 100, ..retry }.next(0, 1), None, "nobody needs it by then");
    /// ```
    #[must_use]
    pub fn next(&self, now: i64, attempts: u32) -> Option<i64> {
        let doublings = attempts.saturating_sub(1).min(16);
        let wait = (FIRST_SECONDS << doublings).min(LONGEST_SECONDS);
        // Any fixed scattering of numbers will do: it need not be good, only the same on every machine.
        let scattered = self.number.wrapping_mul(7919).wrapping_add(i64::from(attempts) * 104_729);
        let jitter = wait * (scattered.rem_euclid(2 * JITTER_PERCENT + 1) - JITTER_PERCENT) / 100;
        let next = now + wait + jitter;
        (next <= self.given_up()).then_some(next)
    }

    /// When it is given up.
    #[must_use]
    pub fn given_up(&self) -> i64 {
        (self.queued + GIVEN_UP_SECONDS).min(self.useful_until)
    }
}
