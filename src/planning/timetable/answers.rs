//! What was proven about a timetable, in sentences a planner can quote.

use crate::domain::body::{Body, BodyKind};
use crate::domain::event::{Event, EventSession, Sitting, Tier, Timetable};
use crate::domain::ids::BodyId;
use crate::domain::plan::{LevelProof, Quality};
use std::collections::BTreeSet;

/// The sentences, most important level first. A level of which nothing was asked is not spoken of.
pub fn answers(event: &Event, timetable: &Timetable) -> Vec<String> {
    let of = |tier: Tier| timetable.proof.iter().find(|proof| proof.level == tier.word());
    let mut sentences = Vec::new();
    let groups = rapporteur_groups(event);
    if groups.len() > 1 {
        let opens = event.placement().first();
        let alone: Vec<&Body> =
            groups.iter().copied().filter(|body| body.terms_on(opens).meets_alone == Some(true)).collect();
        let others: Vec<&Body> = groups.iter().copied().filter(|body| !alone.contains(body)).collect();
        let mut kept: Vec<&str> = Vec::new();
        for body in &alone {
            let pairs = pairs(event, timetable, &[body], &others);
            sentences.push(beside(body, &pairs, of(Tier::Alone)));
            kept.extend(pairs.is_empty().then_some(body.id.as_str()));
        }
        let pairs = pairs(event, timetable, &others, &others);
        sentences.push(parallel(event, &pairs, &kept, others.len(), of(Tier::Parallel)));
    }
    for (tier, words) in [(Tier::Should, "Broken shoulds"), (Tier::Prefer, "Preferences not met")] {
        if let Some(proof) = of(tier) {
            sentences.push(points(proof, words));
        }
    }
    sentences.push(match timetable.quality {
        Quality::Optimal => "Proven: no better timetable exists, level after level.".to_owned(),
        Quality::Feasible => "Every must is kept; a better timetable may exist.".to_owned(),
        Quality::Unproven => "Nothing was proven of this timetable.".to_owned(),
    });
    sentences
}

/// The rapporteur groups of advisory groups that sit.
fn rapporteur_groups(event: &Event) -> Vec<&Body> {
    let sitting: BTreeSet<&BodyId> = event.sessions().values().flat_map(|session| &session.groups).collect();
    let groups = sitting.into_iter().filter_map(|body| event.group(body));
    groups
        .filter(|body| body.kind == BodyKind::RapporteurGroup)
        .filter(|body| event.scenario().parent_of(body).is_some_and(|parent| parent.kind == BodyKind::AdvisoryGroup))
        .collect()
}

/// Minutes that sessions of one list share with sessions of another, one number for each two sessions at once.
fn pairs(event: &Event, timetable: &Timetable, a: &[&Body], b: &[&Body]) -> Vec<u16> {
    let sits = |session: &EventSession, bodies: &[&Body]| bodies.iter().any(|body| session.groups.contains(&body.id));
    let placed: Vec<(&EventSession, &Sitting)> =
        timetable.sittings.iter().filter_map(|(id, at)| Some((event.sessions().get(id)?, at))).collect();
    let mut shared = Vec::new();
    for (index, (one, at)) in placed.iter().enumerate() {
        for (other, there) in &placed[index + 1..] {
            let concerned = (sits(one, a) && sits(other, b)) || (sits(one, b) && sits(other, a));
            let from = at.start.max(there.start);
            let to = (at.start + one.minutes).min(there.start + other.minutes);
            if concerned && at.day == there.day && from < to {
                shared.push(to - from);
            }
        }
    }
    shared
}

fn beside(body: &Body, pairs: &[u16], proof: Option<&LevelProof>) -> String {
    match pairs.len() {
        0 => format!("{} meets alone: no other rapporteur group sits beside it.", body.id),
        count => format!(
            "{} was to meet alone, but {} beside it for {}{}",
            body.id,
            counted(count, "session sits", "sessions sit"),
            hours(pairs),
            proven(proof)
        ),
    }
}

fn parallel(event: &Event, pairs: &[u16], alone: &[&str], others: usize, proof: Option<&LevelProof>) -> String {
    let days = counted(event.days().len(), "day", "days");
    let given = if alone.is_empty() { String::new() } else { format!(" while {} meets alone", alone.join(", ")) };
    if pairs.is_empty() {
        return format!(
            "No two of the {} sit in parallel{given}: the {days} give every session a time of its own, and nothing \
             could be better.",
            counted(others, "other rapporteur group", "other rapporteur groups")
        );
    }
    let least = proof.is_some_and(|proof| proof.bound == Some(proof.cost));
    let what = if least { "The fewest rapporteur groups" } else { "Rapporteur groups" };
    format!(
        "{what} in parallel in these {days}{given}: {} at once, {} in all{}",
        counted(pairs.len(), "pair of sessions", "pairs of sessions"),
        hours(pairs),
        proven(proof)
    )
}

fn proven(proof: Option<&LevelProof>) -> String {
    match proof.map(|proof| (proof.cost, proof.bound)) {
        Some((cost, Some(bound))) if cost == bound => "; proven: no timetable has less.".to_owned(),
        Some((_, Some(bound))) if bound > 0 => format!("; proven: none has less than {bound} minutes."),
        _ => "; not proven to be the least.".to_owned(),
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

fn hours(pairs: &[u16]) -> String {
    let minutes: u32 = pairs.iter().map(|minutes| u32::from(*minutes)).sum();
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

fn points(proof: &LevelProof, words: &str) -> String {
    let cost = proof.cost;
    match proof.bound {
        _ if cost == 0 => format!("{words}: none."),
        Some(bound) if bound == cost => format!("{words}: {cost} points, the least possible (proven)."),
        Some(bound) => format!("{words}: {cost} points; proven: not fewer than {bound}."),
        None => format!("{words}: {cost} points, not proven."),
    }
}
