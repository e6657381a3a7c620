//! An [`Entry`] as a component.

use super::entry::Span;
use super::properties::{Component, Property};
use super::{Attendee, AttendeeKind, Entry, Feature, Importance, LanguageTag, Participation, Person, Role, Standing};
use crate::domain::text::EmailAddress;
use crate::domain::time::{CivilDateTime, Date, Instant, MeetingTime, Zone};
use chrono::{Datelike as _, Timelike as _};

/// Which zones have a definition in the calendar at hand; times in the others are written in UTC.
pub(super) type DefinedZones<'a> = &'a [Zone];

/// A meeting as an event.
pub(super) fn event(entry: &Entry, zones: DefinedZones<'_>) -> Component {
    let mut event = Component::new("VEVENT");
    common(&mut event, entry);
    match &entry.when.0 {
        Span::Hours { start, end } => {
            time(event.once("DTSTART"), start, zones);
            time(event.once("DTEND"), end, zones);
        }
        Span::Days { first, after_last } => {
            date(event.once("DTSTART"), *first);
            date(event.once("DTEND"), *after_last);
        }
    }
    let (status, busy) = match entry.standing {
        Standing::Tentative => ("TENTATIVE", "TENTATIVE"),
        Standing::Confirmed => ("CONFIRMED", "BUSY"),
        Standing::Cancelled => ("CANCELLED", "FREE"),
    };
    let busy = if entry.blocks_time { busy } else { "FREE" };
    let all_day = matches!(entry.when.0, Span::Days { .. });
    event.once("STATUS").value(status);
    event.once("TRANSP").value(if busy == "FREE" { "TRANSPARENT" } else { "OPAQUE" });
    event.once("X-MICROSOFT-CDO-ALLDAYEVENT").value(if all_day { "TRUE" } else { "FALSE" });
    event.once("X-MICROSOFT-CDO-BUSYSTATUS").value(busy);
    event.once("X-MICROSOFT-CDO-INTENDEDSTATUS").value(busy);
    for conference in &entry.conferences {
        let mut property = event.repeated("CONFERENCE");
        if !conference.features.is_empty() {
            let features: Vec<&str> = conference.features.iter().map(|feature| feature_name(*feature)).collect();
            property = property.parameter("FEATURE", &features.join(","));
        }
        if !conference.label.is_empty() {
            property = property.parameter("LABEL", conference.label.as_str());
        }
        property.parameter("VALUE", "URI").value(conference.link.as_str());
    }
    for reminder in &entry.reminders {
        let mut alarm = Component::new("VALARM");
        alarm.once("ACTION").value("DISPLAY");
        alarm.once("DESCRIPTION").value(reminder.text.as_str());
        // Minutes: older programs read seconds as nothing.
        alarm.once("TRIGGER").value(&format!("-PT{}M", reminder.minutes_before));
        event.put_inside(alarm);
    }
    event
}

/// A deadline as a task due on a day.
pub(super) fn task(entry: &Entry, due: Date) -> Component {
    let mut todo = Component::new("VTODO");
    common(&mut todo, entry);
    date(todo.once("DUE"), due);
    if entry.importance == Importance::Undefined {
        // A published task says so (RFC 5546 3.4.1).
        todo.once("PRIORITY").value("0");
    }
    todo.once("STATUS").value(if entry.standing == Standing::Cancelled { "CANCELLED" } else { "NEEDS-ACTION" });
    todo
}

/// What events and tasks share.
fn common(component: &mut Component, entry: &Entry) {
    component.once("UID").value(entry.uid.as_str());
    component.once("SEQUENCE").value(&entry.sequence.to_string());
    component.once("DTSTAMP").value(&utc(entry.stamped));
    let language = entry.language.as_ref();
    text(component.once("SUMMARY"), entry.summary.as_str(), language);
    if !entry.description.is_empty() {
        text(component.once("DESCRIPTION"), entry.description.as_str(), language);
    }
    if !entry.location.is_empty() {
        text(component.once("LOCATION"), entry.location.as_str(), language);
    }
    if let Some(page) = &entry.page {
        component.once("URL").value(page.as_str());
    }
    if !entry.categories.is_empty() {
        component.repeated("CATEGORIES").list(entry.categories.iter().map(super::Text::as_str));
    }
    match entry.importance {
        Importance::Undefined => {}
        Importance::High => component.once("PRIORITY").value("1"),
        Importance::Normal => component.once("PRIORITY").value("5"),
        Importance::Low => component.once("PRIORITY").value("9"),
    }
    if let Some(color) = &entry.color {
        component.once("COLOR").value(color.as_str());
    }
    if let Some(whole) = &entry.part_of {
        component.repeated("RELATED-TO").value(whole.as_str());
    }
}

