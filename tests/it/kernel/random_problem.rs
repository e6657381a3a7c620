//! Small problems with every kind of relation, price and mode, made from a seed.

use std::collections::BTreeMap;

use convoke::kernel::draft::{
    ActivityDraft, CapacityDraft, Draft, FixedDraft, LevelCostDraft, ModeBody, ModeDraft, ModesDraft, OverDraft, Per,
    PlaceCostDraft, PlaceDraft, RelationDraft, RelationKind, ResourceDraft, StartCostDraft, Unit, Who,
};
use convoke::kernel::random::Random;
use convoke::kernel::{ModeIndex, PlaceIndex, Placement, Placements, Problem};

/// How large.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub activities: usize,
    pub horizon: u32,
    pub relations: usize,
    /// Of eight relations so many are forbidden.
    pub forbidden: usize,
}

struct Maker {
    random: Random,
    size: Size,
}

/// A problem of this size.
pub fn draft(seed: u64, size: Size) -> Draft {
    let mut maker = Maker { random: Random::new(seed), size };
    let horizon = size.horizon;
    let days = vec![0, horizon / 3, horizon - horizon / 3];
    let profiles = BTreeMap::from([
        ("rising".to_owned(), (0..horizon).map(u64::from).collect()),
        ("few".to_owned(), (0..horizon).map(|_| maker.random.below(3) as u64).collect()),
    ]);
    let closed = vec![(1, 1), (horizon - 2, horizon)];
    let places = vec![
        PlaceDraft { id: "hall".to_owned(), capacity: Some(1), closed: Vec::new() },
        PlaceDraft { id: "room".to_owned(), capacity: Some(maker.random.below(3) as u64), closed },
        PlaceDraft { id: "lawn".to_owned(), capacity: None, closed: Vec::new() },
    ];
    let resources = vec![
        ResourceDraft { id: "teams".to_owned(), capacity: CapacityDraft::Constant(2), over: maker.over() },
        ResourceDraft {
            id: "desks".to_owned(),
            capacity: CapacityDraft::Profile("few".to_owned()),
            over: maker.over(),
        },
    ];
    let place_over = maker.over();
    let activities = (0..size.activities).map(|n| maker.activity(n)).collect();
    let relations = (0..size.relations).map(|n| maker.relation(n)).collect();
    let levels = vec!["strong".to_owned(), "wish".to_owned()];
    let name = format!("random-{seed}");
    Draft {
        name,
        horizon,
        days: Some(days),
        levels,
        profiles,
        places,
        place_over,
        resources,
        activities,
        relations,
        ..Draft::default()
    }
}

/// The problem itself; the maker makes no defects.
pub fn problem(seed: u64, size: Size) -> Problem {
    Problem::new(draft(seed, size)).unwrap_or_else(|defects| panic!("seed {seed}: {defects:?}"))
}

/// Placements, most of them possible.
pub fn placements(seed: u64, problem: &Problem) -> Placements {
    let mut random = Random::new(seed);
    let mut placements = Placements::empty(problem);
    for activity in problem.activity_indices() {
        let modes = problem.activity(activity).modes().len();
        let mode = ModeIndex::new(random.below(modes));
        let places = problem.activity(activity).mode(mode).places();
        let place = match (places, random.below(10)) {
            (_, 0) => Some(PlaceIndex::new(random.below(problem.places().len()))),
            (_, 1) | (None, _) => None,
            (Some(places), _) => Some(places[random.below(places.len())]),
        };
        let start = random.below(problem.horizon() as usize) as u32;
        placements.set(activity, (random.below(10) > 0).then_some(Placement { start, place, mode }));
    }
    placements
}

impl Maker {
    fn chance(&mut self, of_eight: usize) -> bool {
        self.random.below(8) < of_eight
    }

    fn level(&mut self) -> String {
        ["strong", "wish"][self.random.below(2)].to_owned()
    }

    fn over(&mut self) -> OverDraft {
        if self.chance(self.size.forbidden) {
            OverDraft::Forbidden
        } else {
            OverDraft::Level { level: self.level(), weight: self.random.below(4) as u64 }
        }
    }

    fn per(&mut self) -> Per {
        [Per::Once, Per::Tick][self.random.below(2)]
    }

    fn id(&mut self) -> String {
        format!("a{}", self.random.below(self.size.activities))
    }

