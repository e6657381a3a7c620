//! What keeps a meeting from being announced.

use thiserror::Error;

use crate::domain::ids::MeetingId;
use crate::domain::text::TextError;
use crate::domain::time::TimeError;
use crate::ical::IcalError;

/// Why a meeting cannot be announced.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnnounceError {
    /// The plan gives it no dates.
    #[error("{0} has no dates in the plan")]
    NotPlaced(MeetingId),
    /// People were told of it, and the scenario no longer has it: nothing can be written about it.
    #[error("{0} was announced, and the scenario no longer has it; keep it there and cancel it in the plan")]
    Removed(MeetingId),
    /// It is called off: what remains to send is a cancellation.
    #[error("{0} is cancelled in the plan; only a cancellation can be sent")]
    Cancelled(MeetingId),
    /// Its hour does not exist, or is not known, in its zone.
    #[error("{meeting}: {source}")]
    Time {
        /// The meeting.
        meeting: MeetingId,
        /// What is wrong.
        source: TimeError,
    },
    /// Its calendar entry cannot be written.
    #[error("{meeting}: {source}")]
    Calendar {
        /// The meeting.
        meeting: MeetingId,
        /// What is wrong.
        source: IcalError,
    },
    /// The envelope address made for a recipient is not an address.
    #[error("no return address can be made for the recipient: {0}")]
    ReturnAddress(TextError),
    /// The page of a mail cannot be composed.
    #[error("the mail cannot be composed: {0}")]
    Page(String),
}
