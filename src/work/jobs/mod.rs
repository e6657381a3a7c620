//! The loop that does jobs: any number of them, on any number of machines, over one store.
//!
//! A job is claimed under a lease, which is prolonged while it is worked on; its end and its plan are written in one
//! transaction by whoever holds its fence, and by nobody else. So a machine may die, stand still for an hour, or have another
//! time: the job is taken up by another one, ends once, and its plan is kept once.
//!
//! * [`request`](self): what a job asks for
//! * [`solving`](self): what is solved
//! * [`beside`](self): the same in a limited process of its own
//! * [`zones`](self): hours that newer time-zone data move
//! * [`answer`](self): what is said on the way and at the end

mod answer;
mod beside;
mod request;
mod solving;
mod zones;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, MissedTickBehavior};

use super::WorkError;
use crate::domain::time::ZoneData;
use crate::sandbox::Children;
use crate::store::{Finished, Job, JobState, KeptPlan, NewPlan, Store, StoreError};
use answer::Outcome;
use request::Request;
use solving::{Kind, Task, Told};

pub use beside::answer as answer_of_child;
pub(super) use zones::queue_zones;

/// What can be done here.
const KINDS: [&str; 4] = ["plan", "timetable", "hours", zones::KIND];
/// How often it is looked how far a solve is, and whether it is to end: four times a second.
const LOOK: Duration = Duration::from_millis(250);
/// How long to wait when there is nothing to do.
const POLL: Duration = Duration::from_millis(500);
/// A solve that is told to end is waited for so long.
const GRACE: Duration = Duration::from_millis(1200);
/// How often the end of a job is written again when the database is busy or away, and after how long.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(500);
/// The stack of a solve, as large as that of a program.
const STACK: usize = 16 << 20;

/// How to do jobs.
#[derive(Debug, Clone)]
pub struct JobSettings {
    /// The worker's name, in lists.
    pub by: String,
    /// How long a claim holds without being prolonged.
    pub lease: Duration,
    /// Threads for a solve.
    pub threads: usize,
    /// Where it is solved.
    pub solver: Solver,
    /// Time-zone data.
    pub zones: &'static ZoneData,
    /// Ends when nothing is due.
    pub once: bool,
    /// A fault for tests to find.
    pub mutant: Option<JobMutant>,
}

/// Where jobs are solved.
#[derive(Debug, Clone)]
pub enum Solver {
    /// On a thread of this process: what it takes, this process takes.
    Thread,
    /// In a process of its own: should it be killed, or want more than its memory, the best plan so far is kept.
    Child {
        /// Who starts it.
        children: Children,
        /// Bytes of memory.
        memory: u64,
    },
}

/// A fault that is put in on purpose, to show that the tests find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobMutant {
    /// Whoever lost a job writes its end all the same.
    NoFence,
    /// Leases are not prolonged: a job that takes longer is done again beside itself.
    NeverProlongs,
    /// A lease of an hour: the work of a dead machine lies there.
    LongLease,
    /// Every solve panics.
    Panics,
    /// Leases end by the clock of this machine.
    OwnClock,
    /// The server is not asked whether it may forget.
    TrustsServer,
}

impl JobSettings {
    /// Leases of 30 seconds, prolonged every ten.
    #[must_use]
    pub fn new(by: &str, threads: usize, zones: &'static ZoneData) -> Self {
        Self {
            by: by.to_owned(),
            lease: Duration::from_secs(30),
            threads,
            solver: Solver::Thread,
            zones,
            once: false,
            mutant: None,
        }
    }

    fn lease(&self) -> i64 {
        let lease = if self.mutant == Some(JobMutant::LongLease) { Duration::from_secs(3600) } else { self.lease };
        i64::try_from(lease.as_millis()).unwrap_or(i64::MAX)
    }
}

/// What became of a job here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// It has ended.
    Ended,
    /// It was another's meanwhile: nothing was written.
    Lost,
    /// It was given back.
    Released,
}

