//! A price taken apart: what a start weighs whatever the place, which can be kept and followed, and all the rest.

use super::parts::{NONE, Seat};
use super::tables::Way;
use super::{Ledger, Tables};

impl Tables<'_> {
    /// The starts of a mode from tick `first` to before `after`, each with its position.
    pub(in crate::kernel) fn starts_between(
        &self,
        way: &Way,
        first: u32,
        after: u32,
    ) -> impl Iterator<Item = (u32, u32)> {
        let windows = self.windows_of(way);
        let skipped = windows.partition_point(|window| window.last < first);
        windows[skipped..].iter().take_while(move |window| window.first < after).flat_map(move |window| {
            let starts = window.first.max(first)..(window.last + 1).min(after);
            starts.map(move |start| (window.before + (start - window.first), start))
        })
    }
}

impl Ledger<'_> {
    /// How far before its start and after its end an activity meets others.
    pub(in crate::kernel) fn reach(&self, activity: usize) -> u32 {
        let encounters = &self.tables.encounters;
        match encounters.class(activity) {
            NONE => 0,
            class => encounters.reach(class),
        }
    }

    /// What an activity would weigh at a start for the start alone and for whom it would meet there, whatever the places.
    pub(in crate::kernel) fn weigh_start(&self, activity: usize, seat: &Seat, weights: &[f64]) -> f64 {
        let mut weight = self.tables.weigh_start(activity, seat, weights);
        let encounters = &self.tables.encounters;
        let class = encounters.class(activity);
        if class == NONE {
            return weight;
        }
        let (first, after) = self.ticks_near(seat, encounters.reach(class));
        let begun = self.beginning[first + 1..after].iter().flatten();
        for &(other, theirs) in self.present[first].iter().chain(begun) {
            if other as usize != activity {
                weight += self.weigh_classes(class, seat, theirs, &self.seats[other as usize], weights);
            }
        }
        weight
    }

    /// What two activities would weigh together for being near in time, whatever the places. One that is left out meets
    /// nobody.
    #[inline]
    pub(in crate::kernel) fn weigh_pair(
        &self,
        one: usize,
        seat: &Seat,
        other: usize,
        theirs: &Seat,
        weights: &[f64],
    ) -> f64 {
        let encounters = &self.tables.encounters;
        match (encounters.class(one), encounters.class(other)) {
            (NONE, _) | (_, NONE) => 0.0,
            (class, their_class) => self.weigh_classes(class, seat, their_class, theirs, weights),
        }
    }

    /// Whether two activities charge each other for being near in time, whatever the places.
    #[inline]
    pub(in crate::kernel) fn can_meet(&self, one: usize, other: usize) -> bool {
        let encounters = &self.tables.encounters;
        match (encounters.class(one), encounters.class(other)) {
            (NONE, _) | (_, NONE) => false,
            (class, theirs) => {
                let terms = encounters.common().iter().chain(encounters.terms(class, theirs));
                terms.into_iter().any(|term| !term.minds_places())
            }
        }
    }

    #[inline(always)]
    fn weigh_classes(&self, class: u32, seat: &Seat, their_class: u32, theirs: &Seat, weights: &[f64]) -> f64 {
        let encounters = &self.tables.encounters;
        let mut weight = 0.0;
        for term in encounters.common() {
            weight += term.weigh_time(seat, theirs, weights);
        }
        for term in encounters.terms(class, their_class) {
            weight += term.weigh_time(seat, theirs, weights);
        }
        weight
    }

    /// Adds all that an activity would cost at a seat besides what [`weigh_start`](Self::weigh_start) tells, given up as
    /// soon as `enough`. Says whether it came to the end.
    #[inline]
    pub(in crate::kernel) fn charge_rest_unless(
        &self,
        activity: usize,
        seat: &Seat,
        price: &mut [i64],
        enough: impl Fn(&[i64]) -> bool,
    ) -> bool {
        self.tables.charge_where(activity, seat, price);
        self.charge_loads(activity, seat, price);
        if enough(price) || !self.charge_links(activity, seat, price, &enough) {
            return false;
        }
        self.charge_ways(activity, seat, price);
        self.charge_structure(activity, seat, price);
        !enough(price)
    }

    /// The encounters that depend on places.
    fn charge_ways(&self, activity: usize, seat: &Seat, price: &mut [i64]) {
        let encounters = &self.tables.encounters;
        let class = encounters.class(activity);
        if class == NONE || !encounters.minds_places(class) {
            return;
        }
        let (first, after) = self.ticks_near(seat, encounters.reach(class));
        let begun = self.beginning[first + 1..after].iter().flatten();
        for &(other, theirs) in self.present[first].iter().chain(begun) {
            if other as usize != activity {
                let terms = encounters.common().iter().chain(encounters.terms(class, theirs));
                for term in terms.filter(|term| term.minds_places()) {
                    term.charge(seat, &self.seats[other as usize], price);
                }
            }
        }
    }

    /// Adds part of what an activity would cost at a seat while `other` is elsewhere, given up as soon as `enough`: for the
    /// seat, and for whom else it meets there. Says whether it came to the end.
    #[inline]
    pub(in crate::kernel) fn charge_start_unless(
        &self,
        activity: usize,
        seat: &Seat,
        other: usize,
        price: &mut [i64],
        enough: impl Fn(&[i64]) -> bool,
    ) -> bool {
        self.tables.charge_seat(activity, seat, price);
        !enough(price) && self.charge_encounters_without(other, activity, seat, price, &enough)
    }

    /// Adds what two activities would charge each other for being near.
    pub(in crate::kernel) fn charge_pair(
        &self,
        one: usize,
        seat: &Seat,
        other: usize,
        theirs: &Seat,
        price: &mut [i64],
    ) {
        let encounters = &self.tables.encounters;
        let (class, their_class) = (encounters.class(one), encounters.class(other));
        if class != NONE && their_class != NONE {
            encounters.meet(class, seat, their_class, theirs, |level, cost| price[level] += cost);
        }
    }

    /// Adds what a seat costs because `other` is at its place too, which then holds no more.
    pub(in crate::kernel) fn charge_crowding(&self, seat: &Seat, other: usize, price: &mut [i64]) {
        let theirs = &self.seats[other];
        if theirs.place == seat.place && seat.place != NONE {
            let shared = seat.start.max(theirs.start)..seat.end.min(theirs.end);
            let full = shared.filter(|&tick| self.free(seat.place, tick) <= 0).count();
            self.tables.place_rate.charge(full as u64, price);
        }
    }

    /// Whether a place has room for an activity at all ticks of a seat once it, and `other` if there is one, have left.
    pub(in crate::kernel) fn has_room(&self, activity: usize, seat: &Seat, other: Option<usize>) -> bool {
        if seat.place == NONE {
            return true;
        }
        let leaves = |who: usize, tick: u32| {
            let from = &self.seats[who];
            i32::from(from.place == seat.place && from.covers(tick))
        };
        (seat.start..seat.end).all(|tick| {
            let free = self.free(seat.place, tick);
            free > 0 || free + leaves(activity, tick) + other.map_or(0, |other| leaves(other, tick)) > 0
        })
    }
}
