//! From demands to a plan: lower to the placement problem, prove, read back, explain in words.

mod candidates;
mod lower;
mod measure;
mod outcome;

pub use outcome::{Alternative, Comparison, Contradiction, Outcome, Planned, Price, Reason, Size, Unmet};
