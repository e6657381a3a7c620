//! What sessions share besides rooms: teams, channels, seats on the platform, hubs.

use crate::domain::ids::ServiceId;
use crate::domain::language::Language;
use crate::domain::text::Line;
use crate::domain::time::{HourRange, Zone};
use crate::domain::venue::Room;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The kind of a service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ServiceKind {
    /// Teams of interpreters; a session uses one whole team.
    Interpretation,
    /// Teams of captioners; one a session.
    Captioning,
    /// Sign-language interpreters, counted by person.
    SignLanguage,
    /// Webcast channels; one a session.
    Webcast,
    /// Seats on the platform for remote participation.
    Platform,
    /// A room elsewhere from which people take part together.
    Hub,
}

impl ServiceKind {
    /// All with the words that files use.
    pub const ALL: [(ServiceKind, &'static str); 6] = [
        (ServiceKind::Interpretation, "interpretation"),
        (ServiceKind::Captioning, "captioning"),
        (ServiceKind::SignLanguage, "sign-language"),
        (ServiceKind::Webcast, "webcast"),
        (ServiceKind::Platform, "platform"),
        (ServiceKind::Hub, "hub"),
    ];

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            ServiceKind::Interpretation => "interpretation",
            ServiceKind::Captioning => "captioning",
            ServiceKind::SignLanguage => "sign language",
            ServiceKind::Webcast => "webcast",
            ServiceKind::Platform => "platform seats",
            ServiceKind::Hub => "remote hub",
        }
    }
}

/// A service with what there is of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Service {
    /// Identifier.
    pub id: ServiceId,
    /// Name as printed.
    pub name: Line,
    /// Kind.
    pub kind: ServiceKind,
    /// How much there is at one time: teams, people, channels, seats.
    pub capacity: u32,
    /// Languages of the team, for interpretation.
    pub languages: BTreeSet<Language>,
    /// Hours of every day in which it is there; `None` = always.
    pub hours: Option<HourRange>,
    /// Zone of those hours; `None` = that of the event.
    pub zone: Option<Zone>,
    /// Days on which it is not there.
    pub away: BTreeSet<NaiveDate>,
}

/// A room of the event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventRoom {
    /// Id, name, seats, booths.
    pub room: Room,
    /// What it has, in words of the planner's own.
    pub equipment: BTreeSet<String>,
    /// Hours of a day in which it is not to be had; no hours = the whole day.
    pub closed: Vec<(NaiveDate, Option<HourRange>)>,
}

/// A person who is not there on some days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Absence {
    /// Name, as among the officers or the people of a session.
    pub person: Line,
    /// Days.
    pub days: BTreeSet<NaiveDate>,
}
