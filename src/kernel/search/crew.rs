//! Rounds: lanes that cool side by side and then go on from the best of them.

use super::super::ledger::Tables;
use super::super::pool::Pool;
use super::super::problem::CostVector;
use super::super::random::Random;
use super::super::solution::Placements;
use super::climate::{Climate, Warmth};
use super::lane::Lane;

/// Moves between two looks at the clock.
const BATCH: u64 = 256;
/// Batches between two looks at the pool.
const NEWS: u64 = 512;
/// Moves of the first round for each activity. Until this share of the budget is used, each round is twice as long as the
/// last: a first hunt soon shows whether hunts are what this problem wants.
const FIRST_ROUND: u64 = 400;
const EARLY: f64 = 0.02;
/// Shares of the budget at which rounds end, once nothing forbidden is done.
const STAGES: [f64; 5] = [0.04, 0.1, 0.2, 0.45, 1.0];
/// Rounds without anything forbidden that try both warmths.
const TRIALS: usize = 3;
/// The cooler lanes must be better by this share to be followed.
const CLEARLY: f64 = 0.02;
/// The share of the budget that the first round takes while something forbidden is done.
const REPAIR: f64 = 0.01;
/// The most moves of a round for each pair of possible seats. Only a small problem has few enough for this to matter: it
/// is left and taken up again, each time from hotter, rather than walked in one basin for the whole budget.
const PER_PAIR: u64 = 4;
/// Rounds in a row without anything better, each twice as hot as the last, before the heat is as at first again.
const REHEATINGS: u32 = 6;

/// How long a hunt goes on without finding anything, in moves of the cooling before it: at least and at most.
const ZEAL: (f64, f64) = (1.0 / 64.0, 4.0);
/// What that is multiplied with if a hunt gained at least as much a move as the cooling, if neither gained anything, and
/// if the cooling gained more. It stays as it is if a hunt from elsewhere came down to as good as the best.
const REWARDS: (f64, f64, f64) = (4.0, 0.5, 0.25);
/// The share of what is left that is much to gain, whatever the cooling gained before.
const MUCH: f64 = 1.0 / 3.0;
/// While hunts bring more than coolings, rounds are as long as the first that showed it, and longer by this factor after
/// each that found nothing; until no lane has more than so much zeal left.
const LONGER: f64 = 1.5;
const TIRED: f64 = 0.25;

/// When a search ends.
#[derive(Clone, Copy)]
pub(super) enum Budget<'b> {
    /// After so many moves of each lane.
    Moves(u64),
    /// When this share, asked anew, reaches 1.
    Spent(&'b (dyn Fn() -> f64 + Sync)),
    /// When somebody says so.
    Open,
}

/// When a round ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// When this share of the budget is used.
    Share(f64),
    /// After so many moves of each lane.
    Moves(u64),
}

/// What a round works with.
#[derive(Clone, Copy)]
struct Setting<'s> {
    budget: Budget<'s>,
    end: End,
    most: u64,
    reheat: f64,
    bounds: &'s [i64],
    pool: Option<&'s Pool<'s>>,
    stop: &'s dyn Fn() -> bool,
}

/// The lanes of a search.
#[derive(Debug)]
pub(super) struct Crew<'t> {
    lanes: Vec<Lane<'t>>,
    threads: usize,
    /// Rounds in which the warmths were compared, and in how many of them cool was clearly better.
    trials: usize,
    cool_won: usize,
    /// The most moves of a round.
    most: u64,
    /// Rounds of that length in a row that found nothing better.
    stale: u32,
    /// Whether a round has begun with nothing forbidden.
    has_begun: bool,
    /// The most moves of a cooling while hunts bring more than coolings do.
    rhythm: Option<u64>,
}

impl Budget<'_> {
    /// The share of it that a lane has used.
    fn used(&self, lane: &Lane<'_>) -> f64 {
        match self {
            Self::Moves(moves) => lane.tried as f64 / (*moves).max(1) as f64,
            Self::Spent(spent) => spent(),
            Self::Open => 0.0,
        }
    }
}

