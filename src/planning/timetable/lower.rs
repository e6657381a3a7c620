//! Demands on sessions become a placement problem: an activity for each session, its starts, rooms and teams narrowed by
//! what concerns it alone; relations and resources for the rest, each with the number of its demand as tag.

use super::ask::{Ask, EventDemand, Moment};
use super::clock::Clock;
use crate::domain::event::{Event, Sitting, Tier};
use crate::domain::ids::{RoomId, ServiceId, SessionId};
use crate::domain::time::HourRange;
use crate::kernel::draft::{
    ActivityDraft, CapacityDraft, Draft, LevelCostDraft, ModeBody, ModeDraft, ModesDraft, OverDraft, Per, PlaceDraft,
    RelationDraft, RelationKind, ResourceDraft, StartCostDraft, Unit, Who,
};
use crate::kernel::{Defect, Member, Placement, Placements, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// A lowered event.
pub(super) struct Lowered {
    pub(super) problem: Problem,
    pub(super) clock: Clock,
    /// Demands behind a session's starts, rooms and teams.
    pub(super) windows: BTreeMap<SessionId, Vec<usize>>,
    /// The demand behind each resource.
    pub(super) resources: BTreeMap<String, usize>,
    /// The demand that a room holds one session at a time.
    pub(super) one_per_room: Option<usize>,
    /// Demands behind closed rooms.
    closings: Vec<usize>,
}

/// Why an event was not lowered.
pub(super) enum Failure {
    /// Demands on one session alone leave it no place.
    Empty { demands: Vec<usize> },
    /// The kernel refused the problem.
    Refused(Vec<Defect>),
}

/// Lowers an event under demands. The clock is made from all demands of the event, so that leaving some out does not
/// change it.
pub(super) fn lower(event: &Event, clock: &Clock, demands: &[EventDemand], relax: bool) -> Result<Lowered, Failure> {
    let mut lowering = Lowering {
        event,
        clock,
        demands,
        relax,
        draft: Draft {
            name: event.meeting().id.to_string(),
            horizon: clock.horizon(),
            days: Some(clock.day_starts()),
            levels: Tier::ALL
                .iter()
                .filter(|(tier, _)| relax || *tier != Tier::Must)
                .map(|(_, word)| (*word).to_owned())
                .collect(),
            ..Draft::default()
        },
        resources: BTreeMap::new(),
        uses: BTreeMap::new(),
        teams: BTreeMap::new(),
    };
    lowering.places();
    for index in 0..demands.len() {
        lowering.supply(index);
    }
    let mut windows = BTreeMap::new();
    for session in event.sessions().keys() {
        let own: Vec<usize> = (0..demands.len()).filter(|index| demands[*index].ask.alone() == Some(session)).collect();
        lowering.activity(session, &own)?;
        windows.insert(session.clone(), own);
    }
    for index in 0..demands.len() {
        lowering.relation(index);
    }
    let closings = (0..demands.len()).filter(|index| matches!(demands[*index].ask, Ask::RoomClosed { .. })).collect();
    let one_per_room = demands.iter().position(|demand| demand.ask == Ask::OnePerRoom);
    let problem = Problem::new(lowering.draft).map_err(Failure::Refused)?;
    let (resources, clock) = (lowering.resources, clock.clone());
    Ok(Lowered { problem, clock, windows, resources, one_per_room, closings })
}

struct Lowering<'a> {
    event: &'a Event,
    clock: &'a Clock,
    demands: &'a [EventDemand],
    relax: bool,
    draft: Draft,
    resources: BTreeMap<String, usize>,
    uses: BTreeMap<SessionId, BTreeMap<String, u64>>,
    /// The resource of each service of interpretation.
    teams: BTreeMap<ServiceId, String>,
}

