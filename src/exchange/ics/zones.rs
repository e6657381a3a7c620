//! Zones as others name them, and their definitions held against the data.

use std::str::FromStr as _;

use super::structure::{Component, printable};
use super::value::{Stamp, stamp};
use super::{Finding, Options};
use crate::domain::time::{Instant, Offset, TimeError, Zone};

/// The zone a name stands for: IANA names, their old names, and the names of Windows and Outlook. What had to be
/// guessed is told.
pub(super) fn named(name: &str, line: usize, findings: &mut Vec<Finding>) -> Option<Zone> {
    let plain = name.trim().trim_matches('"');
    match Zone::parse_noting(plain) {
        Ok((zone, _)) => Some(zone),
        Err(error) => {
            // Outlook writes `(UTC+10:00) Brisbane`: the last word is a city.
            let city = plain.rsplit_once(')').map(|(_, city)| city.trim().replace(' ', "_"));
            let by_city = || {
                let city = city.as_deref().filter(|city| !city.is_empty() && !city.contains(','))?;
                Zone::all().find(|zone| zone.name().rsplit('/').next() == Some(city))
            };
            let by_table = || {
                let zone = calcard::common::timezone::Tz::from_str(plain).ok()?;
                Zone::parse(zone.name()?.as_ref()).ok()
            };
            let Some(zone) = by_table().or_else(by_city) else {
                let help = "name an IANA zone in TZID";
                findings.push(Finding::error(line, error.code(), error.to_string(), help).near(error.suggestions()));
                return None;
            };
            let message = format!("`{}` is not an IANA name; read as {zone}", printable(plain));
            findings.push(Finding::notice(line, "tz.mapped", message, "check that this is the zone meant"));
            Some(zone)
        }
    }
}

/// Tells when the calendar's own definition of a zone gives another instant than the data do.
pub(super) fn check_definition(
    definitions: &[&Component<'_>],
    start: &Stamp,
    zone: Zone,
    line: usize,
    options: &Options<'_>,
    findings: &mut Vec<Finding>,
) {
    let Stamp::Zoned(civil, name) = start else { return };
    let Some(definition) = definitions.iter().find(|one| one.first("TZID").is_some_and(|id| id.value().trim() == name))
    else {
        return;
    };
    let Some(theirs) = offset_by(definition, start) else { return };
    let ours: Result<_, TimeError> = options.zones.resolve(*civil, zone);
    if let Ok(crate::domain::time::Resolution::Unique(moment)) = ours
        && moment.offset != theirs
    {
        let other = theirs.instant(*civil);
        let message = format!(
            "the calendar's own definition of {} gives {other}, time-zone data {} give {}",
            printable(name),
            options.zones.version(),
            moment.instant
        );
        findings.push(Finding::notice(
            line,
            "tz.conflict",
            message,
            "the data are followed; ask the sender which is meant",
        ));
    }
}

/// The offset a definition gives at a civil time: that of the observance whose onset came last. Only onsets without a
/// rule, and rules that repeat every year on one weekday of one month, are followed; `None` for the others.
fn offset_by(definition: &Component<'_>, at: &Stamp) -> Option<Offset> {
    let civil = at.civil();
    let mut latest: Option<(Instant, Offset)> = None;
    for observance in definition.parts.iter().filter(|part| part.kind == "STANDARD" || part.kind == "DAYLIGHT") {
        let before = offset(observance.first("TZOFFSETFROM")?.value())?;
        let after = offset(observance.first("TZOFFSETTO")?.value())?;
        let onset = stamp(observance.first("DTSTART")?)?.civil();
        if observance.first("RDATE").is_some() {
            return None;
        }
        let year = chrono::Datelike::year(&civil);
        let onsets = match observance.first("RRULE") {
            None => vec![onset],
            Some(rule) => {
                let rule = YearlyRule::parse(rule.value())?;
                [year, year - 1]
                    .iter()
                    .filter_map(|year| Some(rule.day(*year)?.and_time(onset.time())))
                    .filter(|found| *found >= onset)
                    .collect()
            }
        };
        // Compared as civil times of the offset before: near enough but in the hour of the change itself.
        for found in onsets.into_iter().filter(|found| *found <= civil) {
            let instant = before.instant(found);
            if latest.is_none_or(|(known, _)| known < instant) {
                latest = Some((instant, after));
            }
        }
    }
    latest.map(|(_, offset)| offset)
}

/// The `ordinal`-th weekday of a month, each year; negative counts from the end.
struct YearlyRule {
    month: u32,
    ordinal: i8,
    weekday: chrono::Weekday,
}

impl YearlyRule {
    fn parse(text: &str) -> Option<Self> {
        let part = |name: &str| {
            text.split(';')
                .find_map(|part| part.trim().split_once('=').filter(|(key, _)| key.eq_ignore_ascii_case(name)))
        };
        let known = ["FREQ", "BYMONTH", "BYDAY", "WKST", "INTERVAL"];
        let names_only_known =
            text.split(';').filter_map(|part| part.split_once('=')).all(|(key, _)| known.contains(&key.trim()));
        if !names_only_known || !part("FREQ")?.1.eq_ignore_ascii_case("YEARLY") {
            return None;
        }
        let month = part("BYMONTH")?.1.trim().parse().ok()?;
        let day = part("BYDAY")?.1.trim();
        let split = day.len().checked_sub(2)?;
        let (ordinal, name) = (day.get(..split)?, day.get(split..)?);
        let weekday = match name.to_ascii_uppercase().as_str() {
            "MO" => chrono::Weekday::Mon,
            "TU" => chrono::Weekday::Tue,
            "WE" => chrono::Weekday::Wed,
            "TH" => chrono::Weekday::Thu,
            "FR" => chrono::Weekday::Fri,
            "SA" => chrono::Weekday::Sat,
            "SU" => chrono::Weekday::Sun,
            _ => return None,
        };
        Some(Self { month, ordinal: ordinal.trim_start_matches('+').parse().ok()?, weekday })
    }

    fn day(&self, year: i32) -> Option<chrono::NaiveDate> {
        let nth = |ordinal| chrono::NaiveDate::from_weekday_of_month_opt(year, self.month, self.weekday, ordinal);
        match u8::try_from(self.ordinal) {
            Ok(ordinal) => nth(ordinal),
            Err(_) => {
                let last = nth(5).or_else(|| nth(4))?;
                last.checked_sub_days(chrono::Days::new(7 * u64::from(self.ordinal.unsigned_abs() - 1)))
            }
        }
    }
}

/// `+0100` or `-0330`, with or without seconds.
fn offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => (1, text),
    };
    if !(digits.len() == 4 || digits.len() == 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let two = |from: usize| digits.get(from..from + 2).and_then(|part| part.parse::<i32>().ok());
    let seconds = if digits.len() == 6 { two(4)? } else { 0 };
    Offset::from_seconds(sign * (two(0)? * 3_600 + two(2)? * 60 + seconds))
}
