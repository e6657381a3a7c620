//! The tables of a series file, entry by entry.

use crate::domain::days::Period;
use crate::domain::series::{Band, Burden, Clash, Due, Held, Member, SeriesMeeting, Slot};
use crate::domain::text::Line;
use crate::domain::time::{Date, HourRange};
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::Note;
use crate::exchange::values::{WEEKDAYS, short};
use chrono::{NaiveTime, Timelike, Weekday};
use std::num::NonZeroU32;

/// Longest meeting, in minutes.
const LONGEST: u16 = 600;

/// Most points of a quarter of an hour.
const MOST_POINTS: u16 = 1_000;

/// Most points of the past.
const MOST_PAST: i64 = 10_000_000;

const WORKING_DAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// Somebody who attends.
pub(super) fn member(entry: &Entry<'_>) -> Option<Member> {
    let name = entry.required("name", Field::line);
    let country = entry.optional("country", Field::country);
    let zone = entry.required("zone", Field::zone);
    let people = entry.or("people", NonZeroU32::MIN, Field::people);
    let past = entry.table("past", "past burdens", past).unwrap_or_default();
    Some(Member { name: name?, country, zone: zone?, people, past })
}

fn past(entry: &Entry<'_>) -> Option<Burden> {
    let points = |key| entry.optional(key, |field| field.number(0..=MOST_PAST)).and_then(|n| u32::try_from(n).ok());
    let night = points("night").unwrap_or(0);
    Some(Burden { night, whole: points("whole").unwrap_or(night) })
}

/// What a series file leaves to its surroundings.
pub(super) struct Usual<'a> {
    /// The day of the plan.
    pub(super) as_of: Date,
    /// Title and minutes of a meeting of the scenario, by its id.
    pub(super) known: &'a dyn Fn(&str) -> Option<Line>,
}

/// A meeting to be placed or judged.
pub(super) fn meeting(entry: &Entry<'_>, usual: &Usual<'_>) -> Option<SeriesMeeting> {
    let id: Option<crate::domain::ids::MeetingId> = entry.required("id", Field::id);
    let title = entry.optional("title", Field::line);
    let minutes = entry.required("minutes", |field| field.count(1..=LONGEST));
    let given = given(entry);
    let day = given.map(|slot| slot.date);
    let earliest = entry.optional("earliest", Field::date).or(day).unwrap_or(usual.as_of);
    let latest = match day {
        Some(day) => entry.or("latest", day, Field::date),
        None => entry.required("latest", Field::date)?,
    };
    let weekdays = match entry.field("weekdays") {
        Some(field) => field.list(|day| day.word(&WEEKDAYS)),
        None => day.map_or_else(|| WORKING_DAYS.to_vec(), with),
    };
    let hours = entry.optional("within", Field::hours);
    let target = entry.optional("target", Field::date);
    let notice = periods(entry, ["notice_days", "notice_weeks", "notice_months", "notice_working_days"]);
    let due = entry.tables("due", "something due", due);
    let fixed = entry.flag("fixed");
    let source = entry.optional("source", Field::line);
    let id = id?;
    let title = title.or_else(|| (usual.known)(id.as_str())).or_else(|| Line::parse(id.as_str()).ok())?;
    let minutes = minutes?;
    Some(SeriesMeeting {
        id,
        title,
        minutes,
        earliest,
        latest,
        weekdays,
        hours,
        target,
        notice,
        due,
        given,
        fixed,
        source,
    })
}

/// Working days, and the weekday of a day that was given.
fn with(day: Date) -> Vec<Weekday> {
    use chrono::Datelike;
    let mut days = WORKING_DAYS.to_vec();
    if !days.contains(&day.weekday()) {
        days.push(day.weekday());
    }
    days
}

