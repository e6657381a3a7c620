//! S-14: JCA-AHF captions its e-meetings and offers sign language.

use super::sitting::captioned;
use crate::domain::body::Offer;
use crate::domain::finding::Finding;
use crate::domain::finding::Strength;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S14;

impl Rule for S14 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 14)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "JCA-AHF's e-meetings are captioned; sign language at physical meetings",
            demands: "A JCA whose terms of reference offer captions always captions every e-meeting (must). One that \
                      offers sign language always has interpreters at its physical meetings (must), and in any case \
                      not fewer than `sign_language_interpreters` once there are any (preferred).",
            why: "Its members are people with disabilities: without captions and signs they are not there.",
            example: "JCA-AHF, e-meeting on 20 January 2017: with captions. One sign-language interpreter alone \
                      cannot take turns.",
            needs: "Terms of reference; services of the meeting.",
            source: "TSAG report R1 (May 2017) Annex E; reports of JCA-AHF 2011-2015",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["sign_language_interpreters"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let terms = placed.terms();
            let (meeting, first) = (placed.meeting, placed.at.first());
            let title = meeting.title.as_str();
            let draft = || about(self, edition, &meeting.id).on([first]).hits([&placed]);
            if terms.captions == Some(Offer::Always) && !meeting.format.is_physical() && !captioned(meeting) {
                findings.push(draft().broken(
                    format!("the e-meeting {title} on {first} has no captions; the terms of reference ask for them"),
                    "order captions",
                ));
            }
            let Some(offer) = terms.sign_language.filter(|_| meeting.format.is_physical()) else { continue };
            let signing = i64::from(meeting.services.sign_language_interpreters);
            let usual = edition.number("sign_language_interpreters").unwrap_or(0);
            if signing == 0 && offer == Offer::Always {
                findings.push(draft().broken(
                    format!("{title} on {first} has no sign-language interpreters"),
                    format!("engage {usual} for each sign language"),
                ));
            } else if signing > 0 && signing < usual {
                findings.push(draft().strength(Strength::Prefer).amount(usual - signing).broken(
                    format!("{title} on {first} has {signing} sign-language interpreter; {usual} take turns"),
                    format!("engage {usual} for each sign language"),
                ));
            }
        }
    }
}
