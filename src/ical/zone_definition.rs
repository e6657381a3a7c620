//! Time-zone definitions (VTIMEZONE): what makes the hours right in programs that do not know a zone's name.
//!
//! At most one STANDARD and one DAYLIGHT, each a yearly rule on one weekday of one month: Exchange may refuse a
//! calendar with more (MS-OXCICAL 2.1.3.1.1.19). The definition is right for the instants it was made for, checked by
//! reading it back; for other years it is what the present rules say.

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::writer::Writer;
use crate::domain::time::{CivilDateTime, Instant, Offset, TimeError, Transition, Zone, ZoneData};

/// A change further away than this is no season.
const SEASON_SECONDS: i64 = 400 * 86_400;

/// Years a rule is followed back.
const MOST_YEARS: usize = 60;

/// A zone's definition, right at the instants it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneDefinition {
    zone: Zone,
    observances: Vec<Observance>,
}

/// A part of the year with one offset.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Observance {
    daylight: bool,
    before: Offset,
    offset: Offset,
    name: String,
    /// First onset, on the clocks of `before`.
    onset: CivilDateTime,
    rule: Option<YearlyRule>,
}

/// The `ordinal`-th `weekday` of `month` each year; -1 is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct YearlyRule {
    month: u32,
    ordinal: i8,
    weekday: Weekday,
}

impl ZoneDefinition {
    /// The definition for `zone` that is right at every one of `instants`; `None` when no two yearly rules are, or
    /// when there is nothing to define (UTC, no instants).
    ///
    /// # Errors
    /// [`TimeError`] when the data lack the zone.
    pub fn covering(zone: Zone, instants: &[Instant], data: &ZoneData) -> Result<Option<Self>, TimeError> {
        let (Some(first), Some(last)) = (instants.iter().min().copied(), instants.iter().max().copied()) else {
            return Ok(None);
        };
        if zone == Zone::UTC {
            return Ok(None);
        }
        let before = last_change(first, zone, data)?;
        let after = next_change(first, zone, data)?;
        let mut candidates = Vec::new();
        let is_near =
            |change: &Transition| (change.instant.unix_seconds() - first.unix_seconds()).abs() <= SEASON_SECONDS;
        match (before, after) {
            (Some(before), Some(after)) if is_near(&before) && is_near(&after) => {
                if let Some(pair) = regular(&before, &after, zone, data)? {
                    candidates.push(pair);
                }
                candidates.push(vec![observance_at(&before, true), observance_at(&after, true)]);
                candidates.push(vec![observance_at(&before, false), observance_at(&after, false)]);
            }
            (_, after) => {
                let moment = data.at(first, zone)?;
                let (_, name) = data.season(first, zone)?;
                let fixed = fixed(moment.offset, &name);
                if let Some(after) = after.filter(|after| after.instant <= last) {
                    candidates.push(vec![fixed, observance_at(&after, false)]);
                } else {
                    candidates.push(vec![fixed]);
                }
            }
        }
        for observances in candidates {
            let definition = Self { zone, observances: one_of_each(observances) };
            let mut right = true;
            for instant in instants {
                right &= definition.offset_at(*instant) == data.at(*instant, zone)?.offset;
            }
            if right {
                return Ok(Some(definition));
            }
        }
        Ok(None)
    }

    /// The zone.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// The offset a program that reads this definition finds at `instant`.
    #[must_use]
    pub fn offset_at(&self, instant: Instant) -> Offset {
        let latest = self
            .observances
            .iter()
            .filter_map(|observance| Some((observance.last_onset(instant)?, observance.offset)))
            .max_by_key(|(onset, _)| *onset);
        match latest {
            Some((_, offset)) => offset,
            // Before the first onset: what the first one changes from.
            None => self
                .observances
                .iter()
                .min_by_key(|observance| observance.onset)
                .map_or(Offset::UTC, |observance| observance.before),
        }
    }

