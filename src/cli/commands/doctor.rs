//! `convoke doctor`: what is inside this program, and how old its data is; whether a store, a relay and keys serve.

use super::announce::{RelayArguments, runtime, signer};
use crate::cli::values::Output;
use crate::cli::zones::zones;
use crate::cli::{Exit, children, console};
use crate::delivery::session::{Connection, Server, Timeouts};
use crate::domain::calendar;
use crate::domain::time::Instant;
use crate::exchange::profile::Profiles;
use crate::rules;
use crate::sandbox::trial;
use crate::store::{Health, Store};
use anyhow::{Context as _, Result};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use serde_json::json;
use std::time::Duration;

/// Data of time zones older than this is told: governments change rules at short notice.
const OLD_AFTER_DAYS: i64 = 180;
/// How long a relay may take for each answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What to look at.
#[derive(Args, Debug)]
pub(in crate::cli) struct DoctorArguments {
    /// A store to look at: settings, room, time of a commit, the log, what waits. It is brought up to date, and else not changed.
    #[arg(long)]
    store: Option<String>,
    /// A relay to greet, and keys to sign with: nothing is sent.
    #[command(flatten)]
    relay: RelayArguments,
    /// Form.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
}

/// One line of what is told.
struct Line {
    health: Health,
    what: &'static str,
    words: String,
}

impl Line {
    fn new(health: Health, what: &'static str, words: impl Into<String>) -> Self {
        Self { health, what, words: words.into() }
    }
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &DoctorArguments) -> Result<Exit> {
    let zones = zones();
    let age = released(zones.version()).map(|day| (today() - day).num_days().max(0));
    let old = age.is_some_and(|age| age > OLD_AFTER_DAYS);
    let profile = Profiles::bundled().load("itu-t");
    let calendars = calendar::bundled_ids().count();
    let rules = rules::all().len();
    let limited = trial::holds(children::children());
    let mut lines = inside(zones.version(), age, old, (profile.is_ok(), rules, calendars), &limited);
    if arguments.store.is_some() || arguments.relay.smtp.is_some() || !arguments.relay.dkim_keys.is_empty() {
        lines.extend(runtime()?.block_on(outside(arguments))?);
    }
    if arguments.format == Output::Json {
        let checks =
            lines.iter().map(|line| json!({ "what": line.what, "health": word(line.health), "found": line.words }));
        console::data(&serde_json::to_string_pretty(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "time_zones": { "version": zones.version(), "about_days_old": age, "old": old },
            "solver": "HiGHS",
            "rules": rules,
            "profile": profile.is_ok(),
            "calendars": calendars,
            "limited_children": { "hold": limited.is_ok(), "why_not": limited.as_ref().err() },
            "checks": checks.collect::<Vec<_>>(),
        }))?);
    } else {
        let told: Vec<String> =
            lines.iter().map(|line| format!("{:<4} {}: {}", word(line.health), line.what, line.words)).collect();
        console::data(&(told.join("\n") + "\n"));
    }
    Ok(if lines.iter().any(|line| line.health == Health::Bad) { Exit::Findings } else { Exit::Clean })
}

fn word(health: Health) -> &'static str {
    match health {
        Health::Good => "ok",
        Health::Doubtful => "look",
        Health::Bad => "bad",
    }
}

/// The program itself.
fn inside(
    version: &str,
    age: Option<i64>,
    old: bool,
    (profile, rules, calendars): (bool, usize, usize),
    limited: &Result<(), String>,
) -> Vec<Line> {
    let sure = |good: bool| if good { Health::Good } else { Health::Bad };
    let age = age.map_or_else(|| "age unknown".to_owned(), |age| format!("released about {age} days ago"));
    let advice = if old {
        "; rules may have changed since: update the program, or give newer data with --zoneinfo DIR"
    } else {
        ""
    };
    vec![
        Line::new(Health::Good, "convoke", env!("CARGO_PKG_VERSION")),
        Line::new(
            if old { Health::Doubtful } else { Health::Good },
            "time-zone data",
            format!("{version}, {age}{advice}"),
        ),
        Line::new(Health::Good, "solver", "HiGHS (inside)"),
        Line::new(sure(profile), "profile itu-t", format!("{rules} rules")),
        Line::new(Health::Good, "calendars of closed days", calendars.to_string()),
        match limited {
            Ok(()) => Line::new(Health::Good, "child processes", "limits on memory and files hold"),
            Err(why) => {
                Line::new(Health::Bad, "child processes", format!("{why}; files of others are not safely read here"))
            }
        },
    ]
}

/// What the program works with.
async fn outside(arguments: &DoctorArguments) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    if let Some(store) = &arguments.store {
        match Store::open(store, false).await {
            Ok(store) => {
                match store.examine().await {
                    Ok(examined) => {
                        lines.extend(examined.into_iter().map(|one| Line::new(one.health, one.what, one.found)))
                    }
                    Err(error) => lines.push(Line::new(Health::Bad, "store", error.to_string())),
                }
                store.close().await;
            }
            Err(error) => lines.push(Line::new(Health::Bad, "store", error.to_string())),
        }
    }
    if let Some(url) = &arguments.relay.smtp {
        let server = Server::parse(url)?;
        match Connection::open(&server, Timeouts::all(PATIENCE)).await {
            Ok(connection) => {
                lines.push(Line::new(
                    Health::Good,
                    "relay",
                    format!("{} answers, {}", server.place(), connection.offered()),
                ));
                connection.quit().await;
            }
            Err(failure) => lines.push(Line::new(Health::Bad, "relay", failure.to_string())),
        }
    }
    if let Some(signer) = signer(&arguments.relay)? {
        let sample = format!("From: probe@{}\r\nSubject: probe\r\n\r\nprobe\r\n", signer.domain());
        let at = Instant::from_unix_seconds(0).context("an instant")?;
        match signer.sign(sample.as_bytes(), at) {
            Ok(_) => {
                for (name, record) in signer.records() {
                    lines.push(Line::new(
                        Health::Good,
                        "key",
                        format!("signs; the DNS must say {name} TXT \"{record}\""),
                    ));
                }
            }
            Err(error) => lines.push(Line::new(Health::Bad, "key", error.to_string())),
        }
    }
    Ok(lines)
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
