//! A level by its relaxation: rows as they are broken, then whole starts, then the rows that whole starts break.
#![expect(
    clippy::disallowed_methods,
    reason = "a budget in seconds needs a clock, and this module is no part of the core"
)]

use std::time::{Duration, Instant};

use super::engine::{self, Ending, Waiting};
use super::prove::{Level, Run, rounded};
use super::relax::{Cutting, News, Pace, Relaxation};
use super::windows::{Scope, Weight, Windows};
use crate::kernel::{Budget, Over, ResourceIndex, WhyStopped};

/// How often it looks up while HiGHS works.
const LOOK_UP: Duration = Duration::from_millis(20);
/// Rounds of rows under a budget in nodes: without a clock, something else must end them.
const ROUNDS: u64 = 40;

impl Run<'_, '_> {
    /// Raises the bound of a level, and closes it where its relaxation is exact. `Open(Budget)`: more could be proven by the
    /// whole program.
    pub(super) fn relax(&mut self, level: usize, windows: &Windows, scope: &Scope<'_>, end: Option<Instant>) -> Level {
        let alone = self.too_large[level];
        let late = |run: &Self| end.is_some_and(|end| Instant::now() >= end) || alone && run.is_fruitless();
        let stop = || self.is_over() || late(self);
        let Some(relaxation) = Relaxation::new(self.problem, windows, scope, &stop) else { return self.open() };
        let step = step(self.problem, windows, scope, level);
        let rounds = match self.request.budget {
            Budget::Nodes(nodes) => Some(nodes.min(ROUNDS)),
            Budget::Seconds(_) => None,
        };
        let pace = Pace { rounds, seed: self.request.seed };
        let cutting = Cutting::start(relaxation, pace, scope.ceilings[level]);
        let relaxation = loop {
            match cutting.news(LOOK_UP) {
                News::Bound(bound) => self.raise(level, rounded(bound, step)),
                News::Done(relaxation) => break relaxation,
                News::Infeasible => return self.contradiction(),
                News::Lost => return Level::Open(WhyStopped::Solver),
                News::Nothing => {}
            }
            if self.deadline.is_some() {
                self.tick(level);
                if let Some(cost) = self.pool.cost().filter(|_| self.holds(level)) {
                    cutting.lower(cost[level]);
                }
            }
            if self.is_closed(level) {
                return Level::Closed;
            }
            if self.is_over() {
                return self.open();
            }
            if late(self) {
                cutting.stop();
                return self.open();
            }
        };
        self.whole(level, *relaxation, scope, step, end)
    }

    /// The relaxation over whole starts, as often as these break further rows.
    fn whole(
        &mut self,
        level: usize,
        mut relaxation: Relaxation,
        scope: &Scope<'_>,
        step: u64,
        end: Option<Instant>,
    ) -> Level {
        loop {
            if self.is_closed(level) {
                return Level::Closed;
            }
            if self.is_over() || end.is_some_and(|end| Instant::now() >= end) {
                return self.open();
            }
            let start = self.pool.best().and_then(|(_, placements)| relaxation.values(&placements));
            let limits = self.limits(step as f64 * 0.999, end);
            let mut waiting = Whole { run: self, relaxation: &relaxation, level, step };
            let outcome = engine::run(relaxation.program(), start, limits, &mut waiting);
            if let Some(bound) = outcome.bound.filter(|_| outcome.ending != Ending::Failed) {
                self.raise(level, rounded(bound, step));
            }
            let Some(values) = outcome.best else {
                return match outcome.ending {
                    Ending::Infeasible => self.contradiction(),
                    Ending::Failed => Level::Open(WhyStopped::Solver),
                    Ending::Proven | Ending::Stopped => self.open(),
                };
            };
            if let Some(placements) = relaxation.placements(self.problem, &values) {
                self.pool.offer(&placements);
                self.tick(level);
            }
            if outcome.ending == Ending::Proven {
                // HiGHS may end within the gap; what it proves is the bound, and at most its own objective.
                self.raise(level, rounded(relaxation.objective(&values), step));
            }
            if self.is_closed(level) {
                return Level::Closed;
            }
            if relaxation.learn(&values) == 0 {
                if outcome.ending == Ending::Proven && relaxation.is_exact() {
                    self.spend(level, scope);
                }
                return self.open();
            }
        }
    }
}

/// What the prover does meanwhile.
struct Whole<'s, 'a, 'o> {
    run: &'s mut Run<'a, 'o>,
    relaxation: &'s Relaxation,
    level: usize,
    step: u64,
}

impl Waiting for Whole<'_, '_, '_> {
    fn is_stopped(&self) -> bool {
        self.run.request.is_stopped() || (self.run.deadline.is_some() && self.run.is_closed(self.level))
    }

    fn hear(&mut self, news: &engine::News) {
        match news {
            engine::News::Better(values) => {
                if let Some(placements) = self.relaxation.placements(self.run.problem, values) {
                    self.run.pool.offer(&placements);
                    self.run.tick(self.level);
                }
            }
            engine::News::Bound(bound) => self.run.raise(self.level, rounded(*bound, self.step)),
        }
    }

    fn look_up(&mut self) {
        if self.run.deadline.is_some() {
            self.run.tick(self.level);
        }
    }
}

/// A number that divides every possible cost of a level.
fn step(problem: &crate::kernel::Problem, windows: &Windows, scope: &Scope<'_>, level: usize) -> u64 {
    let mut step = 0;
    let mut divide = |mut value: u64| {
        while value > 0 {
            (step, value) = (value, step % value);
        }
    };
    for activity in problem.activity_indices() {
        for slot in windows.slots(activity) {
            divide(slot.cost[level]);
            slot.places.iter().for_each(|(_, cost)| divide(cost[level]));
        }
        if let Some(cost) = windows.skip(activity) {
            divide(cost[level]);
        }
    }
    let resources = (0..problem.resources().len()).map(|n| problem.resource(ResourceIndex::new(n)).over());
    for over in resources.chain([problem.place_over()]) {
        if let Over::Level { level: known, weight } = over
            && known.get() == level
        {
            divide(weight);
        }
    }
    for (n, relation) in problem.relations().iter().enumerate() {
        if let Weight::Priced(known, weight) = windows.relation_weight(n, relation, scope)
            && known == level
        {
            divide(weight);
        }
    }
    step.max(1)
}
