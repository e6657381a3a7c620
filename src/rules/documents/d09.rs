//! D-09: the deliverables of a focus group reach its parent four weeks before the parent meets.

use crate::domain::body::Body;
use crate::domain::days::{CalendarWeeks, Period, Roll, days_between, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;

/// See the module.
#[derive(Debug)]
pub(super) struct D09;

impl Rule for D09 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 9)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Deliverables of a focus group reach the parent four weeks before it meets",
            demands: "A focus group hands its deliverables to its parent at least `weeks` weeks before the parent's meeting \
                      that is to take them up, or as its terms of reference say. No meeting of the parent opens less than \
                      that after they are handed over.",
            why: "The parent's members study them before they decide on the next steps.",
            example: "TSAG opens on 26 February 2018: the deliverables of FG DFC and FG DLT are due by 29 January 2018.",
            needs: "The day on which deliverables were or will be handed over, and the parent's meetings.",
            source: "Terms of reference: FG DFC 2.3, FG DLT 2.3 (TSAG-R1, 2017, annexes C and D); Rec. ITU-T A.7 (08/2024) \
                     8.3",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.all() {
            let Some(handed) = placed.meeting.preparation.deliverables_on else { continue };
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(weeks) = edition.count("weeks") else { continue };
            let (weeks, _) = of_terms(placed.body, handed, weeks);
            let parents = view.of_parent(placed.body);
            // The parent takes them up at its first meeting from that day on.
            let Some(parent) = parents.iter().find(|parent| parent.at.first() >= handed) else { continue };
            if !scope.has_either(&placed.meeting.id, &parent.meeting.id) {
                continue;
            }
            let calendar = view.scenario.secretariat_calendar();
            let due = limit(parent.at.first(), Period::Weeks(weeks), Roll::None, calendar).date;
            if handed > due {
                findings.push(
                    about(self, edition, &placed.meeting.id)
                        .and(&parent.meeting.id)
                        .on([handed, due, parent.at.first()])
                        .hits([parent])
                        .amount(days_between(due, handed))
                        .broken(
                            format!(
                                "the deliverables of {} are handed over on {handed}, {} days before {} opens on {}; {weeks} \
                                 are due (by {due})",
                                placed.body.name.as_str(),
                                days_between(handed, parent.at.first()),
                                parent.meeting.title.as_str(),
                                parent.at.first()
                            ),
                            format!("hand them over by {due}, or leave them to the following meeting"),
                        ),
                );
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(default) = edition.count("weeks") else { continue };
            let Some(handed) = meeting.preparation.deliverables_on else { continue };
            let own = body.terms_on(handed).deliverables_before_parent;
            let period = own.map_or(Period::weeks(default), Period::Weeks);
            let outer = asking::meetings_of_parent(scenario, body);
            for parent in outer.iter().filter_map(|outer| scenario.meetings().get(outer)) {
                let allowed = |day: NaiveDate| day < handed || period.before(day, calendar) >= handed;
                if let Some(ask) = asking::opens_where(parent, allowed) {
                    let why = format!(
                        "the deliverables of {} of {handed} reach it {period} before ({})",
                        body.name.as_str(),
                        edition.clause
                    );
                    demands.push(asking::demand(scenario, self.id(), edition, ask, why));
                }
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(weeks) = view.edition(self.id(), placed).and_then(|edition| edition.count("weeks")) else { return };
        let (weeks, set_by) = of_terms(placed.body, placed.at.first(), weeks);
        let parents = view.of_parent(placed.body);
        let Some(parent) = parents.iter().find(|parent| parent.at.first() > placed.at.last()) else { return };
        let calendar = view.scenario.secretariat_calendar();
        let counted = limit(parent.at.first(), Period::Weeks(weeks), Roll::None, calendar);
        if counted.date >= placed.at.last() {
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Deliverables, counted, set_by, None));
        }
    }
}

/// The terms of reference win over the number of the A-series.
fn of_terms(body: &Body, day: NaiveDate, default: u16) -> (CalendarWeeks, SetBy) {
    match body.terms_on(day).deliverables_before_parent {
        Some(weeks) => (weeks, SetBy::TermsOfReference),
        None => (CalendarWeeks::new(default), SetBy::Rule),
    }
}
