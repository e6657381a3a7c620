//! `convoke publish`: all meetings of a plan, or of one body, in a calendar on a server.

mod arguments;
mod show;

pub(in crate::cli) use arguments::PublishArguments;

use super::invite;
use crate::announce::publication::publication;
use crate::announce::{FeedOptions, feed_name};
use crate::app::{self, announcing};
use crate::cli::values::Output;
use crate::cli::zones::zones;
use crate::cli::{Exit, console, inputs};
use crate::domain::ids::BodyId;
use crate::domain::time::{Date, Instant};
use crate::domain::view::View;
use crate::publishing::{Address, Collection, Mode, Patience, publish};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::path::Path;

/// Runs the command.
pub(in crate::cli) fn run(arguments: &PublishArguments) -> Result<Exit> {
    let address = Address::parse(&arguments.to)?.or_user(arguments.user.clone());
    let password = password(arguments.password_file.as_deref())?;
    let Ok(scenario) = inputs::scenario(&arguments.scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, arguments.plan.as_deref()) else { return Ok(Exit::BadInput) };
    let body = arguments.body.as_ref().map(|text| BodyId::parse(text).with_context(|| format!("--body {text:?}")));
    let body = body.transpose()?;
    if let Some(unknown) = body.as_ref().filter(|body| !scenario.bodies().contains_key(*body)) {
        bail!("--body {unknown}: the scenario has no such body");
    }
    let checked = app::check(&scenario, plan);
    let mut refused = announcing::refused(&checked);
    // What has no dates any more is in no feed, whatever else is wrong with it: its entry goes.
    refused.retain(|meeting| {
        let of = scenario.meetings().get(meeting).map(|meeting| &meeting.body);
        body.as_ref().is_none_or(|body| of == Some(body)) && checked.plan.placements.contains_key(meeting)
    });
    let sender = announcing::sender(&scenario);
    let basis = announcing::basis(View::new(&scenario, &checked.plan), &checked, &sender, zones());
    let options = FeedOptions { language: arguments.language, body, source: None };
    let today = match arguments.on {
        Some(day) => day,
        None => today().context("the clock is out of range")?,
    };
    let publication = publication(&basis, &options, invite::first_revision(&scenario), today, &refused)
        .context("writing the entries")?;
    let mut collection = Collection::new(address, password.as_deref(), Patience::default());
    let bar = console::Counter::new("publishing", u64::try_from(publication.len()).unwrap_or(0));
    let mode = Mode { overwrite: arguments.overwrite, only_show: arguments.dry_run };
    let name = feed_name(&basis, arguments.language);
    let published =
        publish(&mut collection, &publication, &name, mode, &mut |done| bar.show(u64::try_from(done).unwrap_or(0)));
    bar.done();
    let report = match published {
        Ok(report) => report,
        // Nobody has to change anything: the next run may well succeed.
        Err(error) if error.is_retryable() => {
            console::say(&format!("put off: {error}"));
            return Ok(Exit::Findings);
        }
        Err(error) => return Err(error.into()),
    };
    tell_refused(&refused);
    let address = collection.address().to_string();
    console::data(&match arguments.format {
        Output::Text => show::text(&report, &address),
        Output::Json => format!("{:#}\n", show::json(&report, &address)),
    });
    Ok(if report.is_clean() && refused.is_empty() { Exit::Clean } else { Exit::Findings })
}

fn tell_refused(refused: &BTreeSet<crate::domain::ids::MeetingId>) {
    for meeting in refused {
        console::say(&format!("not published: {meeting} has a broken must that nobody waived (see convoke check)"));
    }
}

/// The first line of the file, else the variable.
fn password(file: Option<&Path>) -> Result<Option<String>> {
    match file {
        None => Ok(std::env::var("CONVOKE_CALDAV_PASSWORD").ok()),
        Some(file) => {
            let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
            let line = text.lines().next().unwrap_or_default();
            if line.is_empty() {
                bail!("{}: the first line is the password, and it is empty", file.display());
            }
            Ok(Some(line.to_owned()))
        }
    }
}

/// Today, by the real clock.
fn today() -> Option<Date> {
    #[allow(clippy::disallowed_methods, reason = "the command line makes the real clock")]
    let now = std::time::SystemTime::now();
    let seconds = now.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    Some(Instant::from_unix_seconds(i64::try_from(seconds).ok()?)?.to_utc().date())
}