impl Lowering<'_> {
    fn forbids(&self, demand: &EventDemand) -> bool {
        demand.tier == Tier::Must && !self.relax
    }

    fn over(&self, demand: &EventDemand) -> OverDraft {
        if self.forbids(demand) {
            OverDraft::Forbidden
        } else {
            OverDraft::Level { level: demand.tier.word().to_owned(), weight: u64::from(demand.weight.max(1)) }
        }
    }

    /// Rooms; a closed room stays closed even where musts may be broken: nobody can sit there.
    fn places(&mut self) {
        let once = self.demands.iter().find(|demand| demand.ask == Ask::OnePerRoom);
        for room in self.event.rooms().keys() {
            let mut place = PlaceDraft::new(room.as_str());
            if once.is_none() {
                place.capacity = None;
            }
            for demand in self.demands {
                let Ask::RoomClosed { room: closed, spans } = &demand.ask else { continue };
                for (day, hours) in spans.iter().filter(|_| closed == room) {
                    let ticks = self.clock.ticks_of(*day, *hours, false);
                    place
                        .closed
                        .extend(ticks.filter(|ticks| !ticks.is_empty()).map(|ticks| (ticks.start, ticks.end - 1)));
                }
            }
            place.closed.sort_unstable();
            self.draft.places.push(place);
        }
        self.draft.place_over = once.map_or(OverDraft::Forbidden, |demand| self.over(demand));
    }

    /// What is there of a service becomes a resource.
    fn supply(&mut self, index: usize) {
        let demand = &self.demands[index];
        let (there, id) = match &demand.ask {
            Ask::Supply { there, .. } => (there, format!("supply:{index}")),
            Ask::Teams { there, .. } => (there, format!("teams:{index}")),
            Ask::AtOnce { uses, limit } => return self.limit(index, uses, *limit),
            _ => return,
        };
        let mut capacity = vec![0_u64; self.clock.horizon() as usize];
        for ((day, hours), units) in there {
            for tick in self.clock.ticks_of(*day, *hours, true).into_iter().flatten() {
                capacity[tick as usize] += u64::from(*units);
            }
        }
        self.draft.profiles.insert(id.clone(), capacity);
        let capacity = CapacityDraft::Profile(id.clone());
        self.draft.resources.push(ResourceDraft { id: id.clone(), capacity, over: self.over(demand) });
        self.resources.insert(id.clone(), index);
        match &demand.ask {
            Ask::Supply { uses, .. } => {
                for (session, units) in uses {
                    self.uses.entry(session.clone()).or_default().insert(id.clone(), u64::from(*units));
                }
            }
            Ask::Teams { service, .. } => _ = self.teams.insert(service.clone(), id),
            _ => {}
        }
    }

    /// A limit on what happens at once becomes a resource whose excess costs by the minute.
    fn limit(&mut self, index: usize, uses: &[(SessionId, u32)], limit: u32) {
        let id = format!("limit:{index}");
        let mut over = self.over(&self.demands[index]);
        if let OverDraft::Level { weight, .. } = &mut over {
            *weight *= self.clock.minutes();
        }
        self.draft.resources.push(ResourceDraft {
            id: id.clone(),
            capacity: CapacityDraft::Constant(u64::from(limit)),
            over,
        });
        self.resources.insert(id.clone(), index);
        for (session, units) in uses {
            self.uses.entry(session.clone()).or_default().insert(id.clone(), u64::from(*units));
        }
    }

    /// An activity for a session: starts that keep the musts on it alone, priced by what else concerns it alone.
    fn activity(&mut self, session: &SessionId, own: &[usize]) -> Result<(), Failure> {
        let known = &self.event.sessions()[session];
        let mut priced: Vec<(u32, BTreeMap<Tier, u64>)> = Vec::new();
        for moment in self.clock.moments(known.minutes) {
            let Some(tick) = self.clock.tick(moment) else { continue };
            let mut prices: BTreeMap<Tier, u64> = BTreeMap::new();
            let mut forbidden = false;
            for demand in own.iter().map(|index| &self.demands[*index]) {
                let units = charged(&demand.ask, moment, known.minutes);
                if units == 0 {
                    continue;
                }
                if self.forbids(demand) {
                    forbidden = true;
                    break;
                }
                *prices.entry(demand.tier).or_default() += units * u64::from(demand.weight.max(1));
            }
            // Starts off the grid stay out of reach even where musts may be broken: they would only be noise.
            let on_grid = own.iter().map(|index| &self.demands[*index].ask).all(|ask| on_grid(ask, moment));
            if !forbidden && (on_grid || !self.relax) {
                priced.push((tick, prices));
            }
        }
        let rooms = self.rooms(own);
        let teams = self.team_choices(own);
        let empty = |ask: fn(&Ask) -> bool| {
            own.iter().copied().filter(|index| ask(&self.demands[*index].ask)).collect::<Vec<usize>>()
        };
        if priced.is_empty() {
            let demands = empty(|ask| !matches!(ask, Ask::Rooms { .. } | Ask::Team { .. }));
            return Err(Failure::Empty { demands });
        }
        if rooms.as_ref().is_some_and(Vec::is_empty) {
            return Err(Failure::Empty { demands: empty(|ask| matches!(ask, Ask::Rooms { .. })) });
        }
        if teams.as_ref().is_some_and(Vec::is_empty) {
            return Err(Failure::Empty { demands: empty(|ask| matches!(ask, Ask::Team { .. })) });
        }
        let mut body = ModeBody {
            duration: self.clock.ticks(known.minutes).max(1),
            starts: ranges(priced.iter().map(|(tick, _)| *tick)),
            places: rooms,
            uses: self.uses.get(session).cloned().unwrap_or_default(),
            ..ModeBody::default()
        };
        for (tier, word) in Tier::ALL {
            if priced.iter().all(|(_, prices)| !prices.contains_key(&tier)) {
                continue;
            }
            let mut values = vec![0_u64; self.clock.horizon() as usize];
            for (tick, prices) in &priced {
                values[*tick as usize] = prices.get(&tier).copied().unwrap_or(0);
            }
            let profile = format!("{word}:{session}");
            self.draft.profiles.insert(profile.clone(), values);
            body.start_costs.push(StartCostDraft { level: word.to_owned(), profile, weight: 1 });
        }
        let modes = match teams {
            None => ModesDraft::One(body),
            Some(teams) => ModesDraft::Several {
                modes: teams
                    .into_iter()
                    .map(|(service, cost)| {
                        let mut body = body.clone();
                        body.uses.extend(self.teams.get(&service).map(|resource| (resource.clone(), 1)));
                        ModeDraft { id: service.to_string(), cost, body }
                    })
                    .collect(),
            },
        };
        self.draft.activities.push(ActivityDraft { id: session.to_string(), modes, optional: None, fixed: None });
        Ok(())
    }

    /// The rooms left by the demands on a session; `None` where the event has no rooms. A room that lacks what is needed
    /// stays out of reach even where musts may be broken.
    fn rooms(&self, own: &[usize]) -> Option<Vec<String>> {
        if self.event.rooms().is_empty() {
            return None;
        }
        let mut left: BTreeSet<&RoomId> = self.event.rooms().keys().collect();
        for index in own {
            if let Ask::Rooms { rooms, .. } = &self.demands[*index].ask {
                left.retain(|room| rooms.contains(room));
            }
        }
        Some(left.into_iter().map(ToString::to_string).collect())
    }

    fn team_choices(&self, own: &[usize]) -> Option<Vec<(ServiceId, Option<LevelCostDraft>)>> {
        own.iter().find_map(|index| match &self.demands[*index].ask {
            Ask::Team { services, .. } => Some(services.iter().map(|service| (service.clone(), None)).collect()),
            _ => None,
        })
    }

    fn relation(&mut self, index: usize) {
        let demand = &self.demands[index];
        let Some(kind) = self.kind(&demand.ask) else { return };
        let mut relation = RelationDraft::new(kind, self.over(demand));
        relation.tag = Some(serde_json::Value::from(index));
        self.draft.relations.push(relation);
    }

    fn kind(&self, ask: &Ask) -> Option<RelationKind> {
        let ids = |sessions: &[SessionId]| Who::Ids(sessions.iter().map(ToString::to_string).collect());
        Some(match ask {
            Ask::OneAtATime { sessions } => RelationKind::Disjoint { activities: ids(sessions), per: Per::Once },
            Ask::Apart { a, b } => RelationKind::Overlap { a: ids(a), b: ids(b), per: Per::Once },
            Ask::Exclusive { session } => {
                RelationKind::Overlap { a: Who::one(session.as_str()), b: Who::All, per: Per::Once }
            }
            Ask::Order { first, second, least, most } => RelationKind::Gap {
                first: first.to_string(),
                second: second.to_string(),
                min: i64::from(self.clock.ticks(*least)),
                max: most.map(|most| i64::from(self.clock.ticks(most))),
                per: Per::Once,
                unit: Unit::Tick,
            },
            Ask::Days { first, second, least, most } => RelationKind::Gap {
                first: first.to_string(),
                second: second.to_string(),
                min: i64::from(*least),
                max: most.map(i64::from),
                per: Per::Once,
                unit: Unit::Day,
            },
            Ask::OneRoom { sessions } => RelationKind::SamePlace { activities: ids(sessions) },
            _ => return None,
        })
    }
}

