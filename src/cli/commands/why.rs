//! `convoke why`: one meeting of a plan, explained.

use crate::app;
use crate::cli::values::Form;
use crate::cli::{Exit, console, inputs, output, zones};
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use crate::planning::Board;
use crate::report;
use anyhow::Result;
use std::path::Path;

/// Runs the command.
pub(in crate::cli) fn run(scenario: &Path, plan: Option<&Path>, meeting: &str, format: Form) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, plan) else { return Ok(Exit::BadInput) };
    let Some(meeting) = named(&scenario, meeting) else { return Ok(Exit::BadInput) };
    let checked = app::check(&scenario, plan);
    let board = Board::new(&scenario, &checked.plan);
    let (reason, places) = (board.reason(&meeting), board.alternatives(&meeting));
    let input = output::input(&scenario, &checked, zones::zones());
    console::data(&match format {
        Form::Text => report::why_text(&input, &meeting, reason.as_ref(), &places),
        Form::Json => format!("{:#}", report::why_json(&input, &meeting, reason.as_ref(), &places)),
        Form::Html => report::why_html(&input, &meeting, reason.as_ref(), &places),
    });
    Ok(Exit::Clean)
}

/// The meeting of a name; says which there are when there is none.
pub(in crate::cli) fn named(scenario: &Scenario, name: &str) -> Option<MeetingId> {
    let found = scenario.meetings().keys().find(|meeting| meeting.as_str() == name);
    if found.is_none() {
        let near = nearest(scenario.meetings().keys().map(MeetingId::as_str), name);
        console::say(&format!("the scenario has no meeting {name:?}{near}"));
    }
    found.cloned()
}

/// `; did you mean …?` with the nearest names, or nothing.
pub(in crate::cli) fn nearest<'a>(names: impl Iterator<Item = &'a str>, wrong: &str) -> String {
    let mut near: Vec<(f64, &str)> =
        names.map(|name| (strsim::jaro_winkler(name, wrong), name)).filter(|(score, _)| *score > 0.6).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let names: Vec<&str> = near.into_iter().take(3).map(|(_, name)| name).collect();
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", names.join(", ")) }
}
