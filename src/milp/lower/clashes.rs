//! Clashes: sets of slots of two sides that may not both be chosen.

use super::super::linear::Term;
use super::super::windows::Windows;
use super::{Program, Target};
use crate::kernel::ActivityIndex;

/// A set of slots of each side of a relation; choosing one of both charges `units`.
#[derive(Debug, Clone)]
pub(super) struct Clash {
    pub(super) units: u32,
    pub(super) a: Vec<Term>,
    pub(super) b: Vec<Term>,
    /// No other clash holds this one in both its sets.
    pub(super) maximal: bool,
}

impl Program<'_> {
    /// The slots of `activities` that cover `tick`.
    pub(super) fn cover(&self, activities: &[ActivityIndex], tick: u32) -> Vec<Term> {
        let mut terms = Vec::new();
        for &activity in activities {
            let columns = &self.columns[activity.get()].slots;
            terms.extend(self.windows.covering(activity, tick).map(|slot| (columns[slot], 1.0)));
        }
        terms
    }

    /// The clashes of sharing ticks: for each stretch of ticks the slots of both sides that cover it.
    pub(super) fn sharing(&self, a: &[ActivityIndex], b: &[ActivityIndex]) -> Vec<Clash> {
        let mut clashes = Vec::new();
        for stretch in stretches(self.windows, a.iter().chain(b).copied()) {
            let (ours, theirs) = (self.cover(a, stretch.first), self.cover(b, stretch.first));
            if !ours.is_empty() && !theirs.is_empty() {
                let units = stretch.after - stretch.first;
                clashes.push(Clash { units, a: ours, b: theirs, maximal: stretch.maximal });
            }
        }
        clashes
    }

    /// Rows for clashes. `by_tick`: a priced target counts units, not whether there is any.
    pub(super) fn add_clashes(&mut self, clashes: Vec<Clash>, target: Target, by_tick: bool) {
        if let (Target::Priced(..), true) = (target, by_tick) {
            for clash in clashes {
                let slack = self.slack(target, f64::from(clash.units));
                self.limit([clash.a, clash.b].concat(), 1.0, slack, 1.0);
            }
        } else if clashes.iter().any(|clash| clash.maximal) {
            let slack = self.slack(target, 1.0);
            for clash in clashes.into_iter().filter(|clash| clash.maximal) {
                self.limit([clash.a, clash.b].concat(), 1.0, slack, 1.0);
            }
        }
    }
}

/// Ticks covered by the same slots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) first: u32,
    pub(super) after: u32,
    /// No other stretch is covered by all the slots that cover this one.
    pub(super) maximal: bool,
}

/// The stretches of ticks between the starts and ends of all slots of `activities`.
pub(super) fn stretches(windows: &Windows, activities: impl Iterator<Item = ActivityIndex>) -> Vec<Stretch> {
    let mut marks: Vec<(u32, bool)> = Vec::new();
    for activity in activities {
        marks.extend(windows.slots(activity).iter().flat_map(|slot| [(slot.start, true), (slot.end, false)]));
    }
    marks.sort_unstable();
    marks.dedup();
    let mut stretches = Vec::new();
    let (mut started, mut n) = (false, 0);
    while n < marks.len() {
        let first = marks[n].0;
        while n < marks.len() && marks[n].0 == first {
            started |= marks[n].1;
            n += 1;
        }
        let Some(&(after, _)) = marks.get(n) else { break };
        let ends = marks[n..].iter().take_while(|mark| mark.0 == after).any(|mark| !mark.1);
        stretches.push(Stretch { first, after, maximal: started && ends });
        if started && ends {
            started = false;
        }
    }
    stretches
}
