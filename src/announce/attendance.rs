//! How many people are to be expected, what they asked for, and whether room and requests are in time.
//!
//! | a person | counts as |
//! |---|---|
//! | registered | one, where the registration says |
//! | accepted, not registered | one |
//! | tentative, not registered | one half |
//! | declined, delegated, silent | nothing |
//!
//! The half is a choice, stated so that it can be argued with: no figures of ITU-T are public. An answer says nothing
//! about the place: who answers for a meeting with a room counts for the room, because seats cannot be added late.
//! Answers to dates that have changed since are counted, and told apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::answers::{Answers, Said};
use super::registered::places;
use super::{Announced, Method};
use crate::domain::deadline::{Deadline, DeadlineKind};
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::text::{DisplayName, EmailAddress};
use crate::domain::time::{Date, Zone};
use crate::domain::view::{Placed, View};
use crate::ical::AttendeeKind;

/// Tenths of a person that an answer without a registration counts as.
const fn tenths(said: &Said) -> u32 {
    match said {
        Said::Accepted => 10,
        Said::Tentative => 5,
        Said::Nothing | Said::Declined | Said::Delegated(_) => 0,
    }
}

/// Where somebody takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// In the room.
    Room,
    /// Remotely.
    Remote,
}

impl Presence {
    /// Both with the words that files use.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Room, "room"), (Self::Remote, "remote")];
}

/// What may be asked for until a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Interpretation.
    Interpretation,
    /// Captions.
    Captioning,
    /// Sign language.
    SignLanguage,
}

impl Service {
    /// All with the words that files use.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Interpretation, "interpretation"),
        (Self::Captioning, "captioning"),
        (Self::SignLanguage, "sign-language"),
    ];

    /// The word that files use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Interpretation => "interpretation",
            Self::Captioning => "captioning",
            Self::SignLanguage => "sign-language",
        }
    }

    /// The deadline for requests. Captions and sign language share one.
    const fn deadline(self) -> DeadlineKind {
        match self {
            Self::Interpretation => DeadlineKind::Interpretation,
            Self::Captioning | Self::SignLanguage => DeadlineKind::Captioning,
        }
    }

    /// Whether the meeting, or a session of it, is planned with it.
    fn is_planned(self, placed: &Placed<'_>) -> bool {
        let (services, sessions) = (&placed.meeting.services, &placed.meeting.sessions);
        match self {
            Self::Interpretation => {
                !services.interpretation.is_empty() || sessions.iter().any(|one| !one.interpretation.is_empty())
            }
            Self::Captioning => services.captions || sessions.iter().any(|one| one.captions),
            Self::SignLanguage => {
                services.sign_language_interpreters > 0 || sessions.iter().any(|one| one.sign_language_interpreters > 0)
            }
        }
    }
}

/// One registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// For which meeting.
    pub meeting: MeetingId,
    /// Who; `None` where the list of participants gives no address.
    pub person: Option<EmailAddress>,
    /// Where.
    pub presence: Presence,
    /// When.
    pub on: Date,
    /// What the person needs.
    pub asks: Vec<Service>,
    /// The name shown, where the list gives one.
    pub name: Option<DisplayName>,
    /// The language to write in; `None` where nobody said.
    pub language: Option<Language>,
    /// The zone of the person's clocks.
    pub zone: Option<Zone>,
}

/// People in the room and remotely.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heads {
    /// In the room.
    pub room: u32,
    /// Remotely.
    pub remote: u32,
}

impl Heads {
    fn add(&mut self, presence: Presence, count: u32) {
        match presence {
            Presence::Room => self.room += count,
            Presence::Remote => self.remote += count,
        }
    }
}

/// What people answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// People invited who think that the meeting takes place; lists are no people.
    pub invited: u32,
    /// Will come.
    pub accepted: u32,
    /// May come.
    pub tentative: u32,
    /// Will not come.
    pub declined: u32,
    /// Will not come, and named somebody else.
    pub delegated: u32,
    /// Have not answered.
    pub silent: u32,
    /// Of those who answered: to dates that have changed since.
    pub late: u32,
    /// Are not reached, or want no mails.
    pub suppressed: u32,
}

