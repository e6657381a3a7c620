//! Level by level: while search looks for better placements on threads of its own, the exact optimum of each level with all
//! levels before held at theirs.
#![expect(
    clippy::disallowed_methods,
    reason = "a budget in seconds needs a clock, and this module is no part of the core"
)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::Highs;
use super::engine::{Ending, Limits, News, Waiting, run};
use super::lower::Program;
use super::portfolio;
use super::windows::{Failure, Scope, Windows};
use super::{conflict, cycles};
use crate::kernel::search::{self, Options};
use crate::kernel::{Answer, Budget, CostVector, Member, Pool, Problem, Progress, Request, WhyStopped, evaluate};

/// Moves of the search before the proof under a budget in nodes, for each activity, if the budget has as many.
const MOVES_EACH: u64 = 1_600;
/// The share of a budget in seconds that the proof waits for a first answer, and that share at most in seconds.
const HEAD_START: (f64, f64) = (0.1, 2.0);
/// The proof begins as soon as search has found nothing better for so long.
const SETTLED: Duration = Duration::from_millis(60);
/// The share of a budget in seconds that search alone may take where it has no thread of its own.
const SEARCH_SHARE: f64 = 0.2;
/// Seconds for finding out what contradicts what, at most.
const CONFLICT_SECONDS: f64 = 20.0;
/// How often a proof that waits looks up.
const LOOK_UP: Duration = Duration::from_millis(20);
/// News of better placements are told no more often: whoever listens may write them to disk.
const REPORT: Duration = Duration::from_millis(100);
/// The share of a budget in seconds after which a proof of a large problem must have reached a share of the cost: otherwise it
/// is given up, and search has its processor.
const FRUITLESS: (f64, f64) = (0.15, 0.25);
/// The share of the time left that a level may take where others follow and the problem is large.
const LEVEL_SHARE: f64 = 0.4;

pub(super) struct Run<'a, 'o> {
    pub(super) problem: &'a Problem,
    pub(super) request: &'a Request<'a>,
    prover: Highs,
    began: Instant,
    pub(super) deadline: Option<Instant>,
    observer: &'o mut dyn FnMut(&Progress),
    pub(super) pool: &'a Pool<'a>,
    /// The cost last reported.
    reported: Option<CostVector>,
    reported_at: Option<Instant>,
    /// For each level the ceilings of those before under which everything that could prove more has been tried.
    spent: Vec<Option<Vec<Option<u64>>>>,
    /// Levels whose program is too large to be built.
    pub(super) too_large: Vec<bool>,
    /// Set once the proof leaves its processor to the search.
    idle: &'a AtomicBool,
}

/// What became of a level.
pub(super) enum Level {
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
    prover: Highs,
    observer: &mut dyn FnMut(&Progress),
) -> Answer {
    let began = Instant::now();
    let lanes = prover.threads - 1;
    let deadline = match request.budget {
        Budget::Seconds(seconds) => Some(began + Duration::from_secs_f64(seconds.clamp(0.0, 1e8))),
        Budget::Nodes(_) => None,
    };
    let pool = Pool::new(problem);
    let spent = vec![None; problem.levels().len()];
    let idle = AtomicBool::new(false);
    let proof = Run {
        problem,
        request,
        prover,
        began,
        deadline,
        observer,
        pool: &pool,
        reported: None,
        reported_at: None,
        spent,
        too_large: vec![false; problem.levels().len()],
        idle: &idle,
    };
    if let Some(circle) = cycles::find(problem) {
        return proof.infeasible(Some(circle));
    }
    if let Some(start) = request.start {
        pool.offer(start);
    }
    match request.budget {
        Budget::Nodes(nodes) => {
            // Nobody else may work meanwhile: who finds what first would depend on the clock.
            let moves = nodes.min(MOVES_EACH * problem.activities().len().max(10) as u64);
            let options = Options { seed: request.seed, threads: 1, iterations: Some(moves) };
            pool.offer(&search::run(problem, options, request.start, None, &|| request.is_stopped()));
            proof.all()
        }
        Budget::Seconds(seconds) if lanes == 0 => {
            let options = Options { seed: request.seed, threads: 1, iterations: None };
            let share = (seconds * SEARCH_SHARE).max(1e-3);
            let spent = || if request.is_stopped() { 1.0 } else { began.elapsed().as_secs_f64() / share };
            search::run_for(problem, options, request.start, Some(&pool), &spent);
            proof.all()
        }
        Budget::Seconds(seconds) => {
            let done = AtomicBool::new(false);
            let over = || done.load(Ordering::Relaxed) || request.is_stopped();
            let spent = || if over() { 1.0 } else { began.elapsed().as_secs_f64() / seconds.max(1e-3) };
            let options = Options { seed: request.seed, threads: lanes, iterations: None };
            std::thread::scope(|scope| {
                let search = std::thread::Builder::new().name("search".to_owned());
                // Without a thread for it the proof goes on alone.
                let _alone = search.spawn_scoped(scope, || {
                    search::run_for(problem, options, request.start, Some(&pool), &spent);
                });
                let search = std::thread::Builder::new().name("search".to_owned());
                let _alone = search.spawn_scoped(scope, || {
                    // Another walk from what is best by then, in the place of the proof.
                    while !idle.load(Ordering::Relaxed) {
                        if over() {
                            return;
                        }
                        std::thread::sleep(LOOK_UP);
                    }
                    let began = Instant::now();
                    let left = deadline.map_or(0.0, |end| end.saturating_duration_since(began).as_secs_f64());
                    let spent = || if over() { 1.0 } else { began.elapsed().as_secs_f64() / left.max(1e-3) };
                    let options = Options { seed: !request.seed, threads: 1, iterations: None };
                    let start = pool.best().map(|(_, placements)| placements);
                    search::run_for(problem, options, start.as_ref(), Some(&pool), &spent);
                });
                let answer = proof.all();
                done.store(true, Ordering::Relaxed);
                answer
            })
        }
    }
}

