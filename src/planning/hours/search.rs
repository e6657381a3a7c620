//! The fairest plan, proven: aim after aim, each by branch and bound over the kinds of the meetings, in their order.
//!
//! Partial plans that ask the same of everybody so far, and can go on to the same days, are looked at once: meetings that
//! may swap their hours would otherwise be tried in every order.

use super::instance::{Instance, Kind, add};
use super::standing::{Ranked, Standing, next_aim, ranked, sum_of_top};
use super::weighing::{Limits, Partly, Real, Weighing};
use crate::domain::series::outcome::{Aim, LevelReached};
use std::collections::{BTreeMap, BTreeSet};

/// Most partial plans remembered of one search.
const MOST_REMEMBERED: usize = 1_500_000;

/// Shakes before the search proper.
const SHAKES: u64 = 300;

/// When to stop.
#[derive(Clone, Copy)]
pub struct Limit<'a> {
    /// Most partial plans looked at.
    pub steps: Option<u64>,
    /// Asked now and then; `true` keeps the best so far.
    pub stop: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl std::fmt::Debug for Limit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limit").field("steps", &self.steps).finish_non_exhaustive()
    }
}

impl Limit<'_> {
    pub(super) fn is_reached(&self, steps: u64) -> bool {
        self.steps.is_some_and(|most| steps >= most)
            || (steps.is_multiple_of(512) && self.stop.is_some_and(|stop| stop()))
    }
}

/// The best that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The kind of each meeting.
    pub(super) picks: Vec<usize>,
    /// How fair it is.
    pub(super) standing: Standing,
    /// What was proven, level by level.
    pub(super) levels: Vec<LevelReached>,
    /// Nothing is fairer.
    pub(super) proven: bool,
    /// Partial plans looked at.
    pub(super) steps: u64,
    /// All weighings, to prune by.
    pub(super) weighings: Vec<Weighing>,
}

/// How a search ended.
enum End {
    /// There is nothing better.
    Nothing,
    /// Something better was found.
    Better,
    /// The limit was reached.
    Stopped,
}

/// Searches. Kinds that are in no fairest plan are dropped from the instance on the way.
///
/// # Errors
/// `true`: no plan exists. `false`: none was found before the limit was reached.
pub(super) fn fairest(instance: &mut Instance, limit: &Limit<'_>) -> Result<Found, bool> {
    let mut best: Option<(Standing, Vec<usize>)> = None;
    let mut steps = 0;
    let Some(first) = any(instance, limit, &mut steps) else { return Err(!limit.is_reached(steps)) };
    consider(instance, &mut best, &first);
    improve(instance, &mut best);
    let mut levels: Vec<LevelReached> = Vec::new();
    let mut weighings: Vec<Weighing> = Vec::new();
    let mut limits = Limits::default();
    let mut proven = true;
    while let Some((standing, _)) = &best {
        let Some(aim) = next_aim(standing, levels.last().map(|level| level.aim)) else { break };
        let value = standing.value(aim);
        let mut seen = |picks: &[usize]| {
            if consider(instance, &mut best, picks) {
                improve(instance, &mut best);
            }
        };
        let weighing = Weighing::find(instance, aim, limits, value, &mut seen);
        let bound = weighing.bound(0, 0, &instance.before);
        if best.as_ref().is_some_and(|(standing, _)| standing.value(aim) != value) {
            continue;
        }
        let by_itself = bound >= value;
        let shares = (by_itself && weighing.plain).then(|| weighing.shares.clone());
        weighings.push(weighing);
        let end = if by_itself {
            End::Nothing
        } else {
            below(instance, &levels, limits, &weighings, (aim, value), limit, &mut steps, &mut best)
        };
        match end {
            End::Nothing => {
                levels.push(LevelReached { aim, value, bound: value, weighing: shares });
                match aim {
                    Aim::Closed => limits.closed = Some(value),
                    Aim::Night { top: 1 } => limits.night = Some(value),
                    Aim::Whole { top: 1 } => limits.whole = Some(value),
                    Aim::Night { .. } | Aim::Whole { .. } => {}
                }
                settle(instance, &levels, &mut weighings, &mut best);
                if aim == Aim::Closed {
                    shake(instance, &mut best, limit);
                }
            }
            End::Better => {
                weighings.pop();
                improve(instance, &mut best);
            }
            End::Stopped => {
                levels.push(LevelReached { aim, value, bound, weighing: None });
                proven = false;
                break;
            }
        }
    }
    let Some((standing, picks)) = best else { return Err(false) };
    if !proven && let Some(last) = levels.last_mut() {
        last.value = standing.value(last.aim);
    }
    Ok(Found { picks, standing, levels, proven, steps, weighings })
}

