//! Where an activity could go next.

use super::super::ledger::{NONE, Seat};
use super::lane::Lane;

impl Lane<'_> {
    /// Some other seat of an activity.
    pub(super) fn propose(&mut self, activity: usize) -> Seat {
        let old = self.ledger.seats()[activity];
        let tables = self.tables;
        let row = &tables.rows[activity];
        if !old.is_present() {
            return self.anywhere(activity);
        }
        let way = tables.way_of(activity, old.mode);
        match self.random.below(16) {
            0..=3 if way.places > 1 => Seat { place: self.place(activity, &old), ..old },
            0..=6 if way.starts > 1 => {
                let reach = 1 + (way.starts as usize / 8).min(12);
                let near = 1 + self.random.below(reach) as u32;
                let here = tables.position_of(way, old.start).min(way.starts - 1);
                let later = self.random.below(2) == 0;
                let to = if later { here + near } else { (here + way.starts).saturating_sub(near) } % way.starts;
                self.at(activity, old.mode, tables.start_at(way, to), &old)
            }
            7..=8 => self.beside_mate(activity, &old),
            9 if row.optional => Seat::ABSENT,
            _ => self.anywhere(activity),
        }
    }

    /// Any seat of an activity.
    pub(super) fn anywhere(&mut self, activity: usize) -> Seat {
        let tables = self.tables;
        let row = &tables.rows[activity];
        let options = row.starts as usize + usize::from(row.optional);
        if options == 0 {
            return Seat::ABSENT;
        }
        let mut pick = self.random.below(options) as u32;
        if pick >= row.starts {
            return Seat::ABSENT;
        }
        let mut mode = 0;
        while pick >= tables.way_of(activity, mode).starts {
            pick -= tables.way_of(activity, mode).starts;
            mode += 1;
        }
        let start = tables.start_at(tables.way_of(activity, mode), pick);
        let old = self.ledger.seats()[activity];
        self.at(activity, mode, start, &old)
    }

    /// A seat at a start, at a place that looks good.
    pub(super) fn at(&mut self, activity: usize, mode: u32, start: u32, old: &Seat) -> Seat {
        let way = self.tables.way_of(activity, mode);
        let mut seat = Seat { start, end: start + way.duration, place: old.place, mode };
        seat.place = self.place(activity, &seat);
        seat
    }

    /// A place for a seat: now and then the one it has, or one that others use with which it should share one, else one
    /// that is free, if a few looks find it.
    fn place(&mut self, activity: usize, seat: &Seat) -> u32 {
        let tables = self.tables;
        let way = tables.way_of(activity, seat.mode);
        let Some(places) = tables.places_of(way) else { return NONE };
        if let [only] = places {
            return *only;
        }
        let old = self.ledger.seats()[activity];
        let moved = seat.start != old.start;
        let dice = self.random.below(8);
        if dice < 4 && moved && places.contains(&old.place) {
            return old.place;
        }
        if dice < 6
            && let Some(mate) = self.mate(activity, true)
        {
            let place = self.ledger.seats()[mate].place;
            if place != old.place && places.contains(&place) {
                return place;
            }
        }
        let mut place = old.place;
        for _ in 0..4 {
            place = places[self.random.below(places.len())];
            if place != old.place && self.ledger.is_free(place, seat) {
                break;
            }
        }
        place
    }

    /// Someone with whom an activity should share its place, or its days.
    fn mate(&mut self, activity: usize, places: bool) -> Option<usize> {
        let tallies = self.tables.tallies();
        let of = tallies.priced(activity);
        if of.is_empty() {
            return None;
        }
        let tally = of[self.random.below(of.len())];
        if tallies.get(tally).places != places {
            return None;
        }
        let members = tallies.members(tally);
        let mate = members[self.random.below(members.len())] as usize;
        (mate != activity && self.ledger.seats()[mate].is_present()).then_some(mate)
    }

    /// A seat on a day that others use with which it should share days.
    fn beside_mate(&mut self, activity: usize, old: &Seat) -> Seat {
        let Some(mate) = self.mate(activity, false) else { return self.anywhere(activity) };
        let tables = self.tables;
        let way = tables.way_of(activity, old.mode);
        let problem = self.ledger.problem();
        let day = problem.day_of(self.ledger.seats()[mate].start);
        let first = self.first_of_day(day);
        let (from, to) =
            (tables.position_of(way, first), tables.position_of(way, self.first_of_day(day.map(|day| day + 1))));
        if to <= from {
            return self.anywhere(activity);
        }
        let pick = from + self.random.below((to - from) as usize) as u32;
        self.at(activity, old.mode, tables.start_at(way, pick), old)
    }

    /// The first tick of a day; without days, 0.
    pub(super) fn first_of_day(&self, day: Option<u32>) -> u32 {
        let problem = self.ledger.problem();
        day.map_or(0, |day| problem.first_tick(day))
    }

    /// The seat that an activity would have at the start and place of `other`: at its place if it may be there, else at
    /// its own.
    pub(super) fn in_place_of(&self, activity: usize, other: &Seat) -> Option<Seat> {
        let own = self.ledger.seats()[activity];
        let tables = self.tables;
        let way = tables.way_of(activity, own.mode);
        if !tables.may_start(way, other.start) {
            return None;
        }
        let place = match tables.places_of(way) {
            None => NONE,
            Some(places) if places.contains(&other.place) => other.place,
            Some(places) if places.contains(&own.place) => own.place,
            Some(_) => return None,
        };
        Some(Seat { start: other.start, end: other.start + way.duration, place, mode: own.mode })
    }
}
