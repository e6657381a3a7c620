//! N-04: what a study group meeting needs that approves Recommendations by the traditional procedure.

use super::judge::{Notice, late, later, limit, notice};
use crate::domain::days::{CalendarDays, Period, due_after};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::letter::LetterPart;
use crate::domain::meeting::Firmness;
use crate::domain::profile::Edition;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct N04;

impl Rule for N04 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 4)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A meeting with traditional approval (TAP) is convened three months before",
            demands: "The invitation with a summary of the Recommendation is received `months` months before the opening, \
                      the text in the official languages is out `text_months` month before, the consultation of Member \
                      States closes `consultation_working_days` working days before, and the result is notified by \
                      circular within `result_weeks` weeks after the close; `extension_weeks` more if a delegation asked \
                      for time.",
            why: "Member States decide on binding texts; they must be consulted at home.",
            example: "A meeting opens on 9 April 2018: invitation received by 9 January 2018, text out by 9 March 2018, \
                      consultation closed by 27 March 2018 (30 March and 2 April are holidays).",
            needs: "That approval is on the agenda; the date of the letter, of the texts, of the close of the consultation \
                    and of the circular with the result.",
            source: "WTSA Resolution 1 (Rev. Hammamet, 2016) 9.3.3, 9.3.5, 9.4.1, 9.5.5, 9.6.1",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months", "text_months", "consultation_working_days", "result_weeks", "extension_weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| placed.meeting.preparation.approval == Some(true)) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            self.invitation(view, &placed, edition, findings);
            self.texts(view, &placed, edition, findings);
            self.consultation(view, &placed, edition, findings);
            self.result(view, &placed, edition, findings);
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let preparation = &meeting.preparation;
            if preparation.approval != Some(true) {
                continue;
            }
            let mut push = |day: Option<chrono::NaiveDate>, period: Option<Period>, why: &str| {
                let (Some(day), Some(period)) = (day, period) else { return };
                if let Some(ask) = asking::opens_where(meeting, |opening| period.before(opening, calendar) >= day) {
                    let why = format!("{why} {period} before ({})", edition.clause);
                    demands.push(asking::demand(scenario, self.id(), edition, ask, why));
                }
            };
            let known = asking::known_from(scenario, meeting);
            let dispatch = Period::Days(CalendarDays::new(scenario.profile.secretariat.dispatch_days));
            push(
                known.map(|from| dispatch.after(from, calendar)),
                edition.count("months").map(Period::months),
                "the invitation to approve is received",
            );
            push(
                preparation.texts_sent_on,
                edition.count("text_months").map(Period::months),
                "the text to approve is distributed",
            );
            push(
                preparation.consultation_closes_on,
                edition.count("consultation_working_days").map(Period::working_days),
                "the consultation of Member States closes",
            );
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        if placed.meeting.preparation.approval != Some(true) {
            return;
        }
        let dispatch = view.scenario.profile.secretariat.dispatch_days;
        let all = [
            (DeadlineKind::Letter, edition.count("months").map(Period::months), dispatch),
            (DeadlineKind::Texts, edition.count("text_months").map(Period::months), 0),
            (DeadlineKind::Consultation, edition.count("consultation_working_days").map(Period::working_days), 0),
        ];
        for (kind, period, dispatch) in all {
            let Some(period) = period else { continue };
            let counted = limit(placed, view, period, dispatch);
            deadlines.push(deadline(self.id(), placed, kind, counted, SetBy::Rule, None));
        }
    }
}

