//! What may become of a message, and of an attempt to reach a relay. Every case is a case of its own: only what broke
//! after the final dot is uncertain, and only a refusal of the message itself is final.

use std::fmt;

use thiserror::Error;

/// How far the conversation had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Finding the relay's address and reaching it.
    Connect,
    /// Waiting for the relay's first words.
    Banner,
    /// EHLO, before and after encryption began.
    Ehlo,
    /// STARTTLS and the handshake.
    Tls,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA and the message, but for its final dot.
    Data,
    /// The final dot and its answer.
    Dot,
}

impl Stage {
    /// One word for lists.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Banner => "banner",
            Self::Ehlo => "ehlo",
            Self::Tls => "tls",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Dot => "dot",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// An enhanced status code (RFC 3463): class, subject, detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnhancedCode {
    /// 2 success, 4 for now, 5 for good.
    pub class: u8,
    /// What it is about: 1 the address, 2 the mailbox, 7 the rules of the relay …
    pub subject: u16,
    /// The case.
    pub detail: u16,
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// What broke, or kept the message here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Reason {
    /// The relay has no address, or none that answers.
    #[error("the relay cannot be reached: {0}")]
    Unreachable(String),
    /// No answer, or no progress, within the limit of the stage.
    #[error("no answer in time")]
    TimedOut,
    /// The relay closed the connection.
    #[error("the relay closed the connection")]
    Closed,
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Broken(String),
    /// No encryption could be agreed on, or the relay is not who it should be.
    #[error("no encryption: {0}")]
    Tls(String),
    /// Encryption is asked for and the relay does not offer it.
    #[error("the relay does not offer encryption (STARTTLS), which its URL asks for")]
    NoEncryption,
    /// A password is to be used and the relay offers no mechanism known here.
    #[error("the relay offers neither AUTH PLAIN nor AUTH LOGIN")]
    NoAuthentication,
    /// What the relay said is no answer of SMTP, or none that may come here.
    #[error("the relay does not speak SMTP: {0}")]
    BadAnswer(&'static str),
    /// The message is larger than the relay takes (RFC 1870). Octets.
    #[error("the message has {octets} octets; the relay takes {limit}")]
    Size {
        /// Of the message.
        octets: usize,
        /// Of the relay.
        limit: usize,
    },
    /// An address or header outside ASCII, and no SMTPUTF8 (RFC 6531).
    #[error("addr.smtputf8: the relay does not offer SMTPUTF8, which this address needs")]
    NeedsSmtpUtf8,
    /// Octets outside ASCII, and no 8BITMIME (RFC 6152).
    #[error("the relay does not offer 8BITMIME, which this message needs")]
    NeedsEightBit,
    /// A line longer than 998 octets (RFC 5321 4.5.3.1.6).
    #[error("line {line} of the message has {octets} octets; at most 998 are allowed")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// Octets without CRLF.
        octets: usize,
    },
    /// CR or LF alone, or NUL (RFC 5321 2.3.8, 4.5.2).
    #[error("line {line} of the message holds CR or LF alone, or NUL")]
    Octet {
        /// Which line, from 1.
        line: usize,
    },
    /// The connection was used up by what happened before.
    #[error("the connection cannot be used any more")]
    Spent,
}

impl Reason {
    /// Whether it lies in the message: the same message meets the same end at the same relay.
    #[must_use]
    pub const fn lies_in_the_message(&self) -> bool {
        matches!(
            self,
            Self::Size { .. } | Self::NeedsSmtpUtf8 | Self::NeedsEightBit | Self::Line { .. } | Self::Octet { .. }
        )
    }
}

/// Why no conversation began. Nothing of this is about a message: a password that is not accepted any more must not
/// make every waiting message a failed one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Failure {
    /// The relay does not want to talk to us (5xx).
    #[error("{stage}: {answer}")]
    Refused {
        /// When.
        stage: Stage,
        /// The relay's words, printable and shortened.
        answer: String,
        /// The reply code.
        code: u16,
        /// The enhanced code, if it gave one.
        enhanced: Option<EnhancedCode>,
    },
    /// The relay does not want to talk to us now (4xx).
    #[error("{stage}: {answer}")]
    Deferred {
        /// When.
        stage: Stage,
        /// The relay's words, printable and shortened.
        answer: String,
        /// The reply code.
        code: u16,
        /// The enhanced code, if it gave one.
        enhanced: Option<EnhancedCode>,
    },
    /// It did not come to an answer.
    #[error("{stage}: {reason}")]
    Broken {
        /// When.
        stage: Stage,
        /// What broke.
        reason: Reason,
    },
}

impl Failure {
    /// How far it had come.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Refused { stage, .. } | Self::Deferred { stage, .. } | Self::Broken { stage, .. } => *stage,
        }
    }
}

/// Why the final dot was held back, in words for a log.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Withheld {
    /// In one line.
    pub reason: String,
}

impl Withheld {
    /// Held back, for this reason.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took it, and answers for it from now on.
    Accepted {
        /// The relay's words, printable and shortened.
        answer: String,
    },
    /// The relay refused this message for good (5xx to MAIL, RCPT, DATA or the dot): sending again is of no use.
    Refused {
        /// Which command it refused.
        stage: Stage,
        /// The relay's words, printable and shortened.
        answer: String,
        /// The reply code.
        code: u16,
        /// The enhanced code, if it gave one.
        enhanced: Option<EnhancedCode>,
    },
    /// The relay does not take it now (4xx, greylisting among them; or 5xx before any message was spoken of).
    Deferred {
        /// When.
        stage: Stage,
        /// The relay's words, printable and shortened.
        answer: String,
        /// The reply code.
        code: u16,
        /// The enhanced code, if it gave one.
        enhanced: Option<EnhancedCode>,
    },
    /// It did not leave: the final dot was never sent.
    NotSent {
        /// When.
        stage: Stage,
        /// What broke.
        reason: Reason,
    },
    /// The caller held the final dot back: it did not leave.
    Withheld {
        /// The caller's reason.
        reason: String,
    },
    /// The final dot left and no answer came that says what became of the message: it may or may not have arrived.
    Uncertain {
        /// What broke.
        reason: Reason,
    },
}

impl Outcome {
    /// How far it had come; an uncertain message and an accepted one came to the dot.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Refused { stage, .. } | Self::Deferred { stage, .. } | Self::NotSent { stage, .. } => *stage,
            Self::Withheld { .. } => Stage::Data,
            Self::Accepted { .. } | Self::Uncertain { .. } => Stage::Dot,
        }
    }

    /// Whether a relay closed a conversation that had served its time, before this message was begun: 421, or the end
    /// of the connection, in answer to MAIL. On a connection that was used before, the same message may go over a new
    /// one at once.
    #[must_use]
    pub const fn wants_a_new_connection(&self) -> bool {
        match self {
            Self::Deferred { stage: Stage::Mail, code: 421, .. } => true,
            Self::NotSent { stage: Stage::Mail, reason } => {
                matches!(reason, Reason::Closed | Reason::Broken(_) | Reason::Spent)
            }
            _ => false,
        }
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused { stage, answer, code, enhanced }
            | Failure::Deferred { stage, answer, code, enhanced } => Self::Deferred { stage, answer, code, enhanced },
            Failure::Broken { stage, reason } => Self::NotSent { stage, reason },
        }
    }
}
