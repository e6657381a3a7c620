//! Readers of single values: each goes through the constructor of a domain type.

use super::reader::Field;
use super::report::Note;
use super::sources::Span;
use super::tree::Value;
use crate::domain::calendar::CalendarId;
use crate::domain::ids::{
    AreaId, BodyId, CountryCode, IdError, MeetingId, OutsideEventId, RoomId, RuleId, ServiceId, SessionId, VenueId,
};
use crate::domain::language::Language;
use crate::domain::text::{DisplayName, EmailAddress, Line, Paragraphs, TextError, WebAddress};
use crate::domain::time::{HourRange, TimeError, Zone, parse_clock, parse_date};
use chrono::{NaiveDate, NaiveTime, Weekday};
use std::num::NonZeroU32;
use std::ops::RangeInclusive;

/// Identifiers, each by its own constructor.
pub(super) trait Identifier: Sized {
    /// Reads one.
    fn read(text: &str) -> Result<Self, IdError>;

    /// As written.
    fn text(&self) -> &str;
}

macro_rules! identifiers {
    ($($name:ident),*) => {$(
        impl Identifier for $name {
            fn read(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }

            fn text(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}
identifiers!(BodyId, MeetingId, VenueId, RoomId, OutsideEventId, SessionId, ServiceId, AreaId);

/// The days of the week as files name them.
pub(super) const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];

impl<'a> Field<'a> {
    /// Text as written.
    pub(super) fn text(self) -> Option<&'a str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            _ => self.unexpected("a text in quotation marks"),
        }
    }

    /// One line.
    pub(super) fn line(self) -> Option<Line> {
        let text = self.text()?;
        Line::parse(text).map_err(|error| self.tell_text(&error)).ok()
    }

    /// A person's name.
    pub(super) fn person(self) -> Option<Line> {
        let text = self.text()?;
        DisplayName::parse(text).map_err(|error| self.tell_text(&error)).ok()?;
        Line::parse(text).ok()
    }

    /// A name that is shown beside an address.
    pub(super) fn display_name(self) -> Option<DisplayName> {
        let text = self.text()?;
        DisplayName::parse(text).map_err(|error| self.tell_text(&error)).ok()
    }

    /// Several lines.
    pub(super) fn paragraphs(self) -> Option<Paragraphs> {
        let text = self.text()?;
        Paragraphs::parse(text).map_err(|error| self.tell_text(&error)).ok()
    }

    /// One line, as a plain string.
    pub(super) fn string(self) -> Option<String> {
        self.line().map(|line| line.as_str().to_owned())
    }

    /// An e-mail address.
    pub(super) fn email(self) -> Option<EmailAddress> {
        let text = self.text()?;
        EmailAddress::parse(text).map_err(|error| self.tell_text(&error)).ok()
    }

    /// A web address.
    pub(super) fn web(self) -> Option<WebAddress> {
        let text = self.text()?;
        WebAddress::parse(text).map_err(|error| self.tell_text(&error)).ok()
    }

    /// An identifier.
    pub(super) fn id<T: Identifier>(self) -> Option<T> {
        let text = self.text()?;
        match T::read(text) {
            Ok(id) => Some(id),
            Err(error) => {
                let wrong = match &error {
                    IdError::Character(character) => text.chars().position(|c| c == *character),
                    _ => None,
                };
                let span = wrong.map_or(self.node.span, |position| self.character(position + 1));
                self.findings
                    .add(Note::error(error.code(), span, error.to_string()).fix("write an id such as sg13-2023-03"));
                None
            }
        }
    }

    /// A calendar's id.
    pub(super) fn calendar(self) -> Option<CalendarId> {
        CalendarId::new(self.text()?).map_err(|error| self.wrong::<()>("id.invalid", error.to_string())).ok()
    }

    /// A rule's id.
    pub(super) fn rule(self) -> Option<RuleId> {
        let text = self.text()?;
        RuleId::parse(text).or_else(|| {
            self.wrong("id.invalid", format!("{:?} is not the id of a rule; expected one such as N-11", short(text)))
        })
    }

    /// A whole number within limits.
    pub(super) fn number(self, range: RangeInclusive<i64>) -> Option<i64> {
        self.number_as("number.range", "a whole number", range)
    }

    /// A whole number written as text, as sheets keep numbers that may not lose a digit.
    pub(super) fn digits(self) -> Option<u64> {
        let text = self.text()?;
        let number = text.parse::<u64>().ok().filter(|number| i64::try_from(*number).is_ok());
        number.or_else(|| self.wrong("number.range", format!("{:?}; expected a whole number from 0", short(text))))
    }

    /// A whole number of days.
    pub(super) fn days(self, range: RangeInclusive<i64>) -> Option<i64> {
        if let Value::Text(text) = &self.node.value {
            let message = format!("{:?} has a unit of its own; expected a whole number of days", short(text));
            return self.wrong("duration.unit", message);
        }
        self.number_as("duration.invalid", "a whole number of days", range)
    }

    fn number_as<T: TryFrom<i64>>(self, code: &'static str, what: &str, range: RangeInclusive<i64>) -> Option<T> {
        let expected = format!("{what} from {} to {}", range.start(), range.end());
        match &self.node.value {
            Value::Integer(Some(number)) if range.contains(number) => T::try_from(*number).ok(),
            Value::Integer(Some(number)) => self.wrong(code, format!("{number} is out of range; expected {expected}")),
            Value::Integer(None) | Value::Float => {
                let raw = self.findings.raw(self.node.span);
                self.wrong(code, format!("{} is no such number; expected {expected}", short(&raw)))
            }
            _ => self.unexpected(&expected),
        }
    }

    /// A small number.
    pub(super) fn small(self, range: RangeInclusive<u8>) -> Option<u8> {
        self.number_as("number.range", "a whole number", i64::from(*range.start())..=i64::from(*range.end()))
    }

    /// A number of things.
    pub(super) fn count(self, range: RangeInclusive<u16>) -> Option<u16> {
        self.number_as("number.range", "a whole number", i64::from(*range.start())..=i64::from(*range.end()))
    }

    /// A number of people, at least one, at most a million.
    pub(super) fn people(self) -> Option<NonZeroU32> {
        let number: u32 = self.number_as("number.range", "a number of people", 1..=1_000_000)?;
        NonZeroU32::new(number)
    }

    /// Yes or no.
    pub(super) fn boolean(self) -> Option<bool> {
        match &self.node.value {
            Value::Boolean(value) => Some(*value),
            _ => self.unexpected("true or false"),
        }
    }

    /// A date.
    pub(super) fn date(self) -> Option<NaiveDate> {
        let (Value::Text(text) | Value::Moment(text)) = &self.node.value else {
            return self.unexpected("a date: YYYY-MM-DD");
        };
        parse_date(text)
            .map_err(|error| {
                let note = Note::error(error.code(), self.node.span, error.to_string());
                self.findings.add(note.fix("write YYYY-MM-DD, such as 2026-03-04"));
            })
            .ok()
    }

    /// An hour.
    pub(super) fn clock(self) -> Option<NaiveTime> {
        let text = match &self.node.value {
            Value::Text(text) => text.as_str(),
            Value::Moment(text) => text.strip_suffix(":00").filter(|rest| rest.len() == 5).unwrap_or(text),
            _ => return self.unexpected("an hour: \"09:30\""),
        };
        parse_clock(text).map_err(|error| self.tell_time(&error)).ok()
    }

    /// A range of hours.
    pub(super) fn hours(self) -> Option<HourRange> {
        HourRange::parse(self.text()?).map_err(|error| self.tell_time(&error)).ok()
    }

    /// A time zone; an old name is noted.
    pub(super) fn zone(self) -> Option<Zone> {
        match Zone::parse_noting(self.text()?) {
            Ok((zone, None)) => Some(zone),
            Ok((zone, Some(found))) => {
                let message = format!("the zone {found:?} is kept under its name of today, {zone}");
                self.findings
                    .add(Note::notice("tz.alias", self.node.span, message).fix(format!("write {:?}", zone.name())));
                Some(zone)
            }
            Err(error) => {
                self.tell_time(&error);
                None
            }
        }
    }

    /// A country.
    pub(super) fn country(self) -> Option<CountryCode> {
        let text = self.text()?;
        CountryCode::parse(text).or_else(|| {
            let message = format!(
                "{:?} is not a country code; expected two capital letters (ISO 3166-1) such as CH",
                short(text)
            );
            self.wrong("id.country", message)
        })
    }

    /// One of the six languages.
    pub(super) fn language(self) -> Option<Language> {
        let text = self.text()?;
        Language::parse(text).or_else(|| {
            let names = Language::ALL.map(Language::tag);
            let message = format!("{:?} is not one of the languages {}", short(text), names.join(", "));
            self.findings.add(Note::error("locale.unknown", self.node.span, message).near(text, names.into_iter()));
            None
        })
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(self, words: &[(T, &'static str)]) -> Option<T> {
        let text = self.text()?;
        if let Some((value, _)) = words.iter().find(|(_, word)| *word == text) {
            return Some(*value);
        }
        let all: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
        let message = format!("{:?} is no {:?}; expected one of {}", short(text), self.key, all.join(", "));
        self.findings.add(Note::error("scn.unknown_word", self.node.span, message).near(text, all.into_iter()));
        None
    }

    fn tell_time(self, error: &TimeError) {
        let mut note = Note::error(error.code(), self.node.span, error.to_string());
        note.nearest = error.suggestions().iter().take(3).map(|name| (*name).to_owned()).collect();
        note.help = note.nearest.first().map(|name| format!("write {name:?}"));
        self.findings.add(note);
    }

    fn tell_text(self, error: &TextError) {
        let (span, fix) = match error {
            TextError::Control { position, .. }
            | TextError::NameControl { position, .. }
            | TextError::Direction { position, .. }
            | TextError::Invisible { position, .. } => (self.character(*position), "remove it"),
            TextError::Empty => (self.node.span, "write something, or remove the key"),
            TextError::Length { .. } | TextError::AddressLength { .. } | TextError::UrlLength { .. } => {
                (self.node.span, "shorten it")
            }
            TextError::AddressMany { .. } => (self.node.span, "write each address on its own"),
            TextError::AddressInvalid { .. }
            | TextError::AddressDomain { .. }
            | TextError::AddressConfusable { .. } => (self.node.span, "write one address such as name@example.org"),
            TextError::UrlScheme { .. } | TextError::UrlInvalid { .. } => {
                (self.node.span, "write an address such as https://example.org/page")
            }
        };
        self.findings.add(Note::error(error.code(), span, error.to_string()).fix(fix));
    }

    /// The place of a character of a text, counted from 1, escapes counted as what they stand for.
    fn character(self, position: usize) -> Span {
        let span = self.node.span;
        let raw = self.findings.raw(span);
        let quotes = raw.chars().take_while(|c| matches!(c, '"' | '\'')).take(3).count();
        let quotes = if quotes == 2 { 1 } else { quotes };
        let escapes = raw.starts_with('"');
        let mut rest = raw.char_indices().skip(quotes).peekable();
        if quotes == 3 && rest.peek().is_some_and(|(_, c)| *c == '\n') {
            rest.next();
        }
        let mut seen = 0;
        while let Some((at, character)) = rest.next() {
            seen += 1;
            let mut end = at + character.len_utf8();
            if escapes && character == '\\' {
                let digits = match rest.next() {
                    Some((_, 'u')) => 4,
                    Some((_, 'U')) => 8,
                    Some((_, 'x')) => 2,
                    _ => 0,
                };
                end += 1 + digits;
                for _ in 0..digits {
                    rest.next();
                }
            }
            if seen == position {
                return Span { file: span.file, start: span.start + at, end: span.start + end };
            }
        }
        span
    }
}

/// A text short enough for a message.
pub(super) fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(60).collect();
    if text.chars().nth(60).is_some() {
        shown.push('…');
    }
    shown
}
