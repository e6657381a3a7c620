//! What the demands say of a plan that somebody else made: the musts it breaks and its points at each level.

use super::candidates::Candidates;
use super::measure;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use crate::domain::scenario::Scenario;
use crate::rules;
use std::collections::BTreeMap;

/// The measure of a plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Assessment {
    /// Musts that are not met, except those among settled meetings, which planning leaves to the checker.
    pub broken: Vec<Demand>,
    /// Points of the other levels.
    pub points: BTreeMap<Level, u64>,
}

/// Measures a plan by the demands of its scenario.
pub fn assess(scenario: &Scenario, plan: &Plan) -> Assessment {
    let candidates = Candidates::of(scenario);
    let at = |meeting: &MeetingId| -> Option<Placement> {
        plan.placements.get(meeting).filter(|_| candidates.by_meeting.contains_key(meeting)).cloned()
    };
    let mut assessment = Assessment::default();
    for demand in super::calendar::unwaived(scenario, rules::demands(scenario)) {
        let meetings = demand.ask.meetings();
        if !meetings
            .iter()
            .any(|meeting| candidates.by_meeting.contains_key(meeting) && candidates.settled(meeting).is_none())
        {
            continue;
        }
        let settled = |meeting: &MeetingId| candidates.settled(meeting).cloned();
        let units = match demand.ask {
            // What settled meetings alone make too many is a finding, and nothing a plan could mend.
            Ask::AtMostInParallel { .. } | Ask::Rooms { .. } => {
                measure::units(&demand.ask, &at).saturating_sub(measure::units(&demand.ask, &settled))
            }
            _ => measure::units(&demand.ask, &at),
        };
        if units == 0 {
            continue;
        }
        if demand.level == Level::Must {
            assessment.broken.push(demand);
        } else {
            *assessment.points.entry(demand.level).or_default() += units * u64::from(demand.weight.max(1));
        }
    }
    assessment
}
