//! The most a problem can cost: sums must stay exact.

use super::draft::Per;
use super::problem::{Gap, Kind, LevelCost, Over, Problem};

/// No level may be able to cost as much as this: costs stay exact in a double, and no sum overflows.
pub(super) const LIMIT: u128 = 1 << 53;

/// The most each level could cost, counted generously.
pub(super) fn dearest(problem: &Problem) -> Vec<u128> {
    let mut dear = vec![0_u128; problem.levels.len()];
    let longest =
        problem.activities.iter().flat_map(|a| &a.modes).map(|mode| u128::from(mode.duration)).max().unwrap_or(0);
    let horizon = u128::from(problem.horizon);
    let mut add = |over: Over, units: u128| {
        if let Over::Level { level, weight } = over {
            let sum = &mut dear[level.get()];
            *sum = sum.saturating_add(units.saturating_mul(u128::from(weight)));
        }
    };
    let mut load = vec![0_u128; problem.resources.len()];
    for activity in &problem.activities {
        let free = |cost: LevelCost| Over::Level { level: cost.level, weight: cost.cost };
        if let Some(cost) = activity.optional {
            add(free(cost), 1);
        }
        for mode in &activity.modes {
            if let Some(cost) = mode.cost {
                add(free(cost), 1);
            }
            for cost in &mode.start_costs {
                let most = problem.profiles[cost.profile.get()].iter().max().copied().unwrap_or(0);
                add(Over::Level { level: cost.level, weight: cost.weight }, u128::from(most));
            }
            for cost in &mode.place_costs {
                add(Over::Level { level: cost.level, weight: cost.cost }, 1);
            }
            for &(resource, units) in &mode.uses {
                load[resource.get()] += u128::from(units) * u128::from(mode.duration);
            }
        }
    }
    for (resource, load) in problem.resources.iter().zip(load) {
        add(resource.over, load);
    }
    add(problem.place_over, problem.activities.len() as u128 * longest);
    for relation in &problem.relations {
        add(relation.over, most_units(&relation.kind, horizon, longest));
    }
    dear
}

fn most_units(kind: &Kind, horizon: u128, longest: u128) -> u128 {
    let each = |per: Per, most: u128| if per == Per::Tick { most } else { 1 };
    let short = |gap: &Gap| {
        let far = gap.min.unsigned_abs().max(gap.max.map_or(0, i64::unsigned_abs));
        each(gap.per, u128::from(far) + 2 * horizon)
    };
    match kind {
        Kind::Overlap { a, b, per } => (a.len() * b.len()) as u128 * each(*per, longest),
        Kind::Disjoint { activities, per } => (activities.len() * activities.len()) as u128 * each(*per, longest),
        Kind::Gap { gap, .. } | Kind::Spacing { gap, .. } => short(gap),
        Kind::Break { activities, .. } | Kind::Move { activities, .. } => (activities.len() * activities.len()) as u128,
        Kind::Within { .. } | Kind::AnyOf { .. } => 1,
        Kind::SamePlace { activities } | Kind::SameDays { activities, .. } => activities.len() as u128,
    }
}
