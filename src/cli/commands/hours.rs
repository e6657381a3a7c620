//! `convoke hours`: fair hours for a series of e-meetings, or how fair given ones are.

use crate::cli::console::{self, Bar};
use crate::cli::files::Folder;
use crate::cli::values::{BudgetArguments, Form};
use crate::cli::zones::zones;
use crate::cli::{Exit, inputs};
use crate::domain::finding::Strength;
use crate::domain::series::outcome::{Assessed, Demanded};
use crate::domain::series::{Series, SeriesPlan};
use crate::exchange;
use crate::planning::hours::{self, HoursOutcome, Limit};
use crate::report::hours::{self as report, HoursInput};
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::Path;
use std::time::Instant;

/// Runs the command.
pub(in crate::cli) fn run(
    path: &Path,
    plan: Option<&Path>,
    anew: bool,
    out: Option<&Path>,
    format: Form,
    budget: BudgetArguments,
) -> Result<Exit> {
    let Ok(series) = inputs::series(path) else { return Ok(Exit::BadInput) };
    let given = match plan {
        Some(plan) => match inputs::series_plan(plan, &series) {
            Ok(plan) => Some(plan),
            Err(_) => return Ok(Exit::BadInput),
        },
        None if anew => None,
        None => series.plan_of_given(),
    };
    let searched = search(&series, budget)?;
    match (given, searched) {
        (Some(given), searched) => judge(&series, given, searched, out, format),
        (None, HoursOutcome::Planned(assessed)) => show(&series, &assessed, None, out, format),
        (None, HoursOutcome::Impossible(demands)) => {
            console::say(&impossible(&demands));
            Ok(Exit::Findings)
        }
        (None, HoursOutcome::NothingFound) => {
            console::say("no plan was found in the time allowed; that is no proof that there is none");
            Ok(Exit::Findings)
        }
    }
}

/// Plans with a bar on the terminal. Steps are counted where they are asked for; else the clock decides.
#[expect(clippy::disallowed_methods, reason = "the real clock is read in cli alone")]
fn search(series: &Series, budget: BudgetArguments) -> Result<HoursOutcome> {
    let bar = Bar::new("fair hours");
    let until = Instant::now() + budget.time;
    let by_clock = budget.iterations.is_none();
    let stop = move || console::stopped() || by_clock && Instant::now() >= until;
    let limit = Limit { steps: budget.iterations, stop: Some(&stop) };
    let outcome = hours::plan(series, zones(), &limit).context("reading the time-zone data");
    bar.done();
    outcome
}

fn judge(series: &Series, given: SeriesPlan, searched: HoursOutcome, out: Option<&Path>, format: Form) -> Result<Exit> {
    let assessed = hours::assess(series, zones(), given).context("reading the time-zone data")?;
    let fairest = match &searched {
        HoursOutcome::Planned(fairest) => Some(fairest.as_ref()),
        HoursOutcome::Impossible(demands) => {
            console::say(&impossible(demands));
            None
        }
        HoursOutcome::NothingFound => None,
    };
    show(series, &assessed, fairest, out, format)
}

fn show(
    series: &Series,
    shown: &Assessed,
    fairest: Option<&Assessed>,
    out: Option<&Path>,
    format: Form,
) -> Result<Exit> {
    let generated = format!("convoke {}, time-zone data {}", env!("CARGO_PKG_VERSION"), zones().version());
    let input = HoursInput { series, shown, fairest, generated: &generated };
    if let Some(out) = out {
        let mut folder = Folder::new(out)?;
        folder.write("hours-plan.toml", exchange::series::write_plan(series, shown))?;
        folder.write("hours.html", report::html(&input))?;
        folder.write("hours.json", format!("{:#}\n", report::json(&input)))?;
        folder.write("hours.txt", report::text(&input, false))?;
        for path in folder.written() {
            console::say(&format!("wrote {}", path.display()));
        }
    }
    console::data(&match format {
        Form::Text => report::text(&input, in_colour()),
        Form::Json => format!("{:#}", report::json(&input)),
        Form::Html => report::html(&input),
    });
    let broken = shown.findings.iter().any(|finding| finding.strength == Strength::Must);
    Ok(if broken { Exit::Findings } else { Exit::Clean })
}

/// Colours only where a person looks and has not asked for none (no-color.org).
fn in_colour() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let plain = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    std::io::stdout().is_terminal() && !unwanted && !plain
}

/// The contradiction in words.
fn impossible(demands: &[Demanded]) -> String {
    let mut text = match demands.len() {
        1 => "No plan exists. This demand cannot be met:\n".to_owned(),
        count => format!(
            "No plan exists. These {count} demands contradict each other, and would not without any one of them:\n"
        ),
    };
    for demand in demands {
        let who = demand.meeting.as_ref().map_or_else(|| "all meetings".to_owned(), ToString::to_string);
        let _infallible = writeln!(text, "  - {who}: {}", demand.what);
    }
    text.push_str("Mend one of them.");
    text
}
