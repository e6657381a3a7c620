//! How far a demand is from being met by given dates, in its own units. The placement problem charges the same units.

use crate::domain::demand::Ask;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Placement;
use chrono::NaiveDate;

/// The meetings of an ask, as somebody looks them up: by id, or by a number that is quicker to find.
#[derive(Clone, Debug)]
pub(super) enum Who<M> {
    /// The one it concerns.
    One(M),
    /// The first and the second.
    Two(M, M),
    /// The inner meeting, and those of which one should hold it.
    Inside(M, Vec<M>),
    /// Those that are counted together.
    All(Vec<M>),
    /// Those of each alternative.
    Any(Vec<Who<M>>),
}

impl<M: Copy> Who<M> {
    /// Looks up the meetings of an ask.
    pub(super) fn of<'d>(ask: &'d Ask, look: &dyn Fn(&'d MeetingId) -> M) -> Self {
        match ask {
            Ask::OpensFrom { meeting, .. }
            | Ask::ClosesBy { meeting, .. }
            | Ask::AvoidDays { meeting, .. }
            | Ask::OpensOn { meeting, .. }
            | Ask::Near { meeting, .. }
            | Ask::PreferVenue { meeting, .. }
            | Ask::Stay { meeting, .. }
            | Ask::Keep { meeting, .. }
            | Ask::KeepVenue { meeting, .. } => Who::One(look(meeting)),
            Ask::Gap { first, second, .. } | Ask::Cycle { first, second, .. } => Who::Two(look(first), look(second)),
            Ask::Apart { a, b } => Who::Two(look(a), look(b)),
            Ask::Inside { meeting, outer } => Who::Inside(look(meeting), outer.iter().map(look).collect()),
            Ask::AtMostInParallel { meetings, .. } => Who::All(meetings.iter().map(look).collect()),
            Ask::Rooms { meetings, .. } => Who::All(meetings.iter().map(|(meeting, _)| look(meeting)).collect()),
            Ask::AnyOf(asks) => Who::Any(asks.iter().map(|ask| Who::of(ask, look)).collect()),
        }
    }

    /// Visits them all; one that stands twice in the ask is visited twice.
    pub(super) fn each(&self, visit: &mut dyn FnMut(M)) {
        match self {
            Who::One(one) => visit(*one),
            Who::Two(first, second) => [first, second].into_iter().for_each(|one| visit(*one)),
            Who::Inside(inner, outer) => std::iter::once(inner).chain(outer).for_each(|one| visit(*one)),
            Who::All(all) => all.iter().for_each(|one| visit(*one)),
            Who::Any(parts) => parts.iter().for_each(|part| part.each(visit)),
        }
    }

    /// One of them is as asked.
    pub(super) fn any(&self, is: &dyn Fn(M) -> bool) -> bool {
        match self {
            Who::One(one) => is(*one),
            Who::Two(first, second) => is(*first) || is(*second),
            Who::Inside(inner, outer) => is(*inner) || outer.iter().any(|outer| is(*outer)),
            Who::All(all) => all.iter().any(|one| is(*one)),
            Who::Any(parts) => parts.iter().any(|part| part.any(is)),
        }
    }
}

/// Units by which an ask is not met; 0 when it is. What concerns a meeting that is not placed charges nothing.
pub(super) fn units<'p, 'd>(ask: &'d Ask, at: &dyn Fn(&'d MeetingId) -> Option<&'p Placement>) -> u64 {
    units_of(ask, &Who::of(ask, &|meeting| meeting), at)
}

/// The same for an ask whose meetings have been looked up.
pub(super) fn units_of<'p, M: Copy>(ask: &Ask, who: &Who<M>, at: &dyn Fn(M) -> Option<&'p Placement>) -> u64 {
    match (ask, who) {
        (_, Who::One(meeting)) => at(*meeting).map_or(0, |spot| alone(ask, spot)),
        (_, Who::Two(first, second)) => match (at(*first), at(*second)) {
            (Some(first), Some(second)) => between(ask, first, second),
            _ => 0,
        },
        (_, Who::Inside(inner, outer)) => at(*inner).map_or(0, |inner| {
            let lies = |outer: &Placement| {
                outer.first() <= inner.first() && inner.last() <= outer.last() && half_fits(inner, outer)
            };
            u64::from(!outer.iter().filter_map(|outer| at(*outer)).any(lies))
        }),
        (Ask::AtMostInParallel { limit, .. }, Who::All(all)) => {
            let spots: Vec<(&Placement, u64)> = all.iter().filter_map(|meeting| Some((at(*meeting)?, 1))).collect();
            excess(&spots, u64::from(*limit))
        }
        (Ask::Rooms { venue, meetings, limit }, Who::All(all)) => {
            let spots: Vec<(&Placement, u64)> = all
                .iter()
                .zip(meetings)
                .filter_map(|(meeting, (_, rooms))| Some((at(*meeting)?, u64::from(*rooms))))
                .filter(|(spot, _)| spot.venue.as_ref() == Some(venue))
                .collect();
            excess(&spots, u64::from(*limit))
        }
        (Ask::AnyOf(asks), Who::Any(parts)) => {
            u64::from(asks.iter().zip(parts).all(|(ask, part)| units_of(ask, part, at) > 0))
        }
        (_, Who::All(_) | Who::Any(_)) => 0,
    }
}

/// Units of an ask that concerns two meetings.
fn between(ask: &Ask, first: &Placement, second: &Placement) -> u64 {
    match ask {
        Ask::Gap { least, most, by_day, .. } => {
            outside((second.first() - first.last()).num_days(), *least, *most, *by_day)
        }
        Ask::Cycle { least, most, .. } => outside((second.first() - first.first()).num_days(), *least, *most, true),
        Ask::Apart { .. } => first.shared_half_days(second).unsigned_abs(),
        _ => 0,
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
        Ask::Keep { at, .. } => u64::from(!spot.same_dates(at)),
        Ask::KeepVenue { venue, .. } => u64::from(spot.venue != *venue),
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
