//! What stands in the way of planners and approvers.

use crate::announce::AnnounceError;
use crate::announce::letter::LetterError;
use crate::delivery::DeliveryError;
use crate::domain::ids::{IdError, MeetingId};
use crate::exchange::report::{Item, Report};
use crate::store::StoreError;
use crate::typeset::TypesetError;
use std::fmt;
use std::path::PathBuf;

/// What was given cannot be used: all findings, and what is worth knowing about what could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{wrong}")]
pub struct Unusable {
    /// Notices about files that could be read.
    pub notices: Vec<Item>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with what was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Files, with every finding.
    #[error("{0}")]
    Files(Report),
    /// A meeting that was asked for.
    #[error("meeting {0}")]
    Meeting(NoSuchMeeting),
}

impl Unusable {
    /// Files with findings, and nothing else to be said.
    pub(super) fn files(report: Report) -> Self {
        Self { notices: Vec::new(), wrong: Wrong::Files(report) }
    }

    /// The same with notices about what could be read.
    pub(super) fn with_notices(self, notices: &[Item]) -> Self {
        Self { notices: notices.to_vec(), ..self }
    }
}

/// A meeting was asked for that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct NoSuchMeeting {
    /// The text that was to name it.
    pub asked: String,
    /// Why it cannot be an id, if it cannot.
    pub id: Option<IdError>,
}

impl fmt::Display for NoSuchMeeting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(error) => write!(formatter, "{:?}: {error}", self.asked),
            None => write!(formatter, "{:?}: the scenario has no such meeting", self.asked),
        }
    }
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// What was given cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// The store keeps nothing that any announcement was made from.
    #[error("the store keeps nothing that an announcement was made from: name the scenario")]
    NothingKept,
    /// The store keeps nothing that this announcement was made from.
    #[error("the store keeps nothing that an announcement of number {0} was made from")]
    NotKept(i64),
    /// The store does not say what was known of people when an announcement was made.
    #[error("the store does not say what was known then")]
    NotKnown,
    /// What the store kept of a profile has no name.
    #[error("a profile without a name")]
    Profile,
    /// What is kept beside an announcement cannot be read or written.
    #[error("{doing}: {why}")]
    Record {
        /// What was being done.
        doing: &'static str,
        /// What is wrong.
        why: serde_json::Error,
    },
    /// The stamp that was kept is no point in time that calendars can hold.
    #[error("the stamp is out of range")]
    Stamp,
    /// Now, or the day that was asked for, is no point in time that calendars can hold.
    #[error("the clock is out of range")]
    Clock,
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A meeting cannot be announced.
    #[error("announcing: {0}")]
    Announcing(AnnounceError),
    /// Nobody can be reminded of a meeting.
    #[error("reminding: {0}")]
    Reminding(AnnounceError),
    /// A mail cannot be composed.
    #[error("composing the mail about {meeting}: {why}")]
    Composing {
        /// The meeting.
        meeting: MeetingId,
        /// What is wrong.
        why: DeliveryError,
    },
    /// A mail to somebody who plans cannot be composed.
    #[error("composing a mail: {why}")]
    Owing {
        /// What is wrong.
        why: DeliveryError,
    },
    /// A letter cannot be written as a page or a document.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// A letter cannot be set on paper.
    #[error(transparent)]
    Typeset(#[from] TypesetError),
    /// A font file that is there cannot be read.
    #[error("reading {}: {why}", path.display())]
    Font {
        /// Where it is.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// A font file is no font.
    #[error("reading the fonts: {0}")]
    Fonts(TypesetError),
}

/// Who or what can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whoever asked: by other files, other names, another choice.
    Asked,
    /// Time: the same may work a little later.
    Retryable,
    /// Whoever runs the program.
    Permanent,
}

impl DeskError {
    /// Who or what can help.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Unusable(_)
            | Self::NothingKept
            | Self::NotKept(_)
            | Self::Clock
            | Self::Announcing(_)
            | Self::Reminding(_)
            | Self::Composing { .. }
            | Self::Owing { .. }
            | Self::Letter(_)
            | Self::Store(StoreError::Repeats { .. }) => Kind::Asked,
            Self::Store(error) if error.is_passing() => Kind::Retryable,
            Self::Store(_)
            | Self::NotKnown
            | Self::Profile
            | Self::Record { .. }
            | Self::Stamp
            | Self::Typeset(_)
            | Self::Font { .. }
            | Self::Fonts(_) => Kind::Permanent,
        }
    }

    /// Whether the same may work a little later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.kind() == Kind::Retryable
    }
}
