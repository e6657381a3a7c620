//! Hunting what still costs: a tabu search from conflicts, after a cooling.
//!
//! Annealing finds the last conflicts of a tight problem slowly: when it is cold next to nothing it tries is taken, and
//! when it is warm it undoes as much as it mends. A hunt takes the few activities that cost more than they must, looks at
//! *all* their seats, also those that are taken, whose guest would then go where the activity was, and makes the best of
//! these moves, for better or worse; the way back is barred for a few moves, unless it leads to better than ever. (Tabu
//! search: Glover 1989; for colouring graphs, which timetables are: Hertz, de Werra 1987, from conflicts alone and with
//! short bars of random length: Galinier, Hao 1999; for timetables, beside other searches in turn: Di Gaspero, Schaerf
//! 2001, 2006.)
//!
//! Whether that is worth anything depends on the problem. A hunt ends when it has found nothing for a while, and how long
//! that is follows from what hunts have found before: see [`crew`](super::crew).

use super::super::ledger::{NONE, Seat};
use super::lane::Lane;
use super::outlook::Outlook;

/// Activities in trouble that one move looks at, at most.
const TROUBLED: usize = 8;
/// Hunts are for the few: one in so many activities may be in trouble when one begins.
const FEW: usize = 6;
/// Free places at one start that are looked at, at most.
const PLACES: usize = 4;
/// Moves for which an activity may not return to a start: so many, and up to so many more by chance.
const BARRED: (u64, usize) = (5, 10);
/// Starts that are remembered as barred: all that two activities a move can leave behind while they are.
const MEMORY: usize = 32;
/// Moves between two looks at all activities. Between, only those near a move are looked at again.
const REVIEW: u64 = 64;
/// Looks at an entry of the table that take as long as a move of a cooling.
const LOOKS: u64 = 48;
/// Looks that pricing a seat is worth, in part and in whole.
const PRICED: (u64, u64) = (3, 10);

/// What a hunt knows.
#[derive(Debug, Clone, Default)]
pub(super) struct Hunt {
    outlook: Outlook,
    /// Who costs more than it must up to the level in focus.
    troubled: Vec<u32>,
    is_troubled: Vec<bool>,
    /// Activity, start, and the move before which it may not return there; the oldest is overwritten.
    barred: [(u32, u32, u64); MEMORY],
    /// Moves made.
    moves: u64,
    /// Looks that are not yet counted as moves.
    looks: u64,
}

/// A move: the activity and its seat, and who leaves that with its own.
#[derive(Debug, Clone, Copy)]
struct Prey {
    activity: usize,
    to: Seat,
    guest: Option<(usize, Seat)>,
}

/// The best move seen so far.
#[derive(Debug, Clone, Copy)]
struct Choice {
    prey: Option<Prey>,
    /// By how much it changes what everything weighs, and how many were as good.
    change: f64,
    equals: usize,
}

impl Hunt {
    fn bars(&self, activity: usize, start: u32) -> bool {
        self.barred.iter().any(|bar| (bar.0 as usize, bar.1) == (activity, start) && self.moves < bar.2)
    }

    fn bar(&mut self, activity: usize, start: u32, until: u64) {
        if let Some(oldest) = self.barred.iter_mut().min_by_key(|bar| bar.2) {
            *oldest = (activity as u32, start, until);
        }
    }
}

