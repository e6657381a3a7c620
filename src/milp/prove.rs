//! Level by level: a first answer, then for each level the exact optimum with all levels before held at theirs.
#![expect(
    clippy::disallowed_methods,
    reason = "a budget in seconds needs a clock, and this module is no part of the core"
)]

use std::time::{Duration, Instant};

use super::conflict;
use super::engine::{Ending, Limits, News, Waiting, run};
use super::lower::Program;
use super::windows::{Scope, Windows};
use crate::kernel::construct::construct;
use crate::kernel::search::{Effort, improve};
use crate::kernel::{Answer, Budget, CostVector, Placements, Problem, Progress, Request, WhyStopped, evaluate};

/// Moves of one cooling of the search that makes the first answer, for each activity.
const MOVES_EACH: u64 = 400;
/// Coolings of that search under a budget in nodes, and at most under one in seconds.
const COOLINGS: u64 = 4;
/// The share of a budget in seconds that the search for a first answer may take.
const SEARCH_SHARE: f64 = 0.2;
/// The share of a budget in seconds kept for finding out what contradicts what.
const CONFLICT_SECONDS: f64 = 20.0;

/// How long one round of search may take while HiGHS works.
const ROUND: Duration = Duration::from_millis(400);

struct Run<'a, 'o> {
    problem: &'a Problem,
    request: &'a Request<'a>,
    threads: u32,
    began: Instant,
    deadline: Option<Instant>,
    observer: &'o mut dyn FnMut(&Progress),
    best: Option<(CostVector, Placements)>,
    /// Where the search goes on as long as nothing valid is known.
    attempt: Placements,
    bounds: Vec<Option<u64>>,
    /// Moves of the next round of search while HiGHS works, and rounds so far.
    moves: u64,
    rounds: u64,
}

/// What became of a level.
enum Level {
    /// Its optimum is proven.
    Closed,
    /// There are no valid placements.
    Infeasible,
    /// It is not closed.
    Open(WhyStopped),
}

/// Solves a problem; see [`Prover`](crate::kernel::Prover).
pub(super) fn solve(
    problem: &Problem,
    request: &Request<'_>,
    threads: u32,
    observer: &mut dyn FnMut(&Progress),
) -> Answer {
    let began = Instant::now();
    let deadline = match request.budget {
        Budget::Seconds(seconds) => Some(began + Duration::from_secs_f64(seconds.clamp(0.0, 1e8))),
        Budget::Nodes(_) => None,
    };
    let bounds = vec![None; problem.levels().len()];
    let attempt = Placements::empty(problem);
    Run { problem, request, threads, began, deadline, observer, best: None, attempt, bounds, moves: 20_000, rounds: 1 }
        .all()
}

impl Run<'_, '_> {
    fn all(mut self) -> Answer {
        self.first_answer();
        for level in 0..self.problem.levels().len() {
            match self.level(level) {
                Level::Closed => {}
                Level::Infeasible => return self.infeasible(),
                Level::Open(why_stopped) => {
                    let bounds = self.bounds;
                    return match self.best {
                        Some((_, placements)) => {
                            let score = evaluate(self.problem, &placements);
                            Answer::Feasible { placements, score, bounds, why_stopped }
                        }
                        None => Answer::Unknown { why_stopped, bounds },
                    };
                }
            }
        }
        match self.best {
            Some((_, placements)) => Answer::Optimal { score: evaluate(self.problem, &placements), placements },
            None => Answer::Unknown { why_stopped: WhyStopped::Solver, bounds: self.bounds },
        }
    }

    fn seconds(&self) -> f64 {
        if self.deadline.is_some() { self.began.elapsed().as_secs_f64() } else { 0.0 }
    }

    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn report(&mut self, level: usize) {
        let progress = Progress {
            level: self.problem.levels()[level].clone(),
            incumbent: self.best.as_ref().map(|(cost, _)| cost.clone()),
            bound: self.bounds[level],
            seconds: self.seconds(),
        };
        (self.observer)(&progress);
    }

