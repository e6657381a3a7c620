//! Use cases, as functions over values and small traits: what a command or a page does, without its door.

pub mod announcing;
mod calendar;
mod drift;
pub mod moving;
pub mod outbox;
pub mod owed;
mod timetable;

pub use calendar::{Checked, NoPlan, check, plan, problem};
pub use drift::drift_words;
pub use timetable::{CheckedTimetable, NoTimetable, check_timetable, plan_timetable};
