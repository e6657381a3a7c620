//! Why a session is where it is: what it costs there, what rules out other starts, the next best ones.

use super::timetable::Sitting;
use crate::domain::finding::Strength;

/// The level at which a broken demand is charged, most important first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tier {
    /// Never broken.
    Must,
    /// A group that meets alone meets beside another one (P-06, RG-WM).
    Alone,
    /// Two groups that should not meet in parallel do (P-06).
    Parallel,
    /// Broken shoulds.
    Should,
    /// Shared delegates, hours of people far away, rooms changed.
    Prefer,
}

impl Tier {
    /// All with the names of their levels.
    pub const ALL: [(Tier, &'static str); 5] = [
        (Tier::Must, "must"),
        (Tier::Alone, "alone"),
        (Tier::Parallel, "parallel"),
        (Tier::Should, "should"),
        (Tier::Prefer, "prefer"),
    ];

    /// The name of its level.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(tier, _)| *tier == self).map_or("?", |(_, word)| word)
    }
}

impl From<Strength> for Tier {
    fn from(strength: Strength) -> Self {
        match strength {
            Strength::Must => Tier::Must,
            Strength::Should => Tier::Should,
            Strength::Prefer => Tier::Prefer,
        }
    }
}

/// Points at one level; negative when another place would be cheaper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TierPrice {
    /// Level.
    pub tier: Tier,
    /// Points.
    pub points: i64,
}

/// A demand that is not met.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnmetDemand {
    /// Level.
    pub tier: Tier,
    /// Points charged, over all sessions it names.
    pub points: u64,
    /// The demand in words.
    pub why: String,
}

/// Another place for one session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OtherSitting {
    /// Where.
    pub sitting: Sitting,
    /// What it would cost more, by level; only levels that change.
    pub price: Vec<TierPrice>,
}

/// Why a session is where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionReason {
    /// Starts left by the demands on this session alone.
    pub choices: usize,
    /// Other starts that would be just as good, all others staying.
    pub as_good: usize,
    /// What rules out the nearest earlier and later starts, in words.
    pub binds: Vec<String>,
    /// Demands not met.
    pub unmet: Vec<UnmetDemand>,
    /// The next best starts, cheapest first, each in its best room.
    pub others: Vec<OtherSitting>,
}

/// How large the problem was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct EventSize {
    /// Sessions.
    pub sessions: usize,
    /// Starts that demands on single sessions leave, summed.
    pub starts: usize,
    /// Demands.
    pub demands: usize,
    /// Relations and resources of the placement problem.
    pub relations: usize,
}
