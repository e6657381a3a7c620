//! What every demand charges on a plan, kept so that the price of a move is counted from what it touches alone.

use super::super::candidates::Standing;
use super::super::measure;
use super::crowd::{self, Crowd, Mover};
use super::follow::Followers;
use crate::domain::demand::{Demand, Level};
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use crate::domain::reason::Price;
use crate::domain::scenario::Scenario;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Points by level, most important first: must (units of breach), should, change, prefer.
pub(in crate::planning) type Points = [i64; 4];

pub(in crate::planning) const ORDER: [Level; 4] = [Level::Must, Level::Should, Level::Change, Level::Prefer];

/// The position of a level in [`Points`].
pub(in crate::planning) fn position(level: Level) -> usize {
    ORDER.iter().position(|other| *other == level).unwrap_or(3)
}

/// Points of a unit; musts count their units.
pub(in crate::planning) fn weight(demand: &Demand) -> u32 {
    if demand.level == Level::Must { 1 } else { demand.weight.max(1) }
}

/// Differences of points as prices, only where they differ.
pub(in crate::planning) fn prices(points: Points, base: Points) -> Vec<Price> {
    ORDER
        .into_iter()
        .enumerate()
        .filter(|(index, _)| points[*index] != base[*index])
        .map(|(index, level)| Price { level, points: points[index] - base[index] })
        .collect()
}

/// What does not change with a plan.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) standing: Standing,
    pub(super) demands: Vec<Demand>,
    /// Demands by meeting, but for the limits on what meets at once.
    touching: BTreeMap<MeetingId, Vec<usize>>,
    /// Limits by meeting, by position in `Prices::crowds`, with what it uses of each.
    crowded: BTreeMap<MeetingId, Vec<(usize, i64)>>,
    pub(super) followers: Followers,
    /// Demands that concern a meeting that can move: settled meetings alone cost nothing that a plan could save.
    counted: Vec<bool>,
}

/// A plan with what it costs.
#[derive(Clone, Debug)]
pub(in crate::planning) struct Prices<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) plan: &'a Plan,
    pub(super) asked: Arc<Asked>,
    /// Units by which each demand is not met; 0 for the limits, which have their crowds.
    units: Vec<u64>,
    crowds: Vec<Crowd>,
}

/// Where a meeting of a demand is found while a question is asked.
#[derive(Clone, Copy)]
enum Slot<'p> {
    Moved(usize),
    At(Option<&'p Placement>),
}

