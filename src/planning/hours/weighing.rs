//! Bounds by weighing: give every entry a weight; the weighted sum of all burdens is at least the sum of what each
//! meeting asks by weight at its best. Those who bear most cannot bear less than that share.
//!
//! For the sum of the `top` largest burdens any weights between 0 and 1 of total `top` serve (the dual of the sum of the
//! largest: Ogryczak and Tamir 2003, "Minimizing the sum of the k largest functions in linear time"). Burdens that are
//! already known not to exceed a limit may weigh too, their limit being taken off. Good weights are found by subgradient
//! steps (Polyak 1969); whatever they are, the bound is true, and it is worked out in whole numbers.

use super::instance::{Instance, Kind};
use crate::domain::series::outcome::Aim;

/// What 1 is in whole numbers.
const UNIT: i64 = 1 << 20;

/// Subgradient steps before a search.
const STEPS: usize = 600;

/// Subgradient steps at each partial plan of a search.
const STEPS_ON_THE_WAY: usize = 24;

/// Upper limits that hold of every plan still of interest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Limits {
    /// Asked on closed days, together.
    pub(super) closed: Option<u64>,
    /// Points of the night of any entry.
    pub(super) night: Option<u64>,
    /// Points of all hours of any entry.
    pub(super) whole: Option<u64>,
}

/// Weights, and what they are worth.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Weighing {
    /// What is bounded.
    pub(super) aim: Aim,
    closed: i64,
    points: Vec<i64>,
    constant: i64,
    /// From each meeting on: the least weighted sum of it and all after it.
    suffix: Vec<i64>,
    /// The share of each entry in the bound, in thousandths.
    pub(super) shares: Vec<u32>,
    /// Nothing but the entries themselves was weighed: no limits.
    pub(super) plain: bool,
}

impl Weighing {
    /// No plan that goes on from these points, `depth` meetings being placed, goes below this.
    pub(super) fn bound(&self, depth: usize, closed: u64, points: &[u32]) -> u64 {
        let sum: i64 = self.points.iter().zip(points).map(|(weight, points)| weight * i64::from(*points)).sum();
        let closed = self.closed * i64::try_from(closed).unwrap_or(i64::MAX / UNIT / 4);
        rounded_up(sum + closed + self.constant + self.suffix[depth])
    }

    /// The same for an instance with fewer kinds.
    pub(super) fn refit(&mut self, instance: &Instance) {
        self.suffix = vec![0; instance.meetings.len() + 1];
        for (depth, kinds) in instance.meetings.iter().enumerate().rev() {
            self.suffix[depth] = self.suffix[depth + 1] + kinds.iter().map(|kind| self.cost(kind)).min().unwrap_or(0);
        }
    }

    /// No plan in which this meeting has this kind goes below this.
    pub(super) fn bound_with(&self, instance: &Instance, meeting: usize, kind: &Kind) -> u64 {
        let sum: i64 =
            self.points.iter().zip(&instance.before).map(|(weight, points)| weight * i64::from(*points)).sum();
        let own = self.suffix[meeting] - self.suffix[meeting + 1];
        rounded_up(sum + self.constant + self.suffix[0] - own + self.cost(kind))
    }

    /// What a kind costs by weight.
    pub(super) fn cost(&self, kind: &Kind) -> i64 {
        let sum: i64 = self.points.iter().zip(&kind.points).map(|(weight, points)| weight * i64::from(*points)).sum();
        sum + self.closed * i64::from(kind.closed)
    }

    /// Weights for an aim, and the plan of kinds that each step looked at.
    pub(super) fn find(
        instance: &Instance,
        aim: Aim,
        limits: Limits,
        wanted: u64,
        seen: &mut dyn FnMut(&[usize]),
    ) -> Self {
        let before = &instance.before;
        let mut steps = Steps::new(instance, aim, limits, Partly { depth: 0, closed: 0, points: before });
        let mut at = steps.even();
        steps.run(&mut at, STEPS, wanted, seen)
    }

    /// Better weights for what is left of a partial plan, from those of the plan it goes on from; those are moved along.
    /// Whether no completion stays below `wanted`.
    pub(super) fn rules_out(
        instance: &Instance,
        aim: Aim,
        limits: Limits,
        partly: Partly<'_>,
        at: &mut Real,
        wanted: u64,
    ) -> bool {
        let (depth, closed, points) = (partly.depth, partly.closed, partly.points);
        let mut steps = Steps::new(instance, aim, limits, partly);
        steps.run(at, STEPS_ON_THE_WAY, wanted, &mut |_| {}).bound(depth, closed, points) >= wanted
    }

    /// Weights to start from.
    pub(super) fn even(instance: &Instance, aim: Aim, limits: Limits) -> Real {
        Steps::new(instance, aim, limits, Partly { depth: 0, closed: 0, points: &instance.before }).even()
    }

