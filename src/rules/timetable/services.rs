//! Teams, channels, seats, hubs: counted at every minute at which something begins or a service comes or goes.

use super::{Look, Seat};
use crate::domain::event::{Service, ServiceKind, SessionFinding, clock_words};
use chrono::NaiveDate;
use std::collections::BTreeSet;

pub(super) fn check(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    let units: [(ServiceKind, fn(&Seat<'_>) -> u32); 4] = [
        (ServiceKind::Captioning, |seat| u32::from(seat.session.captions)),
        (ServiceKind::SignLanguage, |seat| u32::from(seat.session.sign_language)),
        (ServiceKind::Webcast, |seat| u32::from(seat.session.webcast)),
        (ServiceKind::Platform, |seat| seat.session.remote),
    ];
    for (kind, used) in units {
        let all: Vec<&Service> = look.event.services().values().filter(|service| service.kind == kind).collect();
        count(look, kind.label(), &all, &used, findings);
    }
    for service in look.event.services().values() {
        match service.kind {
            ServiceKind::Hub => {
                let used = |seat: &Seat<'_>| u32::from(seat.session.hubs.contains(&service.id));
                count(look, service.name.as_str(), &[service], &used, findings);
            }
            ServiceKind::Interpretation => {
                let used = |seat: &Seat<'_>| u32::from(seat.at.team.as_ref() == Some(&service.id));
                count(look, service.name.as_str(), &[service], &used, findings);
            }
            _ => {}
        }
    }
    teams(look, findings);
}

/// At every moment of change of every day: what is used against what is there.
fn count(
    look: &Look<'_>,
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
        for hours in services.iter().filter_map(|service| service.hours) {
            moments.extend([hours.start_minute(), hours.end_minute()]);
        }
        let mut told: Vec<Vec<&str>> = Vec::new();
        for moment in moments {
            let sitting: Vec<&Seat<'_>> =
                today.iter().copied().filter(|seat| seat.at.start <= moment && moment < seat.end()).collect();
            let needed: u32 = sitting.iter().map(|seat| used(seat)).sum();
            let there: u32 =
                services.iter().filter(|service| is_there(service, day, moment)).map(|service| service.capacity).sum();
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

fn is_there(service: &Service, day: NaiveDate, minute: u16) -> bool {
    let inside = service.hours.is_none_or(|hours| hours.start_minute() <= minute && minute < hours.end_minute());
    inside && !service.away.contains(&day)
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
