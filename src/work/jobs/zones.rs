//! Once a day, and with new time-zone data at once: which hours that people were told have moved. Each is noted once, for
//! somebody to decide.

use std::collections::BTreeSet;

use serde_json::json;

use super::answer::Outcome;
use crate::announce::Announced;
use crate::app::drift_words;
use crate::domain::time::{Instant, ZoneData};
use crate::store::{NewJob, Notice, PROGRAM, Store, StoreError};

/// The word for it.
pub(super) const KIND: &str = "zones";
/// How often, in milliseconds.
const DAY: i64 = 86_400_000;

/// Asks for a look, if the last one is older than a day or was made with other data.
///
/// # Errors
/// [`StoreError`].
pub(in crate::work) async fn queue_zones(store: &Store, zones: &ZoneData) -> Result<(), StoreError> {
    let request = json!({ "data": zones.version() }).to_string();
    let now = store.now().await?;
    let fresh = store
        .last_job(KIND)
        .await?
        .is_some_and(|last| last.request == request && last.ended_at.is_none_or(|ended| now - ended < DAY));
    if !fresh {
        let new = NewJob { kind: KIND, scenario: "", subject: "", request: &request, key: KIND, by: PROGRAM, delay: 0 };
        store.queue_job(&new).await?;
    }
    Ok(())
}

/// Looks.
pub(super) async fn look(store: &Store, zones: &ZoneData) -> Result<Outcome, StoreError> {
    let Some(now) = Instant::from_unix_seconds(store.now().await? / 1000) else {
        return Ok(Outcome::failed("the clock is out of range"));
    };
    let today = now.to_utc().date();
    let scenarios: BTreeSet<String> = store.announcements().await?.into_iter().map(|one| one.scenario).collect();
    let mut notices = Vec::new();
    for scenario in scenarios {
        let announced: Announced = store.told(&scenario).await?.into_iter().collect();
        let drifts = match announced.drifts(zones, today) {
            Ok(drifts) => drifts,
            Err(error) => return Ok(Outcome::failed(error.to_string())),
        };
        for one in drifts {
            let Some(text) = drift_words(&one) else { continue };
            let (body, meeting, what) = (String::new(), one.meeting.to_string(), KIND.to_owned());
            notices.push(Notice { scenario: scenario.clone(), body, meeting, what, text });
        }
    }
    let new = store.keep_notices(&notices).await?;
    let (moved, data) = (notices.len(), zones.version());
    Ok(Outcome::Looked { words: format!("time-zone data {data} move {moved} announced hours, {new} of them anew") })
}