/// Who sends: ORGANIZER, a bare `mailto:` address.
pub(super) fn organizer(component: &mut Component, person: &Person) {
    named(component.once("ORGANIZER"), person).value(&mailto(&person.address));
}

/// Who is asked: ATTENDEE.
pub(super) fn attendee(component: &mut Component, attendee: &Attendee) {
    let kind = match attendee.kind {
        AttendeeKind::Individual => "INDIVIDUAL",
        AttendeeKind::Group => "GROUP",
        AttendeeKind::Room => "ROOM",
        AttendeeKind::Resource => "RESOURCE",
    };
    let role = match attendee.role {
        Role::Chair => "CHAIR",
        Role::Required => "REQ-PARTICIPANT",
        Role::Optional => "OPT-PARTICIPANT",
        Role::Informed => "NON-PARTICIPANT",
    };
    let participation = match attendee.participation {
        Participation::NeedsAction => "NEEDS-ACTION",
        Participation::Accepted => "ACCEPTED",
        Participation::Declined => "DECLINED",
        Participation::Tentative => "TENTATIVE",
    };
    let mut property = named(component.repeated("ATTENDEE"), &attendee.person).parameter("CUTYPE", kind);
    if let Some(language) = &attendee.language {
        property = property.parameter("LANGUAGE", language.as_str());
    }
    property = property.parameter("PARTSTAT", participation).parameter("ROLE", role);
    property
        .parameter("RSVP", if attendee.response_wanted { "TRUE" } else { "FALSE" })
        .value(&mailto(&attendee.person.address));
}

fn named<'a>(property: Property<'a>, person: &Person) -> Property<'a> {
    match &person.name {
        Some(name) => property.parameter("CN", name.as_str()),
        None => property,
    }
}

/// `mailto:` with the characters encoded that a URI may not hold (RFC 6068 2).
fn mailto(address: &EmailAddress) -> String {
    let mut uri = String::with_capacity("mailto:".len() + address.as_str().len());
    uri.push_str("mailto:");
    for byte in address.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$'*+@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

fn feature_name(feature: Feature) -> &'static str {
    match feature {
        Feature::Audio => "AUDIO",
        Feature::Chat => "CHAT",
        Feature::Feed => "FEED",
        Feature::Moderator => "MODERATOR",
        Feature::Phone => "PHONE",
        Feature::Screen => "SCREEN",
        Feature::Video => "VIDEO",
    }
}

fn text(property: Property<'_>, value: &str, language: Option<&LanguageTag>) {
    let property = match language {
        Some(language) => property.parameter("LANGUAGE", language.as_str()),
        None => property,
    };
    property.value(value);
}

/// A time in its zone where the calendar defines it, else in UTC; never floating.
fn time(property: Property<'_>, time: &MeetingTime, zones: DefinedZones<'_>) {
    if zones.contains(&time.zone()) {
        property.parameter("TZID", time.zone().name()).value(&basic(time.civil()));
    } else {
        property.value(&utc(time.instant()));
    }
}

fn date(property: Property<'_>, date: Date) {
    property.parameter("VALUE", "DATE").value(&basic_date(date));
}

/// `20261120T210000Z`.
pub(super) fn utc(instant: Instant) -> String {
    let mut text = basic(instant.to_utc());
    text.push('Z');
    text
}

/// `20261120T210000`: what the calendars of thousands of meetings are full of, so digit by digit.
fn basic(at: CivilDateTime) -> String {
    let mut text = basic_date(at.date());
    text.push('T');
    [at.hour(), at.minute(), at.second()].into_iter().for_each(|number| push_two(&mut text, number));
    text
}

/// `20261120`.
fn basic_date(date: Date) -> String {
    let Some(year) = u32::try_from(date.year()).ok().filter(|year| *year < 10_000) else {
        return date.format("%Y%m%d").to_string();
    };
    let mut text = String::with_capacity(16);
    [year / 100, year % 100, date.month(), date.day()].into_iter().for_each(|number| push_two(&mut text, number));
    text
}

/// A number below 100 in two digits.
fn push_two(text: &mut String, number: u32) {
    text.extend([number / 10 % 10, number % 10].map(|digit| char::from_digit(digit, 10).unwrap_or('0')));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As chrono writes them, over the first and last days of years of every length.
    #[test]
    fn times_are_written_as_the_slow_way_writes_them() {
        for year in [-1, 0, 1, 999, 1970, 1999, 2000, 2026, 9999, 10_000] {
            for (month, day) in [(1, 1), (2, 28), (10, 9), (12, 31)] {
                let date = Date::from_ymd_opt(year, month, day).expect("a day");
                assert_eq!(basic_date(date), date.format("%Y%m%d").to_string());
                let at = date.and_hms_opt(23, 5, 59).expect("a time");
                assert_eq!(basic(at), at.format("%Y%m%dT%H%M%S").to_string());
            }
        }
    }
}
