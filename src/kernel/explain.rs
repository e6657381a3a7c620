//! Why placements cost what they cost, and what else could be done with one activity.

use std::collections::BTreeMap;

use super::construct::for_each_seat;
use super::cost::{Charged, Score, evaluate_alone};
use super::index::{ActivityIndex, ModeIndex, PlaceIndex};
use super::ledger::{Ledger, NONE, Price, Seat, Tables, placement_of};
use super::problem::{CostVector, Over, Problem};
use super::relation_units::{Whereabouts, blamed_with, units_with};
use super::solution::{Placement, Placements};
use super::spot::Spot;

/// Another placement of one activity, everything else staying where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Where it could be; `None` is left out.
    pub placement: Option<Placement>,
    /// How the score would change.
    pub change: Price,
}

/// Something that charges more or less when an activity moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it is.
    pub what: Charged,
    /// How much more it charges.
    pub change: Price,
    /// The activities it then speaks of, or no longer speaks of, ascending, the one that moves among them: of relations
    /// of pairs those of its pairs, of a place or resource that is exceeded those there in these ticks.
    pub activities: Vec<ActivityIndex>,
}

/// What keeps an activity from other placements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bind {
    /// What it is.
    pub what: Charged,
    /// Whether it rules placements out; otherwise it makes them dearer.
    pub forbids: bool,
    /// From how many of the alternatives it keeps the activity.
    pub from: usize,
    /// From how many of these it does so alone: nothing else rules them out, or makes them dearer on the same level or a
    /// more important one.
    pub alone: usize,
}

/// Answers questions about placements that stay where they are: built once for them, then asked for one activity after
/// the other.
///
/// What an alternative costs is found by looking at what it meets, as in a [`Ledger`]: in time in proportion to the seats
/// of the activity, not to the size of the problem. Why it does is found relation by relation, in time in proportion to
/// the activities that its relations name; and where a place or resource is exceeded, in proportion to all activities.
#[derive(Debug, Clone)]
pub struct Explainer<'t> {
    ledger: Ledger<'t>,
}

impl<'t> Explainer<'t> {
    /// An explainer of these placements.
    pub fn new(tables: &'t Tables<'t>, placements: &Placements) -> Self {
        Self { ledger: Ledger::new(tables, placements) }
    }

