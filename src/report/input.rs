//! What a report is made of.

use crate::domain::deadline::Deadline;
use crate::domain::finding::Finding;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Plan;
use crate::domain::reason::{Change, Comparison, Reason, Size};
use crate::domain::scenario::Scenario;
use crate::domain::time::ZoneData;
use crate::domain::view::View;
use std::collections::BTreeMap;

static NO_DEADLINES: BTreeMap<MeetingId, Vec<Deadline>> = BTreeMap::new();
static NO_REASONS: BTreeMap<MeetingId, Reason> = BTreeMap::new();

/// Everything a report shows. Nothing is read from anywhere else: no clock, no file.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan, with its quality and proof.
    pub plan: &'a Plan,
    /// What the checker says, in its order, waivers applied.
    pub findings: &'a [Finding],
    /// Deadlines by meeting, earliest first.
    pub deadlines: &'a BTreeMap<MeetingId, Vec<Deadline>>,
    /// Why each meeting is where it is; empty when the plan was only checked.
    pub reasons: &'a BTreeMap<MeetingId, Reason>,
    /// Published dates held against the plan.
    pub comparisons: &'a [Comparison],
    /// What is elsewhere than in the plan it was made from.
    pub changes: &'a [Change],
    /// Size of the problem that was solved; `None` when the plan was only checked.
    pub size: Option<Size>,
    /// Title; normally that of the scenario.
    pub title: String,
    /// When the report was written, in words, as it is to be printed. The report has no clock.
    pub generated: String,
    /// Time-zone data, for offsets beside hours.
    pub zones: &'a ZoneData,
}

impl<'a> Input<'a> {
    /// A report of a checked plan: title of the scenario; no deadlines, reasons or comparisons yet.
    pub fn new(scenario: &'a Scenario, plan: &'a Plan, findings: &'a [Finding], zones: &'a ZoneData) -> Self {
        Self {
            scenario,
            plan,
            findings,
            deadlines: &NO_DEADLINES,
            reasons: &NO_REASONS,
            comparisons: &[],
            changes: &[],
            size: None,
            title: scenario.title.to_string(),
            generated: String::new(),
            zones,
        }
    }

    /// Scenario and plan together.
    pub fn view(&self) -> View<'a> {
        View::new(self.scenario, self.plan)
    }

    /// The title of a meeting, its id when the scenario does not know it.
    pub(crate) fn title_of(&self, meeting: &MeetingId) -> String {
        self.scenario.meetings().get(meeting).map_or_else(|| meeting.to_string(), |known| known.title.to_string())
    }
}
