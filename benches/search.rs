//! The search alone on problems of the public format: `cargo bench --bench search -- SECONDS SEED THREADS PROBLEM.json...`
//!
//! Seconds are those of a processor for each thread, so that a busy machine does not change what is compared. For each
//! problem one line: when the first valid placements were found, the best at marks on the way, and at the end; then how
//! long laying out, the first answer, and all alternatives of one activity take.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use convoke::kernel::explain::Explainer;
use convoke::kernel::ledger::Tables;
use convoke::kernel::search::{self, Options};
use convoke::kernel::{Pool, Problem, construct, evaluate};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Marks at which the best so far is printed, in seconds.
const MARKS: [f64; 9] = [0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0];
/// Moves counted to tell how many are tried in a second.
const COUNTED: u64 = 2_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let [seconds, seed, threads, files @ ..] = &arguments[..] else {
        println!("search: no problem given; usage: cargo bench --bench search -- SECONDS SEED THREADS PROBLEM.json...");
        return;
    };
    let number = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("{text:?} is not a number"));
    let options = Options { seed: number(seed) as u64, threads: number(threads) as usize, iterations: None };
    for file in files {
        let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let problem = Problem::from_json(&text).unwrap_or_else(|defects| panic!("{file}: {}", defects[0]));
        drop(text);
        search_for(&problem, options, number(seconds));
        parts(&problem, options);
    }
}

/// Seconds of processor time that this process has used, from the system.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok();
    let own = stat.and_then(|stat| stat.split(' ').next()?.parse::<u64>().ok()).unwrap_or(0);
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let all: u64 = tasks
        .filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok())
        .filter_map(|stat| stat.split(' ').next()?.parse::<u64>().ok())
        .sum();
    all.max(own) as f64 * 1e-9
}

fn search_for(problem: &Problem, options: Options, seconds: f64) {
    let pool = Pool::new(problem);
    let done = AtomicBool::new(false);
    let share = std::sync::Mutex::new((Instant::now(), 0.0));
    let began = processor_seconds();
    let used = || (processor_seconds() - began) / options.threads.max(1) as f64;
    // Reading the system's figures takes longer than a batch of moves: a few hundred times a second are enough.
    let spent = || {
        let mut known = share.lock().expect("nobody panics while holding it");
        if known.0.elapsed() > Duration::from_millis(3) {
            *known = (Instant::now(), f64::max(known.1, used() / seconds));
        }
        known.1
    };
    let (best, marks) = std::thread::scope(|scope| {
        let marks = scope.spawn(|| {
            let (mut line, mut next, mut found) = (String::new(), 0, false);
            while !done.load(Ordering::Relaxed) && next < MARKS.len() {
                std::thread::sleep(Duration::from_millis(5));
                let (now, cost) = (spent() * seconds, pool.cost());
                if let Some(cost) = cost.as_ref().filter(|_| !found) {
                    found = true;
                    line += &format!(" first {now:.2} s {cost:?};");
                }
                if now >= MARKS[next] {
                    line += &format!(
                        " {} s {};",
                        MARKS[next],
                        cost.map_or("nothing".to_owned(), |cost| format!("{cost:?}"))
                    );
                    next += 1;
                }
            }
            line
        });
        let best = search::run_for(problem, options, None, Some(&pool), &spent);
        done.store(true, Ordering::Relaxed);
        (best, marks.join().expect("the observer does not panic"))
    });
    let score = evaluate(problem, &best);
    println!("{}: forbidden {}, cost {:?};{marks}", problem.name(), score.forbidden_units(), score.cost);
}

/// What the parts of the search take, in wall time: the system counts that of processors too coarsely for them.
fn parts(problem: &Problem, options: Options) {
    let clock = |work: &mut dyn FnMut()| {
        let began = Instant::now();
        work();
        1e3 * began.elapsed().as_secs_f64()
    };
    let mut tables = None;
    let laid_out = clock(&mut || tables = Some(Tables::new(problem)));
    let tables = tables.expect("laid out");
    let mut first = None;
    let constructed = clock(&mut || first = Some(construct::construct(problem, None)));
    let first = first.expect("constructed");
    let mut explainer = None;
    let built = clock(&mut || explainer = Some(Explainer::new(&tables, &first)));
    let explainer = explainer.expect("built");
    let mut times: Vec<f64> = Vec::new();
    for activity in problem.activity_indices() {
        times.push(clock(&mut || assert!(explainer.alternatives(activity).len() < usize::MAX)));
    }
    times.sort_by(f64::total_cmp);
    let walked = clock(&mut || {
        search::run(problem, Options { threads: 1, iterations: Some(COUNTED), ..options }, Some(&first), None, &|| {
            false
        });
    });
    println!(
        "    ms: laid out {laid_out:.1}, first answer {constructed:.1}, explainer {built:.2}, alternatives of one \
         (median, p99) {:.3} {:.3}; {:.2} million moves a second and thread",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        COUNTED as f64 / 1e3 / walked
    );
    println!("    peak memory of the process: {} MiB", peak_memory_mib());
}

/// The high-water mark of resident memory, from the system.
fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1024
}
