//! N-11: a JCA that meets apart from its parent is invited at least four weeks before.

use super::judge::{Notice, inside_parent, late, later, limit, notice};
use crate::domain::days::Period;
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct N11;

impl Rule for N11 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 11)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A JCA that meets on its own is invited at least four weeks before",
            demands: "The (electronic) invitation letter is out at least `weeks` weeks before the opening. A JCA meeting \
                      inside its parent's meeting is announced in the parent's letter instead (N-10).",
            why: "Representatives of study groups and outside organizations have to be found and briefed.",
            example: "JCA-Cloud meets on 19 April 2012: the letter is out by 22 March 2012.",
            needs: "The date of the letter; before there is one, the day the plan is made.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.5; in the 2019 edition 5.5 by parallel numbering",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(weeks), false) = (edition.count("weeks"), inside_parent(view, &placed)) else { continue };
            let latest = limit(&placed, view, Period::weeks(weeks), 0).date;
            let draft = about(self, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([&placed]);
            match notice(view, &placed, latest) {
                Notice::InTime => {}
                Notice::Unknown => findings.push(draft.missing("the date of its letter")),
                Notice::Late(from) => findings.push(draft.amount((from - latest).num_days()).broken(
                    late(&placed, "invitation", from, &format!("{weeks} weeks"), latest),
                    format!(
                        "{}, or hold it inside a meeting of the parent",
                        later(view, Period::weeks(weeks), 0, from)
                    ),
                )),
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(weeks) = edition.count("weeks") else { continue };
            let Some(from) = asking::known_from(scenario, meeting) else { continue };
            let Some(opens) = asking::opens_where(meeting, |day| Period::weeks(weeks).before(day, calendar) >= from)
            else {
                continue;
            };
            let ask = asking::or_inside_parent(scenario, meeting, body, opens);
            let why = format!("the letter inviting a JCA on its own is out {weeks} weeks before ({})", edition.clause);
            demands.push(asking::demand(scenario, self.id(), edition, ask, why));
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(weeks) = view.edition(self.id(), placed).and_then(|edition| edition.count("weeks")) else { return };
        if !inside_parent(view, placed) {
            let counted = limit(placed, view, Period::weeks(weeks), 0);
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Letter, counted, SetBy::Rule, None));
        }
    }
}
