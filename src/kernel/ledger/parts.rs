//! What tables are made of: seats and rates, lists for each activity, and numbers for what is equal.

use std::collections::BTreeMap;

use super::super::problem::{Kind, Over};

/// No place, or no start: the activity is not there.
pub(in crate::kernel) const NONE: u32 = u32::MAX;

/// Where an activity sits; the mode is counted from its activity's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kernel) struct Seat {
    /// First tick; [`NONE`] if the activity is left out or sits nowhere possible.
    pub(in crate::kernel) start: u32,
    /// The tick after the last.
    pub(in crate::kernel) end: u32,
    /// The place, or [`NONE`].
    pub(in crate::kernel) place: u32,
    /// The mode.
    pub(in crate::kernel) mode: u32,
}

impl Seat {
    /// Nowhere.
    pub(in crate::kernel) const ABSENT: Self = Self { start: NONE, end: NONE, place: NONE, mode: 0 };

    /// Whether it is somewhere.
    pub(in crate::kernel) fn is_present(&self) -> bool {
        self.start != NONE
    }

    /// The ticks both share.
    pub(super) fn shared(&self, other: &Self) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// Whether `other` lies inside.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.is_present() && self.start <= other.start && other.end <= self.end
    }

    /// Whether it covers a tick.
    pub(super) fn covers(&self, tick: u32) -> bool {
        self.start <= tick && tick < self.end
    }
}

/// What one unit costs: position 0 of a price is what is forbidden, then come the levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rate {
    pub(super) level: u32,
    pub(super) weight: i64,
}

impl Rate {
    /// Of what is forbidden.
    pub(super) const FORBIDDEN: Self = Self { level: 0, weight: 1 };

    pub(super) fn of(over: Over) -> Self {
        match over {
            Over::Forbidden => Self::FORBIDDEN,
            Over::Level { level, weight } => Self { level: level.get() as u32 + 1, weight: weight as i64 },
        }
    }

    /// Adds the cost of some units.
    #[inline]
    pub(super) fn charge(self, units: u64, price: &mut [i64]) {
        price[self.level as usize] += self.weight * units as i64;
    }
}

/// Lists of numbers, one for each activity, in one array.
#[derive(Debug, Clone, Default)]
pub(in crate::kernel) struct Lists {
    offsets: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// From one list for each activity.
    pub(super) fn new(lists: impl Iterator<Item = Vec<u32>>) -> Self {
        let mut made = Self { offsets: vec![0], items: Vec::new() };
        for list in lists {
            made.items.extend(list);
            made.offsets.push(made.items.len() as u32);
        }
        made
    }

    /// The list of an activity.
    #[inline]
    pub(in crate::kernel) fn of(&self, activity: usize) -> &[u32] {
        &self.items[self.offsets[activity] as usize..self.offsets[activity + 1] as usize]
    }
}

/// For each activity the numbers of the relations of one sort that touch it.
pub(super) fn touching<'k>(count: usize, kinds: impl Iterator<Item = (u32, &'k Kind)>) -> Lists {
    let mut lists = vec![Vec::new(); count];
    for (n, kind) in kinds {
        for activity in kind.activities() {
            lists[activity.get()].push(n);
        }
    }
    Lists::new(lists.into_iter())
}

/// Numbers things that are equal alike, and keeps one of each.
#[derive(Debug)]
pub(super) struct Interned<T> {
    known: BTreeMap<T, u32>,
}

impl<T: Ord> Interned<T> {
    pub(super) fn new() -> Self {
        Self { known: BTreeMap::new() }
    }

    pub(super) fn number(&mut self, item: T) -> u32 {
        let next = self.known.len() as u32;
        *self.known.entry(item).or_insert(next)
    }

    /// All of them, each at its number.
    pub(super) fn into_list(self) -> Vec<T> {
        let mut list: Vec<(T, u32)> = self.known.into_iter().collect();
        list.sort_unstable_by_key(|(_, number)| *number);
        list.into_iter().map(|(item, _)| item).collect()
    }
}
