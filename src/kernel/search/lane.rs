//! One lane: placements, dice, and moves that are taken or not.

use super::super::ledger::{Ledger, NONE, Seat, Tables};
use super::super::random::Random;
use super::super::solution::Placements;

/// Placements being searched, with the best seen.
#[derive(Debug)]
pub(super) struct Lane<'t> {
    pub(super) tables: &'t Tables<'t>,
    pub(super) ledger: Ledger<'t>,
    pub(super) random: Random,
    /// Activities that have more than one possible seat.
    pub(super) movable: Vec<u32>,
    /// Forbidden units and costs by level, now and at best.
    pub(super) now: Vec<i64>,
    pub(super) best: Vec<i64>,
    best_seats: Placements,
    /// Activities moved since the best was seen.
    moved: Vec<u32>,
    is_moved: Vec<bool>,
    /// What a unit of each level weighs against the last.
    pub(super) weights: Vec<f64>,
    /// Scratch rows of prices.
    before: Vec<i64>,
    after: Vec<i64>,
    /// Moves tried.
    pub(super) tried: u64,
    pub(super) taken: u64,
}

#[inline]
fn weigh(weights: &[f64], price: &[i64]) -> f64 {
    weights.iter().zip(price).map(|(weight, price)| weight * *price as f64).sum()
}

impl<'t> Lane<'t> {
    pub(super) fn new(tables: &'t Tables<'t>, start: &Placements, seed: u64) -> Self {
        let ledger = Ledger::new(tables, start);
        let (forbidden, cost) = ledger.total();
        let now: Vec<i64> = std::iter::once(forbidden as i64).chain(cost.into_iter().map(|cost| cost as i64)).collect();
        let movable = (0..tables.rows.len() as u32).filter(|&activity| tables.has_choice(activity as usize)).collect();
        let width = tables.width();
        Self {
            tables,
            ledger,
            random: Random::new(seed),
            movable,
            best: now.clone(),
            now,
            best_seats: start.clone(),
            moved: Vec::new(),
            is_moved: vec![false; tables.rows.len()],
            weights: vec![1.0; width],
            before: vec![0; width],
            after: vec![0; width],
            tried: 0,
            taken: 0,
        }
    }

    /// The best seen.
    pub(super) fn best_placements(&self) -> &Placements {
        &self.best_seats
    }

    fn touch(&mut self, activity: usize) {
        if !self.is_moved[activity] {
            self.is_moved[activity] = true;
            self.moved.push(activity as u32);
        }
    }

    /// Keeps where everything is, if that is better than the best so far.
    fn remember(&mut self) {
        if self.now < self.best {
            self.best.copy_from_slice(&self.now);
            for activity in self.moved.drain(..) {
                self.is_moved[activity as usize] = false;
                let index = super::super::index::ActivityIndex::new(activity as usize);
                self.best_seats.set(index, self.ledger.placement(index));
            }
        }
    }

    /// Goes back to the best.
    pub(super) fn return_to_best(&mut self) {
        for activity in self.moved.drain(..) {
            self.is_moved[activity as usize] = false;
            let index = super::super::index::ActivityIndex::new(activity as usize);
            self.ledger.place(index, self.best_seats.get(index));
        }
        self.now.copy_from_slice(&self.best);
    }

    /// Some other seat of an activity.
    fn propose(&mut self, activity: usize) -> Seat {
        let old = self.ledger.seats()[activity];
        let row = &self.tables.rows[activity];
        let options = row.starts as usize + usize::from(row.optional);
        let mut pick = self.random.below(options) as u32;
        if pick >= row.starts {
            return Seat::ABSENT;
        }
        let style = self.random.below(8);
        let mut mode = 0;
        if old.is_present() && style < 4 {
            mode = old.mode;
            let way = self.tables.way_of(activity, mode);
            if style == 0 && way.places > 1 {
                // Another place at the same time.
                return Seat { place: self.place(activity, mode, &old, 7), ..old };
            }
            let here = self.tables.position_of(way, old.start);
            let near = 1 + self.random.below(1 + (way.starts as usize / 8).min(8)) as u32;
            pick = if self.random.below(2) == 0 { here + near } else { here + way.starts.max(near) - near };
            if way.starts > 0 {
                pick %= way.starts;
            }
        } else {
            while pick >= self.tables.way_of(activity, mode).starts {
                pick -= self.tables.way_of(activity, mode).starts;
                mode += 1;
            }
        }
        let way = self.tables.way_of(activity, mode);
        let start = self.tables.start_at(way, pick);
        let dice = self.random.below(8);
        Seat { start, end: start + way.duration, place: self.place(activity, mode, &old, dice), mode }
    }

