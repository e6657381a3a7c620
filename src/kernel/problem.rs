//! A problem that has been checked: every id is known, every number in range, everything indexed.

use super::defect::Defect;
use super::draft::Draft;
use super::index::{ActivityIndex, LevelIndex, ModeIndex, PlaceIndex, ProfileIndex, RelationIndex, ResourceIndex};

pub use super::relation::{Gap, Kind, Members, Relation};

/// Costs by level, the most important first. Ordered lexicographically.
pub type CostVector = Vec<u64>;

/// What doing something unwanted costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// It may not be done.
    Forbidden,
    /// Each unit costs `weight` at `level`.
    Level {
        /// The level.
        level: LevelIndex,
        /// Cost of one unit.
        weight: u64,
    },
}

/// A cost at a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelCost {
    /// The level.
    pub level: LevelIndex,
    /// The cost.
    pub cost: u64,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub(super) id: String,
    pub(super) capacity: Option<u64>,
    pub(super) closed: Vec<(u32, u32)>,
}

impl Place {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How many activities it holds at one time; `None` is unlimited.
    pub fn capacity(&self) -> Option<u64> {
        self.capacity
    }

    /// Inclusive ranges of ticks in which nothing may be there.
    pub fn closed(&self) -> &[(u32, u32)] {
        &self.closed
    }
}

/// How much there is of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// The same in every tick.
    Constant(u64),
    /// By tick.
    Profile(ProfileIndex),
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub(super) id: String,
    pub(super) capacity: Capacity,
    pub(super) over: Over,
}

impl Resource {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How much there is.
    pub fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// What each excess unit and tick costs.
    pub fn over(&self) -> Over {
        self.over
    }
}

/// Adds `weight * profile[start]` at `level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartCost {
    /// The level.
    pub level: LevelIndex,
    /// The profile.
    pub profile: ProfileIndex,
    /// Multiplies the profile.
    pub weight: u64,
}

/// What choosing a place costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceCost {
    /// The place.
    pub place: PlaceIndex,
    /// The level.
    pub level: LevelIndex,
    /// The cost.
    pub cost: u64,
}

/// One way to do an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mode {
    pub(super) id: Option<String>,
    pub(super) cost: Option<LevelCost>,
    pub(super) duration: u32,
    pub(super) starts: Vec<(u32, u32)>,
    pub(super) places: Option<Vec<PlaceIndex>>,
    pub(super) start_costs: Vec<StartCost>,
    pub(super) place_costs: Vec<PlaceCost>,
    pub(super) uses: Vec<(ResourceIndex, u64)>,
}

impl Mode {
    /// Its id, where the activity has modes.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What choosing it costs.
    pub fn cost(&self) -> Option<LevelCost> {
        self.cost
    }

    /// Ticks it lasts.
    pub fn duration(&self) -> u32 {
        self.duration
    }

    /// Inclusive ranges of allowed starts, ascending, apart from each other.
    pub fn starts(&self) -> &[(u32, u32)] {
        &self.starts
    }

    /// Whether `start` is one of the allowed starts.
    pub fn allows_start(&self, start: u32) -> bool {
        let after = self.starts.partition_point(|&(first, _)| first <= start);
        after > 0 && start <= self.starts[after - 1].1
    }

    /// The places of which one is chosen, ascending; `None` needs no place.
    pub fn places(&self) -> Option<&[PlaceIndex]> {
        self.places.as_deref()
    }

    /// Costs that depend on the start.
    pub fn start_costs(&self) -> &[StartCost] {
        &self.start_costs
    }

    /// Costs that depend on the place.
    pub fn place_costs(&self) -> &[PlaceCost] {
        &self.place_costs
    }

    /// Units of resources used in every tick; each resource once, none zero.
    pub fn uses(&self) -> &[(ResourceIndex, u64)] {
        &self.uses
    }
}

/// Where an activity must stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fixed {
    /// Its start; overrides the mode's starts.
    pub start: u32,
    /// `None`: any place of the mode; `Some(None)`: no place.
    pub place: Option<Option<PlaceIndex>>,
    /// Its mode; `None`: any.
    pub mode: Option<ModeIndex>,
}

/// An activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    pub(super) id: String,
    pub(super) modes: Vec<Mode>,
    pub(super) optional: Option<LevelCost>,
    pub(super) fixed: Option<Fixed>,
}

