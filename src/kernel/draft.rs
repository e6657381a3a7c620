//! A problem as written: the document of format `convoke-placement/1`, one to one, nothing checked.
//!
//! Build a draft in code or read one with [`Draft::from_json`]; then [`Problem::new`](super::Problem::new) checks it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::defect::Defect;

/// The name of the format.
pub const FORMAT: &str = "convoke-placement/1";

/// A placement problem as written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Draft {
    /// Always [`FORMAT`].
    pub format: String,
    /// The problem's name, repeated by its solutions.
    pub name: String,
    /// Ticks are `0..horizon`.
    pub horizon: u32,
    /// The first tick of each day, ascending, the first is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<u32>>,
    /// Cost levels, the most important first.
    pub levels: Vec<String>,
    /// Arrays of `horizon` numbers, shared by activities and resources.
    pub profiles: BTreeMap<String, Vec<u64>>,
    /// Where activities can be.
    pub places: Vec<PlaceDraft>,
    /// What exceeding a place's capacity costs, per excess activity and tick.
    pub place_over: OverDraft,
    /// What activities use while they last.
    pub resources: Vec<ResourceDraft>,
    /// What is to be placed.
    pub activities: Vec<ActivityDraft>,
    /// What is demanded or wished of several activities.
    pub relations: Vec<RelationDraft>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            format: FORMAT.to_owned(),
            name: String::new(),
            horizon: 0,
            days: None,
            levels: Vec::new(),
            profiles: BTreeMap::new(),
            places: Vec::new(),
            place_over: OverDraft::Forbidden,
            resources: Vec::new(),
            activities: Vec::new(),
            relations: Vec::new(),
        }
    }
}

impl Draft {
    /// Reads a document.
    ///
    /// # Errors
    /// Every defect of shape: syntax, unknown and repeated keys, wrong types, numbers out of range. What needs the whole
    /// document (unknown ids, too many starts) is found by [`Problem::new`](super::Problem::new).
    pub fn from_json(text: &str) -> Result<Self, Vec<Defect>> {
        super::reader::draft(text)
    }

    /// The document.
    #[expect(clippy::expect_used, reason = "keys are texts, and numbers that are none are written as null")]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a draft holds nothing JSON cannot say")
    }
}

/// What doing something unwanted costs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OverDraft {
    /// It may not be done.
    #[default]
    Forbidden,
    /// Each unit costs `weight` at `level`.
    Level {
        /// The level's name.
        level: String,
        /// Cost of one unit.
        weight: u64,
    },
}

impl Serialize for OverDraft {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Priced<'a> {
            level: &'a str,
            weight: u64,
        }
        match self {
            Self::Forbidden => serializer.serialize_str("forbidden"),
            Self::Level { level, weight } => Priced { level, weight: *weight }.serialize(serializer),
        }
    }
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceDraft {
    /// Unique among places.
    pub id: String,
    /// How many activities it holds at one time; `None` is unlimited.
    pub capacity: Option<u64>,
    /// Inclusive ranges of ticks in which nothing may be there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<(u32, u32)>,
}

impl PlaceDraft {
    /// A place that is always open and holds one activity at a time.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), capacity: Some(1), closed: Vec::new() }
    }
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResourceDraft {
    /// Unique among resources.
    pub id: String,
    /// How much there is.
    pub capacity: CapacityDraft,
    /// What each excess unit and tick costs.
    pub over: OverDraft,
}

/// How much there is of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum CapacityDraft {
    /// The same in every tick.
    Constant(u64),
    /// The profile of this name, tick by tick.
    Profile(String),
}

/// An activity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActivityDraft {
    /// Unique among activities.
    pub id: String,
    /// How it can be done.
    #[serde(flatten)]
    pub modes: ModesDraft,
    /// It may be left out at this cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional: Option<LevelCostDraft>,
    /// Where it must stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<FixedDraft>,
}

impl ActivityDraft {
    /// An activity with one mode that must be placed.
    pub fn new(id: impl Into<String>, body: ModeBody) -> Self {
        Self { id: id.into(), modes: ModesDraft::One(body), optional: None, fixed: None }
    }
}

/// How an activity can be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ModesDraft {
    /// In one way, written into the activity itself.
    One(ModeBody),
    /// In exactly one of several ways.
    Several {
        /// The ways.
        modes: Vec<ModeDraft>,
    },
}

/// One of several ways to do an activity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModeDraft {
    /// Unique among the activity's modes.
    pub id: String,
    /// What choosing it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<LevelCostDraft>,
    /// The rest.
    #[serde(flatten)]
    pub body: ModeBody,
}