/// Drops the kinds that no plan as good as the levels proven can have.
fn settle(
    instance: &mut Instance,
    levels: &[LevelReached],
    weighings: &mut [Weighing],
    best: &mut Option<(Standing, Vec<usize>)>,
) {
    let most: Vec<(Aim, u64)> = levels.iter().map(|level| (level.aim, level.value)).collect();
    let places = reduced(instance, &most, weighings);
    if let Some((_, picks)) = best {
        for (pick, places) in picks.iter_mut().zip(&places) {
            // The best plan reaches every level: its kinds are never dropped.
            *pick = places.binary_search(pick).unwrap_or(0);
        }
    }
    for weighing in weighings.iter_mut() {
        weighing.refit(instance);
    }
}

/// Drops the kinds that no plan within these values can have; where each kind that stays stood.
fn reduced(instance: &mut Instance, most: &[(Aim, u64)], weighings: &[Weighing]) -> Vec<Vec<usize>> {
    let known = instance.clone();
    let pruning = Pruning::new(&known, most.to_vec(), weighings);
    instance.reduce(|meeting, kind| pruning.allows_kind(meeting, kind))
}

/// Looks for a plan as good as the levels proven, and below `value` at the aim.
#[expect(clippy::too_many_arguments, reason = "the state of the search, each part of another kind")]
fn below(
    instance: &Instance,
    levels: &[LevelReached],
    limits: Limits,
    weighings: &[Weighing],
    (aim, value): (Aim, u64),
    limit: &Limit<'_>,
    steps: &mut u64,
    best: &mut Option<(Standing, Vec<usize>)>,
) -> End {
    let mut most: Vec<(Aim, u64)> = levels.iter().map(|level| (level.aim, level.value)).collect();
    most.push((aim, value.saturating_sub(1)));
    let mut small = instance.clone();
    let places = reduced(&mut small, &most, weighings);
    if !small.is_possible() {
        return End::Nothing;
    }
    let mut refitted = weighings.to_vec();
    for weighing in &mut refitted {
        weighing.refit(&small);
    }
    let search = Search::new(&small, most, &refitted, (aim, value), limits);
    match search.run(limit, steps) {
        None => End::Stopped,
        Some(None) => End::Nothing,
        Some(Some(picks)) => {
            let picks: Vec<usize> = picks.iter().zip(&places).map(|(pick, places)| places[*pick]).collect();
            consider(instance, best, &picks);
            End::Better
        }
    }
}

/// Takes a choice of kinds if it is fairer and has days.
fn consider(instance: &Instance, best: &mut Option<(Standing, Vec<usize>)>, picks: &[usize]) -> bool {
    let standing = instance.standing(picks);
    if best.as_ref().is_some_and(|(known, _)| *known <= standing) || !instance.has_days(picks) {
        return false;
    }
    *best = Some((standing, picks.to_vec()));
    true
}

/// Changes one meeting, or two, as long as that helps.
fn improve(instance: &Instance, best: &mut Option<(Standing, Vec<usize>)>) {
    while let Some((_, picks)) = best.clone() {
        if !one_changed(instance, best, &picks) && !two_changed(instance, best, &picks) {
            break;
        }
    }
}

