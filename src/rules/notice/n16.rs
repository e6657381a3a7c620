//! N-16: members send the list of their participants a month before.

use super::judge::{limit, within_study_group};
use crate::domain::days::Period;
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Placed, Scope, View};
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag};

/// See the module.
#[derive(Debug)]
pub(super) struct N16;

impl Rule for N16 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 16)
    }

    fn tag(&self) -> Tag {
        Tag::Information
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Members send the list of their participants a month before",
            demands: "Members send the list of those who will take part in a study group, working party or TSAG meeting \
                      `months` month before the opening. Convoke prints the deadline; it binds the members, not the plan.",
            why: "Rooms, badges and documents are prepared by it.",
            example: "TSAG opens on 26 February 2018: the list is due by 26 January 2018.",
            needs: "Nothing but the opening day.",
            source: "Rec. ITU-T A.1 (10/2016) 1.3.2",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months"]
    }

    fn check(&self, _view: &View<'_>, _scope: &Scope, _findings: &mut Vec<Finding>) {}

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(months) = view.edition(self.id(), placed).and_then(|edition| edition.count("months")) else { return };
        if !within_study_group(view, placed) {
            let counted = limit(placed, view, Period::months(months), 0);
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Participants, counted, SetBy::Rule, None));
        }
    }
}
