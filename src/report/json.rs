//! The report for programs. Keys stay; new ones may be added. Dates are ISO, days and points are numbers, what is
//! unknown is `null`.
//!
//! | key | holds |
//! |---|---|
//! | `format` | `"convoke-report/1"` |
//! | `scenario` | `name`, `title`, `as_of`, `from`, `until` |
//! | `tally` | `must`, `should`, `prefer`, `waived`, `missing`, `notes` |
//! | `findings` | each with `rule`, `title`, `strength`, `verdict` (`broken`, `missing`, `note`), `datum`, `blocks`, `meetings`, `dates`, `message`, `remedy`, `clause`, `hit` (`bodies`, `people`), `amount`, `waiver` (`by`, `name`, `reason`) |
//! | `plan` | `quality` and `meetings`, each with `id`, `body`, `title`, `first`, `last`, `half`, `venue`, `status` |
//! | `proof` | by level: `level`, `cost`, `bound`, `gap` (share of the cost, 0 to 1) |
//! | `size` | `meetings`, `free`, `starts`, `demands`, `relations`, or `null` |
//! | `reasons` | by meeting: `fixed`, `choices`, `as_good`, `binds`, `unmet` (`level`, `points`, `why`, `meetings`), `alternatives` (`first`, `last`, `half`, `venue`, `price`, `breaks`) |
//! | `comparisons` | `meeting`, `published`, `planned`, `same`, `rank`, `of`, `as_good`, `price`, `planned_around`, `breaks` |
//! | `changes` | against the plan it was made from: `meeting`, `from`, `to` (places or `null`), `because` |
//! | `deadlines` | by meeting: `kind`, `label`, `day`, `counted`, `rolled_over`, `rule`, `set_by` |

use super::input::Input;
use super::moves::change;
use super::words;
use crate::domain::deadline::{Deadline, SetBy};
use crate::domain::finding::{Finding, Verdict, Waiverer};
use crate::domain::plan::{LevelProof, Placement};
use crate::domain::reason::{Alternative, Comparison, Price, Reason};
use crate::rules::Tally;
use serde_json::{Map, Value, json};

/// The whole report as one value.
pub fn json(input: &Input<'_>) -> Value {
    let scenario = input.scenario;
    let tally = Tally::of(input.findings);
    json!({
        "format": "convoke-report/1",
        "scenario": {
            "name": scenario.name,
            "title": scenario.title.as_str(),
            "as_of": scenario.as_of.to_string(),
            "from": scenario.from.to_string(),
            "until": scenario.until.to_string(),
        },
        "tally": {
            "must": tally.must,
            "should": tally.should,
            "prefer": tally.prefer,
            "waived": tally.waived,
            "missing": tally.missing,
            "notes": tally.notes,
        },
        "findings": input.findings.iter().map(finding).collect::<Vec<_>>(),
        "plan": { "quality": input.plan.quality.word(), "meetings": meetings(input) },
        "proof": input.plan.proof.iter().map(proof).collect::<Vec<_>>(),
        "size": input.size.map(|size| json!({
            "meetings": size.meetings,
            "free": size.free,
            "starts": size.starts,
            "demands": size.demands,
            "relations": size.relations,
        })),
        "reasons": by_meeting(input.reasons, reason),
        "comparisons": input.comparisons.iter().map(comparison).collect::<Vec<_>>(),
        "changes": input.changes.iter().map(change).collect::<Vec<_>>(),
        "deadlines": by_meeting(input.deadlines, |all| all.iter().map(deadline).collect()),
    })
}

fn by_meeting<T>(
    rows: &std::collections::BTreeMap<crate::domain::ids::MeetingId, T>,
    value: impl Fn(&T) -> Value,
) -> Value {
    Value::Object(rows.iter().map(|(meeting, row)| (meeting.to_string(), value(row))).collect::<Map<_, _>>())
}

fn strings<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

