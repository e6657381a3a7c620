//! Names and reasons as people give them on the command line: what stands in the log must not be able to look like something
//! else, and whoever approves must be somebody.

use crate::domain::text::{DisplayName, Line};

/// A person's name.
pub(super) fn person(text: &str) -> Result<String, String> {
    DisplayName::parse(text).map(|name| name.as_str().to_owned()).map_err(|error| format!("{}: {error}", error.code()))
}

/// A reason, on one line.
pub(super) fn reason(text: &str) -> Result<String, String> {
    Line::parse(text).map(|line| line.as_str().to_owned()).map_err(|error| format!("{}: {error}", error.code()))
}
