//! The page.

use super::input::HoursInput;

/// The page. Same input, same bytes.
#[must_use]
pub fn html(input: &HoursInput<'_>) -> String {
    format!("{:#}", super::json(input))
}
