//! The question put to a prover, and its answer.

use super::cost::Score;
use super::index::{ActivityIndex, RelationIndex, ResourceIndex};
use super::problem::{CostVector, Problem};
use super::solution::Placements;

/// Finds the cheapest placements, level by level, and proves that there are none cheaper.
pub trait Prover {
    /// Answers `request`; tells `observer` of each better solution and bound on the way.
    ///
    /// Every claim in the answer holds: placements keep all that is forbidden, costs are those of
    /// [`evaluate`](super::evaluate), bounds are proven.
    fn solve(&self, problem: &Problem, request: &Request<'_>, observer: &mut dyn FnMut(&Progress)) -> Answer;
}

/// How long a prover may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Budget {
    /// Seconds of wall time.
    Seconds(f64),
    /// Steps of search: no clock is read, so the same request gives the same answer.
    Nodes(u64),
}

/// A question.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// How long it may take.
    pub budget: Budget,
    /// For whatever is left to chance.
    pub seed: u64,
    /// Placements to start from, valid or not.
    pub start: Option<&'a Placements>,
    /// Asked now and then; `true` stops the search, keeping the best so far.
    pub stop: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl<'a> Request<'a> {
    /// A request with seed 0, no start, that nobody stops.
    pub fn new(budget: Budget) -> Self {
        Self { budget, seed: 0, start: None, stop: None }
    }

    /// The same with another seed.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The same from a start.
    pub fn start(self, start: &'a Placements) -> Self {
        Self { start: Some(start), ..self }
    }

    /// The same that can be stopped.
    pub fn stop(self, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { stop: Some(stop), ..self }
    }

    /// Whether someone asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop())
    }
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").field("budget", &self.budget).field("seed", &self.seed).finish_non_exhaustive()
    }
}

/// News of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The name of the level being worked on.
    pub level: String,
    /// Its number, from 0.
    pub level_number: usize,
    /// The cost of the best valid placements so far.
    pub incumbent: Option<CostVector>,
    /// The proven lower bound of `level`, given that the levels before are at their best.
    pub bound: Option<u64>,
    /// Seconds since the start; 0 under [`Budget::Nodes`].
    pub seconds: f64,
    /// The placements of `incumbent`, where these are news: checked, and ready to be kept.
    pub placements: Option<Placements>,
}

impl Progress {
    /// The cost of the best so far at the level being worked on.
    pub fn cost(&self) -> Option<u64> {
        self.incumbent.as_ref()?.get(self.level_number).copied()
    }
}

/// Why a search ended before its proof was complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyStopped {
    /// The budget was used up.
    Budget,
    /// Someone asked to stop.
    Asked,
    /// The problem is too large for this prover.
    TooLarge,
    /// The solver failed, or claimed what its own solution refutes; the claim has been dropped.
    Solver,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The cheapest placements, proven on every level.
    Optimal {
        /// Where everything is.
        placements: Placements,
        /// What it costs.
        score: Score,
    },
    /// Valid placements.
    Feasible {
        /// Where everything is.
        placements: Placements,
        /// What it costs.
        score: Score,
        /// For each level a proven lower bound, given that the levels before are at their best.
        bounds: Vec<Option<u64>>,
        /// Why there is no proof.
        why_stopped: WhyStopped,
    },
    /// There are no valid placements: proven.
    Infeasible {
        /// Demands that contradict each other.
        conflict: Vec<Member>,
        /// Whether any demand of `conflict` could be dropped: `true` if it is proven that none could.
        minimal: bool,
    },
    /// Neither valid placements nor a proof that there are none.
    Unknown {
        /// Why.
        why_stopped: WhyStopped,
        /// As in [`Answer::Feasible`].
        bounds: Vec<Option<u64>>,
    },
}

impl Answer {
    /// The word of the format: `optimal`, `feasible`, `infeasible` or `unknown`.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Optimal { .. } => "optimal",
            Self::Feasible { .. } => "feasible",
            Self::Infeasible { .. } => "infeasible",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// The placements, if any were found.
    pub fn placements(&self) -> Option<&Placements> {
        match self {
            Self::Optimal { placements, .. } | Self::Feasible { placements, .. } => Some(placements),
            Self::Infeasible { .. } | Self::Unknown { .. } => None,
        }
    }

    /// The score of the placements, if any were found.
    pub fn score(&self) -> Option<&Score> {
        match self {
            Self::Optimal { score, .. } | Self::Feasible { score, .. } => Some(score),
            Self::Infeasible { .. } | Self::Unknown { .. } => None,
        }
    }

    /// For each level of `problem` the proven lower bound, given that the levels before are at their best.
    pub fn bounds(&self, problem: &Problem) -> Vec<Option<u64>> {
        match self {
            Self::Optimal { score, .. } => score.cost.iter().copied().map(Some).collect(),
            Self::Feasible { bounds, .. } | Self::Unknown { bounds, .. } => bounds.clone(),
            Self::Infeasible { .. } => vec![None; problem.levels().len()],
        }
    }
}

/// A demand that takes part in a contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Member {
    /// That the activity takes place, at one of its starts and places. Without it the activity may be left out.
    Window(ActivityIndex),
    /// A forbidden relation.
    Relation(RelationIndex),
    /// A resource that may not be exceeded.
    Resource(ResourceIndex),
    /// That no place holds more than it can.
    Places,
}
