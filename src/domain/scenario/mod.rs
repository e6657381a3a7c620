//! A scenario: everything that is known before planning, checked as a whole by its one constructor.

use super::body::{Body, SharedDelegates};
use super::calendar::{Calendar, CalendarId};
use super::finding::Waiver;
use super::ids::{AreaId, BodyId, MeetingId, OutsideEventId, VenueId};
use super::meeting::{Firmness, Half, Meeting};
use super::outside::OutsideEvent;
use super::plan::{Placement, Plan, Quality};
use super::profile::Profile;
use super::text::Line;
use super::venue::Venue;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

mod lookup;
mod validate;

/// Meetings of one body that repeat, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    /// Identifier: that of the meetings without their number.
    pub id: MeetingId,
    /// Body.
    pub body: BodyId,
    /// Meetings in order.
    pub meetings: Vec<MeetingId>,
    /// Least days from the last day of one to the opening of the next.
    pub least_days: i64,
    /// Most days, when bounded.
    pub most_days: Option<i64>,
}

/// Which meetings a limit counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Counted {
    /// All of the scenario.
    All,
    /// Those of bodies of an area.
    Area(AreaId),
    /// Those of these bodies.
    Bodies(Vec<BodyId>),
}

/// How many meetings may run at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limit {
    /// Which are counted.
    pub counted: Counted,
    /// Only those of at least so many working days.
    pub from_working_days: u16,
    /// Electronic ones are counted too.
    pub electronic: bool,
    /// Most at once.
    pub at_most: u16,
    /// How binding.
    pub strength: super::meeting::WishStrength,
}

/// A date already fixed for a meeting, or (when published) one to compare with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fixed {
    /// Meeting.
    pub meeting: MeetingId,
    /// First day.
    pub first: NaiveDate,
    /// Last day; `None` = follows from the length.
    pub last: Option<NaiveDate>,
    /// Half of the day.
    pub half: Option<Half>,
    /// Venue; `None` = the first of the meeting's.
    pub venue: Option<VenueId>,
    /// How firm.
    pub firmness: Firmness,
}

/// The numbered document with the timetable of meetings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Timetable {
    /// Number, as printed: `TD105R2`.
    pub number: Option<Line>,
    /// Day on which it was communicated.
    pub communicated_on: Option<NaiveDate>,
}

/// The parts of a scenario before they are checked together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parts {
    /// Name, used in file names.
    pub name: String,
    /// Title people read.
    pub title: Line,
    /// Day the plan is made; notice periods count from it, later holiday notices are forecasts.
    pub as_of: NaiveDate,
    /// First day of the planned period.
    pub from: NaiveDate,
    /// Last day of the planned period.
    pub until: NaiveDate,
    /// Profile.
    pub profile: Profile,
    /// Timetable of meetings already communicated.
    pub timetable: Timetable,
    /// Bodies.
    pub bodies: Vec<Body>,
    /// Venues.
    pub venues: Vec<Venue>,
    /// Calendars of closed days.
    pub calendars: Vec<Calendar>,
    /// Meetings.
    pub meetings: Vec<Meeting>,
    /// Series.
    pub series: Vec<Series>,
    /// Events of others.
    pub outside: Vec<OutsideEvent>,
    /// People who follow two bodies.
    pub shared: Vec<SharedDelegates>,
    /// Limits on meetings at once.
    pub limits: Vec<Limit>,
    /// Dates already fixed.
    pub fixed: Vec<Fixed>,
    /// Dates once published, to compare the plan with.
    pub published: Vec<Fixed>,
    /// Waivers.
    pub waivers: Vec<Waiver>,
}

/// A defect of the whole, with the place in terms of tables: `meeting[jca-1].wishes`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Defect {
    /// Stable code: `ref.unknown`, `id.duplicate` …
    pub code: &'static str,
    /// Where.
    pub at: At,
    /// A second place, for pairs.
    pub also: Option<At>,
    /// What was found and what was expected.
    pub message: String,
    /// What would mend it.
    pub help: Option<String>,
}

/// A place in the tables of a scenario.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct At {
    /// Table: `body`, `meeting`, `fixed` …
    pub table: &'static str,
    /// Id of the entry, or its position where entries have none.
    pub entry: String,
    /// How many entries of the same id come before (0 for the first).
    pub occurrence: usize,
    /// Key.
    pub key: &'static str,
}

/// A scenario whose references, orders and dates hold together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scenario {
    /// Name, used in file names.
    pub name: String,
    /// Title people read.
    pub title: Line,
    /// Day the plan is made.
    pub as_of: NaiveDate,
    /// First day of the planned period.
    pub from: NaiveDate,
    /// Last day of the planned period.
    pub until: NaiveDate,
    /// Profile.
    pub profile: Profile,
    /// Timetable already communicated.
    pub timetable: Timetable,
    bodies: BTreeMap<BodyId, Body>,
    venues: BTreeMap<VenueId, Venue>,
    calendars: BTreeMap<CalendarId, Calendar>,
    meetings: BTreeMap<MeetingId, Meeting>,
    series: Vec<Series>,
    outside: BTreeMap<OutsideEventId, OutsideEvent>,
    shared: Vec<SharedDelegates>,
    limits: Vec<Limit>,
    fixed: BTreeMap<MeetingId, Placement>,
    published: BTreeMap<MeetingId, Placement>,
    waivers: Vec<Waiver>,
    lookup: lookup::Lookup,
}

impl Scenario {
    /// Checks the parts together.
    ///
    /// # Errors
    /// All defects found, in a stable order.
    pub fn new(parts: Parts) -> Result<Self, Vec<Defect>> {
        validate::scenario(parts)
    }

