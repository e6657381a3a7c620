//! Which stretches of time are drawn, and how wide a day is in each.

use crate::report::input::Input;
use chrono::{Datelike, Days, Months, NaiveDate};

/// Width of a panel without its row labels, in CSS pixels.
const WIDTH: f64 = 1040.0;
/// A day is never drawn wider than this.
const WIDEST_DAY: f64 = 176.0;
/// Meetings that lie within so many days get a panel of their days.
const CLOSE: i64 = 21;
/// Longest panel, in months.
const LONGEST: usize = 6;
/// A period of up to so many months stays in one panel.
const UNDIVIDED: usize = 8;

/// What a panel is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aim {
    /// A part of a long calendar.
    Part,
    /// All that leads to a few meetings, and what follows.
    Approach,
    /// The days of the meetings themselves.
    Days,
}

/// A stretch of time, both days included.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Span {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Width of a day in CSS pixels.
    pub day: f64,
    /// What it is for.
    pub aim: Aim,
}

impl Span {
    fn new(first: NaiveDate, last: NaiveDate, aim: Aim) -> Self {
        Self { first, last, day: (WIDTH / days(first, last)).min(WIDEST_DAY), aim }
    }

    /// Days from the first to the last.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.first.iter_days().take_while(|day| *day <= self.last)
    }

    /// Where a day begins.
    pub fn x(&self, date: NaiveDate) -> f64 {
        as_length((date - self.first).num_days()) * self.day
    }

    /// Width of the whole.
    pub fn width(&self) -> f64 {
        days(self.first, self.last) * self.day
    }

    /// Some of these days lie in it.
    pub fn meets(&self, first: NaiveDate, last: NaiveDate) -> bool {
        first <= self.last && self.first <= last
    }

    /// The day lies in it.
    pub fn has(&self, day: NaiveDate) -> bool {
        self.meets(day, day)
    }

    /// `May – September 2017`, or the days where it is short.
    pub fn title(&self) -> String {
        let (first, last) = (self.first, self.last);
        match self.aim {
            Aim::Days => format!("The days: {}", crate::report::words::range(first, last)),
            Aim::Part | Aim::Approach if (first.year(), first.month()) == (last.year(), last.month()) => {
                first.format("%B %Y").to_string()
            }
            Aim::Part | Aim::Approach if first.year() == last.year() => {
                format!("{} – {}", first.format("%B"), last.format("%B %Y"))
            }
            Aim::Part | Aim::Approach => format!("{} – {}", first.format("%B %Y"), last.format("%B %Y")),
        }
    }
}

/// The number of days, both included, as a length.
fn days(first: NaiveDate, last: NaiveDate) -> f64 {
    as_length((last - first).num_days() + 1)
}

/// Days as a factor of a length.
#[expect(clippy::cast_precision_loss, reason = "days of a few thousand years are exact in an f64")]
fn as_length(days: i64) -> f64 {
    days as f64
}

/// The stretches to draw, earliest first.
pub fn spans(input: &Input<'_>) -> Vec<Span> {
    let placements = input.plan.placements.values();
    let Some(opens) = placements.clone().map(crate::domain::plan::Placement::first).min() else { return vec![] };
    let closes = placements.map(crate::domain::plan::Placement::last).max().unwrap_or(opens);
    let due = input.deadlines.values().flatten().map(|deadline| deadline.day);
    let first = due.clone().chain([opens, input.plan.as_of]).min().unwrap_or(opens);
    let last = due.chain([closes]).max().unwrap_or(closes);
    let close = (closes - opens).num_days() < CLOSE;
    let mut spans = if close && (last - first).num_days() < 250 {
        vec![Span::new(first - Days::new(3), last + Days::new(4), Aim::Approach)]
    } else {
        parts(input, first, last)
    };
    if close {
        let margin = Days::new(if opens == closes { 2 } else { 1 });
        spans.push(Span::new(opens - margin, closes + margin, Aim::Days));
    }
    spans
}

/// Whole months in panels of nearly equal length; panels in which nothing happens are left out.
fn parts(input: &Input<'_>, first: NaiveDate, last: NaiveDate) -> Vec<Span> {
    let months: Vec<NaiveDate> = (0..)
        .map_while(|number| (first - Days::new(u64::from(first.day0()))).checked_add_months(Months::new(number)))
        .take_while(|month| *month <= last)
        .collect();
    let panels = if months.len() <= UNDIVIDED { 1 } else { months.len().div_ceil(LONGEST) };
    let (length, longer) = (months.len() / panels, months.len() % panels);
    let mut rest = months.as_slice();
    (0..panels)
        .filter_map(|number| {
            let (these, others) = rest.split_at(length + usize::from(number < longer));
            rest = others;
            let end = *these.last()? + Months::new(1) - Days::new(1);
            Some(Span::new(*these.first()?, end, Aim::Part))
        })
        .filter(|span| {
            input.plan.placements.values().any(|at| span.meets(at.first(), at.last()))
                || input.deadlines.values().flatten().any(|deadline| span.has(deadline.day))
        })
        .collect()
}
