//! Series: meetings listed in order, or made from a pattern.

use super::bodies::by_language;
use super::index::Index;
use super::meetings::{Defaults, meeting, title};
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::meeting::Meeting;
use crate::domain::scenario::Series;
use crate::domain::text::Line;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::Note;
use chrono::NaiveDate;

/// Reads one `[[series]]`; the meetings of a pattern are added to `made`.
pub(super) fn one<'a>(
    entry: &Entry<'a>,
    defaults: &Defaults<'_>,
    listed: &[Meeting],
    made: &mut Vec<Meeting>,
    index: &mut Index<'a>,
) -> Option<Series> {
    let id = entry.required("id", Field::id::<MeetingId>);
    let least_days = entry.or("least_days", 1, |field| field.days(0..=3_660));
    let most_days = entry.optional("most_days", |field| field.days(0..=3_660));
    if let Some(most) = most_days.filter(|most| *most < least_days) {
        let message = format!("most_days {most} is less than least_days {least_days}");
        entry.tell(Note::error("duration.invalid", entry.place("most_days"), message).fix("swap the two"));
    }
    if entry.has("meetings") {
        let meetings: Vec<MeetingId> = entry.list("meetings", Field::id);
        let own = entry.optional("body", Field::id::<BodyId>);
        let body = own.or_else(|| listed.iter().find(|one| meetings.contains(&one.id)).map(|one| one.body.clone()));
        let body = body.or_else(|| entry.required("body", |_| None))?;
        return Some(Series { id: id?, body, meetings, least_days, most_days });
    }
    let body = entry.required("body", Field::id::<BodyId>);
    let years = entry.required("years", |field| Some(field.list(|year| year.number(1970..=2100))));
    let a_year = entry.required("a_year", |field| field.small(1..=52));
    let shared_title = title(entry, body.as_ref(), defaults);
    let titles = by_language(entry, "titles");
    let earliest = entry.or("earliest", defaults.period.0, Field::date);
    let latest = entry.or("latest", defaults.period.1, Field::date);
    let (id, body, years, a_year, shared_title) = (id?, body?, years?, a_year?, shared_title?);
    let mut meetings = Vec::new();
    for year in years {
        let year = i32::try_from(year).unwrap_or(1970);
        let whole = (NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?);
        let window = (whole.0.max(earliest), whole.1.min(latest));
        if window.1 < window.0 {
            let message = format!("the year {year} lies outside the planned period ({earliest} to {latest})");
            entry.tell(Note::error("meeting.order", entry.place("years"), message).fix("remove the year"));
            continue;
        }
        for number in 1..=a_year {
            let Ok(one) = MeetingId::parse(&format!("{id}-{year}-{number}")) else {
                let message = format!("{id}-{year}-{number} would be too long an id");
                entry.tell(Note::error("id.invalid", entry.place("id"), message).fix("shorten the id"));
                return None;
            };
            let titled =
                Line::parse(&format!("{shared_title} {number}/{year}")).unwrap_or_else(|_| shared_title.clone());
            // Reading the entry again would tell its findings again; the first meeting is read, the others follow it.
            let next = match made.last().filter(|_| !meetings.is_empty()) {
                None => meeting(entry, one.clone(), body.clone(), (titled, titles.clone()), window, defaults),
                Some(first) => {
                    Meeting { id: one.clone(), title: titled, earliest: window.0, latest: window.1, ..first.clone() }
                }
            };
            index.add("meeting", &one, entry);
            meetings.push(one);
            made.push(next);
        }
    }
    Some(Series { id, body, meetings, least_days, most_days })
}
