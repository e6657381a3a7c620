//! Claims what is due, keeps leases alive, and hands messages to the lines.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::clock::Clock;
use super::line::{Left, Line};
use super::marks::Marks;
use super::patience::Patience;
use super::{Mutant, Settings, Tally, Until, WorkError, told_to_end};
use crate::app::outbox::State;
use crate::delivery::session::Failure;
use crate::store::{Claim, Claimed, Mark, Marked, Store};

/// Messages claimed for each line: enough that none waits for the next claim.
const AHEAD: usize = 16;
/// The lines are given up so long after a stop: what is marked then is found by the next sender.
const GRACE: Duration = Duration::from_millis(1500);
/// So many failures to reach the relay in a row, without a message in between, put it in question.
const FAILURES: u32 = 3;
/// How long a sender that goes on waits for a relay in question.
const PAUSE: Duration = Duration::from_secs(30);
/// How long to wait when nothing can be claimed now and something may be soon.
const POLL: Duration = Duration::from_millis(500);

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Nothing was left to do for now.
    Done,
    /// Somebody stopped all sending: who, and why.
    Stopped(String),
    /// This run was told to end.
    Interrupted,
    /// What is left is for addresses that have had as many messages as a day allows.
    DayLimit(i64),
}

/// What the lines share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) marks: Marks,
    pub(super) patience: Patience,
    tally: Mutex<Tally>,
    /// Claims that are held, by number, with their fences.
    held: Mutex<BTreeMap<i64, i64>>,
    /// The run is over: no line begins another message.
    over: AtomicBool,
    /// The store could not be written: no dot leaves any more.
    pub(super) broken: AtomicBool,
}

impl Shared {
    fn tally(&self) -> Tally {
        *self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, marked: Marked) {
        if let Marked::Done(state) = marked {
            self.tally.lock().unwrap_or_else(PoisonError::into_inner).count(state);
        }
    }

    fn held(&self) -> Vec<(i64, i64)> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(one, fence)| (*one, *fence)).collect()
    }

    fn hold(&self, claimed: &[Claimed]) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend(claimed.iter().map(|one| (one.number, one.fence)));
    }

    fn let_go(&self, number: i64) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
    }
}

/// What a line says when a message has left it.
#[derive(Debug)]
enum Word {
    Served,
    NoRelay(Failure),
    Stopped,
    Broken(WorkError),
}

/// Sends what is due until [`Settings::until`], until somebody stops all sending, or until `stop` becomes `true`; says
/// what was done now and then, and at the end.
///
/// # Errors
/// [`WorkError`]; nothing is lost, and nothing leaves that is not marked.
pub async fn send(
    store: &Store,
    settings: Settings,
    mut stop: watch::Receiver<bool>,
    progress: &(dyn Fn(Tally) + Sync),
) -> Result<(Tally, Ended), WorkError> {
    let settings = settings.prepared(store).await?;
    let stops = settings.mutant != Some(Mutant::GoesOnWithoutStore);
    let store = if stops { store.clone() } else { store.clone().without_heed() };
    let store = if settings.mutant == Some(Mutant::NoFence) { store.without_fences() } else { store };
    let marks = Marks::new(store.clone(), stops);
    let (tally, held) = (Mutex::default(), Mutex::default());
    let (over, broken) = (AtomicBool::new(false), AtomicBool::new(false));
    let patience = Patience::default();
    let shared = Arc::new(Shared { settings, store, marks, patience, tally, held, over, broken });
    let lines = shared.settings.connections.max(1);
    let (jobs, waiting) = async_queue(lines * AHEAD);
    let (words, mut heard) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    for _ in 0..lines {
        tasks.spawn(serve(shared.clone(), waiting.clone(), words.clone(), stop.clone()));
    }
    drop(words);
    let ended = lead(&shared, jobs, &mut heard, &mut stop, progress).await;
    shared.broken.store(stops && matches!(ended, Err(WorkError::Store(_))), Ordering::SeqCst);
    shared.over.store(ended.is_ok() || stops, Ordering::SeqCst);
    // The queue is closed: the lines end with what they have in hand, or are given up.
    let _ = tokio::time::timeout(GRACE, async { while tasks.join_next().await.is_some() {} }).await;
    tasks.abort_all();
    while tasks.join_next().await.is_some() {}
    for (number, fence) in shared.held() {
        // What was marked stays marked: only what has not left is given back.
        let _ = shared.marks.write(number, fence, Mark::Release).await;
    }
    progress(shared.tally());
    ended.map(|ended| (shared.tally(), ended))
}

/// The queue that all lines take from.
fn async_queue(length: usize) -> (mpsc::Sender<Claimed>, Arc<tokio::sync::Mutex<mpsc::Receiver<Claimed>>>) {
    let (jobs, waiting) = mpsc::channel(length);
    (jobs, Arc::new(tokio::sync::Mutex::new(waiting)))
}

