//! How to send, and the faults that tests put in.

use std::time::Duration;

use super::{Signer, WorkError};
use crate::delivery::session::{Server, Timeouts};
use crate::store::Store;

/// When a run ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// When nothing is due now; what was put off waits for the next run.
    NothingDue,
    /// When nothing waits any more, however long that takes.
    NothingWaits,
    /// Never.
    Stopped,
}

/// How to send.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The relay.
    pub server: Server,
    /// How long to wait for its answers.
    pub timeouts: Timeouts,
    /// Signs mails; without it they go out as they are.
    pub signer: Option<Signer>,
    /// Conversations at once.
    pub connections: usize,
    /// The sender's name, in lists.
    pub by: String,
    /// How long a claim holds without being prolonged.
    pub lease: Duration,
    /// How often to look for messages whose sender fell silent.
    pub sweep: Duration,
    /// The most messages to one address in 24 hours.
    pub most_per_day: u32,
    /// The most messages to one domain in a minute; 0 sets no limit.
    pub most_per_minute: u32,
    /// When to end.
    pub until: Until,
    /// A fault for tests to find.
    pub mutant: Option<Mutant>,
}

/// A fault that is put in on purpose, to show that the tests find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// The mark is made when the answer has come, as most programs do.
    MarkAfterAnswer,
    /// The store keeps marks with `synchronous=NORMAL`: they reach the disk some time later.
    CarelessStore,
    /// When the store could not be written, the other messages in hand go on.
    GoesOnWithoutStore,
    /// Nobody asks how much room there is.
    AsksForNoRoom,
    /// A clock that jumps is believed: claims that are held look as if their senders had fallen silent.
    BelievesTheClock,
    /// No limit of messages to one address.
    NoDayLimit,
    /// The reply to the dot is waited for as long as any other.
    ImpatientAfterTheDot,
    /// A server that asks for patience is asked again at once, with the next message.
    HearsNoWish,
    /// Mails leave without the signature.
    SendsUnsigned,
    /// Whoever lost a message goes on with it.
    NoFence,
}

impl Settings {
    /// What suits a relay of one's own: 8 connections, leases of 30 seconds and a look every 15, at most 20 messages a day
    /// to one address; ends when nothing is due.
    #[must_use]
    pub fn new(server: Server, by: &str) -> Self {
        Self {
            server,
            timeouts: Timeouts::standard(),
            signer: None,
            connections: 8,
            by: by.to_owned(),
            lease: Duration::from_secs(30),
            sweep: Duration::from_secs(15),
            most_per_day: 20,
            most_per_minute: 0,
            until: Until::NothingDue,
            mutant: None,
        }
    }

    /// These, with the fault put in that is asked for; the store must have room for what they are to send.
    pub(super) async fn prepared(mut self, store: &Store) -> Result<Self, WorkError> {
        match self.mutant {
            Some(Mutant::CarelessStore) => store.be_careless().await?,
            Some(Mutant::NoDayLimit) => self.most_per_day = u32::MAX,
            Some(Mutant::SendsUnsigned) => self.signer = None,
            Some(Mutant::ImpatientAfterTheDot) => self.timeouts.dot = Timeouts::standard().data,
            _ => {}
        }
        if self.mutant != Some(Mutant::AsksForNoRoom) {
            store.has_room().await?;
        }
        Ok(self)
    }
}