impl<'t> Crew<'t> {
    pub(super) fn new(tables: &'t Tables<'t>, start: &Placements, seed: u64, lanes: usize, threads: usize) -> Self {
        let lanes = (0..lanes).map(|lane| Lane::new(tables, start, Random::stream(seed, lane as u64))).collect();
        let seats_of = |activity: usize| {
            let row = &tables.rows[activity];
            let ways = (0..row.ways.len() as u32).map(|mode| tables.way_of(activity, mode));
            let seats: u64 = ways.map(|way| u64::from(way.starts) * u64::from(way.places.max(1))).sum();
            seats + u64::from(row.optional)
        };
        let seats: u64 = (0..tables.rows.len()).map(seats_of).sum();
        let most = seats.saturating_mul(seats).saturating_mul(PER_PAIR).max(BATCH);
        Self { lanes, threads, trials: 0, cool_won: 0, most, stale: 0, has_begun: false, rhythm: None }
    }

    /// Rounds until the budget is used or the best is proven; the best placements.
    pub(super) fn search(
        &mut self,
        budget: Budget<'_>,
        pool: Option<&Pool<'_>>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Placements {
        let width = self.lanes[0].best.len();
        let mut short = FIRST_ROUND * self.lanes[0].movable.len().max(1) as u64;
        let mut repair = REPAIR;
        loop {
            self.exchange(pool);
            let lane = &self.lanes[0];
            let used = budget.used(lane);
            let bounds = bounds(pool, width);
            let proven = lane.best.iter().zip(&bounds).all(|(best, bound)| best <= bound);
            if used >= 1.0 || proven || lane.movable.is_empty() || stop() {
                break;
            }
            let end = match budget {
                Budget::Open => End::Moves(short.min(self.most)),
                _ if lane.best[0] > 0 => End::Share((used + repair).min(1.0)),
                _ => End::Share(STAGES.into_iter().find(|stage| *stage > used + 0.02).unwrap_or(1.0)),
            };
            if lane.best[0] > 0 {
                repair *= 1.5;
            }
            let valid = lane.best[0] == 0;
            let (before, walked) = (lane.best.clone(), lane.walked());
            // Rounds of a search that nobody ends, and of small problems, are short at first in any case.
            let is_open = matches!(budget, Budget::Open);
            let may_be_early = !is_open && short < self.most && used < EARLY;
            let is_early = valid && self.rhythm.is_none() && !self.has_begun && may_be_early;
            let most = match self.rhythm {
                Some(rhythm) if valid => rhythm.min(self.most),
                _ if is_early => short,
                _ => self.most,
            };
            if is_open || is_early {
                short = short.saturating_mul(2);
            }
            self.round(budget, end, most, &bounds, pool, stop);
            let walked = self.lanes[0].walked() - walked;
            let is_better = self.lanes.iter().any(|lane| lane.best < before);
            self.stale = if !is_better && walked >= self.most { self.stale + 1 } else { 0 };
            if valid {
                self.keep_rhythm(walked, is_better);
            }
            if valid && self.has_begun && self.trials < TRIALS {
                self.compare(&before);
            }
            self.has_begun |= valid && !is_early;
        }
        self.lanes[0].best_placements().clone()
    }

    fn round(
        &mut self,
        budget: Budget<'_>,
        end: End,
        most: u64,
        bounds: &[i64],
        pool: Option<&Pool<'_>>,
        stop: &(dyn Fn() -> bool + Sync),
    ) {
        let each = self.lanes.len().div_ceil(self.threads);
        for n in 0..self.lanes.len() {
            self.lanes[n].warmth = self.warmth(n);
        }
        let reheat = f64::from(1 << (self.stale % REHEATINGS));
        std::thread::scope(|scope| {
            let mut chunks = self.lanes.chunks_mut(each);
            let own = chunks.next();
            let work = move |lanes: &mut [Lane<'t>]| {
                for lane in lanes {
                    let setting = Setting { budget, end, most, reheat, bounds, pool, stop: &|| stop() };
                    let (before, known) = (lane.tried, lane.best.clone());
                    let came_to_end = cool(lane, setting);
                    lane.cooled.copy_from_slice(&lane.best);
                    lane.paid = false;
                    if came_to_end {
                        hunt(lane, setting, lane.tried - before, lane.best < known);
                    }
                }
            };
            for lanes in chunks {
                scope.spawn(move || work(lanes));
            }
            if let Some(lanes) = own {
                work(lanes);
            }
        });
    }

