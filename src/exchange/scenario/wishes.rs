//! Relations of a meeting to others, each in its short form or as a table with a strength.

use crate::domain::ids::{MeetingId, OutsideEventId};
use crate::domain::meeting::{Relation, Wish, WishStrength};
use crate::exchange::reader::{Entry, Field};

/// How binding a wish is, in words.
pub(super) const STRENGTHS: [(WishStrength, &str); 3] =
    [(WishStrength::Must, "must"), (WishStrength::Should, "should"), (WishStrength::Prefer, "prefer")];

/// The strength of a relation or limit.
pub(super) fn strength(entry: &Entry<'_>) -> WishStrength {
    entry.or("strength", WishStrength::Must, |field| field.word(&STRENGTHS))
}

/// All relations of a meeting.
pub(super) fn wishes(entry: &Entry<'_>) -> Vec<Wish> {
    let mut wishes = Vec::new();
    wishes
        .extend(entry.optional("inside", |field| meetings(field, "inside").map(|(m, s)| wish(Relation::Inside(m), s))));
    wishes.extend(entry.optional("between", between));
    wishes.extend(entry.list("after", |field| {
        let (meeting, least, most, strength) = distance(field)?;
        Some(wish(Relation::After { meeting, least, most }, strength))
    }));
    wishes.extend(entry.list("before", |field| {
        let (meeting, least, most, strength) = distance(field)?;
        Some(wish(Relation::Before { meeting, least, most }, strength))
    }));
    wishes.extend(entry.list("back_to_back", back_to_back));
    wishes.extend(entry.list("during", during));
    let apart = entry.optional("not_during", |field| meetings(field, "not_during"));
    wishes.extend(apart.map(|(others, strength)| wish(Relation::NotDuring(others), strength)));
    wishes
}

fn wish(relation: Relation, strength: WishStrength) -> Wish {
    Wish { relation, strength }
}

/// `["a", "b"]`, `"a"` or `{ meetings = […], strength = … }`.
fn meetings(field: Field<'_>, what: &'static str) -> Option<(Vec<MeetingId>, WishStrength)> {
    let (list, strength) = if field.is_table() {
        field.table(what, |entry| {
            let list = entry.required("meetings", |field| Some(field.list(Field::id)))?;
            Some((list, strength(entry)))
        })?
    } else {
        (field.list(Field::id), WishStrength::Must)
    };
    if list.is_empty() && !field.findings.told_at(field.node.span) {
        return field.wrong("scn.type", "the list is empty; expected at least one meeting");
    }
    Some((list, strength))
}

fn between(field: Field<'_>) -> Option<Wish> {
    let (list, strength) = meetings(field, "between")?;
    match <[MeetingId; 2]>::try_from(list) {
        Ok([first, second]) => Some(wish(Relation::Between(first, second), strength)),
        Err(_) if field.findings.told_at(field.node.span) => None,
        Err(list) => field
            .wrong("scn.type", format!("{} meetings; expected two: after the first, before the second", list.len())),
    }
}

/// `"x"` or `{ meeting, least_days, most_days, strength }`.
fn distance(field: Field<'_>) -> Option<(MeetingId, i64, Option<i64>, WishStrength)> {
    if !field.is_table() {
        return Some((field.id()?, 1, None, WishStrength::Must));
    }
    field.table("a distance", |entry| {
        let meeting = entry.required("meeting", Field::id);
        let least = entry.or("least_days", 1, |field| field.days(-3_660..=3_660));
        let most = entry.optional("most_days", |field| {
            let most = field.days(-3_660..=3_660)?;
            if most < least {
                return field.wrong("duration.invalid", format!("at most {most} days, but at least {least}"));
            }
            Some(most)
        });
        let strength = strength(entry);
        Some((meeting?, least, most, strength))
    })
}

fn back_to_back(field: Field<'_>) -> Option<Wish> {
    if !field.is_table() {
        return Some(wish(Relation::BackToBack { event: field.id()?, within: 1 }, WishStrength::Must));
    }
    field.table("back_to_back", |entry| {
        let event = entry.required("event", Field::id);
        let within = entry.or("within_days", 1, |field| field.count(1..=366));
        let strength = strength(entry);
        Some(wish(Relation::BackToBack { event: event?, within }, strength))
    })
}

fn during(field: Field<'_>) -> Option<Wish> {
    let (event, strength): (OutsideEventId, _) = if field.is_table() {
        field.table("during", |entry| {
            let event = entry.required("event", Field::id);
            let strength = strength(entry);
            Some((event?, strength))
        })?
    } else {
        (field.id()?, WishStrength::Must)
    };
    Some(wish(Relation::During(event), strength))
}
