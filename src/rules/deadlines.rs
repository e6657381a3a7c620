//! The deadlines of a meeting, sorted by day.

use super::all;
use crate::domain::days::Counted;
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::ids::RuleId;
use crate::domain::view::{Placed, View};
use chrono::NaiveDate;

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

/// A deadline of a meeting as a rule counts it, or on the day its letter states: the letter wins.
pub(super) fn deadline(
    rule: RuleId,
    placed: &Placed<'_>,
    kind: DeadlineKind,
    counted: Counted,
    set_by: SetBy,
    stated: Option<NaiveDate>,
) -> Deadline {
    let meeting = placed.meeting.id.clone();
    match stated {
        Some(day) => Deadline { meeting, kind, rule, day, counted: day, rolled_over: vec![], set_by: SetBy::Letter },
        None => Deadline {
            meeting,
            kind,
            rule,
            day: counted.date,
            counted: counted.raw,
            rolled_over: counted.rolled_over,
            set_by,
        },
    }
}

/// Registration closes on the day that the letter states; no rule has a number for it.
pub(super) fn registration(rule: RuleId, placed: &Placed<'_>) -> Option<Deadline> {
    let day = placed.meeting.letter.as_ref()?.registration_by?;
    Some(Deadline {
        meeting: placed.meeting.id.clone(),
        kind: DeadlineKind::Registration,
        rule,
        day,
        counted: day,
        rolled_over: vec![],
        set_by: SetBy::Letter,
    })
}
