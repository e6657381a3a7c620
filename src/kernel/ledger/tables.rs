//! A problem laid out flat: what each activity may do and whom it meets, in arrays that pricing walks in order.
//!
//! Relations are sorted by how far one activity's placement reaches into others' prices:
//! * *encounters* (overlap, disjoint, break, move) matter only among activities near each other in time. What two
//!   activities charge each other is looked up by their classes, and only for those that are there at that time;
//! * *links* (gap, spacing) hold two activities together over any distance;
//! * *tallies* (same place, same days) count how often each place or day is used;
//! * *holdings* (within) count who encloses an activity;
//! * *choices* (any of) keep the units of their members;
//! * *wide* relations are encounters that reach so far that walking their members is cheaper than walking time.

use std::ops::Range;

use super::super::index::{ActivityIndex, PlaceIndex};
use super::super::problem::{Capacity, Problem};
use super::choices::Choices;
use super::encounters::Encounters;
use super::links::Links;
use super::parts::{Lists, NONE, Rate, Seat};
use super::tallies::{Holdings, Tallies};

/// The most a capacity can be: sums with it stay exact.
const PLENTY: u64 = 1 << 60;
/// So many costs of places are looked through rather than searched.
const FEW: usize = 8;

/// A run of starts, with the number of starts in the runs before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) before: u32,
}

/// A way to do an activity.
#[derive(Debug, Clone)]
pub(in crate::kernel) struct Way {
    pub(in crate::kernel) duration: u32,
    /// How many starts it has.
    pub(in crate::kernel) starts: u32,
    windows: Range<u32>,
    /// How many places it can be at; 0 where it needs none.
    pub(in crate::kernel) places: u32,
    placed: Option<Range<u32>>,
    place_costs: Range<u32>,
    pub(super) uses: Range<u32>,
    rises: Range<u32>,
    cost: Option<Rate>,
}

/// An activity.
#[derive(Debug, Clone)]
pub(in crate::kernel) struct Row {
    /// Its modes in [`Tables::ways`].
    pub(in crate::kernel) ways: Range<u32>,
    /// Starts of all its modes together.
    pub(in crate::kernel) starts: u32,
    /// What leaving it out costs; forbidden where it must take place.
    pub(super) absence: Rate,
    /// Whether it may be left out.
    pub(in crate::kernel) optional: bool,
}

/// How often closed ranges of a place begin or end before a tick.
#[derive(Debug, Clone, Default)]
struct Closures {
    begun: Vec<u32>,
    ended: Vec<u32>,
}

/// A problem laid out flat; see the [module](self).
#[derive(Debug)]
pub struct Tables<'a> {
    pub(super) problem: &'a Problem,
    pub(in crate::kernel) rows: Vec<Row>,
    pub(in crate::kernel) ways: Vec<Way>,
    windows: Vec<Window>,
    places: Vec<u32>,
    place_costs: Vec<(u32, Rate)>,
    pub(super) uses: Vec<(u32, i64)>,
    rises: Vec<(u32, Rate)>,
    closures: Vec<Closures>,
    pub(super) place_rate: Rate,
    /// Which places can be too full at all.
    pub(super) limited: Vec<bool>,
    pub(super) resource_rates: Vec<Rate>,
    pub(super) encounters: Encounters,
    pub(super) links: Links,
    pub(super) tallies: Tallies,
    pub(super) holdings: Holdings,
    pub(super) choices: Choices<'a>,
    /// What each activity costs at least whatever the others do, a row of prices for each.
    least: Vec<i64>,
    /// Encounters that reach far: the relations, and by activity those that touch it.
    pub(super) wide: Lists,
    /// Whether an activity takes part in tallies, holdings, choices or wide relations.
    pub(super) is_structured: Vec<bool>,
}

