//! [`Draft`] to [`Problem`]: every id looked up, every number in range, with all defects and their paths.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use smallvec::SmallVec;

use super::at::At;
use super::defect::Defect;
use super::draft::{
    ActivityDraft, CapacityDraft, Draft, FORMAT, LevelCostDraft, ModeBody, ModesDraft, OverDraft, RelationDraft,
    RelationKind, Unit, Who,
};
use super::index::{ActivityIndex, LevelIndex, ModeIndex, PlaceIndex, ProfileIndex, ResourceIndex};
use super::limits::MOST_DEFECTS;
use super::problem::{
    Activity, Capacity, Fixed, Gap, Kind, LevelCost, Mode, Over, Place, PlaceCost, Relation, Resource, StartCost,
};
use super::relation::Members;

type Index<T> = BTreeMap<String, T>;

/// What is known of a draft while it is checked.
pub(super) struct Check {
    /// All that is wrong so far.
    pub(super) defects: Vec<Defect>,
    horizon: u32,
    has_days: bool,
    levels: Index<LevelIndex>,
    profiles: Index<ProfileIndex>,
    places: Index<PlaceIndex>,
    resources: Index<ResourceIndex>,
    activities: Index<ActivityIndex>,
    /// Each list of activities that a relation has.
    members: BTreeSet<Members>,
}

/// All of a problem but its relations.
pub(super) struct Rest {
    pub(super) day_of: Vec<u32>,
    pub(super) places: Vec<Place>,
    pub(super) place_over: Over,
    pub(super) resources: Vec<Resource>,
    pub(super) activities: Vec<Activity>,
}

impl Check {
    /// Indexes a draft, and checks all of it but its relations.
    pub(super) fn new(draft: &Draft) -> (Self, Rest) {
        let mut check = Check {
            defects: Vec::new(),
            horizon: draft.horizon,
            has_days: draft.days.as_ref().is_some_and(|days| !days.is_empty()),
            levels: Index::new(),
            profiles: Index::new(),
            places: Index::new(),
            resources: Index::new(),
            activities: Index::new(),
            members: BTreeSet::new(),
        };
        if draft.format != FORMAT {
            check.defect("format", format!("{:?}", draft.format), format!("{FORMAT:?}"));
        }
        if draft.horizon == 0 {
            check.defect("horizon", "0", "at least one tick");
        }
        if draft.levels.is_empty() {
            check.defect("levels", "none", "at least one level");
        }
        check.levels = check.names(At::top("levels"), draft.levels.iter().map(String::as_str), LevelIndex::new);
        check.places =
            check.ids(At::top("places"), draft.places.iter().map(|place| place.id.as_str()), PlaceIndex::new);
        check.resources = check.ids(
            At::top("resources"),
            draft.resources.iter().map(|resource| resource.id.as_str()),
            ResourceIndex::new,
        );
        check.activities = check.ids(
            At::top("activities"),
            draft.activities.iter().map(|activity| activity.id.as_str()),
            ActivityIndex::new,
        );
        if check.activities.contains_key("*") {
            check.defect("activities", "the id \"*\"", "another id: \"*\" means all activities");
        }
        check.profiles =
            draft.profiles.keys().enumerate().map(|(n, name)| (name.clone(), ProfileIndex::new(n))).collect();
        for (name, values) in &draft.profiles {
            if values.len() != draft.horizon as usize {
                check.defect(
                    At::top("profiles").key(name),
                    format!("{} numbers", values.len()),
                    format!("{}, the horizon", draft.horizon),
                );
            }
        }
        let rest = Rest {
            day_of: check.days(draft.days.as_deref()),
            places: draft.places.iter().enumerate().map(|(n, place)| check.place(place, n)).collect(),
            place_over: check.over(&draft.place_over, At::top("place_over")),
            resources: draft.resources.iter().enumerate().map(|(n, resource)| check.resource(resource, n)).collect(),
            activities: draft.activities.iter().enumerate().map(|(n, activity)| check.activity(activity, n)).collect(),
        };
        (check, rest)
    }

    fn defect(&mut self, at: impl fmt::Display, found: impl Into<String>, expected: impl Into<String>) {
        if self.defects.len() < MOST_DEFECTS {
            self.defects.push(Defect::new(at, found, expected));
        }
    }

