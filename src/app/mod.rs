//! Use cases, as functions over values and small traits: what a command or a page does, without its door.

mod calendar;

pub use calendar::{Checked, NoPlan, check, plan, problem};
