//! Domains whose servers asked for patience: for a while nothing is offered to them, not even what is in hand already.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long everything for such a domain waits.
const PATIENCE: Duration = Duration::from_secs(60);

/// The domains, each with the end of its wait.
#[derive(Debug, Default)]
pub(super) struct Patience(Mutex<BTreeMap<String, Instant>>);

impl Patience {
    /// A server of a domain asked for it; says how long that is, in milliseconds.
    pub(super) fn asked(&self, domain: &str, now: Instant) -> i64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(domain.to_owned(), now + PATIENCE);
        milliseconds(PATIENCE)
    }

    /// How long a domain is still to be left alone, in milliseconds; `None` if it is not.
    pub(super) fn left(&self, domain: &str, now: Instant) -> Option<i64> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner).get(domain)?;
        let left = until.saturating_duration_since(now);
        (!left.is_zero()).then(|| milliseconds(left))
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_left_alone_for_a_minute() {
        let (patience, now) = (Patience::default(), Instant::now());
        assert_eq!(patience.asked("example.org", now), 60_000);
        let left = |domain: &str, seconds| patience.left(domain, now + Duration::from_secs(seconds));
        assert_eq!(
            (left("example.org", 59), left("example.org", 60), left("example.net", 1)),
            (Some(1000), None, None)
        );
    }
}
