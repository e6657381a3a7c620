//! `convoke check`: every rule over a plan.

use crate::app;
use crate::cli::values::Form;
use crate::cli::{Exit, console, inputs, output};
use anyhow::Result;
use std::path::Path;

/// Runs the command.
pub(in crate::cli) fn run(scenario: &Path, plan: Option<&Path>, format: Form, strict: bool) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, plan) else { return Ok(Exit::BadInput) };
    let checked = app::check(&scenario, plan);
    console::data(&output::report(&scenario, &checked, format));
    let tally = checked.tally();
    Ok(if tally.must > 0 || (strict && tally.should > 0) { Exit::Findings } else { Exit::Clean })
}
