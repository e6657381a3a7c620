//! `convoke timetable`: the sessions of one meeting into hours and rooms, with reasons and proof; or a timetable checked.

use super::invite;
use super::solve::{kernel_budget, over};
use crate::announce;
use crate::app::announcing;
use crate::app::{self, CheckedTimetable, NoTimetable};
use crate::cli::console::{self, Bar};
use crate::cli::files::Folder;
use crate::cli::values::{BudgetArguments, Form};
use crate::cli::zones::zones;
use crate::cli::{Exit, inputs};
use crate::domain::event::Event;
use crate::exchange;
use crate::milp::Highs;
use crate::planning::Options;
use crate::planning::timetable::EventContradiction;
use crate::report::timetable::{self as report, TimetableInput};
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::path::Path;

/// Runs the command.
pub(in crate::cli) fn run(
    event: &Path,
    plan: Option<&Path>,
    out: Option<&Path>,
    budget: BudgetArguments,
    relax: bool,
    format: Form,
) -> Result<Exit> {
    let Ok(event) = inputs::event(event) else { return Ok(Exit::BadInput) };
    let checked = match plan {
        Some(plan) => {
            let Ok(timetable) = inputs::timetable(&event, plan) else { return Ok(Exit::BadInput) };
            app::check_timetable(&event, timetable, zones())
        }
        None => match solve(&event, budget, relax) {
            Ok(checked) => checked,
            Err(none) => {
                console::say(&without(&none));
                return Ok(Exit::Findings);
            }
        },
    };
    let generated = format!("convoke {}", env!("CARGO_PKG_VERSION"));
    let input = input(&event, &checked, &generated);
    if let Some(out) = out {
        let mut folder = Folder::new(out)?;
        folder.write("timetable.toml", exchange::timetable::write(&checked.timetable))?;
        folder.write("timetable.html", report::html(&input))?;
        folder.write("timetable.txt", report::text(&input))?;
        folder.write("timetable.json", format!("{:#}\n", report::json(&input)))?;
        folder.write("findings.txt", report::findings(&input))?;
        folder.write("conflicts.txt", report::conflicts(&input))?;
        calendars(&event, &checked, &mut folder)?;
        console::say(&format!("wrote {} files to {}", folder.written().len(), out.display()));
    }
    console::data(&match format {
        Form::Text => format!("{}\n{}", report::text(&input), report::findings(&input)),
        Form::Json => format!("{:#}", report::json(&input)),
        Form::Html => report::html(&input),
    });
    Ok(if checked.tally().must > 0 { Exit::Findings } else { Exit::Clean })
}

/// One calendar file a session, and one with all. Sessions that a broken must keeps from being announced are written all
/// the same: the findings beside them say so.
fn calendars(event: &Event, checked: &CheckedTimetable, folder: &mut Folder) -> Result<()> {
    let scenario = event.scenario();
    let (sender, revision) = (announcing::sender(scenario), invite::first_revision(scenario));
    let all = announce::session_calendars(event, &checked.timetable, &sender, zones(), revision);
    for one in all.context("writing the calendars of sessions")? {
        folder.write(&format!("sessions/{}.ics", one.file_stem), one.calendar)?;
    }
    let whole = announce::event_calendar(event, &checked.timetable, &sender, zones(), revision);
    folder.write("sessions.ics", whole.context("writing the calendar of sessions")?)
}

/// Plans with a bar on the terminal.
fn solve(event: &Event, budget: BudgetArguments, relax: bool) -> Result<CheckedTimetable, NoTimetable> {
    let bar = Bar::new("timetable");
    let over = over(budget);
    let options = Options {
        seed: budget.seed,
        relax,
        stop: Some(&console::stopped),
        over: Some(&over),
        ..Options::new(kernel_budget(budget))
    };
    let result = app::plan_timetable(event, zones(), &Highs::default(), &options, &mut |progress| bar.show(progress));
    bar.done();
    result
}

pub(in crate::cli) fn input<'a>(
    event: &'a Event,
    checked: &'a CheckedTimetable,
    generated: &'a str,
) -> TimetableInput<'a> {
    TimetableInput {
        event,
        timetable: &checked.timetable,
        findings: &checked.findings,
        reasons: &checked.reasons,
        answers: &checked.answers,
        size: checked.size,
        generated,
    }
}

fn without(none: &NoTimetable) -> String {
    match none {
        NoTimetable::NothingFound { why } => {
            format!("no timetable was found: {why}; that is no proof that there is none")
        }
        NoTimetable::Impossible(contradiction) => contradicting(contradiction),
    }
}

/// The contradiction in words.
fn contradicting(contradiction: &EventContradiction) -> String {
    let count = contradiction.demands.len();
    let mut text = match count {
        1 => "No timetable exists. This demand cannot be met".to_owned(),
        _ => format!("No timetable exists. These {count} demands contradict each other"),
    };
    text.push_str(match (count, contradiction.minimal) {
        (1, _) => ":\n",
        (_, true) => ", and would not without any one of them:\n",
        (_, false) => " (a smaller set may exist):\n",
    });
    for demand in &contradiction.demands {
        let _infallible = writeln!(text, "  - [{}]: {}", demand.origin, demand.why);
    }
    text.push_str("Mend one of them, or plan with --relax to see what breaking them costs.");
    text
}
