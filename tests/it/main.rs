//! The one integration-test binary: modules by subject, nothing else.

mod announce;
mod cli;
mod delivery;
mod examples;
mod exchange;
mod foreign;
mod generator;
mod helpers;
mod ical;
mod kernel;
mod placement_rules;
mod planning;
mod report;
mod rule_vectors;
mod rules;
mod tidy;
mod time;
mod tools;