    fn names<'a, T>(
        &mut self,
        at: At<'_>,
        names: impl Iterator<Item = &'a str>,
        index: impl Fn(usize) -> T,
    ) -> Index<T> {
        let mut map = Index::new();
        for (n, name) in names.enumerate() {
            if map.insert(name.to_owned(), index(n)).is_some() {
                self.defect(at.item(n), format!("{name:?} again"), "each name once");
            }
        }
        map
    }

    fn ids<'a, T>(&mut self, at: At<'_>, ids: impl Iterator<Item = &'a str>, index: impl Fn(usize) -> T) -> Index<T> {
        let mut map = Index::new();
        for (n, id) in ids.enumerate() {
            if map.insert(id.to_owned(), index(n)).is_some() {
                self.defect(at.item(n).key("id"), format!("{id:?} again"), "each id once");
            }
        }
        map
    }

    /// The day number of each tick and of the tick after the last.
    fn days(&mut self, days: Option<&[u32]>) -> Vec<u32> {
        let Some(days) = days.filter(|days| !days.is_empty()) else { return Vec::new() };
        if days[0] != 0 {
            self.defect(At::top("days").item(0), days[0].to_string(), "0");
        }
        for (n, pair) in days.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                self.defect(At::top("days").item(n + 1), pair[1].to_string(), format!("more than {}", pair[0]));
            }
        }
        (0..=self.horizon).map(|tick| days.partition_point(|&first| first <= tick) as u32).collect()
    }

    fn level(&mut self, level: &str, at: At<'_>) -> LevelIndex {
        if let Some(&index) = self.levels.get(level) {
            return index;
        }
        // Without any level that alone is the defect.
        if !self.levels.is_empty() {
            let known = self.levels.keys().cloned().collect::<Vec<_>>().join(", ");
            self.defect(at.key("level"), format!("{level:?}"), format!("one of the levels {known}"));
        }
        LevelIndex::new(0)
    }

    fn over(&mut self, over: &OverDraft, at: At<'_>) -> Over {
        match over {
            OverDraft::Forbidden => Over::Forbidden,
            OverDraft::Level { level, weight } => Over::Level { level: self.level(level, at), weight: *weight },
        }
    }

    fn level_cost(&mut self, cost: &LevelCostDraft, at: At<'_>) -> LevelCost {
        LevelCost { level: self.level(&cost.level, at), cost: cost.cost }
    }

    fn place(&mut self, place: &super::draft::PlaceDraft, n: usize) -> Place {
        for (k, &(first, last)) in place.closed.iter().enumerate() {
            if first > last {
                self.defect(
                    At::top("places").item(n).key("closed").item(k),
                    format!("[{first}, {last}]"),
                    "the first tick not after the last",
                );
            }
        }
        Place { id: place.id.clone(), capacity: place.capacity, closed: place.closed.clone() }
    }

    fn profile(&mut self, profile: &str, at: At<'_>) -> ProfileIndex {
        self.profiles.get(profile).copied().unwrap_or_else(|| {
            self.defect(at, format!("{profile:?}"), "a name in profiles");
            ProfileIndex::new(0)
        })
    }

    fn resource(&mut self, resource: &super::draft::ResourceDraft, n: usize) -> Resource {
        let list = At::top("resources");
        let at = list.item(n);
        let capacity = match &resource.capacity {
            CapacityDraft::Constant(capacity) => Capacity::Constant(*capacity),
            CapacityDraft::Profile(profile) => Capacity::Profile(self.profile(profile, at.key("capacity"))),
        };
        Resource { id: resource.id.clone(), capacity, over: self.over(&resource.over, at.key("over")) }
    }

    fn activity(&mut self, activity: &ActivityDraft, n: usize) -> Activity {
        let list = At::top("activities");
        let at = list.item(n);
        let modes: Vec<Mode> = match &activity.modes {
            ModesDraft::One(body) => vec![self.mode(body, None, None, at)],
            ModesDraft::Several { modes } => {
                if modes.is_empty() {
                    self.defect(at.key("modes"), "none", "at least one mode");
                }
                self.ids(at.key("modes"), modes.iter().map(|mode| mode.id.as_str()), ModeIndex::new);
                modes
                    .iter()
                    .enumerate()
                    .map(|(k, mode)| {
                        let list = at.key("modes");
                        let at = list.item(k);
                        let cost = mode.cost.as_ref().map(|cost| self.level_cost(cost, at.key("cost")));
                        self.mode(&mode.body, Some(mode.id.clone()), cost, at)
                    })
                    .collect()
            }
        };
        let optional = activity.optional.as_ref().map(|cost| self.level_cost(cost, at.key("optional")));
        let fixed = activity.fixed.as_ref().map(|fixed| {
            if fixed.start >= self.horizon {
                let expected = format!("a tick before {}, the horizon", self.horizon);
                self.defect(at.key("fixed").key("start"), fixed.start.to_string(), expected);
            }
            let mode = fixed.mode.as_ref().map(|mode| {
                let position = modes.iter().position(|known| known.id.as_deref() == Some(mode));
                ModeIndex::new(position.unwrap_or_else(|| {
                    self.defect(at.key("fixed").key("mode"), format!("{mode:?}"), "a mode of this activity");
                    0
                }))
            });
            let place = fixed.place.as_ref().map(|place| {
                place.as_ref().map(|place| {
                    self.places.get(place).copied().unwrap_or_else(|| {
                        self.defect(at.key("fixed").key("place"), format!("{place:?}"), "the id of a place");
                        PlaceIndex::new(0)
                    })
                })
            });
            Fixed { start: fixed.start, place, mode }
        });
        Activity { id: activity.id.clone(), modes, optional, fixed }
    }

    fn mode(&mut self, body: &ModeBody, id: Option<String>, cost: Option<LevelCost>, at: At<'_>) -> Mode {
        if body.duration == 0 {
            self.defect(at.key("duration"), "0", "at least one tick");
        }
        if body.duration > self.horizon {
            let expected = format!("at most {}, the horizon", self.horizon);
            self.defect(at.key("duration"), body.duration.to_string(), expected);
        }
        for (k, &(first, last)) in body.starts.iter().enumerate() {
            if first > last || last >= self.horizon {
                let expected = format!("a range inside 0..{}", self.horizon);
                self.defect(at.key("starts").item(k), format!("[{first}, {last}]"), expected);
            }
        }
        let places = body.places.as_ref().map(|ids| {
            if ids.is_empty() {
                self.defect(at.key("places"), "an empty list", "at least one place, or null");
            }
            let mut places = Vec::new();
            for (k, id) in ids.iter().enumerate() {
                match self.places.get(id) {
                    Some(&place) if places.contains(&place) => {
                        self.defect(at.key("places").item(k), format!("{id:?} again"), "each place once");
                    }
                    Some(&place) => places.push(place),
                    None => self.defect(at.key("places").item(k), format!("{id:?}"), "the id of a place"),
                }
            }
            places.sort_unstable();
            places
        });
        let start_costs = body.start_costs.iter().enumerate().map(|(k, cost)| {
            let list = at.key("start_costs");
            let at = list.item(k);
            StartCost {
                level: self.level(&cost.level, at),
                profile: self.profile(&cost.profile, at.key("profile")),
                weight: cost.weight,
            }
        });
        let start_costs = start_costs.collect();
        let place_costs = body.place_costs.iter().enumerate().map(|(k, cost)| {
            let list = at.key("place_costs");
            let at = list.item(k);
            let place = self.places.get(&cost.place).copied().unwrap_or_else(|| {
                self.defect(at.key("place"), format!("{:?}", cost.place), "the id of a place");
                PlaceIndex::new(0)
            });
            PlaceCost { place, level: self.level(&cost.level, at), cost: cost.cost }
        });
        let place_costs = place_costs.collect();
        let mut uses = Vec::new();
        for (id, &units) in &body.uses {
            match self.resources.get(id) {
                Some(&resource) if units > 0 => uses.push((resource, units)),
                Some(_) => {}
                None => self.defect(at.key("uses").key(id), "an unknown resource", "the id of a resource"),
            }
        }
        uses.sort_unstable();
        Mode { id, cost, duration: body.duration, starts: merged(&body.starts), places, start_costs, place_costs, uses }
    }

    /// A relation.
    pub(super) fn relation(&mut self, relation: RelationDraft, at: At<'_>) -> Relation {
        let over = match &relation.over {
            Some(over) => self.over(over, at.key("over")),
            None => {
                self.defect(at.key("over"), "nothing", "\"forbidden\" or {\"level\", \"weight\"}");
                Over::Forbidden
            }
        };
        Relation { kind: self.kind(&relation.kind, at), over, tag: relation.tag.map(Box::new) }
    }

    fn kind(&mut self, kind: &RelationKind, at: At<'_>) -> Kind {
        match kind {
            RelationKind::Overlap { a, b, per } => {
                Kind::Overlap { a: self.who(a, at, "a"), b: self.who(b, at, "b"), per: *per }
            }
            RelationKind::Disjoint { activities, per } => {
                Kind::Disjoint { activities: self.who(activities, at, "activities"), per: *per }
            }
            RelationKind::Gap { first, second, min, max, per, unit } => {
                let gap = self.gap(Gap { min: *min, max: *max, per: *per, unit: *unit }, at);
                let (first, second) = self.two((first, "first"), (second, "second"), at);
                Kind::Gap { first, second, gap }
            }
            RelationKind::Spacing { a, b, min, max, per, unit } => {
                let gap = self.gap(Gap { min: *min, max: *max, per: *per, unit: *unit }, at);
                let (a, b) = self.two((a, "a"), (b, "b"), at);
                Kind::Spacing { a, b, gap }
            }
            RelationKind::Break { activities, min } => {
                Kind::Break { activities: self.who(activities, at, "activities"), min: *min }
            }
            RelationKind::Within { inner, outer } => {
                let inner = self.named(inner, at.key("inner"));
                let outer = self.who(outer, at, "outer");
                Kind::Within { inner, outer }
            }
            RelationKind::SamePlace { activities } => {
                Kind::SamePlace { activities: self.who(activities, at, "activities") }
            }
            RelationKind::SameDays { activities, allow } => {
                self.need_days(at);
                Kind::SameDays { activities: self.who(activities, at, "activities"), allow: *allow }
            }
            RelationKind::Move { activities, window } => {
                Kind::Move { activities: self.who(activities, at, "activities"), window: *window }
            }
            RelationKind::AnyOf { of } => {
                if of.is_empty() {
                    self.defect(at.key("of"), "an empty list", "at least one relation");
                }
                let mut kinds = Vec::new();
                for (k, member) in of.iter().enumerate() {
                    let list = at.key("of");
                    let at = list.item(k);
                    if member.over.is_some() {
                        self.defect(at.key("over"), "a price", "no price inside any_of");
                    }
                    kinds.push(self.kind(&member.kind, at));
                }
                Kind::AnyOf { of: kinds }
            }
        }
    }

    fn gap(&mut self, gap: Gap, at: At<'_>) -> Gap {
        if gap.max.is_some_and(|max| max < gap.min) {
            self.defect(at.key("max"), gap.max.unwrap_or_default().to_string(), format!("at least min, {}", gap.min));
        }
        if gap.unit == Unit::Day {
            self.need_days(at);
        }
        gap
    }

    fn need_days(&mut self, at: At<'_>) {
        if !self.has_days {
            self.defect(at, "a relation that counts days", "a problem with days");
        }
    }

    fn two(&mut self, a: (&String, &str), b: (&String, &str), at: At<'_>) -> (ActivityIndex, ActivityIndex) {
        if a.0 == b.0 {
            self.defect(at.key(b.1), format!("{:?} again", b.0), "two different activities");
        }
        (self.named(a.0, at.key(a.1)), self.named(b.0, at.key(b.1)))
    }

    fn named(&mut self, id: &str, at: At<'_>) -> ActivityIndex {
        self.activities.get(id).copied().unwrap_or_else(|| {
            self.defect(at, format!("{id:?}"), "the id of an activity");
            ActivityIndex::new(0)
        })
    }

    fn who(&mut self, who: &Who, at: At<'_>, key: &str) -> Members {
        let Who::Ids(ids) = who else { return (0..self.activities.len()).map(ActivityIndex::new).collect() };
        let mut known: SmallVec<[(ActivityIndex, usize); 4]> = SmallVec::new();
        let mut wrong = Vec::new();
        for (k, id) in ids.iter().enumerate() {
            match self.activities.get(id) {
                Some(&index) => known.push((index, k)),
                None => wrong.push((k, false)),
            }
        }
        known.sort_unstable();
        let again = known.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[1].1, true));
        wrong.extend(again);
        wrong.sort_unstable();
        for (k, is_known) in wrong {
            let id = &ids[k];
            match is_known {
                true => self.defect(at.key(key).item(k), format!("{id:?} again"), "each activity once"),
                false => self.defect(at.key(key).item(k), format!("{id:?}"), "the id of an activity"),
            }
        }
        known.dedup_by_key(|(index, _)| *index);
        let members: SmallVec<[ActivityIndex; 8]> = known.into_iter().map(|(index, _)| index).collect();
        match self.members.get(&members[..]) {
            Some(members) => Members::clone(members),
            None => {
                let members = Members::from(&members[..]);
                self.members.insert(Members::clone(&members));
                members
            }
        }
    }
}

/// Ascending ranges that neither touch nor overlap.
fn merged(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
    for (first, last) in sorted {
        match merged.last_mut() {
            Some(previous) if first <= previous.1.saturating_add(1) => previous.1 = previous.1.max(last),
            _ => merged.push((first, last)),
        }
    }
    merged
}
