//! `convoke tz`: hours that people were told and that the time-zone data of this run move.

use crate::announce::Announced;
use crate::app::drift_words;
use crate::cli::zones::zones;
use crate::cli::{Exit, console};
use crate::domain::time::{Date, Instant};
use crate::store::Store;
use anyhow::{Context, Result};
use std::collections::BTreeSet;

/// Runs the command.
pub(in crate::cli) fn run(store: &str, on: Option<Date>) -> Result<Exit> {
    super::announce::runtime()?.block_on(async {
        let store = Store::open(store, false).await?;
        let now = Instant::from_unix_seconds(store.now().await? / 1000).context("the clock is out of range")?;
        let today = on.unwrap_or_else(|| now.to_utc().date());
        let scenarios: BTreeSet<String> = store.announcements().await?.into_iter().map(|one| one.scenario).collect();
        let mut text = String::new();
        for scenario in scenarios {
            let announced: Announced = store.told(&scenario).await?.into_iter().collect();
            for one in announced.drifts(zones(), today)? {
                if let Some(words) = drift_words(&one) {
                    text.push_str(&format!("{}: {words}\n", one.meeting));
                }
            }
        }
        store.close().await;
        let moved = !text.is_empty();
        let none = || format!("Under time-zone data {} all hours are as they were told.\n", zones().version());
        console::data(&if moved { text } else { none() });
        Ok(if moved { Exit::Findings } else { Exit::Clean })
    })
}
