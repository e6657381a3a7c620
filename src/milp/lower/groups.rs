//! Relations that look at several activities together.

use std::collections::BTreeMap;

use super::super::linear::Term;
use super::{Program, Target};
use crate::kernel::problem::Kind;
use crate::kernel::{ActivityIndex, PlaceIndex};

impl Program<'_> {
    /// A slot of `inner` needs a slot of one of `outer` around it.
    pub(super) fn add_within(&mut self, inner: ActivityIndex, outer: &[ActivityIndex], target: Target) {
        if outer.contains(&inner) || self.windows.slots(inner).is_empty() {
            return;
        }
        let slack = self.slack(target, 1.0);
        for (n, own) in self.windows.slots(inner).iter().enumerate() {
            let mut terms = vec![(self.columns[inner.get()].slots[n], 1.0)];
            for &other in outer {
                let slots = self.windows.slots(other).iter().zip(&self.columns[other.get()].slots);
                let around = slots.filter(|(slot, _)| slot.start <= own.start && own.end <= slot.end);
                terms.extend(around.map(|(_, &column)| (column, -1.0)));
            }
            self.limit(terms, 0.0, slack, 1.0);
        }
    }

    pub(super) fn add_same_place(&mut self, activities: &[ActivityIndex], target: Target) {
        let mut users: BTreeMap<PlaceIndex, Vec<Vec<Term>>> = BTreeMap::new();
        for &activity in activities {
            let mut own: BTreeMap<PlaceIndex, Vec<Term>> = BTreeMap::new();
            for &(place, column) in self.columns[activity.get()].places.iter().flatten() {
                own.entry(place).or_default().push((column, 1.0));
            }
            for (place, terms) in own {
                users.entry(place).or_default().push(terms);
            }
        }
        self.add_distinct(users.into_values().collect(), 1, activities.len(), target);
    }

    pub(super) fn add_same_days(&mut self, activities: &[ActivityIndex], allow: u64, target: Target) {
        let mut users: BTreeMap<u32, Vec<Vec<Term>>> = BTreeMap::new();
        for &activity in activities {
            let mut own: BTreeMap<u32, Vec<Term>> = BTreeMap::new();
            for (slot, &column) in self.windows.slots(activity).iter().zip(&self.columns[activity.get()].slots) {
                if let Some(day) = self.problem.day_of(slot.start) {
                    own.entry(day).or_default().push((column, 1.0));
                }
            }
            for (day, terms) in own {
                users.entry(day).or_default().push(terms);
            }
        }
        self.add_distinct(users.into_values().collect(), allow, activities.len(), target);
    }

    /// How many of `things` are used, beyond `allow`. A thing is used if any of its users' sums is 1.
    fn add_distinct(&mut self, things: Vec<Vec<Vec<Term>>>, allow: u64, users: usize, target: Target) {
        let most = things.len().min(users) as u64;
        if most <= allow {
            return;
        }
        let mut used = Vec::new();
        for thing in things {
            let column = self.linear.slack(1.0);
            for user in thing {
                self.linear.push(user, 0.0, column, 1.0);
            }
            used.push((column, 1.0));
        }
        let times = match target {
            Target::Never | Target::Priced(..) => 1.0,
            Target::Flag(_) => (most - allow) as f64,
        };
        let slack = self.slack(target, 1.0);
        self.limit(used, allow as f64, slack, times);
    }

    /// Each member has a flag that is 1 if it is broken; not all flags may be 1.
    pub(super) fn add_any_of(&mut self, of: &[Kind], target: Target) {
        let mut flags = Vec::new();
        for member in of {
            // Whole, because a count beyond what is allowed pushes it up by a share only.
            let flag = self.linear.binary();
            self.add_relation(member, Target::Flag(flag));
            flags.push((flag, 1.0));
        }
        let slack = self.slack(target, 1.0);
        self.limit(flags, of.len() as f64 - 1.0, slack, 1.0);
    }
}
