//! What the end of a child means.

use super::child::NOT_LIMITED;
use crate::app::sandbox::Outcome;
use std::process::ExitStatus;

/// Why the parent ended a child, where it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Its time on the clock was over.
    Clock,
    /// Whoever asked for the work no longer wants it.
    Asked,
    /// It wrote more than it may.
    TooLong,
}

/// What allocators say before they give up: that of Rust, its collections, and C++.
const OF_MEMORY: [&str; 4] = ["memory allocation of", "capacity overflow", "bad_alloc", "out of memory"];

/// The signals that tell of time and of files (their numbers on Linux).
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

/// The outcome of a child without a whole answer.
pub(super) fn outcome(status: ExitStatus, ended: Option<Ended>, said: &str) -> Outcome {
    match ended {
        Some(Ended::Clock) => return Outcome::OutOfTime,
        Some(Ended::Asked) => return Outcome::Killed,
        Some(Ended::TooLong) => return Outcome::Crashed("it wrote more than it may".to_owned()),
        None => {}
    }
    if status.code() == Some(i32::from(NOT_LIMITED)) {
        return Outcome::Unavailable(said.trim().to_owned());
    }
    match signal(status) {
        Some(SIGXCPU) => Outcome::OutOfTime,
        Some(SIGKILL) => Outcome::Killed,
        _ if OF_MEMORY.iter().any(|words| said.contains(words)) => Outcome::OutOfMemory,
        ended_by => Outcome::Crashed(words(said, ended_by, status)),
    }
}

fn words(said: &str, signal: Option<i32>, status: ExitStatus) -> String {
    let said: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).take(2).collect();
    match (said.is_empty(), signal) {
        (false, _) => said.join(" "),
        (true, Some(signal)) => format!("signal {signal}"),
        (true, None) => format!("it ended without an answer ({status})"),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}