    fn place(&mut self, activity: usize, mode: u32, old: &Seat, dice: usize) -> u32 {
        let way = self.tables.way_of(activity, mode);
        let Some(places) = self.tables.places_of(way) else { return NONE };
        if dice < 4 && old.place != NONE && (places.len() == 1 || places.contains(&old.place)) {
            return old.place;
        }
        places[self.random.below(places.len())]
    }

    /// Tries one move at a temperature.
    pub(super) fn step(&mut self, heat: f64) {
        self.tried += 1;
        let activity = self.movable[self.random.below(self.movable.len())] as usize;
        if self.random.below(8) == 0 {
            return self.swap(activity, heat);
        }
        let seat = self.propose(activity);
        if seat == self.ledger.seats()[activity] && !self.ledger.is_odd(activity) {
            return;
        }
        let slack = -heat * (1.0 - self.random.unit()).ln();
        self.before.fill(0);
        self.after.fill(0);
        self.ledger.charge_now(activity, &mut self.before);
        let limit = weigh(&self.weights, &self.before) + slack;
        let weights = &self.weights;
        if self.ledger.charge_unless(activity, &seat, &mut self.after, |price| weigh(weights, price) > limit) {
            self.ledger.sit(activity, seat);
            self.touch(activity);
            for ((now, before), after) in self.now.iter_mut().zip(&self.before).zip(&self.after) {
                *now += after - before;
            }
            self.taken += 1;
            self.remember();
        }
    }

    /// Exchanges two activities.
    fn swap(&mut self, one: usize, heat: f64) {
        let other = self.movable[self.random.below(self.movable.len())] as usize;
        let (from, to) = (self.ledger.seats()[one], self.ledger.seats()[other]);
        if one == other
            || !from.is_present()
            || !to.is_present()
            || self.ledger.is_odd(one)
            || self.ledger.is_odd(other)
        {
            return;
        }
        let there = |activity: usize, own: &Seat, theirs: &Seat| -> Option<Seat> {
            let way = self.tables.way_of(activity, own.mode);
            if !self.tables.may_start(way, theirs.start) {
                return None;
            }
            let place = match self.tables.places_of(way) {
                None => NONE,
                Some(places) if places.contains(&theirs.place) => theirs.place,
                Some(places) if places.contains(&own.place) => own.place,
                _ => return None,
            };
            Some(Seat { start: theirs.start, end: theirs.start + way.duration, place, mode: own.mode })
        };
        let (Some(one_there), Some(other_there)) = (there(one, &from, &to), there(other, &to, &from)) else { return };
        if one_there == from {
            return;
        }
        let slack = -heat * (1.0 - self.random.unit()).ln();
        self.before.fill(0);
        self.after.fill(0);
        self.ledger.charge_now(one, &mut self.before);
        self.ledger.charge(one, &one_there, &mut self.after);
        self.ledger.sit(one, one_there);
        self.ledger.charge_now(other, &mut self.before);
        let limit = weigh(&self.weights, &self.before) + slack;
        let weights = &self.weights;
        if self.ledger.charge_unless(other, &other_there, &mut self.after, |price| weigh(weights, price) > limit) {
            self.ledger.sit(other, other_there);
            self.touch(one);
            self.touch(other);
            for ((now, before), after) in self.now.iter_mut().zip(&self.before).zip(&self.after) {
                *now += after - before;
            }
            self.taken += 1;
            self.remember();
        } else {
            self.ledger.sit(one, from);
        }
    }
}
