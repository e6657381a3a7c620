//! Why a meeting is where it is: what binds, what is not met and at which price, and the next best dates. Where a
//! meeting moves, those that must lie inside it, or within bounded days of it, move along; all others stay.

use super::candidates::Candidates;
use super::measure;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use crate::domain::reason::{Alternative, Price, Reason, Unmet};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// How many next best dates are kept.
const ALTERNATIVES: usize = 8;

/// Points by level, most important first: must (units of breach), should, change, prefer.
pub(super) type Points = [i64; 4];

const ORDER: [Level; 4] = [Level::Must, Level::Should, Level::Change, Level::Prefer];

/// Everything needed to price a move.
pub(super) struct Reasons<'a> {
    candidates: &'a Candidates,
    demands: &'a [Demand],
    plan: &'a Plan,
    touching: BTreeMap<MeetingId, Vec<usize>>,
    followers: BTreeMap<MeetingId, BTreeSet<MeetingId>>,
}

/// A candidate with its price.
pub(super) struct Priced<'a> {
    pub(super) placement: &'a Placement,
    pub(super) points: Points,
}

/// A meeting and its followers at other dates.
type Moved = BTreeMap<MeetingId, Placement>;

fn position(level: Level) -> usize {
    ORDER.iter().position(|other| *other == level).unwrap_or(3)
}

/// Differences of points as prices, only where they differ.
pub(super) fn prices(points: Points, base: Points) -> Vec<Price> {
    ORDER
        .into_iter()
        .enumerate()
        .filter(|(index, _)| points[*index] != base[*index])
        .map(|(index, level)| Price { level, points: points[index] - base[index] })
        .collect()
}

impl<'a> Reasons<'a> {
    pub(super) fn new(candidates: &'a Candidates, demands: &'a [Demand], plan: &'a Plan) -> Self {
        let mut touching: BTreeMap<MeetingId, Vec<usize>> = BTreeMap::new();
        for (index, demand) in demands.iter().enumerate() {
            for meeting in demand.ask.meetings() {
                let list = touching.entry(meeting).or_default();
                if list.last() != Some(&index) {
                    list.push(index);
                }
            }
        }
        let followers = followers(candidates, demands);
        Self { candidates, demands, plan, touching, followers }
    }

    /// The reason of every meeting of the plan.
    pub(super) fn all(&self) -> BTreeMap<MeetingId, Reason> {
        self.plan.placements.iter().map(|(meeting, at)| (meeting.clone(), self.reason(meeting, at))).collect()
    }

    fn at(&self, meeting: &MeetingId) -> Option<Placement> {
        self.plan.placements.get(meeting).filter(|_| self.candidates.by_meeting.contains_key(meeting)).cloned()
    }

    /// The meeting at other dates, and its followers as many days along.
    fn moved(&self, meeting: &MeetingId, spot: &Placement) -> Moved {
        let mut moved = BTreeMap::from([(meeting.clone(), spot.clone())]);
        let Some(now) = self.plan.placements.get(meeting) else { return moved };
        let days = spot.first() - now.first();
        for follower in self.followers.get(meeting).into_iter().flatten() {
            moved.extend(self.at(follower).and_then(|at| Some((follower.clone(), later(&at, days)?))));
        }
        moved
    }

    /// The demands that a move touches.
    fn touched(&self, moved: &Moved) -> impl Iterator<Item = &'a Demand> + use<'a> {
        let indices: BTreeSet<usize> =
            moved.keys().filter_map(|meeting| self.touching.get(meeting)).flatten().copied().collect();
        let demands = self.demands;
        indices.into_iter().map(move |index| &demands[index])
    }

    fn units(&self, demand: &Demand, moved: &Moved) -> u64 {
        match moved.iter().next() {
            Some((meeting, spot)) if moved.len() == 1 => {
                measure::share(&demand.ask, meeting, spot, &|other| self.at(other))
            }
            _ => measure::units(&demand.ask, &|other| moved.get(other).cloned().or_else(|| self.at(other))),
        }
    }