/// How requests for one service stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requests {
    /// Which.
    pub service: Service,
    /// The meeting is planned with it.
    pub planned: bool,
    /// The last day for requests, when a rule sets one.
    pub until: Option<Date>,
    /// Requests until that day.
    pub in_time: u32,
    /// Requests after it.
    pub late: u32,
}

/// Something to act upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern {
    /// More people are expected than there are seats.
    Room {
        /// Seats.
        seats: u32,
        /// People.
        expected: u32,
    },
    /// More people are expected than the plan was made for.
    Plan {
        /// People in the plan.
        planned: u32,
        /// People.
        expected: u32,
    },
    /// Somebody asked in time for what is not planned.
    Unplanned {
        /// What.
        service: Service,
        /// How many asked.
        requests: u32,
    },
    /// Somebody asked too late.
    Late {
        /// For what.
        service: Service,
        /// How many.
        requests: u32,
        /// The last day.
        until: Date,
    },
    /// It is planned, the last day is past, and nobody asked.
    Idle {
        /// What.
        service: Service,
        /// The last day.
        until: Date,
    },
}

impl fmt::Display for Concern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room { seats, expected } => write!(formatter, "room for {seats}, {expected} expected"),
            Self::Plan { planned, expected } => write!(formatter, "planned for {planned}, {expected} expected"),
            Self::Unplanned { service, requests } => {
                write!(formatter, "{} asked for in time ({requests}), and not planned", service.word())
            }
            Self::Late { service, requests, until } => {
                write!(formatter, "{} asked for too late ({requests} after {until})", service.word())
            }
            Self::Idle { service, until } => {
                write!(formatter, "{} is planned and nobody asked for it until {until}", service.word())
            }
        }
    }
}

/// What is expected of one meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// The meeting.
    pub meeting: MeetingId,
    /// What people answered.
    pub counts: Counts,
    /// Who registered.
    pub registered: Heads,
    /// Who is expected, halves rounded up.
    pub expected: Heads,
    /// Seats of the largest room of its sessions, else of its venue; `None` where no room is known.
    pub seats: Option<u32>,
    /// People the plan was made for.
    pub planned: Option<u32>,
    /// Services that are planned or asked for.
    pub requests: Vec<Requests>,
    /// What to act upon.
    pub concerns: Vec<Concern>,
}

/// What is known of people.
#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    /// What they were told.
    pub announced: &'a Announced,
    /// What they answered.
    pub answers: &'a Answers,
    /// Who registered, in any order.
    pub registrations: &'a [Registration],
}

/// What is expected of each meeting of the plan that somebody was told of, or registered for.
#[must_use]
pub fn attendance(
    view: &View<'_>,
    people: &People<'_>,
    deadlines: &BTreeMap<MeetingId, Vec<Deadline>>,
    today: Date,
) -> Vec<Attendance> {
    let own = |placed: &Placed<'_>| {
        let id = &placed.meeting.id;
        people.announced.all().any(|(meeting, _)| meeting == id)
            || people.registrations.iter().any(|one| one.meeting == *id)
    };
    let of = |placed: Placed<'_>| {
        let due = deadlines.get(&placed.meeting.id).map_or(&[][..], Vec::as_slice);
        of_meeting(&placed, people, due, today)
    };
    view.all().filter(own).map(of).collect()
}

