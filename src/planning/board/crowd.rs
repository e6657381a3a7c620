//! Limits on what meets at once, counted half-day by half-day, so that one move is counted in its own days only.

use crate::domain::demand::Ask;
use crate::domain::ids::VenueId;
use crate::domain::plan::Placement;
use chrono::NaiveDate;
use std::ops::Range;

/// A limit with what a plan uses of it.
#[derive(Clone, Debug)]
pub(super) struct Crowd {
    /// Position of the demand.
    pub(super) demand: usize,
    limit: i64,
    venue: Option<VenueId>,
    /// First half-day of `used`, counted from 1 January 1970.
    from: i64,
    used: Vec<i64>,
    /// Half-days times units above the limit.
    over: i64,
    /// What settled meetings alone make too many: a finding, and nothing a plan could mend.
    forgiven: u64,
}

/// A member of a crowd that moves: what it uses, where it is, where it would be.
#[derive(Clone, Copy)]
pub(super) struct Mover<'p> {
    pub(super) uses: i64,
    pub(super) from: Option<&'p Placement>,
    pub(super) to: Option<&'p Placement>,
}

/// What each member of a limit uses, and the limit's venue and number; `None` for other asks.
pub(super) fn limit(ask: &Ask) -> Option<(Vec<i64>, Option<&VenueId>, i64)> {
    match ask {
        Ask::AtMostInParallel { meetings, limit } => Some((vec![1; meetings.len()], None, i64::from(*limit))),
        Ask::Rooms { venue, meetings, limit } => {
            Some((meetings.iter().map(|(_, rooms)| i64::from(*rooms)).collect(), Some(venue), i64::from(*limit)))
        }
        _ => None,
    }
}

fn half_days(spot: &Placement) -> Range<i64> {
    spot.half_days(NaiveDate::default())
}

impl Crowd {
    /// The limit with the places its members have.
    pub(super) fn of<'p>(
        demand: usize,
        (limit, venue): (i64, Option<&VenueId>),
        spots: impl Iterator<Item = (Option<&'p Placement>, &'p i64)>,
    ) -> Self {
        let spots = spots.filter_map(|(spot, uses)| Some((spot?, *uses)));
        let spots: Vec<_> = spots.filter(|(spot, _)| venue.is_none() || spot.venue.as_ref() == venue).collect();
        let from = spots.iter().map(|(spot, _)| half_days(spot).start).min().unwrap_or(0);
        let mut crowd = Self { demand, limit, venue: venue.cloned(), from, used: Vec::new(), over: 0, forgiven: 0 };
        for (spot, uses) in spots {
            crowd.add(spot, uses);
        }
        crowd
    }

    /// The same, forgiving so much of what is too many.
    pub(super) fn forgiving(self, forgiven: u64) -> Self {
        Self { forgiven, ..self }
    }

    /// Half-days times units above the limit, but for what is forgiven.
    pub(super) fn excess(&self) -> u64 {
        self.over.unsigned_abs().saturating_sub(self.forgiven)
    }

    /// By how much that grows when so much more is too many.
    pub(super) fn charged(&self, more: i64) -> i64 {
        let forgiven = i64::try_from(self.forgiven).unwrap_or(i64::MAX);
        (self.over + more - forgiven).max(0) - (self.over - forgiven).max(0)
    }

    fn holds(&self, spot: &Placement) -> bool {
        self.venue.is_none() || self.venue == spot.venue
    }

    fn used(&self, half_day: i64) -> i64 {
        usize::try_from(half_day - self.from).ok().and_then(|slot| self.used.get(slot)).copied().unwrap_or(0)
    }

    fn add(&mut self, spot: &Placement, uses: i64) {
        let range = half_days(spot);
        if range.start < self.from {
            let more = usize::try_from(self.from - range.start).unwrap_or(0);
            self.used.splice(0..0, std::iter::repeat_n(0, more));
            self.from = range.start;
        }
        let end = usize::try_from(range.end - self.from).unwrap_or(0);
        if self.used.len() < end {
            self.used.resize(end, 0);
        }
        for half_day in range {
            let used = &mut self.used[usize::try_from(half_day - self.from).unwrap_or(0)];
            self.over += (*used + uses - self.limit).max(0) - (*used - self.limit).max(0);
            *used += uses;
        }
    }

    /// Puts a member elsewhere.
    pub(super) fn put(&mut self, mover: Mover<'_>) {
        for (spot, uses) in [(mover.from, -mover.uses), (mover.to, mover.uses)] {
            if let Some(spot) = spot.filter(|spot| self.holds(spot)) {
                self.add(spot, uses);
            }
        }
    }

    /// Half-days times units above the limit that these moves add, or take away.
    pub(super) fn change(&self, movers: &[Mover<'_>]) -> i64 {
        let mut changes: Vec<(i64, i64)> = Vec::new();
        for mover in movers {
            for (spot, uses) in [(mover.from, -mover.uses), (mover.to, mover.uses)] {
                if let Some(spot) = spot.filter(|spot| self.holds(spot)) {
                    changes.extend(half_days(spot).map(|half_day| (half_day, uses)));
                }
            }
        }
        changes.sort_unstable();
        let over = |used: i64| (used - self.limit).max(0);
        changes
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| {
                let used = self.used(same[0].0);
                over(used + same.iter().map(|(_, uses)| uses).sum::<i64>()) - over(used)
            })
            .sum()
    }

    /// What a member makes too many where it is, all others staying.
    pub(super) fn share(&self, spot: &Placement, uses: i64) -> u64 {
        let leaving = Mover { uses, from: Some(spot), to: None };
        self.change(&[leaving]).unsigned_abs()
    }
}
