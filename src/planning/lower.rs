//! Demands to placement problem. One tick is half a day of the secretariat; a meeting is an activity, a venue with a
//! span is a mode, a demand is a start cost, a resource or a relation that carries the demand's number as its tag.

use super::candidates::Candidates;
use super::measure;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::ids::MeetingId;
use crate::domain::plan::Placement;
use crate::domain::scenario::Scenario;
use crate::kernel::draft::{
    ActivityDraft, CapacityDraft, FixedDraft, ModeBody, ModeDraft, ModesDraft, OverDraft, Per, RelationDraft,
    RelationKind, ResourceDraft, StartCostDraft, Unit, Who,
};
use crate::kernel::{Defect, Draft, Member, Placements, Problem};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What each mode and start of an activity means.
type Spots = BTreeMap<(String, u32), Placement>;

/// A start with its price by level.
type PricedStart<'a> = (u32, Vec<(Level, u64)>, &'a Placement);

/// A scenario as a placement problem, with the way back.
#[derive(Debug)]
pub(super) struct Lowered {
    pub(super) problem: Problem,
    /// By activity: what each mode and start means.
    spots: BTreeMap<String, Spots>,
    /// Demand behind each resource, by id.
    resources: BTreeMap<String, usize>,
    /// Musts that concern a meeting alone and so have become its window.
    windows: BTreeMap<MeetingId, Vec<usize>>,
    /// Allowed openings of free meetings, after the musts on each alone; days, not halves or venues.
    pub(super) openings: BTreeMap<MeetingId, usize>,
}

/// A scenario as a problem not yet checked, with the way back.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) draft: Draft,
    spots: BTreeMap<String, Spots>,
    resources: BTreeMap<String, usize>,
    windows: BTreeMap<MeetingId, Vec<usize>>,
    openings: BTreeMap<MeetingId, usize>,
}

/// Why there is no problem to solve.
#[derive(Debug)]
pub(super) enum Failure {
    /// The musts on one meeting alone leave it no day.
    Empty {
        /// The musts concerned.
        demands: Vec<usize>,
    },
    /// The lowering made something the kernel refuses: a defect of this module.
    Refused(Vec<Defect>),
}

/// The names of the levels, most important first.
pub(super) const LEVELS: [(Level, &str); 4] =
    [(Level::Must, "must"), (Level::Should, "should"), (Level::Change, "change"), (Level::Prefer, "prefer")];

fn level_name(level: Level) -> &'static str {
    LEVELS.iter().find(|(other, _)| *other == level).map_or("prefer", |(_, name)| name)
}

/// Which levels a problem has, and in which order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ranks {
    /// Musts become the most important level of cost instead of being forbidden.
    pub(super) relax: bool,
    /// Changes come before everything but the musts.
    pub(super) changes_first: bool,
}

impl Ranks {
    /// The levels with their names, most important first.
    fn levels(self) -> impl Iterator<Item = (Level, &'static str)> {
        let mut levels = LEVELS;
        if self.changes_first {
            levels.swap(1, 2);
        }
        levels.into_iter().filter(move |(level, _)| self.relax || *level != Level::Must)
    }
}

struct Lowering<'a> {
    candidates: &'a Candidates,
    demands: &'a [Demand],
    relax: bool,
    zero: NaiveDate,
    horizon: u32,
    draft: Draft,
    markers: BTreeSet<NaiveDate>,
    used: BTreeSet<MeetingId>,
    uses: BTreeMap<MeetingId, Vec<(String, u64, Option<crate::domain::ids::VenueId>)>>,
    resources: BTreeMap<String, usize>,
}

/// Lowers demands over candidates.
pub(super) fn lower(
    scenario: &Scenario,
    candidates: &Candidates,
    demands: &[Demand],
    ranks: Ranks,
) -> Result<Lowered, Failure> {
    let Written { draft, spots, resources, windows, openings } =
        write(scenario, candidates, demands, ranks).map_err(|demands| Failure::Empty { demands })?;
    let problem = Problem::new(draft).map_err(Failure::Refused)?;
    Ok(Lowered { problem, spots, resources, windows, openings })
}

