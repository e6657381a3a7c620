//! `convoke move`: one meeting put elsewhere, and what that changes. Nothing is written without being asked for.

use super::why::{named, nearest};
use crate::app::{self, moving};
use crate::cli::values::{HalfArgument, Output};
use crate::cli::{Exit, console, files, inputs, output, zones};
use crate::domain::ids::VenueId;
use crate::domain::meeting::Half;
use crate::domain::scenario::Scenario;
use crate::exchange;
use crate::planning::Board;
use crate::report;
use anyhow::{Context, Result};
use std::path::Path;

/// Where the meeting goes.
#[derive(Clone, Copy)]
pub(in crate::cli) struct To<'a> {
    /// Opening day.
    pub(in crate::cli) date: chrono::NaiveDate,
    /// Venue, if another.
    pub(in crate::cli) venue: Option<&'a str>,
    /// Half, if another.
    pub(in crate::cli) half: Option<HalfArgument>,
}

/// Runs the command.
pub(in crate::cli) fn run(
    scenario: &Path,
    plan: Option<&Path>,
    meeting: &str,
    to: To<'_>,
    out: Option<&Path>,
    format: Output,
) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, plan) else { return Ok(Exit::BadInput) };
    let Some(meeting) = named(&scenario, meeting) else { return Ok(Exit::BadInput) };
    let board = Board::new(&scenario, &plan);
    let venue = match to.venue.map(|name| venue(&scenario, name)) {
        Some(Err(_)) => return Ok(Exit::BadInput),
        Some(Ok(venue)) => Some(venue),
        None => None,
    };
    let half = to.half.map(|half| match half {
        HalfArgument::Morning => Half::Morning,
        HalfArgument::Afternoon => Half::Afternoon,
    });
    let place = moving::place(&scenario, &plan, &meeting, &moving::To { first: to.date, venue, half })?;
    let whatif = board.whatif(&meeting, Some(&place));
    let after = board.plan_after(&whatif);
    let checked = app::check(&scenario, plan.clone());
    console::data(&match format {
        Output::Text => report::whatif_text(&output::input(&scenario, &checked, zones::zones()), &whatif),
        Output::Json => format!("{:#}", report::whatif_json(&whatif)),
    });
    if let Some(out) = out {
        keep(out)?;
        files::write(out, exchange::plan::write(&after))?;
        console::say(&format!("wrote {}", out.display()));
    }
    Ok(if whatif.appearing.iter().any(crate::domain::finding::Finding::blocks) { Exit::Findings } else { Exit::Clean })
}

/// The venue of a name.
fn venue(scenario: &Scenario, name: &str) -> Result<VenueId, inputs::BadInput> {
    match scenario.venues().keys().find(|venue| venue.as_str() == name) {
        Some(venue) => Ok(venue.clone()),
        None => {
            let near = nearest(scenario.venues().keys().map(VenueId::as_str), name);
            console::say(&format!("the scenario has no venue {name:?}{near}"));
            Err(inputs::BadInput)
        }
    }
}

/// Keeps what a file holds beside it: putting that back undoes the move.
fn keep(out: &Path) -> Result<()> {
    if !out.exists() {
        return Ok(());
    }
    let old = std::fs::read(out).with_context(|| format!("reading {}", out.display()))?;
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".before");
    let kept = out.with_file_name(name);
    files::write(&kept, old)?;
    console::say(&format!("kept the old plan as {}", kept.display()));
    Ok(())
}
