//! Words that the messages of all rules share.

use crate::domain::plan::Placement;
use chrono::NaiveDate;

/// `2018-03-19 to 2018-03-21`; one day is said once.
pub(super) fn range(first: NaiveDate, last: NaiveDate) -> String {
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}

/// The days of a placement.
pub(super) fn days_of(at: &Placement) -> String {
    range(at.first(), at.last())
}

/// `on 2018-03-21`, or `from 2018-03-19 to 2018-03-21`.
pub(super) fn during(first: NaiveDate, last: NaiveDate) -> String {
    if first == last { format!("on {first}") } else { format!("from {first} to {last}") }
}
