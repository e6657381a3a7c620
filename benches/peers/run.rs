//! One row after the other: every instance solved by us and by the peer in turn.

use crate::aims::{self, Verdict};
use crate::child::{self, Usage};
use crate::options::Options;
use crate::paths;
use crate::rows::{ROWS, Row, Source};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Convoke,
    CpSat,
}

impl Who {
    pub fn name(self) -> &'static str {
        match self {
            Self::Convoke => "Convoke",
            Self::CpSat => "CP-SAT",
        }
    }
}

/// Better answers in the order they were found: seconds and cost by level.
pub type Trace = Vec<(f64, Vec<u64>)>;

/// What one run of one program came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub who: Who,
    /// Seconds allowed.
    pub budget: f64,
    /// Units of forbidden things in the answer; `None` without an answer.
    pub forbidden: Option<u64>,
    pub cost: Vec<u64>,
    pub bound: Vec<Option<u64>>,
    pub status: String,
    /// Claims the scorer refuted.
    pub refuted: Vec<String>,
    pub trace: Trace,
    pub usage: Usage,
}

impl Outcome {
    /// An answer with nothing forbidden.
    pub fn is_valid(&self) -> bool {
        self.forbidden == Some(0)
    }

    pub fn is_proven(&self) -> bool {
        self.is_valid() && self.status == "optimal" && self.refuted.is_empty()
    }

    /// The second in which costs up to the length of `cost` were first at most these.
    pub fn reached(&self, cost: &[u64]) -> Option<f64> {
        if !self.is_valid() {
            return None;
        }
        self.trace.iter().find(|(_, found)| found[..cost.len().min(found.len())] <= *cost).map(|(seconds, _)| *seconds)
    }

    /// The second in which the last better answer was found.
    pub fn last_better(&self) -> Option<f64> {
        self.trace.last().filter(|_| self.is_valid()).map(|(seconds, _)| *seconds)
    }

    pub fn first_valid(&self) -> Option<f64> {
        self.reached(&[])
    }

    /// (cost - bound) / cost of the last level, in percent, where the bounds before are closed.
    pub fn gap(&self) -> Option<f64> {
        let last = self.cost.len().checked_sub(1)?;
        let closed = (0..last).all(|level| self.bound[level] == Some(self.cost[level]));
        match (self.is_valid() && closed, self.cost[last], self.bound[last]) {
            (true, 0, _) => Some(0.0),
            (true, cost, Some(bound)) => Some(100.0 * (cost as f64 - bound as f64) / cost as f64),
            _ => None,
        }
    }
}

/// An instance with all that was made of it.
#[derive(Debug)]
pub struct Done {
    pub row: &'static str,
    pub seed: Option<u64>,
    pub outcomes: Vec<Outcome>,
    pub verdicts: Vec<Verdict>,
}

/// Runs all rows that are asked for.
pub fn rows(options: &Options) -> Result<Vec<Done>, String> {
    let mut done = Vec::new();
    for row in ROWS.iter().filter(|row| options.wants(row.name)) {
        let seeded = matches!(row.source, Source::Program { seeded: true, .. });
        let seeds: Vec<Option<u64>> =
            if seeded { options.seeds.iter().copied().map(Some).collect() } else { vec![None] };
        for seed in seeds {
            done.push(instance(row, seed, options)?);
        }
    }
    Ok(done)
}

fn instance(row: &Row, seed: Option<u64>, options: &Options) -> Result<Done, String> {
    let problem = paths::instance(row.source, row.name, seed)?;
    println!("\n{}{}", row.name, seed.map_or_else(String::new, |seed| format!(", seed {seed}")));
    let mut runs: Vec<(Who, f64)> = Vec::new();
    // In turn, so that a machine that slows down slows both.
    for n in 0..row.ours.len().max(row.peer.len()) {
        let next = |who: Who, budgets: &[f64]| budgets.get(n).map(|budget| (who, options.budget(*budget)));
        runs.extend(next(Who::Convoke, row.ours));
        runs.extend(next(Who::CpSat, row.peer).filter(|_| options.peer));
    }
    runs.dedup();
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (who, budget) in runs {
        if outcomes.iter().any(|done| done.who == who && (done.budget - budget).abs() < 1e-9) {
            continue;
        }
        let outcome = solve(who, &problem, budget)?;
        println!("  {}", crate::report::line(&outcome));
        outcomes.push(outcome);
    }
    let verdicts = aims::judge(row, &outcomes, options);
    for verdict in &verdicts {
        println!("  {}", verdict.text());
    }
    Ok(Done { row: row.name, seed, outcomes, verdicts })
}

