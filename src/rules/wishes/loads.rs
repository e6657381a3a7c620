//! What meetings share: the limit on how many run at once, the rooms of a day, and people.

use super::breach::{broken, strength};
use crate::domain::finding::{Finding, Hit, Strength};
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::{Half, Relation};
use crate::domain::plan::Placement;
use crate::domain::scenario::{Counted, Limit};
use crate::domain::view::{Placed, Scope, View};
use crate::rules::words;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The meetings that a limit counts and that are too many at some time on the days of a placement.
pub(in crate::rules) fn crowded(view: &View<'_>, limit: &Limit, at: &Placement) -> BTreeSet<MeetingId> {
    let mut meetings = view.near(at, 0);
    meetings.retain(|placed| counted(view, limit, placed));
    let days = at.half_days(NaiveDate::default());
    let mut found = BTreeSet::new();
    if meetings.len() > usize::from(limit.at_most) {
        runs(&meetings, |range, together| {
            if together.len() > usize::from(limit.at_most) && range.start < days.end && days.start < range.end {
                found.extend(together.iter().map(|placed| placed.meeting.id.clone()));
            }
        });
    }
    found
}

/// The meeting is one of those a limit counts.
pub(in crate::rules) fn counted(view: &View<'_>, limit: &Limit, placed: &Placed<'_>) -> bool {
    let of = match &limit.counted {
        Counted::All => true,
        Counted::Area(area) => view.scenario.body_of(placed.meeting).area.as_ref() == Some(area),
        Counted::Bodies(bodies) => bodies.contains(&placed.meeting.body),
    };
    of && placed.meeting.length.working_days() >= limit.from_working_days
        && (limit.electronic || placed.meeting.format.is_physical())
}

/// Half-days, counted from the morning of 1 January 1970.
fn half_days(placed: &Placed<'_>) -> Range<i64> {
    placed.at.half_days(NaiveDate::default())
}

/// The day and the half of a half-day so counted.
fn day_of(half_day: i64) -> (NaiveDate, Half) {
    let half = if half_day.rem_euclid(2) == 0 { Half::Morning } else { Half::Afternoon };
    (NaiveDate::default() + chrono::TimeDelta::days(half_day.div_euclid(2)), half)
}

/// Calls back for every run of half-days in which the same meetings meet, with these in the order of the list.
fn runs<'a>(meetings: &[Placed<'a>], mut each: impl FnMut(Range<i64>, &[Placed<'a>])) {
    let mut changes: Vec<(i64, usize, bool)> = Vec::with_capacity(2 * meetings.len());
    for (position, placed) in meetings.iter().enumerate() {
        let range = half_days(placed);
        changes.push((range.start, position, true));
        changes.push((range.end, position, false));
    }
    changes.sort_unstable();
    let mut now: Vec<usize> = Vec::new();
    let mut changes = changes.into_iter().peekable();
    while let Some((at, position, comes)) = changes.next() {
        match (now.binary_search(&position), comes) {
            (Err(slot), true) => now.insert(slot, position),
            (Ok(slot), false) => {
                now.remove(slot);
            }
            _ => {}
        }
        let until = changes.peek().map_or(at, |(next, ..)| *next);
        if until > at && !now.is_empty() {
            let together: Vec<Placed<'a>> = now.iter().map(|position| meetings[*position]).collect();
            each(at..until, &together);
        }
    }
}

/// The days on which one set of meetings is too many: the first, the last, and how many half-days.
struct TooMany {
    first: NaiveDate,
    last: NaiveDate,
    half_days: i64,
}

/// Not more meetings at once than the limit lets.
pub(super) fn at_once(view: &View<'_>, scope: &Scope, limit: &Limit, findings: &mut Vec<Finding>) {
    let mut meetings = view.around(scope);
    meetings.retain(|placed| counted(view, limit, placed));
    // One finding for each set of meetings that is too many, however many half-days it lasts.
    let mut sets: BTreeMap<Vec<&MeetingId>, TooMany> = BTreeMap::new();
    runs(&meetings, |range, together| {
        if together.len() > usize::from(limit.at_most)
            && together.iter().any(|placed| scope.has_together(&placed.meeting.id))
        {
            let (first, last) = (day_of(range.start).0, day_of(range.end - 1).0);
            let set = sets.entry(together.iter().map(|placed| &placed.meeting.id).collect()).or_insert(TooMany {
                first,
                last,
                half_days: 0,
            });
            set.last = last;
            set.half_days += range.end - range.start;
        }
    });
    for (set, days) in sets {
        let excess = i64::try_from(set.len()).unwrap_or(i64::MAX) - i64::from(limit.at_most);
        let mut finding = broken(
            strength(limit.strength),
            &set,
            vec![days.first, days.last],
            format!(
                "{} meetings run at once {}; at most {} should",
                set.len(),
                words::during(days.first, days.last),
                limit.at_most
            ),
            "move one of them",
        );
        finding.amount = excess * days.half_days;
        findings.push(finding);
    }
}

/// Not more rooms on a half-day than the venue has.
pub(super) fn rooms(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    let mut at_venue: BTreeMap<&VenueId, Vec<Placed<'_>>> = BTreeMap::new();
    for placed in view.around(scope) {
        if let Some(venue) = placed.venue.filter(|_| placed.meeting.rooms > 0) {
            at_venue.entry(&venue.id).or_default().push(placed);
        }
    }
    for here in at_venue.values() {
        let Some((venue, limit)) = here[0].venue.and_then(|venue| Some((venue, venue.rooms_a_day?))) else { continue };
        runs(here, |range, together| {
            let used: u32 = together.iter().map(|placed| u32::from(placed.meeting.rooms)).sum();
            if used <= u32::from(limit.get()) || !together.iter().any(|placed| scope.has_together(&placed.meeting.id)) {
                return;
            }
            let ids: Vec<&MeetingId> = together.iter().map(|placed| &placed.meeting.id).collect();
            for (day, half) in range.map(day_of) {
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
        });
    }
}

/// People who follow two bodies are not needed by both at once.
pub(super) fn shared_delegates(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for shared in view.shared(scope) {
        for a in view.of_body(&shared.a) {
            for b in view.of_body(&shared.b).iter().filter(|b| scope.has_either(&a.meeting.id, &b.meeting.id)) {
                let half_days = a.at.shared_half_days(b.at);
                if half_days == 0 || meant_to_meet(a, b) || meant_to_meet(b, a) {
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