    /// Writes the component.
    pub(super) fn write(&self, writer: &mut Writer) {
        writer.begin("VTIMEZONE");
        writer.property("TZID", self.zone.name());
        for observance in &self.observances {
            let kind = if observance.daylight { "DAYLIGHT" } else { "STANDARD" };
            writer.begin(kind);
            writer.property("DTSTART", &observance.onset.format("%Y%m%dT%H%M%S").to_string());
            if let Some(rule) = observance.rule {
                writer.property("RRULE", &rule.to_string());
            }
            writer.property("TZOFFSETFROM", &utc_offset(observance.before));
            writer.property("TZOFFSETTO", &utc_offset(observance.offset));
            writer.property("TZNAME", &observance.name);
            writer.end(kind);
        }
        writer.end("VTIMEZONE");
    }
}

impl Observance {
    /// The last onset at or before `instant`.
    fn last_onset(&self, instant: Instant) -> Option<Instant> {
        let first = self.before.instant(self.onset);
        if first > instant {
            return None;
        }
        let Some(rule) = self.rule else {
            return Some(first);
        };
        let year = self.before.civil(instant).year();
        [year, year - 1]
            .into_iter()
            .filter(|year| *year >= self.onset.year())
            .filter_map(|year| Some(self.before.instant(rule.day(year)?.and_time(self.onset.time()))))
            .find(|onset| *onset <= instant && *onset >= first)
            .or(Some(first))
    }
}

impl YearlyRule {
    /// The rule as every year's "last" or "n-th" weekday, from one date; `last` chooses where both are possible.
    fn of(date: NaiveDate, last: bool) -> Self {
        let ordinal = (date.day() - 1) / 7 + 1;
        let is_last = date.checked_add_days(chrono::Days::new(7)).is_none_or(|next| next.month() != date.month());
        let ordinal = match i8::try_from(ordinal) {
            Ok(ordinal) if ordinal < 5 && !(last && is_last) => ordinal,
            _ => -1,
        };
        Self { month: date.month(), ordinal, weekday: date.weekday() }
    }

    /// The rule's day in `year`.
    fn day(self, year: i32) -> Option<NaiveDate> {
        match u8::try_from(self.ordinal) {
            Ok(ordinal) => NaiveDate::from_weekday_of_month_opt(year, self.month, self.weekday, ordinal),
            Err(_) => (4..=5)
                .rev()
                .find_map(|ordinal| NaiveDate::from_weekday_of_month_opt(year, self.month, self.weekday, ordinal)),
        }
    }
}

/// `FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU`.
impl std::fmt::Display for YearlyRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = match self.weekday {
            Weekday::Mon => "MO",
            Weekday::Tue => "TU",
            Weekday::Wed => "WE",
            Weekday::Thu => "TH",
            Weekday::Fri => "FR",
            Weekday::Sat => "SA",
            Weekday::Sun => "SU",
        };
        write!(formatter, "FREQ=YEARLY;BYMONTH={};BYDAY={}{day}", self.month, self.ordinal)
    }
}

