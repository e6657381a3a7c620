//! From demands to a plan: lower to the placement problem, prove, read back, explain in words.

mod outcome;

pub use outcome::{Alternative, Comparison, Contradiction, Outcome, Planned, Price, Reason, Size, Unmet};
