//! N-05: the text of new or revised Questions is received a month before.

use super::judge::{later, limit};
use crate::domain::days::{CalendarDays, Period};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct N05;

impl Rule for N05 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 5)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "New or revised Questions are received a month before",
            demands: "The text of proposed new or revised Questions is distributed so as to be received `months` month \
                      before the opening.",
            why: "Members decide whether to take on work; they must have read it.",
            example: "A study group opens on 6 November 2017: the text is received by 6 October 2017.",
            needs: "That new Questions are on the agenda; the day the text was sent, or the day the plan is made.",
            source: "WTSA Resolution 1 (Rev. Hammamet, 2016) 7.1.3",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| placed.meeting.preparation.new_questions == Some(true)) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(months) = edition.count("months") else { continue };
            let dispatch = view.scenario.profile.secretariat.dispatch_days;
            let latest = limit(&placed, view, Period::months(months), dispatch).date;
            let settled = matches!(placed.at.firmness, Firmness::Announced | Firmness::Held);
            let sent = placed.meeting.preparation.texts_sent_on;
            let draft = about(self, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([&placed]);
            // What is not recorded as sent can be sent on the day of the plan at the earliest.
            let from = sent.unwrap_or(view.scenario.as_of);
            if from <= latest {
                continue;
            }
            findings.push(if sent.is_none() && settled {
                draft.missing("the day the text of its new Questions was sent")
            } else {
                draft.amount((from - latest).num_days()).on([from]).broken(
                    format!(
                        "{} opens on {} with new or revised Questions; their text, sent on {from}, is due by {latest} \
                         ({} before)",
                        placed.meeting.title.as_str(),
                        placed.at.first(),
                        Period::months(months)
                    ),
                    format!(
                        "{}, or leave the Questions to the next meeting",
                        later(view, Period::months(months), dispatch, from)
                    ),
                )
            });
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        let dispatch = Period::Days(CalendarDays::new(scenario.profile.secretariat.dispatch_days));
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let Some(months) = edition.count("months") else { continue };
            let settled = scenario
                .fixed()
                .get(&meeting.id)
                .is_some_and(|at| matches!(at.firmness, Firmness::Announced | Firmness::Held));
            let sent = match meeting.preparation.texts_sent_on {
                _ if meeting.preparation.new_questions != Some(true) => continue,
                Some(sent) => sent,
                None if settled => continue,
                None => scenario.as_of,
            };
            let received = dispatch.after(sent, calendar);
            let allowed = |day| Period::months(months).before(day, calendar) >= received;
            if let Some(ask) = asking::opens_where(meeting, allowed) {
                let why = format!("the text of new Questions is received {} before", Period::months(months));
                let why = format!("{why} ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(months) = view.edition(self.id(), placed).and_then(|edition| edition.count("months")) else { return };
        if placed.meeting.preparation.new_questions == Some(true) {
            let dispatch = view.scenario.profile.secretariat.dispatch_days;
            let counted = limit(placed, view, Period::months(months), dispatch);
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Texts, counted, SetBy::Rule, None));
        }
    }
}
