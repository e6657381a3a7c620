//! Solve, look for broken rows, add them, solve again; on a thread of its own, as one solve can take long and heeds nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::super::simplex::{Session, Solved, safe_bound};
use super::Relaxation;

/// Rows added in one round, at most.
const ROUND: usize = 4_000;
/// Rounds without progress worth mentioning after which it ends, and what is worth mentioning, as a share of the bound.
const PATIENCE: u32 = 12;
const PROGRESS: f64 = 1e-4;
/// A row this far from being tight is taken away.
const SLACK: f64 = 1e-4;

/// When to end.
#[derive(Debug, Clone, Copy)]
pub(in crate::milp) struct Pace {
    /// Rounds at most; `None` goes on until nothing is gained.
    pub(in crate::milp) rounds: Option<u64>,
    pub(in crate::milp) seed: u64,
}

/// What is heard of it.
#[derive(Debug)]
pub(in crate::milp) enum News {
    /// A lower bound of all placements that cost no more than the ceiling told.
    Bound(f64),
    /// It has ended: the relaxation with the rows found, ready to be solved over whole starts.
    Done(Box<Relaxation>),
    /// Nothing fits.
    Infeasible,
    /// Nothing new yet.
    Nothing,
    /// It ended without anything.
    Lost,
}

/// A cutting-plane run under way. Dropping it asks it to stop.
#[derive(Debug)]
pub(in crate::milp) struct Cutting {
    receiver: Receiver<News>,
    stop: Arc<AtomicBool>,
    ceiling: Arc<AtomicU64>,
}

impl Cutting {
    /// Starts; `ceiling` is the cost of the best known.
    pub(in crate::milp) fn start(relaxation: Relaxation, pace: Pace, ceiling: Option<u64>) -> Self {
        let (sender, receiver) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let ceiling = Arc::new(AtomicU64::new(ceiling.unwrap_or(u64::MAX)));
        let (own_stop, own_ceiling) = (Arc::clone(&stop), Arc::clone(&ceiling));
        // Where no thread can be had, the sender is dropped and the run is lost.
        let _lost = std::thread::Builder::new()
            .name("rows".to_owned())
            .spawn(move || run(Box::new(relaxation), pace, &sender, own_stop, &own_ceiling));
        Self { receiver, stop, ceiling }
    }

    /// Waits for news.
    pub(in crate::milp) fn news(&self, patience: Duration) -> News {
        match self.receiver.recv_timeout(patience) {
            Ok(news) => news,
            Err(RecvTimeoutError::Timeout) => News::Nothing,
            Err(RecvTimeoutError::Disconnected) => News::Lost,
        }
    }

    /// Tells of a better cost: columns that only costlier placements use are then left out.
    pub(in crate::milp) fn lower(&self, ceiling: u64) {
        self.ceiling.fetch_min(ceiling, Ordering::Relaxed);
    }

    /// Asks it to end, as soon as HiGHS looks.
    pub(in crate::milp) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Cutting {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(mut relaxation: Box<Relaxation>, pace: Pace, sender: &Sender<News>, stop: Arc<AtomicBool>, ceiling: &AtomicU64) {
    let mut session = Session::new(pace.seed, Arc::clone(&stop));
    session.add_columns(&relaxation.costs, &relaxation.uppers);
    session.add_rows(&relaxation.rows);
    let mut best = f64::NEG_INFINITY;
    let (mut rounds, mut idle) = (0, 0);
    while !stop.load(Ordering::Relaxed) && pace.rounds.is_none_or(|most| rounds < most) && idle < PATIENCE {
        rounds += 1;
        let (solved, values) = session.solve();
        match solved {
            Solved::Optimal => {}
            Solved::Infeasible => {
                let _nobody_waits = sender.send(News::Infeasible);
                return;
            }
            Solved::Nothing => break,
        }
        let (bound, reduced) = safe_bound(&relaxation.costs, &relaxation.uppers, &relaxation.rows, &values.duals);
        idle = if bound > best + PROGRESS * best.abs().max(1.0) { 0 } else { idle + 1 };
        if bound > best {
            best = bound;
            if sender.send(News::Bound(bound)).is_err() {
                return;
            }
        }
        relaxation.exclude(&mut session, bound, &reduced, &values.columns, ceiling.load(Ordering::Relaxed));
        relaxation.forget(&mut session, &values.rows);
        let columns = relaxation.columns();
        let mut found = relaxation.violated(&values.columns);
        if found.is_empty() {
            break;
        }
        found.truncate(ROUND);
        session.add_columns(&relaxation.costs[columns..], &relaxation.uppers[columns..]);
        let rows: Vec<_> = found.into_iter().map(|violated| violated.row).collect();
        session.add_rows(&rows);
        relaxation.rows.extend(rows);
    }
    let _nobody_waits = sender.send(News::Done(relaxation));
}

impl Relaxation {
    /// Leaves out columns that no placement within the ceiling uses, by reduced costs.
    fn exclude(&mut self, session: &mut Session, bound: f64, reduced: &[f64], values: &[f64], ceiling: u64) {
        if ceiling == u64::MAX {
            return;
        }
        let spare = (ceiling as f64 - bound).max(0.0) * (1.0 + 1e-6) + 1e-3;
        for (column, &cost) in reduced.iter().enumerate() {
            if self.whole[column] && cost > spare && self.uppers[column] > 0.0 && values[column] < 1e-9 {
                self.uppers[column] = 0.0;
                session.exclude(column);
            }
        }
    }

    /// Takes away rows that are not tight.
    fn forget(&mut self, session: &mut Session, sums: &[f64]) {
        let idle = |row: usize| row >= self.kept && sums[row] < self.rows[row].upper - SLACK;
        let idle: Vec<usize> = (0..self.rows.len()).filter(|&row| idle(row)).collect();
        session.drop_rows(&idle);
        let mut drop = vec![false; self.rows.len()];
        idle.iter().for_each(|&row| drop[row] = true);
        let mut row = 0;
        self.rows.retain(|_| {
            row += 1;
            !drop[row - 1]
        });
    }
}
