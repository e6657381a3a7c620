//! Timetables that were not made here, measured: what they cost, and why their sessions are where they are.

use super::clock::Clock;
use super::lower::{self, Lowered};
use super::{event_demands, reasons};
use crate::domain::event::{Event, EventSize, SessionReason, Sitting, Timetable};
use crate::domain::ids::SessionId;
use crate::domain::time::ZoneData;
use crate::kernel::{ModeIndex, PlaceIndex, Placement, Placements, evaluate};
use std::collections::BTreeMap;

/// A timetable measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventAssessment {
    /// It keeps every must.
    pub valid: bool,
    /// Cost by level, most important first.
    pub cost: Vec<(String, u64)>,
    /// Why each session is where it is.
    pub reasons: BTreeMap<SessionId, SessionReason>,
    /// Size of the problem.
    pub size: EventSize,
}

/// Measures a timetable; `None` when it cannot be said in ticks of the event (a start at an odd minute, a session not
/// placed) or when the demands leave some session no place at all.
pub fn assess_timetable(event: &Event, timetable: &Timetable, zones: &ZoneData) -> Option<EventAssessment> {
    let demands = event_demands(event, zones, &[]);
    let clock = Clock::of(event, &demands);
    let lowered = lower::lower(event, &clock, &demands, false).ok()?;
    let (placements, teams_fit) = placements(&lowered, timetable)?;
    let score = evaluate(&lowered.problem, &placements);
    let cost = lowered.problem.levels().iter().cloned().zip(score.cost.iter().copied()).collect();
    let reasons = reasons::reasons(&lowered, &demands, &placements);
    Some(EventAssessment { valid: teams_fit && score.is_valid(), cost, reasons, size: super::size(&lowered, &demands) })
}

/// The placements, and whether every session has a team that may serve it; where it has none, the first that may is
/// taken, so that the reasons of all the others can still be told.
fn placements(lowered: &Lowered, timetable: &Timetable) -> Option<(Placements, bool)> {
    let mut teams_fit = true;
    let mut placements = Placements::empty(&lowered.problem);
    for activity in lowered.problem.activity_indices() {
        let session = SessionId::parse(lowered.problem.activity(activity).id()).ok()?;
        let sitting = timetable.sittings.get(&session)?;
        let modes = lowered.problem.activity(activity).modes();
        let team = sitting.team.as_ref().map(|team| team.as_str());
        let mode = modes.iter().position(|mode| mode.id() == team);
        teams_fit &= mode.is_some();
        placements.set(activity, Some(placement(lowered, sitting, mode.unwrap_or(0))?));
    }
    Some((placements, teams_fit))
}

fn placement(lowered: &Lowered, sitting: &Sitting, mode: usize) -> Option<Placement> {
    let start = lowered.clock.tick((sitting.day, sitting.start))?;
    let place = match &sitting.room {
        Some(room) => {
            let position = lowered.problem.places().iter().position(|place| place.id() == room.as_str())?;
            Some(PlaceIndex::new(position))
        }
        None => None,
    };
    Some(Placement { start, place, mode: ModeIndex::new(mode) })
}
