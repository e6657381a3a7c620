//! Planning anew from a plan that people know: what it changes is a cost of its own, the higher the further a meeting is
//! made known, and every change is told with its reason.

use super::board::{Prices, position, weight};
use super::candidates::is_settled;
use super::reasons;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::finding::Origin;
use crate::domain::ids::MeetingId;
use crate::domain::meeting::Firmness;
use crate::domain::plan::{Placement, Plan};
use crate::domain::profile::WeightName;
use crate::domain::reason::Change;
use crate::domain::scenario::Scenario;

/// The plan that people know, and what may be done to it.
#[derive(Clone, Copy, Debug)]
pub struct From<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Changes are the first cost after the musts: as few as possible, weighed by how far each meeting is made known.
    /// Otherwise they come after the shoulds; how far a meeting moves counts, too.
    pub fewest_changes: bool,
    /// Dates that were confirmed or announced may move. What was held stays.
    pub may_move_announced: bool,
}

/// The scenario with what people know as its fixed dates: what the plan says was confirmed or announced stands, unless
/// it may move.
pub(super) fn known(scenario: &Scenario, from: From<'_>) -> Scenario {
    let mut fixed = scenario.fixed().clone();
    for (meeting, at) in &from.plan.placements {
        if is_settled(at.firmness) || at.firmness == Firmness::Cancelled {
            fixed.entry(meeting.clone()).or_insert_with(|| at.clone());
        }
    }
    if from.may_move_announced {
        for at in fixed.values_mut().filter(|at| matches!(at.firmness, Firmness::Confirmed | Firmness::Announced)) {
            at.firmness = Firmness::Tentative;
        }
    }
    scenario.with_fixed(fixed)
}

/// Asks that every meeting of the known plan that can move stays where it is. The tentative dates of the scenario are
/// no longer asked for where the plan says what people know.
pub(super) fn ask(known: &Scenario, from: From<'_>, demands: &mut Vec<Demand>) {
    demands.retain(|demand| match &demand.ask {
        Ask::Stay { meeting, .. } => !from.plan.placements.contains_key(meeting),
        _ => true,
    });
    let profile = &known.profile;
    for (meeting, at) in &from.plan.placements {
        let settled = known.fixed().get(meeting).is_some_and(|fixed| fixed.firmness != Firmness::Tentative);
        if settled || !known.meetings().contains_key(meeting) {
            continue;
        }
        let (times, what) = known_as(known, meeting, at);
        // Where few changes come first, how far they go is a matter of taste.
        let further = if from.fewest_changes { Level::Prefer } else { Level::Change };
        let why = format!("people know it {what} for {}", at.first());
        let mut push = |level: Level, points: u32, ask: Ask| {
            let weight = points.saturating_mul(times);
            demands.push(Demand { origin: Origin::Scenario, level, weight, ask, why: why.clone() });
        };
        let id = || meeting.clone();
        push(Level::Change, profile.weight(WeightName::ChangedDate), Ask::Keep { meeting: id(), at: at.clone() });
        push(further, profile.weight(WeightName::ChangedWeek), Ask::Stay { meeting: id(), day: at.first() });
        push(
            further,
            profile.weight(WeightName::ChangedVenue),
            Ask::KeepVenue { meeting: id(), venue: at.venue.clone() },
        );
    }
}

/// By how much a change to a meeting counts, and how it is known.
fn known_as(scenario: &Scenario, meeting: &MeetingId, at: &Placement) -> (u32, &'static str) {
    let letter = scenario.meetings().get(meeting).and_then(|meeting| meeting.letter.as_ref()?.dated);
    let invited = letter.is_some_and(|dated| dated <= scenario.as_of);
    let weight = |name| scenario.profile.weight(name);
    match at.firmness {
        Firmness::Announced | Firmness::Held if invited => (weight(WeightName::KnownInvited), "by letter"),
        Firmness::Announced | Firmness::Held => (weight(WeightName::KnownAnnounced), "as announced"),
        Firmness::Confirmed => (weight(WeightName::KnownConfirmed), "as confirmed"),
        Firmness::Tentative => (weight(WeightName::KnownTentative), "as tentative"),
        Firmness::Planned | Firmness::Cancelled => (1, "from the plan"),
    }
}

