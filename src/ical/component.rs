//! An [`Entry`] as a component of the `icalendar` crate.

use icalendar::{Alarm, Component, Event, EventLike, Property, Todo};

use super::entry::Span;
use super::{Attendee, AttendeeKind, Entry, Feature, Importance, LanguageTag, Participation, Person, Role, Standing};
use crate::domain::text::EmailAddress;
use crate::domain::time::{Date, Instant, MeetingTime, Zone};

/// Which zones have a definition in the calendar at hand; times in the others are written in UTC.
pub(super) type DefinedZones<'a> = &'a [Zone];

/// A meeting as an event.
pub(super) fn event(entry: &Entry, zones: DefinedZones<'_>) -> Event {
    let mut event = Event::new();
    common(&mut event, entry);
    match &entry.when.0 {
        Span::Hours { start, end } => {
            event.append_property(time("DTSTART", start, zones)).append_property(time("DTEND", end, zones));
        }
        Span::Days { first, after_last } => {
            event.append_property(date("DTSTART", *first)).append_property(date("DTEND", *after_last));
        }
    }
    let (status, busy) = match entry.standing {
        Standing::Tentative => ("TENTATIVE", "TENTATIVE"),
        Standing::Confirmed => ("CONFIRMED", "BUSY"),
        Standing::Cancelled => ("CANCELLED", "FREE"),
    };
    let busy = if entry.blocks_time { busy } else { "FREE" };
    let all_day = matches!(entry.when.0, Span::Days { .. });
    event
        .add_property("STATUS", status)
        .add_property("TRANSP", if busy == "FREE" { "TRANSPARENT" } else { "OPAQUE" })
        .add_property("X-MICROSOFT-CDO-ALLDAYEVENT", if all_day { "TRUE" } else { "FALSE" })
        .add_property("X-MICROSOFT-CDO-BUSYSTATUS", busy)
        .add_property("X-MICROSOFT-CDO-INTENDEDSTATUS", busy);
    for conference in &entry.conferences {
        let mut property = Property::new("CONFERENCE", conference.link.as_str());
        property.add_parameter("VALUE", "URI");
        if !conference.features.is_empty() {
            let features: Vec<&str> = conference.features.iter().map(|feature| feature_name(*feature)).collect();
            property.add_parameter("FEATURE", &features.join(","));
        }
        if !conference.label.is_empty() {
            property.add_parameter("LABEL", conference.label.as_str());
        }
        event.append_multi_property(property);
    }
    for reminder in &entry.reminders {
        let before = chrono::TimeDelta::minutes(-i64::from(reminder.minutes_before));
        let mut alarm = Alarm::display(reminder.text.as_str(), before);
        // The crate would write seconds, which older programs read as nothing.
        alarm.append_property(Property::new("TRIGGER", format!("-PT{}M", reminder.minutes_before)));
        event.alarm(alarm);
    }
    event
}

/// A deadline as a task due on a day.
pub(super) fn task(entry: &Entry, due: Date) -> Todo {
    let mut todo = Todo::new();
    common(&mut todo, entry);
    todo.append_property(date("DUE", due));
    if entry.importance == Importance::Undefined {
        // A published task says so (RFC 5546 3.4.1).
        todo.add_property("PRIORITY", "0");
    }
    let status = if entry.standing == Standing::Cancelled { "CANCELLED" } else { "NEEDS-ACTION" };
    todo.add_property("STATUS", status);
    todo
}

/// What events and tasks share.
fn common(component: &mut impl EventLike, entry: &Entry) {
    component
        .add_property("UID", entry.uid.as_str())
        .add_property("SEQUENCE", entry.sequence.to_string())
        .add_property("DTSTAMP", utc(entry.stamped));
    let language = entry.language.as_ref();
    component.append_property(text("SUMMARY", entry.summary.as_str(), language));
    if !entry.description.is_empty() {
        component.append_property(text("DESCRIPTION", entry.description.as_str(), language));
    }
    if !entry.location.is_empty() {
        component.append_property(text("LOCATION", entry.location.as_str(), language));
    }
    if let Some(page) = &entry.page {
        component.add_property("URL", page.as_str());
    }
    if !entry.categories.is_empty() {
        component.categories(entry.categories.iter().map(|category| category.as_str().to_owned()));
    }
    match entry.importance {
        Importance::Undefined => {}
        Importance::High => drop(component.add_property("PRIORITY", "1")),
        Importance::Normal => drop(component.add_property("PRIORITY", "5")),
        Importance::Low => drop(component.add_property("PRIORITY", "9")),
    }
    if let Some(color) = &entry.color {
        component.add_property("COLOR", color.as_str());
    }
    if let Some(whole) = &entry.part_of {
        component.append_multi_property(Property::new("RELATED-TO", whole.as_str()));
    }
}

/// Who sends: ORGANIZER, a bare `mailto:` address.
pub(super) fn organizer(component: &mut impl Component, person: &Person) {
    let mut property = Property::new("ORGANIZER", mailto(&person.address));
    if let Some(name) = &person.name {
        property.add_parameter("CN", name.as_str());
    }
    component.append_property(property);
}

/// Who is asked: ATTENDEE.
pub(super) fn attendee(component: &mut impl Component, attendee: &Attendee) {
    let mut property = Property::new("ATTENDEE", mailto(&attendee.person.address));
    if let Some(name) = &attendee.person.name {
        property.add_parameter("CN", name.as_str());
    }
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
    property
        .add_parameter("CUTYPE", kind)
        .add_parameter("ROLE", role)
        .add_parameter("PARTSTAT", participation)
        .add_parameter("RSVP", if attendee.response_wanted { "TRUE" } else { "FALSE" });
    if let Some(language) = &attendee.language {
        property.add_parameter("LANGUAGE", language.as_str());
    }
    component.append_multi_property(property);
}

/// `mailto:` with the characters encoded that a URI may not hold (RFC 6068 2).
fn mailto(address: &EmailAddress) -> String {
    let mut uri = "mailto:".to_owned();
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

fn text(name: &str, value: &str, language: Option<&LanguageTag>) -> Property {
    let mut property = Property::new(name, value);
    if let Some(language) = language {
        property.add_parameter("LANGUAGE", language.as_str());
    }
    property
}

/// A time in its zone where the calendar defines it, else in UTC; never floating.
fn time(name: &str, time: &MeetingTime, zones: DefinedZones<'_>) -> Property {
    if zones.contains(&time.zone()) {
        let mut property = Property::new(name, time.civil().format("%Y%m%dT%H%M%S").to_string());
        property.add_parameter("TZID", time.zone().name());
        property
    } else {
        Property::new(name, utc(time.instant()))
    }
}

fn date(name: &str, date: Date) -> Property {
    let mut property = Property::new(name, date.format("%Y%m%d").to_string());
    property.add_parameter("VALUE", "DATE");
    property
}

/// `20261120T210000Z`.
pub(super) fn utc(instant: Instant) -> String {
    instant.to_utc().format("%Y%m%dT%H%M%SZ").to_string()
}