impl Run<'_, '_> {
    fn all(mut self) -> Answer {
        self.head_start();
        let levels = self.problem.levels().len();
        let why_stopped = loop {
            let mut open = None;
            for level in 0..levels {
                match self.level(level) {
                    Level::Closed => {}
                    Level::Infeasible => return self.infeasible(None),
                    Level::Open(why_stopped) => {
                        open = open.or(Some(why_stopped));
                        // Of a later level nothing is known before there is anything at all.
                        if self.pool.cost().is_none() {
                            break;
                        }
                    }
                }
            }
            match open {
                None => break None,
                Some(why_stopped) if self.deadline.is_none() => break Some(why_stopped),
                Some(_) if self.is_over() => break Some(self.why_over()),
                Some(WhyStopped::Solver) => break Some(WhyStopped::Solver),
                Some(_) => {
                    // Search may still close what the proof has left.
                    std::thread::sleep(LOOK_UP);
                    self.tick(0);
                }
            }
        };
        let bounds = self.pool.bounds();
        match (self.pool.best(), why_stopped) {
            (Some((_, placements)), None) => Answer::Optimal { score: evaluate(self.problem, &placements), placements },
            (Some((_, placements)), Some(why_stopped)) => {
                let score = evaluate(self.problem, &placements);
                Answer::Feasible { placements, score, bounds, why_stopped }
            }
            (None, why_stopped) => Answer::Unknown { why_stopped: why_stopped.unwrap_or(WhyStopped::Solver), bounds },
        }
    }

    /// Waits for search to find something to prove.
    fn head_start(&mut self) {
        let Some(deadline) = self.deadline else { return };
        let (share, most) = HEAD_START;
        let seconds = (deadline.saturating_duration_since(self.began).as_secs_f64() * share).min(most);
        let end = self.began + Duration::from_secs_f64(seconds);
        let (mut known, mut since) = (self.pool.cost(), Instant::now());
        while Instant::now() < end && !self.is_over() {
            let now = self.pool.cost();
            if now != known {
                (known, since) = (now, Instant::now());
            }
            let patience = SETTLED.max(self.began.elapsed() / 4);
            if known.is_some() && since.elapsed() > patience {
                break;
            }
            std::thread::sleep(LOOK_UP.min(SETTLED) / 4);
            self.tick(0);
        }
    }

    fn seconds(&self) -> f64 {
        if self.deadline.is_some() { self.began.elapsed().as_secs_f64() } else { 0.0 }
    }

