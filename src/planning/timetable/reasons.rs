//! Why a session is where it is: what it costs there, what rules out the nearest other starts, and the next best ones.
//! One session moves, all others stay.

use super::ask::EventDemand;
use super::lower::Lowered;
use crate::domain::event::{OtherSitting, SessionReason, Tier, TierPrice, UnmetDemand};
use crate::domain::ids::SessionId;
use crate::kernel::explain::{Alternative, alternatives};
use crate::kernel::{ActivityIndex, Charge, Charged, Placements, Score, evaluate};
use std::collections::BTreeMap;

/// How many next best starts are kept.
const ALTERNATIVES: usize = 5;

/// The reason of every session.
pub(super) fn reasons(
    lowered: &Lowered,
    demands: &[EventDemand],
    placements: &Placements,
) -> BTreeMap<SessionId, SessionReason> {
    let score = evaluate(&lowered.problem, placements);
    let mut found = BTreeMap::new();
    for activity in lowered.problem.activity_indices() {
        let id = lowered.problem.activity(activity).id();
        let Ok(session) = SessionId::parse(id) else { continue };
        found.insert(session, reason(lowered, demands, placements, &score, activity));
    }
    found
}

fn reason(
    lowered: &Lowered,
    demands: &[EventDemand],
    placements: &Placements,
    score: &Score,
    activity: ActivityIndex,
) -> SessionReason {
    let id = lowered.problem.activity(activity).id();
    let session = SessionId::parse(id).ok();
    let now = placements.get(activity);
    // The cheapest room and team for each start.
    let mut by_start: BTreeMap<u32, Alternative> = BTreeMap::new();
    for other in alternatives(&lowered.problem, placements, activity) {
        let Some(at) = other.placement else { continue };
        let better = by_start.get(&at.start).is_none_or(|known| rank(&other) < rank(known));
        if better {
            by_start.insert(at.start, other);
        }
    }
    let here = now.map(|at| at.start);
    let mut elsewhere: Vec<&Alternative> =
        by_start.iter().filter(|(start, _)| Some(**start) != here).map(|(_, other)| other).collect();
    let mut binds = Vec::new();
    let earlier = elsewhere.iter().rev().find(|other| start(other) < here).copied();
    let later = elsewhere.iter().find(|other| start(other) > here).copied();
    for (side, near) in [("earlier", earlier), ("later", later)] {
        let Some(near) = near.filter(|near| rank(near) > (0, vec![0; near.change.cost.len()])) else { continue };
        let Some(at) = near.placement else { continue };
        let mut moved = placements.clone();
        moved.set(activity, near.placement);
        let words = worse(lowered, demands, session.as_ref(), score, &evaluate(&lowered.problem, &moved));
        let when = lowered.clock.moment(at.start);
        let when =
            when.map_or(String::new(), |(day, minute)| format!("{day} {}", crate::domain::event::clock_words(minute)));
        binds.extend(words.into_iter().take(2).map(|why| format!("not {side} ({when}): {why}")));
    }
    let as_good =
        elsewhere.iter().filter(|other| other.change.forbidden == 0 && other.change.cost.iter().all(|c| *c == 0));
    let as_good = as_good.count();
    let choices = by_start.len();
    elsewhere.sort_by_key(|other| (rank(other), start(other)));
    let others = elsewhere
        .iter()
        .filter(|other| other.change.forbidden <= 0)
        .take(ALTERNATIVES)
        .filter_map(|other| {
            let sitting = lowered.sitting(id, other.placement?)?;
            Some(OtherSitting { sitting, price: prices(lowered, &other.change.cost) })
        })
        .collect();
    SessionReason { choices, as_good, binds, unmet: unmet(lowered, demands, score, activity), others }
}

fn start(other: &Alternative) -> Option<u32> {
    other.placement.map(|at| at.start)
}

fn rank(other: &Alternative) -> (i64, Vec<i64>) {
    (other.change.forbidden, other.change.cost.clone())
}

fn tier_of(lowered: &Lowered, level: usize) -> Tier {
    let name = lowered.problem.levels().get(level).map(String::as_str);
    Tier::ALL.iter().find(|(_, word)| Some(*word) == name).map_or(Tier::Prefer, |(tier, _)| *tier)
}

