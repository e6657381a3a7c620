//! How far a demand is from being met by given dates, in its own units. The placement problem charges the same units.

use crate::domain::demand::Ask;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Placement;
use chrono::NaiveDate;

/// Units by which an ask is not met; 0 when it is. What concerns a meeting that is not placed charges nothing.
pub(super) fn units<'p>(ask: &Ask, at: &dyn Fn(&MeetingId) -> Option<&'p Placement>) -> u64 {
    match ask {
        Ask::AtMostInParallel { meetings, limit } => {
            let spots: Vec<(&Placement, u64)> = meetings.iter().filter_map(|meeting| Some((at(meeting)?, 1))).collect();
            excess(&spots, u64::from(*limit))
        }
        Ask::Rooms { venue, meetings, limit } => {
            let spots: Vec<(&Placement, u64)> = meetings
                .iter()
                .filter_map(|(meeting, rooms)| Some((at(meeting)?, u64::from(*rooms))))
                .filter(|(spot, _)| spot.venue.as_ref() == Some(venue))
                .collect();
            excess(&spots, u64::from(*limit))
        }
        Ask::AnyOf(asks) => u64::from(asks.iter().all(|ask| units(ask, at) > 0)),
        Ask::Inside { meeting, outer } => at(meeting).map_or(0, |inner| {
            let lies = |outer: &Placement| {
                outer.first() <= inner.first() && inner.last() <= outer.last() && half_fits(inner, outer)
            };
            u64::from(!outer.iter().filter_map(at).any(lies))
        }),
        Ask::Gap { first, second, least, most, by_day } => match (at(first), at(second)) {
            (Some(first), Some(second)) => outside((second.first() - first.last()).num_days(), *least, *most, *by_day),
            _ => 0,
        },
        Ask::Cycle { first, second, least, most } => match (at(first), at(second)) {
            (Some(first), Some(second)) => outside((second.first() - first.first()).num_days(), *least, *most, true),
            _ => 0,
        },
        Ask::Apart { a, b } => match (at(a), at(b)) {
            (Some(a), Some(b)) => a.shared_half_days(b).unsigned_abs(),
            _ => 0,
        },
        Ask::OpensFrom { meeting, .. }
        | Ask::ClosesBy { meeting, .. }
        | Ask::AvoidDays { meeting, .. }
        | Ask::OpensOn { meeting, .. }
        | Ask::Near { meeting, .. }
        | Ask::PreferVenue { meeting, .. }
        | Ask::Stay { meeting, .. } => at(meeting).map_or(0, |spot| alone(ask, spot)),
    }
}

/// Units of an ask that concerns one meeting only.
fn alone(ask: &Ask, spot: &Placement) -> u64 {
    match ask {
        Ask::OpensFrom { day, .. } => days_short(spot.first(), *day),
        Ask::ClosesBy { day, .. } => days_short(*day, spot.last()),
        Ask::AvoidDays { days, at, margin, .. } => {
            if at.as_ref().is_some_and(|venue| spot.venue.as_ref() != Some(venue)) {
                return 0;
            }
            let margin = chrono::Days::new(u64::from(*margin));
            let (first, last) = (spot.first() - margin, spot.last() + margin);
            days.range(first..=last).count() as u64
        }
        Ask::OpensOn { days, .. } => u64::from(!days.contains(&spot.first())),
        Ask::Near { day, .. } | Ask::Stay { day, .. } => (spot.first() - *day).num_days().unsigned_abs().div_ceil(7),
        Ask::PreferVenue { venues, .. } => {
            spot.venue.as_ref().and_then(|venue| venues.iter().position(|other| other == venue)).unwrap_or(0) as u64
        }
        _ => 0,
    }
}

fn days_short(day: NaiveDate, least: NaiveDate) -> u64 {
    u64::try_from((least - day).num_days()).unwrap_or(0)
}

fn outside(gap: i64, least: i64, most: Option<i64>, by_day: bool) -> u64 {
    let short = (least - gap).max(most.map_or(0, |most| gap - most)).max(0).unsigned_abs();
    if by_day { short } else { short.min(1) }
}

/// A half-day meeting lies inside a half-day one only in the same half.
fn half_fits(inner: &Placement, outer: &Placement) -> bool {
    outer.half.is_none() || outer.half == inner.half
}

/// Half-days times units above a limit.
fn excess(spots: &[(&Placement, u64)], limit: u64) -> u64 {
    let Some(zero) = spots.iter().map(|(spot, _)| spot.first()).min() else { return 0 };
    let mut changes: Vec<(i64, i64)> = Vec::with_capacity(2 * spots.len());
    for (spot, uses) in spots {
        let range = spot.half_days(zero);
        let uses = i64::try_from(*uses).unwrap_or(i64::MAX);
        changes.push((range.start, uses));
        changes.push((range.end, -uses));
    }
    changes.sort_unstable();
    let (mut used, mut since, mut total) = (0_i64, 0_i64, 0_u64);
    for (tick, change) in changes {
        let over = u64::try_from(used).unwrap_or(0).saturating_sub(limit);
        total += over * u64::try_from(tick - since).unwrap_or(0);
        since = tick;
        used += change;
    }
    total
}
