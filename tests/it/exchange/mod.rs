//! Files in: scenarios and plans, good and bad.

mod bad_input;
mod doors;
mod generated;
mod mutations;
mod plans;
mod profiles;
mod scenarios;
