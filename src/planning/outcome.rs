//! What planning yields: a plan with its proof, its findings and the reason of every date; or why there is none.

use crate::domain::demand::{Demand, Level};
use crate::domain::finding::Finding;
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use std::collections::BTreeMap;

/// What a placement costs, or would cost more, at one level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Price {
    /// Level.
    pub level: Level,
    /// Points; negative when it would be cheaper.
    pub points: i64,
}

/// A demand that is not met, with what that costs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unmet {
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
pub struct Alternative {
    /// The dates.
    pub placement: Placement,
    /// What it would cost more, level by level, most important first; only levels that change.
    pub price: Vec<Price>,
    /// Musts it would break, in words; empty when it is allowed.
    pub breaks: Vec<String>,
}

/// Why a meeting is where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// The dates were fixed in the scenario; nothing was chosen.
    pub fixed: bool,
    /// How many openings were allowed by the demands on this meeting alone.
    pub choices: usize,
    /// Demands that bind: those that rule out the days next to it, in words.
    pub binds: Vec<String>,
    /// Demands not met, and their price.
    pub unmet: Vec<Unmet>,
    /// The next best dates, cheapest first.
    pub alternatives: Vec<Alternative>,
    /// How many other dates would be just as good.
    pub as_good: usize,
}

/// A date once published, held against the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// Meeting.
    pub meeting: MeetingId,
    /// The date published.
    pub published: Placement,
    /// The date planned.
    pub planned: Placement,
    /// Rank of the published date among all allowed dates of this meeting, all others staying; dates of equal cost share
    /// a rank, 1 is the best. `None` when a must forbids it.
    pub rank: Option<usize>,
    /// Number of allowed dates.
    pub of: usize,
    /// How many dates are as good as the published one.
    pub as_good: usize,
    /// What the whole plan would cost more with the published date, re-planned around it.
    pub price: Vec<Price>,
    /// Musts it breaks, in words.
    pub breaks: Vec<String>,
}

/// How large the problem was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Size {
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

/// A plan with everything known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What the checker says of it.
    pub findings: Vec<Finding>,
    /// Why each meeting is where it is.
    pub reasons: BTreeMap<MeetingId, Reason>,
    /// Published dates held against it.
    pub comparisons: Vec<Comparison>,
    /// Size of the problem.
    pub size: Size,
}

/// The demands that contradict each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// The demands.
    pub demands: Vec<Demand>,
    /// Dropping any one of them makes a plan possible; otherwise time ran out while making the set small.
    pub minimal: bool,
}

/// How planning ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// There is a plan.
    Planned(Box<Planned>),
    /// No plan exists: these demands contradict each other.
    Impossible(Contradiction),
    /// Time ran out before a plan was found; this is not a proof that none exists.
    NothingFound {
        /// What stopped the search.
        why: String,
    },
}
