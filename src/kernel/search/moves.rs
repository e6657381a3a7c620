//! Moves of several activities.

use super::super::ledger::{Link, NONE, Seat};
use super::lane::Lane;

/// The most activities one move takes along.
const MOST: usize = 24;
/// Seats tried for each activity that was driven out.
const TRIES: usize = 6;

impl Lane<'_> {
    /// An activity takes a seat; whoever is at that place goes where it was.
    pub(super) fn displace(&mut self, activity: usize, slack: f64) {
        let from = self.ledger.seats()[activity];
        let to = self.propose(activity);
        if !from.is_present() || !to.is_present() || self.ledger.is_odd(activity) {
            return self.single(activity, to, slack);
        }
        let mut other = None;
        'ticks: for tick in to.start..to.end {
            for &(guest, _) in self.ledger.present(tick) {
                let seat = &self.ledger.seats()[guest as usize];
                if guest as usize != activity && seat.place == to.place && to.place != NONE {
                    other = Some(guest as usize);
                    break 'ticks;
                }
            }
        }
        let Some(other) = other else { return self.single(activity, to, slack) };
        if !self.tables.has_choice(other) || self.ledger.is_odd(other) {
            return;
        }
        let Some(there) = self.in_place_of(other, &from) else { return };
        if self.is_hopeless((activity, &to), (other, &there), slack) {
            return;
        }
        self.begin();
        self.shift(activity, to);
        self.shift(other, there);
        self.end(slack);
    }

    /// Exchanges an activity with any other.
    pub(super) fn exchange_any(&mut self, activity: usize, slack: f64) {
        let other = self.movable[self.random.below(self.movable.len())] as usize;
        let (from, to) = (self.ledger.seats()[activity], self.ledger.seats()[other]);
        let possible = activity != other && from.is_present() && to.is_present() && from.start != to.start;
        if !possible || self.ledger.is_odd(activity) || self.ledger.is_odd(other) {
            return;
        }
        let (Some(here), Some(there)) = (self.in_place_of(activity, &to), self.in_place_of(other, &from)) else {
            return;
        };
        if self.is_hopeless((activity, &here), (other, &there), slack) {
            return;
        }
        self.begin();
        self.shift(activity, here);
        self.shift(other, there);
        self.end(slack);
    }

    /// Moves an activity, and after it those that gaps, spacings and enclosing activities bind to it.
    pub(super) fn push(&mut self, activity: usize, slack: f64) {
        let to = self.propose(activity);
        let from = self.ledger.seats()[activity];
        if !from.is_present() || !to.is_present() || to == from || self.ledger.is_odd(activity) {
            return;
        }
        self.begin();
        self.follow.clear();
        self.shift(activity, to);
        self.follow.push((activity as u32, from));
        let mut next = 0;
        while next < self.follow.len() && self.follow.len() < MOST {
            let (leader, was) = self.follow[next];
            next += 1;
            self.bring(leader as usize, &was);
        }
        if self.follow.len() >= MOST {
            return self.undo();
        }
        self.end(slack);
    }

    /// Shifts what the leader, which was at `was`, now pulls or pushes.
    fn bring(&mut self, leader: usize, was: &Seat) {
        let tables = self.tables;
        let now = self.ledger.seats()[leader];
        for link in tables.links().of(leader) {
            let other = link.other(leader);
            let theirs = self.ledger.seats()[other];
            if !theirs.is_present() || self.is_following(other) || !tables.has_choice(other) {
                continue;
            }
            if self.outside(link, leader, &now, &theirs) > self.outside(link, leader, was, &theirs)
                && let Some(seat) = self.reached(link, leader, &now, other)
            {
                self.take_along(other, seat);
            }
        }
        for &number in tables.holdings().of(leader) {
            let holding = tables.holdings().get(number);
            let inner = holding.inner as usize;
            if inner == leader {
                continue;
            }
            let theirs = self.ledger.seats()[inner];
            let was_inside = theirs.is_present() && was.start <= theirs.start && theirs.end <= was.end;
            if !was_inside || self.is_following(inner) || !tables.has_choice(inner) {
                continue;
            }
            let way = tables.way_of(inner, theirs.mode);
            let wanted =
                (now.start + (theirs.start - was.start)).min(now.end.saturating_sub(way.duration)).max(now.start);
            let position = tables.position_of(way, wanted);
            if position < way.starts {
                let start = tables.start_at(way, position);
                self.take_along(inner, Seat { start, end: start + way.duration, ..theirs });
            }
        }
    }

    fn is_following(&self, activity: usize) -> bool {
        self.follow.iter().any(|follower| follower.0 as usize == activity)
    }

    fn take_along(&mut self, activity: usize, seat: Seat) {
        let was = self.ledger.seats()[activity];
        if seat != was && !self.ledger.is_odd(activity) {
            self.shift(activity, seat);
            self.follow.push((activity as u32, was));
        }
    }

    /// By how much a link of a leader is broken.
    fn outside(&self, link: &Link, leader: usize, seat: &Seat, theirs: &Seat) -> u64 {
        link.outside(self.ledger.problem(), leader, seat, theirs)
    }

    /// The seat nearest to its own at which `other` keeps a link with the leader.
    fn reached(&self, link: &Link, leader: usize, leading: &Seat, other: usize) -> Option<Seat> {
        let tables = self.tables;
        let theirs = self.ledger.seats()[other];
        let way = tables.way_of(other, theirs.mode);
        let (earliest, latest) = link.range(self.ledger.problem(), leader, leading, &theirs, way.duration);
        let position = if i64::from(theirs.start) < earliest {
            tables.position_of(way, u32::try_from(earliest).ok()?)
        } else if i64::from(theirs.start) > latest {
            tables.position_of(way, u32::try_from(latest).ok()? + 1).checked_sub(1)?
        } else {
            return None;
        };
        if position >= way.starts {
            return None;
        }
        let start = tables.start_at(way, position);
        Some(Seat { start, end: start + way.duration, ..theirs })
    }

    /// Moves all that should share a place to another, exchanging places with who is there at their times.
    pub(super) fn rehouse(&mut self, activity: usize, slack: f64) {
        let tables = self.tables;
        let tallies = tables.tallies();
        let of = tallies.priced(activity);
        let from = self.ledger.seats()[activity].place;
        if of.is_empty() || from == NONE {
            return;
        }
        let tally = of[self.random.below(of.len())];
        let members = tallies.members(tally);
        let to = self.ledger.seats()[members[self.random.below(members.len())] as usize].place;
        let places = tables.places_of(tables.way_of(activity, self.ledger.seats()[activity].mode)).unwrap_or_default();
        let to = if to == from || to == NONE { places[self.random.below(places.len())] } else { to };
        if !tallies.get(tally).places || to == from || to == NONE || members.len() > MOST {
            return;
        }
        self.begin();
        for &member in members {
            let seat = self.ledger.seats()[member as usize];
            if seat.place == from && !self.change_places(member as usize, &seat, to) {
                return self.undo();
            }
        }
        self.end(slack);
    }

    /// Moves an activity to another place at the same time, and who is there to its own place, if all may be there.
    fn change_places(&mut self, activity: usize, seat: &Seat, to: u32) -> bool {
        let tables = self.tables;
        let may = |activity: usize, mode: u32, place: u32| {
            tables.places_of(tables.way_of(activity, mode)).is_some_and(|places| places.contains(&place))
        };
        if !may(activity, seat.mode, to) || self.ledger.is_odd(activity) {
            return false;
        }
        let mut others = [NONE; 4];
        let mut count = 0;
        for tick in seat.start..seat.end {
            for &(guest, _) in self.ledger.present(tick) {
                let theirs = &self.ledger.seats()[guest as usize];
                if theirs.place == to && guest as usize != activity && !others[..count].contains(&guest) {
                    if count == others.len()
                        || !may(guest as usize, theirs.mode, seat.place)
                        || self.ledger.is_odd(guest as usize)
                    {
                        return false;
                    }
                    others[count] = guest;
                    count += 1;
                }
            }
        }
        self.shift(activity, Seat { place: to, ..*seat });
        for &other in &others[..count] {
            let theirs = self.ledger.seats()[other as usize];
            self.shift(other as usize, Seat { place: seat.place, ..theirs });
        }
        true
    }

    /// An activity takes a seat; whoever may not be there with it, or is at its place, is driven out to the best of a few
    /// seats (an ejection chain: Glover 1996).
    pub(super) fn evict(&mut self, activity: usize, slack: f64) {
        let to = self.propose(activity);
        if !to.is_present() || to == self.ledger.seats()[activity] || self.ledger.is_odd(activity) {
            return;
        }
        self.follow.clear();
        for tick in to.start..to.end {
            for &(guest, _) in self.ledger.present(tick) {
                let other = guest as usize;
                let seat = self.ledger.seats()[other];
                let full = seat.place == to.place && to.place != NONE && self.ledger.free(to.place, tick) <= 0;
                if other != activity && !self.is_following(other) && (full || self.ledger.forbids(activity, &to, other))
                {
                    self.follow.push((guest, seat));
                }
            }
        }
        if self.follow.len() > MOST {
            return;
        }
        self.begin();
        self.shift(activity, to);
        for n in 0..self.follow.len() {
            let other = self.follow[n].0 as usize;
            if !self.tables.has_choice(other) || self.ledger.is_odd(other) {
                return self.undo();
            }
            let seat = self.best_of_few(other);
            self.shift(other, seat);
        }
        self.end(slack);
    }

    /// The cheapest of a few seats of an activity.
    fn best_of_few(&mut self, activity: usize) -> Seat {
        let mut best = self.anywhere(activity);
        let mut least = self.weight_of(activity, &best);
        for _ in 1..TRIES {
            let seat = self.anywhere(activity);
            if let Some(weight) = self.weight_below(activity, &seat, least) {
                (best, least) = (seat, weight);
            }
        }
        best
    }

    /// Exchanges what takes place in two stretches of time as long as an activity.
    pub(super) fn exchange_blocks(&mut self, activity: usize, slack: f64) {
        let from = self.ledger.seats()[activity];
        let to = self.propose(activity);
        if !from.is_present() || !to.is_present() || from.end > to.start && to.end > from.start || from.mode != to.mode
        {
            return;
        }
        self.follow.clear();
        for (one, other) in [(from, to), (to, from)] {
            for tick in one.start..one.end {
                for &(guest, _) in self.ledger.present(tick) {
                    let seat = self.ledger.seats()[guest as usize];
                    if self.is_following(guest as usize) || !self.tables.has_choice(guest as usize) {
                        continue;
                    }
                    // What sticks out stays.
                    if seat.start < one.start || seat.end > one.end {
                        continue;
                    }
                    let start = other.start + (seat.start - one.start);
                    self.follow.push((guest, Seat { start, end: start + (seat.end - seat.start), ..seat }));
                }
            }
        }
        if self.follow.len() > 4 * MOST {
            return;
        }
        self.begin();
        for n in 0..self.follow.len() {
            let (other, seat) = self.follow[n];
            let way = self.tables.way_of(other as usize, seat.mode);
            if self.ledger.is_odd(other as usize) || !self.tables.may_start(way, seat.start) {
                continue;
            }
            self.shift(other as usize, seat);
        }
        self.end(slack);
    }
}
