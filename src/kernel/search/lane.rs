//! One lane: placements, dice, and moves that are taken or not.

use super::super::index::ActivityIndex;
use super::super::ledger::{Ledger, Seat, Tables};
use super::super::random::Random;
use super::super::solution::Placements;
use super::climate::Warmth;
use super::hunting::Hunt;

/// What the zeal of a lane is at first.
const ZEAL: f64 = 1.0;

/// Placements being searched, with the best seen.
#[derive(Debug)]
pub(super) struct Lane<'t> {
    pub(super) tables: &'t Tables<'t>,
    pub(super) ledger: Ledger<'t>,
    pub(super) random: Random,
    pub(super) warmth: Warmth,
    /// Activities that have more than one possible seat.
    pub(super) movable: Vec<u32>,
    /// Those that cost something on the level in focus when last looked for; none if they were many.
    pub(super) sore: Vec<u32>,
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
    scratch: Vec<i64>,
    /// What a move of several activities has changed so far.
    trail: Vec<(u32, Seat)>,
    /// Who is to be moved along, and where it was or is to go.
    pub(super) follow: Vec<(u32, Seat)>,
    /// Moves tried; in a hunt, a look at a seat is a part of one.
    pub(super) tried: u64,
    /// What a hunt knows, and how long one goes on without finding anything, in moves of the cooling before it.
    pub(super) hunt: Hunt,
    pub(super) zeal: f64,
    /// Whether the last round's hunt gained more than its cooling.
    pub(super) paid: bool,
    /// Those of them that were part of hunts.
    pub(super) hunted: u64,
    /// The best after the last cooling, before the hunt.
    pub(super) cooled: Vec<i64>,
    /// What the later half of the last cooling gained on each level.
    pub(super) gained: Vec<i64>,
}

#[inline]
fn weigh(weights: &[f64], price: &[i64]) -> f64 {
    weights.iter().zip(price).map(|(weight, price)| weight * *price as f64).sum()
}

impl<'t> Lane<'t> {
    pub(super) fn new(tables: &'t Tables<'t>, start: &Placements, random: Random) -> Self {
        let ledger = Ledger::new(tables, start);
        let (forbidden, cost) = ledger.total();
        let now: Vec<i64> = std::iter::once(forbidden as i64).chain(cost.into_iter().map(|cost| cost as i64)).collect();
        let movable = (0..tables.rows.len() as u32).filter(|&activity| tables.has_choice(activity as usize)).collect();
        let width = tables.width();
        Self {
            tables,
            ledger,
            random,
            warmth: Warmth::Warm,
            movable,
            sore: Vec::new(),
            best: now.clone(),
            cooled: now.clone(),
            now,
            best_seats: start.clone(),
            moved: Vec::new(),
            is_moved: vec![false; tables.rows.len()],
            weights: vec![1.0; width],
            before: vec![0; width],
            after: vec![0; width],
            scratch: vec![0; width],
            trail: Vec::new(),
            follow: Vec::new(),
            tried: 0,
            hunt: Hunt::default(),
            zeal: ZEAL,
            paid: false,
            hunted: 0,
            gained: vec![0; width],
        }
    }

