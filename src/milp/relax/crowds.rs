//! What it costs that teams meet at the same time.
//!
//! A *team* is a set of activities of which at most one runs at a time (the meetings of a group). Two teams with common
//! delegates cost something in every tick in which both meet: a product of two sums, `z >= Y(a) + Y(b) - 1` in linear terms,
//! which fractions escape (one half each costs nothing). The clique inequalities of the boolean quadric polytope do not let
//! them: for teams `S` and a whole number `k`, the pairs of `S` that meet number at least `k |meeting| - k (k + 1) / 2`
//! (M. Padberg, *The boolean quadric polytope*, 1989). They are added where they are broken.

use std::collections::BTreeMap;

use super::super::linear::{Column, Row, Term};
use super::{Time, Violated};

/// Teams of which pairs are considered: beyond, the table of pairs is too large.
const MOST: usize = 2_000;
/// Inequalities of one stretch added at once.
const AT_ONCE: usize = 15;
/// Sets are grown from so many teams of a stretch.
const SEEDS: usize = 40;
/// Greatest `k` tried.
const DEEPEST: usize = 5;
/// An inequality must be broken by so much.
const WORTH: f64 = 0.02;

/// A pair of teams that costs something when both meet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) weight: f64,
    /// Charged in every tick, or else once wherever it is.
    pub(super) by_tick: bool,
}

/// How two teams stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pair {
    /// They may meet together, free of charge.
    Free,
    /// They can never meet together.
    Never,
    /// It costs: which edge.
    Costs(u32),
}

/// The teams, what pairs of them cost, and the columns that stand for pairs meeting.
#[derive(Debug, Clone)]
pub(super) struct Crowds {
    /// By team, its columns and the stretches they cover.
    teams: Vec<Vec<(Column, (usize, usize))>>,
    pairs: Vec<Pair>,
    edges: Vec<Edge>,
    /// The column of an edge in a stretch; in stretch 0 where it is charged once.
    meets: BTreeMap<(u32, u32), Column>,
}

impl Crowds {
    /// `never` says which teams can never meet together.
    pub(super) fn new(
        teams: Vec<Vec<(Column, (usize, usize))>>,
        edges: Vec<Edge>,
        never: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let many = if teams.len() <= MOST && !edges.is_empty() { teams.len() } else { 0 };
        let mut pairs = vec![Pair::Free; many * many];
        for a in 0..many {
            for b in 0..a {
                if never(a, b) {
                    pairs[a * many + b] = Pair::Never;
                    pairs[b * many + a] = Pair::Never;
                }
            }
        }
        if many > 0 {
            for (n, edge) in edges.iter().enumerate() {
                let known = pairs[edge.a * many + edge.b];
                // Where a pair has several, those by tick bound better.
                if known == Pair::Free || (edge.by_tick && known != Pair::Never) {
                    pairs[edge.a * many + edge.b] = Pair::Costs(n as u32);
                    pairs[edge.b * many + edge.a] = Pair::Costs(n as u32);
                }
            }
        }
        let teams = if many > 0 { teams } else { Vec::new() };
        Self { teams, pairs, edges, meets: BTreeMap::new() }
    }

    /// Whether every edge given is looked at.
    pub(super) fn sees(&self, edges: usize) -> bool {
        let mut seen: Vec<u32> = self
            .pairs
            .iter()
            .filter_map(|pair| if let Pair::Costs(edge) = pair { Some(*edge) } else { None })
            .collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len() == edges
    }

    fn pair(&self, a: usize, b: usize) -> Pair {
        self.pairs[a * self.teams.len() + b]
    }

    /// The share of each team that meets in each stretch, stretch by stretch.
    fn meeting(&self, time: &Time, values: &[f64]) -> Vec<Vec<(usize, f64)>> {
        let mut meeting = vec![Vec::new(); time.count()];
        let mut change = vec![0.0; time.count() + 1];
        for (team, columns) in self.teams.iter().enumerate() {
            change.fill(0.0);
            for &(column, (first, after)) in columns {
                change[first] += values[column.get()];
                change[after] -= values[column.get()];
            }
            let mut share = 0.0;
            for stretch in 0..time.count() {
                share += change[stretch];
                if share > 1e-6 {
                    meeting[stretch].push((team, share));
                }
            }
        }
        meeting
    }

    /// The value of the column of a pair meeting; 0 where there is none, or one too new to have a value, or no cost.
    fn value(&self, a: usize, b: usize, stretch: usize, values: &[f64]) -> f64 {
        let Pair::Costs(edge) = self.pair(a, b) else { return 0.0 };
        let column = self.meets.get(&self.key(edge, stretch));
        column.and_then(|column| values.get(column.get())).copied().unwrap_or(0.0)
    }

    fn key(&self, edge: u32, stretch: usize) -> (u32, u32) {
        (edge, if self.edges[edge as usize].by_tick { stretch as u32 } else { 0 })
    }