/// Date and hour, both or neither.
fn given(entry: &Entry<'_>) -> Option<Slot> {
    let date = entry.optional("date", Field::date);
    let start = entry.optional("start", Field::clock);
    let (has_date, has_start) = (entry.has("date"), entry.has("start"));
    if has_date != has_start {
        let (there, missing) = if has_date { ("date", "start") } else { ("start", "date") };
        let message = format!("{there:?} stands without {missing:?}; a published meeting has both");
        let note = Note::error("scn.missing_key", entry.place(there), message);
        entry.tell(note.fix(format!("add {missing} = …, or remove {there}")));
    }
    Some(Slot { date: date?, start_minute: minute(start?) })
}

/// The minute of the day.
pub(super) fn minute(time: NaiveTime) -> u16 {
    u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0)
}

/// A period, said in one of four units.
fn periods(entry: &Entry<'_>, keys: [&'static str; 4]) -> Option<Period> {
    let units: [fn(u16) -> Period; 4] = [Period::days, Period::weeks, Period::months, Period::working_days];
    let said: Vec<(usize, u16)> = keys
        .iter()
        .enumerate()
        .filter_map(|(unit, key)| Some((unit, entry.optional(key, |field| field.count(0..=730))?)))
        .collect();
    if let [_, (second, _), ..] = said[..] {
        let message = format!("{:?} says a second time how long before", keys[second]);
        entry.tell(Note::error("scn.conflict", entry.place(keys[second]), message).fix("keep one of the two"));
    }
    said.first().map(|(unit, count)| units[*unit](*count))
}

fn due(entry: &Entry<'_>) -> Option<Due> {
    let name = entry.required("name", Field::line);
    let period = periods(entry, ["days", "weeks", "months", "working_days"]);
    if period.is_none() && !entry.findings.told_at(entry.span) {
        let message = "something due has no time; expected days, weeks, months or working_days before the meeting";
        entry.tell(Note::error("scn.missing_key", entry.span, message).fix("add days = 12"));
    }
    Some(Due { name: name?, period: period? })
}

/// A meeting of the past.
pub(super) fn held(entry: &Entry<'_>) -> Option<Held> {
    let title = entry.required("title", Field::line);
    let date = entry.required("date", Field::date);
    let start = entry.required("start", Field::clock);
    let minutes = entry.required("minutes", |field| field.count(1..=LONGEST));
    let slot = Slot { date: date?, start_minute: minute(start?) };
    Some(Held { title: title?, slot, minutes: minutes? })
}

/// Days that are taken.
pub(super) fn clash(entry: &Entry<'_>) -> Option<Clash> {
    let name = entry.required("name", Field::line);
    let first = entry.required("first", Field::date);
    let last = entry.optional("last", Field::date);
    let hours = entry.optional("hours", Field::hours);
    let first = first?;
    Some(Clash { name: name?, first, last: last.unwrap_or(first), hours })
}

/// A band of the burden table.
pub(super) fn band(entry: &Entry<'_>) -> Option<Band> {
    let from = entry.required("from", Field::clock).map(minute);
    let until = entry.required("until", |field| {
        let text = field.text()?;
        // `00:00` and `24:00` as an end are both the midnight that ends the day.
        let end = if text == "00:00" { "24:00" } else { text };
        match HourRange::parse(&format!("00:00-{end}")) {
            Ok(range) => Some(range.end_minute()),
            Err(_) => field.wrong("time.invalid", format!("{:?} is no hour; expected 00:15 to 24:00", short(text))),
        }
    });
    let points = entry.required("points", |field| field.count(0..=MOST_POINTS));
    let night = entry.flag("night");
    let reason = entry.required("reason", Field::string);
    let (from, until) = (from?, until?);
    if from >= until {
        let message = "the band ends before it begins; split one that goes over midnight";
        entry.tell(Note::error("time.invalid", entry.place("until"), message).fix("write two bands"));
        return None;
    }
    Some(Band { from_minute: from, until_minute: until, points: points?, night, reason: reason? })
}
