//! Figures of planning: each example planned and checked, with time, proof and size. Run with `./x bench`.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use convoke::app::{self, NoPlan};
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario;
use convoke::kernel::Budget;
use convoke::milp::Highs;
use convoke::planning::Options;
use std::path::Path;
use std::time::Instant;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    println!(
        "{:<18} {:>8} {:>5} {:>8} {:>9} {:>9} {:>9}  {:<10} cost (bound) by level",
        "example", "meetings", "free", "openings", "plan s", "whole s", "check ms", "quality"
    );
    for example in ["jca-cloud-2012", "tsag-2017", "fg-m2m-2012", "jca-ml-2023", "jca-dcc-2022", "itu-t-2017-2018"] {
        if wanted.is_empty() || wanted.iter().any(|name| name == example) {
            row(example);
        }
    }
    println!("peak memory of this process: {} MiB", peak_memory_mib());
}

fn row(example: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example).join("open.toml");
    let scenario = match scenario::read(&path, &Profiles::bundled()) {
        Ok(loaded) => loaded.scenario,
        Err(report) => {
            println!("{example}: {}", report.text());
            return;
        }
    };
    let start = Instant::now();
    let options = Options::new(Budget::Seconds(60.0));
    let result = app::plan(&scenario, &Highs::default(), &Options { explain: false, ..options }, &mut |_| {});
    let seconds = start.elapsed().as_secs_f64();
    // As people run it: with reasons, alternatives, and published dates planned around.
    let start = Instant::now();
    let explained = app::plan(&scenario, &Highs::default(), &options, &mut |_| {});
    let whole = start.elapsed().as_secs_f64();
    assert_eq!(explained.is_ok(), result.is_ok());
    match result {
        Ok(planned) => {
            let start = Instant::now();
            let again = app::check(&scenario, planned.plan.clone());
            let check = start.elapsed().as_secs_f64() * 1000.0;
            let size = planned.size.unwrap_or_default();
            let levels: Vec<String> = planned
                .plan
                .proof
                .iter()
                .map(|proof| {
                    format!(
                        "{} {} ({})",
                        proof.level,
                        proof.cost,
                        proof.bound.map_or_else(|| "-".to_owned(), |bound| bound.to_string())
                    )
                })
                .collect();
            println!(
                "{example:<18} {:>8} {:>5} {:>8} {seconds:>9.2} {whole:>9.2} {check:>9.2}  {:<10} {}; unwaived musts {}",
                size.meetings,
                size.free,
                size.starts.checked_div(size.free).unwrap_or(0),
                planned.plan.quality.word(),
                levels.join(", "),
                again.tally().must,
            );
        }
        Err(NoPlan::Impossible(contradiction)) => {
            println!("{example}: no plan exists after {seconds:.2} s:");
            for demand in contradiction.demands {
                println!("    {:?} {}: {}", demand.ask.meetings(), demand.origin, demand.why);
            }
        }
        Err(NoPlan::NothingFound { why }) => println!("{example}: {why}"),
    }
}

/// The high-water mark of resident memory, from the system.
fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1024
}
