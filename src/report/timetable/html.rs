//! A timetable as a page.

use super::TimetableInput;

/// The page.
pub fn html(input: &TimetableInput<'_>) -> String {
    format!("<pre>{}</pre>", super::text(input))
}
