//! One mail to one recipient, complete but for its MIME bytes.

use crate::domain::text::EmailAddress;
use crate::domain::time::Instant;
use crate::ical::Person;

/// What the calendar in a mail asks for; the Content-Type says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// An invitation or a change.
    Request,
    /// A cancellation.
    Cancel,
}

impl Method {
    /// The word of RFC 5546.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// A header beyond the usual ones: a fixed name and a value in printable ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    name: &'static str,
    value: String,
}

impl Header {
    /// A header; characters of the value outside printable ASCII are left out.
    #[must_use]
    pub(super) fn new(name: &'static str, value: &str) -> Self {
        Self { name, value: value.chars().filter(|character| matches!(character, ' '..='~')).collect() }
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// One mail to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The sending office.
    pub from: Person,
    /// The only recipient.
    pub to: Person,
    /// The envelope's sender, one for each recipient.
    pub return_address: EmailAddress,
    /// One line.
    pub subject: String,
    /// The text, LF between lines.
    pub plain: String,
    /// The same as a page.
    pub html: String,
    /// What the calendar asks for.
    pub method: Method,
    /// The calendar, both a part of its own and an attachment; a reminder has none.
    pub calendar: Option<String>,
    /// The attachment's name.
    pub file_name: String,
    /// `<…@…>`, the same whenever this revision is composed for this recipient.
    pub message_id: String,
    /// When this revision was made.
    pub date: Instant,
    /// Other headers, in the order to write them.
    pub headers: Vec<Header>,
    /// A word for MIME boundaries that neither quoted-printable nor base64 text can hold.
    pub boundary: String,
}
