//! What two activities charge each other for being near in time.
//!
//! Activities that take part in the same relations in the same way form a *class*; what members of two classes charge
//! each other is looked up once they meet. All pairs of a class, or of two, share one short list of terms, in which equal
//! terms of different relations are added up.

use super::super::draft::Per;
use super::super::problem::{Kind, Problem};
use super::parts::{Interned, NONE, Rate, Seat};

/// What a term counts for a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// Ticks shared.
    Ticks,
    /// Whether ticks are shared.
    Once,
    /// Whether one ends less than so many ticks before the other begins.
    Break(i64),
    /// Whether one begins no later than so many ticks after the other ends, at another place.
    Move(i64),
}

/// A price of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    shape: Shape,
    rate: Rate,
}

impl Term {
    /// Units of an unordered pair.
    #[inline]
    fn units(&self, one: &Seat, other: &Seat) -> u64 {
        self.units_of(one, other, one.shared(other))
    }

    /// The same for a pair that shares so many ticks.
    #[inline(always)]
    fn units_of(&self, one: &Seat, other: &Seat, shared: u32) -> u64 {
        match self.shape {
            Shape::Ticks => u64::from(shared),
            Shape::Once => u64::from(shared > 0),
            Shape::Break(min) => {
                let close = |first: &Seat, second: &Seat| {
                    let gap = i64::from(second.start) - i64::from(first.end);
                    u64::from(0 <= gap && gap < min)
                };
                close(one, other) + close(other, one)
            }
            Shape::Move(window) => {
                let (first, second) = if other.start < one.start { (other, one) } else { (one, other) };
                let near = first.start < second.start && i64::from(second.start) - i64::from(first.end) <= window;
                u64::from(near && first.place != second.place)
            }
        }
    }

    /// Whether what it counts depends on where the two are.
    #[inline]
    pub(super) fn minds_places(&self) -> bool {
        matches!(self.shape, Shape::Move(_))
    }

    /// What an unordered pair weighs wherever in space the two are; nothing if that matters.
    #[inline]
    pub(super) fn weigh_time(&self, one: &Seat, other: &Seat, weights: &[f64]) -> f64 {
        match self.units(one, other) {
            units if units > 0 && !self.minds_places() => {
                weights[self.rate.level as usize] * (self.rate.weight * units as i64) as f64
            }
            _ => 0.0,
        }
    }

    /// How many ticks before its start and after its end an activity must look to see all it charges.
    fn reach(&self) -> u32 {
        match self.shape {
            Shape::Ticks | Shape::Once => 0,
            Shape::Break(min) => min.clamp(0, i64::from(u32::MAX / 4)) as u32,
            Shape::Move(window) => (window + 1).clamp(0, i64::from(u32::MAX / 4)) as u32,
        }
    }
}

/// Which list of terms two classes have.
#[derive(Debug)]
enum Lookup {
    /// One number for each pair of classes.
    Dense(Vec<u16>),
    /// For each class the others it has a list with, ascending.
    Sparse { offsets: Vec<u32>, others: Vec<u32>, lists: Vec<u32> },
}

/// All encounters of a problem.
#[derive(Debug)]
pub(super) struct Encounters {
    classes: usize,
    /// What any two activities charge each other, of relations that speak of all.
    common: Vec<Term>,
    /// The class of each activity; [`NONE`] if it meets nobody.
    class: Vec<u32>,
    reach: Vec<u32>,
    /// Whether what members of a class charge depends on where they are.
    minds_places: Vec<bool>,
    lookup: Lookup,
    /// List `n` is `terms[lists[n]..lists[n + 1]]`; list 0 is empty.
    lists: Vec<u32>,
    terms: Vec<Term>,
}

/// The most pairs of classes that are kept in a square.
const SQUARE: usize = 6_000_000;
/// How much more walking through time costs than walking through a list of members.
const STRIDE: f64 = 2.0;

/// In which relations an activity takes part, ascending, and in which roles. There may be a million relations of two: a
/// number for each.
type Signature = Vec<Part>;

/// The number of a relation, or of a class, with bits 1 and 2 for the roles in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part(u32);

impl Part {
    fn new(number: u32, roles: u32) -> Self {
        Self(number << 2 | roles)
    }

    fn number(self) -> u32 {
        self.0 >> 2
    }

    fn roles(self) -> u32 {
        self.0 & 3
    }
}

