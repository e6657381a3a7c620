//! What a report is made of. The rows mirror what planning yields, so that this module need not know planning.

use crate::domain::deadline::Deadline;
use crate::domain::demand::Level;
use crate::domain::finding::Finding;
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use crate::domain::scenario::Scenario;
use crate::domain::time::ZoneData;
use crate::domain::view::View;
use std::collections::BTreeMap;

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
    pub deadlines: BTreeMap<MeetingId, Vec<Deadline>>,
    /// Why each meeting is where it is; empty when the plan was only checked.
    pub reasons: BTreeMap<MeetingId, ReasonRow>,
    /// Published dates held against the plan.
    pub comparisons: Vec<ComparisonRow>,
    /// Size of the problem that was solved; `None` when the plan was only checked.
    pub size: Option<SizeRow>,
    /// Title; normally that of the scenario.
    pub title: String,
    /// When the report was written, in words, as it is to be printed. The report has no clock.
    pub generated: String,
    /// Time-zone data, for offsets beside hours.
    pub zones: &'a ZoneData,
}

impl<'a> Input<'a> {
    /// A report of a checked plan: title of the scenario, no reasons, no comparisons.
    pub fn new(scenario: &'a Scenario, plan: &'a Plan, findings: &'a [Finding], zones: &'a ZoneData) -> Self {
        Self {
            scenario,
            plan,
            findings,
            deadlines: BTreeMap::new(),
            reasons: BTreeMap::new(),
            comparisons: Vec::new(),
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

/// What a placement costs more, or less, at one level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PriceRow {
    /// Level.
    pub level: Level,
    /// Points; negative when it would be cheaper.
    pub points: i64,
}

/// A demand that is not met.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnmetRow {
    /// Level at which it is charged.
    pub level: Level,
    /// Points.
    pub points: u64,
    /// The demand in words.
    pub why: String,
    /// Meetings concerned.
    pub meetings: Vec<MeetingId>,
}

/// Another place for one meeting, all others staying.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AlternativeRow {
    /// The dates.
    pub placement: Placement,
    /// What it would cost more, most important level first; only levels that change.
    pub price: Vec<PriceRow>,
    /// Musts it would break, in words; empty when it is allowed.
    pub breaks: Vec<String>,
}

/// Why a meeting is where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReasonRow {
    /// The dates were fixed in the scenario; nothing was chosen.
    pub fixed: bool,
    /// How many openings were allowed by the demands on this meeting alone.
    pub choices: usize,
    /// Demands that rule out the days next to it, in words.
    pub binds: Vec<String>,
    /// Demands not met, with their price.
    pub unmet: Vec<UnmetRow>,
    /// The next best dates, cheapest first.
    pub alternatives: Vec<AlternativeRow>,
    /// How many other dates would be just as good.
    pub as_good: usize,
}

/// A date once published, held against the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparisonRow {
    /// Meeting.
    pub meeting: MeetingId,
    /// The date published.
    pub published: Placement,
    /// The date planned.
    pub planned: Placement,
    /// Rank of the published date among all allowed dates, 1 the best; dates of equal cost share a rank. `None` when a
    /// must forbids it.
    pub rank: Option<usize>,
    /// Number of allowed dates.
    pub of: usize,
    /// How many dates are as good as the published one.
    pub as_good: usize,
    /// What the whole plan would cost more with the published date, re-planned around it.
    pub price: Vec<PriceRow>,
    /// Musts it breaks, in words.
    pub breaks: Vec<String>,
}

impl ComparisonRow {
    /// Same days, same half, same venue.
    pub fn same_dates(&self) -> bool {
        let (a, b) = (&self.published, &self.planned);
        (a.first(), a.last(), a.half, &a.venue) == (b.first(), b.last(), b.half, &b.venue)
    }
}

/// How large the problem was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SizeRow {
    /// Meetings of the scenario.
    pub meetings: usize,
    /// Meetings that could move.
    pub free: usize,
    /// Allowed openings of those, counted by day, summed.
    pub starts: usize,
    /// Demands.
    pub demands: usize,
    /// Relations of the placement problem.
    pub relations: usize,
}
