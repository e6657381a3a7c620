//! `convoke solve`: a placement problem of the public format.

use crate::cli::console::{self, Bar};
use crate::cli::trace::Trace;
use crate::cli::values::BudgetArguments;
use crate::cli::{Exit, files, inputs};
use crate::kernel::{Answer, Budget, Placements, Problem, Prover, Request, WhyStopped, evaluate, solution};
use crate::milp::Highs;
use anyhow::Result;
use std::path::Path;
use std::time::{Duration, Instant};

/// Runs the command.
pub(in crate::cli) fn run(problem: &Path, out: &Path, budget: BudgetArguments, trace: Option<&Path>) -> Result<Exit> {
    let mut trace = Trace::new(trace)?;
    let Ok(parsed) = inputs::problem(problem)? else { return Ok(Exit::BadInput) };
    let bar = Bar::new("solving");
    let request = Request::new(kernel_budget(budget)).seed(budget.seed).stop(&console::stopped);
    let mut kept = Ok(());
    let answer = prover(budget).solve(&parsed, &request, &mut |progress| {
        bar.show(progress);
        trace.note(progress);
        // Whatever ends this program, the best it had found is there.
        if let (Some(placements), true) = (&progress.placements, kept.is_ok()) {
            kept = files::write(out, solution::to_json(&parsed, &so_far(&parsed, placements)));
        }
    });
    bar.done();
    trace.done()?;
    kept?;
    files::write(out, solution::to_json(&parsed, &answer))?;
    console::say(&format!("{}: {}", out.display(), summary(&parsed, &answer)));
    Ok(match answer {
        Answer::Optimal { .. } | Answer::Feasible { .. } => Exit::Clean,
        Answer::Infeasible { .. } | Answer::Unknown { .. } => Exit::Findings,
    })
}

/// An answer of which nothing is proven yet.
fn so_far(problem: &Problem, placements: &Placements) -> Answer {
    Answer::Feasible {
        placements: placements.clone(),
        score: evaluate(problem, placements),
        bounds: vec![None; problem.levels().len()],
        why_stopped: WhyStopped::Budget,
    }
}

fn summary(problem: &Problem, answer: &Answer) -> String {
    let levels: Vec<String> = problem
        .levels()
        .iter()
        .zip(answer.bounds(problem))
        .enumerate()
        .map(|(index, (level, bound))| {
            let cost = answer.score().map(|score| score.cost[index]);
            let number = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
            let gap = match (cost, bound) {
                (Some(cost), Some(bound)) if bound < cost => format!(", gap {}", console::gap(cost, bound)),
                _ => String::new(),
            };
            format!("{level} {} (bound {}{gap})", number(cost), number(bound))
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

/// Becomes true when the time given, and a second more, is over: nothing is explained then any longer. Where steps are counted
/// no clock is read, and it never is.
#[expect(clippy::disallowed_methods, reason = "the real clock is read in cli alone")]
pub(in crate::cli) fn over(arguments: BudgetArguments) -> impl Fn() -> bool + Sync {
    let began = Instant::now();
    move || arguments.iterations.is_none() && began.elapsed() > arguments.time + Duration::from_secs(1)
}

/// The prover on the threads asked for: at least two, so that neither search nor proof waits for the other.
pub(in crate::cli) fn prover(arguments: BudgetArguments) -> Highs {
    let processors = || std::thread::available_parallelism().map_or(2, |many| many.get().max(2));
    Highs::with_threads(arguments.threads.map_or_else(processors, usize::from))
}
