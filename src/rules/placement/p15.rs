//! P-15: a JCA reports to its parent, at the parent's meetings and after each of its own.

use crate::domain::body::BodyKind;
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct P15;

impl Rule for P15 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 15)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A JCA reports to its parent after every meeting",
            demands: "The report of each meeting that was held reaches the parent by the close of the parent's meeting \
                      during which it was held, or else of the next one.",
            why: "The parent decides on what the JCA found; a JCA decides nothing itself.",
            example: "JCA-ML meets on 16 March 2023 inside SG13 (13-24 March 2023): its report is due by 24 March 2023.",
            needs: "The day on which the report reached the parent (`report_on`); the parent's meetings.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.8; TSB Circulars 261, 72 and 7, Annex, on reports",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            if placed.body.kind != BodyKind::JointCoordinationActivity {
                continue;
            }
            let Some(parent) = reported_at(view, &placed) else { continue };
            let due = parent.at.last();
            let draft = || {
                about(self, edition, &placed.meeting.id)
                    .and(&parent.meeting.id)
                    .on([placed.at.first(), due])
                    .hits([&placed])
            };
            let title = placed.meeting.title.as_str();
            match placed.meeting.preparation.report_on {
                Some(on) if on > due => findings.push(draft().on([on]).amount((on - due).num_days()).broken(
                    format!(
                        "the report of {title} of {} came on {on}, after {} closed on {due}",
                        placed.at.first(),
                        parent.meeting.title.as_str()
                    ),
                    "report at the parent's next meeting, and say why it is late",
                )),
                None if placed.at.firmness == Firmness::Held && due < view.scenario.as_of => {
                    findings.push(draft().missing("the day its report reached the parent"));
                }
                _ => {}
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        if view.edition(self.id(), placed).is_none() || placed.body.kind != BodyKind::JointCoordinationActivity {
            return;
        }
        if let Some(parent) = reported_at(view, placed) {
            deadlines.push(Deadline {
                meeting: placed.meeting.id.clone(),
                kind: DeadlineKind::Report,
                rule: self.id(),
                day: parent.at.last(),
                counted: parent.at.last(),
                rolled_over: vec![],
                set_by: SetBy::Rule,
            });
        }
    }
}

/// The parent's meeting that is not over when the JCA meets: the one it lies in, else the next.
fn reported_at<'a>(view: &View<'a>, placed: &Placed<'a>) -> Option<Placed<'a>> {
    view.of_parent(placed.body).iter().find(|parent| parent.at.last() >= placed.at.last()).copied()
}
