//! Gaps and spacings: what holds two activities together over any distance.

use super::super::draft::{Per, Unit};
use super::super::problem::{Gap, Kind, Problem};
use super::parts::{Lists, Rate, Seat};

/// A gap or a spacing.
#[derive(Debug, Clone)]
pub(in crate::kernel) struct Link {
    /// The first, or `a`.
    pub(in crate::kernel) first: u32,
    /// The second, or `b`.
    pub(in crate::kernel) second: u32,
    /// Whether the order does not matter.
    pub(in crate::kernel) spacing: bool,
    /// The gaps that are free.
    pub(in crate::kernel) gap: Gap,
    rate: Rate,
}

/// All links of a problem, and those of each activity.
#[derive(Debug)]
pub(in crate::kernel) struct Links {
    links: Vec<Link>,
    of: Lists,
}

impl Links {
    pub(super) fn new(problem: &Problem) -> Self {
        let mut links = Vec::new();
        let mut of = vec![Vec::new(); problem.activities().len()];
        for relation in problem.relations() {
            let (first, second, gap, spacing) = match relation.kind() {
                Kind::Gap { first, second, gap } => (first, second, gap, false),
                Kind::Spacing { a, b, gap } => (a, b, gap, true),
                _ => continue,
            };
            let rate = Rate::of(relation.over());
            if rate.weight == 0 {
                continue;
            }
            for activity in [first, second] {
                of[activity.get()].push(links.len() as u32);
            }
            let (first, second) = (first.get() as u32, second.get() as u32);
            links.push(Link { first, second, spacing, gap: *gap, rate });
        }
        Self { links, of: Lists::new(of.into_iter()) }
    }

    /// The links of an activity.
    #[inline]
    pub(in crate::kernel) fn of(&self, activity: usize) -> impl Iterator<Item = &Link> {
        self.of.of(activity).iter().map(|&link| &self.links[link as usize])
    }
}

impl Link {
    /// The other of the two.
    #[inline]
    pub(in crate::kernel) fn other(&self, activity: usize) -> usize {
        (if self.first as usize == activity { self.second } else { self.first }) as usize
    }

    /// What it charges with one of the two at `seat` and the other at `theirs`, both present.
    #[inline]
    pub(super) fn charge(&self, problem: &Problem, activity: usize, seat: &Seat, theirs: &Seat, price: &mut [i64]) {
        let outside = self.outside(problem, activity, seat, theirs);
        if outside > 0 {
            self.rate.charge(if self.gap.per == Per::Tick { outside } else { 1 }, price);
        }
    }

    /// By how many ticks or days the gap is too small or too large.
    #[inline]
    pub(in crate::kernel) fn outside(&self, problem: &Problem, activity: usize, seat: &Seat, theirs: &Seat) -> u64 {
        let (first, second) = if self.first as usize == activity { (seat, theirs) } else { (theirs, seat) };
        let (first, second) =
            if self.spacing && second.start < first.start { (second, first) } else { (first, second) };
        let measured = match self.gap.unit {
            Unit::Tick => i64::from(second.start) - i64::from(first.end),
            Unit::Day => {
                let days = &problem.day_of;
                i64::from(days[second.start as usize]) - i64::from(days[first.end as usize - 1])
            }
        };
        if measured < self.gap.min {
            (self.gap.min - measured) as u64
        } else {
            self.gap.max.map_or(0, |max| (measured - max).max(0)) as u64
        }
    }

    /// The earliest and the latest start at which the other, now at `theirs`, keeps the gap to `activity` at `seat`, on
    /// the side where it is.
    pub(in crate::kernel) fn range(
        &self,
        problem: &Problem,
        activity: usize,
        seat: &Seat,
        theirs: &Seat,
        duration: u32,
    ) -> (i64, i64) {
        let leads = self.first as usize == activity;
        let is_first =
            if self.spacing { seat.start < theirs.start || (seat.start == theirs.start && leads) } else { leads };
        let most = self.gap.max.unwrap_or(i64::from(u32::MAX));
        match self.gap.unit {
            Unit::Tick if is_first => (i64::from(seat.end) + self.gap.min, i64::from(seat.end) + most),
            Unit::Tick => {
                let end = i64::from(seat.start) - i64::from(duration);
                (end - most, end - self.gap.min)
            }
            Unit::Day => {
                let day = |tick: u32| i64::from(problem.day_of[tick as usize]);
                let first_tick = |day: i64| i64::from(problem.first_tick(day.clamp(0, i64::from(u32::MAX)) as u32));
                if is_first {
                    let last = day(seat.end - 1);
                    (first_tick(last + self.gap.min), first_tick(last.saturating_add(most).saturating_add(1)) - 1)
                } else {
                    let first = day(seat.start);
                    let duration = i64::from(duration);
                    (
                        first_tick(first.saturating_sub(most)) - duration + 1,
                        first_tick(first - self.gap.min + 1) - duration,
                    )
                }
            }
        }
    }
}
