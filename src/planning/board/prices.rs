//! What every demand charges on a plan, kept so that the price of a move is counted from what it touches alone.

use super::super::candidates::Standing;
use super::super::measure::{self, Who};
use super::crowd::{self, Crowd, Mover};
use super::follow::Followers;
use crate::domain::demand::{Ask, Demand, Level};
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

/// A meeting's position in the scenario.
type Number = usize;

/// What does not change with a plan.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) standing: Standing,
    pub(super) demands: Vec<Demand>,
    numbers: BTreeMap<MeetingId, Number>,
    /// The meetings of each demand.
    who: Vec<Who<Number>>,
    /// Demands by meeting, but for the limits on what meets at once.
    touching: Vec<Vec<usize>>,
    /// Limits by meeting, by position in `Prices::crowds`, with what it uses of each.
    crowded: Vec<Vec<(usize, i64)>>,
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
    /// Where the meetings that take place are, by number.
    spots: Vec<Option<&'a Placement>>,
    /// Units by which each demand is not met; 0 for the limits, which have their crowds.
    units: Vec<u64>,
    crowds: Vec<Crowd>,
}

/// What a move of some meetings touches, made ready once for all their places.
pub(super) struct Question<'p> {
    /// The meeting, then those that go along.
    pub(super) group: Vec<MeetingId>,
    pub(super) now: Vec<Option<&'p Placement>>,
    numbers: Vec<Number>,
    touched: Vec<Touched>,
    crowds: Vec<(usize, Vec<(usize, i64)>)>,
}

/// A demand that a move can meet or break.
struct Touched {
    demand: usize,
    /// Of a demand with alternatives, those that the move can meet or break; the others are not met.
    open: Option<Vec<usize>>,
}

impl<'a> Prices<'a> {
    /// Measures every demand on a plan.
    pub(in crate::planning) fn new(scenario: &'a Scenario, demands: Vec<Demand>, plan: &'a Plan) -> Self {
        let standing = Standing::of(scenario);
        let numbers: BTreeMap<MeetingId, Number> = scenario.meetings().keys().cloned().zip(0..).collect();
        let spots = spots(scenario, &standing, plan);
        let free: Vec<bool> = scenario.meetings().keys().map(|meeting| standing.free(meeting)).collect();
        let nobody = free.len();
        let who: Vec<Who<Number>> = demands
            .iter()
            .map(|demand| Who::of(&demand.ask, &|meeting| numbers.get(meeting).copied().unwrap_or(nobody)))
            .collect();
        let at = |number: Number| spots.get(number).copied().flatten();
        let mut touching = vec![Vec::new(); free.len()];
        let mut crowded = vec![Vec::new(); free.len()];
        let mut counted = Vec::with_capacity(demands.len());
        let mut units = Vec::with_capacity(demands.len());
        let mut crowds = Vec::new();
        for (index, (demand, who)) in demands.iter().zip(&who).enumerate() {
            counted.push(who.any(&|number| free.get(number) == Some(&true)));
            if let (Some((uses, venue, limit)), Who::All(members)) = (crowd::limit(&demand.ask), who) {
                for (number, uses) in members.iter().zip(&uses) {
                    if let Some(list) = crowded.get_mut(*number) {
                        list.push((crowds.len(), *uses));
                    }
                }
                let placed = |number: &Number| at(*number);
                let settled = demand.ask.meetings();
                let settled = settled.iter().map(|meeting| standing.settled(meeting));
                let alone = Crowd::of(index, (limit, venue), settled.zip(&uses)).excess();
                crowds.push(Crowd::of(index, (limit, venue), members.iter().map(placed).zip(&uses)).forgiving(alone));
                units.push(0);
            } else {
                units.push(measure::units_of(&demand.ask, who, &at));
                who.each(&mut |number| {
                    if let Some(list) = touching.get_mut(number).filter(|list| list.last() != Some(&index)) {
                        list.push(index);
                    }
                });
            }
        }
        let followers = Followers::of(&standing, &demands);
        let asked = Arc::new(Asked { standing, demands, numbers, who, touching, crowded, followers, counted });
        Self { scenario, plan, asked, spots, units, crowds }
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
        let spots = spots(self.scenario, &self.asked.standing, plan);
        Prices { scenario: self.scenario, plan, asked: Arc::clone(&self.asked), spots, units, crowds }
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

    /// The scenario.
    pub(in crate::planning) fn scenario(&self) -> &'a Scenario {
        self.scenario
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
        let nobody = self.spots.len();
        let numbers: Vec<Number> =
            group.iter().map(|meeting| self.asked.numbers.get(meeting).copied().unwrap_or(nobody)).collect();
        let indices: BTreeSet<usize> =
            numbers.iter().filter_map(|number| self.asked.touching.get(*number)).flatten().copied().collect();
        let touched = indices.into_iter().filter_map(|index| self.touched(index, &numbers)).collect();
        let mut crowds: BTreeMap<usize, Vec<(usize, i64)>> = BTreeMap::new();
        for (position, number) in numbers.iter().enumerate() {
            for (crowd, uses) in self.asked.crowded.get(*number).into_iter().flatten() {
                crowds.entry(*crowd).or_default().push((position, *uses));
            }
        }
        Question { group, now, numbers, touched, crowds: crowds.into_iter().collect() }
    }

