//! Teams, channels, seats, hubs: at no time more than there is. What the event does not list is not limited.

use super::{is_interpreted, whole};
use crate::domain::event::{Event, EventSession, Service, ServiceKind};
use crate::domain::ids::SessionId;
use crate::domain::time::{HourRange, Resolution, ZoneData};
use crate::planning::timetable::ask::{Ask, EventDemand, Span};
use chrono::{NaiveDateTime, NaiveTime};

/// Units of a service that a session uses.
type Units = fn(&EventSession) -> u32;

/// Demands of services.
pub(super) fn demands(event: &Event, zones: &ZoneData, demands: &mut Vec<EventDemand>) {
    teams(event, zones, demands);
    let pooled: [(ServiceKind, Units); 4] = [
        (ServiceKind::Captioning, |session| u32::from(session.captions)),
        (ServiceKind::SignLanguage, |session| u32::from(session.sign_language)),
        (ServiceKind::Webcast, |session| u32::from(session.webcast)),
        (ServiceKind::Platform, |session| session.remote),
    ];
    for (kind, units) in pooled {
        let services: Vec<&Service> = of_kind(event, kind).collect();
        if services.is_empty() {
            continue;
        }
        let why = match kind {
            ServiceKind::Captioning => "captioning teams at work are not more than there are",
            ServiceKind::SignLanguage => "sign-language interpreters at work are not more than there are",
            ServiceKind::Webcast => "sessions on webcast are not more than there are channels",
            _ => "people on the platform are not more than it has seats",
        };
        let there = services.iter().flat_map(|service| there(event, service, zones)).collect();
        supply(event, kind, there, &units, why.to_owned(), demands);
    }
    for hub in of_kind(event, ServiceKind::Hub) {
        let units = |session: &EventSession| u32::from(session.hubs.contains(&hub.id));
        let why = format!("{} is linked to one session at a time, in its hours", hub.name.as_str());
        supply(event, ServiceKind::Hub, there(event, hub, zones), &units, why, demands);
    }
}

fn of_kind(event: &Event, kind: ServiceKind) -> impl Iterator<Item = &Service> {
    event.services().values().filter(move |service| service.kind == kind)
}

fn supply(
    event: &Event,
    kind: ServiceKind,
    there: Vec<(Span, u32)>,
    units: &dyn Fn(&EventSession) -> u32,
    why: String,
    demands: &mut Vec<EventDemand>,
) {
    let uses: Vec<(SessionId, u32)> = event
        .sessions()
        .values()
        .map(|session| (session.id.clone(), units(session)))
        .filter(|(_, units)| *units > 0)
        .collect();
    if uses.is_empty() {
        return;
    }
    demands.push(EventDemand::must(Ask::Supply { kind, uses, there }, why));
}

/// The spans in which a service is there, with what there is. Hours of another zone are said in hours of the event; where
/// they reach over midnight here, in two spans.
fn there(event: &Event, service: &Service, zones: &ZoneData) -> Vec<(Span, u32)> {
    let mut spans = Vec::new();
    for day in event.days().iter().filter(|day| !service.away.contains(day)) {
        match (service.hours, service.zone.filter(|zone| *zone != event.zone())) {
            (None, _) => spans.extend(whole(*day)),
            (Some(hours), None) => spans.push((*day, hours)),
            (Some(hours), Some(zone)) => {
                // Hours of the day before and after, there, can lie on this day, here.
                let near = [day.pred_opt(), Some(*day), day.succ_opt()];
                spans.extend(near.into_iter().flatten().filter_map(|there| {
                    let (from, to) = hours.on(there)?;
                    let here = |civil| match zones.resolve(civil, zone) {
                        Ok(Resolution::Unique(at)) => Some(zones.at(at.instant, event.zone()).ok()?.civil),
                        _ => None,
                    };
                    let midnight = day.and_time(NaiveTime::MIN);
                    let minute = |civil: NaiveDateTime| {
                        u16::try_from((civil - midnight).num_minutes().clamp(0, 1_440)).unwrap_or(0)
                    };
                    Some((*day, HourRange::new(minute(here(from)?), minute(here(to)?))?))
                }));
            }
        }
    }
    spans.into_iter().map(|span| (span, service.capacity)).collect()
}

/// Each interpreted session takes one whole team that has all its languages.
fn teams(event: &Event, zones: &ZoneData, demands: &mut Vec<EventDemand>) {
    let services: Vec<&Service> = of_kind(event, ServiceKind::Interpretation).collect();
    if services.is_empty() {
        return;
    }
    for session in event.sessions().values().filter(|session| is_interpreted(session)) {
        let able = services.iter().filter(|service| session.interpretation.is_subset(&service.languages));
        let ask = Ask::Team { session: session.id.clone(), services: able.map(|service| service.id.clone()).collect() };
        let languages = session.interpretation.len();
        let why = format!("{} needs one team of interpreters with its {languages} languages", session.id);
        demands.push(EventDemand::must(ask, why));
    }
    for service in services {
        let ask = Ask::Teams { service: service.id.clone(), there: there(event, service, zones) };
        let why = format!("{}: at most {} at work at once", service.name.as_str(), service.capacity);
        demands.push(EventDemand::must(ask, why));
    }
}
