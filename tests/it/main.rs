//! The one integration-test binary: modules by subject, nothing else.

mod announce;
mod delivery;
mod examples;
mod exchange;
mod generator;
mod helpers;
mod ical;
mod planning;
mod rule_vectors;
mod rules;
mod tidy;
mod time;
mod tools;
