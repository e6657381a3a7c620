//! Placements with running totals, so that moving one activity is priced without looking at the rest.
//!
//! [`Tables`] lay a problem out once; any number of ledgers, one a thread, work on the same tables. A ledger prices a
//! placement of one activity by looking only at what it meets there: loads of its place and resources, activities near
//! in time, and relations of its own. Costs grow with what happens at one time, not with the size of the problem, and
//! neither pricing nor moving allocates.
//!
//! * [`tables`]: the problem laid out, [`parts`]: of what; [`encounters`], [`links`], [`tallies`], [`choices`]: its relations by how they
//!   are counted
//! * [`seats`]: what a move changes; [`apart`]: a price in two parts, one of which can be kept; [`company`]: what is kept of
//!   the prices of where everybody is
//! * this module: what a placement costs

mod apart;
mod choices;
mod company;
mod encounters;
mod links;
mod parts;
mod seats;
mod tables;
mod tallies;

use std::collections::BTreeMap;

use super::cost::Charged;
use super::index::{ActivityIndex, ModeIndex, PlaceIndex, ResourceIndex};
use super::problem::{CostVector, Over, Problem};
use super::relation_units::{Whereabouts, units_with};
use super::solution::Placement;
use super::spot::Spot;
use choices::{Member, part};
pub(super) use links::Link;
use parts::Rate;
pub(super) use parts::{NONE, Seat};
pub(super) use seats::placement_of;
pub use tables::Tables;

/// Forbidden units and costs by level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// Units of forbidden things; compared first.
    pub forbidden: i64,
    /// Cost by level.
    pub cost: Vec<i64>,
}

impl Price {
    /// Nothing.
    pub fn zero(levels: usize) -> Self {
        Self { forbidden: 0, cost: vec![0; levels] }
    }

    /// From what is forbidden and the levels in one row.
    pub(super) fn of(row: &[i64]) -> Self {
        Self { forbidden: row[0], cost: row[1..].to_vec() }
    }

    /// The difference to `other`.
    pub fn minus(&self, other: &Self) -> Self {
        let cost = self.cost.iter().zip(&other.cost).map(|(ours, theirs)| ours - theirs).collect();
        Self { forbidden: self.forbidden - other.forbidden, cost }
    }
}

/// Who is there in a tick, with its class.
type Guest = (u32, u32);

/// Placements with their loads.
#[derive(Debug, Clone)]
pub struct Ledger<'t> {
    tables: &'t Tables<'t>,
    seats: Vec<Seat>,
    /// Placements that are not possible: only a start handed in has them.
    odd: BTreeMap<u32, Placement>,
    is_odd: Vec<bool>,
    /// What is free of each place and resource, one row of ticks each.
    free_places: Vec<i32>,
    free_resources: Vec<i64>,
    /// Who is there in each tick, and who begins in it; only activities that meet others.
    present: Vec<Vec<Guest>>,
    beginning: Vec<Vec<Guest>>,
    /// How often each counter of a tally is used; distinct ones by tally.
    counters: Vec<u32>,
    distinct: Vec<u32>,
    /// How many outer activities hold each inner one.
    held: Vec<u32>,
    /// Units of the leaves of choices.
    leaves: Vec<u64>,
    /// What each activity is charged for whom it meets, a row of forbidden units and levels each.
    company: Vec<i64>,
}

/// All seats, with one activity elsewhere.
struct Moved<'a> {
    seats: &'a [Seat],
    activity: usize,
    seat: &'a Seat,
}

fn spot_of(seat: &Seat) -> Option<Spot> {
    seat.is_present().then(|| Spot {
        start: seat.start,
        end: seat.end,
        place: (seat.place != NONE).then(|| PlaceIndex::new(seat.place as usize)),
        mode: ModeIndex::new(seat.mode as usize),
    })
}

impl Whereabouts for Moved<'_> {
    fn spot(&self, activity: ActivityIndex) -> Option<Spot> {
        spot_of(if activity.get() == self.activity { self.seat } else { &self.seats[activity.get()] })
    }
}