/// Does jobs until `stop` becomes `true`, or with [`JobSettings::once`] until nothing is due; tells of each by `said`. Gives
/// how many have ended here.
///
/// # Errors
/// [`WorkError`]: the store cannot be read or written. What was begun is taken up by whoever comes next.
pub async fn do_jobs(
    store: &Store,
    settings: &JobSettings,
    mut stop: watch::Receiver<bool>,
    said: &(dyn Fn(String) + Sync),
) -> Result<u64, WorkError> {
    let store =
        if settings.mutant == Some(JobMutant::NoFence) { store.clone().without_fences() } else { store.clone() };
    let mut ended = 0;
    while !*stop.borrow() {
        match store.claim_job(&settings.by, settings.lease(), &KINDS).await? {
            Some(job) => {
                if perform(&store, &job, settings, &mut stop, said).await? == Left::Ended {
                    ended += 1;
                }
            }
            None if settings.once => break,
            None => {
                if tokio::time::timeout(POLL, super::told_to_end(&mut stop)).await.is_ok() {
                    break;
                }
            }
        }
    }
    Ok(ended)
}

async fn perform(
    store: &Store,
    job: &Job,
    settings: &JobSettings,
    stop: &mut watch::Receiver<bool>,
    said: &(dyn Fn(String) + Sync),
) -> Result<Left, WorkError> {
    let name = format!("job {} ({} {} {})", job.number, job.kind, job.scenario, job.subject);
    let (outcome, asked, request) = if job.kind == zones::KIND {
        (zones::look(store, settings.zones).await?, false, Request::default())
    } else {
        match task(store, job, settings).await? {
            Err(words) => (Outcome::failed(words), false, Request::default()),
            Ok(task) => {
                let request = task.request.clone();
                match watched(store, job, task, settings, stop).await? {
                    Watched::Over(outcome, asked) => (outcome, asked, request),
                    Watched::Left(left) => {
                        let what = if left == Left::Lost { "was taken over by another" } else { "is given back" };
                        said(format!("{name} {what}"));
                        return Ok(left);
                    }
                }
            }
        }
    };
    let left = finish(store, job, &outcome, asked, &request).await?;
    let words = if left == Left::Lost { "was taken over by another; nothing was written" } else { outcome.words() };
    said(format!("{name}: {words}"));
    Ok(left)
}

/// What the job needs, read from the store; in words why that cannot be.
async fn task(store: &Store, job: &Job, settings: &JobSettings) -> Result<Result<Task, String>, StoreError> {
    let Some(kind) = Kind::parse(&job.kind) else { return Ok(Err(format!("there is no work called {:?}", job.kind))) };
    let request = match Request::parse(&job.request) {
        Ok(request) => request,
        Err(words) => return Ok(Err(words)),
    };
    let Some(head) = store.scenario(&job.scenario).await? else {
        return Ok(Err("there is no such scenario any more".to_owned()));
    };
    let files = store.files(&job.scenario, request.revision).await?;
    if files.is_empty() {
        return Ok(Err(format!("the scenario has no revision {}", request.revision)));
    }
    let path = if kind == Kind::Plan { head.main } else { job.subject.clone() };
    let before = match request.seen() {
        Some(seen) => store.plan(&job.scenario, &job.subject, seen).await?.map(|(_, text)| text),
        None => None,
    };
    let (zones, threads) = (settings.zones, settings.threads);
    Ok(Ok(Task { kind, request, files, path, before, zones, threads }))
}

enum Watched {
    /// What came of it, and whether somebody asked for the end.
    Over(Outcome, bool),
    /// It is not to be ended here.
    Left(Left),
}

