//! How many units a relation charges: the meaning of each kind, in one place.
//!
//! Pairs are counted from both ends so that a change of one activity can be priced alone ([`units_with`]).

use super::draft::{Per, Unit};
use super::index::ActivityIndex;
use super::problem::{Gap, Kind, Problem};
use super::spot::Spot;

/// Where everything sits; the ledger overrides one activity.
pub(super) trait Whereabouts {
    /// Where an activity sits, if it is placed.
    fn spot(&self, activity: ActivityIndex) -> Option<Spot>;
}

impl Whereabouts for [Option<Spot>] {
    fn spot(&self, activity: ActivityIndex) -> Option<Spot> {
        self[activity.get()]
    }
}

fn per(units: u64, per: Per) -> u64 {
    match per {
        Per::Tick => units,
        Per::Once => u64::from(units > 0),
    }
}

fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> u64 {
    let mut all: Vec<T> = values.collect();
    all.sort_unstable();
    all.dedup();
    all.len() as u64
}

/// The day of a tick of a problem with days, as a signed number.
fn day(problem: &Problem, tick: u32) -> i64 {
    problem.day_of(tick).map_or(0, i64::from)
}

/// Ticks or days by which the gap from `first` to `second` is too small or too large.
pub(super) fn outside(problem: &Problem, first: &Spot, second: &Spot, gap: &Gap) -> u64 {
    let measured = match gap.unit {
        Unit::Tick => i64::from(second.start) - i64::from(first.end),
        Unit::Day => day(problem, second.start) - day(problem, first.end - 1),
    };
    let units = if measured < gap.min { gap.min - measured } else { gap.max.map_or(0, |max| (measured - max).max(0)) };
    per(units.unsigned_abs(), gap.per)
}

/// Units of the unordered pair of `a` and `b` under a kind that counts pairs. For [`Kind::Overlap`] one ordered pair.
pub(super) fn pair_units(problem: &Problem, kind: &Kind, a: &Spot, b: &Spot) -> u64 {
    match kind {
        Kind::Overlap { per: each, .. } | Kind::Disjoint { per: each, .. } => per(u64::from(a.shared(b)), *each),
        Kind::Gap { gap, .. } => outside(problem, a, b, gap),
        Kind::Spacing { gap, .. } => {
            if b.start < a.start {
                outside(problem, b, a, gap)
            } else {
                outside(problem, a, b, gap)
            }
        }
        Kind::Break { min, .. } => {
            let too_close = |first: &Spot, second: &Spot| {
                let gap = i64::from(second.start) - i64::from(first.end);
                u64::from(0 <= gap && gap < *min)
            };
            too_close(a, b) + too_close(b, a)
        }
        Kind::Move { window, .. } => {
            let (first, second) = if b.start < a.start { (b, a) } else { (a, b) };
            let near = first.start < second.start && i64::from(second.start) - i64::from(first.end) <= *window;
            u64::from(near && first.place != second.place)
        }
        Kind::Within { .. } | Kind::SamePlace { .. } | Kind::SameDays { .. } | Kind::AnyOf { .. } => 0,
    }
}

/// One side of a pair: who, where, and whether it is of the first list and of the second.
type Guest = (Spot, ActivityIndex, bool, bool);

/// The placed members of a relation of pairs, by start; and how far behind the end of one the start of another can be
/// for the two to be charged.
fn guests<W: Whereabouts + ?Sized>(kind: &Kind, at: &W) -> (Vec<Guest>, i64) {
    let placed = |activity: ActivityIndex| at.spot(activity).map(|spot| (spot, activity, true, true));
    let (mut guests, reach): (Vec<Guest>, i64) = match kind {
        Kind::Overlap { a, b, .. } => {
            let (mut n, mut m) = (0, 0);
            let mut all = Vec::with_capacity(a.len() + b.len());
            // Both lists ascend: each activity once, with the sides it is on.
            while n < a.len() || m < b.len() {
                let next = a.get(n).into_iter().chain(b.get(m)).min().copied();
                let (in_a, in_b) = (a.get(n).copied() == next, b.get(m).copied() == next);
                n += usize::from(in_a);
                m += usize::from(in_b);
                let spot = next.and_then(|activity| Some((at.spot(activity)?, activity, in_a, in_b)));
                all.extend(spot);
            }
            (all, -1)
        }
        Kind::Disjoint { activities, .. } => (activities.iter().filter_map(|&one| placed(one)).collect(), -1),
        Kind::Break { activities, min } => (activities.iter().filter_map(|&one| placed(one)).collect(), min - 1),
        Kind::Move { activities, window } => (activities.iter().filter_map(|&one| placed(one)).collect(), *window),
        _ => (Vec::new(), 0),
    };
    guests.sort_by_key(|(spot, activity, ..)| (spot.start, *activity));
    (guests, reach)
}

/// Tells of the pairs of a relation that are charged, with their units. Looks only at those near each other.
fn for_each_pair<W: Whereabouts + ?Sized>(
    problem: &Problem,
    kind: &Kind,
    at: &W,
    mut tell: impl FnMut(ActivityIndex, ActivityIndex, u64),
) {
    // By far the most relations of large problems: no list is made for a single pair.
    if let Kind::Overlap { a, b, .. } = kind
        && let ([one], [other]) = (&a[..], &b[..])
    {
        if let (true, Some(ours), Some(theirs)) = (one != other, at.spot(*one), at.spot(*other)) {
            let units = pair_units(problem, kind, &ours, &theirs);
            if units > 0 {
                tell(*one, *other, units);
            }
        }
        return;
    }
    let (guests, reach) = guests(kind, at);
    for (n, (ours, one, in_a, in_b)) in guests.iter().enumerate() {
        let near = |(theirs, ..): &&Guest| i64::from(theirs.start) - i64::from(ours.end) <= reach;
        for (theirs, other, also_a, also_b) in guests[n + 1..].iter().take_while(near) {
            let times = match kind {
                Kind::Overlap { .. } => u64::from(*in_a && *also_b) + u64::from(*in_b && *also_a),
                _ => 1,
            };
            let units = times * pair_units(problem, kind, ours, theirs);
            if units > 0 {
                tell(*one, *other, units);
            }
        }
    }
}

