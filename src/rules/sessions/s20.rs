//! S-20: invitations to approval go out in the official languages.

use super::sitting::languages;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::language::Language;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S20;

impl Rule for S20 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 20)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A letter that invites to an approval goes out in all official languages",
            demands: "The letter of a meeting with traditional approval on its agenda is issued in at least \
                      `languages` languages. Other letters were seen in fewer.",
            why: "Administrations decide on the text and consult at home in their language.",
            example: "A letter of 7 April 2017 in English alone, inviting SG15 to approve on 30 June 2017, would \
                      leave five languages out.",
            needs: "Whether approval is on the agenda; the languages of a letter that is dated.",
            source: "Resolution 1 (2016) 9.3.3",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["languages"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(letter) = placed.meeting.letter.as_ref() else { continue };
            if placed.meeting.preparation.approval != Some(true) {
                continue;
            }
            let first = placed.at.first();
            let draft = about(self, edition, &placed.meeting.id).on([first]).hits([&placed]);
            let count = i64::try_from(letter.languages.len()).unwrap_or(i64::MAX);
            let due = edition.number("languages").unwrap_or(0);
            if count == 0 && letter.dated.is_some() {
                findings.push(draft.missing("the list of languages of its letter"));
            } else if count > 0 && count < due {
                let lacking = Language::ALL.iter().filter(|language| !letter.languages.contains(language));
                findings.push(draft.amount(due - count).broken(
                    format!(
                        "the letter of {} on {first}, which has approval on its agenda, lacks {}",
                        placed.meeting.title.as_str(),
                        languages(lacking)
                    ),
                    "issue it in all official languages",
                ));
            }
        }
    }
}
