//! P-13: a JCA whose terms fix a number of meetings a year holds exactly so many, some with its parent and some between.
//! P-14: one whose terms ask for at least so many holds them.

use super::asks::{asked, meetings_of, meetings_of_parent, once};
use super::seen::{inside_parent, meetings, whole_years};
use super::yearly;
use crate::domain::body::{Body, BodyKind, Frequency};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{BodyId, Family, RuleId};
use crate::domain::profile::Edition;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::Datelike;
use std::collections::BTreeMap;

/// See the module.
#[derive(Debug)]
pub(super) struct P13;

/// See the module.
#[derive(Debug)]
pub(super) struct P14;

impl Rule for P13 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 13)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "JCA-ML and the like hold exactly the meetings a year that their terms fix",
            demands: "A JCA whose terms of reference say `meetings_a_year = { exactly = n }` opens exactly n meetings in \
                      each calendar year the scenario sees whole (must); at least one of them lies inside a meeting of \
                      the parent and at least one between two of them (preferred).",
            why: "The parent and the outside organizations rely on the rhythm.",
            example: "JCA-ML: three meetings in 2023, such as 16 March inside SG13, and one between SG13 in March and in \
                      October.",
            needs: "The terms of reference; all meetings of the JCA and of its parent in the year.",
            source: "TSB Circular 72 (2023) Annex 1, 4",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for (body, year, held) in years_of_jcas(view, scope) {
            let first = &held[0];
            let Some(edition) = view.edition(self.id(), first) else { continue };
            let Some(Frequency::Exactly(due)) = first.terms().frequency else { continue };
            let in_year: Vec<&Placed<'_>> = held.iter().filter(|placed| placed.at.first().year() == year).collect();
            let about_year = || {
                let subject = in_year.last().map_or(&first.meeting.id, |placed| &placed.meeting.id);
                about(self, edition, subject).on(in_year.iter().map(|placed| placed.at.first())).hits([first])
            };
            let off = i64::from(due) - i64::try_from(in_year.len()).unwrap_or(i64::MAX);
            if off != 0 {
                let remedy = if off > 0 { "plan" } else { "leave out, or move to another year," };
                findings.push(about_year().amount(off.abs()).broken(
                    format!(
                        "{} has {} in {year}; its terms of reference say {due}",
                        body.name.as_str(),
                        meetings(in_year.len())
                    ),
                    format!("{remedy} {}", meetings(usize::try_from(off.unsigned_abs()).unwrap_or(0))),
                ));
            }
            if in_year.len() < 2 || !view.of_parent(body).iter().any(|parent| parent.at.first().year() == year) {
                continue;
            }
            let with_parent = in_year.iter().filter(|placed| inside_parent(view, placed)).count();
            let lacking = match with_parent {
                0 => "none of them inside",
                all if all == in_year.len() => "none of them between two meetings of",
                _ => continue,
            };
            let parent = body.parent.as_ref().map_or("the parent", |parent| parent.as_str());
            findings.push(about_year().strength(Strength::Prefer).broken(
                format!("{} has {} in {year}, {lacking} {parent}", body.name.as_str(), meetings(in_year.len())),
                "move one of them",
            ));
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for (body, (edition, count)) in frequencies(scenario, self.id()) {
            let Frequency::Exactly(count) = count else { continue };
            let all = meetings_of(scenario, body);
            for year in yearly::years(scenario, body) {
                let least = yearly::at_least(scenario, &all, year, usize::from(count));
                let most = yearly::at_most(scenario, &all, year, usize::from(count));
                for ask in least.into_iter().chain(most) {
                    let why = format!("{} meets {count} times in {year} ({})", body.id, edition.clause);
                    demands.push(once(scenario, self.id(), edition.strength, ask, why));
                }
            }
            let outer: Vec<_> = meetings_of_parent(scenario, body).iter().map(|outer| outer.id.clone()).collect();
            if all.len() > 1 && !outer.is_empty() {
                let ways =
                    all.iter().map(|one| Ask::Inside { meeting: one.id.clone(), outer: outer.clone() }).collect();
                let why = format!("some meetings of {} lie inside those of its parent ({})", body.id, edition.clause);
                demands.push(once(scenario, self.id(), Strength::Prefer, Ask::AnyOf(ways), why));
            }
        }
    }
}

impl Rule for P14 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 14)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "JCA-AHF and the like hold at least the meetings a year that their terms ask for",
            demands: "A JCA whose terms of reference say `meetings_a_year = { at_least = n }` opens at least n meetings in \
                      each calendar year the scenario sees whole.",
            why: "A coordination that does not meet does not coordinate; TSAG closed one that had been dormant for two \
                  years.",
            example: "JCA-AHF: at least two in 2017, such as 20 January and a second one in autumn.",
            needs: "The terms of reference; all meetings of the JCA in the year.",
            source: "TSAG report R1 (May 2017) Annex E",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for (body, year, held) in years_of_jcas(view, scope) {
            let first = &held[0];
            let Some(edition) = view.edition(self.id(), first) else { continue };
            let Some(Frequency::AtLeast(due)) = first.terms().frequency else { continue };
            let in_year: Vec<&Placed<'_>> = held.iter().filter(|placed| placed.at.first().year() == year).collect();
            if in_year.len() >= usize::from(due) {
                continue;
            }
            let lacking = usize::from(due) - in_year.len();
            let subject = in_year.last().map_or(&first.meeting.id, |placed| &placed.meeting.id);
            findings.push(
                about(self, edition, subject)
                    .on(in_year.iter().map(|placed| placed.at.first()))
                    .hits([first])
                    .amount(i64::try_from(lacking).unwrap_or(i64::MAX))
                    .broken(
                        format!(
                            "{} has {} in {year}; its terms of reference ask for at least {due}",
                            body.name.as_str(),
                            meetings(in_year.len())
                        ),
                        format!("plan {lacking} more in {year}"),
                    ),
            );
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for (body, (edition, count)) in frequencies(scenario, self.id()) {
            let Frequency::AtLeast(count) = count else { continue };
            let all = meetings_of(scenario, body);
            for year in yearly::years(scenario, body) {
                for ask in yearly::at_least(scenario, &all, year, usize::from(count)) {
                    let why = format!("{} meets at least {count} times in {year} ({})", body.id, edition.clause);
                    demands.push(once(scenario, self.id(), edition.strength, ask, why));
                }
            }
        }
    }
}

/// JCAs with a placed meeting in scope, the years seen whole, and all their placed meetings in order.
fn years_of_jcas<'v, 'a>(view: &'v View<'a>, scope: &Scope) -> Vec<(&'a Body, i32, &'v [Placed<'a>])> {
    let mut found = vec![];
    for body in view.bodies(scope).into_iter().filter(|body| body.kind == BodyKind::JointCoordinationActivity) {
        let held = view.of_body(&body.id);
        found.extend(whole_years(view.scenario, body).into_iter().map(|year| (body, year, held)));
    }
    found
}

/// The number of meetings a year that the terms of reference of each JCA state, with the edition of the rule.
fn frequencies(scenario: &Scenario, rule: RuleId) -> Vec<(&Body, (&Edition, Frequency))> {
    let mut found: BTreeMap<&BodyId, (&Body, (&Edition, Frequency))> = BTreeMap::new();
    for one in asked(scenario, rule).filter(|one| one.body.kind == BodyKind::JointCoordinationActivity) {
        if let Some(frequency) = one.body.terms.iter().rev().find_map(|terms| terms.frequency) {
            found.entry(&one.body.id).or_insert((one.body, (one.edition, frequency)));
        }
    }
    found.into_values().collect()
}
