//! What is printed, and what is kept: `target/bench/results.json`, and the tables of `docs/benchmarks.md`.

use crate::aims::{score, slashed};
use crate::chart;
use crate::curve::{self, Point, seconds};
use crate::memory::{self, Peak};
use crate::options::Options;
use crate::paths;
use crate::run::{Done, Outcome, Who};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// All that was measured.
#[derive(Debug, Default)]
pub struct Tables {
    pub rows: Vec<Done>,
    pub memory: Vec<Peak>,
    pub curve: Vec<Point>,
}

/// The machine, and how busy it is with other things: figures mean nothing without it.
pub fn machine() -> String {
    let text = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = text("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let memory = text("/proc/meminfo");
    let kib = memory.split_whitespace().nth(1).and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
    let load = text("/proc/loadavg");
    format!(
        "{cores} cores of {}, {:.0} GiB; load before the run {}",
        model.trim_start_matches(['\t', ' ', ':']),
        kib / 1024.0 / 1024.0,
        load.split_whitespace().next().unwrap_or("unknown"),
    )
}

fn bounds(outcome: &Outcome) -> String {
    let words = outcome.bound.iter().map(|bound| bound.map_or_else(|| "-".to_owned(), |bound| bound.to_string()));
    words.collect::<Vec<_>>().join("/")
}

fn gap(outcome: &Outcome) -> String {
    outcome.gap().map_or_else(|| "-".to_owned(), |gap| format!("{gap:.1} %"))
}

/// One run in one line.
pub fn line(outcome: &Outcome) -> String {
    let mut text = format!(
        "{:<8} {:>4} s: {:<22} bound {:<16} gap {:>7}  first valid {:>6}  last better {:>6}  {:>6.1} s wall {:>6.1} s cpu {:>6.0} MiB",
        outcome.who.name(),
        outcome.budget,
        score(outcome),
        bounds(outcome),
        gap(outcome),
        seconds(outcome.first_valid()),
        seconds(outcome.last_better()),
        outcome.usage.seconds,
        outcome.usage.cpu,
        outcome.usage.mib,
    );
    if outcome.is_proven() {
        text.push_str("  optimal");
    }
    for claim in &outcome.refuted {
        let _infallible = write!(text, "\n    REFUTED {claim}");
    }
    text
}

impl Tables {
    /// Keeps the results, and renews the documentation if asked to.
    pub fn write(&self, options: &Options) -> Result<(), String> {
        put(&paths::folder().join("results.json"), &format!("{:#}\n", self.json()))?;
        println!("\nresults in {}", paths::folder().join("results.json").display());
        if !options.write {
            return Ok(());
        }
        let page = paths::root().join("docs/benchmarks.md");
        let mut text = std::fs::read_to_string(&page).map_err(|error| format!("{}: {error}", page.display()))?;
        if !self.rows.is_empty() {
            text = replace(&text, "aims", &self.aims())?;
            text = replace(&text, "runs", &self.runs())?;
        }
        if !self.memory.is_empty() {
            text = replace(&text, "memory", &self.memory_table())?;
        }
        if let Some(picture) = chart::svg(&self.curve) {
            text = replace(&text, "curve", &self.curve_table())?;
            put(&paths::root().join("docs/cost-curve.svg"), &picture)?;
        }
        text = replace(&text, "machine", &format!("{}.\n", machine()))?;
        put(&page, &text)
    }

    fn json(&self) -> Value {
        let run = |outcome: &Outcome| {
            json!({
                "who": outcome.who.name(), "budget": outcome.budget, "forbidden": outcome.forbidden, "cost": outcome.cost,
                "bound": outcome.bound, "status": outcome.status, "refuted": outcome.refuted, "trace": outcome.trace,
                "seconds": outcome.usage.seconds, "cpu": outcome.usage.cpu, "mib": outcome.usage.mib, "ended": outcome.usage.ended,
            })
        };
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|done| {
                let verdicts: Vec<Value> = done
                    .verdicts
                    .iter()
                    .map(|verdict| json!({"aim": verdict.aim, "verdict": verdict.word(), "measured": verdict.measured}))
                    .collect();
                let runs: Vec<Value> = done.outcomes.iter().map(run).collect();
                json!({"row": done.row, "seed": done.seed, "runs": runs, "verdicts": verdicts})
            })
            .collect();
        let memory: Vec<Value> = self
            .memory
            .iter()
            .map(|peak| json!({"row": peak.name, "activities": peak.activities, "problem": peak.problem, "search": peak.search}))
            .collect();
        let curve: Vec<Value> = self
            .curve
            .iter()
            .map(|point| {
                json!({
                    "kind": point.kind, "size": point.size, "relations": point.relations, "first_valid": point.first_valid,
                    "first_level": point.first_level, "mib": point.mib, "budget": point.budget, "cost": point.cost,
                })
            })
            .collect();
        json!({"machine": machine(), "rows": rows, "memory": memory, "curve": curve})
    }

    fn aims(&self) -> String {
        let mut text = "| instance | seed | to reach | measured | |\n|---|---|---|---|---|\n".to_owned();
        for done in &self.rows {
            for verdict in &done.verdicts {
                let word =
                    if verdict.is_missed() { format!("**{}**", verdict.word()) } else { verdict.word().to_owned() };
                let _infallible = writeln!(
                    text,
                    "| {} | {} | {} | {} | {word} |",
                    done.row,
                    done.seed.map_or_else(String::new, |seed| seed.to_string()),
                    verdict.aim,
                    verdict.measured,
                );
            }
        }
        text
    }

    fn runs(&self) -> String {
        let mut text = "| instance | seed | who | budget s | cost | bound | gap | first valid s | last better s | wall s | CPU s | MiB |\n\
                        |---|---|---|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
        for done in &self.rows {
            for outcome in &done.outcomes {
                let who = if outcome.who == Who::Convoke { "**Convoke**" } else { outcome.who.name() };
                let optimal = if outcome.is_proven() { ", optimal" } else { "" };
                let _infallible = writeln!(
                    text,
                    "| {} | {} | {who} | {} | {}{optimal} | {} | {} | {} | {} | {:.1} | {:.1} | {:.0} |",
                    done.row,
                    done.seed.map_or_else(String::new, |seed| seed.to_string()),
                    outcome.budget,
                    score(outcome),
                    bounds(outcome),
                    gap(outcome),
                    seconds(outcome.first_valid()),
                    seconds(outcome.last_better()),
                    outcome.usage.seconds,
                    outcome.usage.cpu,
                    outcome.usage.mib,
                );
            }
        }
        text
    }

    fn memory_table(&self) -> String {
        let mut text =
            "| instance | activities | problem MiB | peak of the search MiB | |\n|---|---|---|---|---|\n".to_owned();
        for peak in &self.memory {
            let verdict = match peak.search {
                mib if mib <= memory::STRETCH => "stretch",
                mib if mib <= memory::FIGURE => "met",
                _ => "**MISSED**",
            };
            let _infallible = writeln!(
                text,
                "| {} | {} | {:.1} | {:.1} | {verdict} |",
                peak.name, peak.activities, peak.problem, peak.search
            );
        }
        text
    }

    fn curve_table(&self) -> String {
        let mut text = "| kind | activities | relations | first valid s | first level at its best s | MiB | cost |\n\
                        |---|---|---|---|---|---|---|\n"
            .to_owned();
        for point in &self.curve {
            let _infallible = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {:.0} | {} |",
                point.kind,
                point.size,
                point.relations,
                seconds(point.first_valid),
                seconds(point.first_level),
                point.mib,
                slashed(&point.cost),
            );
        }
        for kind in ["calendar", "event"] {
            let own: Vec<&Point> = self.curve.iter().filter(|point| point.kind == kind).collect();
            let _infallible = writeln!(text, "\n{kind}: {}.", curve::growth(&own));
        }
        text
    }
}

/// Replaces what stands between the markers of `name`.
fn replace(page: &str, name: &str, table: &str) -> Result<String, String> {
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let missing = || format!("docs/benchmarks.md has no markers for {name:?}");
    let (before, rest) = page.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}{table}{end}{after}"))
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
