//! S-12: TSAG's rapporteur groups work in the language of their terms, with remote participation and captions.

use super::sitting::{captioned, heard, languages};
use crate::domain::body::{BodyKind, Offer};
use crate::domain::finding::Finding;
use crate::domain::finding::Strength;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Format;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct S12;

impl Rule for S12 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 12)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "TSAG's rapporteur groups: the language of their terms, remote participation, captions",
            demands: "A rapporteur group of TSAG whose terms of reference state its languages (RG-WM: English) uses \
                      no other, and has no interpretation into others (must). Its physical meetings offer remote \
                      participation, and captions where the terms say so always (should).",
            why: "The groups work fast and on paperless drafts; people who hear badly or are far away are to take \
                      part.",
            example: "RG-WM meets on 2 May 2017 in English with captions; interpretation into French would break its \
                      terms.",
            needs: "The terms of reference of the group; services and sessions.",
            source: "TSAG report R1 (May 2017) 1.1 and Annex A.3 (4)(5)",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let parent = view.scenario.parent_of(placed.body).map(|parent| parent.kind);
            if placed.body.kind != BodyKind::RapporteurGroup || parent != Some(BodyKind::AdvisoryGroup) {
                continue;
            }
            let (meeting, first) = (placed.meeting, placed.at.first());
            let title = meeting.title.as_str();
            let draft = || about(self, edition, &meeting.id).on([first]).hits([&placed]);
            if let Some(own) = &placed.terms().languages {
                let others: BTreeSet<_> =
                    heard(meeting).into_iter().filter(|language| !own.contains(language)).collect();
                if !others.is_empty() {
                    findings.push(draft().broken(
                        format!(
                            "{title} on {first} uses {}; the terms of reference of {} say {} only",
                            languages(&others),
                            placed.body.name.as_str(),
                            languages(own)
                        ),
                        "drop the other languages",
                    ));
                }
            }
            let mut lacking = vec![];
            if matches!(meeting.format, Format::Physical | Format::PhysicalWithWebcast) {
                lacking.push("remote participation");
            }
            if placed.terms().captions == Some(Offer::Always) && !captioned(meeting) {
                lacking.push("captions");
            }
            if !lacking.is_empty() {
                findings.push(draft().strength(Strength::Should).broken(
                    format!("{title} on {first} lacks {}", lacking.join(" and ")),
                    format!("offer {}", lacking.join(" and ")),
                ));
            }
        }
    }
}
