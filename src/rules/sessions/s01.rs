//! S-01: plenaries and working parties with interpretation sit 09:30-12:30 and 14:30-17:30.

use super::sitting::{block, hours, sittings};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::SessionKind;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S01;

impl Rule for S01 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 1)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Plenaries and working parties with interpretation keep the hours of the interpreters",
            demands: "A plenary or working party with interpretation lies inside the block from `morning_opens` to \
                      `morning_closes` or the one from `afternoon_opens` to `afternoon_closes`. Fridays follow S-02; \
                      sessions without interpretation, such as a JCA's, are free.",
            why: "Interpreters work in teams of half a day; delegations plan their day by it.",
            example: "A TSAG plenary with interpretation at 16:30-18:00 on 1 May 2017 would run past 17:30. JCA-Cloud \
                      on 19 April 2012 at 16:30-18:00 has no interpretation: allowed.",
            needs: "Sessions with hours and interpreted languages, or the stated hours of a meeting.",
            source: "SG2 timetable, September 2013; Council time-management plans 2017 and 2018",
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
                let bound = matches!(sitting.kind, SessionKind::Plenary | SessionKind::WorkingParty);
                if !bound || !sitting.interpreted() || sitting.on_friday() || sitting.fits(&blocks) {
                    continue;
                }
                let grid: Vec<String> = blocks.iter().flatten().map(|block| hours(*block)).collect();
                findings.push(about(self, edition, &placed.meeting.id).on([sitting.day]).hits([&placed]).broken(
                    format!("{} is interpreted outside the hours {}", sitting.named(), grid.join(" and ")),
                    format!("put it into {}", grid.join(" or ")),
                ));
            }
        }
    }
}