async fn lead(
    shared: &Shared,
    jobs: mpsc::Sender<Claimed>,
    heard: &mut mpsc::UnboundedReceiver<Word>,
    stop: &mut watch::Receiver<bool>,
    progress: &(dyn Fn(Tally) + Sync),
) -> Result<Ended, WorkError> {
    let settings = &shared.settings;
    let lease = i64::try_from(settings.lease.as_millis()).unwrap_or(i64::MAX);
    let mut sweep = tokio::time::interval(settings.sweep);
    let mut renew = tokio::time::interval(settings.lease / 3);
    let (mut in_hand, mut failures, mut relay_in_question) = (0_usize, 0_u32, false);
    let mut clock = Clock::new(settings.lease);
    loop {
        if std::mem::take(&mut relay_in_question) {
            let stopped = tokio::time::timeout(PAUSE, told_to_end(stop)).await;
            if stopped.is_ok() {
                return Ok(Ended::Interrupted);
            }
        }
        let room = (settings.connections.max(1) * AHEAD).saturating_sub(in_hand);
        let mut claimed = Vec::new();
        if room >= AHEAD {
            let claim = Claim {
                by: &settings.by,
                most: u32::try_from(room).unwrap_or(u32::MAX),
                lease,
                most_per_day: settings.most_per_day,
                most_per_minute: settings.most_per_minute,
            };
            claimed = shared.store.claim(&claim).await?;
            shared.hold(&claimed);
        }
        let nothing_new = claimed.is_empty();
        in_hand += claimed.len();
        for message in claimed {
            // As many as there is room for: this does not wait.
            let _ = jobs.send(message).await;
        }
        if in_hand == 0
            && let Some(ended) = rest(shared).await?
        {
            return Ok(ended);
        }
        tokio::select! {
            () = told_to_end(stop) => return Ok(Ended::Interrupted),
            _ = sweep.tick() => {
                let now = shared.store.now().await?;
                let tick = tokio::time::Instant::now();
                if let Some(jump) = clock.jumped(tick, now) {
                    let mut tally = shared.tally.lock().unwrap_or_else(PoisonError::into_inner);
                    // The largest: a machine that stands still for a while looks like a small one.
                    tally.jumped = if jump.abs() > tally.jumped.abs() { jump } else { tally.jumped };
                }
                let mut latest = i64::MAX;
                if settings.mutant != Some(Mutant::BelievesTheClock) {
                    latest = now.saturating_add(lease / 2);
                    // Whoever lives prolongs its leases first, by the clock as it is now.
                    shared.store.renew(&shared.held(), lease).await?;
                    if !clock.is_trusted(tick) {
                        continue;
                    }
                }
                let swept = shared.store.sweep_until(latest).await?;
                let mut tally = shared.tally.lock().unwrap_or_else(PoisonError::into_inner);
                tally.taken_up += swept.taken_up + swept.repeated;
                tally.parked += swept.parked;
            }
            _ = renew.tick() => {
                let held = shared.held();
                if !held.is_empty() {
                    shared.store.renew(&held, lease).await?;
                }
            }
            Some(word) = heard.recv() => {
                let mut word = Some(word);
                while let Some(one) = word {
                    in_hand -= 1;
                    match one {
                        Word::Served => failures = 0,
                        Word::NoRelay(failure) => {
                            failures += 1;
                            if failures >= FAILURES {
                                if settings.until == Until::NothingDue {
                                    return Err(WorkError::Relay(failure));
                                }
                                (failures, relay_in_question) = (0, true);
                            }
                        }
                        Word::Stopped => {
                            let who = shared.store.stopped().await?.unwrap_or_default();
                            return Ok(Ended::Stopped(who));
                        }
                        Word::Broken(error) => return Err(error),
                    }
                    word = heard.try_recv().ok();
                }
                progress(shared.tally());
            }
            () = tokio::time::sleep(POLL), if nothing_new => {}
        }
    }
}

/// Nothing is in hand and nothing could be claimed: whether that is the end.
async fn rest(shared: &Shared) -> Result<Option<Ended>, WorkError> {
    if let Some(who) = shared.store.stopped().await? {
        return Ok((shared.settings.until != Until::Stopped).then_some(Ended::Stopped(who)));
    }
    let overview = shared.store.overview().await?;
    let due = overview.next.is_some_and(|next| next <= overview.now);
    if overview.count(State::Claimed) + overview.count(State::Dot) > 0 && shared.settings.until != Until::Stopped {
        // In other hands, or in those of a sender that died: its lease ends, and they are taken up.
        return Ok(None);
    }
    match shared.settings.until {
        Until::Stopped => Ok(None),
        Until::NothingWaits if overview.open() > 0 => Ok(None),
        Until::NothingDue if due => {
            // Due, and yet not to be had: for the limit of a day, for that of a minute, or for a sister in other hands.
            let over = shared.store.over_day_limit(shared.settings.most_per_day).await?;
            Ok((over > 0 && over == overview.due).then_some(Ended::DayLimit(over)))
        }
        Until::NothingDue | Until::NothingWaits => Ok(Some(Ended::Done)),
    }
}

/// One line takes messages until the queue is closed.
async fn serve(
    shared: Arc<Shared>,
    waiting: Arc<tokio::sync::Mutex<mpsc::Receiver<Claimed>>>,
    words: mpsc::UnboundedSender<Word>,
    stop: watch::Receiver<bool>,
) {
    let mut line = Line::new();
    loop {
        let next = waiting.lock().await.recv().await;
        let Some(message) = next else { break };
        if *stop.borrow() || shared.over.load(Ordering::SeqCst) {
            // Left in `held`, and given back at the end.
            break;
        }
        let word = match line.send(&message, &shared).await {
            Ok(Left::Ended(marked)) => {
                shared.count(marked);
                Word::Served
            }
            Ok(Left::NoRelay(failure, marked)) => {
                shared.count(marked);
                Word::NoRelay(failure)
            }
            Ok(Left::HeldBack) => Word::Served,
            Ok(Left::Stopped) => Word::Stopped,
            Err(error) => Word::Broken(error),
        };
        // What could not be signed, or whose mark could not be written, is given back when the run is over.
        if !matches!(word, Word::Broken(_)) {
            shared.let_go(message.number);
        }
        if words.send(word).is_err() {
            break;
        }
    }
    line.close().await;
}