pub(super) fn finding(finding: &Finding) -> Value {
    let (verdict, datum) = match &finding.verdict {
        Verdict::Broken => ("broken", None),
        Verdict::Missing(datum) => ("missing", Some(datum)),
        Verdict::Note => ("note", None),
    };
    json!({
        "rule": finding.origin.to_string(),
        "title": words::origin_title(finding.origin),
        "strength": finding.strength.word(),
        "verdict": verdict,
        "datum": datum,
        "blocks": finding.blocks(),
        "meetings": strings(&finding.meetings),
        "dates": strings(&finding.dates),
        "message": finding.message,
        "remedy": finding.remedy,
        "clause": finding.clause,
        "hit": { "bodies": strings(&finding.hit.bodies), "people": finding.hit.people },
        "amount": finding.amount,
        "waiver": finding.waiver.as_ref().map(|waiver| json!({
            "by": match waiver.by {
                Waiverer::Planner => "planner",
                Waiverer::Approver => "approver",
            },
            "name": waiver.name,
            "reason": waiver.reason,
        })),
    })
}

/// Meetings in the order of their dates.
fn meetings(input: &Input<'_>) -> Vec<Value> {
    let mut rows: Vec<_> = input.plan.placements.iter().collect();
    rows.sort_by_key(|(id, at)| (at.first(), at.half, (*id).clone()));
    rows.into_iter()
        .map(|(id, at)| {
            let mut row = dates(at);
            let known = input.scenario.meetings().get(id);
            row.insert("id".to_owned(), json!(id.as_str()));
            row.insert("body".to_owned(), json!(known.map(|meeting| meeting.body.as_str())));
            row.insert("title".to_owned(), json!(known.map(|meeting| meeting.title.as_str())));
            row.insert("status".to_owned(), json!(at.firmness.word()));
            Value::Object(row)
        })
        .collect()
}

pub(super) fn dates(at: &Placement) -> Map<String, Value> {
    Map::from_iter([
        ("first".to_owned(), json!(at.first().to_string())),
        ("last".to_owned(), json!(at.last().to_string())),
        ("half".to_owned(), json!(at.half.map(crate::domain::meeting::Half::word))),
        ("venue".to_owned(), json!(at.venue.as_ref().map(ToString::to_string))),
    ])
}

fn proof(proof: &LevelProof) -> Value {
    // A ratio for people; the exact numbers stand beside it.
    #[expect(clippy::cast_precision_loss, reason = "a share rounded to four places")]
    let gap = proof.bound.map(|bound| {
        let share = proof.cost.saturating_sub(bound) as f64 / proof.cost.max(1) as f64;
        (share * 1e4).round() / 1e4
    });
    json!({ "level": proof.level, "cost": proof.cost, "bound": proof.bound, "gap": gap })
}

pub(super) fn prices(rows: &[Price]) -> Vec<Value> {
    rows.iter().map(|row| json!({ "level": words::level(row.level), "points": row.points })).collect()
}

pub(super) fn reason(reason: &Reason) -> Value {
    json!({
        "fixed": reason.fixed,
        "choices": reason.choices,
        "as_good": reason.as_good,
        "binds": reason.binds,
        "unmet": reason.unmet.iter().map(|unmet| json!({
            "level": words::level(unmet.level),
            "points": unmet.points,
            "why": unmet.why,
            "meetings": strings(&unmet.meetings),
        })).collect::<Vec<_>>(),
        "alternatives": reason.alternatives.iter().map(alternative).collect::<Vec<_>>(),
    })
}

pub(super) fn alternative(row: &Alternative) -> Value {
    let mut value = dates(&row.placement);
    value.insert("price".to_owned(), json!(prices(&row.price)));
    value.insert("breaks".to_owned(), json!(row.breaks));
    Value::Object(value)
}

fn comparison(row: &Comparison) -> Value {
    json!({
        "meeting": row.meeting.as_str(),
        "published": dates(&row.published),
        "planned": dates(&row.planned),
        "same": row.same_dates(),
        "rank": row.rank,
        "of": row.of,
        "as_good": row.as_good,
        "price": prices(&row.price),
        "planned_around": row.planned_around,
        "breaks": row.breaks,
    })
}

fn deadline(deadline: &Deadline) -> Value {
    json!({
        "kind": deadline.kind.word(),
        "label": deadline.kind.label(),
        "day": deadline.day.to_string(),
        "counted": deadline.counted.to_string(),
        "rolled_over": deadline.rolled_over.iter().map(|day| json!({
            "date": day.date().to_string(),
            "name": day.name(),
        })).collect::<Vec<_>>(),
        "rule": deadline.rule.to_string(),
        "set_by": match deadline.set_by {
            SetBy::Letter => "letter",
            SetBy::TermsOfReference => "terms-of-reference",
            SetBy::Rule => "rule",
        },
    })
}