/// Runs one program once and has its answer scored.
pub fn solve(who: Who, problem: &Path, budget: f64) -> Result<Outcome, String> {
    let beside = |suffix: &str| -> PathBuf {
        let stem = problem.file_stem().unwrap_or_default().to_string_lossy();
        problem.with_file_name(format!("{stem}.{}.{suffix}", who.name()))
    };
    let (solution, trace) = (beside("solution.json"), beside("trace.jsonl"));
    for path in [&solution, &trace] {
        // What an earlier run left must not be taken for this one's.
        let _not_there = std::fs::remove_file(path);
    }
    let mut command = match who {
        Who::Convoke => {
            let mut command = Command::new(paths::convoke());
            command.arg("solve").arg(problem).arg("--out").arg(&solution).arg("--trace").arg(&trace);
            command.arg("--time").arg(format!("{}ms", (budget * 1000.0).round()));
            command
        }
        Who::CpSat => {
            let mut command = Command::new(paths::peer_python());
            command.arg(paths::root().join("benches/peers/cp_sat.py")).arg(problem).arg(&solution);
            command.arg(budget.to_string()).arg("--trace").arg(&trace);
            command
        }
    };
    // Our exit code 1 says that there is no valid answer, which is a result; that of Python is a failure.
    let accepted: &[i32] = if who == Who::Convoke { &[0, 1] } else { &[0] };
    let usage = child::run(&mut command, budget, accepted, &beside("log"))?;
    let mut outcome = Outcome {
        who,
        budget,
        forbidden: None,
        cost: Vec::new(),
        bound: Vec::new(),
        status: "unknown".to_owned(),
        refuted: Vec::new(),
        trace: read_trace(&trace),
        usage,
    };
    if outcome.usage.ended.is_none() {
        judge(problem, &solution, &mut outcome)?;
    }
    Ok(outcome)
}

/// Takes the answer from the solution and the score from the scorer.
fn judge(problem: &Path, solution: &Path, outcome: &mut Outcome) -> Result<(), String> {
    let text = std::fs::read_to_string(solution).map_err(|error| format!("{}: {error}", solution.display()))?;
    let answer: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", solution.display()))?;
    outcome.status = answer["status"].as_str().unwrap_or("unknown").to_owned();
    let levels = levels(problem)?;
    outcome.bound = levels.iter().map(|level| answer["bound"][level].as_u64()).collect();
    if !matches!(outcome.status.as_str(), "optimal" | "feasible") {
        return Ok(());
    }
    let score = paths::score(problem, solution)?;
    if let Some(why) = score.get("malformed") {
        return Err(format!("{}: malformed: {why}", solution.display()));
    }
    outcome.forbidden = score["forbidden"].as_u64();
    outcome.cost = levels.iter().map(|level| score["cost"][level].as_u64().unwrap_or_default()).collect();
    let refuted = score["refuted"].as_array().cloned().unwrap_or_default();
    outcome.refuted = refuted.iter().filter_map(|claim| claim.as_str().map(str::to_owned)).collect();
    Ok(())
}

fn levels(problem: &Path) -> Result<Vec<String>, String> {
    #[derive(serde::Deserialize)]
    struct Levels {
        levels: Vec<String>,
    }
    let text = std::fs::read_to_string(problem).map_err(|error| format!("{}: {error}", problem.display()))?;
    let read: Levels = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", problem.display()))?;
    Ok(read.levels)
}

fn read_trace(path: &Path) -> Trace {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut trace: Trace = Vec::new();
    for line in text.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
        let (Some(seconds), Some(cost)) = (line["seconds"].as_f64(), line["cost"].as_array()) else { continue };
        let cost: Vec<u64> = cost.iter().filter_map(Value::as_u64).collect();
        if trace.last().is_none_or(|(_, best)| cost < *best) {
            trace.push((seconds, cost));
        }
    }
    trace
}
