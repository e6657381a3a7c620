//! Repeating events: the dates of their instances, within limits.

use calcard::common::timezone::Tz;
use calcard::{Entry, Parser};

use super::lines::ContentLine;
use super::structure::{Component, printable};
use super::value::{Stamp, stamp, stamps};
use super::{Finding, MOST_INSTANCES};
use crate::domain::time::{CivilDateTime, Instant, Zone, ZoneData};

/// Days after the first instance beyond which no instance is read: five years.
const HORIZON_DAYS: i64 = 1_827;

/// The civil starts of the instances of an event, the first included; the start alone when it does not repeat, and
/// `None` when its rule cannot be followed.
pub(super) fn starts(
    event: &Component<'_>,
    start: &Stamp,
    zone: Zone,
    zones: &ZoneData,
    findings: &mut Vec<Finding>,
) -> Option<Vec<CivilDateTime>> {
    let Some(rule) = event.first("RRULE") else {
        return Some(with_extra(event, vec![start.civil()], start));
    };
    let limits =
        Limits::read(rule, start, |instant| zones.at(instant, zone).ok().map(|moment| moment.civil), findings)?;
    // Without its zone: an instance keeps the hour on the wall, so the zone decides nothing here.
    let format = if start.is_day() { ";VALUE=DATE:%Y%m%d" } else { ":%Y%m%dT%H%M%S" };
    let mut rule_text: Vec<String> = rule
        .value()
        .split(';')
        .filter(|part| !part.trim().to_ascii_uppercase().starts_with("UNTIL="))
        .map(str::to_owned)
        .collect();
    let horizon = start.civil() + chrono::TimeDelta::days(HORIZON_DAYS);
    if limits.has_no_count {
        // Else the search for instances goes on for centuries.
        let form = if start.is_day() { "UNTIL=%Y%m%d" } else { "UNTIL=%Y%m%dT%H%M%S" };
        rule_text.push(horizon.format(form).to_string());
    }
    let text = format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART{}\r\nRRULE:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        start.civil().format(format),
        rule_text.join(";")
    );
    let Entry::ICalendar(calendar) = Parser::new(&text).entry() else {
        findings.push(invalid(rule, "cannot be read"));
        return None;
    };
    let expanded = calendar.expand_dates(Tz::Floating, MOST_INSTANCES + 1);
    if !expanded.errors.is_empty() {
        findings.push(invalid(rule, "contradicts itself or its start"));
        return None;
    }
    let found: Vec<CivilDateTime> = expanded.events.iter().map(|event| event.start.naive_local()).collect();
    let until = limits.until.unwrap_or(CivilDateTime::MAX);
    let kept: Vec<CivilDateTime> =
        found.iter().copied().filter(|instance| *instance <= until && *instance <= horizon).collect();
    if kept.is_empty() {
        let message = format!("`{}` has no instance", printable(rule.value()));
        findings.push(Finding::error(rule.number, "rrule.empty", message, "correct the rule"));
        return None;
    }
    if kept.len() > MOST_INSTANCES {
        let message = format!("`{}` has more than {MOST_INSTANCES} instances in five years", printable(rule.value()));
        findings.push(Finding::error(rule.number, "rrule.too_many", message, "say COUNT or UNTIL"));
        return None;
    }
    if limits.is_endless {
        let message = format!("`{}` has no end; read for five years", printable(rule.value()));
        findings.push(Finding::notice(rule.number, "rrule.too_many", message, "say COUNT or UNTIL"));
    }
    Some(with_extra(event, kept, start))
}

/// Instances added (RDATE) and taken out (EXDATE).
fn with_extra(event: &Component<'_>, mut instances: Vec<CivilDateTime>, start: &Stamp) -> Vec<CivilDateTime> {
    let same_kind = |stamp: &Stamp| stamp.is_day() == start.is_day();
    let listed = |name| event.all(name).flat_map(stamps).filter(same_kind).map(|stamp| stamp.civil());
    instances.extend(listed("RDATE").take(MOST_INSTANCES));
    let excluded: Vec<CivilDateTime> = listed("EXDATE").take(MOST_INSTANCES).collect();
    instances.retain(|instance| !excluded.contains(instance));
    instances.sort_unstable();
    instances.dedup();
    instances
}

