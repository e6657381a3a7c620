//! `convoke import`: a workbook back as a plan or timetable, checked.

use super::timetable;
use crate::app;
use crate::cli::zones::zones;
use crate::cli::{Exit, console, files, inputs, output};
use crate::exchange::files::DiskFiles;
use crate::exchange::{self, event};
use crate::report::timetable as report;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// What to read, and where to write.
#[derive(Args, Debug)]
pub(in crate::cli) struct ImportArguments {
    /// Scenario file, or event file: what the workbook is a plan, or timetable, of.
    source: PathBuf,
    /// Workbook to read.
    #[arg(value_name = "FILE.xlsx")]
    workbook: PathBuf,
    /// Plan file, or timetable file, to write.
    #[arg(long, value_name = "FILE.toml")]
    out: PathBuf,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &ImportArguments) -> Result<Exit> {
    let (text, said, tally) = if event::is_event(&DiskFiles, &arguments.source) {
        let Ok(event) = inputs::event(&arguments.source) else { return Ok(Exit::BadInput) };
        let Ok(read) = inputs::timetable_of_workbook(&event, &arguments.workbook) else { return Ok(Exit::BadInput) };
        let checked = app::check_timetable(&event, read, zones());
        let generated = format!("convoke {}", env!("CARGO_PKG_VERSION"));
        let said = report::findings(&timetable::input(&event, &checked, &generated));
        (exchange::timetable::write(&checked.timetable), said, checked.tally())
    } else {
        let Ok(scenario) = inputs::scenario(&arguments.source) else { return Ok(Exit::BadInput) };
        let Ok(read) = inputs::plan_of_workbook(&scenario, &arguments.workbook) else { return Ok(Exit::BadInput) };
        let checked = app::check(&scenario, read);
        (exchange::plan::write(&checked.plan), output::summary(&scenario, &checked), checked.tally())
    };
    files::write(&arguments.out, text)?;
    console::say(&format!("wrote {}", arguments.out.display()));
    console::data(&said);
    Ok(if tally.must > 0 { Exit::Findings } else { Exit::Clean })
}
