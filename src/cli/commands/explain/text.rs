//! An account for people.

use super::words::{change, charged, cost, placement, who};
use super::{Account, Asked};
use crate::kernel::explain::{Bind, Reason};
use crate::kernel::ledger::Price;
use std::fmt::Write as _;

/// Reasons told of one alternative.
const REASONS: usize = 3;

/// The account, at most so many rows of each list.
pub(super) fn text(account: &Account<'_>, most: usize) -> String {
    let problem = account.problem;
    let mut out = String::new();
    let total = Price {
        forbidden: account.score.forbidden_units() as i64,
        cost: account.score.cost.iter().map(|cost| *cost as i64).collect(),
    };
    let _ = writeln!(out, "{}: {}", problem.name(), cost(problem, &total));
    if let Some(asked) = &account.asked {
        one(&mut out, account, asked, most);
        return out;
    }
    let rows = account.charges.iter().map(|(what, price, activities)| {
        (cost(problem, price), format!("{}: {}", charged(problem, *what), who(problem, activities)))
    });
    list(&mut out, "What is charged", rows, most);
    let rows = account.activities.iter().map(|(activity, price)| {
        let at = placement(problem, *activity, account.placements.get(*activity));
        (cost(problem, price), format!("{} at {at}", problem.activity(*activity).id()))
    });
    list(&mut out, "Activities to blame (what several share is told of each)", rows, most);
    out
}

fn one(out: &mut String, account: &Account<'_>, asked: &Asked, most: usize) {
    let problem = account.problem;
    let at = placement(problem, asked.activity, account.placements.get(asked.activity));
    let _ = writeln!(out, "{} at {at}", problem.activity(asked.activity).id());
    let rows = asked.charges.iter().map(|(what, price)| (cost(problem, price), charged(problem, *what)));
    list(out, "To blame for", rows, most);
    let rows = asked.binds.iter().map(|bind| {
        let Bind { what, forbids, from, alone } = *bind;
        let how = if forbids { "rules out" } else { "makes dearer" };
        (format!("{how} {from}"), format!("{}; alone {alone}", charged(problem, what)))
    });
    let others = asked.alternatives.len();
    list(out, &format!("What binds, of {others} other placements"), rows, most);
    let rows = asked.alternatives.iter().map(|(alternative, reasons)| {
        let because = because(account, reasons);
        let at = placement(problem, asked.activity, alternative.placement);
        (change(problem, &alternative.change), format!("{at}{because}"))
    });
    list(out, "Other placements, the cheapest first", rows, most);
}

/// What charges most there, and how many things more.
fn because(account: &Account<'_>, reasons: &[Reason]) -> String {
    let problem = account.problem;
    let told = reasons.iter().take(REASONS).map(|reason| {
        let what = charged(problem, reason.what);
        format!("{what} {} ({})", change(problem, &reason.change), who(problem, &reason.activities))
    });
    let told: Vec<String> = told.collect();
    let more = reasons.len().saturating_sub(REASONS);
    match (told.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(": {}", told.join("; ")),
        (false, more) => format!(": {}; and {more} more", told.join("; ")),
    }
}

fn list(out: &mut String, heading: &str, rows: impl Iterator<Item = (String, String)>, most: usize) {
    let rows: Vec<(String, String)> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{heading}");
    let width = rows.iter().take(most).map(|(price, _)| price.chars().count()).max().unwrap_or(0);
    for (price, what) in rows.iter().take(most) {
        let _ = writeln!(out, "  {price:<width$}  {what}");
    }
    if rows.len() > most {
        let _ = writeln!(out, "  and {} more", rows.len() - most);
    }
}