/// Changes a few meetings at once, mends the rest, and keeps what is fairer: a good plan early spares the search much.
/// The numbers are those of a fixed sequence (Knuth's MMIX), so that the same series has the same plan.
fn shake(instance: &Instance, best: &mut Option<(Standing, Vec<usize>)>, limit: &Limit<'_>) {
    improve(instance, best);
    let meetings = instance.meetings.len();
    let mut number = 1_u64;
    let mut draw = |below: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((number >> 33) % below.max(1) as u64).unwrap_or(0)
    };
    let shakes = if meetings < 4 { 0 } else { limit.steps.map_or(SHAKES, |steps| steps.min(SHAKES)) };
    for _ in 0..shakes {
        let Some((_, picks)) = &*best else { return };
        if limit.stop.is_some_and(|stop| stop()) {
            return;
        }
        let mut tried = picks.clone();
        for _ in 0..3 {
            let meeting = draw(meetings);
            tried[meeting] = draw(instance.meetings[meeting].len());
        }
        let mut own = instance.has_days(&tried).then(|| (instance.standing(&tried), tried));
        while let Some((_, picks)) = own.clone() {
            if !one_changed(instance, &mut own, &picks) {
                break;
            }
        }
        if let Some((_, picks)) = own
            && consider(instance, best, &picks)
        {
            improve(instance, best);
        }
    }
}

fn one_changed(instance: &Instance, best: &mut Option<(Standing, Vec<usize>)>, picks: &[usize]) -> bool {
    let mut tried = picks.to_vec();
    for meeting in 0..picks.len() {
        for kind in 0..instance.meetings[meeting].len() {
            tried[meeting] = kind;
            if consider(instance, best, &tried) {
                return true;
            }
        }
        tried[meeting] = picks[meeting];
    }
    false
}

fn two_changed(instance: &Instance, best: &mut Option<(Standing, Vec<usize>)>, picks: &[usize]) -> bool {
    // Beyond this many pairs the search proper is the better use of time.
    let pairs: usize = instance.meetings.iter().map(Vec::len).sum::<usize>().pow(2) / 2;
    if pairs > 60_000 {
        return false;
    }
    let mut tried = picks.to_vec();
    for one in 0..picks.len() {
        for other in one + 1..picks.len() {
            for first in 0..instance.meetings[one].len() {
                tried[one] = first;
                for second in 0..instance.meetings[other].len() {
                    tried[other] = second;
                    if consider(instance, best, &tried) {
                        return true;
                    }
                }
            }
            tried[other] = picks[other];
        }
        tried[one] = picks[one];
    }
    false
}

/// The first choice of kinds that has days: depth first, days alone looked at.
fn any(instance: &Instance, limit: &Limit<'_>, steps: &mut u64) -> Option<Vec<usize>> {
    let mut dead = BTreeSet::new();
    let mut picks = Vec::new();
    descend(instance, None, None, &mut picks, &mut dead, &mut || {
        *steps += 1;
        !limit.is_reached(*steps)
    })
    .then_some(picks)
}

fn descend(
    instance: &Instance,
    reached: Option<&[i32]>,
    start: Option<u16>,
    picks: &mut Vec<usize>,
    dead: &mut BTreeSet<(usize, Vec<i32>, Option<u16>)>,
    go_on: &mut dyn FnMut() -> bool,
) -> bool {
    let Some(kinds) = instance.meetings.get(picks.len()) else { return true };
    let key = (picks.len(), reached.map(<[i32]>::to_vec).unwrap_or_default(), start);
    if dead.contains(&key) || !go_on() {
        return false;
    }
    for (index, kind) in kinds.iter().enumerate() {
        let next = instance.reach(reached, &kind.days);
        if next.is_empty() || (start.is_some() && kind.start != start) {
            continue;
        }
        picks.push(index);
        if descend(instance, Some(&next), kind.start, picks, dead, go_on) {
            return true;
        }
        picks.pop();
    }
    dead.insert(key);
    false
}

/// What holds of every completion of a partial plan: the least that can still be added, by meeting.
pub(super) struct Rest {
    closed: Vec<u64>,
    points: Vec<Vec<u32>>,
}

