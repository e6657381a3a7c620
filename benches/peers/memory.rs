//! What the search alone needs: a process that reads a problem and searches on one lane, without solver and proof.

use crate::child::high_water;
use crate::options::Options;
use crate::paths;
use crate::rows::Source;
use convoke::kernel::Problem;
use convoke::kernel::search;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// MiB promised up to 5,000 activities, and the stretch goal.
pub const FIGURE: f64 = 64.0;
pub const STRETCH: f64 = 16.0;

const MARK: &str = "--search-alone";

/// Peaks of one problem.
#[derive(Clone, Debug)]
pub struct Peak {
    pub name: &'static str,
    pub activities: usize,
    /// Resident once the problem stood in memory, its text forgotten.
    pub problem: f64,
    /// The most while searching.
    pub search: f64,
}

/// In the child process: reads, searches for a while, prints two numbers.
pub fn as_child() -> Option<ExitCode> {
    let mut arguments = std::env::args().skip_while(|argument| argument != MARK).skip(1);
    let (path, seconds) = (arguments.next()?, arguments.next()?.parse::<f64>().ok()?);
    let text = std::fs::read_to_string(&path).ok()?;
    let problem = Problem::from_json(&text).ok()?;
    drop(text);
    // Writing 5 takes the high-water mark down to what is held now.
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    let before = high_water("/proc/self/status");
    let began = Instant::now();
    let stop = || began.elapsed().as_secs_f64() > seconds;
    let alone = search::Options { seed: 1, threads: 1, iterations: None };
    let best = search::run(&problem, alone, None, None, &stop);
    println!("{} {} {}", problem.activities().len(), before, high_water("/proc/self/status"));
    drop(best);
    Some(ExitCode::SUCCESS)
}

pub fn measure(options: &Options) -> Result<Vec<Peak>, String> {
    const PROBLEMS: [(&str, Source); 4] = [
        ("calendar 700", Source::Program { script: "calendar_years.py", arguments: &["700", "2"], seeded: true }),
        ("calendar 5000", Source::Program { script: "calendar_years.py", arguments: &["5000", "4"], seeded: true }),
        ("event large", Source::Program { script: "event.py", arguments: &["large"], seeded: true }),
        ("meetings 800", Source::Program { script: "timefold_meetings.py", arguments: &["800"], seeded: false }),
    ];
    println!("\nmemory of the search alone, one lane (figure {FIGURE} MiB, stretch {STRETCH} MiB)");
    let mut peaks = Vec::new();
    for (name, source) in PROBLEMS {
        let seeded = matches!(source, Source::Program { seeded: true, .. });
        let problem = paths::instance(source, name, seeded.then_some(1))?;
        let peak = one(name, &problem, if options.quick { 2.0 } else { 10.0 })?;
        println!(
            "  {name:<14} {:>5} activities: problem {:.1} MiB, peak of the search {:.1} MiB",
            peak.activities, peak.problem, peak.search
        );
        peaks.push(peak);
    }
    Ok(peaks)
}

fn one(name: &'static str, problem: &Path, seconds: f64) -> Result<Peak, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .arg(MARK)
        .arg(problem)
        .arg(seconds.to_string())
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [activities, problem, search] => Ok(Peak { name, activities: activities as usize, problem, search }),
        _ => Err(format!("{name}: the search alone said {text:?}")),
    }
}
