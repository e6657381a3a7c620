//! P-24: nobody is charged for taking part, unless the study group agreed beforehand.

use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct P24;

impl Rule for P24 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 24)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "No participant is charged at a meeting outside ITU premises, unless agreed beforehand",
            demands: "A host outside the headquarters charges participants only if the study group agreed to the meeting \
                      beforehand (`agreed_on`); even then nobody is excluded for not paying.",
            why: "Meetings are open to all members, whatever they can pay.",
            example: "A host asks 200 francs of each participant of a rapporteur-group meeting on 5 March 2018 to which \
                      its study group agreed on 17 November 2017.",
            needs: "Whether the host charges (`charges_participants`); the day of the group's agreement.",
            source: "Rec. ITU-T A.1 (10/2016) 2.3.3.15",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let charged = placed.meeting.host.as_ref().is_some_and(|host| host.charges_participants);
            let outside = placed.venue.is_some_and(|venue| !venue.headquarters);
            if !charged || !outside {
                continue;
            }
            let first = placed.at.first();
            let title = placed.meeting.title.as_str();
            let draft = about(self, edition, &placed.meeting.id).on([first]).hits([&placed]);
            findings.push(match placed.meeting.preparation.agreed_on {
                Some(agreed) if agreed < first => draft.on([agreed]).note(format!(
                    "{title} on {first} charges its participants, as agreed on {agreed}; nobody may be excluded for not \
                     paying"
                )),
                _ => draft.broken(
                    format!("{title} on {first} charges its participants, and no agreement of its group is recorded"),
                    "ask the host not to charge, or record the day on which the group agreed",
                ),
            });
        }
    }
}