impl<'a> Tables<'a> {
    /// Lays a problem out.
    pub fn new(problem: &'a Problem) -> Self {
        let count = problem.activities().len();
        let (encounters, wide) = Encounters::new(problem);
        let mut of_wide = vec![Vec::new(); count];
        for relation in wide {
            for activity in problem.relations()[relation as usize].kind().activities() {
                of_wide[activity.get()].push(relation);
            }
        }
        let mut tallies = Tallies::new(problem);
        let choices = Choices::new(problem, &mut tallies);
        let mut tables = Self {
            problem,
            rows: Vec::with_capacity(count),
            ways: Vec::new(),
            windows: Vec::new(),
            places: Vec::new(),
            place_costs: Vec::new(),
            uses: Vec::new(),
            rises: Vec::new(),
            closures: Vec::new(),
            place_rate: Rate::of(problem.place_over()),
            limited: problem.places().iter().map(|place| place.capacity().is_some()).collect(),
            resource_rates: problem.resources().iter().map(|resource| Rate::of(resource.over())).collect(),
            encounters,
            links: Links::new(problem),
            tallies,
            holdings: Holdings::new(problem),
            choices,
            least: Vec::with_capacity(count * (problem.levels().len() + 1)),
            wide: Lists::new(of_wide.into_iter()),
            is_structured: Vec::new(),
        };
        let is_structured = |activity: usize| {
            let lists = [
                tables.tallies.of(activity),
                tables.holdings.of(activity),
                tables.choices.of(activity),
                tables.wide.of(activity),
            ];
            lists.iter().any(|list| !list.is_empty())
        };
        tables.is_structured = (0..count).map(is_structured).collect();
        tables.closures = problem.places().iter().map(|place| closures(place.closed(), problem.horizon())).collect();
        for activity in problem.activity_indices() {
            tables.row(activity);
            let least = tables.least_of(activity.get());
            tables.least.extend(least);
        }
        tables
    }

