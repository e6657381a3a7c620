//! Events: the sessions of one meeting, with its rooms and what sessions share. Hours are of the venue's zone.
//!
//! * [`session`] what is to be placed, [`service`] what it needs
//! * [`timetable`] where it sits, [`reason`] why it sits there, [`remote`] how hard an hour is from afar

mod validate;

pub mod reason;
pub mod remote;
pub mod service;
pub mod session;
pub mod timetable;

pub use reason::{EventSize, OtherSitting, SessionReason, Tier, TierPrice, UnmetDemand};
pub use remote::burden;
pub use service::{Absence, EventRoom, Service, ServiceKind};
pub use session::{After, DaysAfter, EventSession, Pinned, Position, Starts};
pub use timetable::{SessionFinding, Sitting, Timetable, clock_words};

use super::body::Body;
use super::ids::{BodyId, MeetingId, RoomId, RuleId, ServiceId, SessionId};
use super::meeting::Meeting;
use super::plan::Placement;
use super::profile::Edition;
use super::scenario::{Defect, Scenario};
use super::time::Zone;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The parts of an event before they are checked together with its scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventParts {
    /// The meeting whose sessions are placed; its dates are fixed in the scenario.
    pub meeting: MeetingId,
    /// Days of the meeting without sessions.
    pub closed: BTreeSet<NaiveDate>,
    /// Minutes since midnight at which sessions begin; `None` = the quarters of the day.
    pub starts: Option<BTreeSet<u16>>,
    /// Rooms.
    pub rooms: Vec<EventRoom>,
    /// Services.
    pub services: Vec<Service>,
    /// Sessions.
    pub sessions: Vec<EventSession>,
    /// Absences.
    pub absences: Vec<Absence>,
}

/// An event whose references, orders and dates hold together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    scenario: Scenario,
    meeting: MeetingId,
    placement: Placement,
    days: Vec<NaiveDate>,
    starts: Option<BTreeSet<u16>>,
    rooms: BTreeMap<RoomId, EventRoom>,
    services: BTreeMap<ServiceId, Service>,
    sessions: BTreeMap<SessionId, EventSession>,
    absences: Vec<Absence>,
}

impl Event {
    /// Checks the parts together with the scenario.
    ///
    /// # Errors
    /// All defects found, in a stable order.
    pub fn new(scenario: Scenario, parts: EventParts) -> Result<Self, Vec<Defect>> {
        validate::event(scenario, parts)
    }

    /// The scenario: bodies, profile, venues.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The meeting whose sessions are placed.
    pub fn meeting(&self) -> &Meeting {
        &self.scenario.meetings()[&self.meeting]
    }

    /// Its dates and venue.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// The body that meets.
    pub fn body(&self) -> &Body {
        self.scenario.body_of(self.meeting())
    }

    /// The zone of its hours: that of the venue, else of the secretariat.
    pub fn zone(&self) -> Zone {
        let venue = self.placement.venue.as_ref().and_then(|venue| self.scenario.venues().get(venue));
        venue.map_or(self.scenario.profile.secretariat.zone, |venue| venue.zone)
    }

    /// Days with sessions, ascending.
    pub fn days(&self) -> &[NaiveDate] {
        &self.days
    }

    /// Starts of sessions that the event names in place of the quarters of the day, in minutes since midnight.
    pub fn starts(&self) -> Option<&BTreeSet<u16>> {
        self.starts.as_ref()
    }

    /// Rooms by id.
    pub fn rooms(&self) -> &BTreeMap<RoomId, EventRoom> {
        &self.rooms
    }

    /// Services by id.
    pub fn services(&self) -> &BTreeMap<ServiceId, Service> {
        &self.services
    }

    /// Sessions by id.
    pub fn sessions(&self) -> &BTreeMap<SessionId, EventSession> {
        &self.sessions
    }

    /// Absences.
    pub fn absences(&self) -> &[Absence] {
        &self.absences
    }

    /// A body by id. Every group of a session is a body.
    pub fn group(&self, body: &BodyId) -> Option<&Body> {
        self.scenario.bodies().get(body)
    }

    /// The edition of a rule that holds for the event: in force on the day its letter is dated, else on the day the plan
    /// is made.
    pub fn edition(&self, rule: RuleId) -> Option<&Edition> {
        let letter = self.meeting().letter.as_ref().and_then(|letter| letter.dated);
        self.scenario.profile.edition(rule, letter.unwrap_or(self.scenario.as_of))
    }
}
