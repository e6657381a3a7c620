//! N-12: the proposal to create a JCA is notified four weeks before it is decided.

use crate::domain::days::{Period, Roll, days_between, due_after};
use crate::domain::finding::Finding;
use crate::domain::ids::{BodyId, Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct N12;

impl Rule for N12 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 12)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "The creation of a JCA is notified four weeks before it is decided",
            demands: "An electronic notification with terms of reference, lifetime and chair goes out at least `weeks` weeks \
                      before the meeting that decides, if that meets within two months; else, or when it is late, the \
                      decision is taken electronically `weeks` weeks after the notification, the days of meetings not \
                      counted, and `weeks` weeks later again if the proposal is revised.",
            why: "Groups that would be coordinated must be able to object.",
            example: "TSAG decides on 1 May 2017: the notification is out by 3 April 2017.",
            needs: "The day of the notification and the day of the decision.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.2",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        let decided = view.scoped(scope).filter(|placed| placed.body.establishment.decided_on.is_some());
        let bodies: BTreeSet<&BodyId> = decided.map(|placed| &placed.body.id).collect();
        for first in bodies.into_iter().filter_map(|body| view.of_body(body).first()) {
            let establishment = &first.body.establishment;
            let Some(decided) = establishment.decided_on else { continue };
            // The edition in force on the day of the decision, not on that of a later letter.
            let edition = view.scenario.profile.edition(self.id(), decided);
            let Some(edition) = edition.filter(|edition| edition.applies_to(first.body.kind)) else { continue };
            let (Some(weeks), true) = (edition.count("weeks"), scope.has(&first.meeting.id)) else { continue };
            let draft = about(self, edition, &first.meeting.id).on([decided]).hits([first]);
            let Some(notified) = establishment.notified_on else {
                if decided <= view.scenario.as_of {
                    findings.push(draft.missing("the day its creation was notified"));
                }
                continue;
            };
            let calendar = view.scenario.secretariat_calendar();
            let earliest = due_after(notified, Period::weeks(weeks), Roll::None, calendar).date;
            if decided < earliest {
                let days = days_between(notified, decided);
                findings.push(draft.amount(days_between(decided, earliest)).on([notified, earliest]).broken(
                    format!(
                        "the creation of {} is notified on {notified} and decided on {decided}, {days} days later; {weeks} \
                         weeks are due (decision on {earliest} or later)",
                        first.body.name.as_str()
                    ),
                    format!("decide electronically on {earliest} or later"),
                ));
            }
        }
    }
}
