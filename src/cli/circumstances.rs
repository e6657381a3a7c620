//! The circumstances of this run: the real clock, the real dice, the time-zone data.

use super::zones::zones;
use crate::cli::children;
use crate::desk::Circumstances;
use crate::domain::time::Instant;
use anyhow::{Context, Result};
use ring::rand::SecureRandom as _;

/// The circumstances, with the time of now.
pub(super) fn circumstances() -> Result<Circumstances<'static>> {
    let now = Instant::from_unix_seconds(clock()).context("the clock is out of range")?;
    Ok(Circumstances { now, zones: zones(), random: &random, workbooks: children::desk() })
}

/// The real dice: 256 random bits from the system.
fn random() -> Option<[u8; 32]> {
    let mut bits = [0; 32];
    ring::rand::SystemRandom::new().fill(&mut bits).ok().map(|()| bits)
}

/// The real clock, in seconds since 1970.
fn clock() -> i64 {
    #[allow(clippy::disallowed_methods, reason = "the command line makes the real clock")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