    /// Takes placements if they are valid and better than the best so far.
    fn offer(&mut self, placements: &Placements, level: usize) -> bool {
        let score = evaluate(self.problem, placements);
        let better = score.is_valid() && self.best.as_ref().is_none_or(|(cost, _)| score.cost < *cost);
        if better {
            self.best = Some((score.cost, placements.clone()));
            self.report(level);
        }
        better
    }

    fn first_answer(&mut self) {
        if let Some(start) = self.request.start {
            self.offer(start, 0);
        }
        let first = construct(self.problem, self.request.start);
        self.offer(&first, 0);
        let from = self.best.as_ref().map_or(first, |(_, placements)| placements.clone());
        self.attempt = self.search(&from, COOLINGS, 0);
        self.offer(&self.attempt.clone(), 0);
    }

    /// Improves placements for a while.
    fn search(&self, from: &Placements, coolings: u64, salt: u64) -> Placements {
        let moves = MOVES_EACH * self.problem.activities().len().max(10) as u64;
        let effort = Effort { moves, coolings, seed: self.request.seed.wrapping_add(salt) };
        let share = match self.request.budget {
            Budget::Seconds(seconds) => {
                Some(Instant::now() + Duration::from_secs_f64((seconds * SEARCH_SHARE).clamp(0.0, 1e8)))
            }
            Budget::Nodes(_) => None,
        };
        let end = share.map(|share| self.deadline.map_or(share, |deadline| share.min(deadline)));
        improve(self.problem, from, effort, &|| {
            self.request.is_stopped() || end.is_some_and(|end| Instant::now() > end)
        })
    }

    /// For levels before `level` the proven optimum; for `level` the best known.
    fn ceilings(&self, level: usize) -> Vec<Option<u64>> {
        (0..=level).map(|level| self.best.as_ref().map(|(cost, _)| cost[level])).collect()
    }

    fn limits(&self, gap: f64) -> Limits {
        let nodes = match self.request.budget {
            Budget::Nodes(nodes) => Some(nodes),
            Budget::Seconds(_) => None,
        };
        Limits { deadline: self.deadline, nodes, threads: self.threads, seed: self.request.seed, gap }
    }

    fn open(&self) -> Level {
        Level::Open(if self.request.is_stopped() { WhyStopped::Asked } else { WhyStopped::Budget })
    }

    fn raise(&mut self, level: usize, bound: u64) {
        if self.bounds[level].is_none_or(|old| old < bound) {
            self.bounds[level] = Some(bound);
            self.report(level);
        }
    }

    fn is_closed(&self, level: usize) -> bool {
        self.best.as_ref().is_some_and(|(cost, _)| Some(cost[level]) == self.bounds[level])
    }

    fn level(&mut self, level: usize) -> Level {
        if level > 0
            && let Some((_, placements)) = self.best.clone()
        {
            let improved = self.search(&placements, 1, level as u64);
            self.offer(&improved, level);
        }
        let ceilings = self.ceilings(level);
        // Without a ceiling on this level first: its floor must hold for every placement.
        let problem = self.problem;
        let mut scope = Scope { kept: None, ceilings: ceilings.clone() };
        scope.ceilings[level] = None;
        let Ok(windows) = Windows::new(problem, &scope) else { return self.contradiction() };
        self.raise(level, windows.floor(level));
        if self.is_closed(level) {
            return Level::Closed;
        }
        if self.is_late() || self.request.is_stopped() {
            return self.open();
        }
        let scope = Scope { kept: None, ceilings };
        let Ok(windows) = Windows::new(problem, &scope) else { return self.contradiction() };
        let Ok(program) = Program::new(problem, &windows, &scope) else { return Level::Open(WhyStopped::TooLarge) };
        self.minimise(level, &program)
    }

    /// The windows or HiGHS say that nothing is left: true only if nothing has been found.
    fn contradiction(&self) -> Level {
        if self.best.is_none() { Level::Infeasible } else { Level::Open(WhyStopped::Solver) }
    }

