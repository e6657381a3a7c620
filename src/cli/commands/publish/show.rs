//! What became of a calendar, as text and as JSON.

use crate::announce::publication::{Conflict, Foreseen, Step};
use crate::publishing::{Outcome, Report};
use serde_json::{Value, json};

/// A line for each entry that is touched, or should have been, and a line that sums up.
pub(super) fn text(report: &Report, address: &str) -> String {
    let shown = matches!(report.outcome, Outcome::Shown);
    let mut text = String::new();
    if report.made {
        text.push_str(&format!("{} {address}\n", if shown { "would be made:" } else { "made:" }));
    }
    let mut line = |word: &str, step: &Step, more: &str| {
        text.push_str(&format!("{word}: {}, {} ({}){more}\n", day(&step.start), step.title, step.uid));
    };
    for step in &report.done {
        line(step.word(), step, "");
    }
    for step in &report.overtaken {
        line("left", step, ": somebody else changed it at this moment; run again");
    }
    for refused in &report.refused {
        line("refused", &refused.step, &format!(": {}", refused.why));
    }
    for step in &report.waiting {
        line("waits", step, "");
    }
    for conflict in &report.difference.conflicts {
        text.push_str(&format!("left: {} ({}): {}\n", conflict.title, conflict.uid, why(conflict)));
    }
    if let Outcome::Stopped(error) = &report.outcome {
        text.push_str(&format!("stopped: {error}; the next run goes on from here\n"));
    }
    let count = |word: &str| report.done.iter().filter(|step| step.word() == word).count();
    let verb = if shown { "would be " } else { "" };
    text.push_str(&format!(
        "{address}: {} new, {} changed, {} removed{}; {} unchanged",
        count("new"),
        count("changed"),
        count("removed"),
        if shown { format!(" ({verb}so; nothing was done)") } else { String::new() },
        report.difference.unchanged
    ));
    let left = report.difference.conflicts.len() + report.overtaken.len();
    for (count, what) in [
        (left, "left because others changed them"),
        (report.refused.len(), "refused"),
        (report.waiting.len(), "waiting"),
        (report.difference.left, "not published and left as they are"),
        (report.difference.foreign, "of others not touched"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    text.push('\n');
    text
}

/// The same for programs.
pub(super) fn json(report: &Report, address: &str) -> Value {
    let step = |step: &Step| json!({ "uid": step.uid, "title": step.title, "start": step.start, "what": step.word() });
    let steps = |steps: &[Step]| Value::Array(steps.iter().map(step).collect());
    let outcome = match &report.outcome {
        Outcome::Shown => json!({ "state": "shown" }),
        Outcome::Finished => json!({ "state": "finished" }),
        Outcome::Stopped(error) => {
            json!({ "state": "stopped", "why": error.to_string(), "retryable": error.is_retryable() })
        }
    };
    let conflict = |one: &Conflict| {
        json!({
            "uid": one.uid,
            "title": one.title,
            "href": one.href,
            "wanted": one.is_wanted,
            "why": word(one.why),
        })
    };
    json!({
        "calendar": address,
        "made": report.made,
        "outcome": outcome,
        "done": steps(&report.done),
        "overtaken": steps(&report.overtaken),
        "waiting": steps(&report.waiting),
        "refused": report.refused.iter().map(|one| {
            json!({ "uid": one.step.uid, "title": one.step.title, "what": one.step.word(), "why": one.why.to_string() })
        }).collect::<Vec<_>>(),
        "conflicts": report.difference.conflicts.iter().map(conflict).collect::<Vec<_>>(),
        "unchanged": report.difference.unchanged,
        "left": report.difference.left,
        "foreign": report.difference.foreign,
    })
}

const fn word(why: Foreseen) -> &'static str {
    match why {
        Foreseen::Changed => "changed",
        Foreseen::NotOurs => "not-ours",
        Foreseen::Twice => "twice",
        Foreseen::NoVersion => "no-version",
    }
}

/// Why an entry is left, and what to do about it.
fn why(conflict: &Conflict) -> &'static str {
    match (conflict.why, conflict.is_wanted) {
        (Foreseen::Changed, true) => "somebody changed it since it was published; --overwrite sets it right",
        (Foreseen::Changed, false) => {
            "it should go, and somebody changed it since it was published; --overwrite removes it"
        }
        (Foreseen::NotOurs, _) => "somebody else put it there; --overwrite takes it over",
        (Foreseen::Twice, _) => "it is there twice; somebody must remove one",
        (Foreseen::NoVersion, _) => "the server does not say which version it holds",
    }
}

/// `20230705T130000` as people write it.
fn day(start: &str) -> String {
    match (start.get(..4), start.get(4..6), start.get(6..8)) {
        (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
        _ => start.to_owned(),
    }
}
