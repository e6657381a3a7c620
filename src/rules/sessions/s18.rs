//! S-18: registration for an e-meeting is mandatory; no link without it.

use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::letter::LetterKind;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S18;

impl Rule for S18 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 18)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Registration for an e-meeting is mandatory: no link without it",
            demands: "An e-meeting convened by circular or collective letter requires registration, and its joining \
                      link goes to registered people only.",
            why: "The link would let anybody in; the list of participants would be unknown.",
            example: "JCA-DCC, e-meeting on 1 June 2022: registration by 27 May, and no link without it.",
            needs: "The letter, and whether registration is required (`registration_required`).",
            source: "TSB Circular 7 (2022), 5",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(letter) = &placed.meeting.letter else { continue };
            let convened = matches!(letter.kind, LetterKind::Circular | LetterKind::CollectiveLetter);
            if !convened || placed.meeting.format.is_physical() || placed.meeting.services.registration_required {
                continue;
            }
            let first = placed.at.first();
            findings.push(about(self, edition, &placed.meeting.id).on([first]).hits([&placed]).broken(
                format!("the e-meeting {} on {first} does not require registration", placed.meeting.title.as_str()),
                "require registration, and send the link to registered people only",
            ));
        }
    }
}
