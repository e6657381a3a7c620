//! A plan of hours for people and programs.
//!
//! * [`input`] - what it is made of
//! * [`words`] - sentences: how good it is, why these hours, what clocks do
//! * [`mod@text`] - for a terminal, with a heat map in colours or in signs
//! * [`mod@json`] - for programs
//! * [`mod@html`] - one self-contained page

pub mod html;
pub mod input;
pub mod json;
pub mod text;
pub mod words;

pub use html::{html, part};
pub use input::HoursInput;
pub use json::json;
pub use text::text;
