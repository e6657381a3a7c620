//! An account for programs, format `convoke-explain/1`.

use super::Account;
use super::words::key;
use crate::kernel::explain::Reason;
use crate::kernel::ledger::Price;
use crate::kernel::{ActivityIndex, Charged, Placement, Problem};
use serde_json::{Map, Value, json};

/// The account. Prices are `{"forbidden", "cost"}`, the cost by level; those of alternatives and reasons are differences.
pub(super) fn json(account: &Account<'_>) -> Value {
    let problem = account.problem;
    let ids = |activities: &[ActivityIndex]| -> Vec<&str> {
        activities.iter().map(|activity| problem.activity(*activity).id()).collect()
    };
    let reason = |reason: &Reason| {
        let activities = ids(&reason.activities);
        priced(problem, &reason.change, [("what", what(problem, reason.what)), ("activities", json!(activities))])
    };
    let asked = account.asked.as_ref().map(|asked| {
        let at = |at: Option<Placement>| placement(problem, asked.activity, at);
        json!({
            "id": problem.activity(asked.activity).id(),
            "placement": at(account.placements.get(asked.activity)),
            "charges": asked.charges.iter()
                .map(|(charged, price)| priced(problem, price, [("what", what(problem, *charged))]))
                .collect::<Vec<_>>(),
            "binds": asked.binds.iter().map(|bind| json!({
                "what": what(problem, bind.what), "forbids": bind.forbids, "from": bind.from, "alone": bind.alone,
            })).collect::<Vec<_>>(),
            "alternatives": asked.alternatives.iter().map(|(alternative, reasons)| {
                let because: Vec<Value> = reasons.iter().map(reason).collect();
                let more = [("placement", at(alternative.placement)), ("because", json!(because))];
                priced(problem, &alternative.change, more)
            }).collect::<Vec<_>>(),
        })
    });
    json!({
        "format": "convoke-explain/1",
        "problem": problem.name(),
        "forbidden": account.score.forbidden_units(),
        "cost": by_level(problem, &account.score.cost),
        "charges": account.charges.iter().map(|(charged, price, activities)| {
            priced(problem, price, [("what", what(problem, *charged)), ("activities", json!(ids(activities)))])
        }).collect::<Vec<_>>(),
        "activities": account.activities.iter().map(|(activity, price)| {
            let more = [
                ("id", json!(problem.activity(*activity).id())),
                ("placement", placement(problem, *activity, account.placements.get(*activity))),
            ];
            priced(problem, price, more)
        }).collect::<Vec<_>>(),
        "activity": asked,
    })
}

/// A price with more keys before it.
fn priced<const MORE: usize>(problem: &Problem, price: &Price, more: [(&str, Value); MORE]) -> Value {
    let mut object: Map<String, Value> = more.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    object.insert("forbidden".to_owned(), json!(price.forbidden));
    object.insert("cost".to_owned(), by_level(problem, &price.cost));
    Value::Object(object)
}

fn by_level<T: Copy + Into<Value>>(problem: &Problem, cost: &[T]) -> Value {
    Value::Object(problem.levels().iter().cloned().zip(cost.iter().map(|cost| (*cost).into())).collect())
}

fn what(problem: &Problem, what: Charged) -> Value {
    let kind = key(what);
    match what {
        Charged::PlaceOver(place) => json!({"charged": kind, "place": problem.place(place).id()}),
        Charged::Resource(resource) => json!({"charged": kind, "resource": problem.resource(resource).id()}),
        Charged::Relation(relation) => {
            let known = problem.relation(relation);
            json!({"charged": kind, "number": relation.get(), "kind": known.kind().name(), "tag": known.tag()})
        }
        _ => json!({"charged": kind}),
    }
}

fn placement(problem: &Problem, activity: ActivityIndex, at: Option<Placement>) -> Value {
    at.map_or(Value::Null, |at| {
        let place = at.place.map(|place| problem.place(place).id());
        match problem.activity(activity).modes().get(at.mode.get()).and_then(|mode| mode.id()) {
            Some(mode) => json!({"start": at.start, "place": place, "mode": mode}),
            None => json!({"start": at.start, "place": place}),
        }
    })
}
