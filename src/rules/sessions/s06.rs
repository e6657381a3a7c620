//! S-06: a team of interpreters serves two meetings a day.

use super::sitting::{sittings, teams};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// See the module.
#[derive(Debug)]
pub(super) struct S06;

impl Rule for S06 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 6)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A team of interpreters serves one block of half a day at a time, and two a day",
            demands: "Interpreted sessions that follow each other with breaks of at most `break_minutes` are one \
                      block. No team has more than `meetings_a_day` blocks on a day. Sessions at the same time take a \
                      team each.",
            why: "Simultaneous interpretation tires; the hours are part of the interpreters' conditions.",
            example: "Plenaries at 09:30-12:30, 14:30-17:30 and 18:30-20:00 on 1 May 2017 are three blocks: one too \
                      many for one team.",
            needs: "Sessions with hours and interpreted languages.",
            source: "UN delegates' handbook; two meetings a day and team is recalled",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["meetings_a_day", "break_minutes"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(most), Some(pause)) = (edition.number("meetings_a_day"), edition.number("break_minutes")) else {
                continue;
            };
            let sittings = sittings(&placed);
            let interpreted: Vec<_> = sittings.iter().filter(|sitting| sitting.interpreted()).collect();
            for team in teams(&interpreted, pause) {
                let mut blocks: BTreeMap<NaiveDate, i64> = BTreeMap::new();
                for block in &team {
                    *blocks.entry(block[0].day).or_default() += 1;
                }
                for (day, count) in blocks.into_iter().filter(|(_, count)| *count > most) {
                    findings.push(
                        about(self, edition, &placed.meeting.id).on([day]).hits([&placed]).amount(count - most).broken(
                            format!(
                                "{} has {count} interpreted blocks on {day} for one team, which serves {most}",
                                placed.meeting.title.as_str()
                            ),
                            "hold one of them without interpretation, or engage a second team",
                        ),
                    );
                }
            }
        }
    }
}