    /// What a placement of one meeting adds at each level.
    pub(super) fn points(&self, meeting: &MeetingId, spot: &Placement) -> Points {
        let moved = self.moved(meeting, spot);
        let mut points = [0; 4];
        for demand in self.touched(&moved) {
            let units = i64::try_from(self.units(demand, &moved)).unwrap_or(i64::MAX / 4096);
            points[position(demand.level)] += units * i64::from(weight(demand));
        }
        points
    }

    /// All candidates of a meeting with their points, best first.
    pub(super) fn ranking(&self, meeting: &MeetingId) -> Vec<Priced<'a>> {
        let mut all: Vec<Priced<'a>> = self
            .candidates
            .by_meeting
            .get(meeting)
            .into_iter()
            .flatten()
            .map(|placement| Priced { placement, points: self.points(meeting, placement) })
            .collect();
        all.sort_by_key(|priced| (priced.points, priced.placement.first(), priced.placement.half));
        all
    }

    /// The musts a placement would break, in words.
    pub(super) fn breaks(&self, meeting: &MeetingId, spot: &Placement) -> Vec<String> {
        let moved = self.moved(meeting, spot);
        let mut words: Vec<String> = self
            .touched(&moved)
            .filter(|demand| demand.level == Level::Must && self.units(demand, &moved) > 0)
            .map(|demand| said(demand, meeting))
            .collect();
        words.dedup();
        words
    }

    fn reason(&self, meeting: &MeetingId, at: &Placement) -> Reason {
        let fixed = self.candidates.settled(meeting).is_some() || !self.candidates.by_meeting.contains_key(meeting);
        let unmet = self.unmet(meeting, at);
        if fixed {
            return Reason { fixed, choices: 1, binds: vec![], unmet, alternatives: vec![], as_good: 0 };
        }
        let here = self.points(meeting, at);
        let ranking = self.ranking(meeting);
        let allowed = |priced: &&Priced<'a>| priced.points[0] <= here[0];
        let other = |priced: &&Priced<'a>| !priced.placement.same_dates(at);
        let alternatives = ranking
            .iter()
            .filter(other)
            .filter(allowed)
            .take(ALTERNATIVES)
            .map(|priced| Alternative {
                placement: priced.placement.clone(),
                price: prices(priced.points, here),
                breaks: vec![],
            })
            .collect();
        Reason {
            fixed,
            choices: ranking.iter().filter(allowed).count(),
            binds: self.binds(meeting, at, &ranking),
            unmet,
            alternatives,
            as_good: ranking.iter().filter(other).filter(|priced| priced.points == here).count(),
        }
    }

    /// What rules out the nearest earlier and later openings: the musts they break, else the dearest demand.
    fn binds(&self, meeting: &MeetingId, at: &Placement, ranking: &[Priced<'a>]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let here = self.points(meeting, at);
        let before = |priced: &&Priced<'a>| priced.placement.first() < at.first();
        let after = |priced: &&Priced<'a>| priced.placement.first() > at.first();
        let earlier = ranking.iter().filter(before).max_by_key(|priced| priced.placement.first());
        let later = ranking.iter().filter(after).min_by_key(|priced| priced.placement.first());
        for (side, near) in [("earlier", earlier), ("later", later)] {
            let Some(near) = near else { continue };
            let reasons = if near.points[0] > here[0] {
                self.breaks(meeting, near.placement).into_iter().take(2).collect()
            } else if near.points > here {
                self.dearest(meeting, at, near.placement).into_iter().collect()
            } else {
                Vec::new()
            };
            for reason in reasons {
                let text = format!("not {side} ({}): {reason}", near.placement.first());
                if !words.contains(&text) {
                    words.push(text);
                }
            }
        }
        words
    }

    /// The demand that makes another placement dearer than the one chosen, at the most important level.
    fn dearest(&self, meeting: &MeetingId, at: &Placement, there: &Placement) -> Option<String> {
        let (now, then) = (self.moved(meeting, at), self.moved(meeting, there));
        self.touched(&then)
            .filter_map(|demand| {
                let more = self.units(demand, &then).checked_sub(self.units(demand, &now)).filter(|more| *more > 0)?;
                Some((std::cmp::Reverse(position(demand.level)), more * u64::from(weight(demand)), demand))
            })
            .max_by_key(|(level, points, _)| (*level, *points))
            .map(|(_, _, demand)| said(demand, meeting))
    }

    fn unmet(&self, meeting: &MeetingId, at: &Placement) -> Vec<Unmet> {
        let alone = BTreeMap::from([(meeting.clone(), at.clone())]);
        let mut found: Vec<Unmet> = self
            .touched(&alone)
            .filter_map(|demand| {
                let units = self.units(demand, &alone);
                (units > 0).then(|| Unmet {
                    level: demand.level,
                    points: units * u64::from(weight(demand)),
                    why: said(demand, meeting),
                    meetings: concerned(&demand.ask, meeting, at, &|other| self.at(other)),
                })
            })
            .collect();
        found.sort_by(|a, b| a.level.cmp(&b.level).then(b.points.cmp(&a.points)));
        found
    }
}

