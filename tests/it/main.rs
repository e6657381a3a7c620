//! The one integration-test binary: modules by subject, nothing else.

mod exchange;
mod generator;
mod helpers;
mod planning;
mod tidy;
