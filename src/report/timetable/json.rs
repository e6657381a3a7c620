//! A timetable for programs. Keys: `meeting`, `title`, `zone`, `quality`, `proof`, `answers`, `size`, `sessions` (id, title, bodies,
//! day, start, end, room, team, reason), `findings`, `persons`, `rooms`, `services`.

use super::TimetableInput;
use super::facts;
use crate::domain::event::{SessionReason, TierPrice, clock_words};
use serde_json::{Value, json};

/// The whole report.
pub fn json(input: &TimetableInput<'_>) -> Value {
    let rows = facts::rows(input);
    let sessions: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "id": row.session.id.as_str(),
                "title": row.session.title.as_str(),
                "bodies": row.session.groups.iter().map(|body| body.as_str()).collect::<Vec<_>>(),
                "day": row.at.day.to_string(),
                "start": clock_words(row.at.start),
                "end": clock_words(row.end()),
                "room": row.at.room.as_ref().map(|room| room.as_str()),
                "team": row.at.team.as_ref().map(|team| team.as_str()),
                "reason": input.reasons.get(&row.session.id).map(reason),
            })
        })
        .collect();
    let findings: Vec<Value> = input
        .findings
        .iter()
        .map(|found| {
            json!({
                "rule": found.finding.origin.to_string(),
                "strength": found.finding.strength.word(),
                "broken": found.finding.verdict == crate::domain::finding::Verdict::Broken,
                "message": found.finding.message,
                "remedy": found.finding.remedy,
                "clause": found.finding.clause,
                "people": found.finding.hit.people,
                "amount": found.finding.amount,
                "waived": found.finding.waiver.is_some(),
                "sessions": found.sessions.iter().map(|session| session.as_str()).collect::<Vec<_>>(),
            })
        })
        .collect();
    let persons: Vec<Value> = facts::persons(input, &rows)
        .iter()
        .map(|person| {
            json!({
                "name": person.name,
                "offices": person.offices,
                "sessions": person.sessions.len(),
                "days": person.days().len(),
                "at_once": person.clashes.len(),
            })
        })
        .collect();
    let rooms: Vec<Value> = facts::rooms(input, &rows)
        .iter()
        .map(|room| json!({"id": room.id, "seats": room.seats, "sessions": room.sessions, "minutes": room.minutes}))
        .collect();
    let services: Vec<Value> = facts::services(input, &rows)
        .iter()
        .map(|one| {
            json!({
                "id": one.service.id.as_str(),
                "kind": one.service.kind.label(),
                "sessions": one.rows.len(),
                "peak": one.peak,
                "capacity": one.capacity,
            })
        })
        .collect();
    let proof: Vec<Value> = input
        .timetable
        .proof
        .iter()
        .map(|proof| json!({"level": proof.level, "cost": proof.cost, "bound": proof.bound}))
        .collect();
    let size = input.size.map(|size| {
        json!({"sessions": size.sessions, "starts": size.starts, "demands": size.demands, "relations": size.relations})
    });
    json!({
        "meeting": input.event.meeting().id.as_str(),
        "title": input.event.meeting().title.as_str(),
        "zone": input.event.zone().name(),
        "quality": input.timetable.quality.word(),
        "proof": proof,
        "answers": input.answers,
        "size": size,
        "sessions": sessions,
        "findings": findings,
        "persons": persons,
        "rooms": rooms,
        "services": services,
    })
}

fn reason(reason: &SessionReason) -> Value {
    json!({
        "choices": reason.choices,
        "as_good": reason.as_good,
        "binds": reason.binds,
        "unmet": reason.unmet.iter()
            .map(|unmet| json!({"level": unmet.tier.word(), "points": unmet.points, "why": unmet.why}))
            .collect::<Vec<_>>(),
        "others": reason.others.iter()
            .map(|other| json!({
                "day": other.sitting.day.to_string(),
                "start": clock_words(other.sitting.start),
                "room": other.sitting.room.as_ref().map(|room| room.as_str()),
                "price": other.price.iter().map(price).collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
    })
}

fn price(price: &TierPrice) -> Value {
    json!({"level": price.tier.word(), "points": price.points})
}
