//! Runs HiGHS: the only place that talks to it.
//!
//! HiGHS works on a thread of its own. It is told to stop through its own limits and through a callback, both of which it
//! heeds only between steps; a root linear program can take long. So whoever waits for it does not wait beyond the
//! deadline and a short grace: the thread is then left to end by itself, and what it found so far is used.
#![allow(unsafe_code, reason = "callbacks of HiGHS are only reachable through its C interface; each block is argued")]
#![expect(clippy::disallowed_methods, reason = "a deadline needs a clock, and this module is no part of the core")]

use std::ffi::{c_char, c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use good_lp::solvers::highs::highs as with_highs;
use good_lp::{Expression, ProblemVariables, SolverModel, constraint, variable};
use highs::{HighsModelStatus, HighsSolutionStatus, Model};
use highs_sys::{
    Highs_setCallback, Highs_startCallback, HighsCallbackDataIn, HighsCallbackDataOut, HighsInt,
    kHighsCallbackIpmInterrupt, kHighsCallbackMipImprovingSolution, kHighsCallbackMipInterrupt,
    kHighsCallbackMipLogging, kHighsCallbackSimplexInterrupt,
};

use super::linear::Linear;

/// How long after its deadline HiGHS may take to notice.
const GRACE: Duration = Duration::from_millis(800);
/// How often the waiting side looks up.
const LOOK_UP: Duration = Duration::from_millis(25);

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The instant at which it should end; `None`: no clock is read.
    pub(super) deadline: Option<Instant>,
    /// Nodes of the search tree.
    pub(super) nodes: Option<u64>,
    pub(super) threads: u32,
    pub(super) seed: u64,
    /// It may end once bound and best are this close, and may prune what is not better by this.
    pub(super) gap: f64,
}

/// News on the way.
#[derive(Debug)]
pub(super) enum News {
    /// Values of all columns of a better solution.
    Better(Vec<f64>),
    /// A lower bound.
    Bound(f64),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The best solution is proven, within the gap.
    Proven,
    /// There is no solution.
    Infeasible,
    /// A limit, or a wish to stop.
    Stopped,
    /// HiGHS failed.
    Failed,
}

/// What came out.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) ending: Ending,
    /// Values of all columns of the best solution.
    pub(super) best: Option<Vec<f64>>,
    /// A proven lower bound of the objective.
    pub(super) bound: Option<f64>,
}

enum Message {
    News(News),
    Done(Outcome),
}

/// Whoever waits for HiGHS.
pub(super) trait Waiting {
    /// Whether to stop; asked every few hundredths of a second.
    fn is_stopped(&self) -> bool;

    /// Told of everything new.
    fn hear(&mut self, news: &News);

    /// Called now and then while there is no news.
    fn look_up(&mut self) {}
}

/// Minimises `linear`, starting from `start` if there is one.
pub(super) fn run(linear: Linear, start: Option<Vec<f64>>, limits: Limits, waiting: &mut dyn Waiting) -> Outcome {
    let flag = Arc::new(AtomicBool::new(false));
    let (sender, receiver) = channel();
    let thread_flag = Arc::clone(&flag);
    let spawned = std::thread::Builder::new().name("highs".to_owned()).spawn(move || {
        let outcome = solve(linear, start.as_deref(), limits, &sender, &thread_flag);
        // Nobody may be waiting any more.
        let _ = sender.send(Message::Done(outcome));
    });
    if spawned.is_err() {
        return Outcome { ending: Ending::Failed, best: None, bound: None };
    }
    wait(&receiver, limits, &flag, waiting)
}

