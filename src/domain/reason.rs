//! Why a meeting is where it is: what binds, what is not met and at which price, the next best dates.

use super::demand::Level;
use super::finding::Finding;
use super::ids::MeetingId;
use super::plan::Placement;

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

/// A meeting put elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// Meeting.
    pub meeting: MeetingId,
    /// Where it is; `None` = without a date.
    pub from: Option<Placement>,
    /// Where it would be; `None` = left out.
    pub to: Option<Placement>,
}

/// A meeting that a new plan puts elsewhere than the plan people know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Meeting.
    pub meeting: MeetingId,
    /// Where people know it to be; `None` = it had no date.
    pub from: Option<Placement>,
    /// Where it is now; `None` = left out.
    pub to: Option<Placement>,
    /// Why, in words: what forbids the old dates, or what staying would cost.
    pub because: String,
}

/// A demand that a move meets or breaks, or breaks more or less.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Level at which it is charged.
    pub level: Level,
    /// Points more; negative when the move saves them. For `must`, units of breach.
    pub points: i64,
    /// The demand in words.
    pub why: String,
}

/// What a move would change, nothing solved: exactly what checking and measuring the whole plan anew would show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WhatIf {
    /// The meeting, then those that move along with it.
    pub moves: Vec<Move>,
    /// Findings that would appear.
    pub appearing: Vec<Finding>,
    /// Findings that would disappear.
    pub disappearing: Vec<Finding>,
    /// What the plan would cost more, level by level, most important first; only levels that change.
    pub price: Vec<Price>,
    /// The demands behind the price, dearest first.
    pub because: Vec<Difference>,
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
    /// What the plan would cost more with the published date.
    pub price: Vec<Price>,
    /// Everything else was planned anew around the published date to find the price; otherwise all others stay.
    pub planned_around: bool,
    /// Musts it breaks, in words.
    pub breaks: Vec<String>,
}

impl Comparison {
    /// Same days, same half, same venue.
    pub fn same_dates(&self) -> bool {
        self.published.same_dates(&self.planned)
    }
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
