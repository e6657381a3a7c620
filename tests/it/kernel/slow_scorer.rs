//! A second scorer, written from the page that describes the format, tick by tick and without the kernel's code: the
//! judge of `kernel::cost`.

use std::collections::{BTreeMap, BTreeSet};

use convoke::kernel::draft::{
    ActivityDraft, CapacityDraft, Draft, ModeBody, ModesDraft, OverDraft, Per, RelationKind, Unit, Who,
};
use convoke::kernel::{Placements, Problem};

struct Sitting<'a> {
    start: i64,
    end: i64,
    place: Option<String>,
    mode: &'a ModeBody,
}

/// Forbidden units and costs by level.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub forbidden: u64,
    pub cost: BTreeMap<String, u64>,
}

impl Sums {
    fn charge(&mut self, over: &OverDraft, units: i64) {
        let units = units.max(0) as u64;
        match over {
            OverDraft::Forbidden => self.forbidden += units,
            OverDraft::Level { level, weight } => *self.cost.entry(level.clone()).or_default() += weight * units,
        }
    }

    fn pay(&mut self, level: &str, cost: u64) {
        *self.cost.entry(level.to_owned()).or_default() += cost;
    }
}

struct Table<'a> {
    draft: &'a Draft,
    sitting: BTreeMap<&'a str, Sitting<'a>>,
}

/// Scores placements of the problem that `draft` describes.
pub fn score(draft: &Draft, problem: &Problem, placements: &Placements) -> Sums {
    let mut sums = Sums::default();
    for level in &draft.levels {
        sums.cost.insert(level.clone(), 0);
    }
    let mut sitting = BTreeMap::new();
    for (index, activity) in problem.activity_indices().zip(&draft.activities) {
        let Some(placement) = placements.get(index) else {
            match (&activity.optional, &activity.fixed) {
                (Some(optional), None) => sums.pay(&optional.level, optional.cost),
                _ => sums.forbidden += 1,
            }
            continue;
        };
        let place = placement.place.map(|place| draft.places[place.get()].id.clone());
        if let Some(spot) = sit(draft, activity, placement.mode.get(), i64::from(placement.start), place, &mut sums) {
            sitting.insert(activity.id.as_str(), spot);
        }
    }
    let table = Table { draft, sitting };
    for tick in 0..i64::from(draft.horizon) {
        table.crowds(tick, &mut sums);
    }
    for relation in &draft.relations {
        let over = relation.over.as_ref().expect("relations on top have a price");
        sums.charge(over, table.units(&relation.kind));
    }
    sums
}

fn sit<'a>(
    draft: &Draft,
    activity: &'a ActivityDraft,
    mode: usize,
    start: i64,
    place: Option<String>,
    sums: &mut Sums,
) -> Option<Sitting<'a>> {
    let (id, cost, body) = match &activity.modes {
        ModesDraft::One(body) => (None, None, body),
        ModesDraft::Several { modes } => (Some(&modes[mode].id), modes[mode].cost.as_ref(), &modes[mode].body),
    };
    if let Some(fixed) = &activity.fixed {
        let stays = start == i64::from(fixed.start)
            && fixed.place.as_ref().is_none_or(|fixed| *fixed == place)
            && fixed.mode.as_ref().is_none_or(|fixed| Some(fixed) == id);
        sums.forbidden += u64::from(!stays);
    } else if !body.starts.iter().any(|&(first, last)| i64::from(first) <= start && start <= i64::from(last)) {
        sums.forbidden += 1;
        return None;
    }
    let end = start + i64::from(body.duration);
    if end > i64::from(draft.horizon) {
        sums.forbidden += 1;
        return None;
    }
    for known in &body.start_costs {
        sums.pay(&known.level, known.weight * draft.profiles[&known.profile][start as usize]);
    }
    for known in body.place_costs.iter().filter(|known| Some(&known.place) == place.as_ref()) {
        sums.pay(&known.level, known.cost);
    }
    if let Some(cost) = cost {
        sums.pay(&cost.level, cost.cost);
    }
    let place = match (&body.places, place) {
        (Some(places), Some(place)) if places.contains(&place) => {
            let closed = &draft.places.iter().find(|known| known.id == place).expect("a known place").closed;
            let ticks: BTreeSet<i64> = (start..end).collect();
            let hit = |&&(first, last): &&(u32, u32)| {
                ticks.iter().any(|&tick| i64::from(first) <= tick && tick <= i64::from(last))
            };
            sums.forbidden += closed.iter().filter(hit).count() as u64;
            Some(place)
        }
        (None, None) => None,
        _ => {
            sums.forbidden += 1;
            None
        }
    };
    Some(Sitting { start, end, place, mode: body })
}

