//! N-13: the meetings of a focus group are announced four weeks before, or as its terms of reference say.

use super::judge::{Notice, late, later, limit, notice};
use crate::domain::body::Body;
use crate::domain::days::{CalendarWeeks, Period};
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
pub(super) struct N13;

impl Rule for N13 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 13)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Focus group meetings are announced at least four weeks before",
            demands: "Each meeting is announced electronically (e-mail, web) at least `weeks` weeks before the opening, or \
                      as many as the terms of reference say; the overall plan of meetings is published early.",
            why: "A focus group works with people outside the membership, who read no collective letters.",
            example: "FG M2M meets on 17 April 2012: announced by 20 March 2012.",
            needs: "The date of the announcement; before there is one, the day the plan is made.",
            source: "Terms of reference: FG DLT 2.9 (TSAG-R1, 2017, annex D), FG M2M 11 (TSB Circular 263, 2012); \
                     Rec. ITU-T A.7 (08/2024) 3.5",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(weeks) = edition.count("weeks") else { continue };
            let (weeks, _) = of_terms(placed.body, placed.at.first(), weeks);
            let latest = limit(&placed, view, Period::Weeks(weeks), 0).date;
            let draft = about(self, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([&placed]);
            match notice(view, &placed, latest) {
                Notice::InTime => {}
                Notice::Unknown => findings.push(draft.missing("the date of its announcement")),
                Notice::Late(from) => findings.push(draft.amount((from - latest).num_days()).broken(
                    late(&placed, "announcement", from, &weeks.to_string(), latest),
                    later(view, Period::Weeks(weeks), 0, from),
                )),
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(default) = edition.count("weeks") else { continue };
            let Some(from) = asking::known_from(scenario, meeting) else { continue };
            let weeks = |day: NaiveDate| {
                let own = body.terms_on(day).announced_before;
                own.map_or(Period::weeks(default), Period::Weeks)
            };
            if let Some(ask) = asking::opens_where(meeting, |day| weeks(day).before(day, calendar) >= from) {
                let why = format!("a focus group is announced {} before ({})", weeks(meeting.earliest), edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(weeks) = view.edition(self.id(), placed).and_then(|edition| edition.count("weeks")) else { return };
        let (weeks, set_by) = of_terms(placed.body, placed.at.first(), weeks);
        let counted = limit(placed, view, Period::Weeks(weeks), 0);
        deadlines.push(deadline(self.id(), placed, DeadlineKind::Letter, counted, set_by, None));
    }
}

/// The terms of reference win over the number of the A-series.
fn of_terms(body: &Body, opening: NaiveDate, default: u16) -> (CalendarWeeks, SetBy) {
    match body.terms_on(opening).announced_before {
        Some(weeks) => (weeks, SetBy::TermsOfReference),
        None => (CalendarWeeks::new(default), SetBy::Rule),
    }
}
