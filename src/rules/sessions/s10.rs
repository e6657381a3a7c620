//! S-10: how many interpreters a booth of the private market takes.

use super::sitting::sittings;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S10;

impl Rule for S10 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 10)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A booth has enough interpreters for the length of the session",
            demands: "Where the interpreters of a booth are stated, one suffices for `one_minutes`, two for \
                      `two_minutes`, three for `three_minutes`, four for `four_minutes`; with `many_languages` or \
                      more languages a booth has at least `many_languages_least`.",
            why: "Interpreters of the private market refuse longer hours, and quality falls.",
            example: "A workshop of six hours in English and French on 26 April 2012 takes three interpreters; two \
                      would serve four hours.",
            needs: "The number of interpreters of the booth (`booth_interpreters`).",
            source: "AIIC Canada, on the staffing of bilingual booths",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["one_minutes", "two_minutes", "three_minutes", "four_minutes", "many_languages", "many_languages_least"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let number = |name| edition.number(name);
            let (Some(one), Some(two), Some(three), Some(four)) =
                (number("one_minutes"), number("two_minutes"), number("three_minutes"), number("four_minutes"))
            else {
                continue;
            };
            for sitting in sittings(&placed) {
                let Some(booth) = sitting.session.and_then(|session| session.booth_interpreters) else { continue };
                let minutes = i64::from(sitting.hours.minutes());
                let by_length = [one, two, three, four].iter().filter(|limit| minutes > **limit).count() + 1;
                let by_length = i64::try_from(by_length).unwrap_or(i64::MAX);
                let count = i64::try_from(sitting.interpretation.len()).unwrap_or(i64::MAX);
                let by_languages = match (number("many_languages"), number("many_languages_least")) {
                    (Some(many), Some(least)) if count >= many => least,
                    _ => 1,
                };
                let due = by_length.max(by_languages);
                if i64::from(booth) >= due {
                    continue;
                }
                findings.push(
                    about(self, edition, &placed.meeting.id)
                        .on([sitting.day])
                        .hits([&placed])
                        .amount(due - i64::from(booth))
                        .broken(
                            format!(
                                "{} takes {due} interpreters to a booth for its {minutes} minutes; it has {booth}",
                                sitting.named()
                            ),
                            format!("engage {due} to a booth, or shorten the session"),
                        ),
                );
            }
        }
    }
}
