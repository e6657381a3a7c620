//! D-04 and D-05: TSB posts contributions within days, and temporary documents a week before the meeting.

use super::judge::last_day;
use crate::domain::days::{Period, days_between, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Placed, Scope, View};
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// D-04: contributions.
#[derive(Debug)]
pub(super) struct D04;

/// D-05: temporary documents.
#[derive(Debug)]
pub(super) struct D05;

impl Rule for D04 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 4)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "TSB posts contributions within three working days",
            demands: "A contribution is posted within `working_days` working days of its receipt.",
            why: "Members read contributions as they arrive.",
            example: "What arrives on Wednesday 14 February 2018 is posted by Monday 19 February 2018.",
            needs: "The working days the slowest contribution took.",
            source: "Rec. ITU-T A.1 (10/2016) 3.2.4",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["working_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(allowed) = edition.count("working_days") else { continue };
            let draft = about(self, edition, &placed.meeting.id).on([placed.at.first()]);
            let preparation = &placed.meeting.preparation;
            findings.push(match (preparation.posting_working_days, preparation.last_contribution_on) {
                (Some(taken), _) if taken > allowed => draft.amount(i64::from(taken - allowed)).broken(
                    format!(
                        "a contribution to {} (opening on {}) was posted {taken} working days after its receipt; {allowed} \
                         are allowed",
                        placed.meeting.title.as_str(),
                        placed.at.first()
                    ),
                    format!("post contributions within {allowed} working days"),
                ),
                (None, Some(came))
                    if Period::working_days(allowed).after(came, view.scenario.secretariat_calendar())
                        < view.scenario.as_of =>
                {
                    draft.missing("how many working days its contributions took to be posted")
                }
                _ => continue,
            });
        }
    }
}

impl Rule for D05 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 5)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Temporary documents are available a week before",
            demands: "Temporary documents are posted within `working_days` working days and available `calendar_days` \
                      calendar days before the opening. Exempt are administrative papers, proposals of the chair or of ad \
                      hoc groups, and reports of events less than `recent_days` days old, which are available \
                      `item_days` days before their item.",
            why: "Delegates read them before they travel.",
            example: "TSAG opens on 26 February 2018: temporary documents are available by 19 February 2018.",
            needs: "The day on which the last temporary document was available.",
            source: "Rec. ITU-T A.1 (10/2016) 3.3.3",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["working_days", "calendar_days", "recent_days", "item_days", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(days) = edition.count("calendar_days") else { continue };
            let last = last_day(view, &placed, Period::days(days));
            let Some(posted) = placed.meeting.preparation.documents_posted_on.filter(|posted| *posted > last) else {
                continue;
            };
            findings.push(
                about(self, edition, &placed.meeting.id)
                    .on([posted, last, placed.at.first()])
                    .hits([&placed])
                    .amount(days_between(last, posted))
                    .broken(
                        format!(
                            "{} opens on {}; its last temporary document was available on {posted}, {} days before, but \
                             {days} calendar days are due (by {last})",
                            placed.meeting.title.as_str(),
                            placed.at.first(),
                            days_between(posted, placed.at.first())
                        ),
                        "record which exemption holds, or why it was late",
                    ),
            );
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        let Some(days) = edition.count("calendar_days") else { return };
        let calendar = view.scenario.secretariat_calendar();
        let counted = limit(placed.at.first(), Period::days(days), edition.roll(), calendar);
        deadlines.push(deadline(self.id(), placed, DeadlineKind::TemporaryDocuments, counted, SetBy::Rule, None));
    }
}
