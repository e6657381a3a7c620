//! Timetables for people and programs: text, JSON, and one self-contained HTML file.
//!
//! * [`facts`] - what all three tell: days and sittings, persons, rooms, services
//! * [`mod@text`] - for a terminal, findings and persons too; [`mod@json`] - for programs; [`mod@html`] - the page

pub mod facts;
pub mod html;
pub mod json;
pub mod text;

pub use html::html;
pub use json::json;
pub use text::{conflicts, findings, text};

use crate::domain::event::{Event, EventSize, SessionFinding, SessionReason, Timetable};
use crate::domain::ids::SessionId;
use std::collections::BTreeMap;

/// Everything a report of a timetable shows. Nothing is read from anywhere else: no clock, no file.
#[derive(Clone, Copy, Debug)]
pub struct TimetableInput<'a> {
    /// The event.
    pub event: &'a Event,
    /// The timetable, with its quality and proof.
    pub timetable: &'a Timetable,
    /// What the checker says, in its order, waivers applied.
    pub findings: &'a [SessionFinding],
    /// Why each session is where it is; empty when that cannot be said.
    pub reasons: &'a BTreeMap<SessionId, SessionReason>,
    /// What was proven, in sentences.
    pub answers: &'a [String],
    /// Size of the problem, when known.
    pub size: Option<EventSize>,
    /// What made the report, in words.
    pub generated: &'a str,
}
