//! What planning yields: a plan with its proof, its findings and the reason of every date; or why there is none.

use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Plan;
use crate::domain::reason::{Change, Comparison, Reason, Size};
use std::collections::BTreeMap;

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
    /// What is elsewhere than in the plan it was made from; empty when it was made from none.
    pub changes: Vec<Change>,
    /// Size of the problem.
    pub size: Size,
}

/// The demands that contradict each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// The demands.
    pub demands: Vec<Demand>,
    /// Without any one of them the others do not contradict each other; otherwise time ran out while making the set small.
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
