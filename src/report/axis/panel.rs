//! The shapes of one panel.

use super::rows::{self, Row};
use super::shape::{Bar, Label, Line, Panel, Px, Rect, Text};
use super::span::{Aim, Span};
use crate::domain::calendar::Calendar;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::meeting::{Firmness, Half, Hours};
use crate::domain::outside::{OutsideEvent, Stance};
use crate::domain::plan::Placement;
use crate::domain::view::Placed;
use crate::report::group::Group;
use crate::report::input::Input;
use crate::report::words;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Height of the head: months above, days below.
const HEAD: f64 = 40.0;
/// Height of one lane of bars, with the sign of a finding above.
const LANE: f64 = 19.0;
/// Height of a bar.
const BAR: f64 = 12.0;
/// Height of the strip of deadline ticks beneath the lanes.
const TICKS: f64 = 8.0;
/// Height of a lane of events of others.
const EVENT: f64 = 16.0;
/// Height of a printed page, without margins and heading, in CSS pixels.
const PAGE: f64 = 630.0;
/// Height beneath the rows, for the day of the plan.
const FOOT: f64 = 20.0;
/// Width of a character of a label, with some room to spare.
const CHARACTER: f64 = 6.0;
/// Bars narrower than this have no room for a broken outline.
const SLIM: f64 = 9.0;
/// Days before and after a meeting abroad for which the host's closed days are drawn.
const AROUND: u64 = 21;

/// What the panels share: placed meetings by body, and the strongest findings of each meeting.
#[derive(Debug)]
pub struct Marks<'a> {
    by_body: BTreeMap<&'a BodyId, Vec<(&'a MeetingId, &'a Placement)>>,
    findings: BTreeMap<&'a MeetingId, BTreeMap<Group, usize>>,
}

impl<'a> Marks<'a> {
    /// Looks once through the plan and its findings.
    pub fn of(input: &Input<'a>) -> Self {
        let mut by_body: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, at) in &input.plan.placements {
            if let Some(meeting) = input.scenario.meetings().get(id) {
                by_body.entry(&meeting.body).or_default().push((id, at));
            }
        }
        for all in by_body.values_mut() {
            all.sort_by_key(|(id, at)| (at.first(), at.half, *id));
        }
        let mut findings: BTreeMap<_, BTreeMap<Group, usize>> = BTreeMap::new();
        for finding in input.findings {
            for meeting in &finding.meetings {
                *findings.entry(meeting).or_default().entry(Group::of(finding)).or_default() += 1;
            }
        }
        Self { by_body, findings }
    }

    /// How many findings of each group touch a meeting.
    pub fn findings(&self, meeting: &MeetingId) -> Option<&BTreeMap<Group, usize>> {
        self.findings.get(meeting)
    }
}

/// Draws one panel.
pub fn panel(input: &Input<'_>, marks: &Marks<'_>, span: &Span, number: usize) -> Panel {
    let mut panel = Panel {
        number,
        title: span.title(),
        summary: String::new(),
        width: Px(span.width()),
        height: Px(HEAD),
        head: Px(HEAD),
        print_zoom: String::new(),
        labels: vec![],
        shades: vec![],
        lines: vec![],
        texts: vec![],
        ticks: vec![],
        bars: vec![],
    };
    let top = events(input, span, &mut panel);
    let rows = shown(input, marks, span);
    let mut y = top;
    for (index, row) in rows.iter().enumerate() {
        let height = draw_row(input, marks, span, row, y, &mut panel);
        if index % 2 == 0 {
            let width = span.width();
            panel.shades.push(rect(0.0, y, width, height, "row", String::new()));
        }
        y += height;
    }
    panel.height = Px(y + 1.0);
    head(input, span, y, &mut panel);
    // What lies behind is drawn first: rows, closed days, bands through all rows, then events by name.
    panel.shades.sort_by_key(|shade| match shade.class.as_str() {
        "row" => 0,
        "weekend" | "closed" => 1,
        "host" => 2,
        "band" => 3,
        _ => 4,
    });
    panel.print_zoom = format!("{:.2}", (PAGE / panel.height.0).clamp(0.4, 0.8));
    panel.summary = format!(
        "Time axis, {}: {} of {}",
        span.title(),
        words::count(panel.bars.len(), "meeting", "meetings"),
        words::count(rows.len(), "body", "bodies")
    );
    panel
}

/// Bodies with a meeting or a deadline in the span, and their parents.
fn shown<'a>(input: &Input<'a>, marks: &Marks<'a>, span: &Span) -> Vec<Row<'a>> {
    let bodies: BTreeSet<&BodyId> = marks
        .by_body
        .iter()
        .filter(|(_, meetings)| {
            meetings.iter().any(|(id, at)| {
                span.meets(at.first(), at.last())
                    || span.aim != Aim::Days
                        && input.deadlines.get(*id).into_iter().flatten().any(|deadline| span.has(deadline.day))
            })
        })
        .map(|(body, _)| *body)
        .collect();
    rows::with_parents(input.scenario, &bodies)
}

