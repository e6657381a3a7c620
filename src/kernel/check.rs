//! [`Draft`] to [`Problem`]: every id looked up, every number in range, with all defects and their paths.

use std::collections::{BTreeMap, BTreeSet};

use super::dearest;
use super::defect::Defect;
use super::draft::{
    ActivityDraft, CapacityDraft, Draft, FORMAT, LevelCostDraft, ModeBody, ModesDraft, OverDraft, RelationDraft,
    RelationKind, Unit, Who,
};
use super::index::{ActivityIndex, LevelIndex, ModeIndex, PlaceIndex, ProfileIndex, RelationIndex, ResourceIndex};
use super::limits::{self, MOST_DEFECTS};
use super::problem::{
    Activity, Capacity, Fixed, Gap, Kind, LevelCost, Mode, Over, Place, PlaceCost, Problem, Relation, Resource,
    StartCost,
};

type Index<T> = BTreeMap<String, T>;

struct Check {
    defects: Vec<Defect>,
    horizon: u32,
    has_days: bool,
    levels: Index<LevelIndex>,
    profiles: Index<ProfileIndex>,
    places: Index<PlaceIndex>,
    resources: Index<ResourceIndex>,
    activities: Index<ActivityIndex>,
}

/// Checks and indexes a draft.
pub(super) fn problem(draft: Draft) -> Result<Problem, Vec<Defect>> {
    let exceeded = limits::exceeded(&draft);
    if !exceeded.is_empty() {
        return Err(exceeded);
    }
    let mut check = Check {
        defects: Vec::new(),
        horizon: draft.horizon,
        has_days: draft.days.as_ref().is_some_and(|days| !days.is_empty()),
        levels: Index::new(),
        profiles: Index::new(),
        places: Index::new(),
        resources: Index::new(),
        activities: Index::new(),
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
    check.levels = check.names("levels", draft.levels.iter().map(String::as_str), LevelIndex::new);
    check.places = check.ids("places", draft.places.iter().map(|place| place.id.as_str()), PlaceIndex::new);
    check.resources =
        check.ids("resources", draft.resources.iter().map(|resource| resource.id.as_str()), ResourceIndex::new);
    check.activities =
        check.ids("activities", draft.activities.iter().map(|activity| activity.id.as_str()), ActivityIndex::new);
    if check.activities.contains_key("*") {
        check.defect("activities", "the id \"*\"", "another id: \"*\" means all activities");
    }
    check.profiles = draft.profiles.keys().enumerate().map(|(n, name)| (name.clone(), ProfileIndex::new(n))).collect();
    for (name, values) in &draft.profiles {
        if values.len() != draft.horizon as usize {
            check.defect(
                format!("profiles.{name}"),
                format!("{} numbers", values.len()),
                format!("{}, the horizon", draft.horizon),
            );
        }
    }
    let day_of = check.days(draft.days.as_deref());
    let places = draft.places.iter().enumerate().map(|(n, place)| check.place(place, n)).collect();
    let place_over = check.over(&draft.place_over, "place_over");
    let resources = draft.resources.iter().enumerate().map(|(n, resource)| check.resource(resource, n)).collect();
    let activities: Vec<Activity> =
        draft.activities.iter().enumerate().map(|(n, activity)| check.activity(activity, n)).collect();
    let relations: Vec<Relation> =
        draft.relations.iter().enumerate().map(|(n, relation)| check.relation(relation, n)).collect();
    if !check.defects.is_empty() {
        return Err(check.defects);
    }
    let mut touching = vec![Vec::new(); activities.len()];
    for (n, relation) in relations.iter().enumerate() {
        for activity in relation.kind.activities() {
            touching[activity.get()].push(RelationIndex::new(n));
        }
    }
    let profiles = draft.profiles.into_values().collect();
    let (name, horizon, levels) = (draft.name, draft.horizon, draft.levels);
    let problem = Problem {
        name,
        horizon,
        day_of,
        levels,
        profiles,
        places,
        place_over,
        resources,
        activities,
        relations,
        touching,
    };
    let dear = dearest::dearest(&problem);
    let too_dear: Vec<Defect> = problem
        .levels
        .iter()
        .zip(dear)
        .enumerate()
        .filter(|(_, (_, dear))| *dear >= dearest::LIMIT)
        .map(|(n, (level, _))| {
            Defect::new(
                format!("levels[{n}]"),
                format!("costs of {level:?} that can exceed 2^53"),
                "smaller weights, so that sums stay exact",
            )
        })
        .collect();
    if too_dear.is_empty() { Ok(problem) } else { Err(too_dear) }
}

impl Check {
    fn defect(&mut self, path: impl Into<String>, found: impl Into<String>, expected: impl Into<String>) {
        if self.defects.len() < MOST_DEFECTS {
            self.defects.push(Defect::new(path, found, expected));
        }
    }

    fn names<'a, T>(
        &mut self,
        path: &str,
        names: impl Iterator<Item = &'a str>,
        index: impl Fn(usize) -> T,
    ) -> Index<T> {
        let mut map = Index::new();
        for (n, name) in names.enumerate() {
            if map.insert(name.to_owned(), index(n)).is_some() {
                self.defect(format!("{path}[{n}]"), format!("{name:?} again"), "each name once");
            }
        }
        map
    }

    fn ids<'a, T>(&mut self, path: &str, ids: impl Iterator<Item = &'a str>, index: impl Fn(usize) -> T) -> Index<T> {
        let mut map = Index::new();
        for (n, id) in ids.enumerate() {
            if map.insert(id.to_owned(), index(n)).is_some() {
                self.defect(format!("{path}[{n}].id"), format!("{id:?} again"), "each id once");
            }
        }
        map
    }

    /// The day number of each tick and of the tick after the last.
    fn days(&mut self, days: Option<&[u32]>) -> Vec<u32> {
        let Some(days) = days.filter(|days| !days.is_empty()) else { return Vec::new() };
        if days[0] != 0 {
            self.defect("days[0]", days[0].to_string(), "0");
        }
        for (n, pair) in days.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                self.defect(format!("days[{}]", n + 1), pair[1].to_string(), format!("more than {}", pair[0]));
            }
        }
        (0..=self.horizon).map(|tick| days.partition_point(|&first| first <= tick) as u32).collect()
    }

    fn level(&mut self, level: &str, path: &str) -> LevelIndex {
        if let Some(&index) = self.levels.get(level) {
            return index;
        }
        // Without any level that alone is the defect.
        if !self.levels.is_empty() {
            let known = self.levels.keys().cloned().collect::<Vec<_>>().join(", ");
            self.defect(format!("{path}.level"), format!("{level:?}"), format!("one of the levels {known}"));
        }
        LevelIndex::new(0)
    }

    fn over(&mut self, over: &OverDraft, path: &str) -> Over {
        match over {
            OverDraft::Forbidden => Over::Forbidden,
            OverDraft::Level { level, weight } => Over::Level { level: self.level(level, path), weight: *weight },
        }
    }

    fn level_cost(&mut self, cost: &LevelCostDraft, path: &str) -> LevelCost {
        LevelCost { level: self.level(&cost.level, path), cost: cost.cost }
    }

    fn place(&mut self, place: &super::draft::PlaceDraft, n: usize) -> Place {
        for (k, &(first, last)) in place.closed.iter().enumerate() {
            if first > last {
                self.defect(
                    format!("places[{n}].closed[{k}]"),
                    format!("[{first}, {last}]"),
                    "the first tick not after the last",
                );
            }
        }
        Place { id: place.id.clone(), capacity: place.capacity, closed: place.closed.clone() }
    }

    fn profile(&mut self, profile: &str, path: &str) -> ProfileIndex {
        self.profiles.get(profile).copied().unwrap_or_else(|| {
            self.defect(path, format!("{profile:?}"), "a name in profiles");
            ProfileIndex::new(0)
        })
    }

    fn resource(&mut self, resource: &super::draft::ResourceDraft, n: usize) -> Resource {
        let path = format!("resources[{n}]");
        let capacity = match &resource.capacity {
            CapacityDraft::Constant(capacity) => Capacity::Constant(*capacity),
            CapacityDraft::Profile(profile) => Capacity::Profile(self.profile(profile, &format!("{path}.capacity"))),
        };
        Resource { id: resource.id.clone(), capacity, over: self.over(&resource.over, &format!("{path}.over")) }
    }

    fn activity(&mut self, activity: &ActivityDraft, n: usize) -> Activity {
        let path = format!("activities[{n}]");
        let modes: Vec<Mode> = match &activity.modes {
            ModesDraft::One(body) => vec![self.mode(body, None, None, &path)],
            ModesDraft::Several { modes } => {
                if modes.is_empty() {
                    self.defect(format!("{path}.modes"), "none", "at least one mode");
                }
                self.ids(&format!("{path}.modes"), modes.iter().map(|mode| mode.id.as_str()), ModeIndex::new);
                modes
                    .iter()
                    .enumerate()
                    .map(|(k, mode)| {
                        let path = format!("{path}.modes[{k}]");
                        let cost = mode.cost.as_ref().map(|cost| self.level_cost(cost, &format!("{path}.cost")));
                        self.mode(&mode.body, Some(mode.id.clone()), cost, &path)
                    })
                    .collect()
            }
        };
        let optional = activity.optional.as_ref().map(|cost| self.level_cost(cost, &format!("{path}.optional")));
        let fixed = activity.fixed.as_ref().map(|fixed| {
            if fixed.start >= self.horizon {
                let expected = format!("a tick before {}, the horizon", self.horizon);
                self.defect(format!("{path}.fixed.start"), fixed.start.to_string(), expected);
            }
            let mode = fixed.mode.as_ref().map(|mode| {
                let position = modes.iter().position(|known| known.id.as_deref() == Some(mode));
                ModeIndex::new(position.unwrap_or_else(|| {
                    self.defect(format!("{path}.fixed.mode"), format!("{mode:?}"), "a mode of this activity");
                    0
                }))
            });
            let place = fixed.place.as_ref().map(|place| {
                place.as_ref().map(|place| {
                    self.places.get(place).copied().unwrap_or_else(|| {
                        self.defect(format!("{path}.fixed.place"), format!("{place:?}"), "the id of a place");
                        PlaceIndex::new(0)
                    })
                })
            });
            Fixed { start: fixed.start, place, mode }
        });
        Activity { id: activity.id.clone(), modes, optional, fixed }
    }

    fn mode(&mut self, body: &ModeBody, id: Option<String>, cost: Option<LevelCost>, path: &str) -> Mode {
        if body.duration == 0 {
            self.defect(format!("{path}.duration"), "0", "at least one tick");
        }
        if body.duration > self.horizon {
            let expected = format!("at most {}, the horizon", self.horizon);
            self.defect(format!("{path}.duration"), body.duration.to_string(), expected);
        }
        for (k, &(first, last)) in body.starts.iter().enumerate() {
            if first > last || last >= self.horizon {
                let expected = format!("a range inside 0..{}", self.horizon);
                self.defect(format!("{path}.starts[{k}]"), format!("[{first}, {last}]"), expected);
            }
        }
        let places = body.places.as_ref().map(|ids| {
            if ids.is_empty() {
                self.defect(format!("{path}.places"), "an empty list", "at least one place, or null");
            }
            let mut places = Vec::new();
            for (k, id) in ids.iter().enumerate() {
                match self.places.get(id) {
                    Some(&place) if places.contains(&place) => {
                        self.defect(format!("{path}.places[{k}]"), format!("{id:?} again"), "each place once");
                    }
                    Some(&place) => places.push(place),
                    None => self.defect(format!("{path}.places[{k}]"), format!("{id:?}"), "the id of a place"),
                }
            }
            places.sort_unstable();
            places
        });
        let start_costs = body.start_costs.iter().enumerate().map(|(k, cost)| {
            let path = format!("{path}.start_costs[{k}]");
            StartCost {
                level: self.level(&cost.level, &path),
                profile: self.profile(&cost.profile, &format!("{path}.profile")),
                weight: cost.weight,
            }
        });
        let start_costs = start_costs.collect();
        let place_costs = body.place_costs.iter().enumerate().map(|(k, cost)| {
            let path = format!("{path}.place_costs[{k}]");
            let place = self.places.get(&cost.place).copied().unwrap_or_else(|| {
                self.defect(format!("{path}.place"), format!("{:?}", cost.place), "the id of a place");
                PlaceIndex::new(0)
            });
            PlaceCost { place, level: self.level(&cost.level, &path), cost: cost.cost }
        });
        let place_costs = place_costs.collect();
        let mut uses = Vec::new();
        for (id, &units) in &body.uses {
            match self.resources.get(id) {
                Some(&resource) if units > 0 => uses.push((resource, units)),
                Some(_) => {}
                None => self.defect(format!("{path}.uses.{id}"), "an unknown resource", "the id of a resource"),
            }
        }
        uses.sort_unstable();
        Mode { id, cost, duration: body.duration, starts: merged(&body.starts), places, start_costs, place_costs, uses }
    }

    fn relation(&mut self, relation: &RelationDraft, n: usize) -> Relation {
        let path = format!("relations[{n}]");
        let over = match &relation.over {
            Some(over) => self.over(over, &format!("{path}.over")),
            None => {
                self.defect(format!("{path}.over"), "nothing", "\"forbidden\" or {\"level\", \"weight\"}");
                Over::Forbidden
            }
        };
        Relation { kind: self.kind(&relation.kind, &path), over, tag: relation.tag.clone() }
    }

    fn kind(&mut self, kind: &RelationKind, path: &str) -> Kind {
        match kind {
            RelationKind::Overlap { a, b, per } => {
                Kind::Overlap { a: self.who(a, path, "a"), b: self.who(b, path, "b"), per: *per }
            }
            RelationKind::Disjoint { activities, per } => {
                Kind::Disjoint { activities: self.who(activities, path, "activities"), per: *per }
            }
            RelationKind::Gap { first, second, min, max, per, unit } => {
                let gap = self.gap(Gap { min: *min, max: *max, per: *per, unit: *unit }, path);
                let (first, second) = self.two((first, "first"), (second, "second"), path);
                Kind::Gap { first, second, gap }
            }
            RelationKind::Spacing { a, b, min, max, per, unit } => {
                let gap = self.gap(Gap { min: *min, max: *max, per: *per, unit: *unit }, path);
                let (a, b) = self.two((a, "a"), (b, "b"), path);
                Kind::Spacing { a, b, gap }
            }
            RelationKind::Break { activities, min } => {
                Kind::Break { activities: self.who(activities, path, "activities"), min: *min }
            }
            RelationKind::Within { inner, outer } => {
                let inner = self.named(inner, &format!("{path}.inner"));
                let outer = self.who(outer, path, "outer");
                Kind::Within { inner, outer }
            }
            RelationKind::SamePlace { activities } => {
                Kind::SamePlace { activities: self.who(activities, path, "activities") }
            }
            RelationKind::SameDays { activities, allow } => {
                self.need_days(path);
                Kind::SameDays { activities: self.who(activities, path, "activities"), allow: *allow }
            }
            RelationKind::Move { activities, window } => {
                Kind::Move { activities: self.who(activities, path, "activities"), window: *window }
            }
            RelationKind::AnyOf { of } => {
                if of.is_empty() {
                    self.defect(format!("{path}.of"), "an empty list", "at least one relation");
                }
                let mut kinds = Vec::new();
                for (k, member) in of.iter().enumerate() {
                    let path = format!("{path}.of[{k}]");
                    if member.over.is_some() {
                        self.defect(format!("{path}.over"), "a price", "no price inside any_of");
                    }
                    kinds.push(self.kind(&member.kind, &path));
                }
                Kind::AnyOf { of: kinds }
            }
        }
    }

    fn gap(&mut self, gap: Gap, path: &str) -> Gap {
        if gap.max.is_some_and(|max| max < gap.min) {
            self.defect(
                format!("{path}.max"),
                gap.max.unwrap_or_default().to_string(),
                format!("at least min, {}", gap.min),
            );
        }
        if gap.unit == Unit::Day {
            self.need_days(path);
        }
        gap
    }

    fn need_days(&mut self, path: &str) {
        if !self.has_days {
            self.defect(path, "a relation that counts days", "a problem with days");
        }
    }

    fn two(&mut self, a: (&String, &str), b: (&String, &str), path: &str) -> (ActivityIndex, ActivityIndex) {
        if a.0 == b.0 {
            self.defect(format!("{path}.{}", b.1), format!("{:?} again", b.0), "two different activities");
        }
        (self.named(a.0, &format!("{path}.{}", a.1)), self.named(b.0, &format!("{path}.{}", b.1)))
    }

    fn named(&mut self, id: &str, path: &str) -> ActivityIndex {
        self.activities.get(id).copied().unwrap_or_else(|| {
            self.defect(path, format!("{id:?}"), "the id of an activity");
            ActivityIndex::new(0)
        })
    }

    fn who(&mut self, who: &Who, path: &str, key: &str) -> Vec<ActivityIndex> {
        let Who::Ids(ids) = who else { return (0..self.activities.len()).map(ActivityIndex::new).collect() };
        let mut seen = BTreeSet::new();
        for (k, id) in ids.iter().enumerate() {
            let index = self.named(id, &format!("{path}.{key}[{k}]"));
            if self.activities.contains_key(id) && !seen.insert(index) {
                self.defect(format!("{path}.{key}[{k}]"), format!("{id:?} again"), "each activity once");
            }
        }
        seen.into_iter().collect()
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