    fn minimise(&mut self, level: usize, program: &Program<'_>) -> Level {
        let step = program.step();
        let start = self.best.as_ref().and_then(|(_, placements)| program.values(placements));
        let limits = self.limits(step as f64 * 0.999);
        let outcome = run(program.linear.clone(), start, limits, &mut Meanwhile { run: self, program, level, step });
        if let Some(values) = &outcome.best {
            let placements = program.placements(values);
            self.offer(&placements, level);
            let score = evaluate(self.problem, &placements);
            let claimed = program.objective(values);
            // The program's own solution must be what it says: otherwise none of its claims is worth anything.
            if !score.is_valid() || score.cost[level] as f64 > claimed + 0.5 {
                self.bounds[level] = None;
                return Level::Open(WhyStopped::Solver);
            }
            if outcome.ending == Ending::Proven {
                // The bound that HiGHS reports can lag behind when its last nodes were all cut off.
                self.raise(level, rounded(claimed, step));
            }
        }
        match outcome.ending {
            Ending::Infeasible => return self.contradiction(),
            Ending::Failed => return Level::Open(WhyStopped::Solver),
            Ending::Proven | Ending::Stopped => {
                if let Some(bound) = outcome.bound {
                    self.raise(level, rounded(bound, step));
                }
            }
        }
        let refuted =
            self.best.as_ref().is_some_and(|(cost, _)| self.bounds[level].is_some_and(|bound| bound > cost[level]));
        if refuted {
            self.bounds[level] = None;
            return Level::Open(WhyStopped::Solver);
        }
        if self.is_closed(level) { Level::Closed } else { self.open() }
    }

    fn infeasible(self) -> Answer {
        let end = match self.request.budget {
            Budget::Seconds(_) => Some(Instant::now() + Duration::from_secs_f64(CONFLICT_SECONDS)),
            Budget::Nodes(_) => None,
        };
        let end = end.map(|end| self.deadline.map_or(end, |deadline| end.min(deadline)));
        let limits = Limits { deadline: end, ..self.limits(1.0) };
        let request = self.request;
        let stop = || request.is_stopped();
        let late = || stop() || end.is_some_and(|end| Instant::now() > end);
        let (conflict, minimal) = conflict::find(self.problem, limits, &stop, &late);
        Answer::Infeasible { conflict, minimal }
    }
}

/// The least multiple of `step` that is not below a bound in floating point.
fn rounded(bound: f64, step: u64) -> u64 {
    let steps = (bound / step as f64 - 1e-6 * (1.0 + bound.abs() / step as f64).min(1e5)).ceil().max(0.0);
    steps as u64 * step
}

/// What the prover does while HiGHS works on a level: it hears of solutions and bounds and, under a budget in seconds,
/// goes on searching on its own. (Under a budget in nodes it must not: who finds what first would depend on the clock.)
struct Meanwhile<'s, 'p, 'a, 'o> {
    run: &'s mut Run<'a, 'o>,
    program: &'s Program<'p>,
    level: usize,
    step: u64,
}

impl Waiting for Meanwhile<'_, '_, '_, '_> {
    fn is_stopped(&self) -> bool {
        self.run.request.is_stopped()
    }

    fn hear(&mut self, news: &News) {
        match news {
            News::Better(values) => {
                self.run.offer(&self.program.placements(values), self.level);
            }
            News::Bound(bound) => self.run.raise(self.level, rounded(*bound, self.step)),
        }
    }

    fn work(&mut self) -> bool {
        let Some(deadline) = self.run.deadline else { return false };
        let problem = self.run.problem;
        let from = self.run.best.as_ref().map_or(&self.run.attempt, |(_, placements)| placements).clone();
        let began = Instant::now();
        let effort =
            Effort { moves: self.run.moves, coolings: 1, seed: self.run.request.seed.wrapping_add(self.run.rounds) };
        self.run.rounds += 1;
        let request = self.run.request;
        let better = improve(problem, &from, effort, &|| request.is_stopped() || Instant::now() > deadline);
        self.run.offer(&better, self.level);
        self.run.attempt = better;
        // Longer coolings find more, shorter ones hear news sooner.
        self.run.moves = if began.elapsed() > ROUND { self.run.moves / 2 } else { self.run.moves * 3 / 2 }.max(256);
        true
    }
}