    /// Chooses how long coolings are after one of so many moves.
    fn keep_rhythm(&mut self, walked: u64, is_better: bool) {
        if self.rhythm.is_none() && self.lanes.iter().any(|lane| lane.paid) {
            self.rhythm = Some(walked);
        } else if self.lanes.iter().all(|lane| lane.zeal <= TIRED) {
            self.rhythm = None;
        } else if !is_better {
            self.rhythm = self.rhythm.map(|rhythm| (LONGER * rhythm as f64) as u64);
        }
    }

    /// How warm a lane cools: strictly at first; then in turns while warm and cool are tried, then as was better. A lane
    /// alone begins cool, which shows sooner what it is worth.
    fn warmth(&self, lane: usize) -> Warmth {
        if !self.has_begun {
            return Warmth::Strict;
        }
        let cool = match (self.lanes.len(), self.trials < TRIALS) {
            (1, true) => self.trials.is_multiple_of(2),
            (_, true) => (lane + self.trials * (self.lanes.len() % 2)) % 2 == 1,
            (1, false) => self.cool_won > 0,
            (_, false) => 2 * self.cool_won >= TRIALS,
        };
        if cool { Warmth::Cool } else { Warmth::Warm }
    }

    /// Notes after a round which warmth did better. A lane alone stays cool unless a warm round improved much on the cool
    /// one before it, and the next cool one did not improve on that.
    fn compare(&mut self, before: &[i64]) {
        self.trials += 1;
        let best =
            |warmth: Warmth| self.lanes.iter().filter(|lane| lane.warmth == warmth).map(|lane| &lane.cooled[..]).min();
        if let [lane] = &self.lanes[..] {
            let improved = clearly(&lane.cooled, before);
            match lane.warmth {
                Warmth::Cool => self.cool_won += usize::from(improved),
                Warmth::Warm | Warmth::Strict => self.cool_won = usize::from(!improved),
            }
            return;
        }
        let Some(cool) = best(Warmth::Cool) else { return };
        self.cool_won += usize::from(clearly(cool, best(Warmth::Warm).unwrap_or(before)));
    }

    /// All lanes go on from the best that is known, the first of equals.
    fn exchange(&mut self, pool: Option<&Pool<'_>>) {
        if let Some(pool) = pool {
            for lane in &mut self.lanes {
                trade(lane, pool);
            }
        }
        let best =
            (0..self.lanes.len()).min_by(|&one, &other| self.lanes[one].best.cmp(&self.lanes[other].best)).unwrap_or(0);
        let (price, placements) = (self.lanes[best].best.clone(), self.lanes[best].best_placements().clone());
        for lane in &mut self.lanes {
            lane.adopt(&price, &placements);
        }
    }
}

/// Whether costs are lower, and by a share worth speaking of on the first level on which they differ.
fn clearly(lower: &[i64], higher: &[i64]) -> bool {
    let level = lower.iter().zip(higher).position(|(lower, higher)| lower != higher);
    level.is_some_and(|level| lower[level] as f64 <= (1.0 - CLEARLY) * higher[level] as f64)
}

/// Proven bounds with what is forbidden first; 0 where nothing is proven.
fn bounds(pool: Option<&Pool<'_>>, width: usize) -> Vec<i64> {
    let mut bounds = vec![0; width];
    for (bound, known) in bounds[1..].iter_mut().zip(pool.map(Pool::bounds).unwrap_or_default()) {
        *bound = known.unwrap_or(0) as i64;
    }
    bounds
}

/// What the best of a lane costs, if it does nothing forbidden.
fn valid_cost(lane: &Lane<'_>) -> Option<CostVector> {
    (lane.best[0] == 0).then(|| lane.best[1..].iter().map(|cost| *cost as u64).collect())
}

/// Offers a lane's best to the pool, and takes what is better there.
fn trade(lane: &mut Lane<'_>, pool: &Pool<'_>) {
    if let Some((cost, placements)) = pool.better_than(valid_cost(lane).as_ref()) {
        let price: Vec<i64> = std::iter::once(0).chain(cost.into_iter().map(|cost| cost as i64)).collect();
        lane.adopt(&price, &placements);
    } else {
        offer(lane, pool);
    }
}

/// Offers a lane's best to the pool.
fn offer(lane: &Lane<'_>, pool: &Pool<'_>) {
    if valid_cost(lane).is_some_and(|cost| pool.cost().is_none_or(|known| cost < known)) {
        pool.offer(lane.best_placements());
    }
}

