//! P-07: TSAG meets at least once a year; a cycle fixed by decision is kept.

use super::asks::{asked, certainly_before, days_of_months, meetings_of, months_later, once, openings};
use super::seen::{meetings, whole_years};
use super::yearly;
use crate::domain::body::{Body, BodyKind, Frequency};
use crate::domain::days::{Period, days_between};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{BodyId, Family, RuleId};
use crate::domain::profile::Edition;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct P07;

impl Rule for P07 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 7)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "TSAG meets at least once a year, and in its cycle",
            demands: "TSAG opens at least `meetings_a_year` meetings in each calendar year that the scenario sees whole \
                      (must). Where a cycle is fixed, by terms of reference (`cycle_months`) or by the edition, a meeting \
                      opens so many months after the opening of the one before, give or take `tolerance_days` (should).",
            why: "Study groups wait for its decisions; members plan delegations and budgets by the cycle.",
            example: "After 1 May 2017 nine months lead to 1 February 2018: with 31 days' tolerance 22 January and 26 \
                      February 2018 are both in the cycle, 9 April is not.",
            needs: "All meetings of TSAG in the period; the cycle.",
            source: "Resolution 1 (2016) 4.5; TSAG report R1 (May 2017) 5.3; the tolerance is our own",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["meetings_a_year", "tolerance_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for body in view.bodies(scope) {
            let held = view.of_body(&body.id);
            let Some(first) = held.first() else { continue };
            if body.kind == BodyKind::AdvisoryGroup {
                for year in whole_years(view.scenario, body) {
                    let Some(edition) = view.edition(self.id(), first) else { continue };
                    let due = match first.terms().frequency {
                        Some(Frequency::AtLeast(count) | Frequency::Exactly(count)) => i64::from(count),
                        None => edition.number("meetings_a_year").unwrap_or(0),
                    };
                    let count = held.iter().filter(|placed| placed.at.first().year() == year).count();
                    let lacking = due - i64::try_from(count).unwrap_or(i64::MAX);
                    if lacking > 0 {
                        findings.push(
                            about(self, edition, &first.meeting.id)
                                .on(held.iter().map(|placed| placed.at.first()))
                                .hits([first])
                                .amount(lacking)
                                .broken(
                                    format!(
                                        "{} opens {} in {year}; at least {due} are due",
                                        body.name.as_str(),
                                        meetings(count)
                                    ),
                                    format!("move a meeting into {year}, or add one"),
                                ),
                        );
                    }
                }
            }
            for (previous, placed) in held.iter().zip(held.iter().skip(1)) {
                let Some(edition) = view.edition(self.id(), placed) else { continue };
                let fixed = previous.terms().cycle.or(placed.terms().cycle).map(|months| months.get());
                let by_edition = || {
                    let months = edition.number("cycle_months").filter(|_| body.kind == BodyKind::AdvisoryGroup);
                    months.and_then(|months| u16::try_from(months).ok())
                };
                let (Some(months), Some(tolerance)) = (fixed.or_else(by_edition), edition.number("tolerance_days"))
                else {
                    continue;
                };
                let due = Period::months(months).after(previous.at.first(), view.scenario.secretariat_calendar());
                let off = days_between(due, placed.at.first());
                if off.abs() > tolerance && scope.has_either(&previous.meeting.id, &placed.meeting.id) {
                    findings.push(
                        about(self, edition, &placed.meeting.id)
                            .and(&previous.meeting.id)
                            .strength(Strength::Should)
                            .on([previous.at.first(), due, placed.at.first()])
                            .hits([placed])
                            .amount(off.abs() - tolerance)
                            .broken(
                                format!(
                                    "{} opens on {}; {months} months after {} would be {due}, {} days {} (tolerated: \
                                     {tolerance})",
                                    placed.meeting.title.as_str(),
                                    placed.at.first(),
                                    previous.at.first(),
                                    off.abs(),
                                    if off > 0 { "earlier" } else { "later" }
                                ),
                                format!("open it nearer to {due}"),
                            ),
                    );
                }
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let mut seen: BTreeSet<&BodyId> = BTreeSet::new();
        for one in asked(scenario, self.id()) {
            let all = meetings_of(scenario, one.body);
            if one.body.kind == BodyKind::AdvisoryGroup && seen.insert(&one.body.id) {
                let least = match one.body.terms_on(openings(scenario, one.meeting).0).frequency {
                    Some(Frequency::AtLeast(least) | Frequency::Exactly(least)) => usize::from(least),
                    None => {
                        one.edition.number("meetings_a_year").and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
                    }
                };
                for year in yearly::years(scenario, one.body) {
                    for ask in yearly::at_least(scenario, &all, year, least) {
                        let why =
                            format!("{} meets at least {least} times in {year} ({})", one.body.id, one.edition.clause);
                        demands.push(once(scenario, self.id(), one.edition.strength, ask, why));
                    }
                }
            }
            let (Some(months), Some(tolerance)) = (cycle(one.body, one.edition), one.edition.number("tolerance_days"))
            else {
                continue;
            };
            // The last meeting that is certainly before this one, with none certainly between the two.
            let earlier: Vec<_> = all.iter().filter(|other| certainly_before(scenario, other, one.meeting)).collect();
            let previous = earlier.iter().find(|a| {
                a.id != one.meeting.id && !earlier.iter().any(|b| b.id != a.id && certainly_before(scenario, a, b))
            });
            let Some(previous) = previous else { continue };
            let ask = match openings(scenario, previous) {
                (first, last) if first == last => near_day(scenario, &one, months_later(first, months), tolerance),
                _ => {
                    let (least, most) = days_of_months(months);
                    Ask::Cycle {
                        first: previous.id.clone(),
                        second: one.meeting.id.clone(),
                        least: least - tolerance,
                        most: Some(most + tolerance),
                    }
                }
            };
            let why = format!("{} meets every {months} months ({})", one.body.id, one.edition.clause);
            demands.push(once(scenario, self.id(), Strength::Should, ask, why));
        }
    }
}

/// The cycle in months: that of the terms of reference, else that of the edition for TSAG.
fn cycle(body: &Body, edition: &Edition) -> Option<u32> {
    let own = body.terms.iter().rev().find_map(|terms| terms.cycle).map(|months| u32::from(months.get()));
    let of_edition = edition.number("cycle_months").filter(|_| body.kind == BodyKind::AdvisoryGroup);
    own.or_else(|| of_edition.and_then(|months| u32::try_from(months).ok()))
}

fn near_day(scenario: &Scenario, one: &super::asks::Asked<'_>, due: NaiveDate, tolerance: i64) -> Ask {
    let reach = Days::new(tolerance.unsigned_abs());
    let allowed = (due - reach)..=(due + reach);
    let days = super::asks::opening_days(scenario, one.meeting).filter(|day| allowed.contains(day)).collect();
    Ask::OpensOn { meeting: one.meeting.id.clone(), days }
}
