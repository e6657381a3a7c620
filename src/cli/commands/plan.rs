//! `convoke plan`: dates that keep every rule, with reasons and proof.

use super::solve::{kernel_budget, over, prover};
use crate::app::{self, Checked, NoPlan};
use crate::cli::console::{self, Bar};
use crate::cli::files::Folder;
use crate::cli::values::{BudgetArguments, Form};
use crate::cli::{Exit, inputs, output};
use crate::domain::scenario::Scenario;
use crate::exchange;
use crate::planning::{self, Contradiction, Options};
use anyhow::Result;
use std::fmt::Write as _;
use std::path::Path;

/// The plan that people know, and what may be done to it.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Known<'a> {
    /// Its file.
    pub(in crate::cli) plan: &'a Path,
    /// As few changes as possible.
    pub(in crate::cli) fewest_changes: bool,
    /// Announced dates may move.
    pub(in crate::cli) may_move_announced: bool,
}

/// Runs the command.
pub(in crate::cli) fn run(
    scenario: &Path,
    out: Option<&Path>,
    budget: BudgetArguments,
    known: Option<Known<'_>>,
    relax: bool,
    format: Form,
) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    let before = match known.map(|known| inputs::plan(&scenario, Some(known.plan))) {
        Some(Err(_)) => return Ok(Exit::BadInput),
        Some(Ok(plan)) => Some(plan),
        None => None,
    };
    let from = before.as_ref().zip(known).map(|(plan, known)| planning::From {
        plan,
        fewest_changes: known.fewest_changes,
        may_move_announced: known.may_move_announced,
    });
    let checked = match solve(&scenario, budget, relax, from) {
        Ok(checked) => checked,
        Err(no_plan) => {
            console::say(&without_plan(&no_plan));
            return Ok(Exit::Findings);
        }
    };
    match out {
        None => {
            console::data(&exchange::plan::write(&checked.plan));
            console::say(&output::summary_of_changes(&scenario, &checked));
        }
        Some(out) => {
            let mut folder = Folder::new(out)?;
            write(&scenario, &checked, &mut folder)?;
            console::data(&match format {
                Form::Text => output::summary_of_changes(&scenario, &checked),
                other => output::report(&scenario, &checked, other),
            });
            for path in folder.written() {
                console::say(&format!("wrote {}", path.display()));
            }
        }
    }
    Ok(if checked.tally().must > 0 { Exit::Findings } else { Exit::Clean })
}

/// Plans with a bar on the terminal.
pub(in crate::cli) fn solve(
    scenario: &Scenario,
    budget: BudgetArguments,
    relax: bool,
    from: Option<planning::From<'_>>,
) -> Result<Checked, NoPlan> {
    let bar = Bar::new("planning");
    let over = over(budget);
    let options = Options {
        seed: budget.seed,
        relax,
        from,
        stop: Some(&console::stopped),
        over: Some(&over),
        ..Options::new(kernel_budget(budget))
    };
    let result = app::plan(scenario, &prover(budget), &options, &mut |progress| bar.show(progress));
    bar.done();
    result
}

/// Writes plan, report and findings.
pub(in crate::cli) fn write(scenario: &Scenario, checked: &Checked, folder: &mut Folder) -> Result<()> {
    folder.write("plan.toml", exchange::plan::write(&checked.plan))?;
    folder.write("report.html", output::report(scenario, checked, Form::Html))?;
    folder.write("report.json", output::report(scenario, checked, Form::Json))?;
    folder.write("findings.txt", output::report(scenario, checked, Form::Text))?;
    folder.write("calendar.ics", output::feed(scenario, checked)?)
}

/// Why there is no plan, in words.
pub(super) fn without_plan(no_plan: &NoPlan) -> String {
    match no_plan {
        NoPlan::NothingFound { why } => format!("no plan was found: {why}; that is no proof that there is none"),
        NoPlan::Impossible(contradiction) => contradicting(contradiction),
    }
}

/// The contradiction in words.
fn contradicting(contradiction: &Contradiction) -> String {
    let count = contradiction.demands.len();
    let mut text = match count {
        1 => "No plan exists. This demand cannot be met".to_owned(),
        _ => format!("No plan exists. These {count} demands contradict each other"),
    };
    // Not that there is a plan without one of them: elsewhere others may contradict each other too.
    text.push_str(match (count, contradiction.minimal) {
        (1, _) => ":\n",
        (_, true) => ", and would not without any one of them:\n",
        (_, false) => " (a smaller set may exist):\n",
    });
    for demand in &contradiction.demands {
        let mut meetings: Vec<String> = demand.ask.meetings().iter().take(4).map(ToString::to_string).collect();
        let more = demand.ask.meetings().len().saturating_sub(4);
        if more > 0 {
            meetings.push(format!("{more} more"));
        }
        let _infallible = writeln!(text, "  - {} [{}]: {}", meetings.join(", "), demand.origin, demand.why);
    }
    text.push_str("Mend one of them, or plan with --relax to see what breaking them costs.");
    text
}