/// Cools a lane once: from hot to cold, or until the level in focus is at its bound. Says `false` if it was stopped.
fn cool(lane: &mut Lane<'_>, setting: Setting<'_>) -> bool {
    lane.return_to_best();
    let climate = Climate::measure(lane, setting.bounds, lane.warmth).reheated(setting.reheat);
    let (began, from) = (lane.tried, setting.budget.used(lane));
    let last = setting.bounds.len() - 1;
    // Looking through all activities is to take a small share of the time.
    let look = 4 + lane.movable.len() as u64 / 50;
    lane.sore.clear();
    lane.gained.fill(0);
    let mut halfway = None;
    for batch in 1_u64.. {
        let done = match setting.end {
            End::Moves(moves) => (lane.tried - began) as f64 / moves.max(1) as f64,
            End::Share(to) => (setting.budget.used(lane) - from) / (to - from).max(1e-9),
        };
        let done = done.max((lane.tried - began) as f64 / setting.most as f64);
        if done >= 0.5 && halfway.is_none() {
            halfway = Some(lane.best.clone());
        }
        if done >= 1.0 {
            lane.note_gain(halfway.as_deref().unwrap_or(&[]));
            return true;
        }
        if (setting.stop)() {
            return false;
        }
        let at_bound = lane.best[climate.focus] <= setting.bounds[climate.focus];
        if at_bound && (climate.focus < last || lane.best.iter().zip(setting.bounds).all(|(best, bound)| best <= bound))
        {
            return true;
        }
        if batch % NEWS == 0
            && let Some(pool) = setting.pool
        {
            trade(lane, pool);
        }
        if batch % look == 0 {
            let level = climate.sorest(lane);
            lane.find_sore(level);
        }
        let heat = climate.heat(done);
        for _ in 0..BATCH {
            lane.step(heat);
        }
        climate.adapt(lane, heat);
    }
    true
}

/// Hunts after a cooling of so many moves, for as long as the lane's zeal lasts, and longer while that gains more a move than
/// the cooling did, which in its hot half gains nothing. A hunt begins at the best if that is new, else where the cooling
/// has ended: from the best there was one before.
fn hunt(lane: &mut Lane<'_>, setting: Setting<'_>, cooled: u64, is_new: bool) {
    let focus = Climate::focus(lane, setting.bounds);
    if is_new || lane.now[..focus] > lane.best[..focus] {
        lane.return_to_best();
    }
    if lane.best[focus] <= setting.bounds[focus] {
        return;
    }
    Climate::measure(lane, setting.bounds, Warmth::Strict);
    if !lane.begin_hunt(focus) {
        return;
    }
    let patience = (lane.zeal * cooled as f64) as u64;
    let rate = lane.gained[focus] as f64 / cooled as f64;
    let (from, began, best) = (lane.now[..=focus].to_vec(), lane.tried, lane.best.clone());
    let mut known = from.clone();
    let mut end = began + patience;
    let pays = |known: &[i64], moves: u64| {
        let gain = from[focus] - known[focus];
        known[..focus] < from[..focus]
            || gain > 0 && gain as f64 >= (rate * moves as f64).min(MUCH * from[focus] as f64)
    };
    while lane.tried < end && lane.best[focus] > setting.bounds[focus] {
        if (setting.stop)() || setting.budget.used(lane) >= 1.0 {
            break;
        }
        lane.pounce(focus);
        if lane.now[..=focus] < known[..] {
            known.copy_from_slice(&lane.now[..=focus]);
            if pays(&known, lane.tried - began) {
                end = lane.tried + patience;
            }
            if let (true, Some(pool)) = (lane.best < best, setting.pool) {
                offer(lane, pool);
            }
        }
    }
    lane.hunted += lane.tried - began;
    lane.paid = lane.best[..=focus] < best[..=focus] && pays(&known, lane.tried - began);
    let factor = match lane.paid {
        true => REWARDS.0,
        false if !is_new && known < from && known[..] <= best[..=focus] => 1.0,
        false if rate == 0.0 => REWARDS.1,
        false => REWARDS.2,
    };
    lane.zeal = (factor * lane.zeal).clamp(ZEAL.0, ZEAL.1);
}