fn prices(lowered: &Lowered, cost: &[i64]) -> Vec<TierPrice> {
    let all = cost.iter().enumerate().filter(|(_, points)| **points != 0);
    all.map(|(level, points)| TierPrice { tier: tier_of(lowered, level), points: *points }).collect()
}

/// The demand behind a charge.
fn behind<'d>(lowered: &Lowered, demands: &'d [EventDemand], charge: &Charge) -> Option<&'d EventDemand> {
    let index = match charge.what {
        Charged::Relation(relation) => {
            let tag = lowered.problem.relation(relation).tag().and_then(serde_json::Value::as_u64)?;
            usize::try_from(tag).ok()?
        }
        Charged::Resource(resource) => *lowered.resources.get(lowered.problem.resource(resource).id())?,
        Charged::PlaceOver(_) => lowered.one_per_room?,
        // The price of a start: the demands on the session alone that price it.
        Charged::StartCost => {
            let session = charge.activities.first().map(|activity| lowered.problem.activity(*activity).id())?;
            let own = SessionId::parse(session).ok().and_then(|session| lowered.windows.get(&session))?;
            let tier = charge.level.map(|level| tier_of(lowered, level.get()))?;
            *own.iter().find(|index| demands[**index].tier == tier)?
        }
        _ => return None,
    };
    demands.get(index)
}

fn words(demand: &EventDemand) -> String {
    format!("{}: {}", demand.origin, demand.why)
}

/// The demands by which one score is worse than another, at the most important level on which it is.
fn worse(
    lowered: &Lowered,
    demands: &[EventDemand],
    session: Option<&SessionId>,
    now: &Score,
    then: &Score,
) -> Vec<String> {
    if then.forbidden_units() > 0 {
        // First what speaks of this session itself, then what is true of all.
        let mut found: Vec<&EventDemand> =
            then.forbidden.iter().filter_map(|charge| behind(lowered, demands, charge)).collect();
        found.sort_by_key(|demand| {
            let named = demand.ask.sessions();
            let own = session.is_some_and(|session| named.contains(&session));
            (!own, named.is_empty(), named.len())
        });
        let mut found: Vec<String> = found.into_iter().map(words).collect();
        found.dedup();
        return found;
    }
    let sums = |score: &Score| {
        let mut sums: BTreeMap<(usize, Charged, Vec<ActivityIndex>), u64> = BTreeMap::new();
        for charge in &score.charges {
            if let Some(level) = charge.level {
                let who = if charge.what == Charged::StartCost { charge.activities.clone() } else { Vec::new() };
                *sums.entry((level.get(), charge.what, who)).or_default() += charge.amount;
            }
        }
        sums
    };
    let (now, then_sums) = (sums(now), sums(then));
    let level = then_sums.iter().filter(|(key, amount)| now.get(*key).copied().unwrap_or(0) < **amount);
    let Some(level) = level.map(|((level, ..), _)| *level).min() else { return Vec::new() };
    let mut found: Vec<(u64, String)> = then
        .charges
        .iter()
        .filter(|charge| charge.level.is_some_and(|own| own.get() == level))
        .filter_map(|charge| {
            let who = if charge.what == Charged::StartCost { charge.activities.clone() } else { Vec::new() };
            let key = (level, charge.what, who);
            let more = then_sums[&key].checked_sub(now.get(&key).copied().unwrap_or(0)).filter(|more| *more > 0)?;
            Some((more, words(behind(lowered, demands, charge)?)))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.dedup();
    found.into_iter().map(|(_, words)| words).collect()
}

fn unmet(lowered: &Lowered, demands: &[EventDemand], score: &Score, activity: ActivityIndex) -> Vec<UnmetDemand> {
    let mut found: Vec<UnmetDemand> = Vec::new();
    let charges = score.charges.iter().filter(|charge| charge.activities.contains(&activity));
    for charge in charges {
        let Some(demand) = behind(lowered, demands, charge) else { continue };
        let why = words(demand);
        match found.iter_mut().find(|known| known.why == why) {
            Some(known) => known.points += charge.amount,
            None => found.push(UnmetDemand { tier: demand.tier, points: charge.amount, why }),
        }
    }
    found.sort_by(|a, b| a.tier.cmp(&b.tier).then(b.points.cmp(&a.points)).then(a.why.cmp(&b.why)));
    found
}
