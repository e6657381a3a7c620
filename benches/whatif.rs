//! Figures of checking and of what-if, by the number of meetings. Run with `./x bench --bench whatif`.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(unreachable_pub, reason = "the generator is shared with the tests")]

use convoke::domain::plan::Placement;
use convoke::domain::view::{Scope, View};
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::{plan, scenario};
use convoke::planning::{self, Board};
use convoke::rules;
use std::path::Path;
use std::time::Instant;

#[path = "../tests/it/large.rs"]
mod large;

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![138, 500, 1000, 2000, 5000] } else { sizes };
    for size in sizes {
        row(size);
    }
}

/// The least of three tries, in milliseconds: other work on the machine lengthens some of them.
fn least<T>(mut act: impl FnMut() -> T) -> (f64, T) {
    let mut tries = (0..3).map(|_| {
        let start = Instant::now();
        let out = act();
        (start.elapsed().as_secs_f64() * 1000.0, out)
    });
    let first = tries.next().unwrap();
    tries.fold(first, |best, next| if next.0 < best.0 { next } else { best })
}

fn timed<T>(what: &str, act: impl FnMut() -> T) -> T {
    let (milliseconds, out) = least(act);
    println!("    {what}: {milliseconds:.2} ms");
    out
}

fn row(size: usize) {
    println!("{size} meetings");
    let text = large::Large::of(size);
    if let Some(folder) = std::env::var_os("CONVOKE_WRITE_LARGE") {
        // For trying the program on it by hand.
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(Path::new(&folder).join("scenario.toml"), &text.scenario).unwrap();
        std::fs::write(Path::new(&folder).join("plan.toml"), &text.plan).unwrap();
    }
    let files = MemoryFiles::default().with("scenario.toml", text.scenario).with("plan.toml", text.plan);
    let scenario =
        timed("read", || match scenario::read_from(&files, Path::new("scenario.toml"), &Profiles::bundled()) {
            Ok(loaded) => loaded.scenario,
            Err(report) => panic!("{}", report.text()),
        });
    let plan = timed("read plan", || match plan::read_from(&files, Path::new("plan.toml"), &scenario) {
        Ok(plan) => plan,
        Err(report) => panic!("{}", report.text()),
    });
    timed("view", || View::new(&scenario, &plan));
    let findings = timed("check", || rules::check(&View::new(&scenario, &plan), &Scope::All));
    println!("    {} findings, {} meetings: {:?}", findings.len(), plan.placements.len(), rules::Tally::of(&findings));
    if std::env::var_os("RULES").is_some() {
        let view = View::new(&scenario, &plan);
        for rule in rules::all() {
            let (checked, found) = least(|| {
                let mut found = vec![];
                rule.check(&view, &Scope::All, &mut found);
                found.len()
            });
            let (listed, demands) = least(|| {
                let mut demands = vec![];
                rule.demands(&scenario, &mut demands);
                demands.len()
            });
            println!("      {} {checked:.2} ms, {found} findings; {listed:.2} ms, {demands} demands", rule.id());
        }
    }
    let demands = timed("demands", || rules::demands(&scenario));
    println!("    {} demands", demands.len());
    let assessment = timed("assess", || planning::assess(&scenario, &plan));
    println!("    {} broken, {:?}", assessment.broken.len(), assessment.points);
    let board = timed("board", || Board::new(&scenario, &plan));
    let meetings: Vec<_> = scenario.meetings().keys().collect();
    let step = (meetings.len() / 500).max(1);
    let (mut dragged, mut priced, mut both) = (vec![], vec![], vec![]);
    for meeting in meetings.iter().step_by(step) {
        let at = &plan.placements[*meeting];
        let week = chrono::TimeDelta::days(7);
        let to = Placement::new(at.first() + week, at.last() + week, at.half, at.venue.clone(), at.firmness).unwrap();
        let (drag, _) = least(|| board.whatif(meeting, Some(&to)));
        let (price, _) = least(|| board.alternatives(meeting));
        dragged.push((drag, *meeting));
        priced.push((price, *meeting));
        both.push((drag + price, *meeting));
    }
    for (what, mut list) in [("what-if", dragged), ("alternatives", priced), ("both", both)] {
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        let at = |share: f64| list[((list.len() - 1) as f64 * share) as usize].0;
        println!(
            "    {what} of {}: median {:.2} ms, p99 {:.2} ms, most {:.2} ms ({})",
            list.len(),
            at(0.5),
            at(0.99),
            at(1.0),
            list[list.len() - 1].1
        );
    }
}