/// Solves on a thread of its own, and watches: notes how far it is, prolongs the lease, hands on a wish to end.
async fn watched(
    store: &Store,
    job: &Job,
    task: Task,
    settings: &JobSettings,
    stop: &mut watch::Receiver<bool>,
) -> Result<Watched, WorkError> {
    let told = Arc::new(Told::new());
    let level = if task.kind == Kind::Hours { "fair hours" } else { "reading" };
    let mut solved = begin(task, &told, settings);
    let (began, mut prolonged) = (Instant::now(), Instant::now());
    let mut progress = answer::at_work(0.0, level);
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            outcome = &mut solved => {
                let outcome = outcome.unwrap_or_else(|_| Outcome::failed("the solver ended without a word"));
                return Ok(Watched::Over(outcome, told.is_asked()));
            }
            () = super::told_to_end(stop) => {
                told.give_up();
                let _ = tokio::time::timeout(GRACE, &mut solved).await;
                store.release_job(job).await?;
                return Ok(Watched::Left(Left::Released));
            }
            _ = look.tick() => {
                if settings.mutant == Some(JobMutant::NeverProlongs) {
                    continue;
                }
                let news = told.news();
                let seconds = began.elapsed().as_secs_f64();
                if let Some(news) = &news {
                    progress = answer::progress(seconds, news);
                }
                let due = prolonged.elapsed() >= settings.lease / 3;
                let word = if news.is_some() || due {
                    prolonged = Instant::now();
                    store.prolong_job(job, settings.lease(), &progress).await
                } else {
                    store.is_job_stopped(job).await
                };
                match word {
                    Ok(Some(true)) => told.ask(),
                    Ok(Some(false)) => {}
                    Ok(None) if settings.mutant == Some(JobMutant::NoFence) => {}
                    // Somebody took it over, or it was given up.
                    Ok(None) => {
                        told.give_up();
                        return Ok(Watched::Left(Left::Lost));
                    }
                    // A server that starts again: the lease may hold until it is back.
                    Err(error) if error.is_passing() => {}
                    Err(error) => {
                        told.give_up();
                        return Err(error.into());
                    }
                }
            }
        }
    }
}

/// Begins a solve. One that panics has failed, and nothing else has.
fn begin(task: Task, told: &Arc<Told>, settings: &JobSettings) -> oneshot::Receiver<Outcome> {
    let (answer, solved) = oneshot::channel();
    let (told, solver, mutant) = (Arc::clone(told), settings.solver.clone(), settings.mutant);
    let solve = move || {
        let outcome = match solver {
            Solver::Thread => caught(&task, &told, mutant),
            Solver::Child { children, memory } => beside::solve(&task, &told, &children, memory),
        };
        // Whoever waited may have lost the job.
        let _ = answer.send(outcome);
    };
    // Where no thread can be made, the answer is dropped, and that is told.
    let _ = std::thread::Builder::new().name("solve".to_owned()).stack_size(STACK).spawn(solve);
    solved
}

/// Solves here. A panic ends the solve and nothing else; what was found before is kept.
fn caught(task: &Task, told: &Told, mutant: Option<JobMutant>) -> Outcome {
    let solved = catch_unwind(AssertUnwindSafe(|| {
        assert!(mutant != Some(JobMutant::Panics), "on purpose");
        task.solve(told)
    }));
    solved
        .unwrap_or_else(|panic| task.rescued(told.best(), &format!("the solver failed: {}", words_of(panic.as_ref()))))
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it did not say why")
}

/// Writes the end, patiently: an answer may be worth an hour of search.
async fn finish(
    store: &Store,
    job: &Job,
    outcome: &Outcome,
    asked: bool,
    request: &Request,
) -> Result<Left, WorkError> {
    let state = match outcome {
        Outcome::Failed { .. } => JobState::Failed,
        Outcome::NothingFound { .. } if asked => JobState::Stopped,
        _ => JobState::Done,
    };
    let plan = match outcome {
        Outcome::Planned { text, words } => Some(NewPlan {
            scenario: &job.scenario,
            subject: &job.subject,
            seen: request.seen(),
            revision: request.revision,
            text,
            what: "solved",
            why: words,
            by: &job.queued_by,
        }),
        _ => None,
    };
    let result = |kept: Option<KeptPlan>| outcome.result(kept);
    let mut tries = 0;
    loop {
        match store.finish_job(job, state, plan.as_ref(), &result).await {
            Ok(Finished::Ended(_)) => return Ok(Left::Ended),
            Ok(Finished::Lost) => return Ok(Left::Lost),
            // A commit whose answer was lost may have happened: then it is over, and this says that it is lost.
            Err(error) if error.is_passing() && tries < TRIES => tries += 1,
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}