/// Points of a unit; musts count their units.
fn weight(demand: &Demand) -> u32 {
    if demand.level == Level::Must { 1 } else { demand.weight.max(1) }
}

/// A demand in words, told to the reader of one meeting: another meeting that asks is named.
fn said(demand: &Demand, reader: &MeetingId) -> String {
    match demand.ask.meetings().first() {
        Some(asking) if asking != reader => format!("{} ({asking}): {}", demand.origin, demand.why),
        _ => format!("{}: {}", demand.origin, demand.why),
    }
}

/// The same placement so many days later; `None` beyond the calendar.
fn later(at: &Placement, days: TimeDelta) -> Option<Placement> {
    let (first, last) = (at.first().checked_add_signed(days)?, at.last().checked_add_signed(days)?);
    Placement::new(first, last, at.half, at.venue.clone(), at.firmness).ok()
}

/// For each meeting the free ones that go along when it moves: those that must lie inside it alone, or within bounded
/// days of it, and theirs in turn.
fn followers(candidates: &Candidates, demands: &[Demand]) -> BTreeMap<MeetingId, BTreeSet<MeetingId>> {
    let mut direct: BTreeMap<&MeetingId, BTreeSet<&MeetingId>> = BTreeMap::new();
    for demand in demands.iter().filter(|demand| demand.level == Level::Must) {
        match &demand.ask {
            Ask::Inside { meeting, outer } if outer.len() == 1 => {
                direct.entry(&outer[0]).or_default().insert(meeting);
            }
            // An interim meeting so many days before its parent: the later one leads.
            Ask::Gap { first, second, most: Some(_), .. } => {
                direct.entry(second).or_default().insert(first);
            }
            _ => {}
        }
    }
    let mut all = BTreeMap::new();
    for leader in direct.keys() {
        let mut found: BTreeSet<MeetingId> = BTreeSet::new();
        let mut open: Vec<&MeetingId> = vec![leader];
        while let Some(next) = open.pop() {
            for follower in direct.get(next).into_iter().flatten() {
                let free = candidates.settled(follower).is_none() && candidates.by_meeting.contains_key(*follower);
                if free && follower != leader && found.insert((*follower).clone()) {
                    open.push(follower);
                }
            }
        }
        all.insert((*leader).clone(), found);
    }
    all
}

/// The meetings that an unmet demand is about: for limits, those that run at the same time.
fn concerned(
    ask: &Ask,
    meeting: &MeetingId,
    at: &Placement,
    others: &dyn Fn(&MeetingId) -> Option<Placement>,
) -> Vec<MeetingId> {
    let all = ask.meetings();
    match ask {
        Ask::AtMostInParallel { .. } | Ask::Rooms { .. } => all
            .into_iter()
            .filter(|other| other == meeting || others(other).is_some_and(|spot| spot.shared_half_days(at) > 0))
            .collect(),
        _ => all,
    }
}