    /// Whether moves of these meetings can change a demand. Where an alternative is met by others they cannot.
    fn touched(&self, demand: usize, moving: &[Number]) -> Option<Touched> {
        let (Ask::AnyOf(asks), Who::Any(parts)) = (&self.asked.demands[demand].ask, &self.asked.who[demand]) else {
            return Some(Touched { demand, open: None });
        };
        let at = |number: Number| self.spots.get(number).copied().flatten();
        let mut open = Vec::new();
        for (position, (ask, part)) in asks.iter().zip(parts).enumerate() {
            if part.any(&|number| moving.contains(&number)) {
                open.push(position);
            } else if measure::units_of(ask, part, &at) == 0 {
                return None;
            }
        }
        Some(Touched { demand, open: Some(open) })
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
        let takes_place = |position: usize| self.asked.standing.takes_place(&question.group[position]);
        let there: Vec<Option<&Placement>> =
            to.iter().enumerate().map(|(position, spot)| spot.filter(|_| takes_place(position))).collect();
        let at = move |number: Number| match question.numbers.iter().position(|moving| *moving == number) {
            Some(position) => there[position],
            None => self.spots.get(number).copied().flatten(),
        };
        question.touched.iter().map(move |touched| {
            let (ask, who) = (&self.asked.demands[touched.demand].ask, &self.asked.who[touched.demand]);
            let units = match (ask, who, &touched.open) {
                (Ask::AnyOf(asks), Who::Any(parts), Some(open)) => {
                    u64::from(open.iter().all(|part| measure::units_of(&asks[*part], &parts[*part], &at) > 0))
                }
                _ => measure::units_of(ask, who, &at),
            };
            (touched.demand, units)
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
        let number = self.asked.numbers.get(meeting).copied().unwrap_or(self.spots.len());
        let own = self.asked.touching.get(number).into_iter().flatten();
        let mut found: Vec<(usize, u64)> = own.map(|index| (*index, self.units[*index])).collect();
        if let Some(at) = self.at(meeting) {
            for (crowd, uses) in self.asked.crowded.get(number).into_iter().flatten() {
                let crowd = &self.crowds[*crowd];
                found.push((crowd.demand, crowd.share(at, *uses)));
            }
        }
        found.sort_unstable();
        found.retain(|(_, units)| *units > 0);
        found.into_iter().map(|(index, units)| (&self.asked.demands[index], units)).collect()
    }
}

/// Where the meetings that take place are, by their position in the scenario.
fn spots<'a>(scenario: &Scenario, standing: &Standing, plan: &'a Plan) -> Vec<Option<&'a Placement>> {
    let at = |meeting: &MeetingId| plan.placements.get(meeting).filter(|_| standing.takes_place(meeting));
    scenario.meetings().keys().map(at).collect()
}

fn signed(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX / 4096)
}
