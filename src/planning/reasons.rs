//! Why a meeting is where it is: what binds, what is not met and at which price, and the next best dates.

use super::candidates::Candidates;
use super::measure;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use crate::domain::reason::{Alternative, Price, Reason, Unmet};
use std::collections::BTreeMap;

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
}

/// A candidate with its price.
pub(super) struct Priced<'a> {
    pub(super) placement: &'a Placement,
    pub(super) points: Points,
}

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
        Self { candidates, demands, plan, touching }
    }

    /// The reason of every meeting of the plan.
    pub(super) fn all(&self) -> BTreeMap<MeetingId, Reason> {
        self.plan.placements.iter().map(|(meeting, at)| (meeting.clone(), self.reason(meeting, at))).collect()
    }

    fn at(&self, meeting: &MeetingId) -> Option<Placement> {
        self.plan.placements.get(meeting).filter(|_| self.candidates.by_meeting.contains_key(meeting)).cloned()
    }

    fn own(&self, meeting: &MeetingId) -> impl Iterator<Item = &'a Demand> + '_ {
        self.touching.get(meeting).into_iter().flatten().map(|index| &self.demands[*index])
    }

    /// What a placement of one meeting adds at each level, all others staying.
    pub(super) fn points(&self, meeting: &MeetingId, spot: &Placement) -> Points {
        let mut points = [0; 4];
        for demand in self.own(meeting) {
            let units = measure::share(&demand.ask, meeting, spot, &|other| self.at(other));
            let weight = if demand.level == Level::Must { 1 } else { i64::from(demand.weight.max(1)) };
            points[position(demand.level)] += weight * i64::try_from(units).unwrap_or(i64::MAX / 4096);
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
        let mut words: Vec<String> = self
            .own(meeting)
            .filter(|demand| demand.level == Level::Must)
            .filter(|demand| measure::share(&demand.ask, meeting, spot, &|other| self.at(other)) > 0)
            .map(|demand| format!("{}: {}", demand.origin, demand.why))
            .collect();
        words.dedup();
        words
    }

    fn reason(&self, meeting: &MeetingId, at: &Placement) -> Reason {
        let fixed = self.candidates.settled(meeting).is_some();
        if fixed || !self.candidates.by_meeting.contains_key(meeting) {
            return Reason {
                fixed: true,
                choices: 1,
                binds: vec![],
                unmet: self.unmet(meeting, at),
                alternatives: vec![],
                as_good: 0,
            };
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
            fixed: false,
            choices: ranking.iter().filter(allowed).count(),
            binds: self.binds(meeting, at, &ranking),
            unmet: self.unmet(meeting, at),
            alternatives,
            as_good: ranking.iter().filter(other).filter(|priced| priced.points == here).count(),
        }
    }

    /// What rules out the nearest earlier and later openings, and what the best other day would cost.
    fn binds(&self, meeting: &MeetingId, at: &Placement, ranking: &[Priced<'a>]) -> Vec<String> {
        let mut words = Vec::new();
        let mut say = |text: String| {
            if !words.contains(&text) {
                words.push(text);
            }
        };
        let here = self.points(meeting, at);
        let earlier = ranking
            .iter()
            .filter(|priced| priced.placement.first() < at.first())
            .max_by_key(|priced| priced.placement.first());
        let later = ranking
            .iter()
            .filter(|priced| priced.placement.first() > at.first())
            .min_by_key(|priced| priced.placement.first());
        for (side, near) in [("earlier", earlier), ("later", later)] {
            let Some(near) = near else { continue };
            if near.points[0] > here[0] {
                for broken in self.breaks(meeting, near.placement).into_iter().take(2) {
                    say(format!("not {side} ({}): {broken}", near.placement.first()));
                }
            } else if near.points > here {
                let dearest = self
                    .own(meeting)
                    .filter_map(|demand| {
                        let then = measure::share(&demand.ask, meeting, near.placement, &|other| self.at(other));
                        let now = measure::share(&demand.ask, meeting, at, &|other| self.at(other));
                        (then > now).then(|| {
                            (std::cmp::Reverse(position(demand.level)), (then - now) * u64::from(demand.weight), demand)
                        })
                    })
                    .max_by_key(|(level, points, _)| (*level, *points));
                if let Some((_, _, demand)) = dearest {
                    say(format!("not {side} ({}): {}: {}", near.placement.first(), demand.origin, demand.why));
                }
            }
        }
        words
    }

    fn unmet(&self, meeting: &MeetingId, at: &Placement) -> Vec<Unmet> {
        let mut found: Vec<Unmet> = self
            .own(meeting)
            .filter_map(|demand| {
                let units = measure::share(&demand.ask, meeting, at, &|other| self.at(other));
                (units > 0).then(|| Unmet {
                    level: demand.level,
                    points: units * if demand.level == Level::Must { 1 } else { u64::from(demand.weight.max(1)) },
                    why: format!("{}: {}", demand.origin, demand.why),
                    meetings: concerned(&demand.ask, meeting, at, &|other| self.at(other)),
                })
            })
            .collect();
        found.sort_by(|a, b| a.level.cmp(&b.level).then(b.points.cmp(&a.points)));
        found
    }
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
