//! Demands on sessions, as values that lowering turns into relations.

use crate::domain::event::{ServiceKind, Tier};
use crate::domain::finding::Origin;
use crate::domain::ids::{RoomId, ServiceId, SessionId};
use crate::domain::time::HourRange;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Hours of one day.
pub type Span = (NaiveDate, HourRange);

/// A day and minutes since its midnight.
pub type Moment = (NaiveDate, u16);

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// The session begins at one of these moments.
    Starts {
        /// Session.
        session: SessionId,
        /// Moments.
        moments: Vec<Moment>,
    },
    /// The session lies inside one of these spans.
    Inside {
        /// Session.
        session: SessionId,
        /// Spans.
        spans: Vec<Span>,
    },
    /// The start costs so many points; moments not listed cost nothing.
    Burden {
        /// Session.
        session: SessionId,
        /// Points.
        points: BTreeMap<Moment, u64>,
    },
    /// The session sits in one of these rooms.
    Rooms {
        /// Session.
        session: SessionId,
        /// Rooms.
        rooms: Vec<RoomId>,
    },
    /// A team of one of these services interprets the session.
    Team {
        /// Session.
        session: SessionId,
        /// Services.
        services: Vec<ServiceId>,
    },
    /// No room holds two sessions at once.
    OnePerRoom,
    /// The room is not to be had in these spans.
    RoomClosed {
        /// Room.
        room: RoomId,
        /// Spans.
        spans: Vec<Span>,
    },
    /// No two of these at once: the sessions of one body, or of one person.
    OneAtATime {
        /// Sessions.
        sessions: Vec<SessionId>,
    },
    /// No one of these beside one of those.
    Apart {
        /// These.
        a: Vec<SessionId>,
        /// Those.
        b: Vec<SessionId>,
    },
    /// Nothing else meanwhile.
    Exclusive {
        /// Session.
        session: SessionId,
    },
    /// Minutes from the end of the first to the start of the second.
    Order {
        /// Earlier session.
        first: SessionId,
        /// Later session.
        second: SessionId,
        /// Least minutes.
        least: u16,
        /// Most minutes, on the same day.
        most: Option<u16>,
    },
    /// Calendar days from the first to the second.
    Days {
        /// Earlier session.
        first: SessionId,
        /// Later session.
        second: SessionId,
        /// Least days.
        least: u16,
        /// Most days.
        most: Option<u16>,
    },
    /// At no time more of a service is used than is there; what is there is the sum over the spans.
    Supply {
        /// What is used.
        kind: ServiceKind,
        /// Units by session.
        uses: Vec<(SessionId, u32)>,
        /// Units there, by span.
        there: Vec<(Span, u32)>,
    },
    /// At no time more teams of a service of interpretation work than are there.
    Teams {
        /// Service.
        service: ServiceId,
        /// Teams there, by span.
        there: Vec<(Span, u32)>,
    },
    /// At no time more units than the limit; charged by each unit too many and minute.
    AtOnce {
        /// Units by session.
        uses: Vec<(SessionId, u32)>,
        /// Most units.
        limit: u32,
    },
    /// All in one room; charged by each further room.
    OneRoom {
        /// Sessions.
        sessions: Vec<SessionId>,
    },
}

impl Ask {
    /// The session that the demand is about alone, if it is about one.
    pub fn alone(&self) -> Option<&SessionId> {
        match self {
            Ask::Starts { session, .. }
            | Ask::Inside { session, .. }
            | Ask::Burden { session, .. }
            | Ask::Rooms { session, .. }
            | Ask::Team { session, .. } => Some(session),
            _ => None,
        }
    }

    /// The sessions it names; none for those about all.
    pub fn sessions(&self) -> Vec<&SessionId> {
        match self {
            Ask::Exclusive { session } => vec![session],
            Ask::OneAtATime { sessions } | Ask::OneRoom { sessions } => sessions.iter().collect(),
            Ask::Apart { a, b } => a.iter().chain(b).collect(),
            Ask::Order { first, second, .. } | Ask::Days { first, second, .. } => vec![first, second],
            Ask::Supply { uses, .. } | Ask::AtOnce { uses, .. } => uses.iter().map(|(session, _)| session).collect(),
            Ask::OnePerRoom | Ask::RoomClosed { .. } | Ask::Teams { .. } => vec![],
            _ => self.alone().into_iter().collect(),
        }
    }
}

/// One demand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventDemand {
    /// Who asks.
    pub origin: Origin,
    /// At which level.
    pub tier: Tier,
    /// Points a unit of breach costs at that level; ignored for `must`. Limits at once: points of a minute.
    pub weight: u32,
    /// What.
    pub ask: Ask,
    /// Why, in words that stand alone.
    pub why: String,
}

impl EventDemand {
    /// A demand of the event's own file that may not be broken.
    pub(super) fn must(ask: Ask, why: impl Into<String>) -> Self {
        Self { origin: Origin::Scenario, tier: Tier::Must, weight: 1, ask, why: why.into() }
    }
}