    /// The placements with their running totals.
    pub fn ledger(&self) -> &Ledger<'t> {
        &self.ledger
    }

    /// Moves an activity, as when it is dragged; further answers speak of the new placements.
    pub fn place(&mut self, activity: ActivityIndex, placement: Option<Placement>) {
        self.ledger.place(activity, placement);
    }

    /// What it would cost to place an activity anywhere it may be, or to leave it out if it may be left out. In the order
    /// of modes, starts and places; closed places are left out.
    pub fn alternatives(&self, activity: ActivityIndex) -> Vec<Alternative> {
        let tables = self.ledger.tables();
        let mut now = vec![0; tables.width()];
        self.ledger.charge_now(activity.get(), &mut now);
        let mut price = vec![0; tables.width()];
        let mut all = Vec::new();
        let mut consider = |seat: Seat| {
            if seat.place != NONE && tables.closed(seat.place, seat.start, seat.end) > 0 {
                return;
            }
            price.fill(0);
            self.ledger.charge(activity.get(), &seat, &mut price);
            price.iter_mut().zip(&now).for_each(|(price, now)| *price -= now);
            all.push(Alternative { placement: placement_of(&seat), change: Price::of(&price) });
        };
        for_each_seat(tables, activity.get(), &mut consider);
        if tables.rows[activity.get()].optional {
            consider(Seat::ABSENT);
        }
        all
    }

    /// The cheapest alternatives that differ from where an activity is, the first of equals first; at most `most`.
    pub fn best_alternatives(&self, activity: ActivityIndex, most: usize) -> Vec<Alternative> {
        let mut all = self.alternatives(activity);
        let here = self.ledger.placement(activity);
        all.retain(|alternative| alternative.placement != here);
        all.sort_by(|one, other| one.change.cmp(&other.change));
        all.truncate(most);
        all
    }

    /// What charges more or less if an activity moves: what binds it where it is, or keeps it from there. The changes add
    /// up to that of the alternative. The greatest increase first, of equals in the order of [`Charged`].
    pub fn reasons(&self, activity: ActivityIndex, placement: Option<Placement>) -> Vec<Reason> {
        let problem = self.ledger.problem();
        let here = self.ledger.placement(activity);
        let to = placement.and_then(|placement| Spot::of(problem, activity, placement));
        let mut changes: BTreeMap<Charged, Price> = BTreeMap::new();
        let mut add = |what: Charged, over: Over, units: i64| {
            let price = changes.entry(what).or_insert_with(|| Price::zero(problem.levels().len()));
            match over {
                Over::Forbidden => price.forbidden += units,
                Over::Level { level, weight } => price.cost[level.get()] += units * weight as i64,
            }
        };
        for (placement, sign) in [(here, -1), (placement, 1)] {
            let score = evaluate_alone(problem, activity, placement);
            score.forbidden.iter().for_each(|charge| add(charge.what, Over::Forbidden, sign * charge.units as i64));
            for charge in &score.charges {
                if let Some(level) = charge.level {
                    add(charge.what, Over::Level { level, weight: charge.amount }, sign);
                }
            }
        }
        for (spot, sign) in [(self.ledger.spot(activity), -1), (to, 1)] {
            for (what, units) in self.ledger.excesses(activity, spot) {
                let over = match what {
                    Charged::Resource(resource) => problem.resource(resource).over(),
                    _ => problem.place_over(),
                };
                add(what, over, sign * units as i64);
            }
        }
        let (before, after) = (self.ledger.with(activity, self.ledger.spot(activity)), self.ledger.with(activity, to));
        for &relation in problem.relations_of(activity) {
            let known = problem.relation(relation);
            let units = |at: &dyn Whereabouts| units_with(problem, known.kind(), at, activity) as i64;
            add(Charged::Relation(relation), known.over(), units(&after) - units(&before));
        }
        let zero = Price::zero(problem.levels().len());
        let mut reasons: Vec<Reason> = changes
            .into_iter()
            .filter(|(_, change)| *change != zero)
            .map(|(what, change)| {
                let there = change > zero;
                let mut activities = match what {
                    Charged::Relation(relation) => {
                        let kind = problem.relation(relation).kind();
                        if there {
                            blamed_with(problem, kind, &after, activity)
                        } else {
                            blamed_with(problem, kind, &before, activity)
                        }
                    }
                    Charged::PlaceOver(_) | Charged::Resource(_) => {
                        self.sharing(activity, what, if there { to } else { self.ledger.spot(activity) })
                    }
                    _ => Vec::new(),
                };
                if let Err(position) = activities.binary_search(&activity) {
                    activities.insert(position, activity);
                }
                Reason { what, change, activities }
            })
            .collect();
        reasons.sort_by(|one, other| other.change.cmp(&one.change).then(one.what.cmp(&other.what)));
        reasons
    }

    /// The activity and those that are at the same place, or use the same resource, in ticks of `spot`.
    fn sharing(&self, activity: ActivityIndex, what: Charged, spot: Option<Spot>) -> Vec<ActivityIndex> {
        let problem = self.ledger.problem();
        let there = |other: &ActivityIndex| {
            *other == activity
                || spot.zip(self.ledger.spot(*other)).is_some_and(|(spot, theirs)| {
                    let uses = problem.activity(*other).mode(theirs.mode).uses();
                    spot.shared(&theirs) > 0
                        && match what {
                            Charged::PlaceOver(place) => theirs.place == Some(place),
                            Charged::Resource(resource) => uses.iter().any(|(used, _)| *used == resource),
                            _ => false,
                        }
                })
        };
        problem.activity_indices().filter(there).collect()
    }

    /// What keeps an activity from all the other placements it could have, by how many those are, the most first. An
    /// alternative that is no worse is kept from by nothing. Asks for the [`reasons`](Self::reasons) of each.
    pub fn binds(&self, activity: ActivityIndex) -> Vec<Bind> {
        let here = self.ledger.placement(activity);
        let zero = Price::zero(self.ledger.problem().levels().len());
        let mut counts: BTreeMap<(Charged, bool), (usize, usize)> = BTreeMap::new();
        for alternative in self.alternatives(activity) {
            if alternative.placement == here || alternative.change <= zero {
                continue;
            }
            let ruled_out = alternative.change.forbidden > 0;
            let reasons = self.reasons(activity, alternative.placement);
            // What decides: the first position of the price on which it is dearer.
            let level = alternative.change.cost.iter().position(|more| *more != 0).unwrap_or(0);
            let decides = |reason: &&Reason| {
                let cost = &reason.change.cost;
                if ruled_out { reason.change.forbidden > 0 } else { cost[..=level].iter().any(|more| *more > 0) }
            };
            let deciding: Vec<&Reason> = reasons.iter().filter(decides).collect();
            for reason in &deciding {
                let count = counts.entry((reason.what, ruled_out)).or_default();
                count.0 += 1;
                count.1 += usize::from(deciding.len() == 1);
            }
        }
        let bind = |((what, forbids), (from, alone))| Bind { what, forbids, from, alone };
        let mut binds: Vec<Bind> = counts.into_iter().map(bind).collect();
        binds.sort_by(|one, other| {
            let rank = |bind: &Bind| (bind.forbids, bind.from, bind.alone);
            rank(other).cmp(&rank(one)).then(one.what.cmp(&other.what))
        });
        binds
    }
}