impl N04 {
    fn invitation(&self, view: &View<'_>, placed: &Placed<'_>, edition: &Edition, findings: &mut Vec<Finding>) {
        let Some(months) = edition.count("months") else { return };
        let latest = limit(placed, view, Period::months(months), view.scenario.profile.secretariat.dispatch_days).date;
        let draft = || about(self, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([placed]);
        match notice(view, placed, latest) {
            Notice::InTime => {}
            Notice::Unknown => findings.push(draft().missing("the date of the invitation to approve")),
            Notice::Late(from) => findings.push(draft().amount((from - latest).num_days()).broken(
                late(placed, "invitation to approve", from, &format!("{months} months"), latest),
                format!(
                    "{}, or take the approval off the agenda",
                    later(view, Period::months(months), view.scenario.profile.secretariat.dispatch_days, from)
                ),
            )),
        }
        let parts = placed.meeting.letter.as_ref().map(|letter| &letter.contains);
        if parts.is_some_and(|parts| !parts.is_empty() && !parts.contains(&LetterPart::ApprovalSummary)) {
            findings.push(draft().broken(
                format!(
                    "the letter of {} lacks the summary of the Recommendation to approve",
                    placed.meeting.title.as_str()
                ),
                "add the summary to the letter",
            ));
        }
    }

    fn texts(&self, view: &View<'_>, placed: &Placed<'_>, edition: &Edition, findings: &mut Vec<Finding>) {
        let Some(months) = edition.count("text_months") else { return };
        let latest = limit(placed, view, Period::months(months), 0).date;
        let draft = about(self, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([placed]);
        match placed.meeting.preparation.texts_sent_on {
            None if view.scenario.as_of > latest => {
                findings.push(draft.missing("the day the text to approve was distributed"));
            }
            Some(sent) if sent > latest => findings.push(draft.amount((sent - latest).num_days()).on([sent]).broken(
                format!(
                    "the text to approve at {} (opening on {}) is distributed on {sent}; due is {latest}, {} before",
                    placed.meeting.title.as_str(),
                    placed.at.first(),
                    Period::months(months)
                ),
                format!("distribute it by {latest}, or {}", later(view, Period::months(months), 0, sent)),
            )),
            _ => {}
        }
    }

    fn consultation(&self, view: &View<'_>, placed: &Placed<'_>, edition: &Edition, findings: &mut Vec<Finding>) {
        let Some(days) = edition.count("consultation_working_days") else { return };
        let latest = limit(placed, view, Period::working_days(days), 0).date;
        let draft = about(self, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([placed]);
        match placed.meeting.preparation.consultation_closes_on {
            // The invitation names the day.
            None if placed.letter_dated().is_some() || view.scenario.as_of > latest => {
                findings.push(draft.missing("the day the consultation of Member States closes"));
            }
            Some(closes) if closes > latest => {
                findings.push(draft.amount((closes - latest).num_days()).on([closes]).broken(
                    format!(
                        "the consultation of Member States for {} closes on {closes}; it must close by {latest}, {days} \
                         working days before the opening on {}",
                        placed.meeting.title.as_str(),
                        placed.at.first()
                    ),
                    format!("close it by {latest}, or {}", later(view, Period::working_days(days), 0, closes)),
                ));
            }
            _ => {}
        }
    }

    fn result(&self, view: &View<'_>, placed: &Placed<'_>, edition: &Edition, findings: &mut Vec<Finding>) {
        let (Some(weeks), Some(more)) = (edition.count("result_weeks"), edition.count("extension_weeks")) else {
            return;
        };
        let after = |weeks| {
            let calendar = view.scenario.secretariat_calendar();
            due_after(placed.at.last(), Period::weeks(weeks), crate::domain::days::Roll::None, calendar).date
        };
        let (normal, extended) = (after(weeks), after(weeks + more));
        let title = placed.meeting.title.as_str();
        let draft = about(self, edition, &placed.meeting.id).on([placed.at.last(), normal]);
        findings.push(match placed.meeting.preparation.result_notified_on {
            None if placed.at.firmness == Firmness::Held && view.scenario.as_of > normal => {
                draft.missing("the day the result of the approval was notified")
            }
            Some(day) if day > extended => draft.amount((day - extended).num_days()).on([day]).broken(
                format!(
                    "the result of the approval at {title} is notified on {day}; due was {normal}, {extended} at the latest"
                ),
                "notify the result at once, and record why it is late",
            ),
            Some(day) if day > normal => draft.on([day]).note(format!(
                "the result of the approval at {title} is notified on {day}, after {normal}: in time only if a delegation \
                 asked for more time"
            )),
            _ => return,
        });
    }
}
