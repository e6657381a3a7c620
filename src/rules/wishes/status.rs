//! Whether every meeting has a date, and a status that can be true on the day the plan is made.

use super::breach::{broken, title};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::MeetingId;
use crate::domain::meeting::Firmness;
use crate::domain::view::{Placed, Scope, View};

/// One finding for all meetings without a date: planning mends them all at once.
pub(super) fn unplaced(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    let without: Vec<&MeetingId> =
        view.scenario.meetings().keys().filter(|meeting| scope.has(meeting) && view.at(meeting).is_none()).collect();
    let message = match without.as_slice() {
        [] => return,
        [one] => format!("{} has no date yet", title(view, one)),
        several => format!("{} meetings have no date yet", several.len()),
    };
    let mut finding = broken(Strength::Must, &without, vec![], message, "run `convoke plan`");
    finding.amount = i64::try_from(without.len()).unwrap_or(i64::MAX);
    findings.push(finding);
}

/// A meeting that closes after the day the plan is made cannot have been held.
pub(super) fn held_too_early(view: &View<'_>, placed: &Placed<'_>, findings: &mut Vec<Finding>) {
    let as_of = view.scenario.as_of;
    if placed.at.firmness == Firmness::Held && placed.at.last() > as_of {
        findings.push(broken(
            Strength::Must,
            &[&placed.meeting.id],
            vec![as_of, placed.at.last()],
            format!(
                "{} is marked held, but closes on {}, after {as_of}, the day the plan is made",
                placed.meeting.title.as_str(),
                placed.at.last()
            ),
            "mark it announced",
        ));
    }
}
