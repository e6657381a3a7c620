//! When an address is written to no more, and who is told.
//!
//! | what the mail systems say (RFC 3463) | the address | told |
//! |---|---|---|
//! | there is no such mailbox or domain, it moved or takes no mail: 5.1.x, 5.2.1, 5.4.4 | suspended at once | planner |
//! | the message was refused for what it is or who sends it: 5.3.4, 5.6.x, 5.7.x | kept: no fault of the address | administrator |
//! | anything else that is final | suspended after three messages | planner |
//! | given up for now: 4.x.x, mailbox full (x.2.2) | kept, counted | planner |
//! | delayed, passed on | kept | nobody |
//!
//! Messages are counted, not reports: a message that several systems report once each failed once. What is suspended is
//! listed, and a planner who knows better may write to it again.

use std::collections::BTreeMap;

use super::message::{Bounce, Status};

/// Messages that fail for good, for a reason that may pass, until an address is suspended.
pub const MOST_FAILURES: usize = 3;

/// Why a message did not arrive, gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Given up for now: the next message may arrive.
    Passing,
    /// The message or its sender is refused, whoever it is for.
    Refused,
    /// Final, for another reason, or for none that is named.
    Final,
    /// There is nobody at this address.
    Gone,
}

impl Cause {
    /// The cause that a report names. A report without a code says that the message failed, and no more.
    #[must_use]
    pub fn of(bounce: &Bounce) -> Self {
        bounce.status.map_or(Self::Final, Self::of_status)
    }

    fn of_status(status: Status) -> Self {
        match status.about() {
            _ if !status.is_permanent() => Self::Passing,
            (2, 2) => Self::Passing,
            // 5.1.7 and 5.1.8 are about the address of the sender.
            (1, 7 | 8) => Self::Refused,
            (1, _) | (2, 1) | (4, 4) => Self::Gone,
            (3, 4) | (6 | 7, _) => Self::Refused,
            _ => Self::Final,
        }
    }

    /// What people read.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Passing => "could not be delivered for now",
            Self::Refused => "the message or its sender is refused",
            Self::Final => "could not be delivered",
            Self::Gone => "there is nobody at this address",
        }
    }
}

/// One message that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The id of the message, or of the report where that does not say.
    pub message: String,
    /// Why.
    pub cause: Cause,
}

/// Who is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// Who keeps the list of people.
    Planner,
    /// Who keeps the mail system.
    Administrator,
}

impl Whom {
    /// One word for lists.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planner => "planner",
            Self::Administrator => "administrator",
        }
    }
}

/// What becomes of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// It is written to no more.
    Suspended(Cause),
    /// It is written to again; so many messages failed for this cause.
    Counted(Cause, usize),
    /// Nothing: the message is on its way, or has arrived.
    Nothing,
    /// The report is about nobody that was written to.
    Unknown,
}

impl Treatment {
    /// One word for lists.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Suspended(_) => "suspended",
            Self::Counted(..) => "counted",
            Self::Nothing => "nothing",
            Self::Unknown => "unknown",
        }
    }

    /// Who is to be told.
    #[must_use]
    pub const fn whom(self) -> Option<Whom> {
        match self {
            Self::Suspended(_) | Self::Counted(Cause::Passing | Cause::Final | Cause::Gone, _) => Some(Whom::Planner),
            Self::Counted(Cause::Refused, _) => Some(Whom::Administrator),
            Self::Nothing | Self::Unknown => None,
        }
    }
}

/// The messages that did not reach one address, each with its gravest cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounced(BTreeMap<String, Cause>);

impl Bounced {
    /// Notes one message.
    pub fn note(&mut self, occurrence: &Occurrence) {
        let known = self.0.entry(occurrence.message.clone()).or_insert(occurrence.cause);
        *known = (*known).max(occurrence.cause);
    }

    /// How many messages failed for a cause.
    #[must_use]
    pub fn count(&self, cause: Cause) -> usize {
        self.0.values().filter(|one| **one == cause).count()
    }

    /// Why the address is written to no more; `None` while it is.
    #[must_use]
    pub fn suspended(&self) -> Option<Cause> {
        if self.count(Cause::Gone) > 0 {
            Some(Cause::Gone)
        } else if self.count(Cause::Final) >= MOST_FAILURES {
            Some(Cause::Final)
        } else {
            None
        }
    }

    /// What becomes of the address after this message, which is noted already.
    pub(super) fn treatment(&self, occurrence: &Occurrence) -> Treatment {
        match self.suspended() {
            Some(cause) => Treatment::Suspended(cause),
            None => Treatment::Counted(occurrence.cause, self.count(occurrence.cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        let cause = |code: &str| Status::parse(code).map(Cause::of_status);
        for (code, expected) in [
            ("5.1.1", Cause::Gone),
            ("5.1.2", Cause::Gone),
            ("5.1.10", Cause::Gone),
            ("5.1.8", Cause::Refused),
            ("5.2.1", Cause::Gone),
            ("5.4.4", Cause::Gone),
            ("5.2.2", Cause::Passing),
            ("4.2.2", Cause::Passing),
            ("4.4.7", Cause::Passing),
            ("4.1.1", Cause::Passing),
            ("5.3.4", Cause::Refused),
            ("5.7.1", Cause::Refused),
            ("5.7.515", Cause::Refused),
            ("5.6.1", Cause::Refused),
            ("5.0.0", Cause::Final),
            ("5.4.1", Cause::Final),
        ] {
            assert_eq!(cause(code), Some(expected), "{code}");
        }
    }

    #[test]
    fn messages_are_counted_and_not_reports() {
        let failed = |message: &str, cause| Occurrence { message: message.to_owned(), cause };
        let mut bounced = Bounced::default();
        for (message, expected) in [("a", 1), ("a", 1), ("b", 2)] {
            bounced.note(&failed(message, Cause::Final));
            assert_eq!(bounced.treatment(&failed(message, Cause::Final)), Treatment::Counted(Cause::Final, expected));
        }
        bounced.note(&failed("c", Cause::Final));
        assert_eq!(bounced.suspended(), Some(Cause::Final));
        let mut gone = Bounced::default();
        gone.note(&failed("a", Cause::Gone));
        gone.note(&failed("a", Cause::Passing));
        assert_eq!(gone.suspended(), Some(Cause::Gone), "the gravest report of a message counts");
    }
}
