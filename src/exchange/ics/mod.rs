//! Calendars that others wrote (`.ics`): read as data, never acted upon, with every finding and its line.
//!
//! Reading goes bytes -> lines with their places (`lines`) -> components (`structure`) -> events (`event`), whose zones
//! and repetitions are resolved on the way (`zones`, `repetition`). Values are parsed by `calcard`, the most tolerant
//! parser tried; places, limits and judgements are ours, since it reports none.

mod event;
mod lines;
mod repetition;
mod structure;
mod value;
mod zones;

use crate::domain::text::Line;
use crate::domain::time::{Date, Instant, Zone, ZoneData};

/// Most events read from one file.
pub const MOST_EVENTS: usize = 10_000;
/// Most attendees of one file.
pub const MOST_ATTENDEES: usize = 5_000;
/// Most instances of one repeating event.
pub const MOST_INSTANCES: usize = 1_000;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Something could not be read, and is left out.
    Error,
    /// Something was read in a way worth knowing.
    Notice,
}

/// What is to be said about one line of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The line, from 1.
    pub line: usize,
    /// How grave.
    pub gravity: Gravity,
    /// Stable code, such as `ics.floating`.
    pub code: &'static str,
    /// What was found and what was expected.
    pub message: String,
    /// The nearest names, best first.
    pub nearest: Vec<String>,
    /// One fix.
    pub help: &'static str,
}

/// One event, or one instance of a repeating one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignEvent {
    /// Its id, as the file has it, made of visible ASCII.
    pub uid: String,
    /// Which instance of a repeating event: its position, from 1; `None` for one that stands alone.
    pub instance: Option<usize>,
    /// What it is called.
    pub summary: Line,
    /// First day, on the clocks of its zone.
    pub first: Date,
    /// Last day, included.
    pub last: Date,
    /// Start and end, when it has hours.
    pub hours: Option<(Instant, Instant)>,
    /// Where it is.
    pub location: Option<Line>,
    /// Called off: kept so that it can be told.
    pub cancelled: bool,
    /// The line on which it begins.
    pub line: usize,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForeignCalendar {
    /// What the file asks programs to do (`REQUEST`, `CANCEL` …): data, not acted upon.
    pub method: Option<String>,
    /// Events, in the order of the file.
    pub events: Vec<ForeignEvent>,
    /// Findings, in the order of lines.
    pub findings: Vec<Finding>,
}

impl ForeignCalendar {
    /// Whether something could not be read.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.gravity == Gravity::Error)
    }
}

/// How to read a file.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The zone of times that name none; without it they are errors.
    pub floating: Option<Zone>,
    /// The zone whose days count for times given in UTC.
    pub days_in: Zone,
    /// The time-zone data.
    pub zones: &'a ZoneData,
}

/// Reads a file.
#[must_use]
pub fn read(bytes: &[u8], options: &Options<'_>) -> ForeignCalendar {
    let mut findings = Vec::new();
    let lines = lines::unfold(bytes, &mut findings);
    let tree = structure::build(&lines, &mut findings);
    let mut calendar = event::events(&tree, options, &mut findings);
    findings.sort();
    findings.dedup();
    calendar.findings = findings;
    calendar
}

impl Finding {
    fn error(line: usize, code: &'static str, message: impl Into<String>, help: &'static str) -> Self {
        Self { line, gravity: Gravity::Error, code, message: message.into(), nearest: Vec::new(), help }
    }

    fn notice(line: usize, code: &'static str, message: impl Into<String>, help: &'static str) -> Self {
        Self { gravity: Gravity::Notice, ..Self::error(line, code, message, help) }
    }

    fn near(self, names: &[&str]) -> Self {
        Self { nearest: names.iter().take(3).map(|name| (*name).to_owned()).collect(), ..self }
    }
}
