//! S-08: a team of interpreters serves seven meetings a week, at most eight.

use super::sitting::{sittings, teams};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::{Datelike, IsoWeek, NaiveDate};
use std::collections::BTreeMap;

/// See the module.
#[derive(Debug)]
pub(super) struct S08;

impl Rule for S08 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 8)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A team of interpreters serves seven, at most eight, meetings a week",
            demands: "No team has more than `meetings_a_week` interpreted blocks in a week of the calendar; breaks of \
                      at most `break_minutes` do not divide a block.",
            why: "It is the workload of the staff; more needs a second team.",
            example: "Five days with two interpreted blocks each, 6-10 November 2017, are ten: two more than one team \
                      serves.",
            needs: "Sessions with hours and interpreted languages.",
            source: "Profile of the UN interpretation service, 2016",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["meetings_a_week", "break_minutes"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(most), Some(pause)) = (edition.number("meetings_a_week"), edition.number("break_minutes")) else {
                continue;
            };
            let sittings = sittings(&placed);
            let interpreted: Vec<_> = sittings.iter().filter(|sitting| sitting.interpreted()).collect();
            for team in teams(&interpreted, pause) {
                let mut weeks: BTreeMap<IsoWeek, (NaiveDate, i64)> = BTreeMap::new();
                for block in &team {
                    weeks.entry(block[0].day.iso_week()).or_insert((block[0].day, 0)).1 += 1;
                }
                for (day, count) in weeks.into_values().filter(|(_, count)| *count > most) {
                    findings.push(
                        about(self, edition, &placed.meeting.id).on([day]).hits([&placed]).amount(count - most).broken(
                            format!(
                                "{} has {count} interpreted blocks in the week of {day} for one team, which serves {most}",
                                placed.meeting.title.as_str()
                            ),
                            "engage a second team, or hold some without interpretation",
                        ),
                    );
                }
            }
        }
    }
}
