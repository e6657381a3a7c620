//! S-19: what an hour costs the people who take part from afar.

use super::{edition, origin};
use crate::domain::event::{Event, EventSession, Tier, burden};
use crate::domain::profile::WeightName;
use crate::domain::time::{Resolution, Zone, ZoneData};
use crate::planning::timetable::ask::{Ask, EventDemand, Moment};
use std::collections::BTreeMap;

/// One demand for each session with remote participation whose bodies have members in other zones.
pub(super) fn demands(event: &Event, zones: &ZoneData, demands: &mut Vec<EventDemand>) {
    let weight = event.scenario().profile.weight(WeightName::RemoteHour);
    let Some(edition) = edition(event, 19).filter(|_| weight > 0) else { return };
    let grid = super::hours::moments_of(event);
    for session in event.sessions().values().filter(|session| session.is_remote()) {
        let people = far(event, session);
        if people.is_empty() {
            continue;
        }
        let mut points: BTreeMap<Moment, u64> = BTreeMap::new();
        for (day, start) in &grid {
            let hour = chrono::NaiveTime::from_num_seconds_from_midnight_opt(u32::from(*start) * 60, 0);
            let Some(civil) = hour.map(|hour| day.and_time(hour)) else { continue };
            let Ok(Resolution::Unique(at)) = zones.resolve(civil, event.zone()) else { continue };
            let sum: u64 = people
                .iter()
                .filter_map(|(zone, people)| {
                    let points = burden(at.instant, session.minutes, *zone, zones)?;
                    Some(u64::from(points) * u64::from(*people))
                })
                .sum();
            points.insert((*day, *start), sum);
        }
        let all: u32 = people.values().sum();
        let why = format!("{all} people of other zones follow {} from afar ({})", session.id, edition.clause);
        let ask = Ask::Burden { session: session.id.clone(), points };
        demands.push(EventDemand { origin: origin(19), tier: Tier::Prefer, weight, ask, why });
    }
}

/// Members of the session's bodies by zone, without those of the event's own zone.
fn far(event: &Event, session: &EventSession) -> BTreeMap<Zone, u32> {
    let mut people = BTreeMap::new();
    let members = session.groups.iter().filter_map(|body| event.group(body)).flat_map(|body| &body.members);
    for group in members.filter(|group| group.zone != event.zone()) {
        *people.entry(group.zone).or_default() += group.people.get();
    }
    people
}
