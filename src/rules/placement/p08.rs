//! P-08: TSAG takes five working days, two of plenary and three of rapporteur groups.

use crate::domain::body::BodyKind;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::SessionKind;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct P08;

impl Rule for P08 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 8)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "TSAG meets for five working days: two of plenary, three of rapporteur groups",
            demands: "A physical meeting of TSAG is `working_days` working days long. Where its sessions are known, \
                      plenaries sit on at most `plenary_days` of them.",
            why: "Fewer rapporteur groups then meet in parallel.",
            example: "TSAG on Monday 26 February to Friday 2 March 2018 has its five days; four, as on 1-4 May 2017, are \
                      too few since that meeting decided so.",
            needs: "The length of the meeting; its sessions for the second half.",
            source: "TSAG report R1 (May 2017) 5.2",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["working_days", "plenary_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            if placed.body.kind != BodyKind::AdvisoryGroup || !placed.meeting.format.is_physical() {
                continue;
            }
            let title = placed.meeting.title.as_str();
            let first = placed.at.first();
            let days = i64::from(placed.meeting.length.working_days());
            if let Some(due) = edition.number("working_days").filter(|due| *due != days) {
                findings.push(
                    about(self, edition, &placed.meeting.id)
                        .on([first, placed.at.last()])
                        .hits([&placed])
                        .amount((due - days).abs())
                        .broken(
                            format!("{title} of {first} has {days} working days; TSAG takes {due}"),
                            format!("plan {due} working days"),
                        ),
                );
            }
            let plenary_days: BTreeSet<_> = placed
                .meeting
                .sessions
                .iter()
                .filter(|session| session.kind == SessionKind::Plenary)
                .map(|session| session.day)
                .collect();
            let count = i64::try_from(plenary_days.len()).unwrap_or(i64::MAX);
            if let Some(most) = edition.number("plenary_days").filter(|most| count > *most) {
                findings.push(
                    about(self, edition, &placed.meeting.id).on([first]).hits([&placed]).amount(count - most).broken(
                        format!("{title} of {first} has plenaries on {count} days; {most} are meant for them"),
                        "give the other days to the rapporteur groups",
                    ),
                );
            }
        }
    }
}
