//! All that one machine does: jobs, and sending if it has a relay. Any number of them share one store.
//!
//! What passes by is waited for: a server that starts again, a disk that is full for a while, a relay that is away. Only a
//! disk that does not keep what it is given, or a store that is damaged, ends the work.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;

use super::jobs::{JobSettings, do_jobs, queue_zones};
use super::outside::{Looked, look};
use super::webhooks::{Sending, tell};
use super::{Ended, Settings, Tally, Until, WorkError, send, told_to_end};
use crate::fetching::Fetcher;
use crate::store::{Store, StoreError};

/// How long to wait before something that failed is begun again.
const AGAIN: Duration = Duration::from_secs(5);
/// How long to wait while all sending is stopped.
const REST: Duration = Duration::from_secs(1);
/// How often to look for announced hours that have moved.
const DAY: Duration = Duration::from_secs(86_400);

/// How often to ask whether a calendar of others is due, and after how many milliseconds each is.
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: i64 = 3_600_000;

/// What a machine does.
#[derive(Debug, Clone)]
pub struct Machine {
    /// How it does jobs.
    pub jobs: JobSettings,
    /// How it sends; `None` where it has no relay.
    pub sending: Option<Settings>,
    /// How it fetches calendars of others; `None` where it does not.
    pub fetcher: Option<Fetcher>,
    /// Where people reach the pages, where that is known: mails lead there.
    pub base: Option<String>,
}

/// What a machine has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Jobs that have ended here.
    pub jobs: u64,
    /// Messages.
    pub messages: Tally,
}

/// Works until `stop` becomes `true`; with [`JobSettings::once`] until nothing is due. Tells by `said` what happens.
///
/// # Errors
/// [`WorkError`]: the store cannot be trusted any more. Nothing is lost.
pub async fn work(
    store: &Store,
    machine: &Machine,
    stop: watch::Receiver<bool>,
    said: &(dyn Fn(String) + Sync),
) -> Result<Done, WorkError> {
    let once = machine.jobs.once;
    let zones = again(once, stop.clone(), said, async || look_daily(store, machine, stop.clone()).await);
    let jobs = again(once, stop.clone(), said, async || do_jobs(store, &machine.jobs, stop.clone(), said).await);
    let messages = again(once, stop.clone(), said, async || match &machine.sending {
        Some(settings) => send_on(store, settings, once, stop.clone()).await,
        None => Ok(Tally::default()),
    });
    let outside = again(once, stop.clone(), said, async || look_outside(store, machine, stop.clone(), said).await);
    let webhooks = again(once, stop.clone(), said, async || tell_programs(store, machine, stop.clone()).await);
    if once {
        zones.await?;
        outside.await?;
        let (jobs, messages) = tokio::try_join!(jobs, messages)?;
        // What the jobs brought about is told, too.
        webhooks.await?;
        return Ok(Done { jobs: jobs.unwrap_or_default(), messages: messages.unwrap_or_default() });
    }
    let (_, _, _, jobs, messages) = tokio::try_join!(zones, outside, webhooks, jobs, messages)?;
    Ok(Done { jobs: jobs.unwrap_or_default(), messages: messages.unwrap_or_default() })
}

/// Does something, and begins it again when it failed for a reason that passes; `None` when it was told to end meanwhile.
async fn again<T, F: Future<Output = Result<T, WorkError>>>(
    once: bool,
    mut stop: watch::Receiver<bool>,
    said: &(dyn Fn(String) + Sync),
    begin: impl Fn() -> F,
) -> Result<Option<T>, WorkError> {
    loop {
        match begin().await {
            Ok(done) => return Ok(Some(done)),
            Err(error) if once || is_final(&error) => return Err(error),
            Err(error) => said(format!("{error}; tried again in {} seconds", AGAIN.as_secs())),
        }
        if tokio::time::timeout(AGAIN, told_to_end(&mut stop)).await.is_ok() {
            return Ok(None);
        }
    }
}

fn is_final(error: &WorkError) -> bool {
    let WorkError::Store(error) = error else { return false };
    matches!(**error, StoreError::Failing(_) | StoreError::Damaged(_))
}

async fn look_daily(store: &Store, machine: &Machine, mut stop: watch::Receiver<bool>) -> Result<(), WorkError> {
    loop {
        queue_zones(store, machine.jobs.zones).await?;
        if machine.jobs.once || tokio::time::timeout(DAY, told_to_end(&mut stop)).await.is_ok() {
            return Ok(());
        }
    }
}

/// Looks at every calendar of others that is due, and tells what changed.
async fn look_outside(
    store: &Store,
    machine: &Machine,
    mut stop: watch::Receiver<bool>,
    said: &(dyn Fn(String) + Sync),
) -> Result<(), WorkError> {
    let Some(fetcher) = &machine.fetcher else { return Ok(()) };
    loop {
        loop {
            match look(store, fetcher, HOUR, machine.base.as_deref()).await? {
                Looked::Nothing => break,
                Looked::Unchanged(_) => {}
                Looked::Changed { name, revision, notices } => {
                    said(format!("calendar {name} changed: revision {revision}, {notices} notices"));
                }
                Looked::Failed { name, fault } => {
                    said(format!("calendar {name}: {}", fault.lines().next().unwrap_or_default()))
                }
            }
        }
        if machine.jobs.once || tokio::time::timeout(MINUTE, told_to_end(&mut stop)).await.is_ok() {
            return Ok(());
        }
    }
}

/// Tells programs of others what happened, where anything is fetched at all.
async fn tell_programs(store: &Store, machine: &Machine, stop: watch::Receiver<bool>) -> Result<(), WorkError> {
    let Some(fetcher) = &machine.fetcher else { return Ok(()) };
    let JobSettings { by, zones, once, .. } = &machine.jobs;
    let sending = Sending { fetcher, by, zones, base: machine.base.as_deref(), second: 1000 };
    tell(store, &sending, *once, stop).await
}

/// Sends what is due, reminders among it as their hours come; while all sending is stopped, waits for somebody to resume it.
async fn send_on(
    store: &Store,
    settings: &Settings,
    once: bool,
    mut stop: watch::Receiver<bool>,
) -> Result<Tally, WorkError> {
    let until = if once { Until::NothingDue } else { Until::Stopped };
    let mut all = Tally::default();
    loop {
        let settings = Settings { until, ..settings.clone() };
        let (tally, ended) = send(store, settings, stop.clone(), &|_| {}).await?;
        all = all.plus(tally);
        if once || ended == Ended::Interrupted || tokio::time::timeout(REST, told_to_end(&mut stop)).await.is_ok() {
            return Ok(all);
        }
    }
}
