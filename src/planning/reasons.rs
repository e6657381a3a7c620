//! Why a meeting is where it is: what binds, what is not met and at which price, and the next best dates. Where a
//! meeting moves, those that must lie inside it, or within bounded days of it, move along; all others stay.

use super::board::{Places, Priced, Prices, position, prices, weight};
use crate::domain::demand::{Ask, Demand};
use crate::domain::ids::MeetingId;
use crate::domain::plan::Placement;
use crate::domain::reason::{Alternative, Reason, Unmet};
use std::collections::BTreeMap;

/// How many next best dates are kept.
const ALTERNATIVES: usize = 8;

/// The reason of every meeting of a plan.
pub(super) fn all(prices: &Prices<'_>) -> BTreeMap<MeetingId, Reason> {
    let placements = &prices.plan().placements;
    placements.iter().map(|(meeting, at)| (meeting.clone(), reason(prices, meeting, at))).collect()
}

/// Why a meeting is where it is.
pub(super) fn reason(all: &Prices<'_>, meeting: &MeetingId, at: &Placement) -> Reason {
    let unmet = unmet(all, meeting, at);
    if !all.free(meeting) {
        return Reason { fixed: true, choices: 1, binds: vec![], unmet, alternatives: vec![], as_good: 0 };
    }
    let places = all.of(meeting);
    let ranking = places.ranking();
    let allowed = |priced: &&Priced| priced.points[0] <= 0;
    let other = |priced: &&Priced| !priced.placement.same_dates(at);
    let alternatives = ranking
        .iter()
        .filter(other)
        .filter(allowed)
        .take(ALTERNATIVES)
        .map(|priced| Alternative {
            placement: priced.placement.clone(),
            price: prices(priced.points, [0; 4]),
            breaks: vec![],
        })
        .collect();
    Reason {
        fixed: false,
        choices: ranking.iter().filter(allowed).count(),
        binds: binds(&places, meeting, at, &ranking),
        unmet,
        alternatives,
        as_good: ranking.iter().filter(other).filter(|priced| priced.points == [0; 4]).count(),
    }
}

/// The musts a place would break, in words.
pub(super) fn breaks(places: &Places<'_, '_>, meeting: &MeetingId, spot: &Placement) -> Vec<String> {
    let mut words: Vec<String> = places.broken(spot).into_iter().map(|demand| said(demand, meeting)).collect();
    words.dedup();
    words
}

/// What rules out the nearest earlier and later openings: the musts they break, else the dearest demand.
fn binds(places: &Places<'_, '_>, meeting: &MeetingId, at: &Placement, ranking: &[Priced]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let before = |priced: &&Priced| priced.placement.first() < at.first();
    let after = |priced: &&Priced| priced.placement.first() > at.first();
    let earlier = ranking.iter().filter(before).max_by_key(|priced| priced.placement.first());
    let later = ranking.iter().filter(after).min_by_key(|priced| priced.placement.first());
    for (side, near) in [("earlier", earlier), ("later", later)] {
        let Some(near) = near else { continue };
        let reasons: Vec<String> = if near.points[0] > 0 {
            breaks(places, meeting, &near.placement).into_iter().take(2).collect()
        } else if near.points > [0; 4] {
            dearest(places, meeting, &near.placement).into_iter().collect()
        } else {
            Vec::new()
        };
        for reason in reasons {
            let text = format!("not {side} ({}): {reason}", near.placement.first());
            if !words.contains(&text) {
                words.push(text);
            }
        }
    }
    words
}

/// The demand that makes another place dearer than the one chosen, at the most important level.
pub(super) fn dearest(places: &Places<'_, '_>, meeting: &MeetingId, there: &Placement) -> Option<String> {
    places
        .differences(there)
        .into_iter()
        .filter(|(_, more)| *more > 0)
        .max_by_key(|(demand, more)| (std::cmp::Reverse(position(demand.level)), more * i64::from(weight(demand))))
        .map(|(demand, _)| said(demand, meeting))
}

fn unmet(all: &Prices<'_>, meeting: &MeetingId, at: &Placement) -> Vec<Unmet> {
    let mut found: Vec<Unmet> = all
        .unmet(meeting)
        .into_iter()
        .map(|(demand, units)| Unmet {
            level: demand.level,
            points: units * u64::from(weight(demand)),
            why: said(demand, meeting),
            meetings: concerned(&demand.ask, meeting, at, &|other| all.at(other)),
        })
        .collect();
    found.sort_by(|a, b| a.level.cmp(&b.level).then(b.points.cmp(&a.points)));
    found
}

/// A demand in words, told to the reader of one meeting: another meeting that asks is named.
pub(super) fn said(demand: &Demand, reader: &MeetingId) -> String {
    match demand.ask.meetings().first() {
        Some(asking) if asking != reader => format!("{} ({asking}): {}", demand.origin, demand.why),
        _ => format!("{}: {}", demand.origin, demand.why),
    }
}

/// The meetings that an unmet demand is about: for limits, those that run at the same time.
fn concerned<'p>(
    ask: &Ask,
    meeting: &MeetingId,
    at: &Placement,
    others: &dyn Fn(&MeetingId) -> Option<&'p Placement>,
) -> Vec<MeetingId> {
    let all = ask.meetings();
    match ask {
        Ask::AtMostInParallel { .. } | Ask::Rooms { .. } => all
            .into_iter()
            .filter(|other| other == meeting || others(other).is_some_and(|spot| spot.shared_half_days(at) > 0))
            .collect(),
        _ => all,
    }
}