    /// The problem.
    pub fn problem(&self) -> &'a Problem {
        self.problem
    }

    /// Numbers in a price: one for what is forbidden, one for each level.
    pub(in crate::kernel) fn width(&self) -> usize {
        self.problem.levels().len() + 1
    }

    fn row(&mut self, activity: ActivityIndex) {
        let known = self.problem.activity(activity);
        let first = self.ways.len() as u32;
        let mut starts = 0;
        for n in 0..known.modes().len() {
            let way = self.way(activity, n);
            starts += way.starts;
            self.ways.push(way);
        }
        let optional = known.may_be_left_out();
        let absence = match known.optional() {
            Some(cost) if optional => Rate { level: cost.level.get() as u32 + 1, weight: cost.cost as i64 },
            _ => Rate::FORBIDDEN,
        };
        self.rows.push(Row { ways: first..self.ways.len() as u32, starts, absence, optional });
    }

    /// One mode, with the starts and places that are possible: inside the horizon, and as fixed.
    fn way(&mut self, activity: ActivityIndex, n: usize) -> Way {
        let known = self.problem.activity(activity);
        let mode = &known.modes()[n];
        let fixed = known.fixed();
        let refused = fixed.is_some_and(|fixed| {
            let elsewhere = fixed.mode.is_some_and(|mode| mode.get() != n);
            let placeless = fixed.place.is_some_and(|place| match (place, mode.places()) {
                (None, places) => places.is_some(),
                (Some(place), places) => places.is_none_or(|places| !places.contains(&place)),
            });
            elsewhere || placeless
        });
        let ranges = fixed.map_or_else(|| mode.starts().to_vec(), |fixed| vec![(fixed.start, fixed.start)]);
        let (windows, mut starts) = (self.windows.len() as u32, 0);
        if let Some(latest) = self.problem.horizon().checked_sub(mode.duration()).filter(|_| !refused) {
            for (first, last) in ranges.into_iter().filter(|(first, _)| *first <= latest) {
                let last = last.min(latest);
                self.windows.push(Window { first, last, before: starts });
                starts += last - first + 1;
            }
        }
        let position = self.places.len() as u32;
        if let Some(places) = mode.places() {
            let only: Option<PlaceIndex> = fixed.and_then(|fixed| fixed.place).flatten();
            let allowed = places.iter().filter(|&&place| only.is_none_or(|only| only == place));
            self.places.extend(allowed.map(|place| place.get() as u32));
        }
        let costs = self.place_costs.len() as u32;
        let rate = |level: super::super::index::LevelIndex, cost: u64| Rate {
            level: level.get() as u32 + 1,
            weight: cost as i64,
        };
        let mut place_costs: Vec<(u32, Rate)> =
            mode.place_costs().iter().map(|cost| (cost.place.get() as u32, rate(cost.level, cost.cost))).collect();
        place_costs.sort_by_key(|cost| cost.0);
        self.place_costs.extend(place_costs);
        let uses = self.uses.len() as u32;
        self.uses
            .extend(mode.uses().iter().map(|&(resource, units)| (resource.get() as u32, units.min(PLENTY) as i64)));
        let rises = self.rises.len() as u32;
        self.rises
            .extend(mode.start_costs().iter().map(|cost| (cost.profile.get() as u32, rate(cost.level, cost.weight))));
        Way {
            duration: mode.duration(),
            starts,
            windows: windows..self.windows.len() as u32,
            places: self.places.len() as u32 - position,
            placed: mode.places().map(|_| position..self.places.len() as u32),
            place_costs: costs..self.place_costs.len() as u32,
            uses: uses..self.uses.len() as u32,
            rises: rises..self.rises.len() as u32,
            cost: mode.cost().map(|cost| rate(cost.level, cost.cost)),
        }
    }

    /// How many seats an activity has in all.
    pub(in crate::kernel) fn seats(&self, activity: usize) -> u64 {
        let row = &self.rows[activity];
        let ways = &self.ways[row.ways.start as usize..row.ways.end as usize];
        let of = |way: &Way| if way.placed.is_some() { u64::from(way.places) } else { 1 };
        ways.iter().map(|way| u64::from(way.starts) * of(way)).sum()
    }

    /// Whether an activity can be anywhere else than where it is.
    pub(in crate::kernel) fn has_choice(&self, activity: usize) -> bool {
        self.seats(activity) + u64::from(self.rows[activity].optional) > 1
    }

    /// One mode of an activity.
    #[inline]
    pub(in crate::kernel) fn way_of(&self, activity: usize, mode: u32) -> &Way {
        &self.ways[(self.rows[activity].ways.start + mode) as usize]
    }

    /// The start at a position of a mode's starts.
    pub(in crate::kernel) fn start_at(&self, way: &Way, position: u32) -> u32 {
        let windows = &self.windows[way.windows.start as usize..way.windows.end as usize];
        let window = windows[windows.partition_point(|window| window.before <= position) - 1];
        window.first + (position - window.before)
    }

    /// The position of the first start that is not before `tick`; the number of starts if there is none.
    pub(in crate::kernel) fn position_of(&self, way: &Way, tick: u32) -> u32 {
        let windows = &self.windows[way.windows.start as usize..way.windows.end as usize];
        let after = windows.partition_point(|window| window.last < tick);
        windows.get(after).map_or(way.starts, |window| window.before + tick.saturating_sub(window.first))
    }

    /// Whether a mode may start at `tick`.
    pub(in crate::kernel) fn may_start(&self, way: &Way, tick: u32) -> bool {
        let position = self.position_of(way, tick);
        position < way.starts && self.start_at(way, position) == tick
    }

    /// The places of a mode; `None` where it needs none.
    #[inline]
    pub(in crate::kernel) fn places_of(&self, way: &Way) -> Option<&[u32]> {
        way.placed.as_ref().map(|range| &self.places[range.start as usize..range.end as usize])
    }

    /// The counters of tallies are days and places: who shares a tally with an activity.
    pub(in crate::kernel) fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    /// Gaps and spacings.
    pub(in crate::kernel) fn links(&self) -> &Links {
        &self.links
    }

    /// Who is to be inside whom.
    pub(in crate::kernel) fn holdings(&self) -> &Holdings {
        &self.holdings
    }

    /// How many closed ranges of a place the ticks meet.
    #[inline]
    pub(in crate::kernel) fn closed(&self, place: u32, start: u32, end: u32) -> u32 {
        let closures = &self.closures[place as usize];
        if closures.begun.is_empty() { 0 } else { closures.begun[end as usize] - closures.ended[start as usize] }
    }

    /// What a possible seat costs wherever the others are.
    #[inline]
    pub(super) fn charge_seat(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        self.charge_where(activity, seat, price);
        let way = self.way_of(activity, seat.mode);
        for (profile, rate) in &self.rises[way.rises.start as usize..way.rises.end as usize] {
            rate.charge(self.problem.profiles[*profile as usize][seat.start as usize], price);
        }
        if let Some(cost) = way.cost {
            cost.charge(1, price);
        }
    }

    /// The part of it that depends on the place.
    #[inline]
    pub(super) fn charge_where(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        if seat.place != NONE {
            price[0] += i64::from(self.closed(seat.place, seat.start, seat.end));
            self.charge_place(self.way_of(activity, seat.mode), seat.place, price);
        }
    }

    /// What the other part weighs.
    pub(super) fn weigh_start(&self, activity: usize, seat: &Seat, weights: &[f64]) -> f64 {
        let way = self.way_of(activity, seat.mode);
        let weigh = |rate: &Rate, units: u64| weights[rate.level as usize] * (rate.weight * units as i64) as f64;
        let rises = &self.rises[way.rises.start as usize..way.rises.end as usize];
        let risen =
            |(profile, rate): &(u32, Rate)| weigh(rate, self.problem.profiles[*profile as usize][seat.start as usize]);
        rises.iter().map(risen).sum::<f64>() + way.cost.map_or(0.0, |cost| weigh(&cost, 1))
    }

    /// The runs of starts of a mode.
    pub(super) fn windows_of(&self, way: &Way) -> &[Window] {
        &self.windows[way.windows.start as usize..way.windows.end as usize]
    }

    /// What choosing a place costs.
    #[inline]
    pub(super) fn charge_place(&self, way: &Way, place: u32, price: &mut [i64]) {
        let costs = &self.place_costs[way.place_costs.start as usize..way.place_costs.end as usize];
        if costs.len() <= FEW {
            for (costly, rate) in costs {
                rate.charge(u64::from(*costly == place), price);
            }
            return;
        }
        let first = costs.partition_point(|cost| cost.0 < place);
        for (_, rate) in costs[first..].iter().take_while(|cost| cost.0 == place) {
            rate.charge(1, price);
        }
    }

    /// The least that an activity costs at each level, whatever the others do: its own cheapest start, place and mode.
    fn least_of(&self, activity: usize) -> Vec<i64> {
        let row = &self.rows[activity];
        let nothing = vec![i64::MAX; self.width()];
        let (mut least, mut price) = (nothing.clone(), vec![0; self.width()]);
        for mode in 0..row.ways.len() as u32 {
            let way = self.way_of(activity, mode);
            let (mut at_start, mut at_place) = (nothing.clone(), nothing.clone());
            for position in 0..way.starts {
                let start = self.start_at(way, position);
                price.fill(0);
                self.charge_seat(activity, &Seat { start, end: start + way.duration, place: NONE, mode }, &mut price);
                lower(&mut at_start, &price);
            }
            match self.places_of(way).filter(|_| !way.place_costs.is_empty()) {
                None => at_place.fill(0),
                Some(places) => {
                    for &place in places {
                        price.fill(0);
                        self.charge_place(way, place, &mut price);
                        lower(&mut at_place, &price);
                    }
                }
            }
            at_start.iter_mut().zip(&at_place).for_each(|(start, place)| *start = start.saturating_add(*place));
            lower(&mut least, &at_start);
        }
        if row.optional {
            price.fill(0);
            row.absence.charge(1, &mut price);
            lower(&mut least, &price);
        }
        least.into_iter().map(|least| if least == i64::MAX { 0 } else { least }).collect()
    }

    /// The least that an activity costs at each level, what is forbidden first.
    #[inline]
    pub(in crate::kernel) fn least(&self, activity: usize) -> &[i64] {
        &self.least[activity * self.width()..][..self.width()]
    }

    /// What is free of each place, one number a tick, when nothing takes place.
    pub(super) fn free_places(&self) -> Vec<i32> {
        let horizon = self.problem.horizon() as usize;
        let most = i32::MAX as u64 / 2;
        let capacities = self.problem.places().iter().map(|place| place.capacity().unwrap_or(most).min(most) as i32);
        capacities.flat_map(|capacity| std::iter::repeat_n(capacity, horizon)).collect()
    }

    /// What is free of each resource, one number a tick, when nothing takes place.
    pub(super) fn free_resources(&self) -> Vec<i64> {
        let mut free = Vec::with_capacity(self.problem.resources().len() * self.problem.horizon() as usize);
        for resource in self.problem.resources() {
            let capacity = |tick: u32| match resource.capacity() {
                Capacity::Constant(capacity) => capacity,
                Capacity::Profile(profile) => self.problem.profile(profile)[tick as usize],
            };
            free.extend((0..self.problem.horizon()).map(|tick| capacity(tick).min(PLENTY) as i64));
        }
        free
    }
}

/// Lowers prices to others that are lower.
fn lower(least: &mut [i64], price: &[i64]) {
    least.iter_mut().zip(price).for_each(|(least, price)| *least = (*least).min(*price));
}

fn closures(closed: &[(u32, u32)], horizon: u32) -> Closures {
    if closed.is_empty() {
        return Closures::default();
    }
    let before = |ticks: &dyn Fn(&(u32, u32)) -> u32| {
        (0..=horizon).map(|tick| closed.iter().filter(|range| ticks(range) < tick).count() as u32).collect()
    };
    Closures { begun: before(&|range| range.0), ended: before(&|range| range.1) }
}
