//! N-17: no meeting is held when too few contributions are announced.

use crate::domain::days::days_between;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct N17;

impl Rule for N17 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 17)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "No meeting is held when too few contributions are announced",
            demands: "If fewer than `contributions` contributions are announced, the Director decides with the chair \
                      whether the meeting is held. The text gives no number; it is the profile's. The question is asked \
                      from `asked_days` days before the opening.",
            why: "People do not travel for nothing.",
            example: "A working party opens on 14 July 2017; on 3 July no contribution is announced: the Director decides.",
            needs: "How many contributions are announced, in the last days before the opening.",
            source: "Rec. ITU-T A.1 (10/2016) 1.3.3",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["contributions", "asked_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| placed.at.firmness != Firmness::Held) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(least), Some(asked)) = (edition.count("contributions"), edition.number("asked_days")) else {
                continue;
            };
            let left = days_between(view.scenario.as_of, placed.at.first());
            let draft = about(self, edition, &placed.meeting.id).on([placed.at.first()]).hits([&placed]);
            findings.push(match placed.meeting.preparation.contributions_announced {
                Some(announced) if announced < u32::from(least) => {
                    let contributions = if announced == 1 { "contribution is" } else { "contributions are" };
                    draft.amount(i64::from(least) - i64::from(announced)).broken(
                        format!(
                            "{} opens on {} but {announced} {contributions} announced; at least {least} should be",
                            placed.meeting.title.as_str(),
                            placed.at.first()
                        ),
                        "have the Director decide with the chair whether it is held",
                    )
                }
                None if placed.at.firmness == Firmness::Announced && (0..=asked).contains(&left) => {
                    draft.missing("how many contributions are announced")
                }
                _ => continue,
            });
        }
    }
}
