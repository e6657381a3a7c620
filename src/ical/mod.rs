//! iCalendar (RFC 5545, 5546, 7986, 6868): what calendars and mail programs read.
//!
//! The bytes are ours: the serializer of the `icalendar` crate lets names inject properties, adds random ids to alarms,
//! and knows no time-zone definitions. Its components are not used either: with a map of strings for each property and
//! its parameters, half the time of a large feed went into them. Nothing here reads a clock: stamps, ids and sequence
//! numbers are given.

mod calendar;
mod component;
mod entry;
mod error;
mod object;
mod properties;
mod text;
mod writer;
mod zone_definition;

pub use calendar::{
    DeadlineData, FeedData, FeedEntry, InvitationData, cancellation, feed, invitation, long_feed, resource,
};
pub use entry::{
    Attendee, AttendeeKind, Conference, Entry, Feature, Importance, Participation, Person, Reminder, Role, Standing,
    When,
};
pub use error::IcalError;
pub use object::{Object, Property};
pub use text::{Color, LanguageTag, Text, Uid};
pub use zone_definition::ZoneDefinition;

/// The property by which this program knows again what it put into a collection.
pub const ORIGIN: &str = "X-CONVOKE-ORIGIN";

/// How this program names itself in every calendar it writes.
pub const PRODUCT: &str = concat!("-//Convoke//Convoke ", env!("CARGO_PKG_VERSION"), "//EN");
