//! What lies behind the meetings: months and days, closed days, events of others.

use super::shape::{Label, Panel, Px, count_as_length, lanes, line, rect, text, width_of};
use super::span::{Aim, Span};
use crate::domain::calendar::Calendar;
use crate::domain::ids::BodyId;
use crate::domain::outside::{OutsideEvent, Stance};
use crate::domain::view::Placed;
use crate::report::input::Input;
use crate::report::words;
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Height of the head: months above, days below.
pub(super) const HEAD: f64 = 40.0;
/// Height of a lane of events of others.
const EVENT: f64 = 16.0;
/// Days before and after a meeting abroad for which the host's closed days are drawn.
const AROUND: u64 = 21;
/// Height beneath the rows, for the day of the plan.
const FOOT: f64 = 20.0;

/// Events of others: a row of their own on top, and a band through all rows for those to avoid. Returns where rows begin.
pub(super) fn events(input: &Input<'_>, span: &Span, panel: &mut Panel) -> f64 {
    let mut all: Vec<&OutsideEvent> =
        input.scenario.outside().values().filter(|event| span.meets(event.first, event.last)).collect();
    if all.is_empty() {
        return HEAD;
    }
    all.sort_by_key(|event| (event.first, event.last));
    let drawn: Vec<(f64, f64, String)> = all
        .iter()
        .map(|event| {
            let x = span.x(event.first.max(span.first));
            let width = span.x(event.last.min(span.last)) + span.day - x;
            let name: String = event.name.as_str().chars().take(34).collect();
            let name = if name.len() < event.name.as_str().len() { format!("{}…", name.trim_end()) } else { name };
            (x, width, name)
        })
        .collect();
    let inside = |width: f64, name: &str| width_of(name) + 6.0 <= width;
    // Near the right edge the name stands before the bar.
    let before = |x: f64, width: f64, name: &str| {
        !inside(width, name) && x + width + 4.0 + width_of(name) > span.width() && x > width_of(name) + 4.0
    };
    let stretches: Vec<(f64, f64)> = drawn
        .iter()
        .map(|(x, width, name)| {
            if before(*x, *width, name) {
                (x - width_of(name) - 6.0, x + width + 2.0)
            } else {
                (*x, x + if inside(*width, name) { *width } else { width + width_of(name) + 8.0 })
            }
        })
        .collect();
    let (chosen, count) = lanes(&stretches);
    let height = EVENT * count_as_length(count) + 6.0;
    panel.labels.push(Label {
        name: "Events".to_owned(),
        more: "of others".to_owned(),
        height: Px(height),
        depth: 0,
        class: "events".to_owned(),
    });
    for ((event, (x, width, name)), lane) in all.iter().zip(&drawn).zip(chosen) {
        let y = HEAD + 3.0 + EVENT * count_as_length(lane);
        let avoided = to_avoid(event);
        if avoided && event.concerns.is_empty() {
            panel.shades.push(rect(*x, HEAD, *width, 0.0, "band", told(event)));
        }
        panel.shades.push(rect(*x, y, *width, EVENT - 4.0, if avoided { "event avoid" } else { "event" }, told(event)));
        let (at, class) = if inside(*width, name) {
            (x + 3.0, "event-name")
        } else if before(*x, *width, name) {
            (x - 4.0, "event-name end")
        } else {
            (x + width + 4.0, "event-name")
        };
        panel.texts.push(text(at, y + EVENT - 7.0, class, name.clone()));
    }
    HEAD + height
}

fn to_avoid(event: &OutsideEvent) -> bool {
    event.council || event.stance == Stance::Avoid
}

/// An event in words: name, dates, place, and who should keep clear of it.
fn told(event: &OutsideEvent) -> String {
    let place = event.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
    let concerned: Vec<&str> = event.concerns.iter().map(BodyId::as_str).collect();
    let stance = match (to_avoid(event), concerned.is_empty()) {
        (false, _) => String::new(),
        (true, true) => "; to be avoided".to_owned(),
        (true, false) => format!("; to be avoided by {}", concerned.join(", ")),
    };
    format!("{}: {}{place}{stance}", event.name, words::range(event.first, event.last))
}

/// Events of others that this body keeps clear of, as bands in its row (`y`, `height`).
pub(super) fn bands_of(input: &Input<'_>, span: &Span, body: &BodyId, (y, height): (f64, f64), panel: &mut Panel) {
    for event in input
        .scenario
        .outside()
        .values()
        .filter(|event| to_avoid(event) && event.concerns.contains(body) && span.meets(event.first, event.last))
    {
        let x = span.x(event.first.max(span.first));
        let width = span.x(event.last.min(span.last)) + span.day - x;
        panel.shades.push(rect(x, y, width, height, "band", told(event)));
    }
}