/// The same as a document; or the musts on one meeting that alone leave it no day.
pub(super) fn write(
    scenario: &Scenario,
    candidates: &Candidates,
    demands: &[Demand],
    ranks: Ranks,
) -> Result<Written, Vec<usize>> {
    let all = candidates.by_meeting.values().flatten();
    let zero = all.clone().map(Placement::first).min().unwrap_or(scenario.from).min(scenario.from);
    let end = all.map(Placement::last).max().unwrap_or(scenario.until).max(scenario.until);
    let days = u32::try_from((end - zero).num_days() + 1).unwrap_or(1);
    let lowering = Lowering {
        candidates,
        demands,
        relax: ranks.relax,
        zero,
        horizon: 2 * days,
        draft: Draft {
            name: scenario.name.clone(),
            horizon: 2 * days,
            days: Some((0..days).map(|day| 2 * day).collect()),
            levels: ranks.levels().map(|(_, name)| name.to_owned()).collect(),
            ..Draft::default()
        },
        markers: BTreeSet::new(),
        used: BTreeSet::new(),
        uses: BTreeMap::new(),
        resources: BTreeMap::new(),
    };
    lowering.run()
}

impl Lowering<'_> {
    fn run(mut self) -> Result<Written, Vec<usize>> {
        let mut alone: BTreeMap<MeetingId, Vec<usize>> = BTreeMap::new();
        for (index, demand) in self.demands.iter().enumerate() {
            let meetings: BTreeSet<MeetingId> = demand.ask.meetings().into_iter().collect();
            let mut free = meetings.iter().filter(|meeting| self.is_free(meeting));
            match (free.next(), free.next(), &demand.ask) {
                (None, ..) => {}
                (Some(_), _, Ask::AtMostInParallel { .. } | Ask::Rooms { .. }) => self.resource(index),
                (Some(only), None, _) => alone.entry(only.clone()).or_default().push(index),
                (Some(_), Some(_), _) => self.relation(index),
            }
        }
        let mut spots = BTreeMap::new();
        let mut openings = BTreeMap::new();
        let mut windows = BTreeMap::new();
        let free: Vec<(MeetingId, Vec<Placement>)> =
            self.candidates.free().map(|(meeting, list)| (meeting.clone(), list.clone())).collect();
        for (meeting, list) in &free {
            let own = alone.remove(meeting).unwrap_or_default();
            let (spot, days) = self.activity(meeting, list, &own)?;
            openings.insert(meeting.clone(), days);
            spots.insert(meeting.to_string(), spot);
            windows.insert(
                meeting.clone(),
                own.into_iter().filter(|index| self.demands[*index].level == Level::Must).collect(),
            );
        }
        for meeting in std::mem::take(&mut self.used) {
            if let Some(at) = self.candidates.settled(&meeting).cloned() {
                let spot = self.settled(&meeting, &at);
                spots.insert(meeting.to_string(), spot);
            }
        }
        for day in std::mem::take(&mut self.markers) {
            let start = self.tick(day);
            let mut marker = ActivityDraft::new(
                marker_id(day),
                ModeBody { duration: 1, starts: vec![(start, start)], ..ModeBody::default() },
            );
            marker.fixed = Some(FixedDraft { start, place: None, mode: None });
            self.draft.activities.push(marker);
        }
        Ok(Written { draft: self.draft, spots, resources: self.resources, windows, openings })
    }

    fn is_free(&self, meeting: &MeetingId) -> bool {
        self.candidates.by_meeting.contains_key(meeting) && self.candidates.settled(meeting).is_none()
    }

    fn tick(&self, day: NaiveDate) -> u32 {
        u32::try_from(2 * (day - self.zero).num_days()).unwrap_or(0)
    }

    fn over(&self, demand: &Demand) -> OverDraft {
        if demand.level == Level::Must && !self.relax {
            OverDraft::Forbidden
        } else {
            OverDraft::Level { level: level_name(demand.level).to_owned(), weight: u64::from(demand.weight.max(1)) }
        }
    }

    /// An activity for a free meeting: candidates that keep the musts on it alone, priced by what else concerns it alone.
    fn activity(
        &mut self,
        meeting: &MeetingId,
        list: &[Placement],
        own: &[usize],
    ) -> Result<(Spots, usize), Vec<usize>> {
        // By mode: duration, priced starts, venue.
        let mut modes: BTreeMap<String, Vec<PricedStart<'_>>> = BTreeMap::new();
        for spot in list {
            let at = |other: &MeetingId| {
                if other == meeting { Some(spot) } else { self.candidates.settled(other) }
            };
            let mut prices: BTreeMap<Level, u64> = BTreeMap::new();
            let mut forbidden = false;
            for index in own {
                let demand = &self.demands[*index];
                let units = measure::units(&demand.ask, &at);
                if units == 0 {
                    continue;
                }
                if demand.level == Level::Must && !self.relax {
                    forbidden = true;
                    break;
                }
                *prices.entry(demand.level).or_default() += units * u64::from(demand.weight.max(1));
            }
            if !forbidden {
                let range = spot.half_days(self.zero);
                let duration = u32::try_from(range.end - range.start).unwrap_or(1);
                let start = u32::try_from(range.start).unwrap_or(0);
                modes.entry(mode_id(spot, duration)).or_default().push((start, prices.into_iter().collect(), spot));
            }
        }
        if modes.is_empty() {
            return Err(own.iter().copied().filter(|index| self.demands[*index].level == Level::Must).collect());
        }
        let mut spots = BTreeMap::new();
        let mut days = BTreeSet::new();
        let mut drafts = Vec::new();
        for (id, mut starts) in modes {
            starts.sort_by_key(|(start, ..)| *start);
            let sample = starts[0].2;
            let range = sample.half_days(self.zero);
            let mut body = ModeBody {
                duration: u32::try_from(range.end - range.start).unwrap_or(1),
                starts: ranges(starts.iter().map(|(start, ..)| *start)),
                uses: self.uses_of(meeting, sample),
                ..ModeBody::default()
            };
            for (level, name) in LEVELS {
                let priced: Vec<(u32, u64)> = starts
                    .iter()
                    .filter_map(|(start, prices, _)| {
                        Some((*start, prices.iter().find(|(other, _)| *other == level)?.1))
                    })
                    .collect();
                if priced.is_empty() {
                    continue;
                }
                let mut values = vec![0_u64; self.horizon as usize];
                for (start, price) in priced {
                    values[start as usize] = price;
                }
                let profile = format!("{name}:{meeting}:{id}");
                self.draft.profiles.insert(profile.clone(), values);
                body.start_costs.push(StartCostDraft { level: name.to_owned(), profile, weight: 1 });
            }
            for (start, _, spot) in starts {
                days.insert(spot.first());
                spots.insert((id.clone(), start), spot.clone());
            }
            drafts.push(ModeDraft { id, cost: None, body });
        }
        self.draft.activities.push(ActivityDraft {
            id: meeting.to_string(),
            modes: ModesDraft::Several { modes: drafts },
            optional: None,
            fixed: None,
        });
        Ok((spots, days.len()))
    }

    /// An activity for a settled meeting that others depend on.
    fn settled(&mut self, meeting: &MeetingId, at: &Placement) -> Spots {
        let range = at.half_days(self.zero);
        let start = u32::try_from(range.start).unwrap_or(0);
        let duration = u32::try_from(range.end - range.start).unwrap_or(1);
        let id = mode_id(at, duration);
        let body =
            ModeBody { duration, starts: vec![(start, start)], uses: self.uses_of(meeting, at), ..ModeBody::default() };
        self.draft.activities.push(ActivityDraft {
            id: meeting.to_string(),
            modes: ModesDraft::Several { modes: vec![ModeDraft { id: id.clone(), cost: None, body }] },
            optional: None,
            fixed: Some(FixedDraft { start, place: None, mode: Some(id.clone()) }),
        });
        BTreeMap::from([((id, start), at.clone())])
    }

    fn uses_of(&self, meeting: &MeetingId, at: &Placement) -> BTreeMap<String, u64> {
        let mut uses = BTreeMap::new();
        for (resource, units, venue) in self.uses.get(meeting).into_iter().flatten() {
            if venue.is_none() || *venue == at.venue {
                uses.insert(resource.clone(), *units);
            }
        }
        uses
    }

    /// A limit on meetings at once, or on rooms: a resource. What settled meetings alone use above the limit raises it:
    /// their clash is a finding, and nothing a plan could mend.
    fn resource(&mut self, index: usize) {
        let demand = &self.demands[index];
        let (members, limit, venue): (Vec<(MeetingId, u64)>, u64, _) = match &demand.ask {
            Ask::AtMostInParallel { meetings, limit } => {
                (meetings.iter().map(|meeting| (meeting.clone(), 1)).collect(), u64::from(*limit), None)
            }
            Ask::Rooms { venue, meetings, limit } => (
                meetings.iter().map(|(meeting, rooms)| (meeting.clone(), u64::from(*rooms))).collect(),
                u64::from(*limit),
                Some(venue.clone()),
            ),
            _ => return,
        };
        let id = format!("limit:{index}");
        let over = self.over(demand);
        let mut capacity = vec![limit; self.horizon as usize];
        let mut used = vec![0_u64; self.horizon as usize];
        for (meeting, units) in &members {
            if let Some(at) = self.candidates.settled(meeting).filter(|at| venue.is_none() || at.venue == venue) {
                for tick in at.half_days(self.zero) {
                    used[usize::try_from(tick).unwrap_or(0)] += units;
                }
            }
        }
        for (capacity, used) in capacity.iter_mut().zip(used) {
            *capacity = (*capacity).max(used);
        }
        let capacity = if capacity.iter().all(|value| *value == limit) {
            CapacityDraft::Constant(limit)
        } else {
            self.draft.profiles.insert(id.clone(), capacity);
            CapacityDraft::Profile(id.clone())
        };
        self.draft.resources.push(ResourceDraft { id: id.clone(), capacity, over });
        self.resources.insert(id.clone(), index);
        for (meeting, units) in members {
            self.used.insert(meeting.clone());
            self.uses.entry(meeting).or_default().push((id.clone(), units, venue.clone()));
        }
    }

    fn relation(&mut self, index: usize) {
        let demand = &self.demands[index];
        if let Some(kind) = self.kind(&demand.ask) {
            let mut relation = RelationDraft::new(kind, self.over(demand));
            relation.tag = Some(serde_json::Value::from(index));
            self.draft.relations.push(relation);
            self.used.extend(demand.ask.meetings());
        }
    }

    /// The relation an ask becomes; `None` when it can never be charged.
    fn kind(&mut self, ask: &Ask) -> Option<RelationKind> {
        let candidates = self.candidates;
        let list = |meeting: &MeetingId| candidates.by_meeting.get(meeting);
        match ask {
            Ask::Inside { meeting, outer } => {
                let outer: Vec<String> =
                    outer.iter().filter(|outer| list(outer).is_some()).map(ToString::to_string).collect();
                (!outer.is_empty()).then(|| RelationKind::Within { inner: meeting.to_string(), outer: Who::Ids(outer) })
            }
            Ask::Gap { first, second, least, most, by_day } => {
                let (a, b) = (list(first)?, list(second)?);
                let shortest =
                    (b.iter().map(Placement::first).min()? - a.iter().map(Placement::last).max()?).num_days();
                let longest = (b.iter().map(Placement::first).max()? - a.iter().map(Placement::last).min()?).num_days();
                if shortest >= *least && most.is_none_or(|most| longest <= most) {
                    return None;
                }
                Some(gap(first, second, *least, *most, if *by_day { Per::Tick } else { Per::Once }))
            }
            Ask::Cycle { first, second, least, most } => {
                let (a, _) = (list(first)?, list(second)?);
                // Gaps count from the closing day: the opening-to-opening distance less the span, which is one and the
                // same for meetings that open on one weekday.
                let span = usual_span(a);
                Some(gap(first, second, least - span, most.map(|most| most - span), Per::Tick))
            }
            Ask::Apart { a, b } => {
                let (first, second) = (list(a)?, list(b)?);
                let (from_a, to_a) =
                    (first.iter().map(Placement::first).min()?, first.iter().map(Placement::last).max()?);
                let (from_b, to_b) =
                    (second.iter().map(Placement::first).min()?, second.iter().map(Placement::last).max()?);
                (from_a <= to_b && from_b <= to_a).then(|| RelationKind::Disjoint {
                    activities: Who::Ids(vec![a.to_string(), b.to_string()]),
                    per: Per::Tick,
                })
            }
            Ask::AnyOf(asks) => {
                let mut of = Vec::new();
                for ask in asks {
                    of.push(RelationDraft { kind: self.kind(ask)?, over: None, tag: None });
                }
                Some(RelationKind::AnyOf { of })
            }
            Ask::OpensFrom { meeting, day } => {
                let marker = self.marker(day.pred_opt()?)?;
                Some(gap_between(marker, meeting.to_string(), 1, None, Per::Once))
            }
            Ask::ClosesBy { meeting, day } => {
                let marker = self.marker(*day)?;
                Some(gap_between(meeting.to_string(), marker, 0, None, Per::Once))
            }
            // Asks of one meeting are priced by start, limits are resources; inside an alternative they cannot be said,
            // and the alternative is left to the checker.
            _ => None,
        }
    }

    /// An activity that stands on a day, so that relations can speak of dates.
    fn marker(&mut self, day: NaiveDate) -> Option<String> {
        let inside = day >= self.zero && self.tick(day) < self.horizon;
        inside.then(|| {
            self.markers.insert(day);
            marker_id(day)
        })
    }
}

