//! Relations that count pairs of activities.

use super::super::linear::Term;
use super::super::windows::{Slot, by_tick};
use super::clashes::Clash;
use super::{Program, Target};
use crate::kernel::draft::Unit;
use crate::kernel::problem::{Gap, Kind};
use crate::kernel::spot::pair_units;
use crate::kernel::{ActivityIndex, PlaceIndex};

impl Program<'_> {
    pub(super) fn add_relation(&mut self, kind: &Kind, target: Target) {
        match kind {
            Kind::Overlap { a, b, per } => self.add_overlap(a, b, by_tick(*per), target),
            Kind::Disjoint { activities, per } => {
                if let Target::Never = target {
                    self.add_exclusive(activities);
                } else {
                    self.each_pair(activities, |program, one, other| {
                        let clashes = program.sharing(&[one], &[other]);
                        program.add_clashes(clashes, target, by_tick(*per));
                    });
                }
            }
            Kind::Gap { first, second, gap } => {
                let clashes = self.gap_clashes(*first, *second, gap);
                self.add_clashes(clashes, target, by_tick(gap.per));
            }
            Kind::Spacing { a, b, .. } => self.add_table(kind, *a, *b, target),
            Kind::Break { activities, .. } => {
                self.each_pair(activities, |program, one, other| program.add_table(kind, one, other, target));
            }
            Kind::Move { activities, .. } => {
                self.each_pair(activities, |program, one, other| program.add_moves(kind, one, other, target));
            }
            Kind::Within { inner, outer } => self.add_within(*inner, outer, target),
            Kind::SamePlace { activities } => self.add_same_place(activities, target),
            Kind::SameDays { activities, allow } => self.add_same_days(activities, *allow, target),
            Kind::AnyOf { of } => self.add_any_of(of, target),
        }
    }

    fn each_pair(&mut self, list: &[ActivityIndex], mut add: impl FnMut(&mut Self, ActivityIndex, ActivityIndex)) {
        for (n, &one) in list.iter().enumerate() {
            for &other in &list[n + 1..] {
                add(self, one, other);
            }
        }
    }

    /// At most one of these at a time: one row a stretch.
    fn add_exclusive(&mut self, activities: &[ActivityIndex]) {
        for stretch in super::clashes::stretches(self.windows, activities.iter().copied()) {
            if stretch.maximal {
                let terms = self.cover(activities, stretch.first);
                if terms.len() > 1 {
                    self.linear.at_most(terms, 1.0);
                }
            }
        }
    }

    /// Where neither side overlaps itself, the sides clash as wholes; otherwise pair by pair.
    fn add_overlap(&mut self, a: &[ActivityIndex], b: &[ActivityIndex], ticks: bool, target: Target) {
        let common = a.iter().any(|activity| b.contains(activity));
        let whole = ticks || !matches!(target, Target::Priced(..));
        if whole && !common && self.all_disjoint(a) && self.all_disjoint(b) {
            let clashes = self.sharing(a, b);
            return self.add_clashes(clashes, target, ticks);
        }
        // Each ordered pair is charged: a pair that is in both sides both ways is charged twice.
        for &one in a {
            for &other in b {
                let both_ways = a.contains(&other) && b.contains(&one);
                if one == other || (both_ways && other < one) || self.windows.apart(one, other) {
                    continue;
                }
                let target = match target {
                    Target::Priced(level, weight) if both_ways => Target::Priced(level, 2 * weight),
                    same => same,
                };
                let clashes = self.sharing(&[one], &[other]);
                self.add_clashes(clashes, target, ticks);
            }
        }
    }

    /// The clashes of a gap too small or too large: for each stretch of thresholds the slots of the first that end too
    /// late (or too early) for it and the slots of the second that start before (or after) it.
    fn gap_clashes(&self, first: ActivityIndex, second: ActivityIndex, gap: &Gap) -> Vec<Clash> {
        let day = |tick: u32| self.problem.day_of(tick).map_or(0, i64::from);
        let leaves = |slot: &Slot| match gap.unit {
            Unit::Tick => i64::from(slot.end),
            Unit::Day => day(slot.end - 1),
        };
        let comes = |slot: &Slot| match gap.unit {
            Unit::Tick => i64::from(slot.start),
            Unit::Day => day(slot.start),
        };
        let values = |activity: ActivityIndex, value: &dyn Fn(&Slot) -> i64| -> Vec<(i64, Term)> {
            let slots = self.windows.slots(activity).iter().zip(&self.columns[activity.get()].slots);
            slots.map(|(slot, &column)| (value(slot), (column, 1.0))).collect()
        };
        // Too small: comes < leaves + min.
        let early = values(second, &|slot| comes(slot));
        let late = values(first, &|slot| leaves(slot) + gap.min);
        let mut clashes = thresholds(&early, &late);
        if let Some(max) = gap.max {
            // Too large: leaves + max < comes.
            let early = values(first, &|slot| leaves(slot) + max);
            let late = values(second, &|slot| comes(slot));
            clashes.extend(thresholds(&early, &late));
        }
        clashes
    }

    /// One row for each slot of `a`, against the slots of `b` that it does not fit.
    fn add_table(&mut self, kind: &Kind, a: ActivityIndex, b: ActivityIndex, target: Target) {
        let mut rows = Vec::new();
        for (own, &column) in self.windows.slots(a).iter().zip(&self.columns[a.get()].slots) {
            let others = self.windows.slots(b).iter().zip(&self.columns[b.get()].slots);
            let hits: Vec<Term> = others
                .map(|(other, &column)| {
                    (column, pair_units(self.problem, kind, &own.spot(None), &other.spot(None)) as f64)
                })
                .filter(|(_, units)| *units > 0.0)
                .collect();
            if !hits.is_empty() {
                rows.push((column, hits));
            }
        }
        self.add_rows(rows, target);
    }

    /// The same for [`Kind::Move`], for each slot and place of `a`: near slots of `b` that are not at the same place.
    fn add_moves(&mut self, kind: &Kind, a: ActivityIndex, b: ActivityIndex, target: Target) {
        let elsewhere = PlaceIndex::new(usize::MAX);
        let mut rows = Vec::new();
        let (ours, theirs) = (&self.columns[a.get()], &self.columns[b.get()]);
        for (n, own) in self.windows.slots(a).iter().enumerate() {
            let mut near = Vec::new();
            for (m, other) in self.windows.slots(b).iter().enumerate() {
                if pair_units(self.problem, kind, &own.spot(None), &other.spot(Some(elsewhere))) > 0 {
                    near.push(m);
                }
            }
            let own_places: Vec<(Option<PlaceIndex>, _)> = if ours.places[n].is_empty() {
                vec![(None, ours.slots[n])]
            } else {
                ours.places[n].iter().map(|&(place, column)| (Some(place), column)).collect()
            };
            for (place, column) in own_places {
                let mut hits: Vec<Term> = Vec::new();
                for &m in &near {
                    let here = theirs.places[m].iter().find(|(known, _)| Some(*known) == place);
                    match (here, theirs.places[m].is_empty(), place) {
                        (_, true, None) => {}
                        (Some((_, column)), ..) if *column == theirs.slots[m] => {}
                        (Some((_, column)), ..) => hits.extend([(theirs.slots[m], 1.0), (*column, -1.0)]),
                        (None, ..) => hits.push((theirs.slots[m], 1.0)),
                    }
                }
                if !hits.is_empty() {
                    rows.push((column, hits));
                }
            }
        }
        self.add_rows(rows, target);
    }

    /// For each row: if its column is chosen, the hits' units are charged.
    fn add_rows(&mut self, rows: Vec<(super::Column, Vec<Term>)>, target: Target) {
        if rows.is_empty() {
            return;
        }
        let slack = self.slack(target, 1.0);
        for (column, mut hits) in rows {
            let most = match target {
                // What counts is that there is a unit, not how many.
                Target::Never | Target::Flag(_) => {
                    hits.iter_mut().for_each(|(_, units)| *units = units.signum());
                    1.0
                }
                Target::Priced(..) => hits.iter().map(|(_, units)| *units).fold(0.0, f64::max),
            };
            hits.push((column, most));
            self.limit(hits, most, slack, 1.0);
        }
    }
}

/// For each stretch of whole numbers between values: the early ones at or before it against the late ones after it.
fn thresholds(early: &[(i64, Term)], late: &[(i64, Term)]) -> Vec<Clash> {
    let mut marks: Vec<i64> = early.iter().chain(late).map(|(value, _)| *value).collect();
    marks.sort_unstable();
    marks.dedup();
    let mut clashes = Vec::new();
    let mut grown = false;
    for pair in marks.windows(2) {
        let (first, after) = (pair[0], pair[1]);
        grown |= early.iter().any(|(value, _)| *value == first);
        let a: Vec<Term> = early.iter().filter(|(value, _)| *value <= first).map(|(_, term)| *term).collect();
        let b: Vec<Term> = late.iter().filter(|(value, _)| *value >= after).map(|(_, term)| *term).collect();
        if a.is_empty() || b.is_empty() {
            continue;
        }
        let maximal = grown && late.iter().any(|(value, _)| *value == after);
        grown &= !maximal;
        let units = u32::try_from(after - first).unwrap_or(u32::MAX);
        clashes.push(Clash { units, a, b, maximal });
    }
    clashes
}
