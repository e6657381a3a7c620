//! S-17: remote participants are not taken for present when decisions are taken.

use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::Days;

/// See the module.
#[derive(Debug)]
pub(super) struct S17;

impl Rule for S17 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 17)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Remote participants do not count as present for decisions",
            demands: "No session takes decisions in which remote participants count as present.",
            why: "Their rights are not defined; a decision could be contested.",
            example: "A closing plenary on 30 June 2017 that counts votes from remote participants relies on rights \
                      nobody granted.",
            needs: "Whether a session counts them (`counts_remote_as_present`).",
            source: "A-series Supplement 4, NOTE 1; Plenipotentiary Resolution 167",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            for session in placed.meeting.sessions.iter().filter(|session| session.counts_remote_as_present) {
                let day = placed.at.first() + Days::new(u64::from(session.day.get()) - 1);
                findings.push(about(self, edition, &placed.meeting.id).on([day]).hits([&placed]).broken(
                    format!(
                        "{} of {} on {day} counts remote participants as present for decisions",
                        session.title.as_str(),
                        placed.meeting.title.as_str()
                    ),
                    "decide with those in the room, and hear the others",
                ));
            }
        }
    }
}
