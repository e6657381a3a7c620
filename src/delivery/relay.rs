//! Handing mails to a relay over SMTP, all at once and without a memory: who must know after a crash what has left uses
//! [`session`](super::session) beneath a store.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::session::{Connection, Failure, Outcome, Outgoing, Server, Stage, Timeouts};
use super::{Delivered, DeliveryError, Letter, Report};

/// A mail relay.
#[derive(Debug, Clone)]
pub struct Relay {
    server: Server,
    connections: u32,
}

/// Letters to one recipient, each with its place among all.
type Queue = VecDeque<(usize, Letter)>;

/// What the connections share.
#[derive(Debug)]
struct Work {
    queues: Mutex<VecDeque<Queue>>,
    reached: Mutex<Reached>,
}

/// Whether the relay is there at all.
#[derive(Debug)]
enum Reached {
    /// Nobody tried.
    Unknown,
    /// It was reached: if it is not at some later time, that is no reason to give up the rest.
    Yes,
    /// The first attempt failed: the letters behind need not wait for the same.
    No(Failure),
}

impl Relay {
    /// The relay at a URL, as [`Server::parse`] reads it.
    ///
    /// `connections` is how many messages are on their way at once, 1 to 64: relays give up under hundreds.
    ///
    /// # Errors
    /// [`DeliveryError::Url`].
    pub fn at(url: &str, connections: u32) -> Result<Self, DeliveryError> {
        Ok(Self::over(Server::parse(url)?, connections))
    }

    /// As [`Relay::at`].
    #[must_use]
    pub fn over(server: Server, connections: u32) -> Self {
        Self { server, connections: connections.clamp(1, 64) }
    }

    /// Sends all letters and says what became of each, in their order.
    ///
    /// Letters to one recipient go one after the other in their order, so that a change never overtakes what it
    /// changes; different recipients are independent.
    ///
    /// # Errors
    /// [`DeliveryError::Start`] if a connection's task failed.
    pub async fn deliver(&self, letters: Vec<Letter>) -> Result<Vec<Report>, DeliveryError> {
        let mut queues: BTreeMap<String, Queue> = BTreeMap::new();
        for (index, letter) in letters.into_iter().enumerate() {
            queues.entry(letter.recipient.as_str().to_lowercase()).or_default().push_back((index, letter));
        }
        let connections = (self.connections as usize).min(queues.len());
        let work = Arc::new(Work {
            queues: Mutex::new(queues.into_values().collect()),
            reached: Mutex::new(Reached::Unknown),
        });
        let mut tasks = JoinSet::new();
        for _ in 0..connections {
            tasks.spawn(send_queues(self.server.clone(), Arc::clone(&work)));
        }
        let mut reports: Vec<(usize, Report)> = Vec::new();
        while let Some(done) = tasks.join_next().await {
            reports.extend(done.map_err(std::io::Error::other)?);
        }
        reports.sort_by_key(|(index, _)| *index);
        Ok(reports.into_iter().map(|(_, report)| report).collect())
    }

    /// As [`Relay::deliver`], for callers that are not asynchronous themselves.
    ///
    /// # Errors
    /// As [`Relay::at`] and [`Relay::deliver`], and [`DeliveryError::Start`].
    pub fn deliver_and_wait(url: &str, connections: u32, letters: Vec<Letter>) -> Result<Vec<Report>, DeliveryError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async { Self::at(url, connections)?.deliver(letters).await })
    }
}

/// One connection's work: queue after queue, until none is left.
async fn send_queues(server: Server, work: Arc<Work>) -> Vec<(usize, Report)> {
    let mut connection = None;
    let mut reports = Vec::new();
    loop {
        let next = locked(&work.queues).pop_front();
        let Some(queue) = next else { break };
        for (index, letter) in queue {
            let outcome = send(&server, &mut connection, &letter, &work.reached).await;
            let Letter { recipient, message_id, .. } = letter;
            reports.push((index, Report { recipient, message_id, delivered: delivered(outcome) }));
        }
    }
    if let Some(connection) = connection {
        connection.quit().await;
    }
    reports
}

async fn send(
    server: &Server,
    connection: &mut Option<Connection>,
    letter: &Letter,
    reached: &Mutex<Reached>,
) -> Outcome {
    let outgoing =
        Outgoing { return_address: &letter.return_address, recipient: &letter.recipient, bytes: &letter.bytes };
    if let Some(open) = connection
        && open.is_usable()
    {
        let outcome = open.send(&outgoing, async || Ok(())).await;
        if !outcome.wants_a_new_connection() {
            return outcome;
        }
    }
    *connection = None;
    if let Reached::No(failure) = &*locked(reached) {
        return failure.clone().into();
    }
    match Connection::open(server, Timeouts::standard()).await {
        Ok(mut open) => {
            *locked(reached) = Reached::Yes;
            let outcome = open.send(&outgoing, async || Ok(())).await;
            *connection = Some(open);
            outcome
        }
        Err(failure) => {
            let mut reached = locked(reached);
            // A relay that answers may have enough connections for now; one that is not there is not there.
            if failure.stage() == Stage::Connect && matches!(*reached, Reached::Unknown) {
                *reached = Reached::No(failure.clone());
            }
            failure.into()
        }
    }
}

fn locked<Value>(mutex: &Mutex<Value>) -> std::sync::MutexGuard<'_, Value> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn delivered(outcome: Outcome) -> Delivered {
    match outcome {
        Outcome::Accepted { answer } => Delivered::Accepted(answer),
        Outcome::Refused { stage, answer, .. } => Delivered::Refused(format!("{stage}: {answer}")),
        Outcome::Deferred { stage, answer, .. } => Delivered::Deferred(format!("{stage}: {answer}")),
        Outcome::NotSent { stage, reason } => Delivered::NotSent(format!("{stage}: {reason}")),
        Outcome::Withheld { reason } => Delivered::NotSent(reason),
        Outcome::Uncertain { reason } => Delivered::Uncertain(reason.to_string()),
    }
}
