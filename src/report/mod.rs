//! Findings and calendars for people and programs: text, JSON, and one self-contained HTML file.
//!
//! * [`input`] - what a report is made of, as values; `app` fills it from what planning and the rules yield
//! * [`words`] - dates, ranges, prices and proofs in words
//! * [`group`] - findings sorted into the groups people read: must, should, prefer, waived, without data, notes
//! * [`mod@text`] - for a terminal
//! * [`mod@json`] - for programs; the keys are documented there and stay
//! * [`moves`] - what a new plan changes, what one move would change, why a meeting is where it is
//! * [`axis`] - the calendar on a time axis, laid out as shapes
//! * [`mod@html`] - the page
//! * [`hours`] - fair hours of a series of e-meetings

pub mod axis;
pub mod board;
pub mod group;
pub mod hours;
pub mod html;
pub mod input;
pub mod json;
pub mod moves;
pub mod text;
pub mod timetable;
pub mod words;

pub use html::html;
pub use html::why::{Heat, heat, why_html, why_part};
pub use input::Input;
pub use json::json;
pub use moves::{changes_text, place, whatif_json, whatif_text, why_json, why_text};
pub use text::{findings_text, plan_text, summary_line, text};
