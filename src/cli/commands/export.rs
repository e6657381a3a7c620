//! `convoke export`: a checked plan or timetable as a workbook.

use crate::app;
use crate::cli::zones::zones;
use crate::cli::{Exit, console, files, inputs};
use crate::domain::event::{Event, Timetable};
use crate::domain::plan::Quality;
use crate::exchange::files::DiskFiles;
use crate::exchange::{event, sheets};
use anyhow::Result;
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to write, and where.
#[derive(Args, Debug)]
pub(in crate::cli) struct ExportArguments {
    /// Scenario file, or event file.
    source: PathBuf,
    /// Plan file, or timetable file of an event; without it the dates fixed in the scenario, or sessions without hours.
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Workbook to write, such as `plan.xlsx`.
    #[arg(long, value_name = "FILE.xlsx")]
    out: PathBuf,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &ExportArguments) -> Result<Exit> {
    let plan = arguments.plan.as_deref();
    let (bytes, tally) = if event::is_event(&DiskFiles, &arguments.source) {
        let Ok(event) = inputs::event(&arguments.source) else { return Ok(Exit::BadInput) };
        let timetable = plan.map_or_else(|| Ok(unplaced(&event)), |plan| inputs::timetable(&event, plan));
        let Ok(timetable) = timetable else { return Ok(Exit::BadInput) };
        let checked = app::check_timetable(&event, timetable, zones());
        (sheets::timetable(&event, &checked)?, checked.tally())
    } else {
        let Ok(scenario) = inputs::scenario(&arguments.source) else { return Ok(Exit::BadInput) };
        let Ok(plan) = inputs::plan(&scenario, plan) else { return Ok(Exit::BadInput) };
        let checked = app::check(&scenario, plan);
        (sheets::calendar(&scenario, &checked)?, checked.tally())
    };
    files::write(&arguments.out, bytes)?;
    console::say(&format!("wrote {}", arguments.out.display()));
    Ok(if tally.must > 0 { Exit::Findings } else { Exit::Clean })
}

/// All sessions without day and hour, to be filled in.
fn unplaced(event: &Event) -> Timetable {
    let meeting = event.meeting().id.clone();
    Timetable { meeting, sittings: BTreeMap::new(), quality: Quality::Unproven, proof: Vec::new() }
}
