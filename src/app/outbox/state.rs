//! Where a message stands.

use super::Retry;

/// The most copies of one message that may arrive without anybody having asked for the second.
pub const MOST_COPIES: u32 = 2;

/// The most messages about one revision of one meeting to one person, whoever asks for them: whatever wants to send more is
/// a loop. Nextcloud once sent an invitation every five minutes (issue 4867 of its calendar).
pub const MOST_OF_A_REVISION: u32 = 3;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Composed, and waiting for approval.
    Draft,
    /// Approved, and waiting for a sender.
    Queued,
    /// A sender has it; it has not left.
    Claimed,
    /// The last dot may have gone out; no answer yet.
    Dot,
    /// The server took it.
    Sent,
    /// Put off by the server, or not reached: tried again later.
    Deferred,
    /// The answer to the dot was lost: sent once more, as it is, later.
    Uncertain,
    /// Lost twice: it may have arrived or not; a person decides.
    Parked,
    /// The server refused it for good.
    Failed,
    /// Given up: after five days, or when nobody needs it any more.
    Expired,
    /// A newer message overtook it before it was sent.
    Superseded,
}

impl State {
    /// All, with the words under which they are kept and shown.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Draft, "draft"),
        (Self::Queued, "queued"),
        (Self::Claimed, "claimed"),
        (Self::Dot, "dot"),
        (Self::Sent, "sent"),
        (Self::Deferred, "deferred"),
        (Self::Uncertain, "uncertain"),
        (Self::Parked, "parked"),
        (Self::Failed, "failed"),
        (Self::Expired, "expired"),
        (Self::Superseded, "superseded"),
    ];

    /// The word under which it is kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("?", |(_, word)| word)
    }

    /// Reads a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }

    /// Whether a sender may take it.
    #[must_use]
    pub const fn is_due(self) -> bool {
        matches!(self, Self::Queued | Self::Deferred | Self::Uncertain)
    }

    /// Whether nothing more happens by itself.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Sent | Self::Parked | Self::Failed | Self::Expired | Self::Superseded)
    }
}

/// How an attempt to send ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// The server took it.
    Accepted,
    /// The server refused it for good (5xx).
    Refused,
    /// The server put it off (4xx).
    Deferred,
    /// The connection broke, or was never there, before the dot.
    NotSent,
    /// The connection broke after the dot.
    Lost,
}

/// What an attempt makes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Where it stands now.
    pub state: State,
    /// When it is tried again, in seconds since 1970; for states that are due.
    pub due: Option<i64>,
    /// Copies that have arrived or may have.
    pub copies: u32,
}

/// What becomes of a message after an attempt.
///
/// `copies` counts those that have arrived or may have, this attempt's among them once its dot was marked (`dotted`).
/// `overtaken` says that a newer message to the same person about the same meeting exists: an older one is then never
/// repeated, for some calendars would go back with it.
#[must_use]
pub fn after(
    attempt: Attempt,
    dotted: bool,
    copies: u32,
    attempts: u32,
    overtaken: bool,
    retry: Retry,
    now: i64,
) -> Next {
    // An answer to the dot that is a refusal says that this copy did not arrive.
    let without = copies - u32::from(dotted && copies > 0);
    match attempt {
        Attempt::Accepted => Next { state: State::Sent, due: None, copies },
        Attempt::Refused => Next { state: State::Failed, due: None, copies: without },
        Attempt::Deferred | Attempt::NotSent if overtaken => {
            let state = if without > 0 { State::Parked } else { State::Superseded };
            Next { state, due: None, copies: without }
        }
        Attempt::Deferred | Attempt::NotSent => match retry.next(now, attempts) {
            Some(due) => {
                let state = if without > 0 { State::Uncertain } else { State::Deferred };
                Next { state, due: Some(due), copies: without }
            }
            None => {
                let state = if without > 0 { State::Parked } else { State::Expired };
                Next { state, due: None, copies: without }
            }
        },
        Attempt::Lost => match retry.next(now, attempts).filter(|_| copies < MOST_COPIES && !overtaken) {
            Some(due) => Next { state: State::Uncertain, due: Some(due), copies },
            None => Next { state: State::Parked, due: None, copies },
        },
    }
}

/// What becomes of a message whose sender fell silent: what was not marked has not left and is taken up at once; what was
/// marked is as good as lost.
#[must_use]
pub fn after_silence(state: State, copies: u32, attempts: u32, overtaken: bool, retry: Retry, now: i64) -> Next {
    match state {
        State::Claimed if overtaken && copies == 0 => Next { state: State::Superseded, due: None, copies },
        State::Claimed if overtaken => Next { state: State::Parked, due: None, copies },
        State::Claimed if copies == 0 => Next { state: State::Queued, due: Some(now), copies },
        State::Claimed => Next { state: State::Uncertain, due: Some(now), copies },
        // A sender that died is no sign of a server in trouble: the one repetition need not wait.
        State::Dot => {
            let lost = after(Attempt::Lost, true, copies, attempts, overtaken, retry, now);
            Next { due: lost.due.map(|_| now), ..lost }
        }
        other => Next { state: other, due: None, copies },
    }
}
