//! The deadlines of a meeting, sorted by day.

use super::all;
use crate::domain::deadline::Deadline;
use crate::domain::view::{Placed, View};

/// All deadlines of a placed meeting, earliest first.
pub fn deadlines(view: &View<'_>, placed: &Placed<'_>) -> Vec<Deadline> {
    let mut found = Vec::new();
    for rule in all() {
        rule.deadlines(view, placed, &mut found);
    }
    found.sort_by_key(|deadline| (deadline.day, deadline.kind, deadline.rule));
    found.dedup_by_key(|deadline| (deadline.day, deadline.kind));
    found
}
