//! S-13: JCAs and focus groups work in English unless their terms say otherwise.

use super::sitting::{heard, languages};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::language::Language;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct S13;

impl Rule for S13 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 13)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "JCAs and focus groups work in English, unless their terms of reference say otherwise",
            demands: "A meeting of a JCA or focus group uses only the languages of its terms of reference, or English \
                      where they state none; it has no interpretation into others.",
            why: "There is no budget for interpretation of coordination and preparatory work.",
            example: "JCA-DCC meets on 1 June 2022 in English only; interpretation into French would need other \
                      terms.",
            needs: "Services and sessions of the meeting; the terms of reference where they say more than English.",
            source: "TSB Circular 263 (2012) 7 and Annex 1, 13; TSB Circular 7 (2022) 6; TSAG report R1 (May 2017) \
                      Annex D 2.11",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let first = placed.at.first();
            let own = placed.terms().languages.clone().unwrap_or_else(|| vec![Language::English]);
            let others: BTreeSet<Language> =
                heard(placed.meeting).into_iter().filter(|language| !own.contains(language)).collect();
            if others.is_empty() {
                continue;
            }
            findings.push(
                about(self, edition, &placed.meeting.id)
                    .on([first])
                    .hits([&placed])
                    .amount(i64::try_from(others.len()).unwrap_or(1))
                    .broken(
                        format!(
                            "{} on {first} uses {}; {} works in {} only",
                            placed.meeting.title.as_str(),
                            languages(&others),
                            placed.body.name.as_str(),
                            languages(&own)
                        ),
                        "drop the other languages, or have the terms of reference changed",
                    ),
            );
        }
    }
}
