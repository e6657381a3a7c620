//! S-02: on Fridays interpreted sessions may keep earlier and later hours.

use super::sitting::{block, hours, sittings};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::SessionKind;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S02;

impl Rule for S02 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 2)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "On a Friday interpreted sessions keep the usual hours, or 09:00-12:00 and 15:00-18:00",
            demands: "On a Friday a plenary or working party with interpretation lies inside one of the usual blocks, from \
                      `morning_opens` to `morning_closes` or `afternoon_opens` to `afternoon_closes`, or inside one of \
                      Friday's, from `friday_morning_opens` to `friday_morning_closes` or `friday_afternoon_opens` to \
                      `friday_afternoon_closes`.",
            why: "The Friday pause is longer, and the morning starts earlier.",
            example: "On Friday 20 September 2013 SG2 sat 09:00-12:00. 12:00-15:00 would fit no block.",
            needs: "Sessions with hours and interpreted languages.",
            source: "SG2 timetable, September 2013; Council time-management plan 2017",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &[
            "morning_opens",
            "morning_closes",
            "afternoon_opens",
            "afternoon_closes",
            "friday_morning_opens",
            "friday_morning_closes",
            "friday_afternoon_opens",
            "friday_afternoon_closes",
        ]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let blocks = [
                block(edition, "morning_opens", "morning_closes"),
                block(edition, "afternoon_opens", "afternoon_closes"),
                block(edition, "friday_morning_opens", "friday_morning_closes"),
                block(edition, "friday_afternoon_opens", "friday_afternoon_closes"),
            ];
            for sitting in sittings(&placed) {
                let bound = matches!(sitting.kind, SessionKind::Plenary | SessionKind::WorkingParty);
                if !bound || !sitting.interpreted() || !sitting.on_friday() || sitting.fits(&blocks) {
                    continue;
                }
                let grid: Vec<String> = blocks.iter().flatten().map(|block| hours(*block)).collect();
                findings.push(about(self, edition, &placed.meeting.id).on([sitting.day]).hits([&placed]).broken(
                    format!("{}, a Friday, fits none of {}", sitting.named(), grid.join(", ")),
                    format!("put it into one of {}", grid.join(", ")),
                ));
            }
        }
    }
}