    /// Whether to stop now.
    pub(super) fn is_over(&self) -> bool {
        self.request.is_stopped() || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Whether a proof of the first open level leads nowhere in the time there is; then search has its processor.
    pub(super) fn is_fruitless(&self) -> bool {
        let (Some(deadline), Some(cost)) = (self.deadline, self.pool.cost()) else { return false };
        let (patience, reached) = FRUITLESS;
        if self.began.elapsed() < deadline.saturating_duration_since(self.began).mul_f64(patience) {
            return false;
        }
        let open = cost.iter().zip(self.pool.bounds()).find(|(cost, bound)| bound.unwrap_or(0) < **cost);
        let fruitless = open.is_some_and(|(cost, bound)| (bound.unwrap_or(0) as f64) < reached * *cost as f64);
        if fruitless {
            self.idle.store(true, Ordering::Relaxed);
        }
        fruitless
    }

    fn why_over(&self) -> WhyStopped {
        if self.request.is_stopped() { WhyStopped::Asked } else { WhyStopped::Budget }
    }

    fn report(&mut self, level: usize) {
        let best = self.pool.best();
        let cost = best.as_ref().map(|(cost, _)| cost.clone());
        let placements =
            best.filter(|(cost, _)| self.reported.as_ref() != Some(cost)).map(|(_, placements)| placements);
        self.reported.clone_from(&cost);
        let progress = Progress {
            level: self.problem.levels()[level].clone(),
            level_number: level,
            incumbent: cost,
            bound: self.pool.bounds()[level],
            seconds: self.seconds(),
            placements,
        };
        (self.observer)(&progress);
    }

    /// Reports what search has found since.
    pub(super) fn tick(&mut self, level: usize) {
        let early = self.deadline.is_some() && self.reported_at.is_some_and(|at| at.elapsed() < REPORT);
        if !early && self.pool.cost() != self.reported {
            self.reported_at = self.deadline.map(|_| Instant::now());
            self.report(level);
        }
    }

    /// For the levels before `level` the best known, and for itself too.
    pub(super) fn ceilings(&self, level: usize) -> Vec<Option<u64>> {
        let cost = self.pool.cost();
        (0..=level).map(|level| cost.as_ref().map(|cost| cost[level])).collect()
    }

    pub(super) fn limits(&self, gap: f64, deadline: Option<Instant>) -> Limits {
        let nodes = match self.request.budget {
            Budget::Nodes(nodes) => Some(nodes),
            Budget::Seconds(_) => None,
        };
        Limits { deadline, nodes, threads: 1, seed: self.request.seed, gap }
    }

    pub(super) fn open(&self) -> Level {
        Level::Open(self.why_over())
    }

    /// Takes a bound of `level` that holds for whatever costs no more than the best known at this level and those before.
    pub(super) fn raise(&mut self, level: usize, bound: u64) {
        let bound =
            self.pool.cost().map_or(bound, |cost| if self.holds(level) { bound.min(cost[level]) } else { bound });
        if self.pool.raise(level, bound) {
            self.report(level);
        }
    }

    /// Whether all levels before are proven: only then the best known has to obey a bound of this one.
    pub(super) fn holds(&self, level: usize) -> bool {
        let bounds = self.pool.bounds();
        self.pool.cost().is_some_and(|cost| (0..level).all(|before| bounds[before] == Some(cost[before])))
    }

    pub(super) fn is_closed(&self, level: usize) -> bool {
        self.holds(level) && self.pool.cost().is_some_and(|cost| Some(cost[level]) == self.pool.bounds()[level])
    }

    fn level(&mut self, level: usize) -> Level {
        if self.is_closed(level) {
            return Level::Closed;
        }
        if self.too_large[level] && self.is_fruitless() {
            return Level::Open(WhyStopped::TooLarge);
        }
        let problem = self.problem;
        let mut ceilings = self.ceilings(level);
        if self.is_over() || self.spent[level].as_deref() == Some(&ceilings[..level]) {
            return self.open();
        }
        if !self.holds(level) {
            // The best of the earlier levels may cost more here than the best known does.
            ceilings[level] = None;
        }
        // Without a ceiling on this level first: its floor must hold for every placement.
        let mut scope = Scope { kept: None, ceilings: ceilings.clone() };
        scope.ceilings[level] = None;
        let windows = match Windows::new(problem, &scope, &|| self.is_over()) {
            Ok(windows) => windows,
            Err(failure) => return self.without_windows(failure),
        };
        self.raise(level, windows.floor(level));
        if self.is_closed(level) {
            return Level::Closed;
        }
        if self.is_over() {
            return self.open();
        }
        let scope = Scope { kept: None, ceilings };
        let windows = match windows.narrow(problem, &scope, &|| self.is_over()) {
            Ok(windows) => windows,
            Err(failure) => return self.without_windows(failure),
        };
        let method = portfolio::method(problem, &windows, &scope, self.prover.relaxing);
        let end = self.share(level, method.relaxation);
        self.too_large[level] = !method.program;
        if method.relaxation {
            match self.relax(level, &windows, &scope, end) {
                Level::Open(WhyStopped::Budget) => {}
                other => return other,
            }
        }
        if !method.program || self.is_over() {
            self.spend(level, &scope);
            return Level::Open(WhyStopped::TooLarge);
        }
        let stop = || self.is_over();
        let Ok(program) = Program::new(problem, &windows, &scope, &stop) else {
            self.spend(level, &scope);
            return Level::Open(WhyStopped::TooLarge);
        };
        self.minimise(level, &program, end)
    }

    /// Nothing more can be proven of a level unless the levels before become better.
    pub(super) fn spend(&mut self, level: usize, scope: &Scope<'_>) {
        if !self.is_over() {
            self.spent[level] = Some(scope.ceilings[..level].to_vec());
        }
    }

    /// When a level has to end.
    fn share(&self, level: usize, large: bool) -> Option<Instant> {
        let deadline = self.deadline?;
        let last = level + 1 == self.problem.levels().len();
        if last || !large {
            return Some(deadline);
        }
        Some(Instant::now() + deadline.saturating_duration_since(Instant::now()).mul_f64(LEVEL_SHARE))
    }

    /// The windows or HiGHS say that nothing is left: true only if nothing has been found.
    pub(super) fn contradiction(&self) -> Level {
        if self.pool.cost().is_none() { Level::Infeasible } else { Level::Open(WhyStopped::Solver) }
    }

    fn without_windows(&self, failure: Failure) -> Level {
        match failure {
            Failure::Empty => self.contradiction(),
            Failure::Stopped => self.open(),
        }
    }

    fn minimise(&mut self, level: usize, program: &Program<'_>, end: Option<Instant>) -> Level {
        let step = program.step();
        let start = self.pool.best().and_then(|(_, placements)| program.values(&placements));
        let limits = self.limits(step as f64 * 0.999, end);
        let outcome = run(program.linear.clone(), start, limits, &mut Meanwhile { run: self, program, level, step });
        if let Some(values) = &outcome.best {
            let placements = program.placements(values);
            self.pool.offer(&placements);
            self.tick(level);
            let score = evaluate(self.problem, &placements);
            let claimed = program.objective(values);
            // The program's own solution must be what it says: otherwise none of its claims is worth anything.
            if !score.is_valid() || score.cost[level] as f64 > claimed + 0.5 {
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
        if self.is_closed(level) { Level::Closed } else { self.open() }
    }

    fn infeasible(self, suspects: Option<Vec<Member>>) -> Answer {
        let end = match self.request.budget {
            Budget::Seconds(_) => Some(Instant::now() + Duration::from_secs_f64(CONFLICT_SECONDS)),
            Budget::Nodes(_) => None,
        };
        let end = end.map(|end| self.deadline.map_or(end, |deadline| end.min(deadline)));
        let limits = self.limits(1.0, end);
        let request = self.request;
        let stop = || request.is_stopped();
        let late = || stop() || end.is_some_and(|end| Instant::now() > end);
        let (conflict, minimal) = conflict::find(self.problem, suspects, limits, &stop, &late);
        Answer::Infeasible { conflict, minimal }
    }
}

/// The least multiple of `step` that is not below a bound in floating point.
pub(super) fn rounded(bound: f64, step: u64) -> u64 {
    let steps = (bound / step as f64 - 1e-6 * (1.0 + bound.abs() / step as f64).min(1e5)).ceil().max(0.0);
    steps as u64 * step
}

/// What the prover does while HiGHS works on a level: it hears of solutions and bounds, and reports what search finds.
struct Meanwhile<'s, 'p, 'a, 'o> {
    run: &'s mut Run<'a, 'o>,
    program: &'s Program<'p>,
    level: usize,
    step: u64,
}

impl Waiting for Meanwhile<'_, '_, '_, '_> {
    fn is_stopped(&self) -> bool {
        self.run.request.is_stopped() || (self.run.deadline.is_some() && self.run.is_closed(self.level))
    }

    fn hear(&mut self, news: &News) {
        match news {
            News::Better(values) => {
                self.run.pool.offer(&self.program.placements(values));
                self.run.tick(self.level);
            }
            News::Bound(bound) => self.run.raise(self.level, rounded(*bound, self.step)),
        }
    }

    fn look_up(&mut self) {
        if self.run.deadline.is_some() {
            self.run.tick(self.level);
        }
    }
}