/// The same for a spot.
struct Elsewhere<'a> {
    seats: &'a [Seat],
    activity: ActivityIndex,
    spot: Option<Spot>,
}

impl Whereabouts for Elsewhere<'_> {
    fn spot(&self, activity: ActivityIndex) -> Option<Spot> {
        if activity == self.activity { self.spot } else { spot_of(&self.seats[activity.get()]) }
    }
}

impl<'t> Ledger<'t> {
    /// The problem.
    pub fn problem(&self) -> &'t Problem {
        self.tables.problem
    }

    /// The problem laid out.
    pub fn tables(&self) -> &'t Tables<'t> {
        self.tables
    }

    /// What depends on where `activity` is, were it at `placement` and everything else where it is. Only differences of
    /// two prices of the same activity mean something.
    pub fn price(&self, activity: ActivityIndex, placement: Option<Placement>) -> Price {
        let mut row = vec![0; self.tables.width()];
        match self.tables.seat(activity, placement) {
            Some(seat) => self.charge(activity.get(), &seat, &mut row),
            None => self.charge_odd(activity, placement, &mut row),
        }
        Price::of(&row)
    }

    /// How the price changes if `activity` moves to `placement`.
    pub fn change(&self, activity: ActivityIndex, placement: Option<Placement>) -> Price {
        self.price(activity, placement).minus(&self.price(activity, self.placement(activity)))
    }

    /// Forbidden units and costs of everything, counted anew.
    pub fn total(&self) -> (u64, CostVector) {
        let score = super::cost::evaluate(self.tables.problem, &self.placements());
        (score.forbidden_units(), score.cost)
    }

    /// Who is there in a tick, of those that meet others.
    #[inline]
    pub(super) fn present(&self, tick: u32) -> &[Guest] {
        &self.present[tick as usize]
    }

    /// How much of a place is free in a tick.
    #[inline]
    pub(super) fn free(&self, place: u32, tick: u32) -> i32 {
        self.free_places[place as usize * self.tables.problem.horizon() as usize + tick as usize]
    }

    /// Whether a place has room at all ticks of a seat.
    #[inline]
    pub(super) fn is_free(&self, place: u32, seat: &Seat) -> bool {
        let row = &self.free_places[place as usize * self.tables.problem.horizon() as usize..];
        row[seat.start as usize..seat.end as usize].iter().all(|&free| free > 0)
    }

    /// Whether `one` at `seat` may not be there together with `other` where it is: they share ticks or are near, and are
    /// charged something forbidden for it.
    pub(super) fn forbids(&self, one: usize, seat: &Seat, other: usize) -> bool {
        let encounters = &self.tables.encounters;
        let (class, theirs) = (encounters.class(one), encounters.class(other));
        class != NONE
            && theirs != NONE
            && encounters
                .common()
                .iter()
                .chain(encounters.terms(class, theirs))
                .any(|term| term.forbids(seat, &self.seats[other]))
    }

    /// By what it is: the excess of its place and of each resource that comes from `activity`, were it at `spot`.
    pub(super) fn excesses(&self, activity: ActivityIndex, spot: Option<Spot>) -> Vec<(Charged, u64)> {
        let seat = seat_of(spot);
        let mut found = Vec::new();
        if seat.is_present() {
            self.for_each_excess(activity.get(), &seat, |resource, over| {
                found.push(match resource {
                    None => (Charged::PlaceOver(PlaceIndex::new(seat.place as usize)), over),
                    Some(resource) => (Charged::Resource(ResourceIndex::new(resource as usize)), over),
                });
            });
        }
        found
    }

    /// Where everything is, with `activity` at `spot`.
    pub(super) fn with(&self, activity: ActivityIndex, spot: Option<Spot>) -> impl Whereabouts {
        Elsewhere { seats: &self.seats, activity, spot }
    }

    /// Where an activity sits; `None` also for one that sits nowhere possible.
    pub(super) fn spot(&self, activity: ActivityIndex) -> Option<Spot> {
        spot_of(&self.seats[activity.get()])
    }

    /// Adds what depends on where `activity` is, were it at the possible `seat`.
    pub(super) fn charge(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        self.charge_unless(activity, seat, price, |_| false);
    }

    /// The same as [`charge`](Self::charge), given up as soon as `enough` of the price so far: every part only adds. Says
    /// whether it came to the end.
    #[inline]
    pub(super) fn charge_unless(
        &self,
        activity: usize,
        seat: &Seat,
        price: &mut [i64],
        enough: impl Fn(&[i64]) -> bool,
    ) -> bool {
        let tables = self.tables;
        if seat.is_present() {
            tables.charge_seat(activity, seat, price);
            self.charge_loads(activity, seat, price);
            if enough(price) || !self.charge_links(activity, seat, price, &enough) {
                return false;
            }
            if !self.charge_encounters(activity, seat, price, &enough) {
                return false;
            }
        } else {
            tables.rows[activity].absence.charge(1, price);
        }
        self.charge_structure(activity, seat, price);
        !enough(price)
    }

    /// What relations of its own charge, however far those they speak of are.
    #[inline]
    fn charge_structure(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        if !self.tables.is_structured[activity] {
            return;
        }
        self.charge_tallies(activity, seat, price);
        self.charge_holdings(activity, seat, price);
        self.charge_choices(activity, seat, price);
        self.charge_wide(activity, seat, price);
    }

    /// A placement that is not possible, or not of its activity.
    fn charge_odd(&self, activity: ActivityIndex, placement: Option<Placement>, price: &mut [i64]) {
        let problem = self.tables.problem;
        let spot = placement.and_then(|placement| Spot::of(problem, activity, placement));
        charge_odd_alone(problem, activity, placement, spot, price);
        let seat = seat_of(spot);
        if seat.is_present() {
            self.charge_loads(activity.get(), &seat, price);
            self.charge_links(activity.get(), &seat, price, &|_: &[i64]| false);
            self.charge_encounters(activity.get(), &seat, price, &|_: &[i64]| false);
        }
        self.charge_structure(activity.get(), &seat, price);
    }

    /// The excess that comes from `activity` on top of the others' loads.
    #[inline]
    fn charge_loads(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        let tables = self.tables;
        self.for_each_excess(activity, seat, |resource, over| match resource {
            None => tables.place_rate.charge(over, price),
            Some(resource) => tables.resource_rates[resource as usize].charge(over, price),
        });
    }

    /// The same, told one by one: that of its place without a number, those of resources with theirs.
    #[inline]
    fn for_each_excess(&self, activity: usize, seat: &Seat, mut tell: impl FnMut(Option<u32>, u64)) {
        let tables = self.tables;
        let old = &self.seats[activity];
        let horizon = tables.problem.horizon() as usize;
        if seat.place != NONE && tables.limited[seat.place as usize] {
            let mut over = 0;
            let free = &self.free_places[seat.place as usize * horizon..][seat.start as usize..seat.end as usize];
            if old.place == seat.place {
                for (tick, &free) in (seat.start..).zip(free) {
                    over += u64::from(free + i32::from(old.covers(tick)) <= 0);
                }
            } else {
                over = free.iter().filter(|&&free| free <= 0).count() as u64;
            }
            tell(None, over);
        }
        let way = tables.way_of(activity, seat.mode);
        for &(resource, units) in &tables.uses[way.uses.start as usize..way.uses.end as usize] {
            let free = &self.free_resources[resource as usize * horizon..][seat.start as usize..seat.end as usize];
            let had = if old.is_present() && seat.shared(old) > 0 { self.used(activity, old, resource) } else { 0 };
            let mut over = 0;
            for (tick, &free) in (seat.start..).zip(free) {
                let free = if had > 0 && old.covers(tick) { free + had } else { free };
                if free < units {
                    over += units - free.max(0);
                }
            }
            tell(Some(resource), over as u64);
        }
    }

    fn used(&self, activity: usize, seat: &Seat, resource: u32) -> i64 {
        let way = self.tables.way_of(activity, seat.mode);
        let uses = &self.tables.uses[way.uses.start as usize..way.uses.end as usize];
        uses.iter().find(|(known, _)| *known == resource).map_or(0, |(_, units)| *units)
    }

    #[inline]
    fn charge_links(&self, activity: usize, seat: &Seat, price: &mut [i64], enough: &impl Fn(&[i64]) -> bool) -> bool {
        let problem = self.tables.problem;
        for link in self.tables.links.of(activity) {
            let theirs = &self.seats[link.other(activity)];
            if theirs.is_present() {
                link.charge(problem, activity, seat, theirs, price);
            }
        }
        !enough(price)
    }

    /// The ticks at which somebody whom it meets may be: from the first to before the second.
    #[inline]
    fn ticks_near(&self, seat: &Seat, reach: u32) -> (usize, usize) {
        let first = seat.start.saturating_sub(reach) as usize;
        (first, (seat.end.saturating_add(reach) as usize).min(self.present.len()))
    }

    /// What it charges with those that are near.
    #[inline]
    fn charge_encounters(
        &self,
        activity: usize,
        seat: &Seat,
        price: &mut [i64],
        enough: &impl Fn(&[i64]) -> bool,
    ) -> bool {
        self.charge_encounters_without(activity, activity, seat, price, enough)
    }

    /// The same while `other` is not there.
    #[inline]
    fn charge_encounters_without(
        &self,
        other: usize,
        activity: usize,
        seat: &Seat,
        price: &mut [i64],
        enough: &impl Fn(&[i64]) -> bool,
    ) -> bool {
        let encounters = &self.tables.encounters;
        let class = encounters.class(activity);
        if class == NONE {
            return true;
        }
        let (first, after) = self.ticks_near(seat, encounters.reach(class));
        let meet = |guest: &Guest, price: &mut [i64]| {
            let (who, theirs) = (guest.0 as usize, guest.1);
            if who != activity && who != other {
                encounters.meet(class, seat, theirs, &self.seats[who], |level, cost| price[level] += cost);
            }
        };
        for guest in &self.present[first] {
            meet(guest, price);
        }
        if enough(price) {
            return false;
        }
        for guests in &self.beginning[first + 1..after] {
            for guest in guests {
                meet(guest, price);
            }
            // Most seats are given up long before all of their ticks have been looked at.
            if !guests.is_empty() && enough(price) {
                return false;
            }
        }
        true
    }

    #[inline]
    fn charge_tallies(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        for &tally in self.tables.tallies.priced(activity) {
            let units = self.tallied(tally, activity, seat);
            self.tables.tallies.get(tally).rate().charge(units, price);
        }
    }

    /// The units of a tally with `activity`, one of its members, at `seat`.
    #[inline]
    fn tallied(&self, tally: u32, activity: usize, seat: &Seat) -> u64 {
        let days = &self.tables.problem.day_of;
        let known = self.tables.tallies.get(tally);
        let (from, to) = (known.counter(days, &self.seats[activity]), known.counter(days, seat));
        let mut distinct = self.distinct[tally as usize];
        if from != to {
            distinct -= u32::from(from.is_some_and(|from| self.counters[from] == 1));
            distinct += u32::from(to.is_some_and(|to| self.counters[to] == 0));
        }
        known.units(distinct)
    }

    #[inline]
    fn charge_holdings(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        for &number in self.tables.holdings.of(activity) {
            let holding = self.tables.holdings.get(number);
            let free = if holding.inner as usize == activity {
                !seat.is_present() || holding.outer.iter().any(|&outer| self.seats[outer as usize].holds(seat))
            } else {
                let inner = &self.seats[holding.inner as usize];
                let others =
                    self.held[number as usize] - u32::from(inner.is_present() && self.seats[activity].holds(inner));
                !inner.is_present() || others > 0 || seat.holds(inner)
            };
            holding.rate().charge(u64::from(!free), price);
        }
    }

    fn charge_choices(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        for &root in self.tables.choices.of(activity) {
            let (node, rate) = self.tables.choices.root(root);
            rate.charge(u64::from(self.is_charged(node, activity, seat)), price);
        }
    }

    /// Whether every member of a choice charges something with `activity` at `seat`.
    fn is_charged(&self, node: u32, activity: usize, seat: &Seat) -> bool {
        self.tables.choices.members(node).iter().all(|member| match member {
            Member::Node(node) => self.is_charged(*node, activity, seat),
            leaf @ Member::Leaf { .. } => self.leaf_units(leaf, activity, seat) > 0,
        })
    }

    /// The units of a leaf with `activity` at `seat`.
    fn leaf_units(&self, leaf: &Member<'_>, activity: usize, seat: &Seat) -> u64 {
        let Member::Leaf { kind, activities, tally, position } = leaf else { return 0 };
        let known = self.leaves[*position as usize];
        if activities.binary_search(&ActivityIndex::new(activity)).is_err() {
            return known;
        }
        if let Some(tally) = tally {
            return self.tallied(*tally, activity, seat);
        }
        let problem = self.tables.problem;
        let here = Moved { seats: &self.seats, activity, seat: &self.seats[activity] };
        let there = Moved { seats: &self.seats, activity, seat };
        known + part(problem, kind, &there, activity) - part(problem, kind, &here, activity)
    }

    fn charge_wide(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        let at = Moved { seats: &self.seats, activity, seat };
        for &number in self.tables.wide.of(activity) {
            let relation = &self.tables.problem.relations()[number as usize];
            let units = units_with(self.tables.problem, relation.kind(), &at, ActivityIndex::new(activity));
            Rate::of(relation.over()).charge(units, price);
        }
    }
}

