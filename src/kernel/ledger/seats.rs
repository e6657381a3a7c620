//! Moving an activity: everything a ledger counts follows.

use std::collections::BTreeMap;

use super::super::index::{ActivityIndex, ModeIndex, PlaceIndex};
use super::super::solution::{Placement, Placements};
use super::super::spot::Spot;
use super::choices::Member;
use super::parts::{NONE, Seat};
use super::tables::Tables;
use super::{Guest, Ledger, seat_of};

impl Tables<'_> {
    /// The seat of a placement, if the activity may be there on its own. A closed place can be a seat; it is charged.
    pub(in crate::kernel) fn seat(&self, activity: ActivityIndex, placement: Option<Placement>) -> Option<Seat> {
        let Some(placement) = placement else { return Some(Seat::ABSENT) };
        let row = &self.rows[activity.get()];
        let mode = placement.mode.get() as u32;
        let way = self.ways[row.ways.start as usize..row.ways.end as usize].get(mode as usize)?;
        if !self.may_start(way, placement.start) {
            return None;
        }
        let place = match (self.places_of(way), placement.place) {
            (None, None) => NONE,
            (Some(places), Some(place)) => {
                let place = place.get() as u32;
                places.contains(&place).then_some(place)?
            }
            _ => return None,
        };
        Some(Seat { start: placement.start, end: placement.start + way.duration, place, mode })
    }
}

impl<'t> Ledger<'t> {
    /// A ledger of these placements.
    pub fn new(tables: &'t Tables<'t>, placements: &Placements) -> Self {
        let count = tables.problem.activities().len();
        let ticks = tables.problem.horizon() as usize + 1;
        let mut ledger = Self {
            tables,
            seats: vec![Seat::ABSENT; count],
            odd: BTreeMap::new(),
            is_odd: vec![false; count],
            free_places: tables.free_places(),
            free_resources: tables.free_resources(),
            present: vec![Vec::new(); ticks],
            beginning: vec![Vec::new(); ticks],
            counters: vec![0; tables.tallies.counters()],
            distinct: vec![0; tables.tallies.len()],
            held: vec![0; tables.holdings.len()],
            leaves: vec![0; tables.choices.leaves()],
            company: vec![0; count * tables.width()],
        };
        for activity in tables.problem.activity_indices() {
            ledger.place(activity, placements.get(activity));
        }
        ledger
    }

    /// Where everything is.
    pub fn placements(&self) -> Placements {
        let mut placements = Placements::empty(self.tables.problem);
        for activity in self.tables.problem.activity_indices() {
            placements.set(activity, self.placement(activity));
        }
        placements
    }

    /// Where an activity is.
    pub fn placement(&self, activity: ActivityIndex) -> Option<Placement> {
        if self.is_odd[activity.get()] {
            return self.odd.get(&(activity.get() as u32)).copied();
        }
        placement_of(&self.seats[activity.get()])
    }

    /// Moves an activity.
    pub fn place(&mut self, activity: ActivityIndex, placement: Option<Placement>) {
        let known = self.tables.seat(activity, placement);
        let spot = placement.and_then(|placement| Spot::of(self.tables.problem, activity, placement));
        self.sit(activity.get(), known.unwrap_or_else(|| seat_of(spot)));
        if let (None, Some(placement)) = (known, placement) {
            self.odd.insert(activity.get() as u32, placement);
            self.is_odd[activity.get()] = true;
        }
    }

    /// Where all activities sit.
    #[inline]
    pub(in crate::kernel) fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// Whether an activity is where it may not be at all.
    #[inline]
    pub(in crate::kernel) fn is_odd(&self, activity: usize) -> bool {
        self.is_odd[activity]
    }

    /// Moves an activity to a seat.
    pub(in crate::kernel) fn sit(&mut self, activity: usize, seat: Seat) {
        let old = self.seats[activity];
        self.keep_company(activity, &old, -1);
        self.sit_for_now(activity, seat);
        self.keep_company(activity, &seat, 1);
    }

    /// Moves an activity to a seat from which it is moved back before anything else happens: the company that others keep
    /// is not followed.
    pub(in crate::kernel) fn sit_for_now(&mut self, activity: usize, seat: Seat) {
        if self.is_odd[activity] {
            self.is_odd[activity] = false;
            self.odd.remove(&(activity as u32));
        }
        let old = self.seats[activity];
        self.follow_choices(activity, &seat);
        self.follow_tallies(activity, &old, &seat);
        if old.is_present() {
            self.leave(activity, &old);
        }
        if seat.is_present() {
            self.enter(activity, &seat);
        }
        self.follow_holdings(activity, &old, &seat);
        self.seats[activity] = seat;
    }

