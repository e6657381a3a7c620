//! Approving what was prepared: exactly that, or nothing.
//!
//! Where the files are at hand they are worked out once more first ([`Telling::review`]): what they say now must be what was
//! prepared, to the byte. Where they are not, whoever approves names the digest that was seen ([`as_kept`]).

use super::{Aim, Prepared, Telling};
use crate::desk::{Circumstances, DeskError};
use crate::store::{self, Announcement, MessagesDigest, Store, StoreError};

/// What became of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// Its messages are queued, and older ones that had not left are withdrawn.
    Approved {
        /// Messages queued.
        queued: u64,
        /// Older messages that will not be sent any more.
        overtaken: u64,
    },
    /// Nothing was approved.
    Not(NotApproved),
}

/// Why nothing was approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotApproved {
    /// Nobody has prepared anything, or it was approved before.
    #[error("nothing is prepared")]
    NothingPrepared,
    /// What the files say is no longer what was prepared.
    #[error("what is to be announced has changed since {by} prepared it; prepare it again")]
    Changed {
        /// Who prepared it.
        by: String,
    },
    /// It was dropped meanwhile: something else was prepared.
    #[error("it is no longer there")]
    Gone,
    /// Whoever prepared it may not approve it.
    #[error("{by} prepared it; another person approves")]
    SamePerson {
        /// Who prepared it.
        by: String,
    },
    /// It was approved before.
    #[error("{by} approved it before")]
    Already {
        /// By whom.
        by: String,
    },
    /// What was seen is not what is there.
    #[error("what is prepared has the digest {found}")]
    OtherDigest {
        /// Of what is there.
        found: String,
    },
    /// It is far larger than any before it: one more person must approve it.
    #[error(
        "{messages} messages are more than twice as many as ever before ({most}); {by} approved, and one more person has to"
    )]
    Unusual {
        /// How many messages it has.
        messages: i64,
        /// How many the largest before it had.
        most: i64,
        /// Who approved it so far.
        by: String,
    },
    /// Older messages have left since it was composed: what follows from the change is no longer the same.
    #[error("messages have left since it was prepared; prepare it again")]
    ToldSince,
}

/// What the files say now, held against what was prepared.
#[derive(Debug, Clone)]
pub enum Review {
    /// It is what was prepared, to the byte.
    Same(Box<Reviewed>),
    /// It is something else, or nothing is prepared.
    Not(NotApproved),
}

/// What was prepared and is still what the files say, to the byte.
#[derive(Debug, Clone)]
pub struct Reviewed {
    kept: Announcement,
    now: Prepared,
}

impl Reviewed {
    /// What was prepared.
    #[must_use]
    pub fn kept(&self) -> &Announcement {
        &self.kept
    }

    /// The same, worked out from the files.
    #[must_use]
    pub fn prepared(&self) -> &Prepared {
        &self.now
    }

    /// Approves it, and queues it in the same transaction; `seen` is the digest that the approver saw, where it was told.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is changed then: [`StoreError::NoRoom`] and [`StoreError::Repeats`] among them.
    pub async fn approve(&self, store: &Store, by: &str, seen: Option<&str>) -> Result<Approval, StoreError> {
        decide(store, &self.kept, by, seen.unwrap_or(&self.kept.digest)).await
    }
}

impl Telling {
    /// Works out once more what was prepared last for this scenario: what the files say now must be what was prepared, to the
    /// byte.
    ///
    /// # Errors
    /// As [`Telling::prepare`], and [`DeskError::Composing`].
    pub async fn review(&self, store: &Store, circumstances: &Circumstances<'_>) -> Result<Review, DeskError> {
        let Some(kept) = prepared(store, Some(self.name())).await? else {
            return Ok(Review::Not(NotApproved::NothingPrepared));
        };
        let now = self.prepare(Some(store), Aim::Approve(&kept), circumstances).await?;
        let mut digest = MessagesDigest::default();
        for message in self.messages(&now, circumstances) {
            digest.add(&message?);
        }
        if digest.finish() != kept.digest {
            return Ok(Review::Not(NotApproved::Changed { by: kept.prepared.0 }));
        }
        Ok(Review::Same(Box::new(Reviewed { kept, now })))
    }
}

/// What was prepared last for a scenario, or for any, and not approved yet.
///
/// # Errors
/// [`StoreError`].
pub async fn prepared(store: &Store, scenario: Option<&str>) -> Result<Option<Announcement>, StoreError> {
    let all = store.announcements().await?;
    let fits = |one: &Announcement| scenario.is_none_or(|scenario| one.scenario == scenario);
    Ok(all.into_iter().find(|one| one.approved.is_none() && fits(one)))
}

/// Approves what was prepared last in a store as it was kept; `seen` is the digest that the approver saw.
///
/// # Errors
/// As [`Reviewed::approve`].
pub async fn as_kept(store: &Store, by: &str, seen: &str) -> Result<Approval, StoreError> {
    match prepared(store, None).await? {
        Some(kept) => decide(store, &kept, by, seen).await,
        None => Ok(Approval::Not(NotApproved::NothingPrepared)),
    }
}

async fn decide(store: &Store, kept: &Announcement, by: &str, seen: &str) -> Result<Approval, StoreError> {
    Ok(Approval::Not(match store.approve(kept.number, by, seen).await? {
        store::Approval::Approved { queued, overtaken } => return Ok(Approval::Approved { queued, overtaken }),
        store::Approval::Nothing => NotApproved::Gone,
        store::Approval::SamePerson => NotApproved::SamePerson { by: kept.prepared.0.clone() },
        store::Approval::Already { by } => NotApproved::Already { by },
        store::Approval::OtherDigest { found } => NotApproved::OtherDigest { found },
        store::Approval::Unusual { messages, most, by } => NotApproved::Unusual { messages, most, by },
        store::Approval::ToldSince => NotApproved::ToldSince,
    }))
}