    fn two(&mut self) -> (String, String) {
        let one = self.random.below(self.size.activities);
        let other = (one + 1 + self.random.below(self.size.activities - 1)) % self.size.activities;
        (format!("a{one}"), format!("a{other}"))
    }

    fn who(&mut self) -> Who {
        if self.chance(1) {
            return Who::All;
        }
        Who::Ids((0..self.size.activities).filter(|_| self.random.below(2) == 0).map(|n| format!("a{n}")).collect())
    }

    fn body(&mut self) -> ModeBody {
        let horizon = self.size.horizon as usize;
        let starts = (0..1 + self.random.below(2)).map(|_| {
            let first = self.random.below(horizon - 1);
            (first as u32, (first + self.random.below(3)).min(horizon - 1) as u32)
        });
        let starts = starts.collect();
        let start_costs = if self.chance(5) {
            vec![StartCostDraft {
                level: self.level(),
                profile: "rising".to_owned(),
                weight: self.random.below(3) as u64,
            }]
        } else {
            Vec::new()
        };
        let with_place = self.chance(5);
        let all = ["hall", "room", "lawn"];
        let from = self.random.below(3);
        let places = with_place.then(|| all[from..].iter().map(|&place| place.to_owned()).collect());
        let place_costs = if self.chance(3) {
            let place = all[self.random.below(3)].to_owned();
            vec![PlaceCostDraft { place, level: self.level(), cost: self.random.below(4) as u64 }]
        } else {
            Vec::new()
        };
        let mut uses = BTreeMap::new();
        for resource in ["teams", "desks"] {
            if self.chance(2) {
                uses.insert(resource.to_owned(), self.random.below(3) as u64);
            }
        }
        ModeBody { duration: 1 + self.random.below(3) as u32, starts, places, start_costs, place_costs, uses }
    }

    fn level_cost(&mut self) -> LevelCostDraft {
        LevelCostDraft { level: self.level(), cost: self.random.below(5) as u64 }
    }

    fn activity(&mut self, n: usize) -> ActivityDraft {
        let modes = if self.chance(2) {
            let mode = |maker: &mut Self, id: &str| {
                let cost = if maker.chance(4) { Some(maker.level_cost()) } else { None };
                ModeDraft { id: id.to_owned(), cost, body: maker.body() }
            };
            ModesDraft::Several { modes: vec![mode(self, "online"), mode(self, "in a room")] }
        } else {
            ModesDraft::One(self.body())
        };
        let optional = if self.chance(2) { Some(self.level_cost()) } else { None };
        let fixed = self.chance(1).then(|| FixedDraft {
            start: self.random.below(self.size.horizon as usize) as u32,
            place: self.chance(2).then(|| self.chance(4).then(|| "hall".to_owned())),
            mode: None,
        });
        ActivityDraft { id: format!("a{n}"), modes, optional, fixed }
    }

    fn relation(&mut self, n: usize) -> RelationDraft {
        let kind = self.kind(n % 10);
        RelationDraft { kind, over: Some(self.over()), tag: Some(serde_json::json!(format!("r{n}"))) }
    }

    fn kind(&mut self, which: usize) -> RelationKind {
        let unit = [Unit::Tick, Unit::Day][self.random.below(2)];
        let min = self.random.below(5) as i64 - 2;
        let max = if self.chance(4) { Some(min + self.random.below(4) as i64) } else { None };
        let per = self.per();
        match which {
            0 => RelationKind::Overlap { a: self.who(), b: self.who(), per },
            1 => RelationKind::Disjoint { activities: self.who(), per },
            2 => {
                let (first, second) = self.two();
                RelationKind::Gap { first, second, min, max, per, unit }
            }
            3 => {
                let (a, b) = self.two();
                RelationKind::Spacing { a, b, min, max, per, unit }
            }
            4 => RelationKind::Break { activities: self.who(), min: self.random.below(3) as i64 },
            5 => RelationKind::Within { inner: self.id(), outer: self.who() },
            6 => RelationKind::SamePlace { activities: self.who() },
            7 => RelationKind::SameDays { activities: self.who(), allow: self.random.below(3) as u64 },
            8 => RelationKind::Move { activities: self.who(), window: self.random.below(4) as i64 - 1 },
            _ => {
                let deepest = self.chance(1);
                let of = (0..2).map(|_| {
                    let which = self.random.below(if deepest { 10 } else { 9 });
                    RelationDraft { kind: self.kind(which), over: None, tag: None }
                });
                RelationKind::AnyOf { of: of.collect() }
            }
        }
    }
}
