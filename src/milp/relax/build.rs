//! A problem's windows and relations to the families of rows.

use std::collections::{BTreeMap, BTreeSet};

use super::super::linear::{Column, Row, Term};
use super::super::windows::{Scope, Weight, Windows, by_tick};
use super::classes::{Class, classes};
use super::crowds::{Crowds, Edge};
use super::loads::Load;
use super::order::{Inside, Order};
use super::{Relaxation, Time};
use crate::kernel::draft::Unit;
use crate::kernel::problem::{Gap, Kind};
use crate::kernel::{ActivityIndex, Member, Over, PlaceIndex, Problem, ResourceIndex};

/// A relation of two lists that are no teams is taken pair by pair up to so many pairs.
const PAIRS: usize = 2_000;
/// Sets of places of which the capacity is looked at.
const PLACE_SETS: usize = 40;
/// Teams between which cliques are looked for.
const CLIQUE_TEAMS: usize = 1_500;

/// A team: classes, ascending.
type Team = Vec<usize>;

struct Builder<'a> {
    problem: &'a Problem,
    windows: &'a Windows,
    scope: &'a Scope<'a>,
    level: usize,
    relaxation: Relaxation,
    class_of: Vec<usize>,
    /// For each pair of classes whether no two members can run at a time, row by row.
    conflict: Vec<bool>,
    teams: BTreeMap<Team, usize>,
    edges: Vec<Edge>,
    /// Hard lists that are no teams: whether cliques of teams cover them is seen in the end.
    loose: Vec<(Team, Team)>,
}

impl Relaxation {
    /// The relaxation of the last level of `scope`; `None` when told to stop.
    pub(in crate::milp) fn new(
        problem: &Problem,
        windows: &Windows,
        scope: &Scope<'_>,
        stop: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let classes = classes(problem, windows, scope);
        if stop() {
            return None;
        }
        let mut class_of = vec![0; problem.activities().len()];
        for (n, class) in classes.iter().enumerate() {
            class.members.iter().for_each(|member| class_of[member.get()] = n);
        }
        let many = classes.len();
        let exact = classes.iter().all(|class| class.single().is_some());
        let time = Time { marks: marks(problem, &classes) };
        let relaxation = Self {
            time,
            classes,
            costs: Vec::new(),
            uppers: Vec::new(),
            whole: Vec::new(),
            rows: Vec::new(),
            kept: 0,
            loads: Vec::new(),
            orders: Vec::new(),
            insides: Vec::new(),
            crowds: Crowds::new(Vec::new(), Vec::new(), |_, _| false),
            exact,
        };
        let mut builder = Builder {
            problem,
            windows,
            scope,
            level: scope.ceilings.len() - 1,
            relaxation,
            class_of,
            conflict: vec![false; many * many],
            teams: BTreeMap::new(),
            edges: Vec::new(),
            loose: Vec::new(),
        };
        builder.columns();
        builder.places();
        builder.resources();
        builder.conflicts();
        if stop() {
            return None;
        }
        for (n, relation) in problem.relations().iter().enumerate() {
            match windows.relation_weight(n, relation, scope) {
                Weight::Hard => builder.hard(relation.kind()),
                Weight::Priced(level, weight) if level == builder.level => builder.priced(relation.kind(), weight),
                Weight::Priced(..) => builder.relaxation.exact = false,
                Weight::Ignored => {}
            }
            if n % 256 == 0 && stop() {
                return None;
            }
        }
        builder.crowds(stop)?;
        Some(builder.relaxation)
    }
}

/// Where anything can start or end, or a capacity changes.
fn marks(problem: &Problem, classes: &[Class]) -> Vec<u32> {
    let mut marks: BTreeSet<u32> = BTreeSet::new();
    for slot in classes.iter().flat_map(|class| &class.slots) {
        marks.insert(slot.start);
        marks.insert(slot.end);
    }
    for n in 0..problem.resources().len() {
        let resource = ResourceIndex::new(n);
        let changes = |tick: &u32| problem.capacity(resource, *tick) != problem.capacity(resource, tick - 1);
        marks.extend((1..problem.horizon()).filter(changes));
    }
    marks.into_iter().collect()
}