/// Every placement an activity may have on its own: each mode, allowed start and open place. A fixed activity has those
/// that keep it fixed.
pub fn candidates(problem: &Problem, activity: ActivityIndex) -> Vec<Placement> {
    let known = problem.activity(activity);
    let fixed = known.fixed();
    let mut all = Vec::new();
    for (n, mode) in known.modes().iter().enumerate() {
        let index = ModeIndex::new(n);
        if fixed.is_some_and(|fixed| fixed.mode.is_some_and(|mode| mode != index)) {
            continue;
        }
        let ranges = fixed.map_or_else(|| mode.starts().to_vec(), |fixed| vec![(fixed.start, fixed.start)]);
        let last = problem.horizon().checked_sub(mode.duration());
        for start in ranges.into_iter().flat_map(|(first, last)| first..=last) {
            if last.is_none_or(|last| start > last) {
                continue;
            }
            let allowed =
                |place: Option<PlaceIndex>| fixed.is_none_or(|fixed| fixed.place.is_none_or(|fixed| fixed == place));
            match mode.places() {
                None => all.extend(allowed(None).then_some(Placement { start, place: None, mode: index })),
                Some(places) => {
                    let end = start + mode.duration();
                    for &place in places {
                        let closed = problem.place(place).closed();
                        let open = !closed.iter().any(|&(first, last)| start <= last && first < end);
                        if open && allowed(Some(place)) {
                            all.push(Placement { start, place: Some(place), mode: index });
                        }
                    }
                }
            }
        }
    }
    all
}

/// What it would cost to place an activity anywhere it may be, or to leave it out if it may be left out. In the order of
/// modes, starts and places. To ask for several activities, keep an [`Explainer`].
pub fn alternatives(problem: &Problem, placements: &Placements, activity: ActivityIndex) -> Vec<Alternative> {
    Explainer::new(&Tables::new(problem), placements).alternatives(activity)
}

/// Costs by what is charged, most important first.
pub fn by_charge(problem: &Problem, score: &Score) -> Vec<(Charged, CostVector)> {
    let mut sums: BTreeMap<Charged, CostVector> = BTreeMap::new();
    for charge in &score.charges {
        if let Some(level) = charge.level {
            sums.entry(charge.what).or_insert_with(|| problem.zero_cost())[level.get()] += charge.amount;
        }
    }
    let mut list: Vec<_> = sums.into_iter().collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    list
}

/// For each activity the cost of everything it is to blame for. What several share is counted for each of them, so the
/// sum exceeds the score.
pub fn by_activity(problem: &Problem, score: &Score) -> Vec<CostVector> {
    let mut sums = vec![problem.zero_cost(); problem.activities().len()];
    for charge in &score.charges {
        if let Some(level) = charge.level {
            for activity in &charge.activities {
                sums[activity.get()][level.get()] += charge.amount;
            }
        }
    }
    sums
}
