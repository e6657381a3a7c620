//! From demands to a plan: lower to the placement problem, prove, read back, explain in words.

mod assess;
mod board;
mod calendar;
mod candidates;
mod compare;
mod contradiction;
mod lower;
mod measure;
mod outcome;
mod reasons;
mod replan;

pub use assess::{Assessment, assess};
pub use board::Board;
pub use calendar::{Options, plan, plan_without};
pub use outcome::{Contradiction, Outcome, Planned};
pub use replan::From;
