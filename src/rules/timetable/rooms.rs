//! Rooms: one session at a time, seats, booths, equipment, hours in which a room is closed; bodies that change rooms.

use super::{Look, Seat, Words};
use crate::domain::event::{EventRoom, SessionFinding};
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::{BodyId, RoomId};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    if look.event.rooms().is_empty() {
        return;
    }
    for (a, b) in look.together().filter(|(a, b)| a.at.room.is_some() && a.at.room == b.at.room) {
        let room = a.at.room.as_ref().map_or("?", RoomId::as_str);
        let message = format!("room {room} holds {} and {}", a.named(), b.named());
        findings.push(look.event(&[a, b], message, "move one of the two to another room or time"));
    }
    for seat in look.seats {
        match seat.at.room.as_ref().and_then(|room| look.event.rooms().get(room)) {
            Some(room) => serves(look, seat, room, findings),
            None => findings.push(look.event(&[seat], format!("{} has no room", seat.named()), "give it a room")),
        }
    }
    changes(look, findings);
}

/// The room has what the session needs, and is open.
fn serves(look: &Look<'_>, seat: &Seat<'_>, room: &EventRoom, findings: &mut Vec<SessionFinding>) {
    let (session, id) = (seat.session, &room.room.id);
    let mut lacks = |what: String, remedy: &str| {
        findings.push(look.event(&[seat], format!("{} in room {id}: {what}", seat.named()), remedy));
    };
    let seats = room.room.seats.get();
    if let Some(people) = session.attendance.filter(|people| *people > seats) {
        lacks(format!("{people} people are expected, it has {seats} seats"), "take a larger room");
    }
    let languages = session.interpretation.len();
    if languages > usize::from(room.room.booths) {
        lacks(
            format!("{languages} languages are interpreted, it has {} booths", room.room.booths),
            "take a room with booths",
        );
    }
    for thing in session.equipment.difference(&room.equipment) {
        lacks(format!("it has no {thing}"), "take a room that has it");
    }
    if !session.rooms.is_empty() && !session.rooms.contains(id) {
        let own: Vec<&str> = session.rooms.iter().map(RoomId::as_str).collect();
        lacks(format!("the session was to sit in {}", own.join(" or ")), "move it there");
    }
    for (_, hours) in room.closed.iter().filter(|(day, _)| *day == seat.at.day) {
        let shut = hours.is_none_or(|hours| hours.start_minute() < seat.end() && seat.at.start < hours.end_minute());
        if shut {
            let when = hours.map_or("on this day".to_owned(), |hours| format!("at {hours}"));
            lacks(format!("it is not to be had {when}"), "take another room or time");
        }
    }
}

/// A body sits in more rooms than one, joint sessions not counted.
fn changes(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    let mut rooms: BTreeMap<&BodyId, BTreeMap<&RoomId, Vec<&Seat<'_>>>> = BTreeMap::new();
    for seat in look.seats {
        if let ([body], Some(room)) = (seat.session.groups.as_slice(), &seat.at.room) {
            rooms.entry(body).or_default().entry(room).or_default().push(seat);
        }
    }
    for (body, by_room) in rooms.into_iter().filter(|(_, by_room)| by_room.len() > 1) {
        let names: BTreeSet<&str> = by_room.keys().map(|room| room.as_str()).collect();
        let seats: Vec<&Seat<'_>> = by_room.values().flatten().copied().collect();
        let amount = i64::try_from(by_room.len() - 1).unwrap_or(i64::MAX);
        let list: Vec<&str> = names.into_iter().collect();
        let message = format!("{body} sits in {} rooms: {}", list.len(), list.join(", "));
        let words = Words::new(message, "keep it in one room if that is free").amount(amount);
        findings.push(look.found(Origin::Scenario, Strength::Prefer, &seats, words));
    }
}