impl Builder<'_> {
    fn columns(&mut self) {
        let level = self.level;
        let mut classes = std::mem::take(&mut self.relaxation.classes);
        let mut earlier: Vec<Vec<Term>> = vec![Vec::new(); level];
        for class in &mut classes {
            let count = class.members.len() as f64;
            let mut choice = Vec::new();
            for slot in &mut class.slots {
                slot.stretches = (self.relaxation.time.at(slot.start), self.relaxation.time.at(slot.end));
                slot.column = self.relaxation.column(slot.cost[level] as f64, count, true);
                choice.push((slot.column, 1.0));
                for (terms, &cost) in earlier.iter_mut().zip(&slot.cost) {
                    if cost > 0 {
                        terms.push((slot.column, cost as f64));
                    }
                }
            }
            if let Some((column, cost)) = &mut class.skip {
                *column = self.relaxation.column(cost[level] as f64, count, true);
                choice.push((*column, 1.0));
                for (terms, &cost) in earlier.iter_mut().zip(cost.iter()) {
                    if cost > 0 {
                        terms.push((*column, cost as f64));
                    }
                }
            }
            self.relaxation.rows.push(Row::equal(choice, count));
        }
        for (terms, ceiling) in earlier.into_iter().zip(&self.scope.ceilings) {
            if let (false, Some(ceiling)) = (terms.is_empty(), ceiling) {
                self.relaxation.rows.push(Row::at_most(terms, *ceiling as f64));
            }
        }
        self.relaxation.kept = self.relaxation.rows.len();
        self.relaxation.classes = classes;
    }

    /// How a load is to be treated: nothing beyond, each unit at a price, or not at all.
    fn load_weight(&mut self, over: Over, member: Member) -> Option<Option<u64>> {
        if over == Over::Forbidden && !self.scope.keeps(member) {
            return None;
        }
        match self.windows.weight(over, self.scope) {
            Weight::Hard => Some(None),
            Weight::Priced(level, weight) if level == self.level => Some(Some(weight)),
            Weight::Priced(..) => {
                self.relaxation.exact = false;
                None
            }
            Weight::Ignored => None,
        }
    }

    fn add_load(&mut self, mut load: Load, weight: Option<u64>) {
        if load.users.is_empty() {
            return;
        }
        if let Some(weight) = weight {
            let most: f64 = load.users.iter().map(|(_, _, units)| *units).sum();
            for stretch in 0..self.relaxation.time.count() {
                let cost = weight as f64 * self.relaxation.time.length(stretch);
                load.excess.push(self.relaxation.column(cost, most, false));
            }
        }
        self.relaxation.loads.push(load);
    }

    fn places(&mut self) {
        let Some(weight) = self.load_weight(self.problem.place_over(), Member::Places) else { return };
        let mut sets: BTreeSet<Vec<PlaceIndex>> = BTreeSet::new();
        for slot in self.relaxation.classes.iter().flat_map(|class| &class.slots) {
            if !slot.places.is_empty() {
                sets.insert(slot.places.clone());
            }
        }
        let choice = sets.iter().any(|set| set.len() > 1);
        if choice {
            self.relaxation.exact = false;
        }
        if weight.is_some() && choice {
            // The excess of one set would be charged again in another that holds it: only all places together.
            sets = BTreeSet::from([(0..self.problem.places().len()).map(PlaceIndex::new).collect()]);
        } else if choice {
            let known: Vec<_> = sets.iter().cloned().collect();
            for (n, one) in known.iter().enumerate() {
                for other in &known[n + 1..] {
                    if sets.len() < PLACE_SETS {
                        sets.insert(one.iter().chain(other).copied().collect::<BTreeSet<_>>().into_iter().collect());
                    }
                }
            }
        }
        for set in sets {
            let capacity: Option<u64> = set.iter().map(|&place| self.problem.place(place).capacity()).sum();
            let Some(capacity) = capacity else { continue };
            let fits = |slot: &super::classes::Slot| {
                !slot.places.is_empty() && slot.places.iter().all(|place| set.binary_search(place).is_ok())
            };
            let users = self.users(|_, slot| if fits(slot) { 1.0 } else { 0.0 });
            let load = Load::new(users, vec![capacity as f64; self.relaxation.time.count()]);
            self.add_load(load, weight);
        }
    }

    fn users(&self, units: impl Fn(&Class, &super::classes::Slot) -> f64) -> Vec<(Column, (usize, usize), f64)> {
        let slots = self.relaxation.classes.iter().flat_map(|class| class.slots.iter().map(move |slot| (class, slot)));
        slots
            .map(|(class, slot)| (slot.column, slot.stretches, units(class, slot)))
            .filter(|(_, _, units)| *units > 0.0)
            .collect()
    }

    fn resources(&mut self) {
        for n in 0..self.problem.resources().len() {
            let resource = ResourceIndex::new(n);
            let over = self.problem.resource(resource).over();
            let Some(weight) = self.load_weight(over, Member::Resource(resource)) else { continue };
            let users = self.users(|class, slot| {
                let uses = self.problem.activity(class.members[0]).mode(slot.mode).uses();
                uses.iter().find(|(known, _)| *known == resource).map_or(0.0, |(_, units)| *units as f64)
            });
            let time = &self.relaxation.time;
            let capacity = (0..time.count()).map(|at| self.problem.capacity(resource, time.marks[at]) as f64).collect();
            self.add_load(Load::new(users, capacity), weight);
        }
    }

    fn team(&self, list: &[ActivityIndex]) -> Team {
        let classes: BTreeSet<usize> = list.iter().map(|activity| self.class_of[activity.get()]).collect();
        classes.into_iter().collect()
    }

    /// Marks what hard relations keep apart.
    fn conflicts(&mut self) {
        let many = self.relaxation.classes.len();
        for (n, relation) in self.problem.relations().iter().enumerate() {
            if self.windows.relation_weight(n, relation, self.scope) != Weight::Hard {
                continue;
            }
            let (a, b) = match relation.kind() {
                Kind::Disjoint { activities, .. } => (activities, activities),
                Kind::Overlap { a, b, .. } => (a, b),
                _ => continue,
            };
            let (a, b) = (self.team(a), self.team(b));
            for &one in &a {
                for &other in &b {
                    self.conflict[one * many + other] = true;
                    self.conflict[other * many + one] = true;
                }
            }
        }
    }

    fn conflicting(&self, one: usize, other: usize) -> bool {
        self.conflict[one * self.relaxation.classes.len() + other]
    }

    /// Whether no class of one team can run together with one of the other.
    fn apart(&self, a: &[usize], b: &[usize]) -> bool {
        a.iter().all(|one| b.iter().all(|other| one != other && self.conflicting(*one, *other)))
    }

    /// Whether at most one of these runs at a time.
    fn is_team(&self, team: &[usize]) -> bool {
        team.iter().enumerate().all(|(n, &one)| {
            (self.relaxation.classes[one].single().is_some() || self.conflicting(one, one))
                && team[n + 1..].iter().all(|&other| self.conflicting(one, other))
        })
    }

    fn covering(&self, team: &[usize]) -> Vec<(Column, (usize, usize))> {
        let slots = team.iter().flat_map(|&class| &self.relaxation.classes[class].slots);
        slots.map(|slot| (slot.column, slot.stretches)).collect()
    }

    fn exclusive(&mut self, team: &[usize]) {
        let users = self.covering(team).into_iter().map(|(column, range)| (column, range, 1.0)).collect();
        let load = Load::new(users, vec![1.0; self.relaxation.time.count()]);
        self.add_load(load, None);
    }

    fn hard(&mut self, kind: &Kind) {
        match kind {
            Kind::Disjoint { activities, .. } => {
                let team = self.team(activities);
                self.exclusive(&team);
            }
            Kind::Overlap { a, b, .. } => {
                let (a, b) = (self.team(a), self.team(b));
                let both: Team = a.iter().chain(&b).copied().collect::<BTreeSet<_>>().into_iter().collect();
                if self.is_team(&both) { self.exclusive(&both) } else { self.loose.push((a, b)) }
            }
            Kind::Gap { first, second, gap } => self.gap(*first, *second, gap),
            Kind::Within { inner, outer } => self.within(*inner, outer),
            _ => self.relaxation.exact = false,
        }
    }

    fn single(&self, activity: ActivityIndex) -> Option<&Class> {
        let class = &self.relaxation.classes[self.class_of[activity.get()]];
        class.single().map(|_| class)
    }

    fn gap(&mut self, first: ActivityIndex, second: ActivityIndex, gap: &Gap) {
        let (Some(one), Some(other)) = (self.single(first), self.single(second)) else {
            self.relaxation.exact = false;
            return;
        };
        let day = |tick: u32| self.problem.day_of(tick).map_or(0, i64::from);
        let (tick, min) = (gap.unit == Unit::Tick, gap.min);
        let leaves = |end: u32| if tick { i64::from(end) } else { day(end - 1) };
        let comes = |start: u32| if tick { i64::from(start) } else { day(start) };
        let leave = |shift: i64| one.slots.iter().map(|slot| (leaves(slot.end) + shift, slot.column)).collect();
        let come = || other.slots.iter().map(|slot| (comes(slot.start), slot.column)).collect();
        let mut orders = vec![Order::new(come(), leave(min))];
        if let Some(max) = gap.max {
            orders.push(Order::new(leave(max), come()));
        }
        self.relaxation.orders.extend(orders);
    }

    fn within(&mut self, inner: ActivityIndex, outer: &[ActivityIndex]) {
        let outers: Option<Vec<&Class>> = outer.iter().map(|&outer| self.single(outer)).collect();
        let (Some(own), Some(outers)) = (self.single(inner), outers) else {
            self.relaxation.exact = false;
            return;
        };
        if outer.contains(&inner) {
            return;
        }
        let mut insides = Vec::new();
        for slot in &own.slots {
            let around = outers.iter().flat_map(|class| &class.slots);
            let around = around.filter(|other| other.start <= slot.start && slot.end <= other.end);
            insides.push(Inside { inner: slot.column, outer: around.map(|other| other.column).collect() });
        }
        self.relaxation.insides.extend(insides);
    }

    fn priced(&mut self, kind: &Kind, weight: u64) {
        match kind {
            Kind::Overlap { a, b, per } => {
                let (one, other) = (self.team(a), self.team(b));
                let common = one.iter().any(|class| other.contains(class));
                if !common && self.is_team(&one) && self.is_team(&other) {
                    self.edge(one, other, weight, by_tick(*per));
                } else if one.len() * other.len() <= PAIRS {
                    // Classes, not activities: the members of one take part in the same relations on the same sides.
                    for &c in &one {
                        for &d in &other {
                            let both_ways = one.contains(&d) && other.contains(&c);
                            if !(both_ways && d < c) {
                                self.pair(c, d, if both_ways { 2 * weight } else { weight }, by_tick(*per));
                            }
                        }
                    }
                } else {
                    self.relaxation.exact = false;
                }
            }
            Kind::Disjoint { activities, per } => {
                let team = self.team(activities);
                if team.len() * team.len() > PAIRS {
                    self.relaxation.exact = false;
                    return;
                }
                for (n, &one) in team.iter().enumerate() {
                    team[n + 1..].iter().for_each(|&other| self.pair(one, other, weight, by_tick(*per)));
                }
            }
            _ => self.relaxation.exact = false,
        }
    }

    /// What two classes cost when they run at the same time. What members of one class cost each other is left out.
    fn pair(&mut self, one: usize, other: usize, weight: u64, ticks: bool) {
        if one == other {
            return;
        }
        if !self.is_team(&[one]) || !self.is_team(&[other]) {
            self.relaxation.exact = false;
        } else if !self.conflicting(one, other) {
            self.edge(vec![one], vec![other], weight, ticks);
        }
    }

    fn edge(&mut self, one: Team, other: Team, weight: u64, ticks: bool) {
        // Where nobody shares more than one tick, once is the same as by tick.
        let short = |team: &Team| {
            team.iter().all(|&class| self.relaxation.classes[class].slots.iter().all(|slot| slot.end - slot.start == 1))
        };
        let by_tick = ticks || short(&one) || short(&other);
        if !by_tick && (one.len() > 1 || other.len() > 1) {
            self.relaxation.exact = false;
        }
        let next = self.teams.len();
        let a = *self.teams.entry(one).or_insert(next);
        let next = self.teams.len();
        let b = *self.teams.entry(other).or_insert(next);
        self.edges.push(Edge { a, b, weight: weight as f64, by_tick });
    }

    /// The teams and what their pairs cost; and cliques of teams that keep each other apart.
    fn crowds(&mut self, stop: &dyn Fn() -> bool) -> Option<()> {
        let mut teams: Vec<Team> = vec![Vec::new(); self.teams.len()];
        for (team, &n) in &self.teams {
            teams[n].clone_from(team);
        }
        let columns: Vec<_> = teams.iter().map(|team| self.covering(team)).collect();
        let edges = merge(std::mem::take(&mut self.edges));
        let wanted = edges.len();
        let crowds = Crowds::new(columns, edges, |a, b| self.apart(&teams[a], &teams[b]));

        // Nodes: teams that share no class, and whatever is in none of them.
        let mut taken = vec![false; self.relaxation.classes.len()];
        let mut nodes: Vec<Team> = Vec::new();
        teams.sort_by_key(|team| std::cmp::Reverse(team.len()));
        let singles = (0..self.relaxation.classes.len()).map(|class| vec![class]);
        for team in teams.into_iter().chain(singles) {
            if team.iter().all(|&class| !taken[class]) && self.is_team(&team) {
                team.iter().for_each(|&class| taken[class] = true);
                nodes.push(team);
            }
        }
        let mut adjacent = vec![Vec::new(); nodes.len()];
        if nodes.len() <= CLIQUE_TEAMS {
            for a in 0..nodes.len() {
                if a % 64 == 0 && stop() {
                    return None;
                }
                for b in 0..a {
                    if self.apart(&nodes[a], &nodes[b]) {
                        adjacent[a].push(b);
                        adjacent[b].push(a);
                    }
                }
            }
            adjacent.iter_mut().for_each(|list| list.sort_unstable());
            for clique in cliques(&adjacent, stop)? {
                let team: Team = clique.iter().flat_map(|&node| nodes[node].iter().copied()).collect();
                self.exclusive(&team);
            }
        }
        self.relaxation.exact &= crowds.sees(wanted);
        self.relaxation.crowds = crowds;
        // A hard relation of loose lists is kept if each of its classes lies in a node that is apart from the other's.
        let mut node_of = vec![usize::MAX; self.relaxation.classes.len()];
        for (n, node) in nodes.iter().enumerate() {
            node.iter().for_each(|&class| node_of[class] = n);
        }
        for (a, b) in std::mem::take(&mut self.loose) {
            let kept = a.iter().all(|&one| {
                b.iter().all(|&other| {
                    one == other
                        || node_of[one] == node_of[other]
                        || (node_of[one] != usize::MAX
                            && node_of[other] != usize::MAX
                            && adjacent[node_of[one]].binary_search(&node_of[other]).is_ok())
                })
            });
            self.relaxation.exact &= kept;
        }
        Some(())
    }
}