/// Units a relation charges.
pub(super) fn units<W: Whereabouts + ?Sized>(problem: &Problem, kind: &Kind, at: &W) -> u64 {
    match kind {
        Kind::Overlap { .. } | Kind::Disjoint { .. } | Kind::Break { .. } | Kind::Move { .. } => {
            let mut sum = 0;
            for_each_pair(problem, kind, at, |_, _, units| sum += units);
            sum
        }
        Kind::Gap { first: a, second: b, .. } | Kind::Spacing { a, b, .. } => match (at.spot(*a), at.spot(*b)) {
            (Some(a), Some(b)) => pair_units(problem, kind, &a, &b),
            _ => 0,
        },
        Kind::Within { inner, outer } => at.spot(*inner).map_or(0, |inside| {
            let holds = |outside: Spot| outside.start <= inside.start && inside.end <= outside.end;
            u64::from(!outer.iter().filter_map(|&activity| at.spot(activity)).any(holds))
        }),
        Kind::SamePlace { activities } => {
            distinct(activities.iter().filter_map(|&activity| at.spot(activity)?.place)).saturating_sub(1)
        }
        Kind::SameDays { activities, allow } => {
            let days = activities.iter().filter_map(|&activity| at.spot(activity)).map(|spot| day(problem, spot.start));
            distinct(days).saturating_sub(*allow)
        }
        Kind::AnyOf { of } => u64::from(of.iter().all(|member| units(problem, member, at) > 0)),
    }
}

/// The units of a relation that depend on where `activity` sits: for kinds that count pairs, those of its pairs; for the
/// others, all. The difference between two spots of `activity` is exact.
pub(super) fn units_with<W: Whereabouts + ?Sized>(
    problem: &Problem,
    kind: &Kind,
    at: &W,
    activity: ActivityIndex,
) -> u64 {
    let with = |list: &[ActivityIndex], own: &Spot| -> u64 {
        let others = list.iter().filter(|&&other| other != activity).filter_map(|&other| at.spot(other));
        others.map(|other| pair_units(problem, kind, own, &other)).sum()
    };
    match kind {
        Kind::Overlap { a, b, .. } => at.spot(activity).map_or(0, |own| {
            let as_a = if a.binary_search(&activity).is_ok() { with(b, &own) } else { 0 };
            let as_b = if b.binary_search(&activity).is_ok() { with(a, &own) } else { 0 };
            as_a + as_b
        }),
        Kind::Disjoint { activities, .. } | Kind::Break { activities, .. } | Kind::Move { activities, .. } => {
            at.spot(activity).map_or(0, |own| with(activities, &own))
        }
        _ => units(problem, kind, at),
    }
}

/// The activities to blame for what a relation charges, ascending.
pub(super) fn blamed<W: Whereabouts + ?Sized>(problem: &Problem, kind: &Kind, at: &W) -> Vec<ActivityIndex> {
    let mut all = match kind {
        Kind::Overlap { .. } | Kind::Disjoint { .. } | Kind::Break { .. } | Kind::Move { .. } => {
            let mut all = Vec::new();
            for_each_pair(problem, kind, at, |one, other, _| all.extend([one, other]));
            all
        }
        Kind::AnyOf { of } => of.iter().flat_map(|member| blamed(problem, member, at)).collect(),
        _ => kind.activities().into_iter().filter(|&activity| at.spot(activity).is_some()).collect::<Vec<_>>(),
    };
    all.sort_unstable();
    all.dedup();
    all
}

/// The activities to blame for what a relation charges because of `activity`, ascending: of kinds that count pairs those
/// of its pairs, of the others all.
pub(super) fn blamed_with<W: Whereabouts + ?Sized>(
    problem: &Problem,
    kind: &Kind,
    at: &W,
    activity: ActivityIndex,
) -> Vec<ActivityIndex> {
    let in_list = |list: &[ActivityIndex], one: ActivityIndex| list.binary_search(&one).is_ok();
    let meets = |other: ActivityIndex| match kind {
        Kind::Overlap { a, b, .. } => {
            in_list(a, activity) && in_list(b, other) || in_list(b, activity) && in_list(a, other)
        }
        _ => true,
    };
    let mut all = match kind {
        Kind::Overlap { .. } | Kind::Disjoint { .. } | Kind::Break { .. } | Kind::Move { .. } => {
            let Some(own) = at.spot(activity) else { return Vec::new() };
            let charged = |other: ActivityIndex| {
                other == activity
                    || meets(other) && at.spot(other).is_some_and(|spot| pair_units(problem, kind, &own, &spot) > 0)
            };
            kind.activities().into_iter().filter(|&other| charged(other)).collect()
        }
        Kind::AnyOf { of } => of.iter().flat_map(|member| blamed_with(problem, member, at, activity)).collect(),
        _ => blamed(problem, kind, at),
    };
    all.sort_unstable();
    all.dedup();
    all
}
