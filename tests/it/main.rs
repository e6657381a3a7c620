//! The one integration-test binary: modules by subject, nothing else.

mod exchange;
mod kernel;
mod tidy;
