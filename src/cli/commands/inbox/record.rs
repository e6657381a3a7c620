//! Keeping what came back, and reading it again.

use super::{InboxArguments, arrivals};
use crate::announce::Announced;
use crate::announce::answers::{Answers, Circumstances};
use crate::app::announcing::sender;
use crate::cli::commands::announce::runtime;
use crate::domain::scenario::Scenario;
use crate::domain::time::Instant;
use crate::incoming;
use crate::incoming::mailbox::{Arrival, Maildir, Position};
use crate::store::{Store, StoreError};
use anyhow::Result;

/// A store, for code that does not wait.
pub(super) struct Kept {
    runtime: tokio::runtime::Runtime,
    store: Store,
}

impl Kept {
    pub(super) fn open(store: &str) -> Result<Self> {
        let runtime = runtime()?;
        let store = runtime.block_on(Store::open(store, false))?;
        Ok(Self { runtime, store })
    }

    /// What everybody was told, as it was kept when it left.
    pub(super) fn told(&self, scenario: &Scenario) -> Result<Announced> {
        Ok(self.runtime.block_on(self.store.told(scenario.name.as_str()))?.into_iter().collect())
    }

    /// Keeps every mail of the mailbox, and notes there that it was dealt with, in this order: a crash between the two
    /// leaves it to be read again, which changes nothing.
    pub(super) fn record(&self, arguments: &InboxArguments) -> Result<Option<Position>> {
        let mut names: Vec<String> = Vec::new();
        // Reading over IMAP waits in a runtime of its own, in which this one may not wait: the mails go through a thread.
        let (mails, waiting) = std::sync::mpsc::sync_channel::<Arrival>(1);
        let position = std::thread::scope(|scope| {
            let keeping = scope.spawn(|| -> Result<Vec<String>, StoreError> {
                let mut names = Vec::new();
                for mail in waiting {
                    let arrived = mail.arrived.unix_seconds();
                    self.runtime.block_on(self.store.keep_arrival(&mail.key, arrived, &mail.bytes))?;
                    names.push(mail.key);
                }
                Ok(names)
            });
            // When keeping has failed nobody takes mails any more; the reason follows.
            let position = arrivals(arguments, &mut |mail| drop(mails.send(mail)));
            drop(mails);
            names = keeping.join().unwrap_or_else(|_| Ok(Vec::new()))?;
            position
        })?;
        if let Some(folder) = &arguments.maildir {
            let maildir = Maildir::open(folder)?;
            for key in maildir.keys()? {
                if names.iter().any(|name| key.split(':').next() == Some(name)) {
                    maildir.settle(&key)?;
                }
            }
        }
        Ok(position)
    }

    /// Every mail that was kept, in the order in which it was.
    pub(super) fn each(&self, each: &mut dyn FnMut(Arrival)) -> Result<()> {
        self.runtime.block_on(kept(&self.store, each))
    }
}

async fn kept(store: &Store, each: &mut dyn FnMut(Arrival)) -> Result<()> {
    let mut last = 0;
    while let Some(mail) = store.arrival_after(last).await? {
        last = mail.number;
        let arrived = Instant::from_unix_seconds(mail.arrived).unwrap_or(Instant::from_utc(Default::default()));
        each(Arrival { key: mail.name, arrived, bytes: mail.bytes });
    }
    Ok(())
}

/// What is known from all mails that were kept.
pub(in crate::cli) async fn answers(store: &Store, scenario: &Scenario, announced: &Announced) -> Result<Answers> {
    let sender = sender(scenario);
    let mut answers = Answers::nothing();
    kept(store, &mut |mail| {
        let by = Circumstances { announced, sender: &sender, arrived: mail.arrived };
        answers.take(&incoming::read(&mail.bytes), &by);
    })
    .await?;
    Ok(answers)
}
