//! What came back, as read from one mail.

use std::fmt;

use crate::domain::text::{EmailAddress, Line, Paragraphs};
use crate::domain::time::Instant;

/// One mail that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who says to have written it: the From header, which anybody can write.
    pub from: Option<EmailAddress>,
    /// Where it arrived: the addresses of the delivery, then those of To and Cc; each once.
    pub to: Vec<EmailAddress>,
    /// Its id, in visible ASCII, without the angle brackets.
    pub id: Option<String>,
    /// When it says to have been written.
    pub sent: Option<Instant>,
    /// Its subject, made one line.
    pub subject: Option<Line>,
    /// What it is.
    pub incoming: Incoming,
}

/// What a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// Answers to invitations (METHOD:REPLY), one for each event in it.
    Replies(Vec<Reply>),
    /// Another message between calendars: shown to a person, acted upon by nobody.
    Asks {
        /// What it asks for.
        request: Request,
        /// The events it is about.
        uids: Vec<String>,
    },
    /// What mail systems say about messages of ours, one for each recipient.
    Bounces(Vec<Bounce>),
    /// The writer wants no more of these mails.
    Unsubscribe,
    /// Written by a program: ignored, and never answered.
    Automatic(Automatic),
    /// Something else: for a person to read.
    Other,
    /// Not read.
    Unreadable(Unreadable),
}

/// One answer to an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The ids of the event. One; two from programs that put the id of an alarm beside it (Gnus of Emacs 28).
    pub uids: Vec<String>,
    /// Who answers.
    pub attendee: EmailAddress,
    /// Who wrote it for the attendee (SENT-BY).
    pub sent_by: Option<EmailAddress>,
    /// The answer.
    pub said: Said,
    /// The revision that is answered; 0 when it does not say.
    pub sequence: u32,
    /// When the attendee answered.
    pub stamped: Option<Instant>,
    /// What the attendee wrote beside it.
    pub comment: Option<Paragraphs>,
    /// One instance of a repeating event is meant: as written.
    pub instance: Option<String>,
}

/// What an attendee answered (PARTSTAT of an event, RFC 5545, section 3.2.12).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// Nothing yet, or a word that no standard has.
    Nothing,
    /// Will come.
    Accepted,
    /// May come.
    Tentative,
    /// Will not come.
    Declined,
    /// Will not come, and names somebody else, who is not invited by that.
    Delegated(Option<EmailAddress>),
}

impl Said {
    /// The word of the standard, in lower case.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Nothing => "needs-action",
            Self::Accepted => "accepted",
            Self::Tentative => "tentative",
            Self::Declined => "declined",
            Self::Delegated(_) => "delegated",
        }
    }
}

/// What a message between calendars asks for, other than to note an answer (RFC 5546, section 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Request {
    /// Other dates are proposed. Dates are the secretariat's: a person reads it.
    Counter,
    /// The invitation is to be sent again.
    Refresh,
    /// Somebody invites us.
    Request,
    /// Somebody calls off what we were invited to.
    Cancel,
    /// Any other method, or none.
    Another,
}

impl Request {
    /// The word of the standard, in lower case.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Refresh => "refresh",
            Self::Request => "request",
            Self::Cancel => "cancel",
            Self::Another => "another",
        }
    }
}

/// What a mail system did with a message (RFC 3464, section 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Gave up.
    Failed,
    /// Still tries.
    Delayed,
    /// Delivered it, or handed it on: good news.
    Passed,
}

impl Action {
    /// One word for lists.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Passed => "passed",
        }
    }
}

/// A status code of a mail system (RFC 3463): class, subject, detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Status {
    class: u8,
    subject: u16,
    detail: u16,
}

impl Status {
    /// Reads `5.1.1`; class 2, 4 or 5, the others at most three digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut number = |most: usize| {
            let part = parts.next().filter(|part| (1..=most).contains(&part.len()))?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok()).flatten()
        };
        let (class, subject, detail) = (number(1)?, number(3)?, number(3)?);
        let class = u8::try_from(class).ok().filter(|class| [2, 4, 5].contains(class))?;
        parts.next().is_none().then_some(Self { class, subject, detail })
    }

    /// Whether the failure is final.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        self.class == 5
    }

    /// Subject and detail.
    #[must_use]
    pub const fn about(self) -> (u16, u16) {
        (self.subject, self.detail)
    }
}

/// `5.1.1`.
impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// What a mail system says about one message to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// What was done.
    pub action: Action,
    /// The recipient as the last system knew it; not always the one we wrote to, when mail is forwarded.
    pub final_recipient: Option<EmailAddress>,
    /// The code.
    pub status: Option<Status>,
    /// What the system said, made one line.
    pub diagnostic: Option<Line>,
    /// The id of the message it is about, without the angle brackets.
    pub original: Option<String>,
}

/// What a program wrote by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Automatic {
    /// Somebody is away (RFC 3834), or a machine confirms that it got something.
    Response,
    /// A list or a bulk sender.
    Bulk,
    /// A receipt that somebody read, or deleted, a mail (RFC 8098).
    Receipt,
    /// A complaint of a reader, passed on by a mail provider (RFC 5965): the administrator must see it.
    Complaint,
    /// No return address, and no report that can be read.
    NoReturn,
}

impl Automatic {
    /// One word for lists.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Response => "automatic-response",
            Self::Bulk => "bulk",
            Self::Receipt => "receipt",
            Self::Complaint => "complaint",
            Self::NoReturn => "no-return-address",
        }
    }
}

/// Why a mail is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// More octets than the limit.
    Large,
    /// Headers longer than the limit.
    Headers,
    /// More parts than the limit, or parts inside parts deeper than it.
    Parts,
    /// An answer that names no event or no single attendee.
    Reply,
    /// A reader failed on it: a fault to be reported, told of this one mail alone.
    Failed,
}

impl Unreadable {
    /// What people read.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Large => "larger than the limit",
            Self::Headers => "headers longer than the limit",
            Self::Parts => "too many parts, or parts too deep inside parts",
            Self::Reply => "an answer that names no event or no single attendee",
            Self::Failed => "the reader failed on it",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_codes() {
        for (text, expected) in [
            ("5.1.1", Some("5.1.1")),
            ("4.2.2", Some("4.2.2")),
            ("5.7.515", Some("5.7.515")),
            ("3.1.1", None),
            ("5.1", None),
            ("5.1.1.1", None),
            ("5.1.1000", None),
            ("5.+1.1", None),
            ("5..1", None),
            ("", None),
        ] {
            assert_eq!(Status::parse(text).map(|status| status.to_string()).as_deref(), expected, "{text}");
        }
    }
}
