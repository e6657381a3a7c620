//! What came back, as the store kept it, and what follows from it: answers, who is not written to, reminders that nobody
//! needs any more.

use super::Unusable;
use crate::announce::Announced;
use crate::announce::answers::{Answers, Circumstances, Said};
use crate::announce::attendance::Registration;
use crate::announce::registered::Registered;
use crate::announce::reminders::{About, Standing};
use crate::app::announcing::sender;
use crate::domain::scenario::Scenario;
use crate::domain::text::EmailAddress;
use crate::domain::time::Instant;
use crate::exchange::files::MemoryFiles;
use crate::exchange::registrations;
use crate::exchange::sheets::Desk as Workbooks;
use crate::incoming;
use crate::incoming::mailbox::Arrival;
use crate::store::{Store, StoreError};
use std::path::Path;

/// The name under which a list of registrations is kept, and read again.
pub const REGISTRATIONS: &str = "registrations";

/// Every mail that the store kept, in the order in which it was; one at a time is in memory.
///
/// # Errors
/// [`StoreError`].
pub async fn each(store: &Store, each: &mut (dyn FnMut(Arrival) + Send)) -> Result<(), StoreError> {
    let mut last = 0;
    while let Some(mail) = store.arrival_after(last).await? {
        last = mail.number;
        let arrived = Instant::from_unix_seconds(mail.arrived).unwrap_or(Instant::from_utc(Default::default()));
        each(Arrival { key: mail.name, arrived, bytes: mail.bytes });
    }
    Ok(())
}

/// What is known from all mails that were kept.
///
/// # Errors
/// [`StoreError`].
pub async fn answers(store: &Store, scenario: &Scenario, announced: &Announced) -> Result<Answers, StoreError> {
    let sender = sender(scenario);
    let mut answers = Answers::nothing();
    each(store, &mut |mail| {
        let by = Circumstances::new(announced, &sender, mail.arrived);
        answers.take(&incoming::read(&mail.bytes), &by);
    })
    .await?;
    Ok(answers)
}

/// Reads a list of registrations as it is kept.
///
/// # Errors
/// [`Unusable`]: all findings of the list.
pub fn read_registrations(
    bytes: &[u8],
    scenario: &Scenario,
    workbooks: Workbooks<'_>,
) -> Result<Vec<Registration>, Unusable> {
    let files = MemoryFiles::default().with(REGISTRATIONS, bytes);
    registrations::read_from(&files, Path::new(REGISTRATIONS), scenario, workbooks).map_err(Unusable::files)
}

/// How somebody stands to a meeting who answered this.
#[must_use]
pub fn standing(said: Option<&str>, silent: bool) -> Standing {
    let nothing = Said::Nothing.word();
    let declined = [Said::Declined.word(), Said::Delegated(None).word()];
    Standing {
        answered: said.is_some_and(|said| said != nothing),
        declined: said.is_some_and(|said| declined.contains(&said)),
        silent,
        ..Standing::default()
    }
}

/// Withdraws the reminders that nobody needs any more after what was answered and registered; says how many. `by` is who
/// did it, in the log.
///
/// # Errors
/// [`StoreError`].
pub async fn withdraw_reminders(
    store: &Store,
    scenario: &Scenario,
    answers: &Answers,
    registrations: &[Registration],
    by: &str,
) -> Result<u64, StoreError> {
    let waiting = store.reminders(scenario.name.as_str()).await?;
    let registered = Registered::of(registrations);
    let idle = waiting.iter().filter(|one| {
        let Ok(address) = EmailAddress::parse_confirmed(&one.address) else { return false };
        let said = answers.answer(&one.meeting, &address).map(|answer| answer.said.word());
        let standing = standing(said, answers.is_suppressed(&address));
        let standing = standing.with(&one.meeting, &one.address, &registered);
        !About::of_reason(&one.reason).into_iter().any(|about| about.is_needed(&standing))
    });
    let numbers: Vec<i64> = idle.map(|one| one.number).collect();
    store.withdraw_reminders(&numbers, by).await
}
