//! The shapes of one panel.

use super::backdrop::{self, HEAD};
use super::rows::{self, Row};
use super::shape::{Bar, Label, Panel, Px, count_as_length, lanes, line, rect, text, width_of};
use super::span::{Aim, Span};
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::meeting::{Firmness, Half, Hours};
use crate::domain::plan::Placement;
use crate::domain::view::Placed;
use crate::report::group::Group;
use crate::report::input::Input;
use crate::report::words;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Height of one lane of bars, with the sign of a finding above.
const LANE: f64 = 19.0;
/// Height of a bar.
const BAR: f64 = 12.0;
/// Height of the strip of deadline ticks beneath the lanes.
const TICKS: f64 = 8.0;
/// Height of a printed page, without margins and heading, in CSS pixels.
const PAGE: f64 = 630.0;
/// Bars narrower than this have no room for a broken outline.
const SLIM: f64 = 9.0;

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
    let top = backdrop::events(input, span, &mut panel);
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
    backdrop::head(input, span, y, &mut panel);
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
    backdrop::bands_of(input, span, &row.body.id, (y, height), panel);
    for (index, ((placed, x, width), lane)) in here.iter().zip(&chosen).enumerate() {
        if placed.venue.is_some_and(|venue| !venue.headquarters) {
            backdrop::host_days(input, span, placed, y, height, panel);
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
            format!("{}–{}", hours.start().format("%H:%M"), hours.end_words())
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
