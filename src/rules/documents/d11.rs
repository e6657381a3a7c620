//! D-11: inputs to a JCA go to its chair and the counsellor by the day its circular states.

use super::judge::{Stated, last_day, too_late};
use crate::domain::days::{Period, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::profile::Edition;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::{deadline, registration};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;

/// See the module.
#[derive(Debug)]
pub(super) struct D11;

impl Rule for D11 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 11)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Inputs to a JCA arrive by the day its letter states",
            demands: "Inputs are sent to the chair and the TSB counsellor by the day the letter states, which lies before \
                      the opening and keeps the days of the terms of reference, if they name any. Where nothing is stated \
                      Convoke prints `calendar_days` calendar days.",
            why: "Representatives prepare the view of their group.",
            example: "JCA-DCC meets on 1 June 2022: inputs by 20 May 2022 (12 days), registration by 27 May 2022. That \
                      registration closes after the inputs is in order; that 27 May is a bridge day after Ascension is \
                      noted.",
            needs: "The deadline that the letter states.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.6; TSB Circular 007 (2022) 8",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["calendar_days", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(letter) = &placed.meeting.letter else { continue };
            let draft = about(self, edition, &placed.meeting.id);
            let opening = placed.at.first();
            for (what, by) in [("inputs", letter.documents_by), ("registration", letter.registration_by)] {
                findings.extend(by.and_then(|by| bridge_day(view, &placed, edition, what, by)));
            }
            let Some(by) = letter.documents_by else {
                if letter.dated.is_some() && placed.terms().contributions_before.is_none() {
                    findings.push(draft.on([opening]).missing("the day by which its letter asks for inputs"));
                }
                continue;
            };
            let terms = placed.terms().contributions_before.filter(|_| letter.documents_agreed_by.is_none());
            // At least the day before, whatever anybody agreed to.
            let period = Period::Days(terms.unwrap_or(crate::domain::days::CalendarDays::new(1)));
            let last = last_day(view, &placed, period);
            if by > last {
                let stated = Stated { what: "inputs", by, period };
                findings.push(too_late(draft, view, &placed, &stated));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(letter) = &meeting.letter else { continue };
            let Some(by) = letter.documents_by else { continue };
            let allowed = |day: NaiveDate| match body.terms_on(day).contributions_before {
                Some(days) if letter.documents_agreed_by.is_none() => Period::Days(days).before(day, calendar) >= by,
                _ => by < day,
            };
            if let Some(ask) = asking::opens_where(meeting, allowed) {
                let why = format!("its letter asks for inputs by {by} ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        let Some(default) = edition.count("calendar_days") else { return };
        let (period, set_by) = match placed.terms().contributions_before {
            Some(days) => (Period::Days(days), SetBy::TermsOfReference),
            None => (Period::days(default), SetBy::Rule),
        };
        let calendar = view.scenario.secretariat_calendar();
        let counted = limit(placed.at.first(), period, edition.roll(), calendar);
        let stated = placed.meeting.letter.as_ref().and_then(|letter| letter.documents_by);
        deadlines.push(deadline(self.id(), placed, DeadlineKind::Documents, counted, set_by, stated));
        deadlines.extend(registration(self.id(), placed));
    }
}

/// A stated day that is open but lies alone between closed days: many people are away on it.
fn bridge_day(view: &View<'_>, placed: &Placed<'_>, edition: &Edition, what: &str, by: NaiveDate) -> Option<Finding> {
    let calendar = view.scenario.secretariat_calendar();
    let (before, after) = (calendar.closed_day(by.pred_opt()?)?, calendar.closed_day(by.succ_opt()?)?);
    calendar.is_working(by).then(|| {
        about(&D11, edition, &placed.meeting.id).on([by]).note(format!(
            "{}: the last day for {what}, {by}, is a bridge day between {} ({}) and {} ({})",
            placed.meeting.title.as_str(),
            before.name(),
            before.date(),
            after.name(),
            after.date()
        ))
    })
}
