//! From demands to a plan: lower to the placement problem, prove, read back, explain in words.

pub mod hours;

mod assess;
mod board;
mod calendar;
mod candidates;
mod compare;
mod contradiction;
mod lower;
mod measure;
mod options;
mod outcome;
mod reasons;
mod replan;
mod shrinking;
pub mod timetable;

pub use assess::{Assessment, assess};
pub use board::Board;
pub use calendar::{Heard, Options, SoFar, plan, plan_but, plan_without, problem};
pub use options::{OptionsError, options};
pub use outcome::{Contradiction, Outcome, Planned};
pub use replan::From;
