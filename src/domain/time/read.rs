//! Reading dates and hours that people wrote.

use super::{ClockTime, Date, Keeps, MeetingTime, Offset, TimeError, Zone, ZoneData};
use chrono::NaiveDateTime;

/// Years a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

/// Hours of one day, from a start to a later end; the end may be midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourRange {
    start_minute: u16,
    end_minute: u16,
}

impl HourRange {
    /// Hours from `start` to `end`, in minutes since midnight; `end` may be 1,440.
    #[must_use]
    pub const fn new(start_minute: u16, end_minute: u16) -> Option<Self> {
        if start_minute < end_minute && end_minute <= 1_440 { Some(Self { start_minute, end_minute }) } else { None }
    }

    /// Reads `16:30-18:00`, with `-` or `–`; `24:00` only as the end.
    ///
    /// # Errors
    /// `time.invalid`, also when the end is not after the start.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let invalid = || TimeError::TimeInvalid {
            found: printable(text),
            expected: "a range of hours such as 16:30-18:00 (24-hour clock, the end after the start)",
        };
        let (start, end) = text.split_once(['-', '–']).ok_or_else(invalid)?;
        let start = minutes(start.trim()).filter(|minute| *minute < 1_440).ok_or_else(invalid)?;
        let end = minutes(end.trim()).ok_or_else(invalid)?;
        Self::new(start, end).ok_or_else(invalid)
    }

    /// When it starts.
    #[must_use]
    pub fn start(self) -> ClockTime {
        clock(self.start_minute)
    }

    /// When it ends, in minutes since midnight: 1,440 for the midnight that ends the day.
    #[must_use]
    pub const fn end_minute(self) -> u16 {
        self.end_minute
    }

    /// When it ends, as people write it: `24:00` for the midnight that ends the day.
    #[must_use]
    pub fn end_words(self) -> String {
        format!("{:02}:{:02}", self.end_minute / 60, self.end_minute % 60)
    }

    /// When it starts, in minutes since midnight.
    #[must_use]
    pub const fn start_minute(self) -> u16 {
        self.start_minute
    }

    /// How long it is, in minutes.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.end_minute - self.start_minute
    }

    /// Civil start and end on `date`; the end may be the next day's midnight. `None` at the calendar's last day.
    #[must_use]
    pub fn on(self, date: Date) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let end = if self.end_minute == 1_440 {
            date.succ_opt()?.and_time(ClockTime::MIN)
        } else {
            date.and_time(clock(self.end_minute))
        };
        Some((date.and_time(self.start()), end))
    }
}

/// `16:30-18:00`.
impl std::fmt::Display for HourRange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (start, end) = (self.start_minute, self.end_minute);
        write!(formatter, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

/// Reads a date written `YYYY-MM-DD`.
///
/// # Errors
/// `date.ambiguous` for other orders and short years, `date.range` outside 1970 to 2100, `date.invalid`.
pub fn parse_date(text: &str) -> Result<Date, TimeError> {
    let text = text.trim();
    let found = || printable(text);
    if text.len() > 32 {
        return Err(TimeError::DateInvalid { found: found() });
    }
    let negative = text.starts_with('-');
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let digits = |part: &&str| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit());
    if negative && parts[1..].iter().all(digits) {
        return Err(TimeError::DateRange { found: found() });
    }
    if parts.iter().all(digits) && parts.len() == 3 {
        let iso = text.matches('-').count() == 2;
        match (parts[0].len(), parts[1].len(), parts[2].len()) {
            (4, 2, 2) if iso => {
                let year: i32 = parts[0].parse().map_err(|_| TimeError::DateInvalid { found: found() })?;
                if !YEARS.contains(&year) {
                    return Err(TimeError::DateRange { found: found() });
                }
                let number = |part: &str| part.parse::<u32>().unwrap_or(0);
                return Date::from_ymd_opt(year, number(parts[1]), number(parts[2]))
                    .ok_or_else(|| TimeError::DateInvalid { found: found() });
            }
            (year, 1..=2, 1..=2) if iso && year != 2 && year != 4 => {
                return Err(TimeError::DateRange { found: found() });
            }
            (1..=2, 1..=2, 2 | 4) => return Err(TimeError::DateAmbiguous { found: found() }),
            _ => {}
        }
    }
    Err(TimeError::DateInvalid { found: found() })
}

/// Reads an hour written `HH:MM` on the 24-hour clock.
///
/// # Errors
/// `time.invalid`.
pub fn parse_clock(text: &str) -> Result<ClockTime, TimeError> {
    minutes(text.trim()).filter(|minute| *minute < 1_440).map(clock).ok_or_else(|| TimeError::TimeInvalid {
        found: printable(text),
        expected: "an hour from 00:00 to 23:59 on the 24-hour clock",
    })
}

