//! The starts and places each activity has left.
//!
//! What one activity alone rules out (closed places, the horizon, a pin) is never a column. Then costs rule out more: with
//! a known ceiling on a level, whoever alone exceeds what is left above the sum of everybody's least cost is gone. Then
//! pairs: a start that no start of a partner fits is gone.

use std::sync::Arc;

use crate::kernel::draft::Per;
use crate::kernel::explain::candidates;
use crate::kernel::problem::{Kind, Relation};
use crate::kernel::{ActivityIndex, Member, ModeIndex, Over, PlaceIndex, Placement, Problem};

use crate::kernel::spot::{Spot, pair_units};

/// Activities or relations between two questions whether to stop.
const LOOK: usize = 64;

/// Places with their cost by level. Starts with the same places share one list.
type Openings = Arc<[(PlaceIndex, Vec<u64>)]>;

/// A mode and start of an activity, with the places open to it then.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) mode: ModeIndex,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Empty where no place is needed.
    pub(super) places: Openings,
    /// Cost by level, without the place's.
    pub(super) cost: Vec<u64>,
}

impl Slot {
    /// Cost at a level, with the cheapest place.
    pub(super) fn least(&self, level: usize) -> u64 {
        self.cost[level] + self.places.iter().map(|(_, cost)| cost[level]).min().unwrap_or(0)
    }

    /// The spot, at a place or none.
    pub(super) fn spot(&self, place: Option<PlaceIndex>) -> Spot {
        Spot { start: self.start, end: self.end, place, mode: self.mode }
    }

    fn covers(&self, tick: u32) -> bool {
        self.start <= tick && tick < self.end
    }
}

/// Which demands count, and what is known of the levels' costs.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    /// The demands that count; `None` is all.
    pub(super) kept: Option<&'a [Member]>,
    /// For the levels considered, a cost that need not be exceeded; `None` where nothing is known.
    pub(super) ceilings: Vec<Option<u64>>,
}

impl Scope<'_> {
    pub(super) fn keeps(&self, member: Member) -> bool {
        self.kept.is_none_or(|kept| kept.contains(&member))
    }
}

/// How a price is to be treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Breaking it is out of the question.
    Hard,
    /// Each unit costs this at this level.
    Priced(usize, u64),
    /// It does not matter yet.
    Ignored,
}

/// The slots of every activity.
#[derive(Debug, Clone)]
pub(super) struct Windows {
    slots: Vec<Vec<Slot>>,
    /// Cost by level of leaving an activity out, where that is possible.
    skip: Vec<Option<Vec<u64>>>,
    /// For each level considered the sum of everybody's least cost.
    floor: Vec<u64>,
}

/// Why there are no windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// An activity has nothing left.
    Empty,
    /// It was told to stop.
    Stopped,
}

impl Windows {
    /// What is left under `scope`.
    pub(super) fn new(problem: &Problem, scope: &Scope<'_>, stop: &dyn Fn() -> bool) -> Result<Self, Failure> {
        let levels = problem.levels().len();
        let mut windows = Self { slots: Vec::new(), skip: Vec::new(), floor: vec![0; scope.ceilings.len()] };
        for activity in problem.activity_indices() {
            if activity.get() % LOOK == 0 && stop() {
                return Err(Failure::Stopped);
            }
            windows.slots.push(slots(problem, activity));
            let known = problem.activity(activity);
            windows.skip.push(match known.optional() {
                Some(optional) if known.may_be_left_out() => {
                    let mut cost = vec![0; levels];
                    cost[optional.level.get()] = optional.cost;
                    Some(cost)
                }
                _ if !scope.keeps(Member::Window(activity)) => Some(vec![0; levels]),
                _ => None,
            });
        }
        windows.shrink(problem, scope, stop)?;
        Ok(windows)
    }

    /// What is left under a narrower scope: that of before with lower ceilings, or more of them.
    pub(super) fn narrow(
        mut self,
        problem: &Problem,
        scope: &Scope<'_>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Self, Failure> {
        self.shrink(problem, scope, stop)?;
        Ok(self)
    }

    pub(super) fn slots(&self, activity: ActivityIndex) -> &[Slot] {
        &self.slots[activity.get()]
    }

    pub(super) fn skip(&self, activity: ActivityIndex) -> Option<&[u64]> {
        self.skip[activity.get()].as_deref()
    }

    /// The sum of everybody's least cost at a level: a lower bound.
    pub(super) fn floor(&self, level: usize) -> u64 {
        self.floor[level]
    }

