//! Windows and relations to a linear program.
//!
//! One binary column for each slot of an activity, one more for each place where there is a choice. Most relations of two
//! activities become *clashes*: a set of slots of one and a set of slots of the other, not both (`sum + sum <= 1`), which
//! bounds far better than a row for each pair of slots would.

mod clashes;
mod groups;
mod loads;
mod pairs;

use super::linear::{Column, Linear, Term};
use super::windows::{Scope, Weight, Windows};
use crate::kernel::problem::Kind;
use crate::kernel::{ActivityIndex, Over, PlaceIndex, Placement, Placements, Problem};

/// Programs with more coefficients are not attempted.
const LARGEST: usize = 6_000_000;

/// The program would be too large, or building it was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

/// What becomes of a broken relation.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// It cannot be broken.
    Never,
    /// Each unit costs this at this level.
    Priced(usize, u64),
    /// The column is 1 if any unit is charged.
    Flag(Column),
}

/// The columns of an activity.
#[derive(Debug, Clone, Default)]
struct Columns {
    /// One for each slot.
    slots: Vec<Column>,
    /// For each slot its places; the slot's own column where there is no choice.
    places: Vec<Vec<(PlaceIndex, Column)>>,
    skip: Option<Column>,
}

/// A linear program and what its columns mean.
#[derive(Debug)]
pub(super) struct Program<'a> {
    problem: &'a Problem,
    windows: &'a Windows,
    scope: &'a Scope<'a>,
    pub(super) linear: Linear,
    columns: Vec<Columns>,
    /// For each level considered, what makes up its cost.
    costs: Vec<Vec<Term>>,
    /// For each pair of activities whether they may not share ticks, row by row.
    disjoint: Vec<bool>,
}

