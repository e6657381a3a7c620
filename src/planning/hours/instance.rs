//! The problem as numbers: for each meeting the kinds of choices, each with what it asks of every entry.
//!
//! What a choice asks depends on its hour and on the offsets of its date alone, so that most dates and hours of a
//! meeting fall into a few kinds. A kind that asks no less of anybody than another of the same meeting, and more of
//! somebody, is in no fairest plan as long as the other has all its dates.

use super::choices::Choice;
use super::clocks::Clocks;
use super::standing::Standing;
use crate::domain::series::outcome::Entry;
use crate::domain::series::{Burden, ClosedDays, Counting, HourMode, Series, Slot};
use chrono::Datelike;
use std::collections::BTreeMap;

/// Choices of a meeting that ask the same of everybody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Kind {
    /// People or zones asked on a closed day.
    pub(super) closed: u32,
    /// Points: of the night by entry, then of all hours by entry.
    pub(super) points: Vec<u32>,
    /// The start, where all meetings have to have the same.
    pub(super) start: Option<u16>,
    /// Their days, as numbers, ascending.
    pub(super) days: Vec<i32>,
    /// The choices, in order.
    pub(super) slots: Vec<Slot>,
}

/// The whole problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Instance {
    /// Whose burdens are compared.
    pub(super) entries: Vec<Entry>,
    /// How often each counts.
    pub(super) weights: Vec<u32>,
    /// Points before the series: night by entry, then whole by entry.
    pub(super) before: Vec<u32>,
    /// Kinds by meeting.
    pub(super) meetings: Vec<Vec<Kind>>,
    /// Fewest days from one to the next.
    pub(super) least: i32,
    /// Most days from one to the next.
    pub(super) most: i32,
}

impl Instance {
    /// From the choices of each meeting. `before` is what was asked of each member before the series.
    pub(super) fn new(series: &Series, clocks: &Clocks<'_>, before: &[Burden], choices: &[Vec<Choice>]) -> Self {
        let entries = entries(series, clocks, before);
        let weights: Vec<u32> = entries.iter().map(|entry| entry.weight).collect();
        let worst = |entry: &Entry, of: fn(&Burden) -> u32| entry.members.iter().map(|m| of(&before[*m])).max();
        let points = |of: fn(&Burden) -> u32| entries.iter().map(move |entry| worst(entry, of).unwrap_or(0));
        let before: Vec<u32> = points(|burden| burden.night).chain(points(|burden| burden.whole)).collect();
        let kinds = |(index, choices): (usize, &Vec<Choice>)| {
            let mut by_points: BTreeMap<(u32, Vec<u32>, Option<u16>), Vec<Slot>> = BTreeMap::new();
            for (slot, begins) in choices {
                let minutes = series.meetings[index].minutes;
                let (closed, points) = vector(series, clocks, &entries, *begins, minutes);
                let start = (series.settings.hour == HourMode::Kept).then_some(slot.start_minute);
                by_points.entry((closed, points, start)).or_default().push(*slot);
            }
            let kinds = by_points.into_iter().map(|((closed, points, start), slots)| {
                let mut days: Vec<i32> = slots.iter().map(|slot| slot.date.num_days_from_ce()).collect();
                days.dedup();
                Kind { closed, points, start, days, slots }
            });
            kinds.collect::<Vec<Kind>>()
        };
        let meetings = choices.iter().enumerate().map(kinds).collect();
        let least = i32::from(series.settings.least_days);
        let most = series.settings.most_days.map_or(i32::MAX, i32::from);
        let mut instance = Self { entries, weights, before, meetings, least, most };
        instance.keep_reachable();
        for kinds in &mut instance.meetings {
            undominated(kinds);
        }
        instance
    }

    /// Whether every meeting can be somewhere.
    pub(super) fn is_possible(&self) -> bool {
        !self.meetings.is_empty() && self.meetings.iter().all(|kinds| !kinds.is_empty())
    }

    /// Keeps only the kinds asked for, and says where each of them stood.
    pub(super) fn reduce(&mut self, keep: impl Fn(usize, &Kind) -> bool) -> Vec<Vec<usize>> {
        let mut kept = Vec::new();
        for (meeting, kinds) in self.meetings.iter_mut().enumerate() {
            let all = std::mem::take(kinds);
            let mut places = Vec::new();
            for (place, kind) in all.into_iter().enumerate() {
                if keep(meeting, &kind) {
                    places.push(place);
                    kinds.push(kind);
                }
            }
            kept.push(places);
        }
        kept
    }