    fn follow_choices(&mut self, activity: usize, seat: &Seat) {
        let tables = self.tables;
        for &root in tables.choices.of(activity) {
            self.follow_node(tables.choices.root(root).0, activity, seat);
        }
    }

    fn follow_node(&mut self, node: u32, activity: usize, seat: &Seat) {
        let tables = self.tables;
        for member in tables.choices.members(node) {
            match member {
                Member::Node(node) => self.follow_node(*node, activity, seat),
                Member::Leaf { position, .. } => {
                    self.leaves[*position as usize] = self.leaf_units(member, activity, seat);
                }
            }
        }
    }

    fn follow_tallies(&mut self, activity: usize, old: &Seat, new: &Seat) {
        let tables = self.tables;
        let days = &tables.problem.day_of;
        for &tally in tables.tallies.of(activity) {
            let known = tables.tallies.get(tally);
            let (from, to) = (known.counter(days, old), known.counter(days, new));
            if from == to {
                continue;
            }
            if let Some(from) = from {
                self.counters[from] -= 1;
                self.distinct[tally as usize] -= u32::from(self.counters[from] == 0);
            }
            if let Some(to) = to {
                self.distinct[tally as usize] += u32::from(self.counters[to] == 0);
                self.counters[to] += 1;
            }
        }
    }

    fn follow_holdings(&mut self, activity: usize, old: &Seat, new: &Seat) {
        let tables = self.tables;
        for &number in tables.holdings.of(activity) {
            let holding = tables.holdings.get(number);
            let held = &mut self.held[number as usize];
            if holding.inner as usize == activity {
                let seats = &self.seats;
                let holds = |outer: &&u32| new.is_present() && seats[**outer as usize].holds(new);
                *held = holding.outer.iter().filter(holds).count() as u32;
            } else {
                let inner = &self.seats[holding.inner as usize];
                if inner.is_present() {
                    *held = *held + u32::from(new.holds(inner)) - u32::from(old.holds(inner));
                }
            }
        }
    }

    fn leave(&mut self, activity: usize, seat: &Seat) {
        self.load(activity, seat, 1);
        if self.tables.encounters.class(activity) != NONE {
            let activity = activity as u32;
            forget(&mut self.beginning[seat.start as usize], activity);
            for guests in &mut self.present[seat.start as usize..seat.end as usize] {
                forget(guests, activity);
            }
        }
    }

    fn enter(&mut self, activity: usize, seat: &Seat) {
        self.load(activity, seat, -1);
        let class = self.tables.encounters.class(activity);
        if class != NONE {
            let guest = (activity as u32, class);
            self.beginning[seat.start as usize].push(guest);
            for guests in &mut self.present[seat.start as usize..seat.end as usize] {
                guests.push(guest);
            }
        }
    }

    /// Frees (`1`) or takes (`-1`) what an activity uses.
    #[inline]
    fn load(&mut self, activity: usize, seat: &Seat, sign: i64) {
        let tables = self.tables;
        let horizon = tables.problem.horizon() as usize;
        if seat.place != NONE {
            let row = &mut self.free_places[seat.place as usize * horizon..];
            for free in &mut row[seat.start as usize..seat.end as usize] {
                *free += sign as i32;
            }
        }
        let way = tables.way_of(activity, seat.mode);
        for &(resource, units) in &tables.uses[way.uses.start as usize..way.uses.end as usize] {
            let row = &mut self.free_resources[resource as usize * horizon..];
            for free in &mut row[seat.start as usize..seat.end as usize] {
                *free += sign * units;
            }
        }
    }
}

/// The placement of a seat.
pub(in crate::kernel) fn placement_of(seat: &Seat) -> Option<Placement> {
    seat.is_present().then(|| Placement {
        start: seat.start,
        place: (seat.place != NONE).then(|| PlaceIndex::new(seat.place as usize)),
        mode: ModeIndex::new(seat.mode as usize),
    })
}

fn forget(guests: &mut Vec<Guest>, activity: u32) {
    if let Some(at) = guests.iter().position(|guest| guest.0 == activity) {
        guests.swap_remove(at);
    }
}
