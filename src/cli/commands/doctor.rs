//! `convoke doctor`: what is inside this program, and how old its data is.

use crate::cli::args::Output;
use crate::cli::zones::zones;
use crate::cli::{Exit, children, console};
use crate::domain::calendar;
use crate::exchange::profile::Profiles;
use crate::rules;
use crate::sandbox::trial;
use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

/// Data of time zones older than this is told: governments change rules at short notice.
const OLD_AFTER_DAYS: i64 = 180;

/// Runs the command.
pub(in crate::cli) fn run(format: Output) -> Result<Exit> {
    let zones = zones();
    let age = released(zones.version()).map(|day| (today() - day).num_days().max(0));
    let old = age.is_some_and(|age| age > OLD_AFTER_DAYS);
    let profile = Profiles::bundled().load("itu-t");
    let calendars = calendar::bundled_ids().count();
    let rules = rules::all().len();
    let limited = trial::holds(children::children());
    if format == Output::Json {
        console::data(&serde_json::to_string_pretty(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "time_zones": { "version": zones.version(), "about_days_old": age, "old": old },
            "solver": "HiGHS",
            "rules": rules,
            "profile": profile.is_ok(),
            "calendars": calendars,
            "limited_children": { "hold": limited.is_ok(), "why_not": limited.as_ref().err() },
        }))?);
    } else {
        let mark = |good: bool| if good { "ok " } else { "old" };
        let age = age.map_or_else(|| "age unknown".to_owned(), |age| format!("released about {age} days ago"));
        let advice = if old {
            "; rules may have changed since: update the program, or give newer data with --zoneinfo DIR"
        } else {
            ""
        };
        console::data(&format!(
            "ok  convoke {}\n{} time-zone data {}, {age}{advice}\nok  solver HiGHS (inside)\n{} profile itu-t: {rules} rules\n\
             ok  calendars of closed days: {calendars}\n{}",
            env!("CARGO_PKG_VERSION"),
            mark(!old),
            zones.version(),
            if profile.is_ok() { "ok " } else { "bad" },
            match &limited {
                Ok(()) => "ok  child processes: limits on memory and files hold".to_owned(),
                Err(why) => format!("bad child processes: {why}; files of others are not safely read here"),
            },
        ));
    }
    Ok(if profile.is_ok() && limited.is_ok() { Exit::Clean } else { Exit::Findings })
}

/// About when a version such as `2026e` was released: the first day of a month, from its year and letter.
fn released(version: &str) -> Option<NaiveDate> {
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
