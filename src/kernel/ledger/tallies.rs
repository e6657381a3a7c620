//! Relations that count: how often places and days are used, and who is inside whom.

use super::super::problem::{Kind, Over, Problem};
use super::parts::{Lists, NONE, Rate, Seat};

/// Counts the distinct places, or start days, of its members.
#[derive(Debug, Clone)]
pub(in crate::kernel) struct Tally {
    /// Whether it counts places rather than days.
    pub(in crate::kernel) places: bool,
    /// So many are free.
    allow: u64,
    rate: Rate,
    /// Where its counters begin.
    offset: usize,
}

impl Tally {
    /// The counter a seat belongs to.
    #[inline]
    pub(super) fn counter(&self, days: &[u32], seat: &Seat) -> Option<usize> {
        if !seat.is_present() {
            return None;
        }
        if !self.places {
            // Days are numbered from 1.
            return Some(self.offset + days[seat.start as usize] as usize - 1);
        }
        (seat.place != NONE).then(|| self.offset + seat.place as usize)
    }

    /// Units charged for so many distinct places or days.
    #[inline]
    pub(super) fn units(&self, distinct: u32) -> u64 {
        u64::from(distinct).saturating_sub(self.allow)
    }

    #[inline]
    pub(super) fn rate(&self) -> Rate {
        self.rate
    }
}

/// All tallies of a problem, and those of each activity.
#[derive(Debug)]
pub(in crate::kernel) struct Tallies {
    tallies: Vec<Tally>,
    members: Vec<Vec<u32>>,
    of: Lists,
    /// Those that have a price of their own, by activity.
    priced: Lists,
    counters: usize,
    days: usize,
    places: usize,
    activities: usize,
}

impl Tallies {
    pub(super) fn new(problem: &Problem) -> Self {
        let days = problem.day_of(problem.horizon()).unwrap_or(0) as usize;
        let mut made = Self {
            tallies: Vec::new(),
            members: Vec::new(),
            of: Lists::default(),
            priced: Lists::default(),
            counters: 0,
            days,
            places: problem.places().len(),
            activities: problem.activities().len(),
        };
        for relation in problem.relations() {
            made.add(relation.kind(), relation.over());
        }
        made.priced = made.lists();
        made.of = made.lists();
        made
    }

    fn lists(&self) -> Lists {
        let mut of = vec![Vec::new(); self.activities];
        for (n, members) in self.members.iter().enumerate() {
            for &member in members {
                of[member as usize].push(n as u32);
            }
        }
        Lists::new(of.into_iter())
    }

    fn add(&mut self, kind: &Kind, over: Over) -> Option<usize> {
        let (places, activities, allow) = match kind {
            Kind::SamePlace { activities } => (true, activities, 1),
            Kind::SameDays { activities, allow } => (false, activities, *allow),
            _ => return None,
        };
        self.tallies.push(Tally { places, allow, rate: Rate::of(over), offset: self.counters });
        self.members.push(activities.iter().map(|activity| activity.get() as u32).collect());
        self.counters += if places { self.places } else { self.days };
        Some(self.tallies.len() - 1)
    }

    /// A tally without a price, for a member of an `any_of`; its number, if the relation is one.
    pub(super) fn add_member(&mut self, kind: &Kind) -> Option<usize> {
        self.add(kind, Over::Forbidden)
    }

    /// Indexes the tallies added as members.
    pub(super) fn finish(&mut self) {
        self.of = self.lists();
    }

    /// One tally.
    #[inline]
    pub(in crate::kernel) fn get(&self, tally: u32) -> &Tally {
        &self.tallies[tally as usize]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.tallies.len()
    }

    /// Counters of all tallies.
    pub(super) fn counters(&self) -> usize {
        self.counters
    }

    /// All tallies of an activity.
    #[inline]
    pub(super) fn of(&self, activity: usize) -> &[u32] {
        self.of.of(activity)
    }

    /// The tallies of an activity that have a price.
    #[inline]
    pub(in crate::kernel) fn priced(&self, activity: usize) -> &[u32] {
        self.priced.of(activity)
    }

    /// The members of a tally.
    #[inline]
    pub(in crate::kernel) fn members(&self, tally: u32) -> &[u32] {
        &self.members[tally as usize]
    }
}

/// One activity that is to lie inside any of others.
#[derive(Debug, Clone)]
pub(in crate::kernel) struct Holding {
    /// Inside.
    pub(in crate::kernel) inner: u32,
    /// Outside, any of them.
    pub(in crate::kernel) outer: Vec<u32>,
    rate: Rate,
}

impl Holding {
    #[inline]
    pub(super) fn rate(&self) -> Rate {
        self.rate
    }
}

/// All holdings of a problem, and those of each activity.
#[derive(Debug)]
pub(in crate::kernel) struct Holdings {
    holdings: Vec<Holding>,
    of: Lists,
}

impl Holdings {
    pub(super) fn new(problem: &Problem) -> Self {
        let mut holdings = Vec::new();
        let mut of = vec![Vec::new(); problem.activities().len()];
        for relation in problem.relations() {
            let Kind::Within { inner, outer } = relation.kind() else { continue };
            // What lies inside itself is never charged.
            if outer.contains(inner) {
                continue;
            }
            for activity in outer.iter().chain([inner]) {
                of[activity.get()].push(holdings.len() as u32);
            }
            let outer = outer.iter().map(|activity| activity.get() as u32).collect();
            holdings.push(Holding { inner: inner.get() as u32, outer, rate: Rate::of(relation.over()) });
        }
        Self { holdings, of: Lists::new(of.into_iter()) }
    }

    /// One holding.
    #[inline]
    pub(in crate::kernel) fn get(&self, holding: u32) -> &Holding {
        &self.holdings[holding as usize]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.holdings.len()
    }

    /// The holdings of an activity, as the inner or an outer.
    #[inline]
    pub(in crate::kernel) fn of(&self, activity: usize) -> &[u32] {
        self.of.of(activity)
    }
}