fn seat_of(spot: Option<Spot>) -> Seat {
    spot.map_or(Seat::ABSENT, |spot| Seat {
        start: spot.start,
        end: spot.end,
        place: spot.place.map_or(NONE, |place| place.get() as u32),
        mode: spot.mode.get() as u32,
    })
}

/// What a placement costs wherever the others are, whatever is wrong with it.
fn charge_odd_alone(
    problem: &Problem,
    activity: ActivityIndex,
    placement: Option<Placement>,
    spot: Option<Spot>,
    price: &mut [i64],
) {
    let known = problem.activity(activity);
    let Some(placement) = placement else {
        match known.optional() {
            Some(cost) if known.may_be_left_out() => price[cost.level.get() + 1] += cost.cost as i64,
            _ => price[0] += 1,
        }
        return;
    };
    if let Some(fixed) = known.fixed().filter(|_| placement.mode.get() < known.modes().len()) {
        let moved = placement.start != fixed.start
            || fixed.place.is_some_and(|place| place != placement.place)
            || fixed.mode.is_some_and(|mode| mode != placement.mode);
        price[0] += i64::from(moved);
    }
    let Some(spot) = spot else {
        price[0] += 1;
        return;
    };
    let mode = known.mode(spot.mode);
    match (mode.places(), spot.place) {
        (Some(_), Some(place)) => {
            let closed = problem.place(place).closed();
            price[0] += closed.iter().filter(|&&(first, last)| spot.start <= last && first < spot.end).count() as i64;
        }
        (Some(_), None) => price[0] += 1,
        (None, _) => price[0] += i64::from(placement.place.is_some()),
    }
    for cost in mode.start_costs() {
        let over = Over::Level { level: cost.level, weight: cost.weight };
        Rate::of(over).charge(problem.profile(cost.profile)[spot.start as usize], price);
    }
    for cost in mode.place_costs().iter().filter(|cost| Some(cost.place) == placement.place) {
        price[cost.level.get() + 1] += cost.cost as i64;
    }
    if let Some(cost) = mode.cost() {
        price[cost.level.get() + 1] += cost.cost as i64;
    }
}
