//! `convoke owed`: what is due after meetings: reports to the parent, comments on drafts, reviews.

use crate::app::{self, owed::owed};
use crate::cli::values::Output;
use crate::cli::{Exit, console, inputs};
use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;
use std::path::Path;

/// Runs the command. Without `on` the day is that on which the scenario was made; what was due before is overdue.
pub(in crate::cli) fn run(scenario: &Path, plan: Option<&Path>, on: Option<NaiveDate>, format: Output) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, plan) else { return Ok(Exit::BadInput) };
    let today = on.unwrap_or(scenario.as_of);
    let checked = app::check(&scenario, plan);
    let owed = owed(&checked);
    match format {
        Output::Json => {
            let list: Vec<_> = owed
                .iter()
                .map(|one| {
                    let due = one.deadline;
                    json!({
                        "meeting": due.meeting.as_str(), "what": due.kind.word(), "rule": due.rule.to_string(),
                        "day": due.day.to_string(), "closed": one.closed.to_string(), "state": one.on(today).words(),
                    })
                })
                .collect();
            console::data(&format!("{:#}\n", json!({ "on": today.to_string(), "owed": list })));
        }
        Output::Text => {
            let mut text = format!("On {today}:\n");
            for one in &owed {
                let (due, closed) = (one.deadline, one.closed);
                let line = format!(
                    "{}  {:18} {} ({}; meeting closed or closes {closed}; rule {})\n",
                    due.day,
                    one.on(today).words(),
                    due.kind.label(),
                    due.meeting,
                    due.rule
                );
                text.push_str(&line);
            }
            if owed.is_empty() {
                text.push_str("Nothing is owed after any meeting.\n");
            }
            console::data(&text);
        }
    }
    Ok(Exit::Clean)
}
