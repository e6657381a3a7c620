//! S-06 for timetables: a team serves one meeting of a half-day in the morning and one in the afternoon. Where the rule on a
//! meeting's sessions has only their hours and counts every longer pause as the end of a block, here what fits into the
//! length of one meeting (S-09) is one block, whatever the pauses.

use super::{Look, Seat, Words};
use crate::domain::event::SessionFinding;
use crate::domain::finding::Origin;
use crate::domain::ids::{Family, RuleId, ServiceId};
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(super) fn check(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    let rule = |number| look.event.edition(RuleId::new(Family::Sessions, number));
    let (Some(edition), Some(length)) = (rule(6), rule(9)) else { return };
    let (Some(most), Some(minutes)) = (edition.number("meetings_a_day"), length.number("most_minutes")) else { return };
    let mut by_team: BTreeMap<(Option<&ServiceId>, NaiveDate), Vec<&Seat<'_>>> = BTreeMap::new();
    for seat in look.seats.iter().filter(|seat| !seat.session.interpretation.is_empty()) {
        by_team.entry((seat.at.team.as_ref(), seat.at.day)).or_default().push(seat);
    }
    for ((team, day), seats) in by_team {
        let service = team.and_then(|team| look.event.services().get(team));
        for lane in lanes(&seats, minutes) {
            let blocks = lane.iter().map(|(block, _)| *block).max().unwrap_or(0);
            if blocks <= most {
                continue;
            }
            let own: Vec<&Seat<'_>> = lane.iter().map(|(_, seat)| *seat).collect();
            let titles: Vec<String> = own.iter().map(|seat| format!("{} {}", seat.session.id, seat.hours())).collect();
            let name = service.map_or("a team of interpreters", |service| service.name.as_str());
            let message = format!(
                "{name} has {blocks} meetings on {day} and serves {most} of at most {minutes} minutes: {}",
                titles.join(", ")
            );
            let words = Words::new(message, "hold one of them without interpretation, or engage a second team")
                .clause(&edition.clause)
                .amount(blocks - most);
            findings.push(look.found(Origin::Rule(RuleId::new(Family::Sessions, 6)), edition.strength, &own, words));
        }
    }
}

/// Sessions of one day by the people that serve them, each with the number of the block it falls into: sessions at the
/// same time take a team each.
fn lanes<'a, 's>(seats: &[&'s Seat<'a>], minutes: i64) -> Vec<Vec<(i64, &'s Seat<'a>)>> {
    struct Lane<'a, 's> {
        free_from: u16,
        opened: u16,
        sessions: Vec<(i64, &'s Seat<'a>)>,
    }
    let mut lanes: Vec<Lane<'a, 's>> = Vec::new();
    for &seat in seats {
        match lanes.iter_mut().find(|lane| lane.free_from <= seat.at.start) {
            Some(lane) => {
                let block = lane.sessions.last().map_or(1, |(block, _)| *block);
                let same = i64::from(seat.end()) - i64::from(lane.opened) <= minutes;
                if !same {
                    lane.opened = seat.at.start;
                }
                lane.free_from = seat.end();
                lane.sessions.push((if same { block } else { block + 1 }, seat));
            }
            None => {
                lanes.push(Lane { free_from: seat.end(), opened: seat.at.start, sessions: vec![(1, seat)] });
            }
        }
    }
    lanes.into_iter().map(|lane| lane.sessions).collect()
}
