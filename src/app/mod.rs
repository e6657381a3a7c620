//! Use cases, as functions over values and small traits: what a command or a page does, without its door.

pub mod announcing;
mod calendar;
mod moving;
pub mod outbox;
pub mod owed;
mod timetable;

pub use calendar::{Checked, NoPlan, check, plan, problem};
pub use moving::{Destination, NoPlace, destination};
pub use timetable::{CheckedTimetable, NoTimetable, check_timetable, plan_timetable};