    /// All days of a meeting.
    pub(super) fn days(&self, meeting: usize) -> Vec<i32> {
        let kinds = self.meetings.get(meeting).map_or(&[][..], Vec::as_slice);
        let mut days: Vec<i32> = kinds.iter().flat_map(|kind| kind.days.iter().copied()).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Days that follow one of `from` at the distance demanded; all of `days` for the first meeting.
    pub(super) fn reach(&self, from: Option<&[i32]>, days: &[i32]) -> Vec<i32> {
        let Some(from) = from else { return days.to_vec() };
        let fits = |day: &i32| {
            let lowest = if self.most == i32::MAX { i32::MIN } else { *day - self.most };
            let at = from.partition_point(|before| *before < lowest);
            from.get(at).is_some_and(|before| *before <= *day - self.least)
        };
        days.iter().copied().filter(fits).collect()
    }

    /// How fair a choice of kinds is.
    pub(super) fn standing(&self, picks: &[usize]) -> Standing {
        let mut points = self.before.clone();
        let mut closed = 0;
        for (kinds, pick) in self.meetings.iter().zip(picks) {
            closed += u64::from(kinds[*pick].closed);
            add(&mut points, &kinds[*pick].points);
        }
        Standing::of(closed, &points, &self.weights)
    }

    /// Whether days exist for a choice of kinds, one after the other.
    pub(super) fn has_days(&self, picks: &[usize]) -> bool {
        let mut reached: Option<Vec<i32>> = None;
        let mut start = None;
        for (kinds, pick) in self.meetings.iter().zip(picks) {
            let kind = &kinds[*pick];
            if start.is_some() && kind.start != start {
                return false;
            }
            start = kind.start;
            let next = self.reach(reached.as_deref(), &kind.days);
            if next.is_empty() {
                return false;
            }
            reached = Some(next);
        }
        true
    }

    /// Drops days that no other meeting's days can be before or after, and kinds without days.
    fn keep_reachable(&mut self) {
        let count = self.meetings.len();
        let mut forward: Vec<Vec<i32>> = Vec::with_capacity(count);
        for meeting in 0..count {
            forward.push(self.reach(forward.last().map(Vec::as_slice), &self.days(meeting)));
        }
        // Backwards the same with the sign of days turned.
        let mut usable: Vec<Vec<i32>> = vec![Vec::new(); count];
        let mut after: Option<Vec<i32>> = None;
        for index in (0..count).rev() {
            let turned: Vec<i32> = forward[index].iter().rev().map(|day| -day).collect();
            let kept = self.reach(after.as_deref(), &turned);
            usable[index] = kept.iter().rev().map(|day| -day).collect();
            after = Some(kept);
        }
        for (kinds, days) in self.meetings.iter_mut().zip(&usable) {
            for kind in kinds.iter_mut() {
                kind.days.retain(|day| days.binary_search(day).is_ok());
                kind.slots.retain(|slot| days.binary_search(&slot.date.num_days_from_ce()).is_ok());
            }
            kinds.retain(|kind| !kind.days.is_empty());
        }
    }
}

/// Adds points entry by entry.
pub(super) fn add(sum: &mut [u32], points: &[u32]) {
    for (sum, points) in sum.iter_mut().zip(points) {
        *sum = sum.saturating_add(*points);
    }
}

/// What a choice asks: how many it asks on a closed day, and the points of each entry.
pub(super) fn vector(
    series: &Series,
    clocks: &Clocks<'_>,
    entries: &[Entry],
    begins: crate::domain::time::Instant,
    minutes: u16,
) -> (u32, Vec<u32>) {
    let asked = |entry: &Entry| clocks.burden(&series.members[entry.members[0]], begins, minutes);
    let burdens: Vec<Burden> = entries.iter().map(asked).collect();
    let points = burdens.iter().map(|burden| burden.night).chain(burdens.iter().map(|burden| burden.whole)).collect();
    let closed = match series.settings.closed_days {
        ClosedDays::Noted => 0,
        ClosedDays::Avoided | ClosedDays::Forbidden => series
            .members
            .iter()
            .filter(|member| !clocks.closed(member, begins, minutes).is_empty())
            .map(|member| match series.settings.counting {
                Counting::Zones => 1,
                Counting::People => member.people.get(),
            })
            .sum(),
    };
    (closed, points)
}

/// Members whose clocks agree all through the series are one entry where zones count; where people count, they are one
/// of their joined weight as long as the same was asked of them before.
pub(super) fn entries(series: &Series, clocks: &Clocks<'_>, before: &[Burden]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (index, member) in series.members.iter().enumerate() {
        let same = |entry: &&mut Entry| {
            let first = entry.members[0];
            clocks.line(series.members[first].zone) == clocks.line(member.zone)
                && (series.settings.counting == Counting::Zones || before[first] == before[index])
        };
        match entries.iter_mut().find(same) {
            Some(entry) => {
                entry.members.push(index);
                if series.settings.counting == Counting::People {
                    entry.weight += member.people.get();
                }
            }
            None => {
                let weight = if series.settings.counting == Counting::People { member.people.get() } else { 1 };
                entries.push(Entry { members: vec![index], weight });
            }
        }
    }
    entries
}

/// Drops kinds that another kind makes pointless.
fn undominated(kinds: &mut Vec<Kind>) {
    let spare = |of: &Kind, by: &Kind| {
        by.closed <= of.closed
            && by.start == of.start
            && by.points.iter().zip(&of.points).all(|(by, of)| by <= of)
            && of.days.iter().all(|day| by.days.binary_search(day).is_ok())
    };
    let mut kept: Vec<Kind> = Vec::new();
    for (index, kind) in kinds.iter().enumerate() {
        // No two kinds ask the same, so that two never make each other pointless.
        if !kinds.iter().enumerate().any(|(other, by)| other != index && spare(kind, by)) {
            kept.push(kind.clone());
        }
    }
    *kinds = kept;
}
