//! Timetables: where every session of an event sits, and what was proven about it.

use crate::domain::finding::Finding;
use crate::domain::ids::{MeetingId, RoomId, ServiceId, SessionId};
use crate::domain::plan::{LevelProof, Quality};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Where a session sits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Sitting {
    /// Day.
    pub day: NaiveDate,
    /// Start, in minutes since midnight of the event's zone.
    pub start: u16,
    /// Room; `None` where the event has no rooms.
    pub room: Option<RoomId>,
    /// The team of interpreters, for an interpreted session where the event names teams.
    pub team: Option<ServiceId>,
}

/// A timetable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timetable {
    /// The meeting whose sessions are placed.
    pub meeting: MeetingId,
    /// Sittings by session; sessions not listed are not placed.
    pub sittings: BTreeMap<SessionId, Sitting>,
    /// Quality.
    pub quality: Quality,
    /// Proof by level, most important first.
    pub proof: Vec<LevelProof>,
}

/// What the checker says of a timetable, with the sessions concerned.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SessionFinding {
    /// The finding.
    pub finding: Finding,
    /// Sessions concerned.
    pub sessions: Vec<SessionId>,
}

/// `09:30` of minutes since midnight; `24:00` for the midnight that ends the day.
pub fn clock_words(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
