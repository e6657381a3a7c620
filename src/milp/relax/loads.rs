//! Rows that count what runs at one time: resources, places, and sets of which only one may run.

use super::super::linear::{Column, Row, Term};
use super::{Time, Violated};

/// Units used in each stretch, at most so many.
#[derive(Debug, Clone)]
pub(super) struct Load {
    /// Columns with their stretches and the units they use there.
    pub(super) users: Vec<(Column, (usize, usize), f64)>,
    /// By stretch.
    pub(super) capacity: Vec<f64>,
    /// By stretch the column of the excess; empty where none is allowed.
    pub(super) excess: Vec<Column>,
}

impl Load {
    /// A load of which nothing may exceed the capacity.
    pub(super) fn new(users: Vec<(Column, (usize, usize), f64)>, capacity: Vec<f64>) -> Self {
        Self { users, capacity, excess: Vec::new() }
    }

    /// The rows that these values break.
    pub(super) fn violated(&self, time: &Time, values: &[f64], found: &mut Vec<Violated>) {
        let mut change = vec![0.0; time.count() + 1];
        for &(column, (first, after), units) in &self.users {
            let used = units * values[column.get()];
            change[first] += used;
            change[after] -= used;
        }
        let mut load = 0.0;
        for stretch in 0..time.count() {
            load += change[stretch];
            let excess = self.excess.get(stretch).map_or(0.0, |column| values[column.get()]);
            let by = load - excess - self.capacity[stretch];
            if by > super::TOLERANCE {
                let row = self.row(stretch);
                found.push(Violated { by: by / row.upper.max(1.0), row });
            }
        }
    }

    /// The excess of each stretch, under values of the users.
    pub(super) fn complete(&self, time: &Time, values: &mut [f64]) {
        if self.excess.is_empty() {
            return;
        }
        let mut change = vec![0.0; time.count() + 1];
        for &(column, (first, after), units) in &self.users {
            change[first] += units * values[column.get()];
            change[after] -= units * values[column.get()];
        }
        let mut load = 0.0;
        for stretch in 0..time.count() {
            load += change[stretch];
            values[self.excess[stretch].get()] = (load - self.capacity[stretch]).max(0.0);
        }
    }

    fn row(&self, stretch: usize) -> Row {
        let covers = |range: (usize, usize)| range.0 <= stretch && stretch < range.1;
        let users = self.users.iter().filter(|(_, range, _)| covers(*range));
        let mut terms: Vec<Term> = users.map(|&(column, _, units)| (column, units)).collect();
        terms.extend(self.excess.get(stretch).map(|&column| (column, -1.0)));
        Row::at_most(terms, self.capacity[stretch])
    }
}
