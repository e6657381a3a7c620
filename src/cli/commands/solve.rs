//! `convoke solve`: a placement problem of the public format.

use crate::cli::args::BudgetArguments;
use crate::cli::console::{self, Bar};
use crate::cli::trace::Trace;
use crate::cli::{Exit, files, inputs};
use crate::kernel::{Answer, Budget, Problem, Prover, Request, solution};
use crate::milp::Highs;
use anyhow::Result;
use std::path::Path;

/// Runs the command.
pub(in crate::cli) fn run(problem: &Path, out: &Path, budget: BudgetArguments, trace: Option<&Path>) -> Result<Exit> {
    let mut trace = Trace::new(trace)?;
    let Ok(parsed) = inputs::problem(problem)? else { return Ok(Exit::BadInput) };
    let bar = Bar::new("solving");
    let request = Request::new(kernel_budget(budget)).seed(budget.seed).stop(&console::stopped);
    let answer = Highs::default().solve(&parsed, &request, &mut |progress| {
        bar.show(progress);
        trace.note(progress);
    });
    bar.done();
    trace.done()?;
    files::write(out, solution::to_json(&parsed, &answer))?;
    console::say(&format!("{}: {}", out.display(), summary(&parsed, &answer)));
    Ok(match answer {
        Answer::Optimal { .. } | Answer::Feasible { .. } => Exit::Clean,
        Answer::Infeasible { .. } | Answer::Unknown { .. } => Exit::Findings,
    })
}

fn summary(problem: &Problem, answer: &Answer) -> String {
    let levels: Vec<String> = problem
        .levels()
        .iter()
        .zip(answer.bounds(problem))
        .enumerate()
        .map(|(index, (level, bound))| {
            let cost = answer.score().map_or_else(|| "-".to_owned(), |score| score.cost[index].to_string());
            format!("{level} {cost} (bound {})", bound.map_or_else(|| "-".to_owned(), |bound| bound.to_string()))
        })
        .collect();
    format!("{}: {}", answer.status(), levels.join(", "))
}

/// The budget of the placement problem: steps where they are asked for, else time.
pub(in crate::cli) fn kernel_budget(arguments: BudgetArguments) -> Budget {
    match arguments.iterations {
        Some(steps) => Budget::Nodes(steps),
        None => Budget::Seconds(arguments.time.as_secs_f64()),
    }
}