    fn rounded(instance: &Instance, steps: &Steps<'_>, weights: &Real) -> Self {
        let whole = |value: f64| (value * UNIT as f64).floor() as i64;
        let entries = instance.weights.len();
        let mut points = vec![0; 2 * entries];
        // Rounded down, they add up to `top` at most; were the sum of fractions a hair too large, the bound would lie.
        let mut left = (steps.top as i64) * UNIT;
        for (index, value) in weights.share.iter().enumerate() {
            let weight = whole(*value).min(left).max(0);
            left -= weight;
            points[steps.first() + index] += weight;
        }
        let mut constant = 0;
        let mut plain = true;
        for (index, (value, limit)) in weights.limited.iter().zip(&steps.limited).enumerate() {
            if let Some(limit) = limit {
                let weight = whole(*value);
                plain &= weight == 0;
                points[index] += weight;
                constant -= weight * i64::try_from(*limit).unwrap_or(0);
            }
        }
        let closed = match (steps.aim, steps.closed) {
            (Aim::Closed, _) => UNIT,
            (_, Some(limit)) => {
                let weight = whole(weights.closed);
                plain &= weight == 0;
                constant -= weight * i64::try_from(limit).unwrap_or(0);
                weight
            }
            _ => 0,
        };
        let shares = &points[steps.first()..steps.first() + if steps.aim == Aim::Closed { 0 } else { entries }];
        let total: i64 = shares.iter().sum::<i64>().max(1);
        let shares = shares.iter().map(|weight| u32::try_from(weight * 1_000 / total).unwrap_or(0)).collect();
        let mut weighing = Self { aim: steps.aim, closed, points, constant, suffix: Vec::new(), shares, plain };
        weighing.refit(instance);
        weighing
    }
}

/// In points; burdens are whole numbers, so that a fraction counts as a point.
fn rounded_up(total: i64) -> u64 {
    u64::try_from(total.max(0)).unwrap_or(0).div_ceil(UNIT.unsigned_abs())
}

/// Weights while they are sought.
#[derive(Clone, Debug)]
pub(super) struct Real {
    /// Of the burdens of the aim.
    share: Vec<f64>,
    /// Of what has a limit: night by entry, whole by entry.
    limited: Vec<f64>,
    /// Of those asked on closed days.
    closed: f64,
}

/// A partial plan: how many meetings are placed, and what they ask with what was asked before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partly<'a> {
    /// Meetings placed.
    pub(super) depth: usize,
    /// Asked on closed days.
    pub(super) closed: u64,
    /// Points: night by entry, whole by entry.
    pub(super) points: &'a [u32],
}

struct Steps<'a> {
    instance: &'a Instance,
    partly: Partly<'a>,
    aim: Aim,
    /// Limits by place: night by entry, whole by entry.
    limited: Vec<Option<u64>>,
    closed: Option<u64>,
    top: f64,
}

impl<'a> Steps<'a> {
    fn new(instance: &'a Instance, aim: Aim, limits: Limits, partly: Partly<'a>) -> Self {
        let entries = instance.weights.len();
        let limited = std::iter::repeat_n(limits.night, entries).chain(std::iter::repeat_n(limits.whole, entries));
        let top = match aim {
            Aim::Closed => 0.0,
            Aim::Night { top } | Aim::Whole { top } => f64::from(top),
        };
        Self { instance, partly, aim, limited: limited.collect(), closed: limits.closed, top }
    }

    /// Where the burdens of the aim begin among the points.
    fn first(&self) -> usize {
        if matches!(self.aim, Aim::Whole { .. }) { self.instance.weights.len() } else { 0 }
    }

    /// The same weight for everybody.
    fn even(&self) -> Real {
        let entries = self.instance.weights.len();
        let total: f64 = self.instance.weights.iter().map(|weight| f64::from(*weight)).sum();
        let share = match self.aim {
            Aim::Closed => vec![0.0; entries],
            _ => self.instance.weights.iter().map(|weight| f64::from(*weight) * self.top / total).collect(),
        };
        Real { share, limited: vec![0.0; 2 * entries], closed: 0.0 }
    }

