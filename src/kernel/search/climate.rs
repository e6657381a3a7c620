//! How warm a search runs and how levels weigh against each other.
//!
//! One level is in *focus*: the first that is not known to be at its best. Its units weigh 1 and set the temperatures. The
//! levels after it weigh so little that they decide only between equals. What is forbidden, and the levels before, weigh
//! as much as it takes: their weights rise while the search stays above the best seen there, and fall while it does not,
//! so that it walks along the border of what is allowed (strategic oscillation: Glover 1977; Gendreau, Hertz, Laporte
//! 1994).

use super::lane::Lane;

/// Moves sampled to choose temperatures: so many for each activity, within limits.
const SAMPLES_EACH: usize = 20;
const SAMPLES: (usize, usize) = (200, 3000);
/// Where repairing begins and ends, in units of what is forbidden.
const REPAIR: (f64, f64) = (0.3, 0.05);
/// Where a cooling begins, in typical steps for the worse, and ends, in small ones.
const WARM: (f64, f64) = (0.5, 0.05);
/// The same where costs lie far apart, so that only the smallest steps are worth taking back.
const COOL: (f64, f64) = (0.03, 0.005);
/// What a unit before the focus weighs at first, in typical steps.
const BORDER: f64 = 4.0;
/// What it weighs when weight alone will not do, and at most.
const STUCK: f64 = 100.0;
const STEEP: f64 = 1e3;
/// What a great step of a level after the focus weighs against a small one of the level before it.
const TIE: f64 = 0.05;
/// How the weight of a level rises while it is above the best and falls while it is not, from batch to batch.
const RISE: f64 = 1.02;
const FALL: f64 = 0.99;

/// How warm a cooling begins. Whether warm or cool is better depends on how far apart costs lie; the first rounds try both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Warmth {
    /// In great steps.
    Warm,
    /// In small steps.
    Cool,
    /// In small steps, and nothing before the level in focus is given up on the way. A walk along the border of what is
    /// allowed finds more in the end, but in a large problem it is on the right side of it only when it is cold.
    Strict,
}

/// Temperatures and weights.
#[derive(Debug, Clone)]
pub(super) struct Climate {
    /// The level in focus, counted with what is forbidden as 0.
    pub(super) focus: usize,
    /// Where a cooling begins and where it ends, in units of the level in focus.
    pub(super) hot: f64,
    pub(super) cold: f64,
    /// A typical step for the worse on the level in focus.
    step: f64,
    /// Whether the levels before the focus keep their weight.
    strict: bool,
}

impl Climate {
    /// The first level of a lane that is not known to be at its best.
    pub(super) fn focus(lane: &Lane<'_>, bounds: &[i64]) -> usize {
        let last = lane.best.len() - 1;
        (0..last).find(|&level| lane.best[level] > bounds[level]).unwrap_or(last)
    }

    /// Takes the temperature of a lane: samples moves from where it is, and sets its weights. `bounds` are proven lower
    /// bounds, what is forbidden first.
    pub(super) fn measure(lane: &mut Lane<'_>, bounds: &[i64], warmth: Warmth) -> Self {
        let last = lane.weights.len() - 1;
        let focus = Self::focus(lane, bounds);
        let mut worse: Vec<Vec<i64>> = vec![Vec::new(); last + 1];
        for _ in 0..(SAMPLES_EACH * lane.movable.len()).clamp(SAMPLES.0, SAMPLES.1) {
            if let Some((level, by)) = lane.sample() {
                worse[level].push(by);
            }
        }
        for list in &mut worse {
            list.sort_unstable();
        }
        let quantile = |level: usize, share: f64| {
            worse[level].get((share * worse[level].len() as f64) as usize).map_or(1.0, |by| *by as f64)
        };
        let step = quantile(focus, 0.5);
        let (hot, cold) = match (focus, warmth) {
            (0, _) => REPAIR,
            (_, Warmth::Warm) => (WARM.0 * step, WARM.1 * quantile(focus, 0.1)),
            (_, Warmth::Cool | Warmth::Strict) => (COOL.0 * step, COOL.1 * quantile(focus, 0.1)),
        };
        let climate =
            Self { focus, hot, cold: cold.min(hot / 2.0), step, strict: focus > 0 && warmth == Warmth::Strict };
        for level in 0..=last {
            lane.weights[level] = match level.cmp(&focus) {
                std::cmp::Ordering::Less if climate.strict => STEEP * step,
                std::cmp::Ordering::Less => BORDER * step,
                std::cmp::Ordering::Equal => 1.0,
                std::cmp::Ordering::Greater => {
                    lane.weights[level - 1] * TIE * quantile(level - 1, 0.02) / quantile(level, 0.95)
                }
            };
        }
        climate
    }

    /// The same, beginning so many times as hot.
    pub(super) fn reheated(self, times: f64) -> Self {
        Self { hot: self.hot * times, ..self }
    }

    /// The level whose trouble moves are to begin with: one before the focus whose weight has risen far without bringing the
    /// lane back to its best there, else the focus.
    pub(super) fn sorest(&self, lane: &Lane<'_>) -> usize {
        let is_stuck = |&level: &usize| lane.now[level] > lane.best[level] && lane.weights[level] > STUCK * self.step;
        (0..self.focus).find(is_stuck).unwrap_or(self.focus)
    }

    /// The temperature when this share of a cooling is done.
    pub(super) fn heat(&self, done: f64) -> f64 {
        self.hot * (self.cold / self.hot).powf(done.max(0.0))
    }

    /// Adapts the weights of the levels before the focus to where the lane is.
    pub(super) fn adapt(&self, lane: &mut Lane<'_>, heat: f64) {
        if self.strict {
            return;
        }
        let valid = lane.best[0] == 0;
        for level in 0..self.focus {
            let target = if level == 0 || !valid { 0 } else { lane.best[level] };
            let weight = &mut lane.weights[level];
            let factor = if lane.now[level] > target { RISE } else { FALL };
            *weight = (*weight * factor).clamp(heat, STEEP * (self.step + heat));
        }
    }
}
