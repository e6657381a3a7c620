//! What each activity is charged for whom it meets where it is, kept while others move.
//!
//! A search prices an activity where it is as often as where it could go, and the first says nothing new until somebody near
//! has moved: nearly all moves that are tried are not made. Whom it meets is most of the work of a price; the rest is looked
//! up anew.

use super::super::index::ActivityIndex;
use super::Ledger;
use super::parts::{NONE, Seat};

impl Ledger<'_> {
    /// Adds what depends on where `activity` is. Not while somebody sits somewhere [for now](Ledger::sit_for_now).
    pub(in crate::kernel) fn charge_now(&self, activity: usize, price: &mut [i64]) {
        let seat = &self.seats[activity];
        if self.is_odd[activity] || !seat.is_present() {
            return self.charge_afresh(activity, price);
        }
        let width = self.tables.width();
        self.tables.charge_seat(activity, seat, price);
        self.charge_loads(activity, seat, price);
        self.charge_links(activity, seat, price, &|_: &[i64]| false);
        for (price, kept) in price.iter_mut().zip(&self.company[activity * width..][..width]) {
            *price += kept;
        }
        self.charge_structure(activity, seat, price);
    }

    /// The same, looking at everything.
    pub(in crate::kernel) fn charge_afresh(&self, activity: usize, price: &mut [i64]) {
        if self.is_odd[activity] {
            let index = ActivityIndex::new(activity);
            self.charge_odd(index, self.placement(index), price);
        } else {
            self.charge(activity, &self.seats[activity], price);
        }
    }

    /// Adds what an activity and each whom it meets at a seat charge each other, or takes it off.
    pub(super) fn keep_company(&mut self, activity: usize, seat: &Seat, sign: i64) {
        let tables = self.tables;
        let encounters = &tables.encounters;
        let class = encounters.class(activity);
        if class == NONE || !seat.is_present() {
            return;
        }
        let width = self.tables.width();
        let (first, after) = self.ticks_near(seat, encounters.reach(class));
        let begun = self.beginning[first + 1..after].iter().flatten();
        for &(other, theirs) in self.present[first].iter().chain(begun) {
            let other = other as usize;
            if other == activity {
                continue;
            }
            let there = &self.seats[other];
            encounters.meet(class, seat, theirs, there, |level, cost| {
                self.company[activity * width + level] += sign * cost;
                self.company[other * width + level] += sign * cost;
            });
        }
    }

    /// Whether all that is kept is as it would be found.
    pub(in crate::kernel) fn is_company_true(&self) -> bool {
        let width = self.tables.width();
        (0..self.seats.len()).all(|activity| {
            let mut price = vec![0; width];
            if self.seats[activity].is_present() {
                self.charge_encounters(activity, &self.seats[activity], &mut price, &|_: &[i64]| false);
            }
            price == self.company[activity * width..][..width]
        })
    }
}
