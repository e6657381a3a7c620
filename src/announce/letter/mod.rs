//! Letters as values: circulars, collective letters, convening letters and notices, their corrections and cancellations,
//! and the timetable of meetings; then as pages and as documents for the last touch by hand.

mod annexes;
mod compose;
mod composer;
mod docx;
mod error;
mod formulas;
mod gap;
mod hotel;
mod html;
mod model;
mod options;
mod text;
mod timetable;
mod wording;

pub use compose::{Occasion, Source, letter};
pub use docx::docx;
pub use error::LetterError;
pub use gap::{Gap, Unverified};
pub use html::html;
pub use model::{Block, Due, FormPart, Letter, Reference, point_mark};
pub use options::option_sheet;
pub use text::{Mark, Run, Text};
pub use timetable::timetable;
