//! S-03: Question sessions without interpretation sit 08:30-12:30 and 13:00-18:00; ad hoc groups at any hour.

use super::sitting::{block, hours, sittings};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::SessionKind;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S03;

impl Rule for S03 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 3)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Question sessions of a study group sit between 08:30 and 18:00 with a pause at noon",
            demands: "A rapporteur's session without interpretation lies inside the block from `morning_opens` to \
                      `morning_closes` or the one from `afternoon_opens` to `afternoon_closes`. Ad hoc groups may use \
                      other hours and the weekend.",
            why: "Experts do long days, but have to eat; what does not fit goes to ad hoc groups.",
            example: "Question 4/2 on 18 September 2013 at 13:00-18:00 fits; at 17:00-19:00 it does not.",
            needs: "Sessions with kind and hours.",
            source: "SG2 timetable, September 2013",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["morning_opens", "morning_closes", "afternoon_opens", "afternoon_closes"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let blocks = [
                block(edition, "morning_opens", "morning_closes"),
                block(edition, "afternoon_opens", "afternoon_closes"),
            ];
            for sitting in sittings(&placed) {
                if sitting.kind != SessionKind::Rapporteur || sitting.interpreted() || sitting.fits(&blocks) {
                    continue;
                }
                let grid: Vec<String> = blocks.iter().flatten().map(|block| hours(*block)).collect();
                findings.push(about(self, edition, &placed.meeting.id).on([sitting.day]).hits([&placed]).broken(
                    format!("{} lies outside {}", sitting.named(), grid.join(" and ")),
                    "move it, split it at noon, or make it an ad hoc group",
                ));
            }
        }
    }
}
