//! The report for programs. Keys stay; new ones may be added. Times are ISO, points whole numbers.
//!
//! | key | holds |
//! |---|---|
//! | `format` | `"convoke-hours-report/1"` |
//! | `series` | `name`, `title`, `as_of`, `zone`, `count`, `hour`, `closed_days` |
//! | `quality` | `optimal`, `feasible`, `unproven` |
//! | `levels` | of the proof: `aim` (`closed`, `night`, `whole`), `top`, `value`, `bound` |
//! | `wishes_proven`, `looked_at`, `choices`, `kinds` | of the proof, or `null` |
//! | `meetings` | `id`, `title`, `date`, `start`, `utc`, `utc_end`, `announce_by`, `due`, `rank`, `members` (`name`, `local_start`, `offset`, `night`, `whole`, `closed`), `better` |
//! | `members` | `name`, `country`, `zone`, `people`, `before`, `series`, `total` (each `night` and `whole`) |
//! | `clock_changes` | `zone`, `day`, `utc`, `before`, `after`, `shift_minutes` |
//! | `why`, `clocks`, `closed_days` | sentences |
//! | `findings` | `strength`, `code`, `meeting`, `message`, `remedy` |
//! | `fairest` | of a judged plan: the fairest one, with the same keys `quality` to `members`; or `null` |

use super::input::HoursInput;
use super::words;
use crate::domain::series::outcome::{Aim, Assessed};
use crate::domain::series::{Burden, ClosedDays, Counting, HourMode};
use serde_json::{Value, json};

/// The whole report as one value.
#[must_use]
pub fn json(input: &HoursInput<'_>) -> Value {
    let settings = &input.series.settings;
    let word = |words: &[&'static str], index: Option<usize>| index.map(|index| words[index]);
    let counting = Counting::ALL.map(|(_, word)| word);
    let hour = HourMode::ALL.map(|(_, word)| word);
    let closed = ClosedDays::ALL.map(|(_, word)| word);
    let mut report = json!({
        "format": "convoke-hours-report/1",
        "series": {
            "name": input.series.name.as_str(),
            "title": input.series.title.as_str(),
            "as_of": input.series.as_of.to_string(),
            "zone": input.series.zone.name(),
            "count": word(&counting, Counting::ALL.iter().position(|(one, _)| *one == settings.counting)),
            "hour": word(&hour, HourMode::ALL.iter().position(|(one, _)| *one == settings.hour)),
            "closed_days": word(&closed, ClosedDays::ALL.iter().position(|(one, _)| *one == settings.closed_days)),
        },
        "why": words::why(input),
        "clocks": input.shown.changes.iter().map(|change| words::clock_change(input, change)).chain(words::left_out(input)).collect::<Vec<_>>(),
        "closed_days": words::closed_days(input),
        "clock_changes": input.shown.changes.iter().map(|change| json!({
            "zone": change.zone.name(),
            "day": change.day.to_string(),
            "utc": change.change.instant.to_string(),
            "before": change.change.before.to_string(),
            "after": change.change.after.to_string(),
            "shift_minutes": change.shift_minutes,
        })).collect::<Vec<_>>(),
        "findings": input.shown.findings.iter().map(|finding| json!({
            "strength": finding.strength.word(),
            "code": finding.code,
            "meeting": finding.meeting.as_ref().map(ToString::to_string),
            "message": finding.message,
            "remedy": finding.remedy,
        })).collect::<Vec<_>>(),
        "fairest": input.fairest.map(|fairest| plan(input, fairest)),
    });
    if let (Value::Object(report), Value::Object(plan)) = (&mut report, plan(input, input.shown)) {
        report.extend(plan);
    }
    report
}

fn plan(input: &HoursInput<'_>, assessed: &Assessed) -> Value {
    let proof = assessed.proof.as_ref();
    json!({
        "quality": proof.map_or("unproven", |proof| proof.quality.word()),
        "levels": proof.map(|proof| proof.levels.iter().map(|level| {
            let (aim, top) = match level.aim {
                Aim::Closed => ("closed", None),
                Aim::Night { top } => ("night", Some(top)),
                Aim::Whole { top } => ("whole", Some(top)),
            };
            json!({ "aim": aim, "top": top, "value": level.value, "bound": level.bound })
        }).collect::<Vec<_>>()),
        "wishes_proven": proof.map(|proof| proof.wishes_proven),
        "looked_at": proof.map(|proof| proof.looked_at),
        "choices": proof.map(|proof| proof.choices.clone()),
        "kinds": proof.map(|proof| proof.kinds.clone()),
        "meetings": assessed.meetings.iter().map(|meeting| json!({
            "id": meeting.id.as_str(),
            "title": input.title(&meeting.id),
            "date": meeting.slot.date.to_string(),
            "start": meeting.slot.clock().format("%H:%M").to_string(),
            "utc": meeting.begins.to_string(),
            "utc_end": meeting.ends.to_string(),
            "announce_by": meeting.notice.as_ref().map(|notice| notice.date.to_string()),
            "due": meeting.due.iter().map(|(name, due)| json!({ "name": name.as_str(), "by": due.date.to_string() })).collect::<Vec<_>>(),
            "rank": {
                "fairer": meeting.rank.fairer, "as_fair": meeting.rank.as_fair, "of": meeting.rank.of,
                "fairer_that_day": meeting.rank.fairer_that_day, "of_that_day": meeting.rank.of_that_day,
            },
            "better": meeting.better.as_ref().map(|better| json!({
                "date": better.slot.date.to_string(),
                "start": better.slot.clock().format("%H:%M").to_string(),
            })),
            "members": meeting.locals.iter().enumerate().map(|(member, local)| json!({
                "name": input.member(member),
                "local_start": local.start.format("%Y-%m-%dT%H:%M").to_string(),
                "offset": local.offset.to_string(),
                "night": local.burden.night,
                "whole": local.burden.whole,
                "closed": local.closed.iter().map(|known| known.day.name()).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "members": input.series.members.iter().zip(&assessed.members).map(|(member, outcome)| json!({
            "name": member.name.as_str(),
            "country": member.country.map(|country| country.to_string()),
            "zone": member.zone.name(),
            "people": member.people.get(),
            "before": points(outcome.before),
            "series": points(outcome.series),
            "total": points(outcome.total()),
        })).collect::<Vec<_>>(),
    })
}

fn points(burden: Burden) -> Value {
    json!({ "night": burden.night, "whole": burden.whole })
}
