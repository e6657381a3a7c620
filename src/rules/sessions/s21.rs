//! S-21: an event co-located with a study group has its own registration.

use crate::domain::body::BodyKind;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S21;

impl Rule for S21 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 21)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A co-located event has its own registration",
            demands: "A JCA, focus group or workshop that meets inside a meeting of a study group or TSAG at the same \
                      place registers its participants separately.",
            why: "Its people are others: the study group's list does not let them in, nor count them.",
            example: "A workshop on 17 January 2017, inside SG16 (16-27 January 2017): own registration.",
            needs: "Whether registration is separate (`separate_registration`), for meetings announced.",
            source: "Collective letter 1/16 (November 2016)",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let around = view.near(placed.at, 0);
            let host = around.iter().find(|other| {
                matches!(other.body.kind, BodyKind::StudyGroup | BodyKind::AdvisoryGroup)
                    && placed.at.venue.is_some()
                    && other.at.venue == placed.at.venue
                    && other.at.first() <= placed.at.first()
                    && placed.at.last() <= other.at.last()
            });
            let Some(host) = host else { continue };
            let first = placed.at.first();
            let draft = about(self, edition, &placed.meeting.id).and(&host.meeting.id).on([first]).hits([&placed]);
            match placed.meeting.preparation.separate_registration {
                Some(true) => {}
                Some(false) => findings.push(draft.broken(
                    format!(
                        "{} on {first}, inside {}, has no registration of its own",
                        placed.meeting.title.as_str(),
                        host.meeting.title.as_str()
                    ),
                    "open a registration for it",
                )),
                None if matches!(placed.at.firmness, Firmness::Announced | Firmness::Held) => {
                    findings.push(draft.missing("whether it has a registration of its own"));
                }
                None => {}
            }
        }
    }
}
