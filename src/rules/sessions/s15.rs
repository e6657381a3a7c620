//! S-15: accessible meetings follow the guidelines FSTP-AM and FSTP-ACC-RemPart.

use crate::domain::body::BodyKind;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S15;

impl Rule for S15 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 15)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Accessible meetings follow FSTP-AM and FSTP-ACC-RemPart",
            demands: "A meeting of a JCA whose terms of reference offer captions, of a body that offers sign \
                      language, or with sign-language interpreters, follows the guidelines for accessible meetings \
                      and for accessible remote participation.",
            why: "Accessibility fails in the details: rooms, slides, microphones, tools.",
            example: "JCA-AHF on 20 January 2017: followed. For one already announced, the record must say so.",
            needs: "Whether the guidelines were followed (`accessibility_guidelines`).",
            source: "TSAG report R1 (May 2017) Annex E; FSTP-ACC-RemPart (2015), opening",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let terms = placed.terms();
            let accessible = terms.sign_language.is_some()
                || (terms.captions.is_some() && placed.body.kind == BodyKind::JointCoordinationActivity)
                || placed.meeting.services.sign_language_interpreters > 0;
            if !accessible {
                continue;
            }
            let first = placed.at.first();
            let draft = about(self, edition, &placed.meeting.id).on([first]).hits([&placed]);
            match placed.meeting.preparation.accessibility_guidelines {
                Some(true) => {}
                Some(false) => findings.push(draft.broken(
                    format!(
                        "{} on {first} does not follow the guidelines for accessible meetings",
                        placed.meeting.title.as_str()
                    ),
                    "go through FSTP-AM and FSTP-ACC-RemPart with the chair and the host",
                )),
                None if matches!(placed.at.firmness, Firmness::Announced | Firmness::Held) => {
                    findings.push(draft.missing("whether it follows FSTP-AM and FSTP-ACC-RemPart"));
                }
                None => {}
            }
        }
    }
}
