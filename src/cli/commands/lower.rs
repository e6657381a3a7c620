//! `convoke lower`: the placement problem of a scenario, for any solver of the public format.

use super::plan::without_plan;
use crate::app;
use crate::cli::{Exit, console, files, inputs};
use anyhow::Result;
use std::path::Path;

/// Runs the command.
pub(in crate::cli) fn run(scenario: &Path, out: &Path, relax: bool) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    match app::problem(&scenario, relax) {
        Ok(draft) => {
            files::write(out, draft.to_json())?;
            console::say(&format!(
                "{}: {} activities, {} relations, {} resources",
                out.display(),
                draft.activities.len(),
                draft.relations.len(),
                draft.resources.len()
            ));
            Ok(Exit::Clean)
        }
        Err(no_plan) => {
            console::say(&without_plan(&no_plan));
            Ok(Exit::Findings)
        }
    }
}
