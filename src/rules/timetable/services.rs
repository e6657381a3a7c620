//! Teams, channels, seats, hubs: counted whenever something begins, and every five minutes where services come and go.

use super::{Look, Seat};
use crate::domain::event::{Service, ServiceKind, SessionFinding, clock_words};
use crate::domain::time::{Resolution, ZoneData};
use chrono::{NaiveDate, NaiveTime, Timelike};
use std::collections::BTreeSet;

/// Units of a service that a session uses.
type Units = fn(&Seat<'_>) -> u32;

pub(super) fn check(look: &Look<'_>, zones: &ZoneData, findings: &mut Vec<SessionFinding>) {
    let units: [(ServiceKind, Units); 4] = [
        (ServiceKind::Captioning, |seat| u32::from(seat.session.captions)),
        (ServiceKind::SignLanguage, |seat| u32::from(seat.session.sign_language)),
        (ServiceKind::Webcast, |seat| u32::from(seat.session.webcast)),
        (ServiceKind::Platform, |seat| seat.session.remote),
    ];
    for (kind, used) in units {
        let all: Vec<&Service> = look.event.services().values().filter(|service| service.kind == kind).collect();
        count(look, zones, kind.label(), &all, &used, findings);
    }
    for service in look.event.services().values() {
        match service.kind {
            ServiceKind::Hub => {
                let used = |seat: &Seat<'_>| u32::from(seat.session.hubs.contains(&service.id));
                count(look, zones, service.name.as_str(), &[service], &used, findings);
            }
            ServiceKind::Interpretation => {
                let used = |seat: &Seat<'_>| u32::from(seat.at.team.as_ref() == Some(&service.id));
                count(look, zones, service.name.as_str(), &[service], &used, findings);
            }
            _ => {}
        }
    }
    teams(look, findings);
}

/// At every moment of change of every day: what is used against what is there.
fn count(
    look: &Look<'_>,
    zones: &ZoneData,
    what: &str,
    services: &[&Service],
    used: &dyn Fn(&Seat<'_>) -> u32,
    findings: &mut Vec<SessionFinding>,
) {
    if services.is_empty() {
        return;
    }
    let days: BTreeSet<NaiveDate> = look.seats.iter().map(|seat| seat.at.day).collect();
    for day in days {
        let today: Vec<&Seat<'_>> = look.seats.iter().filter(|seat| seat.at.day == day && used(seat) > 0).collect();
        let mut moments: BTreeSet<u16> = today.iter().map(|seat| seat.at.start).collect();
        if services.iter().any(|service| service.hours.is_some()) {
            moments.extend((0..1_440).step_by(5));
        }
        let mut told: Vec<Vec<&str>> = Vec::new();
        for moment in moments {
            let sitting: Vec<&Seat<'_>> =
                today.iter().copied().filter(|seat| seat.at.start <= moment && moment < seat.end()).collect();
            let needed: u32 = sitting.iter().map(|seat| used(seat)).sum();
            let there: u32 = services
                .iter()
                .filter(|service| is_there(look, zones, service, day, moment))
                .map(|service| service.capacity)
                .sum();
            let names: Vec<&str> = sitting.iter().map(|seat| seat.session.id.as_str()).collect();
            if needed > there && !told.contains(&names) {
                let message = format!(
                    "{what} on {day} at {}: {} need {needed}, there is {there}",
                    clock_words(moment),
                    names.join(", ")
                );
                findings.push(look.event(&sitting, message, "move one of the sessions, or engage more"));
                told.push(names);
            }
        }
    }
}

/// Whether a service is at work at a minute of the event's day, on its own clocks.
fn is_there(look: &Look<'_>, zones: &ZoneData, service: &Service, day: NaiveDate, minute: u16) -> bool {
    if service.away.contains(&day) {
        return false;
    }
    let Some(hours) = service.hours else { return true };
    let local = match service.zone {
        None => Some(minute),
        Some(zone) => {
            let hour = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute) * 60, 0);
            let resolved = hour.and_then(|hour| zones.resolve(day.and_time(hour), look.event.zone()).ok());
            match resolved {
                Some(Resolution::Unique(at)) => zones
                    .at(at.instant, zone)
                    .ok()
                    .and_then(|there| u16::try_from(there.civil.time().num_seconds_from_midnight() / 60).ok()),
                _ => None,
            }
        }
    };
    local.is_some_and(|minute| hours.start_minute() <= minute && minute < hours.end_minute())
}

/// Every interpreted session has a team with its languages, where the event names teams.
fn teams(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    if !look.event.services().values().any(|service| service.kind == ServiceKind::Interpretation) {
        return;
    }
    for seat in look.seats.iter().filter(|seat| !seat.session.interpretation.is_empty()) {
        let team = seat.at.team.as_ref().and_then(|team| look.event.services().get(team));
        let Some(team) = team.filter(|team| team.kind == ServiceKind::Interpretation) else {
            let message = format!("{} is interpreted but has no team of interpreters", seat.named());
            findings.push(look.event(&[seat], message, "write team = the id of a service of interpretation"));
            continue;
        };
        let missing: Vec<&str> =
            seat.session.interpretation.difference(&team.languages).map(|language| language.tag()).collect();
        if !missing.is_empty() {
            let message = format!("{}: {} does not interpret {}", seat.named(), team.name.as_str(), missing.join(", "));
            findings.push(look.event(&[seat], message, "give it a team with these languages"));
        }
    }
}
