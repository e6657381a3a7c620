//! Rows between two activities: one after the other (prefix sums, the disaggregated precedence rows of N. Christofides,
//! R. Alvarez-Valdes and J. M. Tamarit, 1987), one inside the other.

use super::super::linear::{Column, Row, Term};
use super::{TOLERANCE, Violated};

/// Not both: a column of `early` with a value below a threshold and one of `late` with a value at or above it.
///
/// A gap of at least `min` forbids that the second starts before a tick and the first ends, `min` later, at or after it.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// Ascending.
    early: Vec<(i64, Column)>,
    /// Ascending.
    late: Vec<(i64, Column)>,
}

impl Order {
    pub(super) fn new(mut early: Vec<(i64, Column)>, mut late: Vec<(i64, Column)>) -> Self {
        early.sort_unstable();
        late.sort_unstable();
        Self { early, late }
    }

    /// The row that these values break most.
    pub(super) fn violated(&self, values: &[f64], found: &mut Vec<Violated>) {
        let mut later: f64 = self.late.iter().map(|(_, column)| values[column.get()]).sum();
        let (mut earlier, mut n) = (0.0, 0);
        let mut worst: Option<(f64, i64)> = None;
        for (position, &(threshold, column)) in self.late.iter().enumerate() {
            while n < self.early.len() && self.early[n].0 < threshold {
                earlier += values[self.early[n].1.get()];
                n += 1;
            }
            let new = position == 0 || self.late[position - 1].0 < threshold;
            let by = earlier + later - 1.0;
            if new && by > TOLERANCE && worst.is_none_or(|(known, _)| by > known) {
                worst = Some((by, threshold));
            }
            later -= values[column.get()];
        }
        if let Some((by, threshold)) = worst {
            let early = self.early.iter().filter(|(value, _)| *value < threshold);
            let late = self.late.iter().filter(|(value, _)| *value >= threshold);
            let terms: Vec<Term> = early.chain(late).map(|&(_, column)| (column, 1.0)).collect();
            found.push(Violated { by, row: Row::at_most(terms, 1.0) });
        }
    }
}

/// A column of an inner activity needs one of these around it.
#[derive(Debug, Clone)]
pub(super) struct Inside {
    pub(super) inner: Column,
    pub(super) outer: Vec<Column>,
}

impl Inside {
    pub(super) fn violated(&self, values: &[f64], found: &mut Vec<Violated>) {
        let around: f64 = self.outer.iter().map(|column| values[column.get()]).sum();
        let by = values[self.inner.get()] - around;
        if by > TOLERANCE {
            let outer = self.outer.iter().map(|&column| (column, -1.0));
            let terms: Vec<Term> = std::iter::once((self.inner, 1.0)).chain(outer).collect();
            found.push(Violated { by, row: Row::at_most(terms, 0.0) });
        }
    }
}
