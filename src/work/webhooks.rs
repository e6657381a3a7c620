//! Programs of others are told what happened to meetings: what exactly is worked out from what was kept, then each is sent one
//! message, signed, through the same guard as calendars of others. What does not arrive is tried again, less and less often, and
//! given up after a day.

use super::{WorkError, told_to_end};
use crate::desk::DeskError;
use crate::desk::calendar::Calendar;
use crate::desk::origin::Origin;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::scenario::Scenario;
use crate::domain::time::ZoneData;
use crate::exchange::files::MemoryFiles;
use crate::exchange::profile::Profiles;
use crate::exchange::scenario;
use crate::fetching::{FetchError, Fetcher, Question};
use crate::store::{EVENT, Job, JobState, Store, WEBHOOK, Webhook};
use ring::hmac;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::watch;

/// How long a claim holds, in milliseconds; an answer is waited for much shorter.
const LEASE: i64 = 60_000;
/// How long to wait when there is nothing to do.
const POLL: Duration = Duration::from_millis(500);
/// After how many seconds a message is tried again that did not arrive; then it is given up.
const AGAIN: [i64; 8] = [10, 60, 300, 900, 3600, 10_800, 21_600, 43_200];
/// The scheme of the signature.
const SCHEME: &str = "v1";

/// How messages are sent.
#[derive(Debug, Clone)]
pub struct Sending<'s> {
    /// Through which guard.
    pub fetcher: &'s Fetcher,
    /// The name of this machine, in lists.
    pub by: &'s str,
    /// Time-zone data.
    pub zones: &'static ZoneData,
    /// Where people reach the pages, where that is known.
    pub base: Option<&'s str>,
    /// Milliseconds of a second: tests let time pass faster.
    pub second: i64,
}

/// What happened, as the store queued it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Event {
    Announced { announcement: i64 },
    Planned { scenario: String, subject: String, plan: i64 },
}

/// One message.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    webhook: i64,
    event: Value,
}

