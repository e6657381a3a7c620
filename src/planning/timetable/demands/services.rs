//! Teams, channels, seats, hubs: at no time more than there is. What the event does not list is not limited.

use super::is_interpreted;
use crate::domain::event::{Event, EventSession, Service, ServiceKind};
use crate::domain::ids::SessionId;
use crate::domain::time::HourRange;
use crate::planning::timetable::ask::{Ask, EventDemand, Span};

/// Demands of services.
pub(super) fn demands(event: &Event, demands: &mut Vec<EventDemand>) {
    teams(event, demands);
    let pooled: [(ServiceKind, fn(&EventSession) -> u32); 4] = [
        (ServiceKind::Captioning, |session| u32::from(session.captions)),
        (ServiceKind::SignLanguage, |session| u32::from(session.sign_language)),
        (ServiceKind::Webcast, |session| u32::from(session.webcast)),
        (ServiceKind::Platform, |session| session.remote),
    ];
    for (kind, units) in pooled {
        let services: Vec<&Service> = of_kind(event, kind).collect();
        let why = match kind {
            ServiceKind::Captioning => "captioning teams at work are not more than there are",
            ServiceKind::SignLanguage => "sign-language interpreters at work are not more than there are",
            ServiceKind::Webcast => "sessions on webcast are not more than there are channels",
            _ => "people on the platform are not more than it has seats",
        };
        supply(event, kind, &services, &units, why.to_owned(), demands);
    }
    for hub in of_kind(event, ServiceKind::Hub) {
        let units = |session: &EventSession| u32::from(session.hubs.contains(&hub.id));
        let why = format!("{} is linked to one session at a time, in its hours", hub.name.as_str());
        supply(event, ServiceKind::Hub, &[hub], &units, why, demands);
    }
}

fn of_kind(event: &Event, kind: ServiceKind) -> impl Iterator<Item = &Service> {
    event.services().values().filter(move |service| service.kind == kind)
}

fn supply(
    event: &Event,
    kind: ServiceKind,
    services: &[&Service],
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
    if services.is_empty() || uses.is_empty() {
        return;
    }
    let there = services.iter().flat_map(|service| there(event, service)).collect();
    demands.push(EventDemand::must(Ask::Supply { kind, uses, there }, why));
}

/// The spans in which a service is there, with what there is.
fn there(event: &Event, service: &Service) -> Vec<(Span, u32)> {
    let all_day = HourRange::new(0, 1_440);
    let days = event.days().iter().filter(|day| !service.away.contains(day));
    days.filter_map(|day| Some(((*day, service.hours.or(all_day)?), service.capacity))).collect()
}

/// Each interpreted session takes one whole team that has all its languages.
fn teams(event: &Event, demands: &mut Vec<EventDemand>) {
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
        let ask = Ask::Teams { service: service.id.clone(), there: there(event, service) };
        let why = format!("{} works in {} sessions at once at most", service.name.as_str(), service.capacity);
        demands.push(EventDemand::must(ask, why));
    }
}
