//! Keeping what came back, and reading it again.

use super::{InboxArguments, arrivals};
use crate::announce::Announced;
use crate::announce::answers::{Answers, Circumstances};
use crate::announce::attendance::Registration;
use crate::announce::registered::Registered;
use crate::announce::reminders::About;
use crate::app::announcing::sender;
use crate::cli::commands::announce::{runtime, standing};
use crate::cli::inputs::{self, BadInput};
use crate::cli::origin::REGISTRATIONS;
use crate::domain::scenario::Scenario;
use crate::domain::text::EmailAddress;
use crate::domain::time::Instant;
use crate::exchange::files::MemoryFiles;
use crate::incoming;
use crate::incoming::mailbox::{Arrival, Maildir, Position};
use crate::store::{Store, StoreError};
use anyhow::Result;
use std::path::Path;

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

    /// The list of registrations that is in force.
    pub(super) fn registrations(&self, scenario: &Scenario) -> Result<Result<Vec<Registration>, BadInput>> {
        let kept = self.runtime.block_on(self.store.registrations(scenario.name.as_str()))?;
        let Some(bytes) = kept else { return Ok(Ok(Vec::new())) };
        let files = MemoryFiles::default().with(REGISTRATIONS, bytes);
        Ok(inputs::registrations_from(&files, scenario, Path::new(REGISTRATIONS)))
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
        let waiting = self.runtime.block_on(self.store.reminders(scenario.name.as_str()))?;
        let registered = Registered::of(registrations);
        let idle = waiting.iter().filter(|one| {
            let Ok(address) = EmailAddress::parse_confirmed(&one.address) else { return false };
            let said = answers.answer(&one.meeting, &address).map(|answer| answer.said.word());
            let standing = standing(said, answers.is_suppressed(&address));
            let standing = standing.with(&one.meeting, &one.address, &registered);
            !About::of_reason(&one.reason).into_iter().any(|about| about.is_needed(&standing))
        });
        let numbers: Vec<i64> = idle.map(|one| one.number).collect();
        Ok(self.runtime.block_on(self.store.withdraw_reminders(&numbers, BY))?)
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
        let by = Circumstances::new(announced, &sender, mail.arrived);
        answers.take(&incoming::read(&mail.bytes), &by);
    })
    .await?;
    Ok(answers)
}
