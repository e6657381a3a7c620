//! Files in: scenarios and plans, good and bad.

mod bad_input;
mod scenarios;
