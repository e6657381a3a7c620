//! A series of e-meetings whose hours are to be fair: who attends from where, when each meeting may be, what was asked
//! of whom before.
//!
//! * [`burden`] - what an hour costs a person: points by local time
//! * [`slot`] - a date and an hour, and a plan of them
//! * [`validate`] - the one door: what a series may be
//! * [`outcome`] - what is found about a plan: burdens, ranks, proof, reasons

pub mod burden;
pub mod outcome;
pub mod slot;
pub mod validate;

pub use burden::{Band, BandsError, Burden, BurdenTable, PIECE_MINUTES};
pub use slot::{Claims, SeriesPlan, Slot};
pub use validate::{Defect, MOST_MEETINGS, MOST_MEMBERS};

use super::calendar::Calendar;
use super::days::Period;
use super::ids::{BodyId, CountryCode, MeetingId};
use super::text::Line;
use super::time::{Date, HourRange, Zone};
use chrono::Weekday;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// People who attend from one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Name, one of a kind in the series: a person, an organisation, a country.
    pub name: Line,
    /// Country, whose closed days count.
    pub country: Option<CountryCode>,
    /// Zone.
    pub zone: Zone,
    /// How many people.
    pub people: NonZeroU32,
    /// What was asked of them before, besides the meetings of [`Series::held`].
    pub past: Burden,
}

/// Whose burden is compared with whose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Counting {
    /// Each clock once, whatever its head count: members whose clocks agree all through the series are one.
    Zones,
    /// Each person once.
    People,
}

impl Counting {
    /// Every way, with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Zones, "zones"), (Self::People, "people")];
}

/// Whether the hour may differ from meeting to meeting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum HourMode {
    /// Each meeting has its own: the burden goes round.
    Rotates,
    /// All have the same civil hour in the zone of the series.
    Kept,
}

impl HourMode {
    /// Every mode, with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Rotates, "rotates"), (Self::Kept, "kept")];
}

/// What closed days of the members' countries do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ClosedDays {
    /// Nobody is asked on one.
    Forbidden,
    /// As few as possible are asked on one, before all else.
    Avoided,
    /// They are only named.
    Noted,
}

impl ClosedDays {
    /// Every way, with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Forbidden, "forbidden"), (Self::Avoided, "avoided"), (Self::Noted, "noted")];
}

/// How hours are chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Whose burden is compared.
    pub counting: Counting,
    /// Minutes between one possible start and the next, from midnight: 15, 30 or 60.
    pub step_minutes: u16,
    /// Same hour or rotation.
    pub hour: HourMode,
    /// Closed days.
    pub closed_days: ClosedDays,
    /// Fewest days from one meeting to the next.
    pub least_days: u16,
    /// Most days from one meeting to the next.
    pub most_days: Option<u16>,
    /// Days from one meeting to the next that are wished for.
    pub every_days: Option<u16>,
    /// Weekdays that are wished for; empty = no wish.
    pub preferred_weekdays: Vec<Weekday>,
}

/// Something due before a meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// What: `documents`, `registration`.
    pub name: Line,
    /// How long before.
    pub period: Period,
}

/// A meeting of the series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeriesMeeting {
    /// Identifier.
    pub id: MeetingId,
    /// Title.
    pub title: Line,
    /// How long it lasts, in minutes.
    pub minutes: u16,
    /// First day it may be on, in the zone of the series.
    pub earliest: Date,
    /// Last day it may be on.
    pub latest: Date,
    /// Weekdays it may be on.
    pub weekdays: Vec<Weekday>,
    /// Hours it must lie in, in the zone of the series: where captioners or hosts are there.
    pub hours: Option<HourRange>,
    /// Wished day.
    pub target: Option<Date>,
    /// Notice that is due, counted from the day of the plan.
    pub notice: Option<Period>,
    /// What is due before it, not before the day of the plan.
    pub due: Vec<Due>,
    /// Date and hour as published: judged, and binding if `fixed`.
    pub given: Option<Slot>,
    /// The given date and hour stand.
    pub fixed: bool,
    /// Where it is written.
    pub source: Option<Line>,
}

/// A meeting of the past: its burden is remembered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// What it was.
    pub title: Line,
    /// When it began, in the zone of the series.
    pub slot: Slot,
    /// How long it lasted, in minutes.
    pub minutes: u16,
}

/// Days on which no meeting of the series may be: a meeting of the parent, an event of others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clash {
    /// Its name.
    pub name: Line,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// Only these hours of each day, in the zone of the series; the whole day if absent.
    pub hours: Option<HourRange>,
}

/// Everything about a series as a file tells it, before it is checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parts {
    /// Name, an id: it becomes part of file names.
    pub name: MeetingId,
    /// Title.
    pub title: Line,
    /// The body that meets.
    pub body: Option<BodyId>,
    /// The day the plan is made.
    pub as_of: Date,
    /// Zone in which hours are published.
    pub zone: Zone,
    /// Who attends.
    pub members: Vec<Member>,
    /// The meetings, in order.
    pub meetings: Vec<SeriesMeeting>,
    /// Meetings of the past.
    pub held: Vec<Held>,
    /// Days that are taken.
    pub clashes: Vec<Clash>,
    /// Calendars of the members' countries, as far as known.
    pub calendars: BTreeMap<CountryCode, Calendar>,
    /// The secretariat's calendar: deadlines roll off its closed days.
    pub office: Calendar,
    /// How hours are chosen.
    pub settings: Settings,
    /// What an hour costs.
    pub table: BurdenTable,
}

/// A series that makes sense.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series(Parts);

impl Series {
    /// Checks the whole.
    ///
    /// # Errors
    /// All [`Defect`]s.
    pub fn new(parts: Parts) -> Result<Self, Vec<Defect>> {
        let defects = validate::defects(&parts);
        if defects.is_empty() { Ok(Self(parts)) } else { Err(defects) }
    }

    /// A member's calendar, if its country and that country's days are known.
    #[must_use]
    pub fn calendar_of(&self, member: &Member) -> Option<&Calendar> {
        member.country.and_then(|country| self.0.calendars.get(&country))
    }

    /// A plan of these dates and hours.
    #[must_use]
    pub fn plan_of(&self, slots: BTreeMap<MeetingId, Slot>) -> SeriesPlan {
        SeriesPlan { series: self.0.name.clone(), as_of: self.0.as_of, slots, claims: Claims::default() }
    }

    /// The dates and hours given in the file, where every meeting has them.
    #[must_use]
    pub fn plan_of_given(&self) -> Option<SeriesPlan> {
        let slots: Option<BTreeMap<_, _>> =
            self.0.meetings.iter().map(|meeting| Some((meeting.id.clone(), meeting.given?))).collect();
        slots.map(|slots| self.plan_of(slots))
    }
}

impl std::ops::Deref for Series {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
