//! S-04: the quarters of the day and their coffee breaks. Printed, never failing.

use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag};

/// See the module.
#[derive(Debug)]
pub(super) struct S04;

impl Rule for S04 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 4)
    }

    fn tag(&self) -> Tag {
        Tag::Information
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Coffee breaks divide the day into quarters",
            demands: "Information only. The day has four quarters with breaks from `morning_break_starts` to \
                      `morning_break_ends` and from `afternoon_break_starts` to `afternoon_break_ends`: 09:30-10:45, \
                      11:15-12:30, 14:30-15:45, 16:15-17:30. A session may sit through a break.",
            why: "Planners who share a half-day between two groups cut it at the break.",
            example: "Two rapporteur groups share the morning of 2 May 2017: 09:30-10:45 and 11:15-12:30.",
            needs: "Nothing.",
            source: "General practice, not found in the sources; the Council of 2018 shows breaks at 10:30 and 15:30",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["morning_break_starts", "morning_break_ends", "afternoon_break_starts", "afternoon_break_ends"]
    }

    fn check(&self, _view: &View<'_>, _scope: &Scope, _findings: &mut Vec<Finding>) {}
}
