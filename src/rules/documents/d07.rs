//! D-07: the progress report of a rapporteur is there on the first day of the parent's meeting.

use crate::domain::days::{Period, Roll, days_between, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct D07;

impl Rule for D07 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 7)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "The rapporteur's report is there on the first day of the parent's meeting",
            demands: "The progress report of a rapporteur group is submitted no later than the first day of the next meeting \
                      of its parent; `draft_weeks` weeks before are encouraged if it contains draft Recommendations.",
            why: "The parent decides on the results of meetings held since its last one.",
            example: "RG-StdsStrat meets on 24 September 2017, TSAG on 26 February 2018: its report is due on that day, \
                      better by 15 January 2018.",
            needs: "The day of the report, once the parent has met.",
            source: "Rec. ITU-T A.1 (10/2016) 2.3.3.6",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["draft_weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(parent) = next_of_parent(view, &placed) else { continue };
            let due = parent.at.first();
            let draft = about(self, edition, &placed.meeting.id).and(&parent.meeting.id).on([due]);
            findings.push(match placed.meeting.preparation.report_on {
                Some(reported) if reported > due => draft.on([reported]).amount(days_between(due, reported)).broken(
                    format!(
                        "the report of {} is of {reported}, but {} opened on {due}",
                        placed.meeting.title.as_str(),
                        parent.meeting.title.as_str()
                    ),
                    format!("submit the report by {due}"),
                ),
                None if placed.at.firmness == Firmness::Held && due <= view.scenario.as_of => {
                    draft.missing("the day of its report to the parent")
                }
                _ => continue,
            });
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        if view.edition(self.id(), placed).is_none() {
            return;
        }
        if let Some(parent) = next_of_parent(view, placed) {
            let calendar = view.scenario.secretariat_calendar();
            let counted = limit(parent.at.first(), Period::days(0), Roll::None, calendar);
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Report, counted, SetBy::Rule, None));
        }
    }
}

/// The first meeting of the parent that opens after this one has closed.
fn next_of_parent<'a>(view: &View<'a>, placed: &Placed<'a>) -> Option<Placed<'a>> {
    view.of_parent(placed.body).iter().find(|parent| parent.at.first() > placed.at.last()).copied()
}
