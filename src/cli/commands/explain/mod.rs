//! `convoke explain`: a solution of a placement problem, taken apart.
//!
//! * `words` - names of what is charged, and where an activity is
//! * `text`, `json` - the two forms of an [`Account`]

mod json;
mod text;
mod words;

use super::why::nearest;
use crate::cli::values::Output;
use crate::cli::{Exit, console, inputs};
use crate::kernel::explain::{Alternative, Bind, Explainer, Reason, by_activity, by_charge};
use crate::kernel::ledger::{Price, Tables};
use crate::kernel::{ActivityIndex, Charge, Charged, Placements, Problem, Score, evaluate};
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// What a solution costs, and why.
#[derive(Debug)]
struct Account<'p> {
    problem: &'p Problem,
    placements: &'p Placements,
    score: Score,
    /// What is charged, the dearest first, with the activities to blame.
    charges: Vec<(Charged, Price, Vec<ActivityIndex>)>,
    /// The activities that are to blame for something, the dearest first.
    activities: Vec<(ActivityIndex, Price)>,
    asked: Option<Asked>,
}

/// One activity.
#[derive(Debug)]
struct Asked {
    activity: ActivityIndex,
    /// What it is to blame for.
    charges: Vec<(Charged, Price)>,
    binds: Vec<Bind>,
    /// Everywhere else it could be, the cheapest first, with what charges more or less there.
    alternatives: Vec<(Alternative, Vec<Reason>)>,
}

/// Runs the command.
pub(in crate::cli) fn run(
    problem: &Path,
    solution: &Path,
    activity: Option<&str>,
    most: Option<usize>,
    format: Output,
) -> Result<Exit> {
    let Ok(problem) = inputs::problem(problem)? else { return Ok(Exit::BadInput) };
    let Ok(placements) = inputs::placements(solution, &problem)? else { return Ok(Exit::BadInput) };
    let asked = match activity {
        None => None,
        Some(id) => match problem.activity_named(id) {
            Some(activity) => Some(activity),
            None => {
                let near = nearest(problem.activities().iter().map(|known| known.id()), id);
                console::say(&format!("the problem has no activity {id:?}{near}"));
                return Ok(Exit::BadInput);
            }
        },
    };
    let account = account(&problem, &placements, asked);
    console::data(&match format {
        Output::Text => text::text(&account, most.unwrap_or(usize::MAX)),
        Output::Json => format!("{:#}", json::json(&account)),
    });
    Ok(Exit::Clean)
}

fn account<'p>(problem: &'p Problem, placements: &'p Placements, asked: Option<ActivityIndex>) -> Account<'p> {
    let score = evaluate(problem, placements);
    let mut blamed: BTreeMap<Charged, Vec<ActivityIndex>> = BTreeMap::new();
    let mut refused: BTreeMap<Charged, i64> = BTreeMap::new();
    for charge in score.forbidden.iter().chain(&score.charges) {
        blamed.entry(charge.what).or_default().extend(&charge.activities);
    }
    for charge in &score.forbidden {
        *refused.entry(charge.what).or_default() += charge.units as i64;
    }
    let mut charges: BTreeMap<Charged, Price> = BTreeMap::new();
    for (what, cost) in by_charge(problem, &score) {
        charges.insert(what, price(0, &cost));
    }
    for (what, units) in refused {
        charges.entry(what).or_insert_with(|| Price::zero(problem.levels().len())).forbidden = units;
    }
    let whom = |what: &Charged| {
        let mut all = blamed.get(what).cloned().unwrap_or_default();
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut charges: Vec<_> = charges.into_iter().map(|(what, price)| (what, price, whom(&what))).collect();
    charges.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    let mut own_refused = vec![0; problem.activities().len()];
    for charge in &score.forbidden {
        charge.activities.iter().for_each(|activity| own_refused[activity.get()] += charge.units as i64);
    }
    let own = by_activity(problem, &score);
    let mut activities: Vec<(ActivityIndex, Price)> = problem
        .activity_indices()
        .map(|activity| (activity, price(own_refused[activity.get()], &own[activity.get()])))
        .filter(|(_, price)| price.forbidden > 0 || price.cost.iter().any(|cost| *cost > 0))
        .collect();
    activities.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    let asked = asked.map(|activity| ask(problem, placements, &score, activity));
    Account { problem, placements, score, charges, activities, asked }
}

fn ask(problem: &Problem, placements: &Placements, score: &Score, activity: ActivityIndex) -> Asked {
    let tables = Tables::new(problem);
    let explainer = Explainer::new(&tables, placements);
    let alternatives = explainer.best_alternatives(activity, usize::MAX);
    let with_reasons = |alternative: Alternative| {
        let reasons = explainer.reasons(activity, alternative.placement);
        (alternative, reasons)
    };
    let own = |charge: &&Charge| charge.activities.contains(&activity);
    let mut charges: BTreeMap<Charged, Price> = BTreeMap::new();
    for charge in score.forbidden.iter().chain(&score.charges).filter(own) {
        let price = charges.entry(charge.what).or_insert_with(|| Price::zero(problem.levels().len()));
        match charge.level {
            None => price.forbidden += charge.units as i64,
            Some(level) => price.cost[level.get()] += charge.amount as i64,
        }
    }
    let mut charges: Vec<_> = charges.into_iter().collect();
    charges.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    Asked {
        activity,
        charges,
        binds: explainer.binds(activity),
        alternatives: alternatives.into_iter().map(with_reasons).collect(),
    }
}

fn price(forbidden: i64, cost: &[u64]) -> Price {
    Price { forbidden, cost: cost.iter().map(|cost| *cost as i64).collect() }
}