impl Rest {
    pub(super) fn new(instance: &Instance) -> Self {
        let count = instance.meetings.len();
        let mut closed = vec![0; count + 1];
        let mut points = vec![vec![0; instance.before.len()]; count + 1];
        for (depth, kinds) in instance.meetings.iter().enumerate().rev() {
            closed[depth] = closed[depth + 1] + kinds.iter().map(|kind| u64::from(kind.closed)).min().unwrap_or(0);
            let least = |place: usize| kinds.iter().map(|kind| kind.points[place]).min().unwrap_or(0);
            points[depth] = points[depth + 1].iter().enumerate().map(|(place, rest)| rest + least(place)).collect();
        }
        Self { closed, points }
    }
}

/// What prunes: values already proven, and the one to undercut.
pub(super) struct Pruning<'a> {
    instance: &'a Instance,
    rest: Rest,
    /// Most that a plan of interest may reach, by aim.
    most: Vec<(Aim, u64)>,
    weighings: Vec<(&'a Weighing, u64)>,
}

impl<'a> Pruning<'a> {
    /// Plans that reach at most these values.
    pub(super) fn new(instance: &'a Instance, most: Vec<(Aim, u64)>, weighings: &'a [Weighing]) -> Self {
        let limit = |weighing: &&Weighing| most.iter().find(|(aim, _)| *aim == weighing.aim).map(|(_, value)| *value);
        let weighings = weighings.iter().filter_map(|weighing| Some((weighing, limit(&weighing)?))).collect();
        Self { instance, rest: Rest::new(instance), most, weighings }
    }

    /// Whether a plan of interest may have this kind.
    fn allows_kind(&self, meeting: usize, kind: &Kind) -> bool {
        if self.weighings.iter().any(|(weighing, most)| weighing.bound_with(self.instance, meeting, kind) > *most) {
            return false;
        }
        // All other meetings at their least, this one as it is.
        let rest = &self.rest;
        let mut points = self.instance.before.clone();
        add(&mut points, &kind.points);
        for (place, sum) in points.iter_mut().enumerate() {
            *sum += rest.points[0][place] - (rest.points[meeting][place] - rest.points[meeting + 1][place]);
        }
        let closed = u64::from(kind.closed) + rest.closed[0] - (rest.closed[meeting] - rest.closed[meeting + 1]);
        self.within(closed, &points)
    }

    /// Whether a partial plan may still lead to a plan of interest.
    pub(super) fn allows(&self, depth: usize, closed: u64, points: &[u32]) -> bool {
        if self.weighings.iter().any(|(weighing, most)| weighing.bound(depth, closed, points) > *most) {
            return false;
        }
        let mut least = points.to_vec();
        add(&mut least, &self.rest.points[depth]);
        self.within(closed + self.rest.closed[depth], &least)
    }

    /// Whether sums keep to the values.
    fn within(&self, closed: u64, points: &[u32]) -> bool {
        let entries = self.instance.weights.len();
        let (mut night, mut whole): (Option<Ranked>, Option<Ranked>) = (None, None);
        self.most.iter().all(|(aim, most)| match aim {
            Aim::Closed => closed <= *most,
            Aim::Night { top } => {
                let night = night.get_or_insert_with(|| ranked(&points[..entries], &self.instance.weights));
                sum_of_top(night, u64::from(*top)) <= *most
            }
            Aim::Whole { top } => {
                let whole = whole.get_or_insert_with(|| ranked(&points[entries..], &self.instance.weights));
                sum_of_top(whole, u64::from(*top)) <= *most
            }
        })
    }
}

/// What has been asked so far, the days it can go on to, and the hour all must have: the same again needs no second look.
type State = (Vec<u32>, u64, u32, Option<u16>);

struct Search<'a> {
    instance: &'a Instance,
    pruning: Pruning<'a>,
    aim: Aim,
    value: u64,
    limits: Limits,
    order: Vec<Vec<usize>>,
    /// All days of each meeting.
    days: Vec<Vec<i32>>,
    known_days: BTreeMap<Vec<i32>, u32>,
    remembered: Vec<BTreeSet<State>>,
    count: usize,
}

/// A partial plan.
struct Partial {
    points: Vec<u32>,
    closed: u64,
    /// Days of the next meeting that it can go on to.
    open: Vec<i32>,
    start: Option<u16>,
    /// Weights that served well so far.
    weights: Real,
}