/// Tells until `stop` becomes `true`, or with `once` until nothing is due.
///
/// # Errors
/// [`WorkError`]: the store cannot be read or written.
pub async fn tell(
    store: &Store,
    sending: &Sending<'_>,
    once: bool,
    mut stop: watch::Receiver<bool>,
) -> Result<(), WorkError> {
    while !*stop.borrow() {
        match store.claim_job(sending.by, LEASE, &[EVENT, WEBHOOK]).await? {
            Some(job) if job.kind == EVENT => spread(store, sending, &job).await?,
            Some(job) => deliver(store, sending, &job).await?,
            None if once => return Ok(()),
            None => {
                if tokio::time::timeout(POLL, told_to_end(&mut stop)).await.is_ok() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Works out who is told what.
async fn spread(store: &Store, sending: &Sending<'_>, job: &Job) -> Result<(), WorkError> {
    let happened = match serde_json::from_str(&job.request) {
        Ok(Event::Announced { announcement }) => announced(store, sending, announcement).await,
        Ok(Event::Planned { scenario, subject, plan }) => planned(store, &scenario, &subject, plan).await,
        Err(_) => Ok(Vec::new()),
    };
    let happened = match happened {
        Ok(happened) => happened,
        Err(DeskError::Store(error)) => return Err(error.into()),
        Err(error) => {
            tracing::error!(job = job.number, error = error.to_string(), "nobody can be told of an event");
            store.end_job(job, JobState::Failed, "what happened cannot be read").await?;
            return Ok(());
        }
    };
    let mut messages = Vec::new();
    for webhook in store.webhooks().await? {
        for (bodies, event) in &happened {
            if webhook.body == "*" || bodies.contains(&webhook.body) {
                let content = Content { webhook: webhook.number, event: event.clone() };
                messages.push((webhook.number, json!(content).to_string()));
            }
        }
    }
    store.spread_event(job, &messages).await?;
    Ok(())
}

/// The body and all above it.
fn above(scenario: &Scenario, body: &BodyId) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut at = scenario.bodies().get(body);
    while let Some(known) = at.filter(|known| all.insert(known.id.as_str().to_owned())) {
        at = scenario.parent_of(known);
    }
    all
}

type Happened = Vec<(BTreeSet<String>, Value)>;

/// What an announcement told of each of its meetings. Only what everybody may know is said.
async fn announced(store: &Store, sending: &Sending<'_>, number: i64) -> Result<Happened, DeskError> {
    let (origin, announcement) = match Origin::kept(store, Some(number)).await {
        Err(DeskError::NotKept(_) | DeskError::NothingKept) => return Ok(Vec::new()),
        kept => kept?,
    };
    let reasons = store.summary(number).await?;
    let before = store.announced().await?.into_iter();
    let before: BTreeSet<String> = before
        .filter(|row| row.scenario == announcement.scenario && row.announcement < number)
        .map(|row| row.meeting)
        .collect();
    let zones = sending.zones;
    let read = tokio::task::spawn_blocking(move || origin.read(zones, |_, _| Ok(())).map(|read| read.calendar));
    let Ok(calendar) = read.await else { return Ok(Vec::new()) };
    let calendar = calendar?;
    let meetings: BTreeSet<&String> = reasons.keys().map(|(meeting, _)| meeting).collect();
    let mut happened = Vec::new();
    for meeting in meetings {
        let has =
            |words: &[&str]| words.iter().any(|word| reasons.contains_key(&(meeting.clone(), (*word).to_owned())));
        let what = if has(&["cancellation"]) {
            "cancelled"
        } else if !before.contains(meeting) && has(&["invitation", "reinstated"]) {
            "announced"
        } else if has(&["change", "reinstated", "reworded"]) {
            "amended"
        } else {
            continue;
        };
        happened.extend(about(&calendar, &announcement.scenario, meeting, what, announcement.stamped, sending.base));
    }
    Ok(happened)
}

/// One meeting, as everybody may know it.
fn about(
    calendar: &Calendar,
    scenario: &str,
    meeting: &str,
    what: &str,
    stamped: i64,
    base: Option<&str>,
) -> Option<(BTreeSet<String>, Value)> {
    let id = MeetingId::parse(meeting).ok()?;
    let known = calendar.scenario.meetings().get(&id);
    let placed = calendar.checked.plan.placements.get(&id);
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let page = base.map(|base| format!("{base}/meetings/{}/{}", encoded(scenario), encoded(meeting)));
    let event = json!({
        "event": what, "scenario": scenario, "meeting": meeting, "at": stamped,
        "title": known.map(|known| known.title.as_str()), "body": known.map(|known| known.body.as_str()),
        "first": placed.map(|at| at.first().to_string()), "last": placed.map(|at| at.last().to_string()), "page": page,
    });
    Some((known.map(|known| above(&calendar.scenario, &known.body)).unwrap_or_default(), event))
}

/// Another plan is in force: whoever follows a body of the scenario is told that, and no more.
async fn planned(store: &Store, name: &str, subject: &str, plan: i64) -> Result<Happened, DeskError> {
    let Some(head) = store.scenario(name).await? else { return Ok(Vec::new()) };
    let files = store.files(name, head.revision).await?;
    let read = tokio::task::spawn_blocking(move || {
        let files: MemoryFiles = files.into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
        scenario::read_from(&files, Path::new(&head.main), &Profiles::bundled())
    });
    let Ok(Ok(loaded)) = read.await else { return Ok(Vec::new()) };
    let bodies = loaded.scenario.bodies().keys().map(|body| body.as_str().to_owned()).collect();
    let at = store.now().await? / 1000;
    let event = json!({ "event": "plan_in_force", "scenario": name, "subject": subject, "plan": plan, "at": at });
    Ok(vec![(bodies, event)])
}

/// Sends one message once.
async fn deliver(store: &Store, sending: &Sending<'_>, job: &Job) -> Result<(), WorkError> {
    let content: Option<Content> = serde_json::from_str(&job.request).ok();
    let webhooks = store.webhooks().await?;
    let found = content.and_then(|content| {
        let webhook = webhooks.into_iter().find(|one| one.number == content.webhook)?;
        Some((webhook, content.event))
    });
    let Some((webhook, mut event)) = found else {
        store.end_job(job, JobState::Stopped, "nobody is told any more").await?;
        return Ok(());
    };
    // The same each time it is tried: whoever gets it twice knows it again.
    event["id"] = json!(job.number);
    let (body, now) = (event.to_string(), store.now().await? / 1000);
    let fetcher = sending.fetcher.clone();
    let number = webhook.number;
    let posting = tokio::task::spawn_blocking(move || post(&fetcher, &webhook, &body, now));
    let gone = |_| Err(FetchError::Unreachable("the message was broken off".to_owned()));
    match posting.await.unwrap_or_else(gone) {
        Ok(()) => {
            store.end_message(job, number, "").await?;
        }
        Err(error) => {
            let fault = format!("{}: {error}", error.code());
            let tried = usize::try_from(job.attempts).unwrap_or(usize::MAX).saturating_sub(1);
            match AGAIN.get(tried).filter(|_| may_pass(&error)) {
                Some(seconds) => store.put_off(job, number, &fault, seconds * sending.second).await?,
                None => store.end_message(job, number, &format!("{fault} (given up)")).await?,
            };
        }
    }
    Ok(())
}

/// Whether it may arrive later: servers are wrong for a while, but where they point elsewhere or are of a private network, somebody
/// has to decide.
fn may_pass(error: &FetchError) -> bool {
    error.is_passing() || matches!(error, FetchError::Status(_))
}

fn post(fetcher: &Fetcher, webhook: &Webhook, body: &str, now: i64) -> Result<(), FetchError> {
    let url = fetcher.address(&webhook.url)?;
    let (timestamp, signature) = (now.to_string(), signature(&webhook.secret, now, body));
    let headers = [
        ("convoke-timestamp", timestamp.as_str()),
        ("convoke-signature", signature.as_str()),
        ("accept", "application/json"),
    ];
    let question = Question { url: &url, headers: &headers, body: Some(("application/json", body.as_bytes())) };
    match fetcher.ask(&question)?.status {
        200..=299 => Ok(()),
        status => Err(FetchError::Status(status)),
    }
}

/// The signature of a message at a time: HMAC-SHA256 over the time, a dot, and the message to the byte. So nobody makes one up, and
/// nobody who kept an old one can show it again as new.
#[must_use]
pub fn signature(secret: &str, seconds: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{SCHEME}={hex}")
}
