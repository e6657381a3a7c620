//! Values of single properties, parsed by `calcard`.

use calcard::icalendar::{ICalendarEntry, ICalendarParameterName, ICalendarValue};
use calcard::{Entry, Parser};

use super::lines::ContentLine;
use crate::domain::text::Line;
use crate::domain::time::{CivilDateTime, Date};

/// What a date property says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stamp {
    /// A day.
    Day(Date),
    /// A time in UTC.
    Utc(CivilDateTime),
    /// A time in a named zone.
    Zoned(CivilDateTime, String),
    /// A time that names no zone.
    Floating(CivilDateTime),
}

impl Stamp {
    /// The date and time as written.
    pub(super) fn civil(&self) -> CivilDateTime {
        match self {
            Self::Day(day) => day.and_time(chrono::NaiveTime::MIN),
            Self::Utc(civil) | Self::Zoned(civil, _) | Self::Floating(civil) => *civil,
        }
    }

    /// Whether it is a day without a time.
    pub(super) const fn is_day(&self) -> bool {
        matches!(self, Self::Day(_))
    }
}

/// Parses one line as a property of an event.
pub(super) fn entry(line: &ContentLine) -> Option<ICalendarEntry> {
    let text = format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", line.text);
    match Parser::new(&text).entry() {
        Entry::ICalendar(calendar) => calendar.components.into_iter().next()?.entries.into_iter().next(),
        _ => None,
    }
}

/// The date or time of a line; `None` when it is neither.
pub(super) fn stamp(line: &ContentLine) -> Option<Stamp> {
    stamps(line).into_iter().next()
}

/// All dates or times of a line.
pub(super) fn stamps(line: &ContentLine) -> Vec<Stamp> {
    let Some(entry) = entry(line) else { return Vec::new() };
    let zone = entry
        .params
        .iter()
        .find(|parameter| parameter.name == ICalendarParameterName::Tzid)
        .and_then(|parameter| parameter.value.as_text())
        .map(str::to_owned);
    let found = entry.values.iter().filter_map(|value| {
        let ICalendarValue::PartialDateTime(date) = value else { return None };
        let (year, month, day) = (date.year?, date.month?, date.day?);
        let day = Date::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?;
        let Some(hour) = date.hour else { return Some(Stamp::Day(day)) };
        // A leap second is the second before it, to every calendar program.
        let second = u32::from(date.second.unwrap_or(0)).min(59);
        let civil = day.and_hms_opt(u32::from(hour), u32::from(date.minute.unwrap_or(0)), second)?;
        let (hours, minutes) = (date.tz_hour, date.tz_minute);
        Some(match (&zone, hours) {
            (_, Some(hours)) => {
                let minutes = i64::from(hours) * 60 + i64::from(minutes.unwrap_or(0));
                let ahead = if date.tz_minus { -minutes } else { minutes };
                Stamp::Utc(civil - chrono::TimeDelta::minutes(ahead))
            }
            (Some(zone), None) => Stamp::Zoned(civil, zone.clone()),
            (None, None) => Stamp::Floating(civil),
        })
    });
    found.collect()
}

/// The length of a DURATION line, in seconds.
pub(super) fn duration(line: &ContentLine) -> Option<i64> {
    entry(line)?.values.into_iter().find_map(|value| match value {
        ICalendarValue::Duration(length) => length.to_time_delta().map(|length| length.num_seconds()),
        _ => None,
    })
}

/// The text of a line, unescaped.
pub(super) fn text(line: &ContentLine) -> Option<String> {
    let texts: Vec<String> = entry(line)?
        .values
        .into_iter()
        .filter_map(|value| match value {
            ICalendarValue::Text(text) => Some(text),
            _ => None,
        })
        .collect();
    (!texts.is_empty()).then(|| texts.join(","))
}

/// Foreign text made one line of ours: what a line cannot hold becomes a space, what is too long is cut. The second
/// value says whether anything changed but white space.
pub(super) fn lenient_line(text: &str) -> Option<(Line, bool)> {
    if let Ok(line) = Line::parse(text) {
        return Some((line, false));
    }
    let printable: String = text
        .chars()
        .map(|character| if Line::parse(&format!("a{character}a")).is_ok() { character } else { ' ' })
        .take(300)
        .collect();
    let words: Vec<&str> = printable.split_whitespace().collect();
    let plain = words.join(" ");
    let line = Line::parse(&plain).or_else(|_| {
        // What is left is a tower of marks: keep the letters below.
        let letters: String =
            plain.chars().filter(|character| character.is_alphanumeric() || *character == ' ').collect();
        Line::parse(&letters)
    });
    line.ok().map(|line| (line, true))
}
