//! What meetings share: the limit on how many run at once, the rooms of a day, and people.

use super::breach::{broken, strength};
use crate::domain::finding::{Finding, Hit, Strength};
use crate::domain::ids::MeetingId;
use crate::domain::meeting::{Half, Relation};
use crate::domain::scenario::{Counted, Limit};
use crate::domain::view::{Placed, Scope, View};
use crate::rules::words;
use chrono::NaiveDate;
use std::collections::BTreeMap;

fn counted(view: &View<'_>, limit: &Limit, placed: &Placed<'_>) -> bool {
    let of = match &limit.counted {
        Counted::All => true,
        Counted::Area(area) => view.scenario.body_of(placed.meeting).area.as_ref() == Some(area),
        Counted::Bodies(bodies) => bodies.contains(&placed.meeting.body),
    };
    of && placed.meeting.length.working_days() >= limit.from_working_days
        && (limit.electronic || placed.meeting.format.is_physical())
}

/// Meetings of each half-day, keyed by day and half.
fn by_half_day<'a>(placed: impl Iterator<Item = Placed<'a>>) -> BTreeMap<(NaiveDate, Half), Vec<Placed<'a>>> {
    let mut grid: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in placed {
        for day in one.at.days() {
            for half in [Half::Morning, Half::Afternoon] {
                if one.at.half.is_none_or(|own| own == half) {
                    grid.entry((day, half)).or_default().push(one);
                }
            }
        }
    }
    grid
}

/// Not more meetings at once than the limit lets.
pub(super) fn at_once(view: &View<'_>, scope: &Scope, limit: &Limit, findings: &mut Vec<Finding>) {
    let grid = by_half_day(view.all().filter(|placed| counted(view, limit, placed)));
    // One finding for each set of meetings that is too many, however many half-days it lasts.
    let mut sets: BTreeMap<Vec<&MeetingId>, Vec<NaiveDate>> = BTreeMap::new();
    for ((day, _), meetings) in &grid {
        if meetings.len() > usize::from(limit.at_most) {
            sets.entry(meetings.iter().map(|placed| &placed.meeting.id).collect()).or_default().push(*day);
        }
    }
    for (set, mut days) in sets.into_iter().filter(|(set, _)| set.iter().any(|meeting| scope.has(meeting))) {
        let half_days = i64::try_from(days.len()).unwrap_or(i64::MAX);
        days.dedup();
        let excess = i64::try_from(set.len()).unwrap_or(i64::MAX) - i64::from(limit.at_most);
        let mut finding = broken(
            strength(limit.strength),
            &set,
            vec![days[0], days[days.len() - 1]],
            format!(
                "{} meetings run at once {}; at most {} should",
                set.len(),
                words::during(days[0], days[days.len() - 1]),
                limit.at_most
            ),
            "move one of them",
        );
        finding.amount = excess * half_days;
        findings.push(finding);
    }
}

/// Not more rooms on a half-day than the venue has.
pub(super) fn rooms(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for venue in view.scenario.venues().values() {
        let Some(limit) = venue.rooms_a_day else { continue };
        let here = view.all().filter(|placed| placed.at.venue.as_ref() == Some(&venue.id) && placed.meeting.rooms > 0);
        for ((day, half), meetings) in by_half_day(here) {
            let used: u32 = meetings.iter().map(|placed| u32::from(placed.meeting.rooms)).sum();
            let ids: Vec<&MeetingId> = meetings.iter().map(|placed| &placed.meeting.id).collect();
            if used > u32::from(limit.get()) && ids.iter().any(|meeting| scope.has(meeting)) {
                findings.push(broken(
                    Strength::Must,
                    &ids,
                    vec![day],
                    format!(
                        "{used} rooms are needed at {} on the {} of {day}; there are {limit}",
                        venue.name.as_str(),
                        half.word()
                    ),
                    "move one of the meetings",
                ));
            }
        }
    }
}

/// People who follow two bodies are not needed by both at once.
pub(super) fn shared_delegates(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for shared in view.scenario.shared() {
        for a in view.of_body(&shared.a) {
            for b in view.of_body(&shared.b).into_iter().filter(|b| scope.has_either(&a.meeting.id, &b.meeting.id)) {
                let half_days = a.at.shared_half_days(b.at);
                if half_days == 0 || meant_to_meet(&a, &b) || meant_to_meet(&b, &a) {
                    continue;
                }
                let (first, last) = (a.at.first().max(b.at.first()), a.at.last().min(b.at.last()));
                let mut finding = broken(
                    Strength::Prefer,
                    &[&a.meeting.id, &b.meeting.id],
                    vec![first, last],
                    format!(
                        "{} people follow both {} and {}, which overlap {}",
                        shared.people,
                        a.meeting.title.as_str(),
                        b.meeting.title.as_str(),
                        words::during(first, last)
                    ),
                    "move one of the two",
                );
                finding.hit =
                    Hit { bodies: vec![shared.a.clone(), shared.b.clone()], people: Some(shared.people.get()) };
                finding.amount = half_days * i64::from(shared.people.get());
                findings.push(finding);
            }
        }
    }
}

/// The scenario asks the one to lie inside the other: sharing people is then the point.
fn meant_to_meet(inner: &Placed<'_>, outer: &Placed<'_>) -> bool {
    inner
        .meeting
        .wishes
        .iter()
        .any(|wish| matches!(&wish.relation, Relation::Inside(list) if list.contains(&outer.meeting.id)))
}
