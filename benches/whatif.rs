//! Figures of checking and of what-if, by the number of meetings. Run with `./x bench --bench whatif`, or for some
//! sizes only with `./x bench --bench whatif -- 500 5000`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(unreachable_pub, reason = "the generator is shared with the tests")]

use convoke::domain::plan::Placement;
use convoke::domain::view::{Scope, View};
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::{plan, scenario};
use convoke::planning::Board;
use convoke::rules;
use std::path::Path;

#[path = "../tests/it/large.rs"]
mod large;

/// So many meetings of each calendar are moved.
const MOVED: usize = 500;

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![138, 500, 1000, 2000, 5000] } else { sizes };
    println!(
        "milliseconds on a processor: reading of scenario and plan, check and board the mean of some tries, moves and alternatives the least of three"
    );
    println!(
        "{:>8} {:>8} {:>8} {:>8} {:>8} {:>8} | {:^24} | {:^24} | {:^24}",
        "meetings",
        "findings",
        "scenario",
        "plan",
        "check",
        "board",
        "one meeting moved",
        "all its alternatives",
        "both"
    );
    println!(
        "{:>53} | {:>7} {:>7} {:>7}  | {:>7} {:>7} {:>7}  | {:>7} {:>7} {:>7}",
        "", "median", "p99", "most", "median", "p99", "most", "median", "p99", "most"
    );
    for size in sizes {
        row(size);
    }
    println!("peak memory of this process: {} MiB", peak_memory_mib());
}

fn row(size: usize) {
    let text = large::Large::of(size);
    let files = MemoryFiles::default().with("scenario.toml", text.scenario).with("plan.toml", text.plan);
    let (read, scenario) =
        mean(3, || match scenario::read_from(&files, Path::new("scenario.toml"), &Profiles::bundled()) {
            Ok(loaded) => loaded.scenario,
            Err(report) => panic!("{}", report.text()),
        });
    let (read_plan, plan) = mean(3, || match plan::read_from(&files, Path::new("plan.toml"), &scenario) {
        Ok(plan) => plan,
        Err(report) => panic!("{}", report.text()),
    });
    let (check, findings) = mean(10, || rules::check(&View::new(&scenario, &plan), &Scope::All).len());
    let (build, board) = mean(3, || Board::new(&scenario, &plan));
    let meetings: Vec<_> = scenario.meetings().keys().collect();
    let (mut moved, mut priced, mut both) = (vec![], vec![], vec![]);
    for meeting in meetings.iter().step_by((meetings.len() / MOVED).max(1)) {
        let at = &plan.placements[*meeting];
        let week = chrono::TimeDelta::days(7);
        let to = Placement::new(at.first() + week, at.last() + week, at.half, at.venue.clone(), at.firmness).unwrap();
        let one = least(|| board.whatif(meeting, Some(&to)));
        let all = least(|| board.alternatives(meeting));
        moved.push(one);
        priced.push(all);
        both.push(one + all);
    }
    let [moved, priced, both] = [moved, priced, both].map(|mut list| {
        list.sort_by(f64::total_cmp);
        let at = |percent: usize| list[(list.len() - 1) * percent / 100];
        format!("{:>7.2} {:>7.2} {:>7.2} ", at(50), at(99), at(100))
    });
    println!(
        "{size:>8} {findings:>8} {read:>8.1} {read_plan:>8.1} {check:>8.2} {build:>8.1} | {moved} | {priced} | {both}"
    );
}

/// The mean time on a processor of some tries, in milliseconds, and what the last one gave: other work on the machine
/// does not count.
fn mean<T>(tries: u32, mut act: impl FnMut() -> T) -> (f64, T) {
    let mut out = act();
    let start = processor();
    for _ in 0..tries {
        out = act();
    }
    ((processor() - start) / f64::from(tries), out)
}

/// Milliseconds that this thread has spent on a processor, from the system. It counts them when the thread gives way.
fn processor() -> f64 {
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// The least time on a processor of three tries, in milliseconds.
fn least<T>(mut act: impl FnMut() -> T) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = processor();
        std::hint::black_box(act());
        best = best.min(processor() - start);
    }
    best
}

/// The high-water mark of resident memory, from the system.
fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1024
}