/// Edges of the same teams, charged the same way, as one.
fn merge(edges: Vec<Edge>) -> Vec<Edge> {
    let mut sums: BTreeMap<(usize, usize, bool), f64> = BTreeMap::new();
    for edge in edges {
        *sums.entry((edge.a.min(edge.b), edge.a.max(edge.b), edge.by_tick)).or_default() += edge.weight;
    }
    sums.into_iter().map(|((a, b, by_tick), weight)| Edge { a, b, weight, by_tick }).collect()
}

/// Cliques that hold every edge of a graph between them, each as large as it greedily gets.
fn cliques(adjacent: &[Vec<usize>], stop: &dyn Fn() -> bool) -> Option<Vec<Vec<usize>>> {
    let mut open: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (a, list) in adjacent.iter().enumerate() {
        open.extend(list.iter().filter(|&&b| a < b).map(|&b| (a, b)));
    }
    let mut found = Vec::new();
    while let Some(&(a, b)) = open.first() {
        if stop() {
            return None;
        }
        let mut clique = vec![a, b];
        let mut candidates: Vec<usize> =
            adjacent[a].iter().copied().filter(|node| adjacent[b].binary_search(node).is_ok()).collect();
        while !candidates.is_empty() {
            let fresh = |node: usize| {
                clique.iter().filter(|&&known| open.contains(&(known.min(node), known.max(node)))).count()
            };
            // The node that leaves most to choose from, among those the one that brings most edges not yet held.
            let best = candidates.iter().copied().max_by_key(|&node| {
                let left = candidates.iter().filter(|other| adjacent[node].binary_search(other).is_ok()).count();
                (left, fresh(node), std::cmp::Reverse(node))
            });
            let Some(best) = best else { break };
            clique.push(best);
            candidates.retain(|node| adjacent[best].binary_search(node).is_ok());
        }
        for &one in &clique {
            for &other in &clique {
                open.remove(&(one.min(other), one.max(other)));
            }
        }
        clique.sort_unstable();
        found.push(clique);
    }
    Some(found)
}
