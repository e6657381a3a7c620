//! D-17: TSAG meets at least two months before a World Telecommunication Standardization Assembly.

use crate::domain::body::BodyKind;
use crate::domain::days::{Period, days_between};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::asking;
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;

/// See the module.
#[derive(Debug)]
pub(super) struct D17;

impl Rule for D17 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 17)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "TSAG meets at least two months before an assembly",
            demands: "TSAG opens its last meeting before a WTSA at least `tsag_months` months before the assembly opens. \
                      Contributions to the assembly arrive `months` month before, and never later than `calendar_days` \
                      calendar days before; reports of study groups are with the members `months` month before.",
            why: "The assembly decides on what TSAG prepares.",
            example: "WTSA-16 opens on 25 October 2016: TSAG meets by 25 August 2016; contributions by 25 September, at the \
                      latest 11 October 2016.",
            needs: "The assembly as an outside event whose id begins with `wtsa`.",
            source: "WTSA Resolution 1 (Rev. Hammamet, 2016) 2.4.1, 6.1, 7.3.1",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months", "calendar_days", "tsag_months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| placed.body.kind == BodyKind::AdvisoryGroup) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(months) = edition.count("tsag_months") else { continue };
            let opening = placed.at.first();
            for assembly in view.scenario.outside().values().filter(|event| event.is_assembly()) {
                let last = last_opening(view, assembly.first, months);
                if opening <= last || opening >= assembly.first {
                    continue;
                }
                let draft =
                    about(self, edition, &placed.meeting.id).on([opening, last, assembly.first]).hits([&placed]);
                findings.push(draft.amount(days_between(last, opening)).broken(
                    format!(
                        "{} opens on {opening}, {} days before {} on {}; {months} months are due (by {last})",
                        placed.meeting.title.as_str(),
                        days_between(opening, assembly.first),
                        assembly.name.as_str(),
                        assembly.first
                    ),
                    format!("open by {last}, or after the assembly"),
                ));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(period) = edition.count("tsag_months").map(Period::months) else { continue };
            if body.kind != BodyKind::AdvisoryGroup {
                continue;
            }
            for event in scenario.outside().values().filter(|event| event.is_assembly()) {
                let latest = period.before(event.first, calendar);
                if let Some(ask) = asking::opens_where(meeting, |day| day <= latest || day >= event.first) {
                    let why = format!(
                        "TSAG meets {period} before {} of {} ({})",
                        event.name.as_str(),
                        event.first,
                        edition.clause
                    );
                    demands.push(asking::demand(scenario, self.id(), edition, ask, why));
                }
            }
        }
    }
}

fn last_opening(view: &View<'_>, assembly: NaiveDate, months: u16) -> NaiveDate {
    Period::months(months).before(assembly, view.scenario.secretariat_calendar())
}
