//! Calendars in mails (RFC 5546, RFC 6047): answers to our invitations, and what else calendars say.

use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod, ICalendarParameterName,
    ICalendarProperty, ICalendarValue,
};
use calcard::{Entry, Parser};

use super::parts::Part;
use super::{MOST_ITEMS, text};
use crate::announce::answers::{Incoming, Reply, Request, Said, Unreadable};
use crate::domain::text::EmailAddress;
use crate::domain::time::{Date, Instant};

/// Most calendars of one mail that are read: the part, and the attachment that repeats it.
const MOST_CALENDARS: usize = 4;

/// What the calendars of a mail say; `None` when there are none.
pub(super) fn read(parts: &[Part<'_>], from: Option<&EmailAddress>) -> Option<Incoming> {
    let is_part = |part: &&Part<'_>| part.kind() == "text/calendar";
    let is_file =
        |part: &&Part<'_>| part.kind() == "application/ics" || (!is_part(part) && part.file_name().ends_with(".ics"));
    let ordered = parts.iter().filter(is_part).chain(parts.iter().filter(is_file));
    let mut replies: Vec<Reply> = Vec::new();
    let mut asks: Option<(Request, Vec<String>)> = None;
    let mut broken = false;
    for part in ordered.take(MOST_CALENDARS) {
        for calendar in calendars(part) {
            match method(&calendar, part) {
                Method::Reply => {
                    for event in events(&calendar) {
                        match reply(event, from) {
                            Some(reply) if !replies.contains(&reply) => replies.push(reply),
                            Some(_) => {}
                            None => broken = true,
                        }
                    }
                    broken |= events(&calendar).next().is_none();
                }
                Method::Asks(request) => {
                    let uids = events(&calendar).flat_map(uids).collect();
                    asks.get_or_insert((request, uids));
                }
            }
        }
    }
    replies.truncate(MOST_ITEMS);
    match (replies.is_empty(), asks) {
        (false, _) => Some(Incoming::Replies(replies)),
        (true, _) if broken => Some(Incoming::Unreadable(Unreadable::Reply)),
        (true, Some((request, uids))) => Some(Incoming::Asks { request, uids }),
        (true, None) => None,
    }
}

fn calendars(part: &Part<'_>) -> Vec<ICalendar> {
    let Some(text) = part.text() else { return Vec::new() };
    let mut parser = Parser::new(&text);
    let mut found = Vec::new();
    // Lines between calendars are entries of their own: a part is left after a few of them.
    for _ in 0..MOST_ITEMS {
        match parser.entry() {
            Entry::ICalendar(calendar) => found.push(calendar),
            Entry::Eof | Entry::TooManyComponents => break,
            _ => {}
        }
    }
    found
}

enum Method {
    Reply,
    Asks(Request),
}

/// What a calendar asks for: its own word, else that of the content type.
fn method(calendar: &ICalendar, part: &Part<'_>) -> Method {
    let whole = calendar.components.iter().find(|one| one.component_type == ICalendarComponentType::VCalendar);
    let own = whole.and_then(|whole| whole.property(&ICalendarProperty::Method)).and_then(|entry| entry.values.first());
    let word = match own {
        Some(ICalendarValue::Method(method)) => {
            return match method {
                ICalendarMethod::Reply => Method::Reply,
                ICalendarMethod::Counter => Method::Asks(Request::Counter),
                ICalendarMethod::Refresh => Method::Asks(Request::Refresh),
                ICalendarMethod::Request => Method::Asks(Request::Request),
                ICalendarMethod::Cancel => Method::Asks(Request::Cancel),
                _ => Method::Asks(Request::Another),
            };
        }
        Some(other) => other.as_text().unwrap_or_default().to_ascii_uppercase(),
        None => part.method().unwrap_or_default().to_owned(),
    };
    match word.as_str() {
        "REPLY" => Method::Reply,
        "COUNTER" => Method::Asks(Request::Counter),
        "REFRESH" => Method::Asks(Request::Refresh),
        "REQUEST" => Method::Asks(Request::Request),
        "CANCEL" => Method::Asks(Request::Cancel),
        _ => Method::Asks(Request::Another),
    }
}

/// What the calendar is about; deadlines come as tasks.
fn events(calendar: &ICalendar) -> impl Iterator<Item = &ICalendarComponent> {
    let wanted = |one: &&ICalendarComponent| {
        matches!(one.component_type, ICalendarComponentType::VEvent | ICalendarComponentType::VTodo)
    };
    calendar.components.iter().filter(wanted).take(MOST_ITEMS)
}

fn all<'a>(event: &'a ICalendarComponent, name: &'a ICalendarProperty) -> impl Iterator<Item = &'a ICalendarEntry> {
    event.entries.iter().filter(move |entry| entry.name == *name)
}

fn uids(event: &ICalendarComponent) -> Vec<String> {
    let written = all(event, &ICalendarProperty::Uid).filter_map(|entry| entry.values.first()?.as_text());
    written.filter_map(text::id).take(4).collect()
}

fn reply(event: &ICalendarComponent, from: Option<&EmailAddress>) -> Option<Reply> {
    let uids = uids(event);
    if uids.is_empty() {
        return None;
    }
    let entry = attendee(event, from)?;
    let parameter = |name: &ICalendarParameterName| entry.parameter(name).and_then(|value| value.as_text());
    let address = |name| parameter(&name).and_then(text::address);
    let said = match parameter(&ICalendarParameterName::Partstat).unwrap_or_default().to_ascii_uppercase().as_str() {
        "ACCEPTED" => Said::Accepted,
        "TENTATIVE" => Said::Tentative,
        "DECLINED" => Said::Declined,
        "DELEGATED" => Said::Delegated(address(ICalendarParameterName::DelegatedTo)),
        _ => Said::Nothing,
    };
    let first = |name: &ICalendarProperty| event.property(name).and_then(|entry| entry.values.first());
    let comments: Vec<&str> =
        all(event, &ICalendarProperty::Comment).filter_map(|entry| entry.values.first()?.as_text()).take(4).collect();
    let sequence = first(&ICalendarProperty::Sequence).and_then(ICalendarValue::as_integer).unwrap_or(0);
    Some(Reply {
        uids,
        attendee: text::address(entry.calendar_address()?)?,
        sent_by: address(ICalendarParameterName::SentBy),
        said,
        sequence: u32::try_from(sequence).unwrap_or(0),
        stamped: first(&ICalendarProperty::Dtstamp).and_then(instant),
        comment: text::paragraphs(&comments.join("\n")),
        instance: event.property(&ICalendarProperty::RecurrenceId).map(instance),
    })
}

/// The one who answers. Some programs repeat everybody who was invited: then it is the author of the mail.
fn attendee<'a>(event: &'a ICalendarComponent, from: Option<&EmailAddress>) -> Option<&'a ICalendarEntry> {
    let mut attendees = all(event, &ICalendarProperty::Attendee);
    let first = attendees.next()?;
    if attendees.next().is_none() {
        return Some(first);
    }
    let from = from?;
    let written = |entry: &&ICalendarEntry| {
        entry.calendar_address().and_then(text::address).is_some_and(|address| address.is_probably(from))
    };
    let mut written = all(event, &ICalendarProperty::Attendee).filter(written);
    written.next().filter(|_| written.next().is_none())
}

/// A stamp; one without an offset is taken as UTC, as the standard wants all stamps to be.
fn instant(value: &ICalendarValue) -> Option<Instant> {
    let stamp = value.as_partial_date_time()?;
    let day = Date::from_ymd_opt(i32::from(stamp.year?), u32::from(stamp.month?), u32::from(stamp.day?))?;
    let [hour, minute, second] = [stamp.hour, stamp.minute, stamp.second].map(|part| u32::from(part.unwrap_or(0)));
    let civil = day.and_hms_opt(hour, minute, second.min(59))?;
    let ahead = i64::from(stamp.tz_hour.unwrap_or(0)) * 3_600 + i64::from(stamp.tz_minute.unwrap_or(0)) * 60;
    let utc = Instant::from_utc(civil).unix_seconds() + if stamp.tz_minus { ahead } else { -ahead };
    Instant::from_unix_seconds(utc)
}

fn instance(entry: &ICalendarEntry) -> String {
    match entry.values.first() {
        Some(value) => instant(value).map_or_else(|| "unknown".to_owned(), |at| at.to_string()),
        None => "unknown".to_owned(),
    }
}
