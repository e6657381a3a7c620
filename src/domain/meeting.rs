//! Meetings: what is to be placed on the calendar, with everything the rules look at.

use super::days::CalendarDays;
use super::ids::{BodyId, CountryCode, MeetingId, OutsideEventId, RoomId, SessionId, VenueId};
use super::language::Language;
use super::letter::Letter;
use super::text::Line;
use super::time::HourRange;
use chrono::{NaiveDate, Weekday};
use std::collections::BTreeSet;
use std::num::{NonZeroU16, NonZeroU32};

/// How people take part (A-series Supplement 4, scope).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// In a room only.
    Physical,
    /// In a room, watched from elsewhere.
    PhysicalWithWebcast,
    /// In a room and remotely.
    PhysicalWithRemoteParticipation,
    /// Remotely only: an e-meeting.
    Electronic,
}

impl Format {
    /// All formats with the words that files use.
    pub const ALL: [(Format, &'static str); 4] = [
        (Format::Physical, "physical"),
        (Format::PhysicalWithWebcast, "webcast"),
        (Format::PhysicalWithRemoteParticipation, "hybrid"),
        (Format::Electronic, "electronic"),
    ];

    /// People travel to it.
    pub fn is_physical(self) -> bool {
        self != Format::Electronic
    }

    /// The word that files use.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(format, _)| *format == self).map_or("?", |(_, word)| word)
    }
}

/// How long a meeting is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Length {
    /// One half of one day.
    HalfDay,
    /// So many working days; weekend days in between do not count and make the span longer.
    WorkingDays(NonZeroU16),
}

impl Length {
    /// Working days touched, 1 for a half-day.
    pub fn working_days(self) -> u16 {
        match self {
            Length::HalfDay => 1,
            Length::WorkingDays(days) => days.get(),
        }
    }
}

/// A half of a day of the secretariat.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Half {
    /// Before 13:00.
    Morning,
    /// From 13:00.
    Afternoon,
}

impl Half {
    /// The half of the day in which hours start; 13:00 is afternoon.
    pub fn of(hours: HourRange) -> Self {
        if hours.start_minute() < 13 * 60 { Half::Morning } else { Half::Afternoon }
    }

    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            Half::Morning => "morning",
            Half::Afternoon => "afternoon",
        }
    }
}

/// The hours of a meeting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Hours {
    /// The usual hours of the body: from 09:30 on the first day.
    Usual,
    /// These hours, on each day.
    Stated(HourRange),
    /// Not decided yet; will be announced.
    ToBeAnnounced,
}

/// How firm a date is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Firmness {
    /// A result of planning; nobody outside has seen it.
    Planned,
    /// Known to members as tentative ("TBC").
    Tentative,
    /// Confirmed to the host and the officers.
    Confirmed,
    /// Announced by letter.
    Announced,
    /// Took place.
    Held,
    /// Called off.
    Cancelled,
}

impl Firmness {
    /// All with the words that files use.
    pub const ALL: [(Firmness, &'static str); 6] = [
        (Firmness::Planned, "planned"),
        (Firmness::Tentative, "tentative"),
        (Firmness::Confirmed, "confirmed"),
        (Firmness::Announced, "announced"),
        (Firmness::Held, "held"),
        (Firmness::Cancelled, "cancelled"),
    ];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(firmness, _)| *firmness == self).map_or("?", |(_, word)| word)
    }
}

/// How strongly a wish of a person or host counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WishStrength {
    /// Cannot be broken.
    Must,
    /// Broken only with a reason.
    Should,
    /// Preferred.
    Prefer,
}

