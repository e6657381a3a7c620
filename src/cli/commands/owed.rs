//! `convoke owed`: what is due after meetings: reports to the parent, comments on drafts, reviews.

use crate::app;
use crate::cli::args::Output;
use crate::cli::{Exit, console, inputs};
use crate::domain::deadline::Deadline;
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
    let mut owed: Vec<(&Deadline, NaiveDate)> = Vec::new();
    for (meeting, deadlines) in &checked.deadlines {
        let Some(at) = checked.plan.placements.get(meeting) else { continue };
        owed.extend(deadlines.iter().filter(|due| due.day > at.last()).map(|due| (due, at.last())));
    }
    owed.sort_by_key(|(due, _)| (due.day, due.meeting.clone(), due.kind));
    let state = |due: &Deadline, closed: NaiveDate| {
        if closed >= today {
            "after the meeting"
        } else if due.day < today {
            "was due"
        } else {
            "due"
        }
    };
    match format {
        Output::Json => {
            let list: Vec<_> = owed
                .iter()
                .map(|(due, closed)| {
                    json!({
                        "meeting": due.meeting.as_str(), "what": due.kind.word(), "rule": due.rule.to_string(),
                        "day": due.day.to_string(), "closed": closed.to_string(), "state": state(due, *closed),
                    })
                })
                .collect();
            console::data(&format!("{:#}\n", json!({ "on": today.to_string(), "owed": list })));
        }
        Output::Text => {
            let mut text = format!("On {today}:\n");
            for (due, closed) in &owed {
                let line = format!(
                    "{}  {:18} {} ({}; meeting closed or closes {closed}; rule {})\n",
                    due.day,
                    state(due, *closed),
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
