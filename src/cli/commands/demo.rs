//! `convoke demo`: the whole job on the calendar of 2017-2018, from files inside the program.

use super::{invite, plan};
use crate::cli::files::Folder;
use crate::cli::values::{BudgetArguments, Form};
use crate::cli::{Exit, console, inputs, output};
use crate::domain::language::Language;
use crate::domain::scenario::Scenario;
use crate::exchange::files::MemoryFiles;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

macro_rules! inside {
    ($files:expr, $($name:literal),* $(,)?) => {
        $files$(.with($name, include_str!(concat!("../../../examples/itu-t-2017-2018/", $name))))*
    };
}

/// The example calendar.
fn example() -> MemoryFiles {
    inside!(
        MemoryFiles::default(),
        "bodies.toml",
        "facts.toml",
        "given.toml",
        "open.toml",
        "outside.toml",
        "people.toml",
        "venues.toml",
        "meetings/focus-groups.toml",
        "meetings/joint-coordination.toml",
        "meetings/rapporteurs.toml",
        "meetings/regional-groups.toml",
        "meetings/study-groups.toml",
        "meetings/tsag.toml",
        "meetings/workshops.toml",
    )
}

/// The example, its dates taken out.
pub(super) struct Example {
    /// Its name.
    pub(super) name: String,
    /// Its title.
    pub(super) title: String,
    /// Its files.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The day the plan is made.
    pub(super) as_of: chrono::NaiveDate,
}

/// The example, its dates taken out, with the sessions of one meeting and the hours of one series.
pub(super) fn scenario() -> Result<Example> {
    let files = example();
    let Ok(open) = inputs::scenario_from(&files, Path::new("open.toml")) else {
        anyhow::bail!("the example cannot be read")
    };
    let wanted = |path: &Path| path != Path::new("given.toml");
    let files = files.all().filter(|(path, _)| wanted(path));
    let more = [
        ("tsag-2017/event.toml", include_str!("../../../examples/tsag-2017/event.toml")),
        ("tsag-2017/facts.toml", include_str!("../../../examples/tsag-2017/facts.toml")),
        ("tsag-2017/sessions.toml", include_str!("../../../examples/tsag-2017/sessions.toml")),
        ("rg-wm-2017/hours.toml", include_str!("../../../examples/rg-wm-2017/hours.toml")),
    ];
    let more = more.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let files = files.map(|(path, bytes)| (path.display().to_string(), bytes.to_vec())).chain(more).collect();
    Ok(Example { name: open.name.clone(), title: open.title.to_string(), files, as_of: open.as_of })
}

/// Runs the command.
pub(in crate::cli) fn run(out: &Path) -> Result<Exit> {
    let files = example();
    let Ok(given) = inputs::scenario_from(&files, Path::new("given.toml")) else { return Ok(Exit::BadInput) };
    let Ok(open) = inputs::scenario_from(&files, Path::new("open.toml")) else { return Ok(Exit::BadInput) };
    let mut folder = Folder::new(out)?;

    let published = crate::app::check(&given, given.plan_of_fixed());
    folder.write("published.html", output::report(&given, &published, Form::Html))?;
    console::say(&format!("The dates as published: {}", output::summary(&given, &published)));

    let budget = BudgetArguments { time: Duration::from_secs(60), iterations: None, seed: 0, threads: None };
    let planned = match plan::solve(&open, budget, false, None) {
        Ok(planned) => planned,
        Err(error) => {
            console::say(&error.to_string());
            return Ok(Exit::Findings);
        }
    };
    plan::write(&open, &planned, &mut folder)?;
    console::say(&format!("The dates as planned:   {}", output::summary(&open, &planned)));
    let meetings: Vec<_> = open.meetings().keys().cloned().collect();
    invite::write(&open, &planned, None, &meetings, &Language::ALL, &mut folder)?;

    console::data(&guide(&open, out, folder.written().len()));
    Ok(Exit::Clean)
}

fn guide(scenario: &Scenario, out: &Path, files: usize) -> String {
    let out = out.display();
    format!(
        "Wrote {files} files about {} meetings to {out}:\n\
         \x20 {out}/report.html      open this first: the calendar, the findings, why each date\n\
         \x20 {out}/published.html   the same for the dates as they were published\n\
         \x20 {out}/plan.toml        the plan; edit it and run `convoke check SCENARIO --plan {out}/plan.toml`\n\
         \x20 {out}/findings.txt     findings and plan as text; report.json for programs\n\
         \x20 {out}/calendar.ics     the feed to subscribe to\n\
         \x20 {out}/invitations/     one .ics for each meeting, in each of the six languages\n\
         \x20 {out}/mails/           one .eml for each meeting, in each of the six languages\n",
        scenario.meetings().len(),
    )
}