/// What bounds a rule.
struct Limits {
    until: Option<CivilDateTime>,
    has_no_count: bool,
    is_endless: bool,
}

impl Limits {
    /// Checks what `calcard` takes without a word.
    fn read(
        rule: &ContentLine,
        start: &Stamp,
        on_clocks: impl Fn(Instant) -> Option<CivilDateTime>,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let parts: Vec<(String, &str)> = rule
            .value()
            .split(';')
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.trim().to_ascii_uppercase(), value.trim()))
            .collect();
        let part = |name: &str| parts.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        let within = |name: &str, least: i64, most: i64, zero: bool| {
            part(name).into_iter().flat_map(|values| values.split(',')).all(|value| {
                value
                    .trim()
                    .parse::<i64>()
                    .is_ok_and(|number| number >= least && number <= most && (zero || number != 0))
            })
        };
        let ranges = [
            ("INTERVAL", 1, 10_000, false),
            ("COUNT", 1, 1_000_000_000, false),
            ("BYMONTH", 1, 12, false),
            ("BYMONTHDAY", -31, 31, false),
            ("BYYEARDAY", -366, 366, false),
            ("BYWEEKNO", -53, 53, false),
            ("BYSETPOS", -366, 366, false),
            ("BYHOUR", 0, 23, true),
            ("BYMINUTE", 0, 59, true),
            ("BYSECOND", 0, 60, true),
        ];
        if part("FREQ").is_none() {
            findings.push(invalid(rule, "says no FREQ"));
            return None;
        }
        for (name, least, most, zero) in ranges {
            if !within(name, least, most, zero) {
                findings.push(invalid(rule, &format!("has a {name} outside {least} to {most}")));
                return None;
            }
        }
        let told = |message: String, findings: &mut Vec<Finding>| {
            findings.push(Finding::error(rule.number, "rrule.until", message, "say one end, in the form of DTSTART"));
        };
        let until = match part("UNTIL") {
            None => None,
            Some(text) => {
                let line =
                    ContentLine { number: rule.number, name: "DTSTART".to_owned(), text: format!("DTSTART:{text}") };
                let Some(found) = stamp(&line) else {
                    told(format!("UNTIL={} is not a date", printable(text)), findings);
                    return None;
                };
                let fits = match (start, &found) {
                    (Stamp::Day(_), until) => until.is_day(),
                    (Stamp::Floating(_), until) => !matches!(until, Stamp::Utc(_)),
                    // A bare day as the end of timed events is wrong, and what everybody writes.
                    (_, until) => !matches!(until, Stamp::Floating(_)),
                };
                if part("COUNT").is_some() {
                    told("both COUNT and UNTIL".to_owned(), findings);
                    return None;
                }
                if !fits {
                    told(format!("UNTIL={} is not of the form of DTSTART", printable(text)), findings);
                    return None;
                }
                let last = match &found {
                    Stamp::Day(day) => day.and_hms_opt(23, 59, 59).unwrap_or(CivilDateTime::MAX),
                    Stamp::Utc(civil) if !matches!(start, Stamp::Utc(_)) => {
                        on_clocks(Instant::from_utc(*civil)).unwrap_or(*civil)
                    }
                    other => other.civil(),
                };
                if last < start.civil() {
                    told(format!("UNTIL={} lies before DTSTART", printable(text)), findings);
                    return None;
                }
                Some(last)
            }
        };
        let has_no_count = part("COUNT").is_none();
        Some(Self { until, has_no_count, is_endless: until.is_none() && has_no_count })
    }
}

fn invalid(rule: &ContentLine, what: &str) -> Finding {
    let message = format!("`{}` {what}", printable(rule.value()));
    Finding::error(rule.number, "rrule.invalid", message, "correct the rule")
}
