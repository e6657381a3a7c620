//! What was proven about a timetable, in sentences a planner can quote.

use crate::domain::body::BodyKind;
use crate::domain::event::{Event, Tier, Timetable};
use crate::domain::plan::{LevelProof, Quality};

/// The sentences, most important level first. A level of which nothing was asked is not spoken of.
pub fn answers(event: &Event, timetable: &Timetable) -> Vec<String> {
    let days = event.days().len();
    let of = |tier: Tier| timetable.proof.iter().find(|proof| proof.level == tier.word());
    let mut sentences = Vec::new();
    let groups: Vec<&str> = event
        .sessions()
        .values()
        .flat_map(|session| &session.groups)
        .filter_map(|body| event.group(body))
        .filter(|body| body.kind == BodyKind::RapporteurGroup)
        .filter(|body| {
            event.scenario().parent_of(body).is_some_and(|parent| parent.kind == BodyKind::AdvisoryGroup)
        })
        .map(|body| body.id.as_str())
        .collect();
    let distinct: std::collections::BTreeSet<&str> = groups.iter().copied().collect();
    if distinct.len() > 1 {
        let alone: Vec<&str> = distinct
            .iter()
            .copied()
            .filter(|id| {
                let body = event.scenario().bodies().values().find(|body| body.id.as_str() == *id);
                body.is_some_and(|body| body.terms_on(event.placement().first()).meets_alone == Some(true))
            })
            .collect();
        if let (Some(proof), false) = (of(Tier::Alone), alone.is_empty()) {
            sentences.push(sentence(
                proof,
                &format!("{} beside another rapporteur group", alone.join(", ")),
                "sessions",
                days,
                "",
            ));
        }
        if let Some(proof) = of(Tier::Parallel) {
            let given = if alone.is_empty() { String::new() } else { format!(" while {} meets alone", alone.join(", ")) };
            sentences.push(sentence(proof, "rapporteur groups in parallel", "pairs of sessions", days, &given));
        }
    }
    for (tier, words) in [(Tier::Should, "broken shoulds"), (Tier::Prefer, "preferences not met")] {
        if let Some(proof) = of(tier) {
            sentences.push(points(proof, words));
        }
    }
    sentences.push(match timetable.quality {
        Quality::Optimal => "Proven: no better timetable exists on any level.".to_owned(),
        Quality::Feasible => "Every must is kept; a better timetable may exist.".to_owned(),
        Quality::Unproven => "Nothing was proven of this timetable.".to_owned(),
    });
    sentences
}

fn sentence(proof: &LevelProof, what: &str, unit: &str, days: usize, given: &str) -> String {
    let said = match proof.cost {
        0 => format!("No {what}{given}: every session has its own time in the {days} days"),
        cost => format!("{cost} {unit} put {what}{given} in the {days} days"),
    };
    match proof.bound {
        _ if proof.cost == 0 => format!("{said} (nothing could be better)."),
        Some(bound) if bound == proof.cost => format!("{said}; proven: no timetable has fewer."),
        Some(bound) => format!("{said}; proven: none has fewer than {bound}."),
        None => format!("{said}; not proven."),
    }
}

fn points(proof: &LevelProof, words: &str) -> String {
    let cost = proof.cost;
    match proof.bound {
        Some(bound) if bound == cost => format!("{words}: {cost} points, the least possible (proven)."),
        Some(bound) => format!("{words}: {cost} points; proven: not fewer than {bound}."),
        None => format!("{words}: {cost} points, not proven."),
    }
}
