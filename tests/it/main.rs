//! The one integration-test binary: modules by subject, nothing else.

mod announce;
mod ical;
mod tidy;