    /// Steps from `at`; the best weights met, `at` being moved there.
    fn run(&mut self, at: &mut Real, steps: usize, wanted: u64, seen: &mut dyn FnMut(&[usize])) -> Weighing {
        let Partly { depth, closed: start, points: from } = self.partly;
        let mut best = Weighing::rounded(self.instance, self, at);
        let mut best_bound = best.bound(depth, start, from);
        if self.aim == Aim::Closed {
            seen(&self.cheapest(at).0);
            return best;
        }
        let mut best_at = at.clone();
        let mut best_value = f64::MIN;
        let mut reach = 1.0;
        let mut idle = 0;
        for _ in 0..steps {
            if best_bound >= wanted {
                break;
            }
            let (picks, closed, points) = self.cheapest(at);
            seen(&picks);
            let value = self.value(at, closed, &points);
            if value > best_value {
                (best_value, idle) = (value, 0);
                best_at.clone_from(at);
                let candidate = Weighing::rounded(self.instance, self, at);
                let bound = candidate.bound(depth, start, from);
                if bound >= best_bound {
                    (best, best_bound) = (candidate, bound);
                }
            } else {
                idle += 1;
                if idle == 10 {
                    (reach, idle) = (reach / 2.0, 0);
                    at.clone_from(&best_at);
                }
            }
            self.step(at, closed, &points, reach * (wanted as f64 - value).max(0.5));
        }
        *at = best_at;
        best
    }

    /// The kinds that cost least by these weights, and what they add up to.
    fn cheapest(&self, at: &Real) -> (Vec<usize>, f64, Vec<f64>) {
        let first = self.first();
        let weight = |place: usize| {
            let share = place.checked_sub(first).and_then(|place| at.share.get(place)).copied().unwrap_or(0.0);
            share + at.limited[place]
        };
        let weights: Vec<f64> = (0..self.instance.before.len()).map(weight).collect();
        let own = if self.aim == Aim::Closed { 1.0 } else { at.closed };
        let mut points: Vec<f64> = self.partly.points.iter().map(|points| f64::from(*points)).collect();
        let (mut picks, mut closed) = (Vec::new(), self.partly.closed as f64);
        for kinds in &self.instance.meetings[self.partly.depth..] {
            let cost = |kind: &Kind| {
                let sum: f64 =
                    weights.iter().zip(&kind.points).map(|(weight, points)| weight * f64::from(*points)).sum();
                sum + own * f64::from(kind.closed)
            };
            let costs: Vec<f64> = kinds.iter().map(cost).collect();
            let pick = (0..kinds.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
            closed += f64::from(kinds[pick].closed);
            for (sum, points) in points.iter_mut().zip(&kinds[pick].points) {
                *sum += f64::from(*points);
            }
            picks.push(pick);
        }
        (picks, closed, points)
    }

    fn value(&self, at: &Real, closed: f64, points: &[f64]) -> f64 {
        let own: f64 = at.share.iter().zip(&points[self.first()..]).map(|(weight, points)| weight * points).sum();
        let over =
            |place: usize| self.limited[place].map_or(0.0, |limit| at.limited[place] * (points[place] - limit as f64));
        let limited: f64 = (0..points.len()).map(over).sum();
        own + limited + self.closed.map_or(0.0, |limit| at.closed * (closed - limit as f64))
    }

    /// One step uphill, and back into what weights may be.
    fn step(&self, at: &mut Real, closed: f64, points: &[f64], size: f64) {
        let own = &points[self.first()..self.first() + at.share.len()];
        let mean: f64 = own.iter().sum::<f64>() / own.len() as f64;
        let over = |place: usize| self.limited[place].map_or(0.0, |limit| points[place] - limit as f64);
        let closed_over = self.closed.map_or(0.0, |limit| closed - limit as f64);
        let square = own.iter().map(|points| (points - mean) * (points - mean)).sum::<f64>()
            + (0..points.len()).map(|place| over(place) * over(place)).sum::<f64>()
            + closed_over * closed_over;
        if square <= 0.0 {
            return;
        }
        let length = size / square;
        for (weight, points) in at.share.iter_mut().zip(own) {
            *weight += length * (points - mean);
        }
        for place in 0..points.len() {
            at.limited[place] = (at.limited[place] + length * over(place)).max(0.0);
        }
        at.closed = (at.closed + length * closed_over).max(0.0);
        onto_shares(&mut at.share, &self.instance.weights, self.top);
    }
}

/// The nearest weights between 0 and each entry's own that add up to `top`.
fn onto_shares(share: &mut [f64], most: &[u32], top: f64) {
    let clipped = |shift: f64| -> f64 {
        share.iter().zip(most).map(|(value, most)| (value - shift).clamp(0.0, f64::from(*most))).sum()
    };
    let largest = share.iter().copied().fold(0.0_f64, f64::max) + 1.0;
    let smallest =
        share.iter().copied().fold(0.0_f64, f64::min) - most.iter().copied().map(f64::from).fold(1.0, f64::max) - 1.0;
    let (mut low, mut high) = (smallest, largest);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if clipped(middle) > top { low = middle } else { high = middle }
    }
    // `high` gives a sum of at most `top`, as the bound needs.
    for (value, most) in share.iter_mut().zip(most) {
        *value = (*value - high).clamp(0.0, f64::from(*most));
    }
}
