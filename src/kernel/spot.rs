//! Where a placed activity sits, ready for counting.

use super::index::{ActivityIndex, ModeIndex, PlaceIndex};
use super::problem::{Kind, Problem};
use super::solution::{Placement, Placements};

/// Where and when an activity takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// First tick.
    pub start: u32,
    /// The tick after the last.
    pub end: u32,
    /// The place, if it has one and that place is one of its mode's.
    pub place: Option<PlaceIndex>,
    /// The mode.
    pub mode: ModeIndex,
}

impl Spot {
    /// Where a placement puts an activity; `None` if its start is not allowed or it does not fit into the horizon:
    /// relations and loads then ignore it, and it is charged as forbidden.
    pub fn of(problem: &Problem, activity: ActivityIndex, placement: Placement) -> Option<Self> {
        let activity = problem.activity(activity);
        let mode = activity.modes().get(placement.mode.get())?;
        if activity.fixed().is_none() && !mode.allows_start(placement.start) {
            return None;
        }
        let end = placement.start.checked_add(mode.duration()).filter(|&end| end <= problem.horizon())?;
        let place = placement.place.filter(|place| mode.places().is_some_and(|places| places.contains(place)));
        Some(Self { start: placement.start, end, place, mode: placement.mode })
    }

    /// The ticks this one and `other` share.
    pub fn shared(&self, other: &Self) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
}

/// The spots of all activities; `None` for what is left out or not placed.
pub fn spots(problem: &Problem, placements: &Placements) -> Vec<Option<Spot>> {
    problem
        .activity_indices()
        .map(|activity| placements.get(activity).and_then(|placement| Spot::of(problem, activity, placement)))
        .collect()
}

/// The units a relation of two activities, or of each pair of several, charges for one pair at these spots: for
/// [`Kind::Gap`] the first and the second, for [`Kind::Spacing`] `a` and `b`; 0 for kinds that do not speak of pairs.
pub fn pair_units(problem: &Problem, kind: &Kind, a: &Spot, b: &Spot) -> u64 {
    super::relation_units::pair_units(problem, kind, a, b)
}
