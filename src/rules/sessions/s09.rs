//! S-09: an interpreted session takes at most three hours.

use super::sitting::sittings;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S09;

impl Rule for S09 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 9)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A session with interpretation does not run past three hours",
            demands: "A session with interpretation is at most `most_minutes` minutes long; what is longer goes on in \
                      one language.",
            why: "The team has then done its half-day.",
            example: "A plenary with interpretation on 4 May 2017 at 14:30-18:30 would take four hours: one too many.",
            needs: "Sessions with hours and interpreted languages, or the stated hours of a meeting.",
            source: "General practice, recalled",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["most_minutes"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(most) = edition.number("most_minutes") else { continue };
            for sitting in sittings(&placed) {
                let minutes = i64::from(sitting.hours.minutes());
                if !sitting.interpreted() || minutes <= most {
                    continue;
                }
                findings.push(
                    about(self, edition, &placed.meeting.id)
                        .on([sitting.day])
                        .hits([&placed])
                        .amount(minutes - most)
                        .broken(
                            format!("{} is interpreted for {minutes} minutes; {most} are the most", sitting.named()),
                            format!("end it {} minutes earlier, or go on in one language", minutes - most),
                        ),
                );
            }
        }
    }
}
