//! Meetings: the keys they share with series, and one meeting from them.

use super::bodies::by_language;
use super::{preparation, sessions, wishes};
use crate::domain::days::CalendarDays;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::language::Language;
use crate::domain::meeting::{Format, Half, Hours, Length, Meeting, Target};
use crate::domain::text::Line;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::Note;
use crate::exchange::values::WEEKDAYS;
use chrono::{NaiveDate, Weekday};
use std::collections::BTreeMap;
use std::num::NonZeroU16;

/// Longest meeting, in working days.
const LONGEST: i64 = 60;

/// The halves of a day in words.
pub(in crate::exchange) const HALVES: [(Half, &str); 2] = [(Half::Morning, "morning"), (Half::Afternoon, "afternoon")];

/// What is the same for all meetings of a scenario.
pub(super) struct Defaults<'a> {
    /// Names of bodies: the title of a meeting that has none.
    pub(super) names: BTreeMap<&'a BodyId, &'a Line>,
    /// The planned period.
    pub(super) period: (NaiveDate, NaiveDate),
    /// Points for a week from the target.
    pub(super) target_week: NonZeroU16,
}

/// The meeting an entry describes under an id, inside a window.
pub(super) fn meeting(
    entry: &Entry<'_>,
    id: MeetingId,
    body: BodyId,
    titles: (Line, BTreeMap<Language, Line>),
    window: (NaiveDate, NaiveDate),
    defaults: &Defaults<'_>,
) -> Meeting {
    let venues: Vec<_> = entry.list("venues", Field::id);
    let by_venue = if entry.has("venues") { Format::PhysicalWithRemoteParticipation } else { Format::Electronic };
    let format = entry.or("format", by_venue, |field| field.word(&Format::ALL));
    let length = length(entry);
    let weekend = entry.flag("weekend");
    let opens_on = if entry.has("opens_on") {
        entry.list("opens_on", |field| field.word(&WEEKDAYS))
    } else if length.working_days() >= 5 && !weekend {
        vec![Weekday::Mon]
    } else {
        vec![]
    };
    Meeting {
        id,
        body,
        title: titles.0,
        titles: titles.1,
        format,
        length,
        earliest: window.0,
        latest: window.1,
        opens_on,
        weekend,
        half: entry.optional("half", |field| half(field, length)),
        hours: entry.or("hours", Hours::Usual, hours),
        venues,
        rooms: entry.or("rooms", 1, |field| field.count(1..=500)),
        attendance: entry.optional("attendance", Field::people),
        host: entry.table("host", "the host's invitation", preparation::host),
        travel_days: CalendarDays::new(entry.or("travel_days", 0, |field| field.count(0..=30))),
        wishes: wishes::wishes(entry),
        target: entry.optional("target", |field| target(field, defaults.target_week)),
        services: entry.table("services", "the services", preparation::services).unwrap_or_default(),
        sessions: entry.tables("session", "a session", sessions::session),
        preparation: entry.table("preparation", "the preparation", preparation::preparation).unwrap_or_default(),
        letter: entry.table("letter", "the letter", preparation::letter),
        invented: entry.flag("invented"),
        source: entry.optional("source", Field::line),
    }
}

/// One `[[meeting]]`. A meeting with an id is kept even if something else of it is wrong, so that references hold.
pub(super) fn one(entry: &Entry<'_>, defaults: &Defaults<'_>) -> Option<Meeting> {
    let id = entry.required("id", Field::id::<MeetingId>);
    let body = entry.required("body", Field::id::<BodyId>);
    let earliest = entry.or("earliest", defaults.period.0, Field::date);
    let latest = entry.or("latest", defaults.period.1, Field::date);
    let title = title(entry, body.as_ref(), defaults);
    let titles = by_language(entry, "titles");
    let fallback = || BodyId::parse("unknown").ok();
    let named = id.clone().or_else(|| MeetingId::parse("unknown").ok())?;
    let body = body.or_else(fallback)?;
    let meeting = meeting(entry, named, body, (title?, titles), (earliest, latest), defaults);
    id.map(|_| meeting)
}

/// Its title, else the name of its body, else the body's id.
pub(super) fn title(entry: &Entry<'_>, body: Option<&BodyId>, defaults: &Defaults<'_>) -> Option<Line> {
    entry
        .optional("title", Field::line)
        .or_else(|| body.and_then(|body| defaults.names.get(body)).map(|name| (*name).clone()))
        .or_else(|| Line::parse(body.map_or("meeting", BodyId::as_str)).ok())
}

fn length(entry: &Entry<'_>) -> Length {
    let half_day = entry.flag("half_day");
    let days = entry.optional("days", |field| field.days(1..=LONGEST));
    let given = entry.has("days");
    if half_day && given {
        let message = "days and half_day say two lengths";
        entry.tell(
            Note::error("scn.conflict", entry.place("half_day"), message).also(entry.place("days")).fix("keep one"),
        );
    }
    if !half_day && !given && !entry.has("half_day") {
        let message = "the meeting has no length";
        entry.tell(Note::error("scn.missing_key", entry.span, message).fix("add days = 5, or half_day = true"));
    }
    if half_day {
        return Length::HalfDay;
    }
    let days = days.and_then(|days| u16::try_from(days).ok()).and_then(NonZeroU16::new);
    Length::WorkingDays(days.unwrap_or(NonZeroU16::MIN))
}

fn half(field: Field<'_>, length: Length) -> Option<Half> {
    let half = field.word(&HALVES)?;
    if length == Length::HalfDay {
        return Some(half);
    }
    let message = "a half of the day is for half-day meetings";
    field
        .findings
        .add(Note::error("scn.conflict", field.node.span, message).fix("write half_day = true, or remove half"));
    None
}

fn hours(field: Field<'_>) -> Option<Hours> {
    if field.text()? == "to-be-announced" {
        return Some(Hours::ToBeAnnounced);
    }
    field.hours().map(Hours::Stated)
}

fn target(field: Field<'_>, weight: NonZeroU16) -> Option<Target> {
    if !field.is_table() {
        return Some(Target { date: field.date()?, weight });
    }
    field.table("a target", |entry| {
        let date = entry.required("date", Field::date);
        let own = entry.optional("weight", |field| field.count(1..=10_000)).and_then(NonZeroU16::new);
        Some(Target { date: date?, weight: own.unwrap_or(weight) })
    })
}