/// What stays where it was is as firm as it was.
pub(super) fn keep_firmness(from: &Plan, plan: &mut Plan) {
    for (meeting, at) in &mut plan.placements {
        if let Some(old) = from.placements.get(meeting).filter(|old| old.same_dates(at)) {
            at.firmness = old.firmness;
        }
    }
}

/// What is elsewhere than people know it, in the order of the old dates, with the reason.
pub(super) fn changes(known: &Scenario, demands: Vec<Demand>, from: From<'_>, plan: &Plan) -> Vec<Change> {
    let prices = Prices::new(known, demands, plan);
    let mut found: Vec<Change> = Vec::new();
    for (meeting, old) in &from.plan.placements {
        let to = plan.placements.get(meeting);
        if to.is_some_and(|to| to.same_dates(old) && called_off(to) == called_off(old)) {
            continue;
        }
        let because = match to {
            None => "the scenario no longer has it".to_owned(),
            Some(to) if called_off(to) => "it is called off".to_owned(),
            Some(_) if called_off(old) => "it is no longer called off".to_owned(),
            Some(_) => reason(&prices, meeting, old),
        };
        found.push(Change { meeting: meeting.clone(), from: Some(old.clone()), to: to.cloned(), because });
    }
    for (meeting, to) in plan.placements.iter().filter(|(meeting, _)| !from.plan.placements.contains_key(*meeting)) {
        let because = "it had no dates before".to_owned();
        found.push(Change { meeting: meeting.clone(), from: None, to: Some(to.clone()), because });
    }
    let first = |change: &Change| change.from.as_ref().or(change.to.as_ref()).map(Placement::first);
    found.sort_by(|a, b| (first(a), &a.meeting).cmp(&(first(b), &b.meeting)));
    found
}

fn called_off(at: &Placement) -> bool {
    at.firmness == Firmness::Cancelled
}

/// Why a meeting does not stay, all others where they are now: what the old dates break, else what they cost.
fn reason(prices: &Prices<'_>, meeting: &MeetingId, old: &Placement) -> String {
    if !prices.free(meeting) {
        return "the scenario now fixes its dates".to_owned();
    }
    if let Some(why) = cannot_be(prices, meeting, old) {
        return format!("it cannot stay: {why}");
    }
    let places = prices.of(meeting);
    let mut breaks = reasons::breaks(&places, meeting, old);
    if !breaks.is_empty() {
        breaks.truncate(2);
        return format!("it cannot stay: {}", breaks.join("; "));
    }
    // What it loses by going is the price of the change; what it gains is the reason.
    let mut gains: Vec<(usize, i64, String)> = places
        .differences(old)
        .into_iter()
        .filter(|(_, more)| *more > 0)
        .map(|(demand, more)| {
            (position(demand.level), more * i64::from(weight(demand)), reasons::said(demand, meeting))
        })
        .collect();
    gains.sort_by_key(|(level, points, _)| (*level, -points));
    match gains.first() {
        Some((level, points, why)) => {
            format!("staying would cost {points} more at the level {}: {why}", super::board::ORDER[*level].word())
        }
        None => "it goes along with others: moving it back alone would be as good".to_owned(),
    }
}

/// What keeps a meeting from being held there at all, whatever the demands say.
fn cannot_be(prices: &Prices<'_>, meeting: &MeetingId, old: &Placement) -> Option<String> {
    let scenario = prices.scenario();
    let known = scenario.meetings().get(meeting)?;
    let name = |venue| scenario.venues().get(venue).map_or_else(|| format!("{venue}"), |venue| venue.name.to_string());
    match &old.venue {
        Some(venue) if !known.venues.contains(venue) => {
            return Some(format!("{} is no longer one of its venues", name(venue)));
        }
        None if !known.venues.is_empty() => return Some("it is no longer electronic".to_owned()),
        _ => {}
    }
    let same = super::candidates::opening(scenario, known, old.first(), old.half, old.venue.as_ref());
    match same {
        None => Some(format!("it no longer opens on a {}", old.first().format("%A"))),
        Some(same) if same.last() != old.last() => Some("its length has changed".to_owned()),
        Some(_) => None,
    }
}
