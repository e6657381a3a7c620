//! The relaxation: when things take place, without where; every row added only when it is broken.
//!
//! A time-indexed program (J. P. Sousa and L. A. Wolsey, *A time indexed formulation of non-preemptive single machine
//! scheduling problems*, 1992) of starts alone. Places become capacities: of the activities that fit only into some places,
//! no more can run at a time than those hold (P. Hall, *On representatives of subsets*, 1935). What relations it does not
//! know cost nothing in it. So its optimum is a lower bound, and where it leaves nothing out
//! ([`is_exact`](Relaxation::is_exact)) the optimum itself.
//!
//! * `classes`: columns, one for each start of activities that are alike
//! * `loads`, `order`, `crowds`: families of rows, each of which finds its broken ones
//! * `build`: a problem's relations to these families
//! * `cutting`: solve, look for broken rows, add them, solve again

mod build;
mod classes;
mod crowds;
mod cutting;
mod loads;
mod order;

pub(super) use cutting::{Cutting, News, Pace};

use super::linear::{Column, Linear, Row};
use classes::Class;
use crowds::Crowds;
use loads::Load;
use order::{Inside, Order};

use crate::kernel::{Placement, Placements, Problem};

/// Rows broken by less are left alone.
const TOLERANCE: f64 = 1e-5;

/// The horizon cut where anything can start or end, or a capacity changes.
#[derive(Debug, Clone)]
struct Time {
    /// Ascending; the last is the end.
    marks: Vec<u32>,
}

impl Time {
    fn count(&self) -> usize {
        self.marks.len().saturating_sub(1)
    }

    /// Ticks of a stretch.
    fn length(&self, stretch: usize) -> f64 {
        f64::from(self.marks[stretch + 1] - self.marks[stretch])
    }

    /// The stretch that begins at a mark.
    fn at(&self, tick: u32) -> usize {
        self.marks.partition_point(|&mark| mark < tick)
    }
}

/// A row that some values break, and by how much.
#[derive(Debug)]
struct Violated {
    by: f64,
    row: Row,
}

/// The relaxation of one level of a problem, with the levels before at their best.
#[derive(Debug, Clone)]
pub(super) struct Relaxation {
    time: Time,
    classes: Vec<Class>,
    costs: Vec<f64>,
    uppers: Vec<f64>,
    whole: Vec<bool>,
    /// One start for each activity; what earlier levels may cost. Then the rows added so far.
    rows: Vec<Row>,
    /// So many rows at the front are never taken away.
    kept: usize,
    loads: Vec<Load>,
    orders: Vec<Order>,
    insides: Vec<Inside>,
    crowds: Crowds,
    exact: bool,
}

impl Relaxation {
    /// Whether its optimum is that of the problem's level.
    pub(super) fn is_exact(&self) -> bool {
        self.exact
    }

    /// Columns so far.
    pub(super) fn columns(&self) -> usize {
        self.costs.len()
    }

    fn column(&mut self, cost: f64, upper: f64, whole: bool) -> Column {
        let column = Column::new(self.costs.len());
        self.costs.push(cost);
        self.uppers.push(upper);
        self.whole.push(whole);
        column
    }

    /// The rows that these values break, the worst first.
    fn violated(&mut self, values: &[f64]) -> Vec<Violated> {
        let mut found = self.hard(values);
        let (costs, uppers, whole) = (&mut self.costs, &mut self.uppers, &mut self.whole);
        let mut more = |cost: f64| meeting(costs, uppers, whole, cost);
        self.crowds.violated(&self.time, values, &mut more, &mut found);
        found.sort_by(|a, b| b.by.total_cmp(&a.by));
        found
    }

    /// The rows that whole values break.
    fn violated_whole(&mut self, values: &[f64]) -> Vec<Violated> {
        let mut found = self.hard(values);
        let (costs, uppers, whole) = (&mut self.costs, &mut self.uppers, &mut self.whole);
        let mut more = |cost: f64| meeting(costs, uppers, whole, cost);
        self.crowds.violated_pairs(&self.time, values, &mut more, &mut found);
        found
    }

    fn hard(&self, values: &[f64]) -> Vec<Violated> {
        let mut found = Vec::new();
        self.loads.iter().for_each(|load| load.violated(&self.time, values, &mut found));
        self.orders.iter().for_each(|order| order.violated(values, &mut found));
        self.insides.iter().for_each(|inside| inside.violated(values, &mut found));
        found
    }

    /// Adds the rows that whole values break; says how many.
    pub(super) fn learn(&mut self, values: &[f64]) -> usize {
        let values = self.starts_of(values);
        let found = self.violated_whole(&values);
        let count = found.len();
        self.rows.extend(found.into_iter().map(|violated| violated.row));
        count
    }

    /// Whole values where they should be whole.
    fn starts_of(&self, values: &[f64]) -> Vec<f64> {
        let round = |(value, whole): (&f64, &bool)| if *whole { value.round() } else { *value };
        let mut all: Vec<f64> = values.iter().zip(&self.whole).map(round).collect();
        all.resize(self.costs.len(), 0.0);
        all
    }

    /// The program with the rows so far, over whole starts.
    pub(super) fn program(&self) -> Linear {
        let mut linear = Linear::default();
        for ((&upper, &whole), &cost) in self.uppers.iter().zip(&self.whole).zip(&self.costs) {
            let column = linear.column(upper, whole);
            linear.objective[column.get()] = cost;
        }
        linear.rows.clone_from(&self.rows);
        linear
    }

    /// The values of all columns under placements; `None` if a placement is not among the columns.
    pub(super) fn values(&self, placements: &Placements) -> Option<Vec<f64>> {
        let mut values = vec![0.0; self.costs.len()];
        for class in &self.classes {
            for &member in &class.members {
                let column = match placements.get(member) {
                    None => class.skip.as_ref()?.0,
                    Some(at) => class.slots.iter().find(|slot| slot.start == at.start && slot.mode == at.mode)?.column,
                };
                values[column.get()] += 1.0;
            }
        }
        self.loads.iter().for_each(|load| load.complete(&self.time, &mut values));
        self.crowds.complete(&self.time, &mut values);
        Some(values)
    }

    /// The placements that whole values stand for, where every class is a single activity; of several places the first.
    pub(super) fn placements(&self, problem: &Problem, values: &[f64]) -> Option<Placements> {
        let mut placements = Placements::empty(problem);
        for class in &self.classes {
            let slot = class.slots.iter().find(|slot| values.get(slot.column.get()).is_some_and(|value| *value > 0.5));
            let placement =
                slot.map(|slot| Placement { start: slot.start, place: slot.places.first().copied(), mode: slot.mode });
            placements.set(class.single()?, placement);
        }
        Some(placements)
    }

    /// Its cost of these values.
    pub(super) fn objective(&self, values: &[f64]) -> f64 {
        self.costs.iter().zip(values).map(|(cost, value)| cost * value).sum()
    }
}

/// A new column for a pair of teams that meet.
fn meeting(costs: &mut Vec<f64>, uppers: &mut Vec<f64>, whole: &mut Vec<bool>, cost: f64) -> Column {
    costs.push(cost);
    uppers.push(1.0);
    whole.push(false);
    Column::new(costs.len() - 1)
}
