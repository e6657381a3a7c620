//! Rooms: one session at a time, seats, booths, equipment, hours in which a room is closed; a body stays in its room.

use super::{of_body, whole};
use crate::domain::event::{Event, EventRoom, EventSession, Tier};
use crate::domain::finding::Origin;
use crate::domain::ids::{BodyId, RoomId, SessionId};
use crate::domain::profile::WeightName;
use crate::planning::timetable::ask::{Ask, EventDemand};
use std::collections::BTreeSet;

/// Demands of rooms.
pub(super) fn demands(event: &Event, demands: &mut Vec<EventDemand>) {
    if event.rooms().is_empty() {
        return;
    }
    demands.push(EventDemand::must(Ask::OnePerRoom, "a room holds one session at a time"));
    for room in event.rooms().values().filter(|room| !room.closed.is_empty()) {
        let spans: Vec<_> = room
            .closed
            .iter()
            .filter_map(|(day, hours)| hours.map_or_else(|| whole(*day), |hours| Some((*day, hours))))
            .collect();
        let days: Vec<String> = room.closed.iter().map(|(day, _)| day.to_string()).collect();
        let why = format!("room {} is not to be had on {}", room.room.id, days.join(", "));
        demands.push(EventDemand::must(Ask::RoomClosed { room: room.room.id.clone(), spans }, why));
    }
    for session in event.sessions().values() {
        needs(event, session, demands);
    }
    stability(event, demands);
}

fn needs(event: &Event, session: &EventSession, demands: &mut Vec<EventDemand>) {
    let mut ask = |fits: &dyn Fn(&EventRoom) -> bool, why: String| {
        let rooms: Vec<RoomId> =
            event.rooms().values().filter(|room| fits(room)).map(|room| room.room.id.clone()).collect();
        if rooms.len() < event.rooms().len() {
            demands.push(EventDemand::must(Ask::Rooms { session: session.id.clone(), rooms }, why));
        }
    };
    if !session.rooms.is_empty() {
        let names: Vec<&str> = session.rooms.iter().map(RoomId::as_str).collect();
        ask(&|room| session.rooms.contains(&room.room.id), format!("{} sits in {}", session.id, names.join(" or ")));
    }
    if let Some(people) = session.attendance {
        ask(&|room| room.room.seats.get() >= people, format!("{} needs seats for {people} people", session.id));
    }
    let booths = session.interpretation.len();
    if booths > 0 {
        let why = format!("{} needs booths for {booths} languages", session.id);
        ask(&|room| usize::from(room.room.booths) >= booths, why);
    }
    for thing in &session.equipment {
        ask(&|room| room.equipment.contains(thing), format!("{} needs {thing}", session.id));
    }
}

/// A body that changes rooms loses people on the way. Sessions it shares with others, and plenaries, which need the
/// largest room, do not count.
fn stability(event: &Event, demands: &mut Vec<EventDemand>) {
    let weight = event.scenario().profile.weight(WeightName::RoomChange);
    let bodies: BTreeSet<&BodyId> = event.sessions().values().flat_map(|session| &session.groups).collect();
    for body in bodies {
        let own = |session: &SessionId| event.sessions()[session].groups.len() == 1;
        let sessions: Vec<SessionId> = of_body(event, body).into_iter().filter(own).collect();
        if sessions.len() > 1 && weight > 0 {
            demands.push(EventDemand {
                origin: Origin::Scenario,
                tier: Tier::Prefer,
                weight,
                ask: Ask::OneRoom { sessions },
                why: format!("{body} stays in one room"),
            });
        }
    }
}
