//! Hours that people were told and that newer time-zone data move, in words. What is to be done about each a person decides.

use crate::announce::Drifted;
use crate::domain::time::Drift;

/// What became of an hour; `None` where it is as it was told.
#[must_use]
pub fn drift_words(one: &Drifted) -> Option<String> {
    let now = match one.drift {
        Drift::None => return None,
        Drift::Moved { keeping_local_time, keeping_instant } => format!(
            "the same hour on the wall is {} UTC now; the same instant is {} there",
            keeping_local_time.instant.to_utc(),
            keeping_instant.civil
        ),
        Drift::Gap { before, after } => format!("that hour is skipped now: {} or {}", before.civil, after.civil),
        Drift::Fold { first, second } => {
            format!("that hour comes twice now: {} or {} UTC", first.instant.to_utc(), second.instant.to_utc())
        }
    };
    Some(format!(
        "told to {} as {} in {}, {} UTC (data {}); {now}",
        one.people,
        one.time.civil(),
        one.time.zone().name(),
        one.time.instant().to_utc(),
        one.time.data_version()
    ))
}