    /// The clique inequalities that these values break; `columns` makes a new column of a cost.
    pub(super) fn violated(
        &mut self,
        time: &Time,
        values: &[f64],
        columns: &mut impl FnMut(f64) -> Column,
        found: &mut Vec<Violated>,
    ) {
        for (stretch, meeting) in self.meeting(time, values).into_iter().enumerate() {
            for (set, k, by) in self.sets(stretch, &meeting, values) {
                let row = self.inequality(time, stretch, &set, k, columns);
                found.push(Violated { by, row });
            }
        }
    }

    /// For whole values: one inequality for each pair that meets without being charged.
    pub(super) fn violated_pairs(
        &mut self,
        time: &Time,
        values: &[f64],
        columns: &mut impl FnMut(f64) -> Column,
        found: &mut Vec<Violated>,
    ) {
        for (stretch, meeting) in self.meeting(time, values).into_iter().enumerate() {
            for (n, &(a, share)) in meeting.iter().enumerate() {
                for &(b, other) in &meeting[n + 1..] {
                    let by = share + other - 1.0 - self.value(a, b, stretch, values);
                    if matches!(self.pair(a, b), Pair::Costs(_)) && by > 0.5 {
                        let row = self.inequality(time, stretch, &[a, b], 1, columns);
                        found.push(Violated { by, row });
                    }
                }
            }
        }
    }

    /// Sets of teams that meet more than their pairs are charged for, with `k` and by how much.
    fn sets(&self, stretch: usize, meeting: &[(usize, f64)], values: &[f64]) -> Vec<(Vec<usize>, usize, f64)> {
        let many = meeting.len();
        let mut charged = vec![0.0; many * many];
        let mut apart = vec![false; many * many];
        for (n, &(a, _)) in meeting.iter().enumerate() {
            for (m, &(b, _)) in meeting.iter().enumerate() {
                charged[n * many + m] = self.value(a, b, stretch, values);
                apart[n * many + m] = self.pair(a, b) == Pair::Free;
            }
        }
        let mut seeds: Vec<usize> = (0..many).collect();
        seeds.sort_by(|&n, &m| meeting[m].1.total_cmp(&meeting[n].1).then(n.cmp(&m)));
        seeds.truncate(SEEDS);
        let mut sets: BTreeMap<(Vec<usize>, usize), f64> = BTreeMap::new();
        for &seed in &seeds {
            for k in 1..=DEEPEST.min(many - 1) {
                let deep = k as f64;
                let mut set = vec![seed];
                let mut worth = deep * meeting[seed].1;
                let mut gains: Vec<(usize, f64)> = (0..many)
                    .filter(|&m| m != seed && !apart[seed * many + m])
                    .map(|m| (m, deep * meeting[m].1 - charged[seed * many + m]))
                    .collect();
                loop {
                    let best = gains.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
                    let Some((next, gain)) = best.filter(|(_, gain)| *gain > 1e-6) else { break };
                    worth += gain;
                    set.push(next);
                    gains.retain(|&(m, _)| m != next && !apart[next * many + m]);
                    for (m, gain) in &mut gains {
                        *gain -= charged[next * many + *m];
                    }
                }
                let by = worth - deep * (deep + 1.0) / 2.0;
                if by > WORTH {
                    let mut set: Vec<usize> = set.into_iter().map(|n| meeting[n].0).collect();
                    set.sort_unstable();
                    sets.insert((set, k), by);
                }
            }
        }
        let mut sets: Vec<_> = sets.into_iter().map(|((set, k), by)| (set, k, by)).collect();
        sets.sort_by(|a, b| b.2.total_cmp(&a.2));
        sets.truncate(AT_ONCE);
        sets
    }

    fn inequality(
        &mut self,
        time: &Time,
        stretch: usize,
        set: &[usize],
        k: usize,
        columns: &mut impl FnMut(f64) -> Column,
    ) -> Row {
        let deep = k as f64;
        let mut terms: Vec<Term> = Vec::new();
        for (n, &a) in set.iter().enumerate() {
            let covering = self.teams[a].iter().filter(|(_, (first, after))| *first <= stretch && stretch < *after);
            terms.extend(covering.map(|&(column, _)| (column, deep)));
            for &b in &set[n + 1..] {
                if let Pair::Costs(edge) = self.pair(a, b) {
                    let known = self.edges[edge as usize];
                    let ticks = if known.by_tick { time.length(stretch) } else { 1.0 };
                    let key = self.key(edge, stretch);
                    let column = *self.meets.entry(key).or_insert_with(|| columns(known.weight * ticks));
                    terms.push((column, -1.0));
                }
            }
        }
        // A column that is in several teams of the set would be there twice; teams of a set share none that count double.
        terms.sort_unstable_by_key(|(column, _)| *column);
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Row::at_most(terms, deep * (deep + 1.0) / 2.0)
    }

    /// The columns of pairs with the value 1 where both teams meet, under whole values of the starts.
    pub(super) fn complete(&self, time: &Time, values: &mut [f64]) {
        for (stretch, meeting) in self.meeting(time, values).into_iter().enumerate() {
            for (n, &(a, _)) in meeting.iter().enumerate() {
                for &(b, _) in &meeting[n + 1..] {
                    if let Pair::Costs(edge) = self.pair(a, b)
                        && let Some(column) = self.meets.get(&self.key(edge, stretch))
                    {
                        values[column.get()] = 1.0;
                    }
                }
            }
        }
    }
}