impl Encounters {
    /// The encounters, and the relations that reach too far to be one.
    pub(super) fn new(problem: &Problem) -> (Self, Vec<u32>) {
        let (near, wide) = split(problem);
        // A relation of all activities tells no two classes apart: kept once, not for every pair of classes.
        let (all, near): (Vec<u32>, Vec<u32>) =
            near.into_iter().partition(|&relation| speaks_of_all(problem, relation));
        let common: Vec<Term> = all
            .into_iter()
            .map(|relation| {
                let known = &problem.relations()[relation as usize];
                let times = if matches!(known.kind(), Kind::Overlap { .. }) { 2 } else { 1 };
                let rate = Rate::of(known.over());
                Term { shape: shape(known.kind()), rate: Rate { weight: rate.weight * times, ..rate } }
            })
            .collect();
        let mut signatures: Vec<Signature> = vec![Vec::new(); problem.activities().len()];
        for &relation in &near {
            let mut note = |activity: usize, roles: u32| match signatures[activity].last_mut() {
                Some(last) if last.number() == relation => last.0 |= roles,
                _ => signatures[activity].push(Part::new(relation, roles)),
            };
            match problem.relations()[relation as usize].kind() {
                Kind::Overlap { a, b, .. } => {
                    a.iter().for_each(|activity| note(activity.get(), 1));
                    b.iter().for_each(|activity| note(activity.get(), 2));
                }
                Kind::Disjoint { activities, .. } | Kind::Break { activities, .. } | Kind::Move { activities, .. } => {
                    activities.iter().for_each(|activity| note(activity.get(), 3));
                }
                _ => {}
            }
        }
        let mut interned = Interned::new();
        let class: Vec<u32> = signatures
            .into_iter()
            .map(|signature| if signature.is_empty() && common.is_empty() { NONE } else { interned.number(signature) })
            .collect();
        (Self::of_classes(problem, common, class, &interned.into_list()), wide)
    }

    fn of_classes(problem: &Problem, common: Vec<Term>, class: Vec<u32>, signatures: &[Signature]) -> Self {
        let classes = signatures.len();
        // Who takes part in each relation, by class; a class alone with itself needs two members.
        let mut ends = vec![0_u32; problem.relations().len() + 1];
        for part in signatures.iter().flatten() {
            ends[part.number() as usize + 1] += 1;
        }
        for n in 1..ends.len() {
            ends[n] += ends[n - 1];
        }
        // By relation the classes, with their roles in it.
        let mut members = vec![Part(0); ends.last().map_or(0, |end| *end as usize)];
        for (n, signature) in signatures.iter().enumerate() {
            for part in signature {
                // Where it begins rises to where it ends as it is filled.
                let end = &mut ends[part.number() as usize];
                members[*end as usize] = Part::new(n as u32, part.roles());
                *end += 1;
            }
        }
        let members_of = |relation: u32| {
            let first = if relation == 0 { 0 } else { ends[relation as usize - 1] };
            &members[first as usize..ends[relation as usize] as usize]
        };
        let mut interned: Interned<Vec<Term>> = Interned::new();
        interned.number(Vec::new());
        let (mut offsets, mut others, mut numbers) = (vec![0_u32], Vec::new(), Vec::new());
        let mut reach = vec![common.iter().map(Term::reach).max().unwrap_or(0); classes];
        let mut minds_places = vec![common.iter().any(Term::minds_places); classes];
        let mut met: Vec<(u32, Term)> = Vec::new();
        for (n, signature) in signatures.iter().enumerate() {
            met.clear();
            for part in signature {
                let relation = &problem.relations()[part.number() as usize];
                let rate = Rate::of(relation.over());
                let shape = shape(relation.kind());
                for member in members_of(part.number()) {
                    let (roles, theirs) = (part.roles(), member.roles());
                    let times = match relation.kind() {
                        Kind::Overlap { .. } => {
                            i64::from(roles & 1 > 0 && theirs & 2 > 0) + i64::from(roles & 2 > 0 && theirs & 1 > 0)
                        }
                        _ => 1,
                    };
                    if times > 0 && rate.weight > 0 {
                        let rate = Rate { weight: rate.weight * times, ..rate };
                        met.push((member.number(), Term { shape, rate }));
                    }
                }
            }
            met.sort_unstable();
            for group in met.chunk_by(|one, other| one.0 == other.0) {
                let mut terms: Vec<Term> = Vec::new();
                for (_, term) in group {
                    match terms.last_mut() {
                        Some(last) if last.shape == term.shape && last.rate.level == term.rate.level => {
                            last.rate.weight += term.rate.weight;
                        }
                        _ => terms.push(*term),
                    }
                }
                reach[n] = terms.iter().map(Term::reach).max().unwrap_or(0).max(reach[n]);
                minds_places[n] |= terms.iter().any(Term::minds_places);
                others.push(group[0].0);
                numbers.push(interned.number(terms));
            }
            offsets.push(others.len() as u32);
        }
        let (mut lists, mut terms) = (vec![0], Vec::new());
        for list in interned.into_list() {
            terms.extend(list);
            lists.push(terms.len() as u32);
        }
        let lookup = if classes * classes <= SQUARE && lists.len() <= usize::from(u16::MAX) {
            let mut square = vec![0; classes * classes];
            for n in 0..classes {
                for at in offsets[n] as usize..offsets[n + 1] as usize {
                    square[n * classes + others[at] as usize] = numbers[at] as u16;
                }
            }
            Lookup::Dense(square)
        } else {
            Lookup::Sparse { offsets, others, lists: numbers }
        };
        Self { classes, common, class, reach, minds_places, lookup, lists, terms }
    }