/// How a meeting must or should lie relative to other meetings and events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Relation {
    /// Within the days of one of these meetings (a JCA inside its parent's meeting).
    Inside(Vec<MeetingId>),
    /// After the first has closed and before the second opens.
    Between(MeetingId, MeetingId),
    /// Opens so many days after the other closes; adjacent days are 1 apart.
    After {
        /// The earlier meeting.
        meeting: MeetingId,
        /// Least days from its last day to this opening.
        least: i64,
        /// Most days, when bounded.
        most: Option<i64>,
    },
    /// Closes so many days before the other opens (deliverables four weeks before the parent: 28).
    Before {
        /// The later meeting.
        meeting: MeetingId,
        /// Least days from this last day to its opening.
        least: i64,
        /// Most days, when bounded.
        most: Option<i64>,
    },
    /// On the day before or after an event of others, or within so many days of it.
    BackToBack {
        /// The event.
        event: OutsideEventId,
        /// Most days between the two; 1 = adjacent.
        within: u16,
    },
    /// On one of the days of an event of others.
    During(OutsideEventId),
    /// Not at the same time as these meetings.
    NotDuring(Vec<MeetingId>),
}

/// A relation with its strength.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wish {
    /// What is asked.
    pub relation: Relation,
    /// How strongly.
    pub strength: WishStrength,
}

/// A preferred opening date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// The date asked for.
    pub date: NaiveDate,
    /// Price of a week of distance, in points of the level `prefer`.
    pub weight: NonZeroU16,
}

/// A host's invitation (Resolution 1, 2.2.1-2.2.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostInvitation {
    /// Host country.
    pub country: CountryCode,
    /// When it was submitted to a WTSA or study-group meeting.
    pub submitted_on: Option<NaiveDate>,
    /// The host administration asks to avoid its public holidays: P-19 becomes a `must`.
    pub avoid_holidays: bool,
    /// Withdrawn on this day: the meeting falls back to Geneva on the same dates.
    pub withdrawn_on: Option<NaiveDate>,
    /// Participants are charged.
    pub charges_participants: bool,
}

/// What a meeting offers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Services {
    /// Languages interpreted in plenary.
    pub interpretation: BTreeSet<Language>,
    /// Captions.
    pub captions: bool,
    /// Sign-language interpreters.
    pub sign_language_interpreters: u8,
    /// Webcast.
    pub webcast: bool,
    /// Registration is compulsory; the joining link goes to registered people only.
    pub registration_required: bool,
}

/// The kind of a session, which decides its hours and services.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SessionKind {
    /// Plenary.
    Plenary,
    /// Working party.
    WorkingParty,
    /// Question or rapporteur group.
    Rapporteur,
    /// Ad hoc group.
    AdHoc,
    /// A joint coordination activity or other body meeting inside.
    Guest,
}

impl SessionKind {
    /// All with the words that files use.
    pub const ALL: [(SessionKind, &'static str); 5] = [
        (SessionKind::Plenary, "plenary"),
        (SessionKind::WorkingParty, "working-party"),
        (SessionKind::Rapporteur, "rapporteur"),
        (SessionKind::AdHoc, "ad-hoc"),
        (SessionKind::Guest, "guest"),
    ];
}

/// One session of a meeting, where its timetable is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// Title.
    pub title: Line,
    /// Kind.
    pub kind: SessionKind,
    /// The body that sits, when not the meeting's own.
    pub body: Option<BodyId>,
    /// Day of the meeting, counted from 1 (calendar days from the opening).
    pub day: NonZeroU16,
    /// Hours.
    pub hours: HourRange,
    /// Room.
    pub room: Option<RoomId>,
    /// Languages interpreted.
    pub interpretation: BTreeSet<Language>,
    /// Languages spoken.
    pub languages: BTreeSet<Language>,
    /// Captions.
    pub captions: bool,
    /// Webcast.
    pub webcast: bool,
    /// Remote participation.
    pub remote: bool,
    /// Sign-language interpreters present.
    pub sign_language_interpreters: u8,
    /// Decisions are taken in which remote participants count as present.
    pub counts_remote_as_present: bool,
    /// Interpreters by booth, when a private-market booth is used: (interpreters, languages in use).
    pub booth_interpreters: Option<u8>,
}