fn wait(receiver: &Receiver<Message>, limits: Limits, flag: &AtomicBool, waiting: &mut dyn Waiting) -> Outcome {
    let mut so_far = Outcome { ending: Ending::Stopped, best: None, bound: None };
    let mut asked_at: Option<Instant> = None;
    loop {
        match receiver.recv_timeout(LOOK_UP) {
            Ok(Message::News(news)) => {
                waiting.hear(&news);
                match news {
                    News::Better(values) => so_far.best = Some(values),
                    News::Bound(bound) => so_far.bound = Some(so_far.bound.map_or(bound, |old: f64| old.max(bound))),
                }
            }
            Ok(Message::Done(outcome)) => return Outcome { best: outcome.best.or(so_far.best), ..outcome },
            Err(RecvTimeoutError::Disconnected) => return Outcome { ending: Ending::Failed, ..so_far },
            Err(RecvTimeoutError::Timeout) => waiting.look_up(),
        }
        let late = limits.deadline.is_some_and(|deadline| Instant::now() > deadline);
        if asked_at.is_none() && (late || waiting.is_stopped()) {
            flag.store(true, Ordering::Relaxed);
            asked_at = Some(Instant::now());
        }
        if asked_at.is_some_and(|asked| asked.elapsed() > GRACE) {
            return so_far;
        }
    }
}

/// What the callback needs; lives on the stack of [`solve`] for as long as HiGHS runs.
struct Hook<'a> {
    sender: &'a Sender<Message>,
    stop: &'a AtomicBool,
    bound: f64,
}

fn solve(
    linear: Linear,
    start: Option<&[f64]>,
    limits: Limits,
    sender: &Sender<Message>,
    stop: &AtomicBool,
) -> Outcome {
    let failed = Outcome { ending: Ending::Failed, best: None, bound: None };
    let Ok(mut model) = build(linear) else { return failed };
    if set_options(&mut model, limits).is_err() {
        return failed;
    }
    if let Some(start) = start {
        // A start that HiGHS does not take is no harm: it searches for its own.
        let _ = model.try_set_solution(Some(start), None, None, None);
    }
    let mut hook = Hook { sender, stop, bound: f64::NEG_INFINITY };
    let data: *mut c_void = std::ptr::from_mut(&mut hook).cast();
    // SAFETY: `as_mut_ptr` is the live HiGHS object that `model` owns. `on_callback` has the type HiGHS expects. `data`
    // points to `hook`, which outlives every call of it: HiGHS calls back only inside `try_solve` below, on this thread
    // or while this thread waits in it, and `hook` is neither moved nor touched here until the callback is taken back.
    unsafe {
        let pointer = model.as_mut_ptr();
        Highs_setCallback(pointer, Some(on_callback), data);
        for kind in [
            kHighsCallbackMipImprovingSolution,
            kHighsCallbackMipLogging,
            kHighsCallbackMipInterrupt,
            kHighsCallbackSimplexInterrupt,
            kHighsCallbackIpmInterrupt,
        ] {
            Highs_startCallback(pointer, kind);
        }
    }
    let solved = model.try_solve();
    let Ok(mut solved) = solved else { return failed };
    // SAFETY: the same live object; taking the callback back ends HiGHS's knowledge of `hook` before it goes.
    unsafe {
        Highs_setCallback(solved.as_mut_ptr(), None, std::ptr::null_mut());
    }
    let feasible = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    let best = feasible.then(|| solved.get_solution().columns().to_vec());
    let bound = solved.double_info_value(c"mip_dual_bound").ok().filter(|bound| bound.is_finite() && *bound > -1e30);
    let ending = match solved.status() {
        HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty
            if feasible || solved.status() == HighsModelStatus::ModelEmpty =>
        {
            Ending::Proven
        }
        // All columns but slacks are bounded and no cost is negative, so nothing is unbounded.
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => Ending::Infeasible,
        HighsModelStatus::ReachedTimeLimit
        | HighsModelStatus::ReachedInterrupt
        | HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedMemoryLimit => Ending::Stopped,
        _ => Ending::Failed,
    };
    Outcome { ending, best, bound }
}

