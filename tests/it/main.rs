//! The one integration-test binary: modules by subject, nothing else.

mod announce;
mod delivery;
mod exchange;
mod ical;
mod generator;
mod helpers;
mod planning;
mod rules;
mod tidy;
mod time;
mod tools;
