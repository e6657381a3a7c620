//! D-12: documents of a rapporteur group are registered a week before and distributed five days before. Practice.

use super::judge::{Stated, last_day, too_late};
use crate::domain::days::{Period, days_between, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::{deadline, registration};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct D12;

impl Rule for D12 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 12)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Documents of a rapporteur group are registered a week before",
            demands: "Documents are registered `registered_days` days before the opening and distributed \
                      `distributed_days` days before. The A-series has no number: rapporteur groups work with relaxed rules; \
                      this is the practice of Question 13/16.",
            why: "Collaborators read them before the meeting.",
            example: "A rapporteur group meets on 28 March 2011: registered by 21 March, distributed by 23 March 2011.",
            needs: "The deadline that the letter states; the day on which the last document was available.",
            source: "Notice of Question 13/16 (March 2011); Rec. ITU-T A.1 (10/2016) 2.3.3.13",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["registered_days", "distributed_days", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(registered), Some(distributed)) =
                (edition.count("registered_days"), edition.count("distributed_days"))
            else {
                continue;
            };
            let last = last_day(view, &placed, Period::days(registered));
            if let Some(by) = placed.meeting.letter.as_ref().and_then(|letter| letter.documents_by)
                && by > last
            {
                let stated = Stated { what: "documents", by, period: Period::days(registered) };
                findings.push(too_late(about(self, edition, &placed.meeting.id), view, &placed, &stated));
            }
            let last = last_day(view, &placed, Period::days(distributed));
            if let Some(posted) = placed.meeting.preparation.documents_posted_on.filter(|posted| *posted > last) {
                let (draft, opening) = (about(self, edition, &placed.meeting.id), placed.at.first());
                findings.push(draft.on([posted, last, opening]).amount(days_between(last, posted)).broken(
                    format!(
                        "{} opens on {opening}; its last document was distributed on {posted}, {} days before, but \
                         {distributed} days are usual (by {last})",
                        placed.meeting.title.as_str(),
                        days_between(posted, opening)
                    ),
                    "ask authors for earlier documents",
                ));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let Some(days) = edition.count("registered_days").map(Period::days) else { continue };
            let Some(by) = meeting.letter.as_ref().and_then(|letter| letter.documents_by) else { continue };
            if let Some(ask) = asking::opens_where(meeting, |day| days.before(day, calendar) >= by) {
                let why = format!("its letter asks for documents by {by}, {days} before ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        let stated = placed.meeting.letter.as_ref().and_then(|letter| letter.documents_by);
        let all = [
            (DeadlineKind::Documents, edition.count("registered_days"), stated),
            (DeadlineKind::TemporaryDocuments, edition.count("distributed_days"), None),
        ];
        for (kind, days, stated) in all {
            let Some(days) = days else { continue };
            let calendar = view.scenario.secretariat_calendar();
            let counted = limit(placed.at.first(), Period::days(days), edition.roll(), calendar);
            deadlines.push(deadline(self.id(), placed, kind, counted, SetBy::Rule, stated));
        }
        deadlines.extend(registration(self.id(), placed));
    }
}
