//! Keeping what came back, and reading it again.

use super::{InboxArguments, mails};
use crate::announce::Announced;
use crate::announce::answers::Answers;
use crate::announce::attendance::Registration;
use crate::cli::children;
use crate::cli::commands::announce::runtime;
use crate::cli::inputs::{self, BadInput};
use crate::desk::{DeskError, arrivals, registered};
use crate::domain::scenario::Scenario;
use crate::incoming::mailbox::{Arrival, Maildir, Position};
use crate::store::{Store, StoreError};
use anyhow::Result;

/// Who it was, in the log.
const BY: &str = "inbox";

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
        let (arrived, waiting) = std::sync::mpsc::sync_channel::<Arrival>(1);
        let position = std::thread::scope(|scope| {
            let keeping = scope.spawn(|| -> Result<Vec<String>, StoreError> {
                let mut names = Vec::new();
                for mail in waiting {
                    let at = mail.arrived.unix_seconds();
                    self.runtime.block_on(self.store.keep_arrival(&mail.key, at, &mail.bytes))?;
                    names.push(mail.key);
                }
                Ok(names)
            });
            // When keeping has failed nobody takes mails any more; the reason follows.
            let position = mails(arguments, &mut |mail| drop(arrived.send(mail)));
            drop(arrived);
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

    /// The list of registrations that is in force.
    pub(super) fn registrations(&self, scenario: &Scenario) -> Result<Result<Vec<Registration>, BadInput>> {
        match self.runtime.block_on(registered::registrations(&self.store, scenario, children::desk())) {
            Ok(list) => Ok(Ok(list)),
            Err(DeskError::Unusable(unusable)) => Ok(Err(inputs::unusable(&unusable)?)),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a list of registrations; says whether it is another one than before.
    pub(super) fn keep_registrations(&self, scenario: &Scenario, bytes: &[u8]) -> Result<bool> {
        Ok(self.runtime.block_on(self.store.keep_registrations(scenario.name.as_str(), BY, bytes))?)
    }

    /// Withdraws the reminders that nobody needs any more after what was answered and registered; says how many.
    pub(super) fn withdraw_reminders(
        &self,
        scenario: &Scenario,
        answers: &Answers,
        registrations: &[Registration],
    ) -> Result<u64> {
        let withdrawing = arrivals::withdraw_reminders(&self.store, scenario, answers, registrations, BY);
        Ok(self.runtime.block_on(withdrawing)?)
    }

    /// Every mail that was kept, in the order in which it was.
    pub(super) fn each(&self, each: &mut (dyn FnMut(Arrival) + Send)) -> Result<()> {
        Ok(self.runtime.block_on(arrivals::each(&self.store, each))?)
    }
}