    /// Bodies by id.
    pub fn bodies(&self) -> &BTreeMap<BodyId, Body> {
        &self.bodies
    }

    /// Venues by id.
    pub fn venues(&self) -> &BTreeMap<VenueId, Venue> {
        &self.venues
    }

    /// Calendars by id.
    pub fn calendars(&self) -> &BTreeMap<CalendarId, Calendar> {
        &self.calendars
    }

    /// Meetings by id.
    pub fn meetings(&self) -> &BTreeMap<MeetingId, Meeting> {
        &self.meetings
    }

    /// Series.
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// Events of others by id.
    pub fn outside(&self) -> &BTreeMap<OutsideEventId, OutsideEvent> {
        &self.outside
    }

    /// People who follow two bodies.
    pub fn shared(&self) -> &[SharedDelegates] {
        &self.shared
    }

    /// Limits on meetings at once.
    pub fn limits(&self) -> &[Limit] {
        &self.limits
    }

    /// Dates already fixed.
    pub fn fixed(&self) -> &BTreeMap<MeetingId, Placement> {
        &self.fixed
    }

    /// The same with other dates fixed; dates of meetings that it does not know are left out.
    #[must_use]
    pub fn with_fixed(&self, fixed: BTreeMap<MeetingId, Placement>) -> Self {
        let known = fixed.into_iter().filter(|(meeting, _)| self.meetings.contains_key(meeting)).collect();
        Self { fixed: known, ..self.clone() }
    }

    /// The plan that the fixed dates make, unproven: what is checked when no plan is given.
    pub fn plan_of_fixed(&self) -> Plan {
        Plan {
            scenario: self.name.clone(),
            as_of: self.as_of,
            placements: self.fixed.clone(),
            quality: Quality::Unproven,
            proof: Vec::new(),
            waivers: Vec::new(),
        }
    }

    /// Dates once published.
    pub fn published(&self) -> &BTreeMap<MeetingId, Placement> {
        &self.published
    }

    /// Waivers.
    pub fn waivers(&self) -> &[Waiver] {
        &self.waivers
    }

    /// The body of a meeting. Every meeting of a scenario has one.
    pub fn body_of(&self, meeting: &Meeting) -> &Body {
        &self.bodies[&meeting.body]
    }

    /// The parent of a body, if it has one.
    pub fn parent_of(&self, body: &Body) -> Option<&Body> {
        body.parent.as_ref().and_then(|parent| self.bodies.get(parent))
    }

    /// The calendar of the secretariat.
    pub fn secretariat_calendar(&self) -> &Calendar {
        &self.calendars[&self.profile.secretariat.calendar]
    }

    /// The calendars of a venue.
    pub fn calendars_of<'a>(&'a self, venue: &'a Venue) -> impl Iterator<Item = &'a Calendar> + 'a {
        venue.calendars.iter().filter_map(|id| self.calendars.get(id))
    }

    /// The weekend of a place: that of its first calendar, else Saturday and Sunday.
    pub fn is_weekend(&self, venue: Option<&VenueId>, day: NaiveDate) -> bool {
        let calendar = venue
            .and_then(|venue| self.venues.get(venue))
            .and_then(|venue| venue.calendars.first())
            .and_then(|id| self.calendars.get(id))
            .unwrap_or_else(|| self.secretariat_calendar());
        calendar.weekend_on(day).contains(day.weekday())
    }

    /// The last day of a meeting that opens on a day at a venue: weekend days of the venue do not count as working
    /// days, unless the meeting may use the weekend. Public holidays are working days here: avoiding them is a rule.
    pub fn closing_day(&self, meeting: &Meeting, venue: Option<&VenueId>, first: NaiveDate) -> NaiveDate {
        let mut left = meeting.length.working_days();
        let mut last = first;
        for day in first.iter_days() {
            if meeting.weekend || !self.is_weekend(venue, day) {
                left -= 1;
                last = day;
                if left == 0 {
                    break;
                }
            }
        }
        last
    }

    /// Meetings of a body, in the order of their ids.
    pub fn meetings_of<'a>(&'a self, body: &BodyId) -> impl Iterator<Item = &'a Meeting> + 'a + use<'a> {
        self.lookup.of_body.get(body).into_iter().flatten().filter_map(|meeting| self.meetings.get(meeting))
    }

    /// The bodies right below a body, in the order of their ids.
    pub fn bodies_below<'a>(&'a self, body: &BodyId) -> impl Iterator<Item = &'a Body> + 'a + use<'a> {
        self.lookup.below.get(body).into_iter().flatten().filter_map(|below| self.bodies.get(below))
    }

    /// The series in which a meeting stands.
    pub fn series_of<'a>(&'a self, meeting: &MeetingId) -> impl Iterator<Item = &'a Series> + 'a + use<'a> {
        self.lookup.series.get(meeting).into_iter().flatten().filter_map(|position| self.series.get(*position))
    }

    /// The meetings whose wishes name a meeting: that ask to lie inside it, after it, not during it.
    pub fn asked_by<'a>(&'a self, meeting: &MeetingId) -> impl Iterator<Item = &'a MeetingId> + 'a + use<'a> {
        self.lookup.asked_by.get(meeting).into_iter().flatten()
    }

    /// The bodies that share people with a body, by id, with how many.
    pub fn sharing<'a>(&'a self, body: &BodyId) -> impl Iterator<Item = (&'a BodyId, u32)> + 'a + use<'a> {
        self.lookup.shared.get(body).into_iter().flatten().map(|(other, people)| (other, *people))
    }

    /// How many people follow both bodies.
    pub fn people_shared(&self, a: &BodyId, b: &BodyId) -> u32 {
        self.lookup.shared.get(a).and_then(|others| others.get(b)).copied().unwrap_or(0)
    }
}