/// Facts about a meeting's preparation that rules look at; each may be unknown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Preparation {
    /// The meeting stands in the published timetable of meetings.
    pub in_timetable: Option<bool>,
    /// Traditional approval (TAP) of a Recommendation is on its agenda.
    pub approval: Option<bool>,
    /// New or revised Questions are on its agenda.
    pub new_questions: Option<bool>,
    /// Day on which texts for approval or new Questions were sent.
    pub texts_sent_on: Option<NaiveDate>,
    /// Day on which the consultation of Member States closes.
    pub consultation_closes_on: Option<NaiveDate>,
    /// Day on which the result of an approval was notified by circular.
    pub result_notified_on: Option<NaiveDate>,
    /// Day on which the parent agreed to the meeting in principle.
    pub agreed_on: Option<NaiveDate>,
    /// The parent's meeting authorised this interim meeting.
    pub authorised: Option<bool>,
    /// Day on which date and place were confirmed to collaborators.
    pub confirmed_on: Option<NaiveDate>,
    /// Named in the collective letter of the meeting it is held with.
    pub named_in_parent_letter: Option<bool>,
    /// Contributions announced so far.
    pub contributions_announced: Option<u32>,
    /// Day on which the report reached the parent or was published.
    pub report_on: Option<NaiveDate>,
    /// Day on which a preliminary report was opened for comments.
    pub report_draft_on: Option<NaiveDate>,
    /// Day on which the last temporary document was available.
    pub documents_posted_on: Option<NaiveDate>,
    /// Day on which the latest contribution was received.
    pub last_contribution_on: Option<NaiveDate>,
    /// Working days from receipt to posting of the slowest contribution.
    pub posting_working_days: Option<u16>,
    /// Coordinated with Director and study groups (workshops, Rec. ITU-T A.31).
    pub coordinated: Option<bool>,
    /// Day on which the deliverables were or will be handed to the parent.
    pub deliverables_on: Option<NaiveDate>,
    /// Registration separate from that of the meeting it is held with.
    pub separate_registration: Option<bool>,
    /// Accessibility guidelines FSTP-AM and FSTP-ACC-RemPart followed.
    pub accessibility_guidelines: Option<bool>,
    /// Previous dates, when the meeting was moved after being made known.
    pub moved_from: Option<NaiveDate>,
    /// A move was announced again on web and mailing list.
    pub move_announced: Option<bool>,
}

/// A meeting to be placed, with all that is known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// Identifier, for life.
    pub id: MeetingId,
    /// The body that meets.
    pub body: BodyId,
    /// Title.
    pub title: Line,
    /// Title in other languages.
    pub titles: std::collections::BTreeMap<Language, Line>,
    /// Format.
    pub format: Format,
    /// Length.
    pub length: Length,
    /// First day on which it may open.
    pub earliest: NaiveDate,
    /// Last day on which it may close.
    pub latest: NaiveDate,
    /// Weekdays on which it may open; empty = any working day.
    pub opens_on: Vec<Weekday>,
    /// Weekend days may be used (Busan: a Sunday before World Telecom).
    pub weekend: bool,
    /// Half of the day, for half-day meetings that want one.
    pub half: Option<Half>,
    /// Hours.
    pub hours: Hours,
    /// Venues where it may be held, the preferred one first; empty for e-meetings.
    pub venues: Vec<VenueId>,
    /// Rooms used on each day.
    pub rooms: u16,
    /// People expected.
    pub attendance: Option<NonZeroU32>,
    /// Host's invitation, when outside Geneva.
    pub host: Option<HostInvitation>,
    /// Days of travel before and after to keep clear of host holidays.
    pub travel_days: CalendarDays,
    /// Relations to others.
    pub wishes: Vec<Wish>,
    /// Preferred opening date.
    pub target: Option<Target>,
    /// What it offers.
    pub services: Services,
    /// Timetable of sessions, when known.
    pub sessions: Vec<Session>,
    /// Facts of its preparation.
    pub preparation: Preparation,
    /// The letter that announces it.
    pub letter: Option<Letter>,
    /// Dates or other facts are invented, not in the sources.
    pub invented: bool,
    /// Where the facts come from.
    pub source: Option<Line>,
}

impl Meeting {
    /// Half of the day it must use, from its wish or its stated hours.
    pub fn half_wanted(&self) -> Option<Half> {
        self.half.or(match self.hours {
            Hours::Stated(range) if self.length == Length::HalfDay => Some(Half::of(range)),
            _ => None,
        })
    }
}
