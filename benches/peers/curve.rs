//! Cost over size at fixed density: how time and memory grow with the meetings.

use crate::options::Options;
use crate::paths;
use crate::rows::Source;
use crate::run::{Outcome, Who, solve};

/// One size of one kind of instance.
#[derive(Clone, Debug)]
pub struct Point {
    /// `calendar` or `event`.
    pub kind: &'static str,
    /// Activities.
    pub size: usize,
    /// Relations of the problem.
    pub relations: usize,
    /// Seconds to the first answer with nothing forbidden, from the start of the program.
    pub first_valid: Option<f64>,
    /// Seconds until the first level was at its best of the run.
    pub first_level: Option<f64>,
    /// Peak memory of the process, MiB.
    pub mib: f64,
    /// Seconds allowed.
    pub budget: f64,
    /// Costs by level at the end.
    pub cost: Vec<u64>,
}

/// Two years of an ever larger body: groups, rooms and bridges grow with the meetings, so each is as hard to place.
const CALENDARS: [&[&str]; 6] =
    [&["100", "2"], &["250", "2"], &["500", "2"], &["1000", "2"], &["2500", "2"], &["5000", "2"]];
/// Two weeks of an ever larger event: rooms, groups, delegates and interpreters grow with the sessions.
const EVENTS: [&[&str]; 6] = [&["40"], &["80"], &["150"], &["300"], &["450"], &["600"]];

pub fn measure(options: &Options) -> Result<Vec<Point>, String> {
    let budget = if options.quick { 4.0 } else { 20.0 };
    println!("\ncost over size at fixed density, {budget} s each");
    println!("  kind      size relations  first valid s  first level s      MiB  cost");
    let mut points = Vec::new();
    for (kind, script, sizes) in [("calendar", "calendar_years.py", CALENDARS), ("event", "event.py", EVENTS)] {
        let sizes = sizes.into_iter().filter(|arguments| !options.quick || arguments[0].len() < 4);
        for arguments in sizes {
            let source = Source::Program { script, arguments, seeded: true };
            let problem = paths::instance(source, &format!("curve {kind} {}", arguments[0]), Some(1))?;
            let outcome = solve(Who::Convoke, &problem, budget)?;
            let point = point(kind, &problem, outcome)?;
            println!(
                "  {kind:<8} {:>5} {:>9} {:>14} {:>14} {:>8.0}  {}",
                point.size,
                point.relations,
                seconds(point.first_valid),
                seconds(point.first_level),
                point.mib,
                crate::aims::slashed(&point.cost),
            );
            points.push(point);
        }
        let own: Vec<&Point> = points.iter().filter(|point| point.kind == kind).collect();
        println!("  {kind}: {}", growth(&own));
    }
    Ok(points)
}

fn point(kind: &'static str, problem: &std::path::Path, outcome: Outcome) -> Result<Point, String> {
    let text = std::fs::read_to_string(problem).map_err(|error| error.to_string())?;
    let draft: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let count = |key: &str| draft[key].as_array().map_or(0, Vec::len);
    let first_level = outcome.cost.first().and_then(|best| outcome.reached(&[*best]));
    Ok(Point {
        kind,
        size: count("activities"),
        relations: count("relations"),
        first_valid: outcome.first_valid(),
        first_level,
        mib: outcome.usage.mib,
        budget: outcome.budget,
        cost: outcome.cost,
    })
}

/// The exponent of the line of best fit in a plane of logarithms: 1 is linear growth.
pub fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> =
        points.iter().filter(|(x, y)| *x > 0.0 && *y > 0.0).map(|(x, y)| (x.ln(), y.ln())).collect();
    let n = logs.len() as f64;
    if logs.len() < 3 {
        return None;
    }
    let (mean_x, mean_y) = (logs.iter().map(|p| p.0).sum::<f64>() / n, logs.iter().map(|p| p.1).sum::<f64>() / n);
    let spread: f64 = logs.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
    let together: f64 = logs.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum();
    (spread > 0.0).then(|| together / spread)
}

/// How a kind of instance grows, in a sentence.
pub fn growth(points: &[&Point]) -> String {
    let times: Vec<(f64, f64)> =
        points.iter().filter_map(|point| Some((point.size as f64, point.first_valid?))).collect();
    let memory: Vec<(f64, f64)> = points.iter().map(|point| (point.size as f64, point.mib)).collect();
    let relations: Vec<(f64, f64)> = points.iter().map(|point| (point.size as f64, point.relations as f64)).collect();
    let word = |found: Option<f64>| found.map_or_else(|| "not known".to_owned(), |power| format!("{power:.2}"));
    format!(
        "time to the first valid answer grows with the power {} of the size, memory with {}, relations with {}",
        word(exponent(&times)),
        word(exponent(&memory)),
        word(exponent(&relations)),
    )
}

pub fn seconds(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}
