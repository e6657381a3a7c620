//! S-19: people who take part from afar while others sleep.

use super::{Look, Seat, Words};
use crate::domain::event::SessionFinding;
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::time::{Resolution, Zone, ZoneData};
use chrono::{NaiveTime, Timelike};
use std::collections::BTreeMap;

pub(super) fn check(look: &Look<'_>, zones: &ZoneData, findings: &mut Vec<SessionFinding>) {
    let rule = RuleId::new(Family::Sessions, 19);
    let Some(edition) = look.event.edition(rule) else { return };
    let (Some(opens), Some(closes)) = (edition.number("day_opens"), edition.number("day_closes")) else { return };
    // By bodies and zone: the sessions, and the people of that zone.
    let mut asleep: BTreeMap<(String, Zone), (Vec<&Seat<'_>>, u32)> = BTreeMap::new();
    for seat in look.seats.iter().filter(|seat| seat.session.is_remote()) {
        let names: Vec<&str> = seat.session.groups.iter().map(|body| body.as_str()).collect();
        let mut people: BTreeMap<Zone, u32> = BTreeMap::new();
        for body in seat.session.groups.iter().filter_map(|body| look.event.group(body)) {
            for group in body.members.iter().filter(|group| group.zone != look.event.zone()) {
                let Some((from, to)) = local(look, seat, group.zone, zones) else { continue };
                let clock = |time: NaiveTime| i64::from(time.hour() * 100 + time.minute());
                let awake = clock(from) >= opens && clock(to) <= closes && from < to;
                if !awake {
                    *people.entry(group.zone).or_default() += group.people.get();
                }
            }
        }
        for (zone, count) in people {
            let entry = asleep.entry((names.join(" and "), zone)).or_default();
            entry.0.push(seat);
            entry.1 = count;
        }
    }
    for ((bodies, zone), (seats, people)) in asleep {
        let of = look.seats.iter().filter(|seat| seats.iter().any(|one| one.session.groups == seat.session.groups));
        let times: Vec<String> = seats
            .iter()
            .take(3)
            .filter_map(|seat| {
                let (from, to) = local(look, seat, zone, zones)?;
                Some(format!("{} at {}-{} there", seat.at.day, from.format("%H:%M"), to.format("%H:%M")))
            })
            .collect();
        let more = seats.len().saturating_sub(3);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!(
            "{} of {} sessions of {bodies} are at night for {people} people in {zone}: {}{rest}",
            seats.len(),
            of.count(),
            times.join(", ")
        );
        let words = Words::new(message, "move them to hours at which these people are awake").clause(&edition.clause);
        let amount = i64::from(people) * i64::try_from(seats.len()).unwrap_or(1);
        let mut found = look.found(Origin::Rule(rule), Strength::Prefer, &seats, words.amount(amount));
        found.finding.hit.people = Some(people);
        findings.push(found);
    }
}

/// What clocks elsewhere show at start and end; `None` for an hour that does not exist here.
fn local(look: &Look<'_>, seat: &Seat<'_>, zone: Zone, zones: &ZoneData) -> Option<(NaiveTime, NaiveTime)> {
    let hour = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(seat.at.start) * 60, 0)?;
    let resolved = zones.resolve(seat.at.day.and_time(hour), look.event.zone());
    let Ok(Resolution::Unique(at)) = resolved else { return None };
    let after = at.instant.plus_seconds(i64::from(seat.session.minutes) * 60);
    Some((zones.at(at.instant, zone).ok()?.civil.time(), zones.at(after, zone).ok()?.civil.time()))
}