impl Table<'_> {
    fn crowds(&self, tick: i64, sums: &mut Sums) {
        let present: Vec<&Sitting<'_>> = self.sitting.values().filter(|s| s.start <= tick && tick < s.end).collect();
        for place in &self.draft.places {
            let here = present.iter().filter(|s| s.place.as_ref() == Some(&place.id)).count() as i64;
            if let Some(capacity) = place.capacity {
                sums.charge(&self.draft.place_over, here - capacity as i64);
            }
        }
        for resource in &self.draft.resources {
            let used: u64 = present.iter().map(|s| s.mode.uses.get(&resource.id).copied().unwrap_or(0)).sum();
            let capacity = match &resource.capacity {
                CapacityDraft::Constant(capacity) => *capacity,
                CapacityDraft::Profile(profile) => self.draft.profiles[profile][tick as usize],
            };
            sums.charge(&resource.over, used as i64 - capacity as i64);
        }
    }

    fn named(&self, who: &Who) -> Vec<(&str, &Sitting<'_>)> {
        let all = self.sitting.iter().map(|(id, sitting)| (*id, sitting));
        match who {
            Who::All => all.collect(),
            Who::Ids(ids) => all.filter(|(id, _)| ids.iter().any(|known| known == id)).collect(),
        }
    }

    fn day(&self, tick: i64) -> i64 {
        let days = self.draft.days.as_ref().expect("the problem has days");
        days.iter().filter(|&&first| i64::from(first) <= tick).count() as i64
    }

    fn shared(&self, a: &Sitting<'_>, b: &Sitting<'_>, per: Per) -> i64 {
        let ticks = (a.start..a.end).filter(|tick| b.start <= *tick && *tick < b.end).count() as i64;
        if per == Per::Tick { ticks } else { ticks.min(1) }
    }

    fn short(&self, a: &Sitting<'_>, b: &Sitting<'_>, min: i64, max: Option<i64>, per: Per, unit: Unit) -> i64 {
        let gap = match unit {
            Unit::Tick => b.start - a.end,
            Unit::Day => self.day(b.start) - self.day(a.end - 1),
        };
        let units = (min - gap).max(0) + max.map_or(0, |max| (gap - max).max(0));
        if per == Per::Tick { units } else { units.min(1) }
    }

    fn units(&self, kind: &RelationKind) -> i64 {
        match kind {
            RelationKind::Overlap { a, b, per } => {
                let mut units = 0;
                for (one, ours) in self.named(a) {
                    for (other, theirs) in self.named(b) {
                        if one != other {
                            units += self.shared(ours, theirs, *per);
                        }
                    }
                }
                units
            }
            RelationKind::Disjoint { activities, per } => {
                let mut units = 0;
                for (one, ours) in self.named(activities) {
                    for (other, theirs) in self.named(activities) {
                        if one < other {
                            units += self.shared(ours, theirs, *per);
                        }
                    }
                }
                units
            }
            RelationKind::Gap { first, second, min, max, per, unit } => {
                match (self.sitting.get(first.as_str()), self.sitting.get(second.as_str())) {
                    (Some(a), Some(b)) => self.short(a, b, *min, *max, *per, *unit),
                    _ => 0,
                }
            }
            RelationKind::Spacing { a, b, min, max, per, unit } => {
                match (self.sitting.get(a.as_str()), self.sitting.get(b.as_str())) {
                    (Some(a), Some(b)) if a.start <= b.start => self.short(a, b, *min, *max, *per, *unit),
                    (Some(a), Some(b)) => self.short(b, a, *min, *max, *per, *unit),
                    _ => 0,
                }
            }
            RelationKind::Break { activities, min } => {
                let all = self.named(activities);
                let close = |a: &Sitting<'_>, b: &Sitting<'_>| b.start >= a.end && b.start - a.end < *min;
                let pairs = all.iter().flat_map(|a| all.iter().map(move |b| (a, b)));
                pairs.filter(|(a, b)| a.0 != b.0 && close(a.1, b.1)).count() as i64
            }
            RelationKind::Within { inner, outer } => self.sitting.get(inner.as_str()).map_or(0, |inside| {
                let holds = |other: &Sitting<'_>| (inside.start..inside.end).all(|t| other.start <= t && t < other.end);
                i64::from(!self.named(outer).iter().any(|(_, other)| holds(other)))
            }),
            RelationKind::SamePlace { activities } => {
                let places: BTreeSet<&String> =
                    self.named(activities).iter().filter_map(|(_, s)| s.place.as_ref()).collect();
                places.len() as i64 - 1
            }
            RelationKind::SameDays { activities, allow } => {
                let days: BTreeSet<i64> = self.named(activities).iter().map(|(_, s)| self.day(s.start)).collect();
                days.len() as i64 - *allow as i64
            }
            RelationKind::Move { activities, window } => {
                let all = self.named(activities);
                let moves = |a: &Sitting<'_>, b: &Sitting<'_>| {
                    a.start < b.start && b.start - a.end <= *window && a.place != b.place
                };
                let pairs = all.iter().flat_map(|a| all.iter().map(move |b| (a, b)));
                pairs.filter(|(a, b)| a.0 != b.0 && moves(a.1, b.1)).count() as i64
            }
            RelationKind::AnyOf { of } => i64::from(of.iter().all(|member| self.units(&member.kind) > 0)),
        }
    }
}