fn marker_id(day: NaiveDate) -> String {
    format!("@{day}")
}

fn mode_id(spot: &Placement, duration: u32) -> String {
    format!("{}/{duration}", spot.venue.as_ref().map_or("online", |venue| venue.as_str()))
}

fn gap(first: &MeetingId, second: &MeetingId, min: i64, max: Option<i64>, per: Per) -> RelationKind {
    gap_between(first.to_string(), second.to_string(), min, max, per)
}

fn gap_between(first: String, second: String, min: i64, max: Option<i64>, per: Per) -> RelationKind {
    RelationKind::Gap { first, second, min, max, per, unit: Unit::Day }
}

/// Days from opening to closing of most candidates.
fn usual_span(list: &[Placement]) -> i64 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for spot in list {
        *counts.entry((spot.last() - spot.first()).num_days()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(span, count)| (*count, -span)).map_or(0, |(span, _)| span)
}

/// Ascending ticks as inclusive ranges.
fn ranges(ticks: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for tick in ticks {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == tick => *last = tick,
            Some((_, last)) if *last == tick => {}
            _ => ranges.push((tick, tick)),
        }
    }
    ranges
}

impl Lowered {
    /// What placements of the problem mean.
    pub(super) fn read(&self, placements: &Placements) -> BTreeMap<MeetingId, Placement> {
        let mut found = BTreeMap::new();
        for (meeting, spots) in &self.spots {
            let Some(activity) = self.problem.activity_named(meeting) else { continue };
            let Some(at) = placements.get(activity) else { continue };
            let mode = self.problem.activity(activity).mode(at.mode).id().unwrap_or_default().to_owned();
            if let (Some(spot), Ok(id)) = (spots.get(&(mode, at.start)), MeetingId::parse(meeting)) {
                found.insert(id, spot.clone());
            }
        }
        found
    }

    /// The demands behind members of a contradiction.
    pub(super) fn demands_behind(&self, members: &[Member]) -> Vec<usize> {
        let mut found = BTreeSet::new();
        for member in members {
            match member {
                Member::Window(activity) => {
                    let id = self.problem.activity(*activity).id();
                    let own = MeetingId::parse(id).ok().and_then(|meeting| self.windows.get(&meeting));
                    found.extend(own.into_iter().flatten().copied());
                }
                Member::Relation(relation) => {
                    let tag = self.problem.relation(*relation).tag().and_then(serde_json::Value::as_u64);
                    found.extend(tag.and_then(|index| usize::try_from(index).ok()));
                }
                Member::Resource(resource) => {
                    found.extend(self.resources.get(self.problem.resource(*resource).id()).copied());
                }
                Member::Places => {}
            }
        }
        found.into_iter().collect()
    }
}