/// Duration, starts, places and uses of a way to do an activity.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ModeBody {
    /// Ticks it lasts, at least 1.
    pub duration: u32,
    /// Inclusive ranges of allowed starts.
    pub starts: Vec<(u32, u32)>,
    /// The places of which one is chosen; `None` needs no place.
    pub places: Option<Vec<String>>,
    /// Costs that depend on the start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub start_costs: Vec<StartCostDraft>,
    /// Costs that depend on the place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub place_costs: Vec<PlaceCostDraft>,
    /// Units of resources used in every tick.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub uses: BTreeMap<String, u64>,
}

/// Adds `weight * profile[start]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StartCostDraft {
    /// The level's name.
    pub level: String,
    /// The profile's name.
    pub profile: String,
    /// Multiplies the profile.
    pub weight: u64,
}

/// What choosing a place costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceCostDraft {
    /// The place's id.
    pub place: String,
    /// The level's name.
    pub level: String,
    /// The cost.
    pub cost: u64,
}

/// A cost at a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelCostDraft {
    /// The level's name.
    pub level: String,
    /// The cost.
    pub cost: u64,
}

/// Where an activity must stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixedDraft {
    /// Its start; overrides the mode's `starts`.
    pub start: u32,
    /// `None`: any place of the mode; `Some(None)`: no place (written `null`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Option<String>>,
    /// Its mode; `None`: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
}

/// A relation with its price.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationDraft {
    /// What is counted.
    #[serde(flatten)]
    pub kind: RelationKind,
    /// What each unit costs. `None` only inside `any_of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<OverDraft>,
    /// Handed back by explanations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Value>,
}

impl RelationDraft {
    /// A relation without a tag.
    pub fn new(kind: RelationKind, over: OverDraft) -> Self {
        Self { kind, over: Some(over), tag: None }
    }
}

/// Which activities a relation speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// All, written `"*"`.
    All,
    /// These.
    Ids(Vec<String>),
}

impl Who {
    /// One activity.
    pub fn one(id: impl Into<String>) -> Self {
        Self::Ids(vec![id.into()])
    }
}

impl Serialize for Who {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("*"),
            Self::Ids(ids) => ids.serialize(serializer),
        }
    }
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// One for each pair, however much it is broken.
    #[default]
    Once,
    /// One for each tick (or day) of overlap or shortfall.
    Tick,
}

/// In what a gap is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// From the end of one to the start of the other, in ticks.
    #[default]
    Tick,
    /// From the last day of one to the first day of the other, in days.
    Day,
}

/// What a relation counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RelationKind {
    /// Each ordered pair, one of `a` and one of `b`, that shares ticks.
    Overlap {
        /// One side.
        a: Who,
        /// The other.
        b: Who,
        /// What a unit is.
        per: Per,
    },
    /// Each unordered pair that shares ticks.
    Disjoint {
        /// The activities.
        activities: Who,
        /// What a unit is.
        per: Per,
    },
    /// The gap from the end of `first` to the start of `second` lies in `min..=max`.
    Gap {
        /// The earlier.
        first: String,
        /// The later.
        second: String,
        /// The least gap.
        min: i64,
        /// The greatest gap.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// What a unit is.
        per: Per,
        /// In what the gap is measured.
        unit: Unit,
    },
    /// The same in whichever order they come.
    Spacing {
        /// One; counts as the earlier at equal starts.
        a: String,
        /// The other.
        b: String,
        /// The least gap.
        min: i64,
        /// The greatest gap.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// What a unit is.
        per: Per,
        /// In what the gap is measured.
        unit: Unit,
    },
    /// Each ordered pair with `0 <= gap < min`.
    Break {
        /// The activities.
        activities: Who,
        /// The least gap, in ticks.
        min: i64,
    },
    /// `inner` lies inside one of `outer`.
    Within {
        /// The inner one.
        inner: String,
        /// Any of these may hold it.
        outer: Who,
    },
    /// Distinct places beyond the first.
    SamePlace {
        /// The activities.
        activities: Who,
    },
    /// Distinct start days beyond `allow`.
    SameDays {
        /// The activities.
        activities: Who,
        /// How many days are free.
        allow: u64,
    },
    /// Each ordered pair in which the later starts at most `window` after the earlier ends, elsewhere.
    Move {
        /// The activities.
        activities: Who,
        /// In ticks.
        window: i64,
    },
    /// At least one of these charges nothing.
    AnyOf {
        /// Relations without `over`.
        of: Vec<RelationDraft>,
    },
}