    /// Moves tried in coolings.
    pub(super) fn walked(&self) -> u64 {
        self.tried - self.hunted
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
                let index = ActivityIndex::new(activity as usize);
                self.best_seats.set(index, self.ledger.placement(index));
            }
        }
    }

    /// Goes on from these placements if they are at least as good as its own best.
    pub(super) fn adopt(&mut self, price: &[i64], placements: &Placements) {
        if *price > *self.best {
            return;
        }
        for activity in self.ledger.problem().activity_indices() {
            if self.ledger.placement(activity) != placements.get(activity) {
                self.ledger.place(activity, placements.get(activity));
            }
        }
        for activity in self.moved.drain(..) {
            self.is_moved[activity as usize] = false;
        }
        self.best_seats.clone_from(placements);
        self.best.copy_from_slice(price);
        self.now.copy_from_slice(price);
    }

    /// Goes back to the best.
    pub(super) fn return_to_best(&mut self) {
        debug_assert!(self.ledger.is_company_true());
        for activity in self.moved.drain(..) {
            self.is_moved[activity as usize] = false;
            let index = ActivityIndex::new(activity as usize);
            self.ledger.place(index, self.best_seats.get(index));
        }
        self.now.copy_from_slice(&self.best);
    }

    /// Notes what was gained since the best was at these costs: on the first level that changed.
    pub(super) fn note_gain(&mut self, before: &[i64]) {
        self.gained.fill(0);
        if let Some(level) = before.iter().zip(&self.best).position(|(before, best)| before != best) {
            self.gained[level] = before[level] - self.best[level];
        }
    }

    /// Tries one move at a temperature.
    pub(super) fn step(&mut self, heat: f64) {
        self.tried += 1;
        let sore = !self.sore.is_empty() && self.random.below(4) == 0;
        let among = if sore { &self.sore } else { &self.movable };
        let activity = among[self.random.below(among.len())] as usize;
        let slack = -heat * (1.0 - self.random.unit()).ln();
        if sore && self.random.below(2) == 0 {
            return self.evict(activity, slack);
        }
        match self.random.below(64) {
            0..=39 => {
                let seat = self.propose(activity);
                self.single(activity, seat, slack);
            }
            40..=51 => self.displace(activity, slack),
            52..=55 => self.exchange_any(activity, slack),
            56..=60 => self.push(activity, slack),
            61 => self.rehouse(activity, slack),
            62 => self.evict(activity, slack),
            _ => {
                if self.random.below(8) == 0 {
                    self.exchange_blocks(activity, slack);
                }
            }
        }
    }

    /// Looks for the few activities that cost more than they must on the level in focus: moves begin with them more often
    /// (min-conflicts: Minton, Johnston, Philips, Laird 1992).
    pub(super) fn find_sore(&mut self, focus: usize) {
        self.sore.clear();
        if self.now[focus] == 0 {
            return;
        }
        for &activity in &self.movable {
            self.scratch.fill(0);
            self.ledger.charge_now(activity as usize, &mut self.scratch);
            if self.scratch[focus] > self.tables.least(activity as usize)[focus] {
                self.sore.push(activity);
            }
        }
        if 4 * self.sore.len() > self.movable.len() {
            self.sore.clear();
        }
    }

    /// Moves one activity if that costs less than `slack` more.
    #[inline]
    pub(super) fn single(&mut self, activity: usize, seat: Seat, slack: f64) {
        if seat == self.ledger.seats()[activity] && !self.ledger.is_odd(activity) {
            return;
        }
        self.before.fill(0);
        self.after.fill(0);
        self.ledger.charge_now(activity, &mut self.before);
        let limit = weigh(&self.weights, &self.before) + slack;
        let weights = &self.weights;
        if self.ledger.charge_unless(activity, &seat, &mut self.after, |price| weigh(weights, price) > limit) {
            self.ledger.sit(activity, seat);
            self.touch(activity);
            self.take();
        }
    }

    fn take(&mut self) {
        for ((now, before), after) in self.now.iter_mut().zip(&self.before).zip(&self.after) {
            *now += after - before;
        }
        self.remember();
    }

    /// What an activity would weigh at a seat.
    pub(super) fn weight_of(&mut self, activity: usize, seat: &Seat) -> f64 {
        self.scratch.fill(0);
        self.ledger.charge(activity, seat, &mut self.scratch);
        weigh(&self.weights, &self.scratch)
    }

    /// The same if that is less than `most`.
    pub(super) fn weight_below(&mut self, activity: usize, seat: &Seat, most: f64) -> Option<f64> {
        self.scratch.fill(0);
        let weights = &self.weights;
        let enough = |price: &[i64]| weigh(weights, price) >= most;
        let whole = self.ledger.charge_unless(activity, seat, &mut self.scratch, enough);
        whole.then(|| weigh(&self.weights, &self.scratch))
    }

    /// Whether two activities cost more than `slack` more at two seats, by what is told soonest: nearly all exchanges are
    /// refused by that. What both weigh where they are counts what they share twice, and so is no less than the truth; of
    /// what they would weigh nothing is counted twice, and only a part.
    pub(super) fn is_hopeless(&mut self, one: (usize, &Seat), other: (usize, &Seat), slack: f64) -> bool {
        let (from, theirs) = (self.ledger.seats()[one.0], self.ledger.seats()[other.0]);
        self.before.fill(0);
        self.ledger.charge_now(one.0, &mut self.before);
        self.ledger.charge_now(other.0, &mut self.before);
        self.scratch.fill(0);
        self.ledger.charge_pair(one.0, &from, other.0, &theirs, &mut self.scratch);
        let weights = &self.weights;
        let most = weigh(weights, &self.before) - weigh(weights, &self.scratch) + slack;
        let enough = |price: &[i64]| weigh(weights, price) > most;
        self.after.fill(0);
        self.ledger.charge_pair(one.0, one.1, other.0, other.1, &mut self.after);
        !(self.ledger.charge_start_unless(one.0, one.1, other.0, &mut self.after, enough)
            && self.ledger.charge_start_unless(other.0, other.1, one.0, &mut self.after, enough))
    }

    /// What it weighs where it is.
    pub(super) fn weight_now(&mut self, activity: usize) -> f64 {
        self.scratch.fill(0);
        self.ledger.charge_now(activity, &mut self.scratch);
        weigh(&self.weights, &self.scratch)
    }

    /// The price of what was weighed last.
    pub(super) fn priced(&self) -> &[i64] {
        &self.scratch
    }

    /// What an activity would weigh at a seat besides what its start tells, without `other` at its place; `None` if that is
    /// more than `most`.
    pub(super) fn weight_of_rest(
        &mut self,
        activity: usize,
        seat: &Seat,
        other: Option<usize>,
        most: f64,
    ) -> Option<f64> {
        let mut crowding = 0.0;
        if let Some(other) = other {
            self.scratch.fill(0);
            self.ledger.charge_crowding(seat, other, &mut self.scratch);
            crowding = weigh(&self.weights, &self.scratch);
        }
        self.scratch.fill(0);
        let weights = &self.weights;
        let enough = |price: &[i64]| weigh(weights, price) - crowding > most;
        let whole = self.ledger.charge_rest_unless(activity, seat, &mut self.scratch, enough);
        whole.then(|| weigh(&self.weights, &self.scratch) - crowding)
    }

    /// By how much the best weighs more than now.
    pub(super) fn weight_to_best(&self) -> f64 {
        weigh(&self.weights, &self.best) - weigh(&self.weights, &self.now)
    }

    /// Begins a move of several activities.
    pub(super) fn begin(&mut self) {
        self.before.fill(0);
        self.after.fill(0);
        self.trail.clear();
    }

    /// Moves one of them for now.
    pub(super) fn shift(&mut self, activity: usize, seat: Seat) {
        if self.trail.is_empty() {
            self.ledger.charge_now(activity, &mut self.before);
        } else {
            self.ledger.charge_afresh(activity, &mut self.before);
        }
        self.ledger.charge(activity, &seat, &mut self.after);
        self.trail.push((activity as u32, self.ledger.seats()[activity]));
        self.ledger.sit_for_now(activity, seat);
    }

    /// Whether the move so far costs more than `slack` more, counting nothing of what is still to be moved.
    pub(super) fn excess(&self) -> f64 {
        weigh(&self.weights, &self.after) - weigh(&self.weights, &self.before)
    }

    /// Ends a move of several activities: keeps it if it costs less than `slack` more, else takes it back.
    pub(super) fn end(&mut self, slack: f64) -> bool {
        if self.excess() > slack {
            self.undo();
            return false;
        }
        // Back, and then for good, one after the other.
        for n in (0..self.trail.len()).rev() {
            let (activity, from) = self.trail[n];
            self.trail[n].1 = self.ledger.seats()[activity as usize];
            self.ledger.sit_for_now(activity as usize, from);
        }
        for n in 0..self.trail.len() {
            let (activity, to) = self.trail[n];
            self.ledger.sit(activity as usize, to);
            self.touch(activity as usize);
        }
        self.take();
        true
    }

    /// Takes a move of several activities back.
    pub(super) fn undo(&mut self) {
        while let Some((activity, seat)) = self.trail.pop() {
            self.ledger.sit_for_now(activity as usize, seat);
        }
    }
}

impl Lane<'_> {
    /// Prices some move without making it: the first level it changes, and by how much, if for the worse.
    pub(super) fn sample(&mut self) -> Option<(usize, i64)> {
        let activity = self.movable[self.random.below(self.movable.len())] as usize;
        let seat = self.propose(activity);
        self.before.fill(0);
        self.after.fill(0);
        self.ledger.charge_now(activity, &mut self.before);
        self.ledger.charge(activity, &seat, &mut self.after);
        let level = (0..self.before.len()).find(|&level| self.after[level] != self.before[level])?;
        let by = self.after[level] - self.before[level];
        (by > 0).then_some((level, by))
    }
}
