//! What the demands of several rules need: the edition that will hold, the meetings that can still be asked, and a set
//! of openings as a demand. Only `demands` may use this; `check` never does.

use crate::domain::body::Body;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::{MeetingId, RuleId};
use crate::domain::meeting::{Firmness, Meeting};
use crate::domain::profile::{Edition, WeightName};
use crate::domain::scenario::Scenario;
use chrono::{Days, NaiveDate};

/// Days searched beyond the window of a meeting for the first opening a rule allows, so that a contradiction can name it.
const SEARCHED_DAYS: u64 = 800;

/// The meetings not called off to which an edition of a rule applies, with their bodies.
pub(super) fn meetings(scenario: &Scenario, rule: RuleId) -> impl Iterator<Item = (&Meeting, &Body, &Edition)> {
    scenario.meetings().values().filter(|meeting| !called_off(scenario, &meeting.id)).filter_map(move |meeting| {
        let body = scenario.body_of(meeting);
        let day = letter_dated(meeting).unwrap_or(scenario.as_of);
        let edition = scenario.profile.edition(rule, day).filter(|edition| edition.applies_to(body.kind))?;
        Some((meeting, body, edition))
    })
}

/// The meetings of the parent that are not called off.
pub(super) fn meetings_of_parent(scenario: &Scenario, body: &Body) -> Vec<MeetingId> {
    let outer = body.parent.iter().flat_map(|parent| scenario.meetings_of(parent));
    outer.map(|outer| outer.id.clone()).filter(|outer| !called_off(scenario, outer)).collect()
}

/// The earliest day from which people can know of a meeting: the date of its letter, else the day of the plan. `None`
/// for meetings that were announced on a day nobody recorded: nothing can be asked of them.
pub(super) fn known_from(scenario: &Scenario, meeting: &Meeting) -> Option<NaiveDate> {
    let settled = |id| matches!(firmness(scenario, id), Some(Firmness::Announced | Firmness::Held));
    letter_dated(meeting).or_else(|| (!settled(&meeting.id)).then_some(scenario.as_of))
}

/// Asks that a meeting open on a day that is allowed; `None` when every day of its window is.
pub(super) fn opens_where(meeting: &Meeting, allowed: impl Fn(NaiveDate) -> bool) -> Option<Ask> {
    let window = || meeting.earliest.iter_days().take_while(|day| *day <= meeting.latest);
    if window().all(&allowed) {
        return None;
    }
    let end = meeting.latest.checked_add_days(Days::new(SEARCHED_DAYS)).unwrap_or(meeting.latest);
    let first = meeting.earliest.iter_days().take_while(|day| *day <= end).find(|day| allowed(*day));
    let id = meeting.id.clone();
    Some(match first {
        Some(first) if window().filter(|day| *day >= first).all(&allowed) => Ask::OpensFrom { meeting: id, day: first },
        _ => Ask::OpensOn { meeting: id, days: window().filter(|day| allowed(*day)).collect() },
    })
}

/// A demand of a rule with the strength of its edition and the price of breaking it once.
pub(super) fn demand(scenario: &Scenario, rule: RuleId, edition: &Edition, ask: Ask, why: String) -> Demand {
    let weight = match edition.strength {
        Strength::Must => 1,
        Strength::Should => scenario.profile.weight(WeightName::BrokenShould),
        Strength::Prefer => scenario.profile.weight(WeightName::BrokenPrefer),
    };
    Demand { origin: Origin::Rule(rule), level: Level::from(edition.strength), weight, ask, why }
}

fn letter_dated(meeting: &Meeting) -> Option<NaiveDate> {
    meeting.letter.as_ref().and_then(|letter| letter.dated)
}

fn firmness(scenario: &Scenario, meeting: &MeetingId) -> Option<Firmness> {
    scenario.fixed().get(meeting).map(|at| at.firmness)
}

fn called_off(scenario: &Scenario, meeting: &MeetingId) -> bool {
    firmness(scenario, meeting) == Some(Firmness::Cancelled)
}

/// What is asked of a meeting held apart, or that it lies inside a meeting of the parent of its body.
pub(super) fn or_inside_parent(scenario: &Scenario, meeting: &Meeting, body: &Body, apart: Ask) -> Ask {
    let outer = meetings_of_parent(scenario, body);
    if outer.is_empty() { apart } else { Ask::AnyOf(vec![apart, Ask::Inside { meeting: meeting.id.clone(), outer }]) }
}
