//! What keeps a letter from being written.

use crate::domain::ids::MeetingId;
use thiserror::Error;

/// Why there is no letter.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LetterError {
    /// The plan gives the meeting no dates.
    #[error("{0} has no dates in the plan")]
    NotPlaced(MeetingId),
    /// A cancelled meeting is not announced.
    #[error("{0} is cancelled in the plan; only a cancellation can be written about it")]
    Cancelled(MeetingId),
    /// A corrigendum without a change.
    #[error("{0} has the same dates and the same place in both plans: there is nothing to correct")]
    NothingChanged(MeetingId),
    /// An addendum without words.
    #[error("the addendum about {0} has no words; write them under paragraphs in a [[letter]] of the meeting")]
    NothingAdded(MeetingId),
    /// The page cannot be composed.
    #[error("the page cannot be composed: {0}")]
    Page(String),
    /// The document cannot be packed.
    #[error("the document cannot be packed: {0}")]
    Package(String),
}