    /// The class of an activity; [`NONE`] if it meets nobody.
    #[inline]
    pub(super) fn class(&self, activity: usize) -> u32 {
        self.class[activity]
    }

    /// The terms of any two activities.
    #[inline]
    pub(super) fn common(&self) -> &[Term] {
        &self.common
    }

    /// How far around an activity of a class others matter.
    #[inline]
    pub(super) fn reach(&self, class: u32) -> u32 {
        self.reach[class as usize]
    }

    /// Whether what members of a class charge depends on where they are.
    #[inline]
    pub(super) fn minds_places(&self, class: u32) -> bool {
        self.minds_places[class as usize]
    }

    /// The other terms of two activities of these classes.
    #[inline(always)]
    pub(super) fn terms(&self, one: u32, other: u32) -> &[Term] {
        let number = match &self.lookup {
            Lookup::Dense(square) => usize::from(square[one as usize * self.classes + other as usize]),
            Lookup::Sparse { offsets, others, lists } => {
                let range = offsets[one as usize] as usize..offsets[one as usize + 1] as usize;
                others[range.clone()].binary_search(&other).map_or(0, |at| lists[range.start + at] as usize)
            }
        };
        &self.terms[self.lists[number] as usize..self.lists[number + 1] as usize]
    }
}

impl Encounters {
    /// Tells what members of two classes charge each other at these seats, level by level; some may be told as 0.
    #[inline(always)]
    pub(super) fn meet(&self, one: u32, seat: &Seat, other: u32, there: &Seat, mut tell: impl FnMut(usize, i64)) {
        let shared = seat.shared(there);
        for term in &self.common {
            tell(term.rate.level as usize, term.rate.weight * term.units_of(seat, there, shared) as i64);
        }
        for term in self.terms(one, other) {
            tell(term.rate.level as usize, term.rate.weight * term.units_of(seat, there, shared) as i64);
        }
    }
}

impl Term {
    /// Charges an unordered pair.
    #[inline]
    pub(super) fn charge(&self, one: &Seat, other: &Seat, price: &mut [i64]) {
        self.rate.charge(self.units(one, other), price);
    }

    /// Whether it forbids a pair.
    pub(super) fn forbids(&self, one: &Seat, other: &Seat) -> bool {
        self.rate.level == 0 && self.units(one, other) > 0
    }
}

fn shape(kind: &Kind) -> Shape {
    match kind {
        Kind::Overlap { per: Per::Tick, .. } | Kind::Disjoint { per: Per::Tick, .. } => Shape::Ticks,
        Kind::Break { min, .. } => Shape::Break(*min),
        Kind::Move { window, .. } => Shape::Move(*window),
        _ => Shape::Once,
    }
}

/// Whether a relation charges every pair of different activities alike.
fn speaks_of_all(problem: &Problem, relation: u32) -> bool {
    let count = problem.activities().len();
    match problem.relations()[relation as usize].kind() {
        Kind::Overlap { a, b, .. } => a.len() == count && b.len() == count,
        Kind::Disjoint { activities, .. } | Kind::Break { activities, .. } | Kind::Move { activities, .. } => {
            activities.len() == count
        }
        _ => false,
    }
}

/// The relations priced by looking around in time, and those that reach so far that their members are walked instead.
fn split(problem: &Problem) -> (Vec<u32>, Vec<u32>) {
    let horizon = f64::from(problem.horizon());
    let crowd = problem.activities().len() as f64 / horizon;
    let (mut near, mut wide) = (Vec::new(), Vec::new());
    for (n, relation) in problem.relations().iter().enumerate() {
        let (reach, members) = match relation.kind() {
            Kind::Overlap { a, b, .. } => (0, a.len() + b.len()),
            Kind::Disjoint { activities, .. } => (0, activities.len()),
            Kind::Break { activities, min } => (*min, activities.len()),
            Kind::Move { activities, window } => (*window, activities.len()),
            _ => continue,
        };
        let walk = STRIDE * reach.max(0) as f64 * (1.0 + crowd);
        let list = if walk > 16.0 + members as f64 { &mut wide } else { &mut near };
        list.push(n as u32);
    }
    (near, wide)
}
