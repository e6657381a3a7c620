//! S-19: people who take part from afar while others sleep.

use super::{Look, Words};
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
    for seat in look.seats.iter().filter(|seat| seat.session.is_remote()) {
        let mut asleep: BTreeMap<Zone, (u32, String)> = BTreeMap::new();
        for body in seat.session.groups.iter().filter_map(|body| look.event.group(body)) {
            for group in body.members.iter().filter(|group| group.zone != look.event.zone()) {
                let Some((from, to)) = local(look, seat.at.day, seat.at.start, seat.end(), group.zone, zones) else {
                    continue;
                };
                let clock = |time: NaiveTime| i64::from(time.hour() * 100 + time.minute());
                let awake = clock(from) >= opens && clock(to) <= closes && from < to;
                if !awake {
                    let words = format!("{}-{}", from.format("%H:%M"), to.format("%H:%M"));
                    asleep.entry(group.zone).or_insert((0, words)).0 += group.people.get();
                }
            }
        }
        if asleep.is_empty() {
            continue;
        }
        let people: u32 = asleep.values().map(|(people, _)| people).sum();
        let list: Vec<String> =
            asleep.iter().map(|(zone, (people, words))| format!("{people} in {zone} at {words}")).collect();
        let message = format!("{} is at night for people who follow it from afar: {}", seat.named(), list.join(", "));
        let words = Words::new(message, "move it to an hour that more of them are awake").clause(&edition.clause);
        let words = words.amount(i64::from(people));
        let mut found = look.found(Origin::Rule(rule), Strength::Prefer, &[seat], words);
        found.finding.hit.people = Some(people);
        findings.push(found);
    }
}

/// What clocks elsewhere show at start and end; `None` for an hour that does not exist here.
fn local(
    look: &Look<'_>,
    day: chrono::NaiveDate,
    start: u16,
    end: u16,
    zone: Zone,
    zones: &ZoneData,
) -> Option<(NaiveTime, NaiveTime)> {
    let hour = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(start) * 60, 0)?;
    let Ok(Resolution::Unique(at)) = zones.resolve(day.and_time(hour), look.event.zone()) else { return None };
    let after = at.instant.plus_seconds(i64::from(end - start) * 60);
    Some((zones.at(at.instant, zone).ok()?.civil.time(), zones.at(after, zone).ok()?.civil.time()))
}