/// Units by which a start breaks a demand on one session.
fn charged(ask: &Ask, moment: Moment, minutes: u16) -> u64 {
    let (day, start) = moment;
    let held = match ask {
        Ask::Starts { moments, .. } => moments.contains(&moment),
        Ask::Inside { spans, .. } => HourRange::new(start, start.saturating_add(minutes)).is_some_and(|own| {
            spans.iter().any(|(on, hours)| {
                *on == day && hours.start_minute() <= own.start_minute() && own.end_minute() <= hours.end_minute()
            })
        }),
        Ask::Burden { points, .. } => return points.get(&moment).copied().unwrap_or(0),
        _ => true,
    };
    u64::from(!held)
}

fn on_grid(ask: &Ask, moment: Moment) -> bool {
    !matches!(ask, Ask::Starts { moments, .. } if !moments.contains(&moment))
}

/// Ascending ticks as inclusive ranges.
fn ranges(ticks: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for tick in ticks {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == tick => *last = tick,
            _ => ranges.push((tick, tick)),
        }
    }
    ranges
}

impl Lowered {
    /// What a placement of a session means.
    pub(super) fn sitting(&self, session: &str, at: Placement) -> Option<Sitting> {
        let activity = self.problem.activity_named(session)?;
        let (day, start) = self.clock.moment(at.start)?;
        let room = at.place.and_then(|place| RoomId::parse(self.problem.place(place).id()).ok());
        let team = self.problem.activity(activity).mode(at.mode).id().and_then(|id| ServiceId::parse(id).ok());
        Some(Sitting { day, start, room, team })
    }

    /// What placements of the problem mean.
    pub(super) fn read(&self, placements: &Placements) -> BTreeMap<SessionId, Sitting> {
        let mut found = BTreeMap::new();
        for (activity, at) in self.problem.activities().iter().zip(placements.as_slice()) {
            let sitting = at.and_then(|at| self.sitting(activity.id(), at));
            if let (Some(sitting), Ok(session)) = (sitting, SessionId::parse(activity.id())) {
                found.insert(session, sitting);
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
                    let id = SessionId::parse(self.problem.activity(*activity).id()).ok();
                    found.extend(id.and_then(|id| self.windows.get(&id)).into_iter().flatten().copied());
                    found.extend(&self.closings);
                }
                Member::Relation(relation) => {
                    let tag = self.problem.relation(*relation).tag().and_then(serde_json::Value::as_u64);
                    found.extend(tag.and_then(|index| usize::try_from(index).ok()));
                }
                Member::Resource(resource) => {
                    found.extend(self.resources.get(self.problem.resource(*resource).id()).copied());
                }
                Member::Places => found.extend(self.one_per_room),
            }
        }
        found.into_iter().collect()
    }
}
