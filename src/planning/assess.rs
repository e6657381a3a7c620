//! What the demands say of a plan that somebody else made: the musts it breaks and its points at each level.

use super::candidates::Standing;
use super::measure;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::ids::MeetingId;
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use crate::rules;
use std::collections::BTreeMap;

/// The measure of a plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Assessment {
    /// Musts that are not met, except those among settled meetings, which planning leaves to the checker.
    pub broken: Vec<Demand>,
    /// Units by which those are broken, added up.
    pub breach: u64,
    /// Points of the other levels.
    pub points: BTreeMap<Level, u64>,
}

/// Measures a plan by the demands of its scenario.
pub fn assess(scenario: &Scenario, plan: &Plan) -> Assessment {
    let standing = Standing::of(scenario);
    let at = |meeting: &MeetingId| plan.placements.get(meeting).filter(|_| standing.takes_place(meeting));
    let mut assessment = Assessment::default();
    for demand in super::calendar::unwaived(scenario, rules::demands(scenario)) {
        if !demand.ask.meetings().iter().any(|meeting| standing.free(meeting)) {
            continue;
        }
        let units = match demand.ask {
            // What settled meetings alone make too many is a finding, and nothing a plan could mend.
            Ask::AtMostInParallel { .. } | Ask::Rooms { .. } => measure::units(&demand.ask, &at)
                .saturating_sub(measure::units(&demand.ask, &|meeting| standing.settled(meeting))),
            _ => measure::units(&demand.ask, &at),
        };
        if units == 0 {
            continue;
        }
        if demand.level == Level::Must {
            assessment.breach += units;
            assessment.broken.push(demand);
        } else {
            *assessment.points.entry(demand.level).or_default() += units * u64::from(demand.weight.max(1));
        }
    }
    assessment
}
