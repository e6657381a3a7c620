//! D-18: the report of TSAG is out six weeks after the close, its draft open for comments for two weeks.

use crate::domain::days::{Period, Roll, days_between, due_after};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct D18;

impl Rule for D18 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 18)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "The report of TSAG is out six weeks after the close",
            demands: "The report is available within `weeks` weeks after the close; its draft is open for comments for \
                      `comment_weeks` weeks.",
            why: "Those who were not there learn what was decided, and those who were can correct it.",
            example: "TSAG closes on 4 May 2017: the report is due by 15 June 2017.",
            needs: "The day of the report and of its draft, once six weeks have passed.",
            source: "WTSA Resolution 1 (2016) 4.8; two weeks for comments: TSAG-R1 (2017) 24",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks", "comment_weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        let calendar = view.scenario.secretariat_calendar();
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(weeks), Some(comments)) = (edition.count("weeks"), edition.count("comment_weeks")) else {
                continue;
            };
            let (title, closed) = (placed.meeting.title.as_str(), placed.at.last());
            let due = due_after(closed, Period::weeks(weeks), Roll::None, calendar).date;
            let draft = || about(self, edition, &placed.meeting.id).on([closed, due]);
            let preparation = &placed.meeting.preparation;
            match preparation.report_on {
                Some(reported) if reported > due => {
                    findings.push(draft().on([reported]).amount(days_between(due, reported)).broken(
                        format!(
                            "the report of {title}, closed on {closed}, is of {reported}; {weeks} weeks after the close is \
                             {due}"
                        ),
                        format!("publish the report by {due}, or record why it is late"),
                    ));
                }
                None if placed.at.firmness == Firmness::Held && view.scenario.as_of > due => {
                    findings.push(draft().missing("the day its report was available"));
                }
                _ => {}
            }
            if let (Some(opened), Some(reported)) = (preparation.report_draft_on, preparation.report_on) {
                let ends = due_after(opened, Period::weeks(comments), Roll::None, calendar).date;
                if reported < ends {
                    findings.push(
                        draft()
                            .strength(Strength::Prefer)
                            .on([opened, reported, ends])
                            .amount(days_between(reported, ends))
                            .broken(
                                format!(
                                    "the draft report of {title} is open for comments from {opened}, but the report is of \
                                     {reported}; {comments} weeks end on {ends}"
                                ),
                                format!("publish the report on {ends} or later"),
                            ),
                    );
                }
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        let (Some(weeks), Some(comments)) = (edition.count("weeks"), edition.count("comment_weeks")) else { return };
        let calendar = view.scenario.secretariat_calendar();
        let counted = due_after(placed.at.last(), Period::weeks(weeks), Roll::None, calendar);
        deadlines.push(deadline(self.id(), placed, DeadlineKind::Report, counted, SetBy::Rule, None));
        if let Some(opened) = placed.meeting.preparation.report_draft_on {
            let counted = due_after(opened, Period::weeks(comments), Roll::None, calendar);
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Comments, counted, SetBy::Rule, None));
        }
    }
}
