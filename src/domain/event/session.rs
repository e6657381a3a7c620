//! Sessions that are to be placed into the hours and rooms of an event.

use crate::domain::ids::{BodyId, RoomId, ServiceId, SessionId};
use crate::domain::language::Language;
use crate::domain::meeting::SessionKind;
use crate::domain::text::Line;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Where a plenary stands in the event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Position {
    /// It opens the event: first of all its sessions.
    Opening,
    /// It closes the event: last of all its sessions.
    Closing,
}

impl Position {
    /// All with the words that files use.
    pub const ALL: [(Position, &'static str); 2] = [(Position::Opening, "opening"), (Position::Closing, "closing")];
}

/// At which times of day a session may begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Starts {
    /// At the starts of the event: the quarters of the day (S-01, S-04) unless the event names others.
    Usual,
    /// At these minutes since midnight.
    At(BTreeSet<u16>),
    /// At every quarter of an hour.
    Any,
}

/// A session lies after another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct After {
    /// The earlier session.
    pub session: SessionId,
    /// Least minutes from its end to this start.
    pub least_minutes: u16,
    /// Most minutes, on the same day; `None` = not bounded.
    pub most_minutes: Option<u16>,
}

/// A session lies some days after another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DaysAfter {
    /// The earlier session.
    pub session: SessionId,
    /// Least calendar days; 0 = the same day.
    pub least: u16,
    /// Most calendar days.
    pub most: Option<u16>,
}

/// A session that must stay where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pinned {
    /// Day.
    pub day: NaiveDate,
    /// Start, in minutes since midnight.
    pub start: u16,
}

/// A session to be placed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventSession {
    /// Identifier, for life.
    pub id: SessionId,
    /// Title as on the screens.
    pub title: Line,
    /// Kind.
    pub kind: SessionKind,
    /// The bodies that sit; several in a joint session; none for a reception.
    pub groups: Vec<BodyId>,
    /// Length in minutes, breaks inside included.
    pub minutes: u16,
    /// Opening or closing plenary.
    pub position: Option<Position>,
    /// Nothing else of the event takes place meanwhile.
    pub exclusive: bool,
    /// People expected in the room.
    pub attendance: Option<u32>,
    /// What the room must have.
    pub equipment: BTreeSet<String>,
    /// Only these rooms; empty = any that serves.
    pub rooms: Vec<RoomId>,
    /// Languages interpreted.
    pub interpretation: BTreeSet<Language>,
    /// Captions.
    pub captions: bool,
    /// Sign-language interpreters.
    pub sign_language: u8,
    /// Webcast.
    pub webcast: bool,
    /// Seats on the platform for people who take part from afar; 0 = no remote participation.
    pub remote: u32,
    /// Remote hubs linked to it.
    pub hubs: Vec<ServiceId>,
    /// People who must be there besides the officers of its bodies.
    pub people: Vec<Line>,
    /// Only on these days; empty = any of the event.
    pub days: Vec<NaiveDate>,
    /// Times of day at which it may begin.
    pub starts: Starts,
    /// Sessions it follows.
    pub after: Vec<After>,
    /// Sessions it follows by days.
    pub days_after: Vec<DaysAfter>,
    /// Where it must stay.
    pub pinned: Option<Pinned>,
}

impl EventSession {
    /// People from afar may take part.
    pub fn is_remote(&self) -> bool {
        self.remote > 0
    }
}