impl Lane<'_> {
    /// Begins a hunt from where everything is; says `false` if this is nothing for one: nobody is in trouble, or not few
    /// are, or they have too many starts. Weights become powers of two, so that sums of many are exact.
    pub(super) fn begin_hunt(&mut self, focus: usize) -> bool {
        self.hunt.is_troubled.resize(self.tables.rows.len(), false);
        self.hunt.barred.fill((NONE, NONE, 0));
        self.hunt.moves = 0;
        self.hunt.looks = 0;
        self.review(focus);
        let count = self.hunt.troubled.len();
        if count == 0 || count * FEW > self.movable.len() || !self.hunt.outlook.clear(self.tables) {
            return false;
        }
        for weight in &mut self.weights {
            *weight = weight.log2().round().exp2();
        }
        true
    }

    /// Looks at all activities for those in trouble.
    fn review(&mut self, focus: usize) {
        self.hunt.troubled.clear();
        self.hunt.is_troubled.fill(false);
        for n in 0..self.movable.len() {
            self.look_at(self.movable[n] as usize, focus);
        }
    }

    /// Notes an activity if it is in trouble.
    fn look_at(&mut self, activity: usize, focus: usize) {
        if !self.hunt.is_troubled[activity] && self.is_troubled(activity, focus) {
            self.hunt.is_troubled[activity] = true;
            self.hunt.troubled.push(activity as u32);
        }
    }

    fn is_troubled(&mut self, activity: usize, focus: usize) -> bool {
        self.hunt.looks += PRICED.1;
        self.weight_now(activity);
        let least = self.tables.least(activity);
        self.priced().iter().zip(least).take(focus + 1).any(|(price, least)| price > least)
    }

    /// One move of a hunt.
    pub(super) fn pounce(&mut self, focus: usize) {
        self.tried += 1;
        self.hunt.moves += 1;
        if self.hunt.moves.is_multiple_of(REVIEW) {
            self.review(focus);
        }
        let mut choice = Choice { prey: None, change: f64::INFINITY, equals: 0 };
        // Some of those in trouble, drawn to the front; who no longer is leaves the list.
        let mut looked = 0;
        while looked < TROUBLED && looked < self.hunt.troubled.len() {
            let drawn = looked + self.random.below(self.hunt.troubled.len() - looked);
            self.hunt.troubled.swap(looked, drawn);
            let activity = self.hunt.troubled[looked] as usize;
            if self.is_troubled(activity, focus) {
                self.stalk(activity, focus, &mut choice);
                looked += 1;
            } else {
                self.hunt.is_troubled[activity] = false;
                self.hunt.troubled.swap_remove(looked);
            }
        }
        if let Some(prey) = choice.prey {
            self.seize(&prey, focus);
        }
        self.shuffle();
        self.tried += self.hunt.looks / LOOKS;
        self.hunt.looks %= LOOKS;
    }

    fn refresh(&mut self, activity: usize) {
        self.hunt.looks += self.hunt.outlook.refresh(activity, &self.ledger, &self.weights);
    }

    /// Looks at the seats of an activity for one that weighs less than the best so far.
    fn stalk(&mut self, activity: usize, focus: usize, choice: &mut Choice) {
        let tables = self.tables;
        let stays = self.weight_now(activity);
        let from = self.ledger.seats()[activity];
        let settled = from.is_present()
            && self.weight_of_rest(activity, &from, None, f64::INFINITY).is_some()
            && self.priced()[..=focus].iter().all(|price| *price == 0);
        self.refresh(activity);
        let mut row = self.hunt.outlook.row(activity);
        for mode in 0..tables.rows[activity].ways.len() as u32 {
            let way = tables.way_of(activity, mode);
            let may_trade = from.is_present() && mode == from.mode && !self.ledger.is_odd(activity);
            for (position, start) in tables.starts_between(way, 0, u32::MAX) {
                // Another place at the same time mends nothing where only the time costs. There are always such moves, and they
                // are free: taken for the best, they would keep a hunt from ever going uphill.
                if start == from.start && mode == from.mode && settled {
                    continue;
                }
                self.hunt.looks += 1;
                let to = Seat { start, end: start + way.duration, place: NONE, mode };
                let near = self.hunt.outlook.weight(row + position as usize);
                if near - stays <= choice.change {
                    self.stalk_free(activity, &to, near, stays, choice);
                }
                // Where there is room nobody need leave.
                if may_trade && from.place != NONE && !self.is_room_at(activity, &to) {
                    self.stalk_taken(activity, &to, near, stays, choice);
                }
            }
            row += way.starts as usize;
        }
        if tables.rows[activity].optional && from.is_present() {
            let change = self.weight_of(activity, &Seat::ABSENT) - stays;
            self.offer(Prey { activity, to: Seat::ABSENT, guest: None }, change, choice);
        }
    }

    /// Whether any of its places has room at a start.
    fn is_room_at(&self, activity: usize, at: &Seat) -> bool {
        let places = self.tables.places_of(self.tables.way_of(activity, at.mode)).unwrap_or_default();
        places.iter().any(|&place| self.ledger.has_room(activity, &Seat { place, ..*at }, None))
    }

    /// Looks at a few places with room at a start.
    fn stalk_free(&mut self, activity: usize, at: &Seat, near: f64, stays: f64, choice: &mut Choice) {
        let tables = self.tables;
        let places = tables.places_of(tables.way_of(activity, at.mode)).unwrap_or(&[NONE]);
        let turn = if places.len() > 1 { self.random.below(places.len()) } else { 0 };
        let mut looked = 0;
        for n in 0..places.len() {
            let to = Seat { place: places[(turn + n) % places.len()], ..*at };
            if to == self.ledger.seats()[activity] || !self.ledger.has_room(activity, &to, None) {
                continue;
            }
            self.hunt.looks += PRICED.0;
            if let Some(rest) = self.weight_of_rest(activity, &to, None, choice.change + stays - near) {
                self.offer(Prey { activity, to, guest: None }, near + rest - stays, choice);
            }
            looked += 1;
            if looked == PLACES {
                break;
            }
        }
    }

    /// Looks at the places at a start that one other has taken, who would go where the activity is.
    fn stalk_taken(&mut self, activity: usize, at: &Seat, near: f64, stays: f64, choice: &mut Choice) {
        let tables = self.tables;
        let from = self.ledger.seats()[activity];
        let places = tables.places_of(tables.way_of(activity, at.mode)).unwrap_or_default();
        for tick in at.start..at.end {
            for n in 0..self.ledger.present(tick).len() {
                let other = self.ledger.present(tick)[n].0 as usize;
                let theirs = self.ledger.seats()[other];
                let is_seen = tick > at.start && theirs.start < tick;
                if other == activity || is_seen || theirs.place == NONE || self.ledger.is_odd(other) {
                    continue;
                }
                self.hunt.looks += 1;
                // What both weigh together, so far as starts tell: before, and after.
                let weights = &self.weights;
                let met = self.ledger.weigh_pair(activity, at, other, &theirs, weights);
                let eased = if self.hunt.is_troubled[other] { f64::INFINITY } else { 0.0 };
                let is_hopeless = near - stays - met - eased > choice.change;
                if is_hopeless || !places.contains(&theirs.place) || !tables.has_choice(other) {
                    continue;
                }
                let Some(there) = self.in_place_of(other, &from) else { continue };
                self.hunt.looks += PRICED.0;
                self.refresh(other);
                let entry = |seat: &Seat| self.hunt.outlook.entry(tables, other, seat);
                let (now, then) = (self.hunt.outlook.weight(entry(&theirs)), self.hunt.outlook.weight(entry(&there)));
                let weights = &self.weights;
                let meets = |one: &Seat, two: &Seat| self.ledger.weigh_pair(activity, one, other, two, weights);
                let both = meets(&from, &theirs) + meets(at, &there) - met - meets(&from, &there);
                let change = near - stays + then - now + both;
                let to = Seat { place: theirs.place, ..*at };
                if change > choice.change || !self.ledger.has_room(activity, &to, Some(other)) {
                    continue;
                }
                self.hunt.looks += PRICED.0 + PRICED.1;
                let beyond = self.weight_now(other) - now;
                let most = choice.change - change + beyond;
                let Some(ours) = self.weight_of_rest(activity, &to, Some(other), most) else { continue };
                let Some(rest) = self.weight_of_rest(other, &there, Some(activity), most - ours) else { continue };
                let prey = Prey { activity, to, guest: Some((other, there)) };
                self.offer(prey, change + ours + rest - beyond, choice);
            }
        }
    }

    /// Takes a move for the best so far if it is, one of equals by chance, and if it is not barred or leads to better than
    /// ever.
    fn offer(&mut self, prey: Prey, change: f64, choice: &mut Choice) {
        if change > choice.change {
            return;
        }
        let from = self.ledger.seats()[prey.activity].start;
        let is_barred = self.hunt.bars(prey.activity, prey.to.start)
            || prey.guest.is_some_and(|(other, _)| self.hunt.bars(other, from));
        if is_barred && change >= self.weight_to_best() {
            return;
        }
        choice.equals = if change < choice.change { 1 } else { choice.equals + 1 };
        choice.change = change;
        if self.random.below(choice.equals) == 0 {
            choice.prey = Some(prey);
        }
    }

    /// Makes a move, and notes who is in trouble by it.
    fn seize(&mut self, prey: &Prey, focus: usize) {
        let moved = std::iter::once((prey.activity, prey.to)).chain(prey.guest);
        self.begin();
        for (activity, to) in moved.clone() {
            let from = self.ledger.seats()[activity];
            self.hunt.outlook.note(activity, from, to);
            let until = self.hunt.moves + BARRED.0 + self.random.below(BARRED.1) as u64;
            self.hunt.bar(activity, from.start, until);
            self.shift(activity, to);
        }
        self.end(f64::INFINITY);
        for (activity, seat) in moved {
            self.look_around(activity, &seat, focus);
        }
    }

    /// Looks at an activity that has moved and at whom it meets.
    fn look_around(&mut self, activity: usize, seat: &Seat, focus: usize) {
        self.look_at(activity, focus);
        for tick in seat.start..if seat.is_present() { seat.end } else { seat.start } {
            for n in 0..self.ledger.present(tick).len() {
                let guest = self.ledger.present(tick)[n].0 as usize;
                let met = self.ledger.can_meet(activity, guest) && self.tables.has_choice(guest);
                if met && (tick == seat.start || self.ledger.seats()[guest].start == tick) {
                    self.look_at(guest, focus);
                }
            }
        }
    }

    /// Gives some activity another place at its time, exchanging places if need be, unless that weighs more: what is free
    /// for whom changes without anybody being moved in time.
    fn shuffle(&mut self) {
        let activity = self.movable[self.random.below(self.movable.len())] as usize;
        let from = self.ledger.seats()[activity];
        if !from.is_present() || self.ledger.is_odd(activity) {
            return;
        }
        let tables = self.tables;
        let Some(places) = tables.places_of(tables.way_of(activity, from.mode)) else { return };
        let to = Seat { place: places[self.random.below(places.len())], ..from };
        if to == from {
            return;
        }
        let mut guest = None;
        if !self.ledger.has_room(activity, &to, None) {
            guest = self.ledger.present(from.start).iter().map(|guest| guest.0 as usize).find(|&other| {
                let theirs = &self.ledger.seats()[other];
                other != activity && (theirs.start, theirs.end, theirs.place) == (to.start, to.end, to.place)
            });
            let may = |other: usize| !self.ledger.is_odd(other) && self.tables.has_choice(other);
            if !guest.is_some_and(may) {
                return;
            }
        }
        let there = guest.and_then(|other| Some((other, self.in_place_of(other, &from)?)));
        if guest.is_some() && there.is_none() {
            return;
        }
        self.begin();
        self.shift(activity, to);
        if let Some((other, there)) = there {
            self.shift(other, there);
        }
        self.end(0.0);
    }
}
