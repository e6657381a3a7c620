//! A meeting as a calendar entry, before it becomes properties.

use super::{IcalError, LanguageTag, Text, Uid};
use crate::domain::text::{DisplayName, EmailAddress, WebAddress};
use crate::domain::time::{Date, Instant, MeetingTime};

/// When an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When(pub(super) Span);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Span {
    Hours { start: MeetingTime, end: MeetingTime },
    Days { first: Date, after_last: Date },
}

impl When {
    /// From one hour to a later one.
    ///
    /// # Errors
    /// [`IcalError::Order`].
    pub fn hours(start: MeetingTime, end: MeetingTime) -> Result<Self, IcalError> {
        if start.instant() < end.instant() {
            Ok(Self(Span::Hours { start, end }))
        } else {
            Err(IcalError::Order { start: start.instant().to_string(), end: end.instant().to_string() })
        }
    }

    /// Whole days, the last one included.
    ///
    /// # Errors
    /// [`IcalError::Order`] when the last day is before the first, or the calendar's very last.
    pub fn days(first: Date, last: Date) -> Result<Self, IcalError> {
        match last.succ_opt() {
            Some(after_last) if first <= last => Ok(Self(Span::Days { first, after_last })),
            _ => Err(IcalError::Order { start: first.to_string(), end: last.to_string() }),
        }
    }

    /// The times of the entry, when it has hours.
    #[must_use]
    pub const fn times(&self) -> Option<(&MeetingTime, &MeetingTime)> {
        match &self.0 {
            Span::Hours { start, end } => Some((start, end)),
            Span::Days { .. } => None,
        }
    }
}

/// How sure an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Dates not yet agreed.
    Tentative,
    /// Dates agreed.
    Confirmed,
    /// Will not take place.
    Cancelled,
}

/// Someone with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name shown.
    pub name: Option<DisplayName>,
    /// The address.
    pub address: EmailAddress,
}

/// What kind of attendee (CUTYPE, RFC 5545 3.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttendeeKind {
    /// A person.
    Individual,
    /// A mailing list.
    Group,
    /// A room.
    Room,
    /// Equipment or a service.
    Resource,
}

/// What an attendee is there for (ROLE, RFC 5545 3.2.16).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Chairs the meeting.
    Chair,
    /// Should be there.
    Required,
    /// May be there.
    Optional,
    /// Is told only.
    Informed,
}

/// What an attendee has answered (PARTSTAT, RFC 5545 3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Participation {
    /// Nothing yet.
    NeedsAction,
    /// Will come.
    Accepted,
    /// Will not come.
    Declined,
    /// May come.
    Tentative,
}

/// One attendee of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub person: Person,
    /// What kind.
    pub kind: AttendeeKind,
    /// What for.
    pub role: Role,
    /// What was answered.
    pub participation: Participation,
    /// Whether an answer is wanted. Always written: some programs leave the buttons out without it.
    pub response_wanted: bool,
    /// The attendee's language.
    pub language: Option<LanguageTag>,
}

/// What a conference link offers (FEATURE, RFC 7986 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// Sound.
    Audio,
    /// Typed talk.
    Chat,
    /// A feed to watch.
    Feed,
    /// Rights of the chair.
    Moderator,
    /// A telephone number.
    Phone,
    /// Shared screens.
    Screen,
    /// Pictures.
    Video,
}

/// How to join from afar (CONFERENCE, RFC 7986 5.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conference {
    /// The link.
    pub link: WebAddress,
    /// What it offers.
    pub features: Vec<Feature>,
    /// What people read in place of the link.
    pub label: Text,
}

/// How much an entry weighs in a list of entries (PRIORITY, RFC 5545 3.8.1.9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Importance {
    /// Not said.
    #[default]
    Undefined,
    /// 1.
    High,
    /// 5.
    Normal,
    /// 9.
    Low,
}

/// A note the calendar program shows some time before (VALARM, RFC 5545 3.6.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Minutes before the start.
    pub minutes_before: u32,
    /// What it says.
    pub text: Text,
}

/// One entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The id, fixed for life.
    pub uid: Uid,
    /// Rises with every change of time, place or standing (RFC 5546 2.1.4).
    pub sequence: u32,
    /// When this version was made.
    pub stamped: Instant,
    /// When it is.
    pub when: When,
    /// How sure it is.
    pub standing: Standing,
    /// One line.
    pub summary: Text,
    /// What else there is to know; may be empty.
    pub description: Text,
    /// Where; may be empty.
    pub location: Text,
    /// The language of the three texts above.
    pub language: Option<LanguageTag>,
    /// A page about it.
    pub page: Option<WebAddress>,
    /// How to join from afar; only for those who may.
    pub conferences: Vec<Conference>,
    /// Kinds it belongs to.
    pub categories: Vec<Text>,
    /// How much it weighs.
    pub importance: Importance,
    /// Whether the hours count as taken.
    pub blocks_time: bool,
    /// A colour for it.
    pub color: Option<super::Color>,
    /// Notes before it begins.
    pub reminders: Vec<Reminder>,
    /// The entry this one belongs to: a rapporteur group's to the parent's, a deadline's to its meeting's.
    pub part_of: Option<Uid>,
}