impl<'a> Program<'a> {
    /// The program that minimises the cost of the last level of `scope.ceilings`, with those before at most at theirs.
    pub(super) fn new(
        problem: &'a Problem,
        windows: &'a Windows,
        scope: &'a Scope<'a>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Self, TooLarge> {
        let many = problem.activities().len();
        let mut program = Self {
            problem,
            windows,
            scope,
            linear: Linear::default(),
            columns: Vec::with_capacity(many),
            costs: vec![Vec::new(); scope.ceilings.len()],
            disjoint: vec![false; many * many],
        };
        program.add_columns();
        program.find_disjoint();
        program.add_loads()?;
        for (n, relation) in problem.relations().iter().enumerate() {
            if stop() {
                return Err(TooLarge);
            }
            let target = match windows.relation_weight(n, relation, scope) {
                Weight::Hard => Target::Never,
                Weight::Priced(level, weight) => Target::Priced(level, weight),
                Weight::Ignored => continue,
            };
            program.add_relation(relation.kind(), target);
            program.check_size()?;
        }
        program.add_levels();
        program.check_size()?;
        Ok(program)
    }

    fn check_size(&self) -> Result<(), TooLarge> {
        if self.linear.nonzeros() > LARGEST { Err(TooLarge) } else { Ok(()) }
    }

    fn add_columns(&mut self) {
        for activity in self.problem.activity_indices() {
            let mut columns = Columns::default();
            let mut choice = Vec::new();
            for slot in self.windows.slots(activity) {
                let column = self.linear.binary();
                choice.push((column, 1.0));
                self.add_cost(column, &slot.cost);
                let places = match &slot.places[..] {
                    [] => Vec::new(),
                    [(place, cost)] => {
                        self.add_cost(column, cost);
                        vec![(*place, column)]
                    }
                    several => {
                        let mut sum = vec![(column, -1.0)];
                        let mut places = Vec::new();
                        for (place, cost) in several {
                            let there = self.linear.binary();
                            self.add_cost(there, cost);
                            sum.push((there, 1.0));
                            places.push((*place, there));
                        }
                        self.linear.equal(sum, 0.0);
                        places
                    }
                };
                columns.slots.push(column);
                columns.places.push(places);
            }
            if let Some(cost) = self.windows.skip(activity) {
                let column = self.linear.binary();
                self.add_cost(column, cost);
                choice.push((column, 1.0));
                columns.skip = Some(column);
            }
            self.linear.equal(choice, 1.0);
            self.columns.push(columns);
        }
    }

    fn add_cost(&mut self, column: Column, cost: &[u64]) {
        for (terms, &cost) in self.costs.iter_mut().zip(cost) {
            if cost > 0 {
                terms.push((column, cost as f64));
            }
        }
    }

    /// The activities that hard relations, or their windows, keep from sharing ticks.
    fn find_disjoint(&mut self) {
        let many = self.problem.activities().len();
        for (n, relation) in self.problem.relations().iter().enumerate() {
            if self.windows.relation_weight(n, relation, self.scope) != Weight::Hard {
                continue;
            }
            let (a, b) = match relation.kind() {
                Kind::Disjoint { activities, .. } => (activities, activities),
                Kind::Overlap { a, b, .. } => (a, b),
                _ => continue,
            };
            for &one in a.iter() {
                for &other in b.iter() {
                    self.disjoint[one.get() * many + other.get()] = true;
                    self.disjoint[other.get() * many + one.get()] = true;
                }
            }
        }
    }

    /// Whether no two of these can share ticks.
    fn all_disjoint(&self, list: &[ActivityIndex]) -> bool {
        let many = self.problem.activities().len();
        list.iter().enumerate().all(|(n, &one)| {
            list[n + 1..]
                .iter()
                .all(|&other| self.disjoint[one.get() * many + other.get()] || self.windows.apart(one, other))
        })
    }

    fn slack(&mut self, target: Target, units: f64) -> Option<Column> {
        match target {
            Target::Never => None,
            Target::Flag(column) => Some(column),
            Target::Priced(level, weight) => {
                let column = self.linear.slack(f64::INFINITY);
                self.costs[level].push((column, weight as f64 * units));
                Some(column)
            }
        }
    }

    /// `sum(terms) <= upper`, or else the slack is at least the excess divided by `times`.
    fn limit(&mut self, terms: Vec<Term>, upper: f64, slack: Option<Column>, times: f64) {
        match slack {
            None => self.linear.at_most(terms, upper),
            Some(slack) => self.linear.push(terms, upper, slack, times),
        }
    }

    fn target(&self, over: Over) -> Option<Target> {
        match self.windows.weight(over, self.scope) {
            Weight::Hard => Some(Target::Never),
            Weight::Priced(level, weight) => Some(Target::Priced(level, weight)),
            Weight::Ignored => None,
        }
    }

    fn add_levels(&mut self) {
        for (level, terms) in self.costs.iter().enumerate() {
            if level + 1 == self.costs.len() {
                for &(column, cost) in terms {
                    self.linear.objective[column.get()] += cost;
                }
            } else if let Some(ceiling) = self.scope.ceilings[level]
                && !terms.is_empty()
            {
                self.linear.at_most(terms.clone(), ceiling as f64);
            }
        }
    }

    /// The values of all columns under placements; `None` if a placement is not among the slots left.
    pub(super) fn values(&self, placements: &Placements) -> Option<Vec<f64>> {
        let mut values = vec![0.0; self.linear.columns.len()];
        for (activity, columns) in self.problem.activity_indices().zip(&self.columns) {
            match placements.get(activity) {
                None => values[columns.skip?.get()] = 1.0,
                Some(placement) => {
                    let slot = self.windows.find(activity, placement)?;
                    values[columns.slots[slot].get()] = 1.0;
                    if let Some(place) = placement.place {
                        let (_, column) = columns.places[slot].iter().find(|(known, _)| *known == place)?;
                        values[column.get()] = 1.0;
                    }
                }
            }
        }
        self.linear.complete(&mut values);
        Some(values)
    }

    /// The placements that the values of the columns stand for.
    pub(super) fn placements(&self, values: &[f64]) -> Placements {
        let mut placements = Placements::empty(self.problem);
        for (activity, columns) in self.problem.activity_indices().zip(&self.columns) {
            let chosen = |column: Column| values[column.get()] > 0.5;
            let placement = columns.slots.iter().position(|&column| chosen(column)).map(|n| {
                let slot = &self.windows.slots(activity)[n];
                let place = columns.places[n].iter().find(|(_, column)| chosen(*column)).map(|(place, _)| *place);
                Placement { start: slot.start, place, mode: slot.mode }
            });
            placements.set(activity, placement);
        }
        placements
    }

    /// The cost of the level minimised, at these values of the columns.
    pub(super) fn objective(&self, values: &[f64]) -> f64 {
        self.linear.objective.iter().zip(values).map(|(cost, value)| cost * value).sum()
    }

    /// A number that divides every possible cost of the level minimised.
    pub(super) fn step(&self) -> u64 {
        let gcd = |mut a: u64, mut b: u64| {
            while b > 0 {
                (a, b) = (b, a % b);
            }
            a
        };
        let costs = self.linear.objective.iter().filter(|cost| **cost > 0.0);
        costs.fold(0, |step, cost| gcd(step, *cost as u64)).max(1)
    }
}
