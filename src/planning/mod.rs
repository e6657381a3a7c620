//! From demands to a plan: lower to the placement problem, prove, read back, explain in words.

mod assess;
mod calendar;
mod candidates;
mod compare;
mod contradiction;
mod lower;
mod measure;
mod outcome;
mod reasons;
pub mod timetable;

pub use assess::{Assessment, assess};
pub use calendar::{Options, plan, plan_without};
pub use outcome::{Contradiction, Outcome, Planned};
