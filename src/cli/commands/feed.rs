//! `convoke feed`: all meetings of a plan, or of one body, for calendars to subscribe to or for programs to read.

use super::invite;
use crate::announce::{FeedOptions, feed, upcoming};
use crate::app::{self, announcing};
use crate::cli::args::FeedForm;
use crate::cli::zones::zones;
use crate::cli::{Exit, console, inputs};
use crate::domain::ids::BodyId;
use crate::domain::language::Language;
use crate::domain::view::View;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// Runs the command.
pub(in crate::cli) fn run(
    scenario: &Path,
    plan: Option<&Path>,
    body: Option<&str>,
    language: Language,
    format: FeedForm,
) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, plan) else { return Ok(Exit::BadInput) };
    let body = body.map(|text| BodyId::parse(text).with_context(|| format!("--body {text:?}"))).transpose()?;
    if let Some(unknown) = body.as_ref().filter(|body| !scenario.bodies().contains_key(*body)) {
        bail!("--body {unknown}: the scenario has no such body");
    }
    let checked = app::check(&scenario, plan);
    let sender = announcing::sender(&scenario);
    let basis = announcing::basis(View::new(&scenario, &checked.plan), &checked, &sender, zones());
    let options = FeedOptions { language, body, source: None };
    let text = match format {
        FeedForm::Ics => {
            feed(&basis, &options, invite::first_revision(&scenario)).context("writing the calendar feed")?
        }
        FeedForm::Json => format!("{:#}\n", upcoming(&basis, &options).context("listing the meetings")?),
    };
    console::data(&text);
    Ok(Exit::Clean)
}