/// The two seasons around an instant as yearly rules that give both changes exactly; `None` where the rules are of
/// another kind. They begin where the rules began, so that the definition is the same in every calendar: some programs
/// keep the first definition of a zone they meet and use it for all others.
fn regular(
    before: &Transition,
    after: &Transition,
    zone: Zone,
    data: &ZoneData,
) -> Result<Option<Vec<Observance>>, TimeError> {
    let Some(earlier) = last_change(before.instant.plus_seconds(-1), zone, data)? else {
        return Ok(None);
    };
    if earlier.after != after.after || earlier.before != after.before || before.before != after.after {
        return Ok(None);
    }
    let Some(rule_after) = rule_through(&earlier, after) else {
        return Ok(None);
    };
    let Some(second_before) = last_change(earlier.instant.plus_seconds(-1), zone, data)? else {
        return Ok(None);
    };
    let following = next_change(after.instant, zone, data)?;
    let rule_before = rule_through(&second_before, before)
        .filter(|_| second_before.after == before.after)
        .or_else(|| following.filter(|next| next.after == before.after).and_then(|next| rule_through(before, &next)));
    let Some(rule_before) = rule_before else {
        return Ok(None);
    };
    let (mut first_before, mut first_after) = (before.clone(), earlier.clone());
    let mut oldest = earlier;
    for _ in 0..2 * MOST_YEARS {
        let Some(previous) = last_change(oldest.instant.plus_seconds(-1), zone, data)? else { break };
        let (rule, model) = if previous.after == before.after { (rule_before, before) } else { (rule_after, after) };
        let (onset, usual) = (previous.before.civil(previous.instant), model.before.civil(model.instant));
        let same_offsets = previous.before == model.before && previous.after == model.after;
        if previous.after == oldest.after || !same_offsets || rule.day(onset.year()) != Some(onset.date()) {
            break;
        }
        if onset.time() != usual.time() {
            break;
        }
        let slot = if previous.after == before.after { &mut first_before } else { &mut first_after };
        slot.clone_from(&previous);
        oldest = previous;
    }
    let ruled = |change: &Transition, rule| Observance { rule: Some(rule), ..observance_at(change, true) };
    Ok(Some(vec![ruled(&first_before, rule_before), ruled(&first_after, rule_after)]))
}

/// The one weekday rule that gives both changes, which are of different years.
fn rule_through(first: &Transition, second: &Transition) -> Option<YearlyRule> {
    let (one, two) = (first.before.civil(first.instant), second.before.civil(second.instant));
    [true, false].into_iter().map(|last| YearlyRule::of(two.date(), last)).find(|rule| {
        one.time() == two.time() && rule.day(one.year()) == Some(one.date()) && rule.day(two.year()) == Some(two.date())
    })
}

/// The observance that begins with a change, on that very day.
fn observance_at(change: &Transition, yearly: bool) -> Observance {
    let onset = change.before.civil(change.instant);
    Observance {
        daylight: change.after > change.before,
        before: change.before,
        offset: change.after,
        name: change.abbreviation.clone(),
        onset,
        rule: yearly.then(|| YearlyRule::of(onset.date(), true)),
    }
}

/// One offset for ever.
fn fixed(offset: Offset, name: &str) -> Observance {
    let onset = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or(NaiveDate::MIN).and_time(chrono::NaiveTime::MIN);
    Observance { daylight: false, before: offset, offset, name: name.to_owned(), onset, rule: None }
}

/// The larger offset is DAYLIGHT, the smaller STANDARD, whatever a government calls them: Ireland and Morocco have it
/// the other way round, and two blocks of one kind are refused.
fn one_of_each(mut observances: Vec<Observance>) -> Vec<Observance> {
    if let [first, second] = observances.as_mut_slice() {
        first.daylight = first.offset > second.offset;
        second.daylight = !first.daylight;
    }
    observances.sort_by_key(|observance| observance.daylight);
    observances
}

/// The last change of offset at or before `instant`; changes of the name alone are passed over.
fn last_change(instant: Instant, zone: Zone, data: &ZoneData) -> Result<Option<Transition>, TimeError> {
    let mut at = instant;
    while let Some(change) = data.last_transition(at, zone)? {
        if change.before != change.after {
            return Ok(Some(change));
        }
        at = change.instant.plus_seconds(-1);
    }
    Ok(None)
}

/// The first change of offset after `instant`.
fn next_change(instant: Instant, zone: Zone, data: &ZoneData) -> Result<Option<Transition>, TimeError> {
    let mut at = instant;
    while let Some(change) = data.next_transition(at, zone)? {
        if change.before != change.after {
            return Ok(Some(change));
        }
        at = change.instant;
    }
    Ok(None)
}

/// `+0100`, with seconds only where a zone has them.
fn utc_offset(offset: Offset) -> String {
    offset.to_string().replace(':', "")
}
