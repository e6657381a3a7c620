//! `convoke doctor`: what is inside this program, and how old its data is.

use crate::cli::args::Form;
use crate::cli::{Exit, console};
use crate::domain::calendar;
use crate::domain::time::ZoneData;
use crate::exchange::profile::Profiles;
use crate::rules;
use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

/// Data of time zones older than this is told: governments change rules at short notice.
const OLD_AFTER_DAYS: i64 = 180;

/// Runs the command.
pub(in crate::cli) fn run(format: Form) -> Result<Exit> {
    let zones = ZoneData::bundled();
    let age = release_year(zones.version()).map(|released| (today() - released).num_days());
    let old = age.is_some_and(|age| age > OLD_AFTER_DAYS);
    let profile = Profiles::bundled().load("itu-t");
    let calendars = calendar::bundled_ids().count();
    if format == Form::Json {
        console::data(&serde_json::to_string_pretty(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "time_zones": { "version": zones.version(), "days_old_at_least": age.map(|age| age.max(0)), "old": old },
            "solver": "HiGHS",
            "rules": rules::all().len(),
            "profile": profile.is_ok(),
            "calendars": calendars,
        }))?);
    } else {
        let mark = |good: bool| if good { "ok " } else { "old" };
        console::data(&format!(
            "ok  convoke {}\n{} time-zone data {}{}\nok  solver HiGHS (inside)\n{} profile itu-t: {} rules\nok  calendars of closed days: {calendars}",
            env!("CARGO_PKG_VERSION"),
            mark(!old),
            zones.version(),
            if old {
                ": some governments may have changed their rules since; update the program or give a newer zoneinfo folder"
            } else {
                ""
            },
            if profile.is_ok() { "ok " } else { "bad" },
            rules::all().len(),
        ));
    }
    Ok(if profile.is_ok() { Exit::Clean } else { Exit::Findings })
}

/// The first day of the year in a version such as `2026e`: the release is not older than that.
fn release_year(version: &str) -> Option<NaiveDate> {
    let digits: String = version.chars().filter(char::is_ascii_digit).take(4).collect();
    let letter = version.chars().find(char::is_ascii_lowercase)?;
    // Releases come a few weeks apart: `a` in January or February, later letters later.
    let month = (u32::from(letter) - u32::from('a')) * 2 + 1;
    NaiveDate::from_ymd_opt(digits.parse().ok()?, month.min(12), 1)
}

#[expect(clippy::disallowed_methods, reason = "the real clock is read in cli alone")]
fn today() -> NaiveDate {
    DateTime::<Utc>::from(std::time::SystemTime::now()).date_naive()
}