fn rect(x: f64, y: f64, width: f64, height: f64, class: &str, title: String) -> Rect {
    Rect { x: Px(x), y: Px(y), width: Px(width), height: Px(height), class: class.to_owned(), title }
}

fn line(x: f64, y1: f64, y2: f64, class: &str, title: String) -> Line {
    Line { x: Px(x), y1: Px(y1), y2: Px(y2), class: class.to_owned(), title }
}

fn text(x: f64, y: f64, class: &str, words: String) -> Text {
    Text { x: Px(x), y: Px(y), class: class.to_owned(), words }
}

fn width_of(words: &str) -> f64 {
    words.chars().fold(0.0, |width, character| width + if character.is_ascii() { CHARACTER } else { 10.0 })
}

/// Puts stretches into as few lanes as they need, in the order given; returns the lane of each, and how many there are.
fn lanes(stretches: &[(f64, f64)]) -> (Vec<usize>, usize) {
    let mut ends: Vec<f64> = Vec::new();
    let chosen = stretches
        .iter()
        .map(|(start, end)| {
            let lane = ends.iter().position(|free| free <= start).unwrap_or(ends.len());
            if lane == ends.len() {
                ends.push(*end);
            } else {
                ends[lane] = *end;
            }
            lane
        })
        .collect();
    (chosen, ends.len().max(1))
}

