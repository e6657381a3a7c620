//! The sessions of an event as calendar entries, one file each and one with all: public facts only, no attendees, no
//! links to join.

use super::identity::{meeting_uid, part_uid, plain_id};
use super::{AnnounceError, Revision, Sender};
use crate::domain::event::{Event, EventSession, Sitting, Timetable};
use crate::domain::ids::SessionId;
use crate::domain::meeting::Firmness;
use crate::domain::time::{HourRange, Keeps, MeetingTime, ZoneData};
use crate::ical::{self, Entry, FeedData, FeedEntry, IcalError, Importance, LanguageTag, Standing, Text, When};
use std::fmt::Write as _;

/// Hours after which readers should fetch the file again.
const REFRESH_HOURS: u32 = 12;

/// The calendar of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCalendar {
    /// The session.
    pub session: SessionId,
    /// A name for its file, without ending.
    pub file_stem: String,
    /// The calendar.
    pub calendar: String,
}

/// One calendar for each placed session, by id. The id of an entry is made of the meeting's, the session's and the
/// sender's domain alone, so that it survives new hours and rooms.
///
/// # Errors
/// [`AnnounceError`] for an hour that does not exist, or an id too long.
pub fn session_calendars(
    event: &Event,
    timetable: &Timetable,
    sender: &Sender,
    zones: &ZoneData,
    revision: Revision,
) -> Result<Vec<SessionCalendar>, AnnounceError> {
    let mut calendars = Vec::new();
    for (session, entry) in entries(event, timetable, sender, zones, revision)? {
        let name = format!("{}: {}", event.meeting().title, session.title);
        let entries = vec![FeedEntry::Meeting(entry, Some(sender.office.clone()))];
        calendars.push(SessionCalendar {
            session: session.id.clone(),
            file_stem: plain_id(session.id.as_str()),
            calendar: calendar(event, &name, entries, zones)?,
        });
    }
    Ok(calendars)
}

/// All placed sessions in one calendar.
///
/// # Errors
/// As [`session_calendars`].
pub fn event_calendar(
    event: &Event,
    timetable: &Timetable,
    sender: &Sender,
    zones: &ZoneData,
    revision: Revision,
) -> Result<String, AnnounceError> {
    let mut found = entries(event, timetable, sender, zones, revision)?;
    found.sort_by_key(|(session, entry)| (entry.when.times().map(|(start, _)| start.instant()), session.id.clone()));
    let entries = found.into_iter().map(|(_, entry)| FeedEntry::Meeting(entry, Some(sender.office.clone()))).collect();
    calendar(event, event.meeting().title.as_str(), entries, zones)
}

fn calendar(event: &Event, name: &str, entries: Vec<FeedEntry>, zones: &ZoneData) -> Result<String, AnnounceError> {
    let data = FeedData {
        name: Text::composed(name),
        description: Text::composed(""),
        zone: event.zone(),
        source: None,
        color: None,
        refresh_hours: REFRESH_HOURS,
        entries,
    };
    ical::feed(&data, zones).map_err(|source| wrong(event, source))
}

fn wrong(event: &Event, source: IcalError) -> AnnounceError {
    AnnounceError::Calendar { meeting: event.meeting().id.clone(), source }
}

fn entries<'a>(
    event: &'a Event,
    timetable: &Timetable,
    sender: &Sender,
    zones: &ZoneData,
    revision: Revision,
) -> Result<Vec<(&'a EventSession, Entry)>, AnnounceError> {
    let placed = timetable.sittings.iter().filter_map(|(id, at)| Some((event.sessions().get(id)?, at)));
    placed.map(|(session, at)| Ok((session, entry(event, session, at, sender, zones, revision)?))).collect()
}

fn entry(
    event: &Event,
    session: &EventSession,
    at: &Sitting,
    sender: &Sender,
    zones: &ZoneData,
    revision: Revision,
) -> Result<Entry, AnnounceError> {
    let meeting = &event.meeting().id;
    let calendar = |source| wrong(event, source);
    let time = |civil| {
        MeetingTime::new(civil, event.zone(), zones, Keeps::LocalTime)
            .map_err(|source| AnnounceError::Time { meeting: meeting.clone(), source })
    };
    let hours = HourRange::new(at.start, at.start.saturating_add(session.minutes)).and_then(|hours| hours.on(at.day));
    let Some((opens, closes)) = hours else { return Err(AnnounceError::NotPlaced(meeting.clone())) };
    let when = When::hours(time(opens)?, time(closes)?).map_err(calendar)?;
    let domain = sender.bounce.domain();
    let bodies: Vec<&str> = session.groups.iter().map(|body| body.as_str()).collect();
    Ok(Entry {
        uid: part_uid(meeting, &format!("session-{}", plain_id(session.id.as_str())), domain).map_err(calendar)?,
        sequence: revision.sequence,
        stamped: revision.stamped,
        when,
        standing: match event.placement().firmness {
            Firmness::Planned | Firmness::Tentative => Standing::Tentative,
            Firmness::Cancelled => Standing::Cancelled,
            Firmness::Confirmed | Firmness::Announced | Firmness::Held => Standing::Confirmed,
        },
        summary: Text::composed(session.title.as_str()),
        description: Text::composed(&description(event, session, &bodies)),
        location: Text::composed(&place(event, at)),
        language: Some(LanguageTag::parse("en-GB").map_err(calendar)?),
        page: session.groups.first().and_then(|body| event.group(body)).and_then(|body| body.web.clone()),
        conferences: Vec::new(),
        categories: bodies.iter().map(|body| Text::composed(body)).collect(),
        importance: Importance::Undefined,
        blocks_time: true,
        color: None,
        reminders: Vec::new(),
        part_of: Some(meeting_uid(meeting, domain).map_err(calendar)?),
    })
}

fn place(event: &Event, at: &Sitting) -> String {
    let room = at.room.as_ref().and_then(|room| event.rooms().get(room)).map(|room| room.room.name.to_string());
    let venue = event.placement().venue.as_ref().and_then(|venue| event.scenario().venues().get(venue));
    let venue = venue.map(|venue| venue.address.as_ref().unwrap_or(&venue.name).to_string());
    room.into_iter().chain(venue).collect::<Vec<_>>().join(", ")
}

fn description(event: &Event, session: &EventSession, bodies: &[&str]) -> String {
    let mut text = format!("{}\n", event.meeting().title);
    if !bodies.is_empty() {
        let _infallible = writeln!(text, "Bodies: {}", bodies.join(", "));
    }
    let languages: Vec<&str> = session.interpretation.iter().map(|language| language.tag()).collect();
    if !languages.is_empty() {
        let _infallible = writeln!(text, "Interpretation: {}", languages.join(", "));
    }
    let offers: Vec<&str> = [
        (session.captions, "captions"),
        (session.sign_language > 0, "sign language"),
        (session.webcast, "webcast"),
        (session.is_remote(), "remote participation"),
    ]
    .into_iter()
    .filter_map(|(offered, words)| offered.then_some(words))
    .collect();
    if !offers.is_empty() {
        let _infallible = writeln!(text, "Offered: {}", offers.join(", "));
    }
    text.trim_end().to_owned()
}
