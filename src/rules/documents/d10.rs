//! D-10: contributions to a focus group arrive as its terms of reference say; its management may agree otherwise.

use super::judge::{Stated, last_day, too_late};
use crate::domain::body::Body;
use crate::domain::days::{CalendarDays, Period, days_between, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::{deadline, registration};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;

/// See the module.
#[derive(Debug)]
pub(super) struct D10;

impl Rule for D10 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 10)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Contributions to a focus group arrive as its terms of reference say",
            demands: "Contributions arrive so many calendar days before the opening as the terms of reference say, \
                      `calendar_days` where they say nothing. The circular may state another day agreed by the management \
                      of the group; a shorter notice is reported all the same.",
            why: "People from outside the membership need the documents in time, too.",
            example: "FG M2M opens on 17 April 2012: 10 calendar days are 7 April 2012, the Saturday of Easter, so the next \
                      working day is 10 April 2012, which the circular states as agreed by the management.",
            needs: "The terms of reference; the deadline that the letter states and who agreed to it.",
            source: "Terms of reference: FG DLT 2.10 (TSAG-R1, 2017, annex D), FG M2M 12 (TSB Circular 263, 2012)",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["calendar_days", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(days) = edition.count("calendar_days") else { continue };
            let Some(letter) = &placed.meeting.letter else { continue };
            let (days, set_by) = of_terms(placed.body, placed.at.first(), days);
            let last = last_day(view, &placed, Period::Days(days));
            let Some(by) = letter.documents_by.filter(|by| *by > last) else { continue };
            let opening = placed.at.first();
            let draft = about(self, edition, &placed.meeting.id);
            findings.push(match &letter.documents_agreed_by {
                Some(who) => {
                    let terms = match set_by {
                        SetBy::TermsOfReference => "the terms of reference ask for",
                        SetBy::Letter | SetBy::Rule => "usual are",
                    };
                    draft.on([by, last, opening]).hits([&placed]).note(format!(
                        "{} opens on {opening}; its letter asks for documents by {by}, {} days before, but {terms} {days} \
                         (by {last}): shorter notice, agreed by {}",
                        placed.meeting.title.as_str(),
                        days_between(by, opening),
                        who.as_str()
                    ))
                }
                None => {
                    let stated = Stated { what: "contributions", by, period: Period::Days(days) };
                    too_late(draft, view, &placed, &stated)
                }
            });
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(default) = edition.count("calendar_days") else { continue };
            let Some(letter) = &meeting.letter else { continue };
            let (Some(by), None) = (letter.documents_by, &letter.documents_agreed_by) else { continue };
            let period = |day| body.terms_on(day).contributions_before.map_or(Period::days(default), Period::Days);
            if let Some(ask) = asking::opens_where(meeting, |day| period(day).before(day, calendar) >= by) {
                let asked = period(meeting.earliest);
                let why = format!("its letter asks for contributions by {by}, {asked} before ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        let Some(days) = edition.count("calendar_days") else { return };
        let (days, set_by) = of_terms(placed.body, placed.at.first(), days);
        let calendar = view.scenario.secretariat_calendar();
        let counted = limit(placed.at.first(), Period::Days(days), edition.roll(), calendar);
        let stated = placed.meeting.letter.as_ref().and_then(|letter| letter.documents_by);
        deadlines.push(deadline(self.id(), placed, DeadlineKind::Documents, counted, set_by, stated));
        deadlines.extend(registration(self.id(), placed));
    }
}

/// The terms of reference win over the default.
fn of_terms(body: &Body, opening: NaiveDate, default: u16) -> (CalendarDays, SetBy) {
    match body.terms_on(opening).contributions_before {
        Some(days) => (days, SetBy::TermsOfReference),
        None => (CalendarDays::new(default), SetBy::Rule),
    }
}
