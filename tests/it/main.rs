//! The one integration-test binary: modules by subject, nothing else.

mod ical;
mod tidy;
