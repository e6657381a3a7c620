//! Components to events.

use std::collections::BTreeMap;

use super::lines::ContentLine;
use super::repetition::starts;
use super::structure::{Component, printable};
use super::value::{Stamp, duration, lenient_line, stamp, text};
use super::zones::{check_definition, named};
use super::{Finding, ForeignCalendar, ForeignEvent, MOST_ATTENDEES, MOST_EVENTS, Options};
use crate::domain::text::Line;
use crate::domain::time::{CivilDateTime, Date, Instant, Resolution, Zone};

const DAY_SECONDS: i64 = 86_400;

/// All events of the calendars of a file.
pub(super) fn events(
    calendars: &[Component<'_>],
    options: &Options<'_>,
    findings: &mut Vec<Finding>,
) -> ForeignCalendar {
    let mut found = ForeignCalendar::default();
    let (mut attendees, mut count) = (0, 0);
    for calendar in calendars {
        let method = calendar.first("METHOD").map(|line| printable(line.value().trim()).to_ascii_uppercase());
        let definitions: Vec<&Component<'_>> = calendar.parts.iter().filter(|part| part.kind == "VTIMEZONE").collect();
        let components: Vec<&Component<'_>> = calendar.parts.iter().filter(|part| part.kind == "VEVENT").collect();
        let is_off = method.as_deref() == Some("CANCEL");
        found.method = found.method.or(method);
        let moved = check_ids(&components, findings);
        for component in components {
            attendees += component.all("ATTENDEE").count();
            count += 1;
            if attendees > MOST_ATTENDEES || count > MOST_EVENTS {
                let message = format!("more than {MOST_EVENTS} events or {MOST_ATTENDEES} attendees");
                findings.push(Finding::error(
                    component.line,
                    "ics.size",
                    message,
                    "split the file, or leave attendees out",
                ));
                return found;
            }
            let reading = Reading { definitions: &definitions, moved: &moved, options, is_off };
            if let Some(events) = reading.event(component, findings) {
                found.events.extend(events);
            }
        }
    }
    found
}

/// Instances that have a component of their own, by the id of the event: their original starts.
type Moved = BTreeMap<String, Vec<CivilDateTime>>;

/// Tells of events without an id or with one that is taken; collects moved instances.
fn check_ids(components: &[&Component<'_>], findings: &mut Vec<Finding>) -> Moved {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut moved = Moved::new();
    for component in components {
        let Some(uid) = component.first("UID").map(uid) else {
            findings.push(Finding::error(component.line, "ics.uid", "an event without UID", "give it one"));
            continue;
        };
        if let Some(instance) = component.first("RECURRENCE-ID") {
            moved.entry(uid).or_default().extend(stamp(instance).map(|stamp| stamp.civil()));
        } else if let Some(first) = seen.insert(uid.clone(), component.line) {
            let message = format!("UID {} is also that of the event on line {first}", printable(&uid));
            findings.push(Finding::error(component.line, "ics.uid", message, "give each event its own"));
        }
    }
    moved
}

/// The id of an event, made of visible ASCII.
fn uid(line: &ContentLine) -> String {
    line.value().trim().chars().take(255).map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect()
}

struct Reading<'a> {
    definitions: &'a [&'a Component<'a>],
    moved: &'a Moved,
    options: &'a Options<'a>,
    is_off: bool,
}

impl Reading<'_> {
    /// The instances of one event; `None` when it could not be read, which is told.
    fn event(&self, component: &Component<'_>, findings: &mut Vec<Finding>) -> Option<Vec<ForeignEvent>> {
        let uid = uid(component.first("UID")?);
        let Some(start_line) = component.first("DTSTART") else {
            findings.push(Finding::error(component.line, "ics.time", "an event without DTSTART", "say when it begins"));
            return None;
        };
        let Some(start) = stamp(start_line) else {
            let message = format!("`{}` is not a date", printable(start_line.value()));
            findings.push(Finding::error(start_line.number, "ics.time", message, "write 20260701 or 20260701T100000Z"));
            return None;
        };
        let zone = self.zone(&start, start_line.number, findings)?;
        check_definition(self.definitions, &start, zone, start_line.number, self.options, findings);
        let seconds = self.length(component, &start, zone, findings)?;
        let summary = self.line(component, "SUMMARY", findings).or_else(|| Line::parse(&uid).ok())?;
        let location = self.line(component, "LOCATION", findings);
        let cancelled = self.is_off
            || component.first("STATUS").is_some_and(|line| line.value().trim().eq_ignore_ascii_case("CANCELLED"));
        let mut instances = starts(component, &start, zone, self.options.zones, findings)?;
        if component.first("RECURRENCE-ID").is_none()
            && let Some(moved) = self.moved.get(&uid)
        {
            instances.retain(|instance| !moved.contains(instance));
        }
        let single = instances.len() == 1 && component.first("RRULE").is_none();
        let events = instances.into_iter().enumerate().filter_map(|(index, civil)| {
            let Extent { first, last, hours } = self.days(civil, &start, zone, seconds)?;
            Some(ForeignEvent {
                uid: uid.clone(),
                instance: (!single).then_some(index + 1),
                summary: summary.clone(),
                first,
                last,
                hours,
                location: location.clone(),
                cancelled,
                line: component.line,
            })
        });
        Some(events.collect())
    }

    /// The zone whose clocks a time is on.
    fn zone(&self, time: &Stamp, line: usize, findings: &mut Vec<Finding>) -> Option<Zone> {
        match time {
            Stamp::Day(_) | Stamp::Utc(_) => Some(self.options.days_in),
            Stamp::Zoned(_, name) => named(name, line, findings),
            Stamp::Floating(_) => {
                if self.options.floating.is_none() {
                    let message = "a time that names no zone: it happens at another instant for every reader";
                    findings.push(Finding::error(line, "ics.floating", message, "say `zone` beside the file's path"));
                }
                self.options.floating
            }
        }
    }

    /// How long the event is, in seconds.
    fn length(&self, component: &Component<'_>, start: &Stamp, zone: Zone, findings: &mut Vec<Finding>) -> Option<i64> {
        let wrong = |line: usize, message: String, findings: &mut Vec<Finding>| {
            findings.push(Finding::error(line, "ics.time", message, "say one DTEND after DTSTART, or one DURATION"));
            None
        };
        match (component.first("DTEND"), component.first("DURATION")) {
            (Some(_), Some(length)) => wrong(length.number, "both DTEND and DURATION".to_owned(), findings),
            (None, Some(length)) => match duration(length) {
                Some(seconds) if seconds >= 0 => Some(seconds),
                _ => wrong(length.number, format!("`{}` is not a length", printable(length.value())), findings),
            },
            (None, None) => {
                if !start.is_day() {
                    let message = "neither DTEND nor DURATION; read as an instant";
                    let help = "say when it ends";
                    findings.push(Finding::notice(component.line, "ics.time", message, help));
                }
                Some(if start.is_day() { DAY_SECONDS } else { 0 })
            }
            (Some(line), None) => {
                let Some(end) = stamp(line) else {
                    return wrong(line.number, format!("`{}` is not a date", printable(line.value())), findings);
                };
                if end.is_day() != start.is_day() {
                    return wrong(
                        line.number,
                        "DTSTART and DTEND are not both days or both times".to_owned(),
                        findings,
                    );
                }
                let end_zone = self.zone(&end, line.number, findings)?;
                let seconds = match (self.instant(&end, end_zone), self.instant(start, zone)) {
                    (Some(end), Some(start)) if !matches!(start, At::Day) => end.seconds() - start.seconds(),
                    _ => (end.civil() - start.civil()).num_seconds(),
                };
                // Many programs write the last day in place of the day after it.
                if seconds == 0 && start.is_day() {
                    return Some(DAY_SECONDS);
                }
                if seconds < 0 {
                    return wrong(line.number, "DTEND lies before DTSTART".to_owned(), findings);
                }
                Some(seconds)
            }
        }
    }

    fn instant(&self, time: &Stamp, zone: Zone) -> Option<At> {
        match time {
            Stamp::Day(_) => Some(At::Day),
            Stamp::Utc(civil) => Some(At::Instant(Instant::from_utc(*civil))),
            Stamp::Zoned(civil, _) | Stamp::Floating(civil) => self.resolve(*civil, zone).map(At::Instant),
        }
    }

    /// The instant of a civil time. What a zone skips is read as the first minute after, what it has twice as the
    /// first: days are what counts here.
    fn resolve(&self, civil: CivilDateTime, zone: Zone) -> Option<Instant> {
        match self.options.zones.resolve(civil, zone).ok()? {
            Resolution::Unique(moment) => Some(moment.instant),
            Resolution::Gap { after, .. } => Some(after.instant),
            Resolution::Fold { first, .. } => Some(first.instant),
        }
    }

    /// First and last day of an instance, and its hours.
    fn days(&self, civil: CivilDateTime, start: &Stamp, zone: Zone, seconds: i64) -> Option<Extent> {
        if start.is_day() {
            let days = (seconds / DAY_SECONDS).max(1) - 1;
            let last = civil.date().checked_add_signed(chrono::TimeDelta::try_days(days)?)?;
            return Some(Extent { first: civil.date(), last, hours: None });
        }
        let begin = match start {
            Stamp::Utc(_) => Instant::from_utc(civil),
            _ => self.resolve(civil, zone)?,
        };
        let end = begin.plus_seconds(seconds);
        let first = self.options.zones.at(begin, zone).ok()?.civil.date();
        // An event that ends at midnight does not touch the day that begins then.
        let touched = if seconds > 0 { end.plus_seconds(-1) } else { end };
        let last = self.options.zones.at(touched, zone).ok()?.civil.date();
        Some(Extent { first, last, hours: Some((begin, end)) })
    }

    /// A line of text of the event, made fit; what had to be changed is told.
    fn line(&self, component: &Component<'_>, name: &'static str, findings: &mut Vec<Finding>) -> Option<Line> {
        let line = component.properties.iter().copied().find(|line| line.name == name)?;
        let text = text(line)?;
        let (fit, changed) = lenient_line(&text)?;
        if changed {
            let code = Line::parse(&text).err().map_or("text.control", |error| error.code());
            let message = format!("{name} holds what one line of text cannot; read as `{}`", printable(fit.as_str()));
            findings.push(Finding::notice(line.number, code, message, "check that the name is right"));
        }
        Some(fit)
    }
}

/// The days of an instance, and its hours.
struct Extent {
    first: Date,
    last: Date,
    hours: Option<(Instant, Instant)>,
}

/// A point in time, or a day, which is none.
enum At {
    Day,
    Instant(Instant),
}

impl At {
    const fn seconds(&self) -> i64 {
        match self {
            Self::Day => 0,
            Self::Instant(instant) => instant.unix_seconds(),
        }
    }
}
