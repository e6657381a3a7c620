//! N-10: a physical JCA meeting held with its parent is named in the parent's collective letter.

use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::asking;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct N10;

impl Rule for N10 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 10)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A JCA that meets with its parent is named in the parent's letter",
            demands: "A physical meeting of a JCA during a meeting of its parent is stated in the parent's collective \
                      letter, so that the notice of that letter holds for it (N-02). A letter of its own is accepted in its \
                      place.",
            why: "Those who travel to the parent's meeting must know that they are wanted there for the JCA.",
            example: "Collective letter 3/13 of 21 July 2017 names JCA-SDN on the afternoon of 9 November 2017.",
            needs: "Whether the parent's letter names the meeting, once that letter is out.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.5; in the 2019 edition 5.5 by parallel numbering",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| placed.meeting.format.is_physical()) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let parents = view.of_parent(placed.body);
            let Some(parent) = parents.iter().find(|parent| parent.at.shared_half_days(placed.at) > 0) else {
                continue;
            };
            let title = placed.meeting.title.as_str();
            let with = parent.meeting.title.as_str();
            let draft = about(self, edition, &placed.meeting.id)
                .and(&parent.meeting.id)
                .on([placed.at.first()])
                .hits([&placed]);
            let parents_letter_is_out = matches!(parent.at.firmness, Firmness::Announced | Firmness::Held)
                || parent.letter_dated().is_some_and(|dated| dated <= view.scenario.as_of);
            findings.push(match (placed.meeting.preparation.named_in_parent_letter, placed.letter_dated()) {
                (Some(false), Some(own)) => draft.note(format!(
                    "{title} on {} is not named in the letter of {with}, but has a letter of its own of {own}",
                    placed.at.first()
                )),
                (Some(false), None) => draft.broken(
                    format!(
                        "{title} on {} meets during {with}, whose letter does not name it, and has no letter of its own",
                        placed.at.first()
                    ),
                    "name it in an addendum to that letter, or send a letter of its own in time (N-11)",
                ),
                (None, None) if parents_letter_is_out => {
                    draft.missing(&format!("whether the letter of {with} names it"))
                }
                _ => continue,
            });
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let own = meeting.letter.as_ref().is_some_and(|letter| letter.dated.is_some());
            if own || !meeting.format.is_physical() || meeting.preparation.named_in_parent_letter != Some(false) {
                continue;
            }
            for other in asking::meetings_of_parent(scenario, body) {
                let why = format!("the letter of {other} does not name it ({})", edition.clause);
                let ask = Ask::Apart { a: meeting.id.clone(), b: other };
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }
}