/// The program as a HiGHS model. Built with `good_lp`; options, start and callbacks go to the model inside, because
/// `into_inner` drops those that were set before.
fn build(linear: Linear) -> Result<Model, good_lp::ResolutionError> {
    let mut variables = ProblemVariables::new();
    let columns: Vec<good_lp::Variable> = linear
        .columns
        .iter()
        .map(|&(upper, whole)| {
            let column = variable().min(0.0);
            let column = if upper.is_finite() { column.max(upper) } else { column };
            variables.add(if whole { column.integer() } else { column })
        })
        .collect();
    let mut objective = Expression::with_capacity(columns.len());
    for (&column, &cost) in columns.iter().zip(&linear.objective) {
        if cost != 0.0 {
            objective.add_mul(cost, column);
        }
    }
    let mut problem = variables.minimise(objective).using(with_highs);
    for row in linear.rows {
        let mut sum = Expression::with_capacity(row.terms.len());
        for (column, factor) in row.terms {
            sum.add_mul(factor, columns[column.get()]);
        }
        problem.add_constraint(if row.equal {
            constraint::eq(sum, row.upper)
        } else {
            constraint::leq(sum, row.upper)
        });
    }
    problem.try_into_inner()
}

fn set_options(model: &mut Model, limits: Limits) -> Result<(), highs::TrySetOptionError> {
    model.make_quiet();
    // Without output HiGHS sends no logging callbacks, which carry the bound; nothing is written anywhere.
    model.try_set_option("output_flag", true)?;
    model.try_set_option("log_to_console", false)?;
    model.try_set_option("threads", i32::try_from(limits.threads).unwrap_or(1))?;
    model.try_set_option("parallel", if limits.threads > 1 { "on" } else { "off" })?;
    model.try_set_option("random_seed", (limits.seed % 0x7fff_ffff) as i32)?;
    model.try_set_option("mip_rel_gap", 0.0)?;
    model.try_set_option("mip_abs_gap", limits.gap)?;
    if let Some(deadline) = limits.deadline {
        let left = deadline.saturating_duration_since(Instant::now());
        model.try_set_option("time_limit", left.as_secs_f64().max(0.01))?;
    }
    if let Some(nodes) = limits.nodes {
        model.try_set_option("mip_max_nodes", i32::try_from(nodes).unwrap_or(i32::MAX))?;
    }
    Ok(())
}

/// Called by HiGHS while it works.
unsafe extern "C" fn on_callback(
    kind: c_int,
    _message: *const c_char,
    out: *const HighsCallbackDataOut,
    input: *mut HighsCallbackDataIn,
    data: *mut c_void,
) {
    if data.is_null() || out.is_null() {
        return;
    }
    // SAFETY: `data` is the hook given to `Highs_setCallback` by `solve`, alive and used by nobody else while HiGHS runs;
    // HiGHS calls back from one thread at a time. `out` is valid for the length of this call, as HiGHS documents.
    let (hook, out) = unsafe { (&mut *data.cast::<Hook<'_>>(), &*out) };
    let kind: HighsInt = kind;
    if kind == kHighsCallbackMipImprovingSolution && !out.mip_solution.is_null() {
        let size = usize::try_from(out.mip_solution_size).unwrap_or(0);
        // SAFETY: HiGHS gives `mip_solution_size` values at `mip_solution`, valid for the length of this call.
        let values = unsafe { std::slice::from_raw_parts(out.mip_solution, size) };
        let _ = hook.sender.send(Message::News(News::Better(values.to_vec())));
    }
    let mip = kind == kHighsCallbackMipLogging || kind == kHighsCallbackMipImprovingSolution;
    if mip && out.mip_dual_bound.is_finite() && out.mip_dual_bound.abs() < 1e30 && out.mip_dual_bound > hook.bound {
        hook.bound = out.mip_dual_bound;
        let _ = hook.sender.send(Message::News(News::Bound(hook.bound)));
    }
    // SAFETY: `input` is null or valid for the length of this call; HiGHS reads `user_interrupt` after it.
    if let Some(input) = unsafe { input.as_mut() } {
        input.user_interrupt = c_int::from(hook.stop.load(Ordering::Relaxed));
    }
}