/// Events of others: a row of their own on top, and a band through all rows for those to avoid. Returns where rows begin.
fn events(input: &Input<'_>, span: &Span, panel: &mut Panel) -> f64 {
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
        let avoided = event.council || event.stance == Stance::Avoid;
        let place = event.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
        let stance = if avoided { "; to be avoided" } else { "" };
        let title = format!("{}: {}{place}{stance}", event.name, words::range(event.first, event.last));
        if avoided {
            panel.shades.push(rect(*x, HEAD, *width, 0.0, "band", title.clone()));
        }
        panel.shades.push(rect(*x, y, *width, EVENT - 4.0, if avoided { "event avoid" } else { "event" }, title));
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

#[expect(clippy::cast_precision_loss, reason = "a number of rows on a page")]
fn count_as_length(count: usize) -> f64 {
    count as f64
}

/// Months, weeks, days, closed days and the day of the plan.
fn head(input: &Input<'_>, span: &Span, bottom: f64, panel: &mut Panel) {
    for band in panel.shades.iter_mut().filter(|shade| shade.class == "band") {
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

/// Draws the meetings and deadlines of a body; returns the height of its row.
fn draw_row(input: &Input<'_>, marks: &Marks<'_>, span: &Span, row: &Row<'_>, y: f64, panel: &mut Panel) -> f64 {
    let meetings: &[_] = marks.by_body.get(&row.body.id).map_or(&[], Vec::as_slice);
    let mut here: Vec<(Placed<'_>, f64, f64)> = Vec::new();
    for (id, at) in meetings.iter().filter(|(_, at)| span.meets(at.first(), at.last())) {
        let Some(meeting) = input.scenario.meetings().get(*id) else { continue };
        let venue = at.venue.as_ref().and_then(|venue| input.scenario.venues().get(venue));
        let (x, width) = stretch(span, at);
        here.push((Placed { meeting, body: row.body, at, venue }, x, width));
    }
    let (chosen, count) = lanes(&here.iter().map(|(_, x, width)| (*x, x + width + 1.0)).collect::<Vec<_>>());
    let height = LANE * count_as_length(count) + TICKS;
    panel.labels.push(Label {
        name: row.body.id.to_string(),
        more: row.body.name.to_string(),
        height: Px(height),
        depth: row.depth.min(3),
        class: format!("k-{}", row.body.kind.word()),
    });
    for (index, ((placed, x, width), lane)) in here.iter().zip(&chosen).enumerate() {
        if placed.venue.is_some_and(|venue| !venue.headquarters) {
            host_days(input, span, placed, y, height, panel);
        }
        let next = here
            .iter()
            .zip(&chosen)
            .skip(index + 1)
            .find(|(_, other)| *other == lane)
            .map_or(span.width(), |((_, x, _), _)| *x);
        let top = y + LANE * count_as_length(*lane) + 6.0;
        panel.bars.push(bar(marks, span, placed, (*x, top, *width, next)));
    }
    ticks(input, span, meetings, y + height, panel);
    height
}

/// Left edge and width of a placement in the span, half-days as halves.
fn stretch(span: &Span, at: &Placement) -> (f64, f64) {
    let (mut left, mut right) = (span.x(at.first().max(span.first)), span.x(at.last().min(span.last)) + span.day);
    match at.half {
        Some(Half::Morning) => right -= span.day / 2.0,
        Some(Half::Afternoon) => left += span.day / 2.0,
        None => {}
    }
    (left, (right - left).max(3.0))
}

fn bar(marks: &Marks<'_>, span: &Span, placed: &Placed<'_>, (x, y, width, next): (f64, f64, f64, f64)) -> Bar {
    let Placed { meeting, body, at, venue } = placed;
    let mut words = match (span.aim, meeting.hours, at.half) {
        (Aim::Days, Hours::Stated(hours), _) => {
            format!("{}–{}", hours.start().format("%H:%M"), hours.end().format("%H:%M"))
        }
        (Aim::Days, _, Some(half)) => half.word().to_owned(),
        _ if at.first() == at.last() => at.first().day().to_string(),
        _ if at.first().month() == at.last().month() => format!("{}–{}", at.first().day(), at.last().day()),
        _ => words::short_range(at.first(), at.last()),
    };
    if let Some(abroad) = venue.filter(|venue| !venue.headquarters) {
        words = format!("{words} {}", abroad.name);
    }
    let needed = width_of(&words) + 4.0;
    let solid = !matches!(at.firmness, Firmness::Tentative | Firmness::Cancelled);
    let label = if solid && needed + 2.0 <= width {
        Some(text(x + 4.0, y + 9.5, "in", words))
    } else if x + width + needed <= next {
        Some(text(x + width + 3.0, y + 9.5, "out", words))
    } else {
        None
    };
    let found = marks.findings(&meeting.id);
    let strongest = found.and_then(|found| found.keys().next().copied()).filter(|group| *group <= Group::Prefer);
    let told: Vec<String> =
        found.into_iter().flatten().map(|(group, count)| format!("{count} {}", group.word())).collect();
    let place = venue.map_or_else(|| "electronic".to_owned(), |venue| venue.name.to_string());
    let told = if told.is_empty() { String::new() } else { format!("; findings: {}", told.join(", ")) };
    Bar {
        href: format!("#m-{}", meeting.id),
        title: format!(
            "{} ({}): {}, {place}, {}{told}",
            meeting.title,
            body.id,
            words::placement(at),
            at.firmness.word()
        ),
        x: Px(x),
        y: Px(y),
        width: Px(width),
        height: Px(BAR),
        class: format!("k-{} f-{}{}", body.kind.word(), at.firmness.word(), if width < SLIM { " slim" } else { "" }),
        stands: matches!(at.firmness, Firmness::Confirmed | Firmness::Announced | Firmness::Held)
            .then_some(Px(y + BAR - 2.5)),
        label,
        mark: strongest.map(|group| sign(group, x + 2.5, y - 3.5)).unwrap_or_default(),
        mark_class: strongest.map(Group::word).unwrap_or_default().to_owned(),
    }
}

/// The outline of a sign around a point: a triangle, a diamond, a ring.
fn sign(group: Group, x: f64, y: f64) -> String {
    match group {
        Group::Must => format!("M{:.1} {:.1}l4.2 7h-8.4z", x, y - 4.2),
        Group::Should => format!("M{:.1} {:.1}l3.6 3.6l-3.6 3.6l-3.6 -3.6z", x, y - 3.8),
        _ => format!("M{:.1} {:.1}a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z", x - 2.6, y - 0.2),
    }
}

/// Closed days of the host around a meeting abroad, in its own row.
fn host_days(input: &Input<'_>, span: &Span, placed: &Placed<'_>, y: f64, height: f64, panel: &mut Panel) {
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

/// Deadlines as ticks on the lower edge of the row, those of one day as one.
fn ticks(input: &Input<'_>, span: &Span, meetings: &[(&MeetingId, &Placement)], bottom: f64, panel: &mut Panel) {
    use crate::domain::deadline::DeadlineKind;
    let mut by_day: BTreeMap<NaiveDate, (bool, Vec<String>)> = BTreeMap::new();
    for (id, _) in meetings {
        for deadline in input.deadlines.get(*id).into_iter().flatten().filter(|deadline| span.has(deadline.day)) {
            let (letter, told) = by_day.entry(deadline.day).or_default();
            *letter |= deadline.kind == DeadlineKind::Letter;
            told.push(format!("{} for {}", deadline.kind.label(), input.title_of(id)));
        }
    }
    for (day, (letter, told)) in by_day {
        let (class, height) = if letter { ("letter", TICKS + 1.0) } else { ("due", 5.0) };
        let title = format!("{}: {}", words::day(day), told.join("; "));
        panel.ticks.push(line(span.x(day) + span.day / 2.0, bottom - height, bottom - 1.0, class, title));
    }
}
