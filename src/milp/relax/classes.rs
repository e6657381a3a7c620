//! Columns of the relaxation: starts of activities, with activities that are alike taken together.

use std::collections::BTreeMap;

use super::super::linear::Column;
use super::super::windows::{Scope, Weight, Windows};
use crate::kernel::problem::Kind;
use crate::kernel::{ActivityIndex, ModeIndex, PlaceIndex, Problem};

/// A mode and start of a class.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) mode: ModeIndex,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The first stretch it covers, and the one after the last.
    pub(super) stretches: (usize, usize),
    pub(super) column: Column,
    /// Least cost by level: with the cheapest place.
    pub(super) cost: Vec<u64>,
    /// Every place open to any member then; empty where none is needed.
    pub(super) places: Vec<PlaceIndex>,
}

/// Activities that cost the same at the same starts and take part in the same crowds. Their columns are sums: a relaxation,
/// because what tells them apart (their places, what comes before what) is only kept as far as they share it.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub(super) members: Vec<ActivityIndex>,
    pub(super) slots: Vec<Slot>,
    /// The column of being left out, with its cost by level.
    pub(super) skip: Option<(Column, Vec<u64>)>,
}

impl Class {
    /// The one activity, if there is only one.
    pub(super) fn single(&self) -> Option<ActivityIndex> {
        if let [one] = self.members[..] { Some(one) } else { None }
    }
}

/// What members of a class have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    /// Duration, cost of choosing it, costs of starts, uses: of each mode.
    modes: Vec<(u32, Vec<[u64; 3]>, Vec<(usize, u64)>)>,
    /// Crowds: relation and side.
    crowds: Vec<(usize, u8)>,
    /// Set for an activity that is like no other.
    alone: Option<ActivityIndex>,
}

/// The classes of a problem, each with its slots but without columns yet.
///
/// Only activities with a choice of places are taken together: the relaxation leaves places out, so nothing is lost that
/// it could still prove. Where there is no choice, activities stay apart and the relaxation may be exact.
pub(super) fn classes(problem: &Problem, windows: &Windows, scope: &Scope<'_>) -> Vec<Class> {
    let mut crowds: Vec<Vec<(usize, u8)>> = vec![Vec::new(); problem.activities().len()];
    for (n, relation) in problem.relations().iter().enumerate() {
        if windows.relation_weight(n, relation, scope) == Weight::Ignored {
            continue;
        }
        match relation.kind() {
            Kind::Overlap { a, b, .. } => {
                a.iter().for_each(|one| crowds[one.get()].push((n, 0)));
                b.iter().for_each(|one| crowds[one.get()].push((n, 1)));
            }
            Kind::Disjoint { activities, .. } => activities.iter().for_each(|one| crowds[one.get()].push((n, 2))),
            _ => {}
        }
    }
    let mut alike: BTreeMap<Likeness, Vec<ActivityIndex>> = BTreeMap::new();
    for (activity, crowds) in problem.activity_indices().zip(crowds) {
        let known = problem.activity(activity);
        let choice = windows.slots(activity).iter().any(|slot| slot.places.len() > 1);
        let alone = !choice || windows.skip(activity).is_some() || known.fixed().is_some();
        let modes = known.modes().iter().map(|mode| {
            let mut costs: Vec<[u64; 3]> = mode
                .start_costs()
                .iter()
                .map(|cost| [cost.level.get() as u64, 1 + cost.profile.get() as u64, cost.weight])
                .collect();
            costs.extend(mode.cost().map(|cost| [cost.level.get() as u64, 0, cost.cost]));
            costs.sort_unstable();
            let uses = mode.uses().iter().map(|(resource, units)| (resource.get(), *units)).collect();
            (mode.duration(), costs, uses)
        });
        let likeness = Likeness { modes: modes.collect(), crowds, alone: alone.then_some(activity) };
        alike.entry(likeness).or_default().push(activity);
    }
    let mut classes: Vec<Class> = alike.into_values().map(|members| class(problem, windows, members)).collect();
    classes.sort_by_key(|class| class.members[0]);
    classes
}

fn class(problem: &Problem, windows: &Windows, members: Vec<ActivityIndex>) -> Class {
    let levels = problem.levels().len();
    let mut slots: BTreeMap<(ModeIndex, u32), Slot> = BTreeMap::new();
    for &member in &members {
        for own in windows.slots(member) {
            let cost: Vec<u64> = (0..levels).map(|level| own.least(level)).collect();
            let slot = slots.entry((own.mode, own.start)).or_insert_with(|| Slot {
                mode: own.mode,
                start: own.start,
                end: own.end,
                stretches: (0, 0),
                column: Column::new(0),
                cost: cost.clone(),
                places: Vec::new(),
            });
            for (known, cost) in slot.cost.iter_mut().zip(cost) {
                *known = cost.min(*known);
            }
            slot.places.extend(own.places.iter().map(|(place, _)| *place));
        }
    }
    let mut slots: Vec<Slot> = slots.into_values().collect();
    for slot in &mut slots {
        slot.places.sort_unstable();
        slot.places.dedup();
    }
    let skip = members.first().and_then(|&member| windows.skip(member)).map(|cost| (Column::new(0), cost.to_vec()));
    Class { members, slots, skip }
}