impl Activity {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The ways to do it, at least one.
    pub fn modes(&self) -> &[Mode] {
        &self.modes
    }

    /// One of its modes.
    pub fn mode(&self, mode: ModeIndex) -> &Mode {
        &self.modes[mode.get()]
    }

    /// What leaving it out costs; `None` if it must be placed. A fixed activity may never be left out.
    pub fn optional(&self) -> Option<LevelCost> {
        self.optional
    }

    /// Where it must stay.
    pub fn fixed(&self) -> Option<Fixed> {
        self.fixed
    }

    /// Whether it may be left out at all.
    pub fn may_be_left_out(&self) -> bool {
        self.optional.is_some() && self.fixed.is_none()
    }
}

/// A placement problem, checked and indexed.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub(super) name: String,
    pub(super) horizon: u32,
    /// Day number of each tick, and of the tick after the last; empty without days.
    pub(super) day_of: Vec<u32>,
    pub(super) levels: Vec<String>,
    pub(super) profiles: Vec<Vec<u64>>,
    pub(super) places: Vec<Place>,
    pub(super) place_over: Over,
    pub(super) resources: Vec<Resource>,
    pub(super) activities: Vec<Activity>,
    pub(super) relations: Vec<Relation>,
    /// For each activity the relations that speak of it, ascending.
    pub(super) touching: Vec<Vec<RelationIndex>>,
}

impl Problem {
    /// Checks and indexes a draft.
    ///
    /// # Errors
    /// All that is too large in it, or else all that is wrong with it.
    pub fn new(draft: Draft) -> Result<Self, Vec<Defect>> {
        super::assemble::problem(draft)
    }

    /// Reads, checks and indexes a document.
    ///
    /// # Errors
    /// All that is wrong with its shape, or else all that is wrong with its content.
    pub fn from_json(text: &str) -> Result<Self, Vec<Defect>> {
        super::assemble::document(text)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Ticks are `0..horizon`.
    pub fn horizon(&self) -> u32 {
        self.horizon
    }

    /// The number of the day `tick` lies in, from 1; `None` without days or outside the horizon.
    pub fn day_of(&self, tick: u32) -> Option<u32> {
        self.day_of.get(tick as usize).copied()
    }

    /// The first tick of the day of this number; the horizon for days after the last.
    pub(super) fn first_tick(&self, day: u32) -> u32 {
        (self.day_of.partition_point(|&known| known < day) as u32).min(self.horizon)
    }

    /// Names of the cost levels, the most important first.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// A cost of zero on every level.
    pub fn zero_cost(&self) -> CostVector {
        vec![0; self.levels.len()]
    }

    /// A profile, one number a tick.
    pub fn profile(&self, profile: ProfileIndex) -> &[u64] {
        &self.profiles[profile.get()]
    }

    /// The places.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// One place.
    pub fn place(&self, place: PlaceIndex) -> &Place {
        &self.places[place.get()]
    }

    /// What exceeding a place's capacity costs, per excess activity and tick.
    pub fn place_over(&self) -> Over {
        self.place_over
    }

    /// The resources.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// One resource.
    pub fn resource(&self, resource: ResourceIndex) -> &Resource {
        &self.resources[resource.get()]
    }

    /// How much there is of a resource in a tick.
    pub fn capacity(&self, resource: ResourceIndex, tick: u32) -> u64 {
        match self.resources[resource.get()].capacity {
            Capacity::Constant(capacity) => capacity,
            Capacity::Profile(profile) => self.profiles[profile.get()][tick as usize],
        }
    }

    /// The activities.
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// One activity.
    pub fn activity(&self, activity: ActivityIndex) -> &Activity {
        &self.activities[activity.get()]
    }

    /// The activity of this id.
    pub fn activity_named(&self, id: &str) -> Option<ActivityIndex> {
        self.activities.iter().position(|activity| activity.id == id).map(ActivityIndex::new)
    }

    /// All activity indices.
    pub fn activity_indices(&self) -> impl ExactSizeIterator<Item = ActivityIndex> + use<> {
        (0..self.activities.len()).map(ActivityIndex::new)
    }

    /// The relations.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// One relation.
    pub fn relation(&self, relation: RelationIndex) -> &Relation {
        &self.relations[relation.get()]
    }

    /// The relations that speak of an activity, ascending.
    pub fn relations_of(&self, activity: ActivityIndex) -> &[RelationIndex] {
        &self.touching[activity.get()]
    }
}
