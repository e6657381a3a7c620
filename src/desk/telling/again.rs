//! Making an announcement again from what the store kept of it.

use super::Telling;
use crate::desk::origin::Origin;
use crate::desk::{Circumstances, DeskError, Unusable};
use crate::exchange::report::Item;
use crate::store::{Announcement, Message, Store};
use std::fmt;

/// What came of making an announcement again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// It was prepared before the store kept what announcements are made from.
    NoSources,
    /// What it was made from can no longer be read.
    Unreadable(Unusable),
    /// It was made again.
    Made {
        /// What is worth knowing about the files.
        notices: Vec<Item>,
        /// How many messages were kept.
        messages: usize,
        /// How many of them, or beyond them, are no longer the same.
        differing: usize,
        /// What is no longer as it was then, where messages differ.
        since: Since,
    },
}

/// What is another now than when an announcement was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// Nothing that is known.
    Nothing,
    /// The time-zone data.
    Zones {
        /// Their version then.
        then: String,
        /// Their version now.
        now: String,
    },
    /// The version of the program.
    Program {
        /// The version then.
        then: String,
    },
}

impl Again {
    /// Whether each message is what was kept, to the byte.
    #[must_use]
    pub fn is_same(&self) -> bool {
        matches!(self, Self::Made { differing: 0, .. })
    }
}

/// In one line, as people read it.
impl fmt::Display for Again {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSources => {
                formatter.write_str("was prepared before the store kept what announcements are made from")
            }
            Self::Unreadable(_) => formatter.write_str("what it was made from can no longer be read"),
            Self::Made { messages, differing: 0, .. } => {
                write!(formatter, "made again from the store, {messages} messages are the same to the byte")
            }
            Self::Made { messages, differing, since, .. } => {
                write!(formatter, "{differing} of {messages} messages are no longer the same")?;
                match since {
                    Since::Nothing => Ok(()),
                    Since::Zones { then, now } => {
                        write!(formatter, "; it was made with time-zone data {then}, and these are {now}")
                    }
                    Since::Program { then } => write!(formatter, "; it was made by version {then} of the program"),
                }
            }
        }
    }
}

/// Makes one announcement again, and holds each message against what was kept.
///
/// # Errors
/// As [`Origin::kept`] and [`Telling::prepare_again`], and [`DeskError::Composing`].
pub async fn again(store: &Store, kept: &Announcement, circumstances: &Circumstances<'_>) -> Result<Again, DeskError> {
    if store.sources(kept.number).await?.is_empty() {
        return Ok(Again::NoSources);
    }
    let (origin, _) = Origin::kept(store, Some(kept.number)).await?;
    let telling = match Telling::read(&origin, circumstances.zones, circumstances.workbooks) {
        Ok(telling) => telling,
        Err(unusable) => return Ok(Again::Unreadable(unusable)),
    };
    let again = telling.prepare_again(store, kept, circumstances).await?;
    let made = telling.messages(&again, circumstances).collect::<Result<Vec<Message>, DeskError>>()?;
    let messages = store.messages(kept.number).await?;
    let played = origin.request.on.is_some();
    let differing = messages.iter().zip(&made).filter(|(one, other)| !same(one, other, played)).count();
    Ok(Again::Made {
        notices: telling.calendar.notices,
        messages: messages.len(),
        differing: differing + messages.len().abs_diff(made.len()),
        since: since(&origin, circumstances),
    })
}

fn since(origin: &Origin, circumstances: &Circumstances<'_>) -> Since {
    let (then, now) = (&origin.request, circumstances.zones.version());
    if then.zones != now {
        Since::Zones { then: then.zones.clone(), now: now.to_owned() }
    } else if then.program != env!("CARGO_PKG_VERSION") {
        Since::Program { then: then.program.clone() }
    } else {
        Since::Nothing
    }
}

/// What goes out is the same. Where a day was played, reminders leave by the clock of the day on which they were prepared.
fn same(one: &Message, other: &Message, played: bool) -> bool {
    one.meeting == other.meeting
        && one.recipient == other.recipient
        && one.return_address == other.return_address
        && one.message_id == other.message_id
        && one.bytes == other.bytes
        && one.told == other.told
        && (played || one.not_before == other.not_before)
}