/// Months, weeks, days, closed days and the day of the plan.
pub(super) fn head(input: &Input<'_>, span: &Span, bottom: f64, panel: &mut Panel) {
    // Those of single rows have their height already.
    for band in panel.shades.iter_mut().filter(|shade| shade.class == "band" && shade.height == Px(0.0)) {
        band.height = Px(bottom - HEAD);
    }
    let closed = closed(input, span, input.scenario.secretariat_calendar());
    for (first, last, class, name) in closed {
        let x = span.x(first);
        panel.shades.push(rect(x, HEAD, span.x(last) + span.day - x, bottom - HEAD, class, name));
    }
    for day in span.days() {
        let x = span.x(day);
        let begins_month = day.day() == 1 || day == span.first;
        if begins_month && (day.day() == 1 || day.day() < 25 || span.day > 12.0) {
            let room = as_days_left(day, span) * span.day;
            let words = if span.aim == Aim::Days || day.month() == 1 || day == span.first {
                day.format("%B %Y").to_string()
            } else {
                day.format("%B").to_string()
            };
            if width_of(&words) * 1.2 < room {
                panel.texts.push(text(x + 4.0, 15.0, "month", words));
            }
            if day.day() == 1 {
                panel.lines.push(line(x, 2.0, bottom, "month", String::new()));
            }
        }
        if span.aim == Aim::Days && span.day >= 44.0 {
            panel.lines.push(line(x, 20.0, bottom, "day", String::new()));
            panel.lines.push(line(x + span.day / 2.0, HEAD, bottom, "half", String::new()));
            panel.texts.push(text(x + 4.0, 33.0, "day", day.format("%a %-d").to_string()));
        } else if day.weekday() == Weekday::Mon {
            panel.lines.push(line(x, 24.0, bottom, "week", String::new()));
            let words = if span.day >= 9.0 { "Mon %-d" } else { "%-d" };
            panel.texts.push(text(x + 3.0, 34.0, "day", day.format(words).to_string()));
        }
    }
    if span.has(input.plan.as_of) {
        let title = format!("As of {}", words::plain_day(input.plan.as_of));
        let x = span.x(input.plan.as_of);
        let (at, class) = if x + width_of(&title) < span.width() { (x, "as-of") } else { (x, "as-of end") };
        panel.texts.push(text(at, bottom + 13.0, class, title.clone()));
        panel.lines.push(line(x, 18.0, bottom + 3.0, "as-of", title));
        panel.height = Px(bottom + FOOT);
    }
}

/// Days from here to the end of the month or of the span.
fn as_days_left(day: NaiveDate, span: &Span) -> f64 {
    let left = day.iter_days().take_while(|other| other.month() == day.month() && *other <= span.last).count();
    count_as_length(left)
}

/// Stretches of closed days of a calendar: named days by themselves, weekends joined.
fn closed(input: &Input<'_>, span: &Span, calendar: &Calendar) -> Vec<(NaiveDate, NaiveDate, &'static str, String)> {
    use crate::domain::calendar::DayKind;
    let mut found: Vec<(NaiveDate, NaiveDate, &'static str, String)> = Vec::new();
    for day in span.days() {
        let Some(known) = calendar.closed_on(day, input.plan.as_of) else { continue };
        let weekend = known.day.kind() == DayKind::Weekend;
        let name = if weekend {
            String::new()
        } else {
            let forecast = if known.is_forecast() { ", a forecast" } else { "" };
            format!("{}: {}{forecast} ({})", words::day(day), known.day.name(), calendar.name())
        };
        let class = if weekend { "weekend" } else { "closed" };
        match found.last_mut() {
            Some((_, last, "weekend", _)) if weekend && *last + Days::new(1) == day => *last = day,
            _ => found.push((day, day, class, name)),
        }
    }
    found
}

/// Closed days of the host around a meeting abroad, in its own row.
pub(super) fn host_days(input: &Input<'_>, span: &Span, placed: &Placed<'_>, y: f64, height: f64, panel: &mut Panel) {
    let (Some(venue), at) = (placed.venue, placed.at) else { return };
    let around = Days::new(AROUND);
    let window =
        Span { first: (at.first() - around).max(span.first), last: (at.last() + around).min(span.last), ..*span };
    for calendar in input.scenario.calendars_of(venue) {
        for (first, last, class, name) in closed(input, &window, calendar) {
            if class == "closed" {
                let x = span.x(first);
                let width = span.x(last) + span.day - x;
                panel.shades.push(rect(x, y + 1.0, width, height - 2.0, "host", format!("{}: {name}", venue.name)));
            }
        }
    }
}