fn of_meeting(placed: &Placed<'_>, people: &People<'_>, deadlines: &[Deadline], today: Date) -> Attendance {
    let id = &placed.meeting.id;
    let own: Vec<&Registration> = people.registrations.iter().filter(|one| one.meeting == *id).collect();
    let (registered, mut known) = registrations(&own);
    let here = if placed.meeting.format.is_physical() { Presence::Room } else { Presence::Remote };
    let (mut counts, mut tenth_heads) = (Counts::default(), 0);
    for (_, told) in people.announced.all().filter(|(meeting, _)| *meeting == id) {
        if told.method == Method::Cancel || told.recipient.kind != AttendeeKind::Individual {
            continue;
        }
        let address = &told.recipient.person.address;
        let answer = people.answers.answer(id, address);
        let said = answer.map_or(&Said::Nothing, |answer| &answer.said);
        counts.invited += 1;
        counts.late += u32::from(answer.is_some_and(|answer| answer.sequence < told.revision.sequence));
        counts.suppressed += u32::from(people.answers.is_suppressed(address));
        *match said {
            Said::Accepted => &mut counts.accepted,
            Said::Tentative => &mut counts.tentative,
            Said::Declined => &mut counts.declined,
            Said::Delegated(_) => &mut counts.delegated,
            Said::Nothing => &mut counts.silent,
        } += 1;
        // Who registered is counted there, whatever was answered.
        if known.insert(address.as_str().to_lowercase()) {
            tenth_heads += tenths(said);
        }
    }
    let mut expected = registered;
    expected.add(here, tenth_heads.div_ceil(10));
    let (seats, planned) = (seats(placed), placed.meeting.attendance.map(std::num::NonZeroU32::get));
    let requests = requests(placed, &own, deadlines);
    let concerns = concerns(expected, seats, planned, &requests, today);
    Attendance { meeting: id.clone(), counts, registered, expected, seats, planned, requests, concerns }
}

/// Heads by place, and whose they are. Who registers twice is one person, where the last registration says.
fn registrations(own: &[&Registration]) -> (Heads, BTreeSet<String>) {
    let mut heads = Heads::default();
    own.iter().filter(|one| one.person.is_none()).for_each(|one| heads.add(one.presence, 1));
    let people = places(own.iter().copied());
    people.values().for_each(|presence| heads.add(*presence, 1));
    (heads, people.into_keys().collect())
}

fn seats(placed: &Placed<'_>) -> Option<u32> {
    if !placed.meeting.format.is_physical() {
        return None;
    }
    let rooms = &placed.venue?.rooms;
    let named = |id| placed.meeting.sessions.iter().any(|session| session.room.as_ref() == Some(id));
    let of_sessions = rooms.iter().filter(|room| named(&room.id)).map(|room| room.seats.get()).max();
    of_sessions.or_else(|| rooms.iter().map(|room| room.seats.get()).max())
}

fn requests(placed: &Placed<'_>, own: &[&Registration], deadlines: &[Deadline]) -> Vec<Requests> {
    let of = |service: Service| {
        let due = deadlines.iter().filter(|due| due.kind == service.deadline()).map(|due| due.day).min();
        let asked = || own.iter().filter(|one| one.asks.contains(&service));
        let late = asked().filter(|one| due.is_some_and(|due| one.on > due)).count();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Requests {
            service,
            planned: service.is_planned(placed),
            until: due,
            in_time: count(asked().count() - late),
            late: count(late),
        }
    };
    let all = Service::ALL.into_iter().map(|(service, _)| of(service));
    all.filter(|one| one.planned || one.in_time > 0 || one.late > 0).collect()
}

fn concerns(
    expected: Heads,
    seats: Option<u32>,
    planned: Option<u32>,
    requests: &[Requests],
    today: Date,
) -> Vec<Concern> {
    let mut concerns = Vec::new();
    if let Some(seats) = seats.filter(|seats| *seats < expected.room) {
        concerns.push(Concern::Room { seats, expected: expected.room });
    }
    let all = expected.room + expected.remote;
    if let Some(planned) = planned.filter(|planned| *planned < all) {
        concerns.push(Concern::Plan { planned, expected: all });
    }
    for &Requests { service, planned, until, in_time, late } in requests {
        if in_time > 0 && !planned {
            concerns.push(Concern::Unplanned { service, requests: in_time });
        }
        if let Some(until) = until {
            if late > 0 {
                concerns.push(Concern::Late { service, requests: late, until });
            }
            if planned && in_time == 0 && until < today {
                concerns.push(Concern::Idle { service, until });
            }
        }
    }
    concerns
}
