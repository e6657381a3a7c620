//! What each activity would weigh at each of its starts, kept while others move.
//!
//! The table is that of tabu searches for colouring graphs (Galinier, Hao 1999): one number for each activity and start,
//! and after a move only what is near it changes. A row is brought up to date when somebody looks at it, from a log of who
//! has moved since; one that has missed too much is made anew.

use super::super::ledger::{Ledger, Seat, Tables};

/// Entries of a table at most: 16 MiB.
const MOST: u64 = 1 << 21;
/// Moves that are remembered.
const LOG: usize = 1024;
/// A row that was never made.
const NEVER: u64 = u64::MAX;

/// The table; see the [module](self).
#[derive(Debug, Clone, Default)]
pub(super) struct Outlook {
    /// Where the row of each activity begins, and where the last ends.
    offsets: Vec<u32>,
    weights: Vec<f64>,
    /// How many moves each row has followed.
    followed: Vec<u64>,
    /// The last moves: who, from where, to where.
    log: Vec<(u32, Seat, Seat)>,
    made: u64,
}

impl Outlook {
    /// Forgets everything; says `false` if there are more starts than are kept.
    pub(super) fn clear(&mut self, tables: &Tables<'_>) -> bool {
        if self.offsets.is_empty() {
            let all: u64 = tables.rows.iter().map(|row| u64::from(row.starts)).sum();
            if all > MOST {
                return false;
            }
            let mut end = 0;
            self.offsets = std::iter::once(0)
                .chain(tables.rows.iter().map(|row| {
                    end += row.starts;
                    end
                }))
                .collect();
            self.weights = vec![0.0; all as usize];
            self.log = vec![(0, Seat::ABSENT, Seat::ABSENT); LOG];
            self.followed = vec![NEVER; tables.rows.len()];
        }
        self.made = 0;
        self.followed.fill(NEVER);
        true
    }

    /// Where the row of an activity begins; entries are in the order of its modes, and of their starts.
    #[inline]
    pub(super) fn row(&self, activity: usize) -> usize {
        self.offsets[activity] as usize
    }

    /// An entry.
    #[inline]
    pub(super) fn weight(&self, entry: usize) -> f64 {
        self.weights[entry]
    }

    /// The entry of a possible seat.
    #[inline]
    pub(super) fn entry(&self, tables: &Tables<'_>, activity: usize, seat: &Seat) -> usize {
        let before: u32 = (0..seat.mode).map(|mode| tables.way_of(activity, mode).starts).sum();
        self.row(activity) + (before + tables.position_of(tables.way_of(activity, seat.mode), seat.start)) as usize
    }

    /// Notes that an activity has moved.
    pub(super) fn note(&mut self, activity: usize, from: Seat, to: Seat) {
        if (from.start, from.end) != (to.start, to.end) {
            self.log[self.made as usize % LOG] = (activity as u32, from, to);
            self.made += 1;
        }
    }

    /// Brings the row of an activity up to date; how much work that was, in entries.
    pub(super) fn refresh(&mut self, activity: usize, ledger: &Ledger<'_>, weights: &[f64]) -> u64 {
        let followed = self.followed[activity];
        if followed == self.made {
            return 0;
        }
        self.followed[activity] = self.made;
        let entries = self.row(activity + 1) - self.row(activity);
        if followed == NEVER || self.made - followed > (8 + entries as u64 / 2).min(LOG as u64) {
            self.remake(activity, ledger, weights);
            return 4 * entries as u64;
        }
        let mut work = 0;
        for n in followed..self.made {
            let (other, from, to) = self.log[n as usize % LOG];
            if other as usize != activity && ledger.can_meet(activity, other as usize) {
                work += self.shift(activity, other as usize, &from, -1.0, ledger, weights);
                work += self.shift(activity, other as usize, &to, 1.0, ledger, weights);
            }
        }
        work
    }

    fn remake(&mut self, activity: usize, ledger: &Ledger<'_>, weights: &[f64]) {
        let tables = ledger.tables();
        let mut row = self.row(activity);
        for mode in 0..tables.rows[activity].ways.len() as u32 {
            let way = tables.way_of(activity, mode);
            for (position, start) in tables.starts_between(way, 0, u32::MAX) {
                let seat = Seat { start, end: start + way.duration, place: super::super::ledger::NONE, mode };
                self.weights[row + position as usize] = ledger.weigh_start(activity, &seat, weights);
            }
            row += way.starts as usize;
        }
    }

    /// Adds what an activity weighs with another at a seat, or takes it off.
    fn shift(
        &mut self,
        activity: usize,
        other: usize,
        theirs: &Seat,
        sign: f64,
        ledger: &Ledger<'_>,
        weights: &[f64],
    ) -> u64 {
        if !theirs.is_present() {
            return 0;
        }
        let (tables, reach) = (ledger.tables(), ledger.reach(activity));
        let (mut row, mut work) = (self.row(activity), 1);
        for mode in 0..tables.rows[activity].ways.len() as u32 {
            let way = tables.way_of(activity, mode);
            let first = theirs.start.saturating_sub(reach).saturating_sub(way.duration);
            for (position, start) in tables.starts_between(way, first, theirs.end.saturating_add(reach) + 1) {
                let seat = Seat { start, end: start + way.duration, place: theirs.place, mode };
                let weight = ledger.weigh_pair(activity, &seat, other, theirs, weights);
                self.weights[row + position as usize] += sign * weight;
                work += 1;
            }
            row += way.starts as usize;
        }
        work
    }
}