impl<'a> Search<'a> {
    fn new(
        instance: &'a Instance,
        most: Vec<(Aim, u64)>,
        weighings: &'a [Weighing],
        (aim, value): (Aim, u64),
        limits: Limits,
    ) -> Self {
        let count = instance.meetings.len();
        Self {
            instance,
            pruning: Pruning::new(instance, most, weighings),
            aim,
            value,
            limits,
            order: order(instance, weighings.last()),
            days: (0..=count).map(|meeting| instance.days(meeting)).collect(),
            known_days: BTreeMap::new(),
            remembered: vec![BTreeSet::new(); count + 1],
            count: 0,
        }
    }

    /// `Some(Some(picks))`: such a plan. `Some(None)`: there is none. `None`: stopped.
    fn run(mut self, limit: &Limit<'_>, steps: &mut u64) -> Option<Option<Vec<usize>>> {
        let weights = Weighing::even(self.instance, self.aim, self.limits);
        let open = self.days[0].clone();
        let mut start = Partial { points: self.instance.before.clone(), closed: 0, open, start: None, weights };
        let mut picks = Vec::new();
        self.below(&mut start, &mut picks, limit, steps).map(|found| found.then_some(picks))
    }

    fn below(&mut self, at: &mut Partial, picks: &mut Vec<usize>, limit: &Limit<'_>, steps: &mut u64) -> Option<bool> {
        let depth = picks.len();
        *steps += 1;
        if limit.is_reached(*steps) {
            return None;
        }
        if depth == self.instance.meetings.len() {
            return Some(true);
        }
        let partly = Partly { depth, closed: at.closed, points: &at.points };
        let near = depth + 2 >= self.instance.meetings.len();
        if !near && Weighing::rules_out(self.instance, self.aim, self.limits, partly, &mut at.weights, self.value) {
            return Some(false);
        }
        for position in 0..self.order[depth].len() {
            let index = self.order[depth][position];
            let kind = &self.instance.meetings[depth][index];
            if at.start.is_some() && kind.start != at.start {
                continue;
            }
            let mut points = at.points.clone();
            add(&mut points, &kind.points);
            let closed = at.closed + u64::from(kind.closed);
            if !self.pruning.allows(depth + 1, closed, &points) {
                continue;
            }
            let reached: Vec<i32> =
                kind.days.iter().copied().filter(|day| at.open.binary_search(day).is_ok()).collect();
            if reached.is_empty() {
                continue;
            }
            let open = self.instance.reach(Some(&reached), &self.days[depth + 1]);
            if open.is_empty() && depth + 1 < self.instance.meetings.len() {
                continue;
            }
            let mut next = Partial { points, closed, open, start: kind.start, weights: at.weights.clone() };
            if !self.is_new(depth + 1, &next) {
                continue;
            }
            picks.push(index);
            if self.below(&mut next, picks, limit, steps)? {
                return Some(true);
            }
            picks.pop();
        }
        Some(false)
    }

    /// Days are told apart by what they open for the next meeting alone, so that meetings that swap their hours come to
    /// the same state.
    fn is_new(&mut self, depth: usize, at: &Partial) -> bool {
        let known = u32::try_from(self.known_days.len()).unwrap_or(u32::MAX);
        let days = *self.known_days.entry(at.open.clone()).or_insert(known);
        let state = (at.points.clone(), at.closed, days, at.start);
        if self.count >= MOST_REMEMBERED {
            return !self.remembered[depth].contains(&state);
        }
        let new = self.remembered[depth].insert(state);
        self.count += usize::from(new);
        new
    }
}

/// The kinds of each meeting, those first that cost least by weight.
fn order(instance: &Instance, weighing: Option<&Weighing>) -> Vec<Vec<usize>> {
    let sorted = |kinds: &Vec<Kind>| {
        let mut order: Vec<usize> = (0..kinds.len()).collect();
        order.sort_by_cached_key(|index| weighing.map(|weighing| weighing.cost(&kinds[*index])));
        order
    };
    instance.meetings.iter().map(sorted).collect()
}