/// Reads `2026-07-01T10:00:00+02:00[Europe/Berlin]` (RFC 9557): civil time, offset or `Z`, and zone.
///
/// `Z` says the instant and never contradicts the zone; an offset that the zone does not have then is refused.
///
/// # Errors
/// `date.*`, `time.*`, `tz.*`.
pub fn parse_zoned(text: &str, data: &ZoneData, keeps: Keeps) -> Result<MeetingTime, TimeError> {
    let invalid = || TimeError::TimeInvalid {
        found: printable(text),
        expected: "a date and time with offset and zone such as 2026-07-01T10:00+02:00[Europe/Berlin]",
    };
    let (stamp, zone) = text.trim().split_once('[').ok_or_else(invalid)?;
    let zone = zone.strip_suffix(']').ok_or_else(invalid)?;
    let zone = Zone::parse(zone.strip_prefix('!').unwrap_or(zone))?;
    let (date, clock_and_offset) = stamp.split_once('T').ok_or_else(invalid)?;
    let date = parse_date(date)?;
    let offset_at = clock_and_offset.find(['+', '-', 'Z']).unwrap_or(clock_and_offset.len());
    let (clock_text, offset) = clock_and_offset.split_at(offset_at);
    let civil = date
        .and_time(parse_clock(clock_text.strip_suffix(":00").filter(|rest| rest.len() == 5).unwrap_or(clock_text))?);
    match offset {
        "" => MeetingTime::new(civil, zone, data, keeps),
        "Z" => MeetingTime::of_instant(super::Instant::from_utc(civil), zone, data, keeps),
        _ => {
            let size = minutes(&offset[1..]).ok_or_else(invalid)?;
            let seconds = i32::from(size) * 60;
            let signed = if offset.starts_with('-') { -seconds } else { seconds };
            let offset = Offset::from_seconds(signed).ok_or_else(invalid)?;
            MeetingTime::with_offset(civil, zone, offset, data, keeps)
        }
    }
}

/// Minutes since midnight of `HH:MM`, up to 24:00.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |part: &str| part.len() == 2 && part.chars().all(|digit| digit.is_ascii_digit());
    if !two(hours) || !two(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 1_440).then_some(total)
}

/// The clock at a minute of the day below 1,440.
fn clock(minute: u16) -> ClockTime {
    ClockTime::from_num_seconds_from_midnight_opt(u32::from(minute) * 60, 0).unwrap_or(ClockTime::MIN)
}

fn printable(text: &str) -> String {
    text.chars().take(80).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_in_the_catalogue_of_bad_input() {
        let cases = [
            ("2026-02-28", "ok"),
            ("2024-02-29", "ok"),
            ("2026-02-30", "date.invalid"),
            ("2026-13-01", "date.invalid"),
            ("0000-01-01", "date.range"),
            ("-1-01-01", "date.range"),
            ("9999-01-01", "date.range"),
            ("1969-12-31", "date.range"),
            ("2101-01-01", "date.range"),
            ("20260-01-01", "date.range"),
            ("26-03-04", "date.ambiguous"),
            ("03/04/2026", "date.ambiguous"),
            ("3.4.26", "date.ambiguous"),
            ("2026-3-4", "date.invalid"),
            ("tomorrow", "date.invalid"),
            ("", "date.invalid"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_date(text).map_or_else(|error| error.code(), |_| "ok"), expected, "{text:?}");
        }
        assert_eq!(
            parse_date(&format!("2026-01-01({})", "x".repeat(100_000))).map_err(|error| error.code()),
            Err("date.invalid")
        );
    }

    #[test]
    fn hours_run_from_start_to_a_later_end() {
        let range = HourRange::parse("16:30-18:00").expect("a range");
        assert_eq!((range.to_string().as_str(), range.minutes()), ("16:30-18:00", 90));
        assert_eq!(HourRange::parse("22:00–24:00").map(|range| range.end_minute()), Ok(1_440));
        for text in ["24:00-24:00", "24:00-25:00", "18:00-16:30", "16:30", "4 PM-6 PM", "12:60-13:00", "9:30-10:00", ""]
        {
            assert_eq!(HourRange::parse(text).map_err(|error| error.code()), Err("time.invalid"), "{text:?}");
        }
        for text in ["24:00", "23:59:60", "12:00 AM", "24:61"] {
            assert_eq!(parse_clock(text).map_err(|error| error.code()), Err("time.invalid"), "{text:?}");
        }
        let midnight = HourRange::parse("20:00-24:00").expect("a range");
        let (_, end) = midnight.on(parse_date("2026-12-31").expect("a date")).expect("a day");
        assert_eq!(end.to_string(), "2027-01-01 00:00:00");
    }
}
