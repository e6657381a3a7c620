//! Who works on what: one table by size.

use super::windows::{Scope, Weight, Windows, by_tick};
use crate::kernel::problem::Kind;
use crate::kernel::{ActivityIndex, Problem};

/// How a level is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Method {
    /// The relaxation with rows added as they are broken, then over whole starts: bounds, and the optimum where it is exact.
    pub(super) relaxation: bool,
    /// The program with all columns and rows.
    pub(super) program: bool,
}

/// Coefficients of the program up to which it is solved at once; up to which it is built at all.
const SMALL: usize = 10_000;
const LARGE: usize = 3_000_000;

/// The table; `always` takes the relaxation whatever the size. Search goes on all the time on its own threads, whatever the proof does.
///
/// | coefficients of the program | relaxation | program |
/// |---|---|---|
/// | few | – | at once |
/// | many | first | afterwards, where the relaxation leaves something out |
/// | too many to hold | only, and while it leads somewhere: after that search has its processor too | – |
pub(super) fn method(problem: &Problem, windows: &Windows, scope: &Scope<'_>, always: bool) -> Method {
    let size = size(problem, windows, scope);
    Method { relaxation: always || size > SMALL, program: size <= LARGE }
}

/// Whether the program of these windows would be too large to hold.
pub(super) fn is_too_large(problem: &Problem, windows: &Windows, scope: &Scope<'_>) -> bool {
    size(problem, windows, scope) > LARGE
}

/// About how many coefficients the program of these windows has; found without building any of it.
fn size(problem: &Problem, windows: &Windows, scope: &Scope<'_>) -> usize {
    let slots = |activity: ActivityIndex| windows.slots(activity).len();
    let ticks = |activity: ActivityIndex| {
        windows.slots(activity).iter().map(|slot| (slot.end - slot.start) as usize).sum::<usize>()
    };
    let spots =
        |activity: ActivityIndex| windows.slots(activity).iter().map(|slot| 1 + slot.places.len()).sum::<usize>();
    let per_tick = problem.activity_indices().map(|activity| ticks(activity) + 3 * spots(activity)).sum::<usize>();
    let mut sum = per_tick;
    for (n, relation) in problem.relations().iter().enumerate() {
        let weight = windows.relation_weight(n, relation, scope);
        if weight != Weight::Ignored {
            sum = sum.saturating_add(relation_size(relation.kind(), weight, &slots, &ticks, &spots));
        }
    }
    sum
}

fn relation_size(
    kind: &Kind,
    weight: Weight,
    slots: &dyn Fn(ActivityIndex) -> usize,
    ticks: &dyn Fn(ActivityIndex) -> usize,
    spots: &dyn Fn(ActivityIndex) -> usize,
) -> usize {
    let all = |list: &[ActivityIndex], each: &dyn Fn(ActivityIndex) -> usize| -> usize {
        list.iter().map(|&activity| each(activity)).sum()
    };
    let pairs = |list: &[ActivityIndex], each: &dyn Fn(ActivityIndex) -> usize| all(list, each) * list.len();
    match kind {
        Kind::Overlap { a, b, per } if weight == Weight::Hard || by_tick(*per) => all(a, ticks) + all(b, ticks),
        Kind::Overlap { a, b, .. } => all(a, ticks) * b.len() + all(b, ticks) * a.len(),
        Kind::Disjoint { activities, .. } if weight == Weight::Hard => all(activities, ticks),
        Kind::Disjoint { activities, .. } => pairs(activities, ticks),
        // Each threshold holds half of all starts.
        Kind::Gap { first, second, .. } => (slots(*first) + slots(*second)) * slots(*first).min(slots(*second)),
        Kind::Spacing { a, b, .. } => slots(*a) * slots(*b),
        Kind::Break { activities, .. } => pairs(activities, &|activity| slots(activity) * 8),
        Kind::Move { activities, .. } => pairs(activities, &|activity| spots(activity) * 16),
        Kind::Within { inner, outer } => slots(*inner) * all(outer, slots),
        Kind::SamePlace { activities } => all(activities, spots),
        Kind::SameDays { activities, .. } => all(activities, slots),
        Kind::AnyOf { of } => of.iter().map(|kind| relation_size(kind, weight, slots, ticks, spots)).sum(),
    }
}
