//! Files in: scenarios and plans, good and bad.

mod generated;
mod mutations;
mod plans;
mod profiles;
mod scenarios;
