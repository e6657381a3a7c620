//! `convoke feed`: all meetings of a plan, or of one body, for calendars to subscribe to or for programs to read.

use super::invite;
use crate::announce::{FeedOptions, feed, upcoming};
use crate::app::{self, announcing};
use crate::cli::values::language;
use crate::cli::zones::zones;
use crate::cli::{Exit, console, files, inputs};
use crate::domain::ids::BodyId;
use crate::domain::language::Language;
use crate::domain::text::WebAddress;
use crate::domain::view::View;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to write, and where.
#[derive(Args, Debug)]
pub(in crate::cli) struct FeedArguments {
    /// Scenario file.
    scenario: PathBuf,
    /// Plan file; without it the dates fixed in the scenario.
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Only the meetings of this body.
    #[arg(long)]
    body: Option<String>,
    /// Language.
    #[arg(long, value_parser = language, default_value = "en")]
    language: Language,
    /// Form.
    #[arg(long, value_enum, default_value_t = FeedForm::Ics)]
    format: FeedForm,
    /// File to write, for a web server to serve; standard output without it. A file that says the same already is left as it
    /// is, with its time: whoever asks for it again is told that nothing changed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where the calendar can be fetched; it is written into it.
    #[arg(long, value_name = "URL")]
    source: Option<String>,
}

/// Form of a feed.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum FeedForm {
    /// For calendars.
    Ics,
    /// For programs.
    Json,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &FeedArguments) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(&arguments.scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, arguments.plan.as_deref()) else { return Ok(Exit::BadInput) };
    let body = arguments.body.as_deref();
    let body = body.map(|text| BodyId::parse(text).with_context(|| format!("--body {text:?}"))).transpose()?;
    if let Some(unknown) = body.as_ref().filter(|body| !scenario.bodies().contains_key(*body)) {
        bail!("--body {unknown}: the scenario has no such body");
    }
    let source = arguments.source.as_deref();
    let source =
        source.map(|text| WebAddress::parse(text).with_context(|| format!("--source {text:?}"))).transpose()?;
    let checked = app::check(&scenario, plan);
    let sender = announcing::sender(&scenario);
    let basis = announcing::basis(View::new(&scenario, &checked.plan), &checked, &sender, zones());
    let options = FeedOptions { language: arguments.language, body, source };
    let text = match arguments.format {
        FeedForm::Ics => {
            feed(&basis, &options, invite::first_revision(&scenario)).context("writing the calendar feed")?
        }
        FeedForm::Json => format!("{:#}\n", upcoming(&basis, &options).context("listing the meetings")?),
    };
    match &arguments.out {
        None => console::data(&text),
        Some(out) if std::fs::read(out).is_ok_and(|known| known == text.as_bytes()) => {
            console::say(&format!("{} says this already", out.display()));
        }
        Some(out) => {
            files::write(out, &text)?;
            console::say(&format!("wrote {}", out.display()));
        }
    }
    Ok(Exit::Clean)
}