    /// How a price is to be treated, knowing the ceilings.
    pub(super) fn weight(&self, over: Over, scope: &Scope<'_>) -> Weight {
        match over {
            Over::Forbidden => Weight::Hard,
            Over::Level { weight: 0, .. } => Weight::Ignored,
            Over::Level { level, weight } => match scope.ceilings.get(level.get()) {
                None => Weight::Ignored,
                Some(Some(ceiling)) if ceiling.saturating_sub(self.floor[level.get()]) < weight => Weight::Hard,
                Some(_) => Weight::Priced(level.get(), weight),
            },
        }
    }

    /// How a relation is to be treated.
    pub(super) fn relation_weight(&self, n: usize, relation: &Relation, scope: &Scope<'_>) -> Weight {
        let member = Member::Relation(crate::kernel::RelationIndex::new(n));
        if relation.over() == Over::Forbidden && !scope.keeps(member) {
            return Weight::Ignored;
        }
        self.weight(relation.over(), scope)
    }

    /// Where a placement is among an activity's slots.
    pub(super) fn find(&self, activity: ActivityIndex, placement: Placement) -> Option<usize> {
        self.slots(activity).iter().position(|slot| slot.start == placement.start && slot.mode == placement.mode)
    }

    fn shrink(&mut self, problem: &Problem, scope: &Scope<'_>, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        loop {
            let before = self.size();
            self.shrink_by_cost(scope)?;
            for (n, relation) in problem.relations().iter().enumerate() {
                if n % LOOK == 0 && stop() {
                    return Err(Failure::Stopped);
                }
                if self.relation_weight(n, relation, scope) == Weight::Hard {
                    self.shrink_by_relation(problem, relation.kind(), stop)?;
                }
            }
            if self.slots.iter().zip(&self.skip).any(|(slots, skip)| slots.is_empty() && skip.is_none()) {
                return Err(Failure::Empty);
            }
            if self.size() == before {
                return Ok(());
            }
        }
    }

    fn size(&self) -> usize {
        self.slots.iter().map(Vec::len).sum::<usize>() + self.skip.iter().flatten().count()
    }

    fn shrink_by_cost(&mut self, scope: &Scope<'_>) -> Result<(), Failure> {
        for (level, ceiling) in scope.ceilings.iter().enumerate() {
            let least = |slots: &[Slot], skip: &Option<Vec<u64>>| {
                let costs = slots.iter().map(|slot| slot.least(level)).chain(skip.iter().map(|cost| cost[level]));
                costs.min()
            };
            let all: Option<Vec<u64>> =
                self.slots.iter().zip(&self.skip).map(|(slots, skip)| least(slots, skip)).collect();
            let all = all.ok_or(Failure::Empty)?;
            self.floor[level] = all.iter().sum();
            let Some(ceiling) = *ceiling else { continue };
            let Some(spare) = ceiling.checked_sub(self.floor[level]) else { return Err(Failure::Empty) };
            for ((slots, skip), least) in self.slots.iter_mut().zip(&mut self.skip).zip(all) {
                // Slots first: a slot that stays keeps its cheapest place.
                slots.retain(|slot| slot.least(level) <= least + spare);
                let mut shared: Option<Openings> = None;
                for slot in slots.iter_mut() {
                    let own = slot.cost[level];
                    let affordable = |place: &&(PlaceIndex, Vec<u64>)| own + place.1[level] <= least + spare;
                    if slot.places.iter().all(|place| affordable(&place)) {
                        continue;
                    }
                    slot.places = match &shared {
                        Some(known) if slot.places.iter().filter(affordable).eq(known.iter()) => Arc::clone(known),
                        _ => slot.places.iter().filter(affordable).cloned().collect(),
                    };
                    shared = Some(Arc::clone(&slot.places));
                }
                if skip.as_ref().is_some_and(|cost| cost[level] > least + spare) {
                    *skip = None;
                }
            }
        }
        Ok(())
    }

    fn shrink_by_relation(&mut self, problem: &Problem, kind: &Kind, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        match kind {
            Kind::Gap { first, second, .. } => self.shrink_by_pair(problem, kind, *first, *second),
            Kind::Spacing { a, b, .. } => self.shrink_by_pair(problem, kind, *a, *b),
            Kind::Within { inner, outer } => {
                let mut slots = std::mem::take(&mut self.slots[inner.get()]);
                slots.retain(|slot| {
                    let holds = |other: &Slot| other.start <= slot.start && slot.end <= other.end;
                    outer.iter().any(|&outer| outer == *inner || self.slots(outer).iter().any(holds))
                });
                self.slots[inner.get()] = slots;
                if let [outer] = outer[..]
                    && outer != *inner
                    && self.skip[inner.get()].is_none()
                {
                    self.skip[outer.get()] = None;
                    let mut slots = std::mem::take(&mut self.slots[outer.get()]);
                    slots.retain(|slot| {
                        let inside = |other: &Slot| slot.start <= other.start && other.end <= slot.end;
                        self.slots(*inner).iter().any(inside)
                    });
                    self.slots[outer.get()] = slots;
                }
            }
            Kind::Disjoint { activities, .. } => self.shrink_by_crowd(activities, activities, stop)?,
            Kind::Overlap { a, b, .. } => {
                self.shrink_by_crowd(a, b, stop)?;
                self.shrink_by_crowd(b, a, stop)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Drops the slots of each of two activities that fit none of the other's.
    fn shrink_by_pair(&mut self, problem: &Problem, kind: &Kind, a: ActivityIndex, b: ActivityIndex) {
        let fits = |one: &Slot, other: &Slot| pair_units(problem, kind, &one.spot(None), &other.spot(None)) == 0;
        if self.skip[b.get()].is_none() {
            let mut slots = std::mem::take(&mut self.slots[a.get()]);
            slots.retain(|one| self.slots(b).iter().any(|other| fits(one, other)));
            self.slots[a.get()] = slots;
        }
        if self.skip[a.get()].is_none() {
            let mut slots = std::mem::take(&mut self.slots[b.get()]);
            slots.retain(|other| self.slots(a).iter().any(|one| fits(one, other)));
            self.slots[b.get()] = slots;
        }
    }

    /// Drops slots of `those` that share ticks with every slot of some other of `these`.
    fn shrink_by_crowd(
        &mut self,
        these: &[ActivityIndex],
        those: &[ActivityIndex],
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Failure> {
        for (n, &one) in these.iter().enumerate() {
            if n % LOOK == LOOK - 1 && stop() {
                return Err(Failure::Stopped);
            }
            if self.skip[one.get()].is_some() {
                continue;
            }
            let first_end = self.slots(one).iter().map(|slot| slot.end).min();
            let last_start = self.slots(one).iter().map(|slot| slot.start).max();
            let (Some(first_end), Some(last_start)) = (first_end, last_start) else { continue };
            if last_start >= first_end {
                continue;
            }
            // Whatever slot it takes, it covers these ticks.
            for &other in those {
                if other != one {
                    self.slots[other.get()].retain(|slot| slot.end <= last_start || first_end <= slot.start);
                }
            }
        }
        Ok(())
    }

    /// Whether two activities cannot share ticks wherever they are.
    pub(super) fn apart(&self, a: ActivityIndex, b: ActivityIndex) -> bool {
        let span = |activity: ActivityIndex| {
            let slots = self.slots(activity);
            Some((slots.iter().map(|slot| slot.start).min()?, slots.iter().map(|slot| slot.end).max()?))
        };
        match (span(a), span(b)) {
            (Some(a), Some(b)) => a.1 <= b.0 || b.1 <= a.0,
            _ => true,
        }
    }

    /// The slots of an activity that cover a tick, by position.
    pub(super) fn covering(&self, activity: ActivityIndex, tick: u32) -> impl Iterator<Item = usize> + '_ {
        self.slots(activity).iter().enumerate().filter(move |(_, slot)| slot.covers(tick)).map(|(n, _)| n)
    }
}

fn slots(problem: &Problem, activity: ActivityIndex) -> Vec<Slot> {
    let known = problem.activity(activity);
    let levels = problem.levels().len();
    let candidates = candidates(problem, activity);
    let mut slots: Vec<Slot> = Vec::new();
    for group in candidates.chunk_by(|one, other| one.start == other.start && one.mode == other.mode) {
        let (first, mode) = (group[0], known.mode(group[0].mode));
        let places = || group.iter().filter_map(|candidate| candidate.place);
        let shared = slots
            .last()
            .filter(|last| last.mode == first.mode && last.places.iter().map(|(place, _)| *place).eq(places()));
        let places = match shared {
            Some(last) => Arc::clone(&last.places),
            None => places()
                .map(|place| {
                    let mut cost = vec![0; levels];
                    for known in mode.place_costs().iter().filter(|known| known.place == place) {
                        cost[known.level.get()] += known.cost;
                    }
                    (place, cost)
                })
                .collect(),
        };
        let mut cost = vec![0; levels];
        for known in mode.start_costs() {
            cost[known.level.get()] += known.weight * problem.profile(known.profile)[first.start as usize];
        }
        if let Some(chosen) = mode.cost() {
            cost[chosen.level.get()] += chosen.cost;
        }
        slots.push(Slot { mode: first.mode, start: first.start, end: first.start + mode.duration(), places, cost });
    }
    slots
}

/// Whether units of a kind are counted by ticks.
pub(super) fn by_tick(per: Per) -> bool {
    per == Per::Tick
}