/// What a move of some meetings touches, made ready once for all their places.
pub(super) struct Question<'p> {
    /// The meeting, then those that go along.
    pub(super) group: Vec<MeetingId>,
    pub(super) now: Vec<Option<&'p Placement>>,
    touched: Vec<(usize, Vec<(MeetingId, Slot<'p>)>)>,
    crowds: Vec<(usize, Vec<(usize, i64)>)>,
}

impl<'a> Prices<'a> {
    /// Measures every demand on a plan.
    pub(in crate::planning) fn new(scenario: &'a Scenario, demands: Vec<Demand>, plan: &'a Plan) -> Self {
        let standing = Standing::of(scenario);
        let mut touching: BTreeMap<MeetingId, Vec<usize>> = BTreeMap::new();
        let mut crowded: BTreeMap<MeetingId, Vec<(usize, i64)>> = BTreeMap::new();
        let mut counted = Vec::with_capacity(demands.len());
        let mut units = Vec::with_capacity(demands.len());
        let mut crowds = Vec::new();
        let at = |meeting: &MeetingId| plan.placements.get(meeting).filter(|_| standing.takes_place(meeting));
        for (index, demand) in demands.iter().enumerate() {
            let meetings: BTreeSet<MeetingId> = demand.ask.meetings().into_iter().collect();
            counted.push(meetings.iter().any(|meeting| standing.free(meeting)));
            if let Some((members, venue, limit)) = crowd::members(&demand.ask) {
                for (meeting, uses) in &members {
                    crowded.entry((*meeting).clone()).or_default().push((crowds.len(), *uses));
                }
                let spots = members.iter().filter_map(|(meeting, uses)| Some((at(meeting)?, *uses)));
                let settled = members.iter().filter_map(|(meeting, uses)| Some((standing.settled(meeting)?, *uses)));
                let alone = Crowd::of(index, (limit, venue), settled).excess();
                crowds.push(Crowd::of(index, (limit, venue), spots).forgiving(alone));
                units.push(0);
            } else {
                units.push(measure::units(&demand.ask, &at));
                for meeting in meetings {
                    touching.entry(meeting).or_default().push(index);
                }
            }
        }
        let followers = Followers::of(&standing, &demands);
        let asked = Arc::new(Asked { standing, demands, touching, crowded, followers, counted });
        Self { scenario, plan, asked, units, crowds }
    }

    /// The same for a plan in which only these meetings lie elsewhere.
    pub(super) fn moved<'b>(&self, plan: &'b Plan, moves: &[(MeetingId, Option<Placement>)]) -> Prices<'b>
    where
        'a: 'b,
    {
        let question = self.question(moves.iter().map(|(meeting, _)| meeting.clone()).collect());
        let to: Vec<Option<&Placement>> = moves.iter().map(|(_, to)| to.as_ref()).collect();
        let mut units = self.units.clone();
        for (index, now) in self.units_there(&question, &to) {
            units[index] = now;
        }
        let mut crowds = self.crowds.clone();
        for (crowd, members) in &question.crowds {
            for mover in self.movers(&question, members, &to) {
                crowds[*crowd].put(mover);
            }
        }
        Prices { scenario: self.scenario, plan, asked: Arc::clone(&self.asked), units, crowds }
    }

    /// What the plan costs at each level, as [`assess`](super::super::assess()) says it.
    pub(super) fn total(&self) -> [u64; 4] {
        let mut total = [0; 4];
        let counted = self.asked.demands.iter().enumerate().filter(|(index, _)| self.asked.counted[*index]);
        for (index, demand) in counted {
            total[position(demand.level)] += self.units[index] * u64::from(weight(demand));
        }
        for crowd in self.crowds.iter().filter(|crowd| self.asked.counted[crowd.demand]) {
            let demand = &self.asked.demands[crowd.demand];
            total[position(demand.level)] += crowd.excess() * u64::from(weight(demand));
        }
        total
    }

    /// Where a meeting lies in the plan, if it takes place.
    pub(in crate::planning) fn at(&self, meeting: &MeetingId) -> Option<&'a Placement> {
        self.plan.placements.get(meeting).filter(|_| self.asked.standing.takes_place(meeting))
    }

    /// The plan.
    pub(in crate::planning) fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// A meeting that can move.
    pub(in crate::planning) fn free(&self, meeting: &MeetingId) -> bool {
        self.asked.standing.free(meeting)
    }

    /// Makes ready what moves of these meetings touch.
    pub(super) fn question(&self, group: Vec<MeetingId>) -> Question<'a> {
        let now: Vec<Option<&Placement>> = group.iter().map(|meeting| self.at(meeting)).collect();
        let indices: BTreeSet<usize> =
            group.iter().filter_map(|meeting| self.asked.touching.get(meeting)).flatten().copied().collect();
        let slot = |meeting: &MeetingId| match group.iter().position(|member| member == meeting) {
            Some(position) => Slot::Moved(position),
            None => Slot::At(self.at(meeting)),
        };
        let touched = indices
            .into_iter()
            .map(|index| {
                let mut members: Vec<(MeetingId, Slot<'a>)> = self.asked.demands[index]
                    .ask
                    .meetings()
                    .into_iter()
                    .map(|meeting| {
                        let slot = slot(&meeting);
                        (meeting, slot)
                    })
                    .collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                (index, members)
            })
            .collect();
        let mut crowds: BTreeMap<usize, Vec<(usize, i64)>> = BTreeMap::new();
        for (position, meeting) in group.iter().enumerate() {
            for (crowd, uses) in self.asked.crowded.get(meeting).into_iter().flatten() {
                crowds.entry(*crowd).or_default().push((position, *uses));
            }
        }
        Question { group, now, touched, crowds: crowds.into_iter().collect() }
    }

    /// What a question asks of one meeting and those that go along with it.
    pub(super) fn question_of(&self, meeting: &MeetingId) -> Question<'a> {
        let mut group = vec![meeting.clone()];
        group.extend(self.asked.followers.along(meeting));
        self.question(group)
    }

    /// Where the meetings of a question would be when the first of them moves; it stays planned, unless nothing changes.
    pub(super) fn places(&self, question: &Question<'a>, to: &Placement) -> Vec<Option<Placement>> {
        let asked = &self.asked;
        asked.followers.places(self.scenario, &asked.demands, &question.group, &question.now, to)
    }

    /// Units of every demand touched, with the meetings of the question at other places.
    fn units_there<'q>(
        &'q self,
        question: &'q Question<'a>,
        to: &'q [Option<&'q Placement>],
    ) -> impl Iterator<Item = (usize, u64)> + 'q {
        question.touched.iter().map(move |(index, members)| {
            let at = |meeting: &MeetingId| {
                let found = members.binary_search_by(|(member, _)| member.cmp(meeting)).ok()?;
                match members[found].1 {
                    Slot::Moved(position) => to[position].filter(|_| self.asked.standing.takes_place(meeting)),
                    Slot::At(spot) => spot,
                }
            };
            (*index, measure::units(&self.asked.demands[*index].ask, &at))
        })
    }

    fn movers<'q>(
        &self,
        question: &'q Question<'a>,
        members: &[(usize, i64)],
        to: &[Option<&'q Placement>],
    ) -> Vec<Mover<'q>> {
        let takes_place = |position: usize| self.asked.standing.takes_place(&question.group[position]);
        members
            .iter()
            .filter(|(position, _)| takes_place(*position))
            .map(|(position, uses)| Mover { uses: *uses, from: question.now[*position], to: to[*position] })
            .collect()
    }

    /// Every demand that a move meets or breaks more or less, with the units more.
    pub(super) fn differences(&self, question: &Question<'a>, to: &[Option<&Placement>]) -> Vec<(usize, i64)> {
        let mut found: Vec<(usize, i64)> = self
            .units_there(question, to)
            .filter(|(index, there)| *there != self.units[*index])
            .map(|(index, there)| (index, signed(there) - signed(self.units[index])))
            .collect();
        for (crowd, members) in &question.crowds {
            let crowd = &self.crowds[*crowd];
            let change = crowd.charged(crowd.change(&self.movers(question, members, to)));
            if change != 0 {
                found.push((crowd.demand, change));
            }
        }
        found
    }

    /// What a move costs more at each level.
    pub(super) fn points(&self, question: &Question<'a>, to: &[Option<&Placement>]) -> Points {
        let mut points = [0; 4];
        for (index, units) in self.differences(question, to).into_iter().filter(|(index, _)| self.asked.counted[*index])
        {
            let demand = &self.asked.demands[index];
            points[position(demand.level)] += units * i64::from(weight(demand));
        }
        points
    }

    /// Musts that are broken with the meetings at these places: those of theirs alone, and limits they exceed further.
    pub(super) fn broken(&self, question: &Question<'a>, to: &[Option<&Placement>]) -> Vec<&Demand> {
        let must = |index: usize| Some(&self.asked.demands[index]).filter(|demand| demand.level == Level::Must);
        let mut found: Vec<&Demand> = self
            .units_there(question, to)
            .filter(|(_, units)| *units > 0)
            .filter_map(|(index, _)| must(index))
            .collect();
        for (crowd, members) in &question.crowds {
            let crowd = &self.crowds[*crowd];
            if let Some(demand) = must(crowd.demand)
                && crowd.change(&self.movers(question, members, to)) > 0
            {
                found.push(demand);
            }
        }
        found
    }

    /// The demands that a meeting does not meet where it is, with the units: of a limit, what it makes too many itself.
    pub(in crate::planning) fn unmet(&self, meeting: &MeetingId) -> Vec<(&Demand, u64)> {
        let own = self.asked.touching.get(meeting).into_iter().flatten();
        let mut found: Vec<(usize, u64)> = own.map(|index| (*index, self.units[*index])).collect();
        if let Some(at) = self.at(meeting) {
            for (crowd, uses) in self.asked.crowded.get(meeting).into_iter().flatten() {
                let crowd = &self.crowds[*crowd];
                found.push((crowd.demand, crowd.share(at, *uses)));
            }
        }
        found.sort_unstable();
        found.retain(|(_, units)| *units > 0);
        found.into_iter().map(|(index, units)| (&self.asked.demands[index], units)).collect()
    }
}

fn signed(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX / 4096)
}
