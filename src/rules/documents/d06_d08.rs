//! D-06 and D-08: temporary documents during the meeting, and correspondence groups. Printed, never failing.

use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag};

/// D-06: temporary documents during the meeting.
#[derive(Debug)]
pub(super) struct D06;

/// D-08: correspondence groups.
#[derive(Debug)]
pub(super) struct D08;

impl Rule for D06 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 6)
    }

    fn tag(&self) -> Tag {
        Tag::Information
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Temporary documents may be produced during the meeting",
            demands: "Nothing: documents of drafting groups and liaison statements are produced while the meeting lasts.",
            why: "It tells planners that the deadline of D-05 is one for documents before the meeting.",
            example: "A draft liaison statement of 27 February 2018 at the TSAG meeting of 26 February to 2 March 2018.",
            needs: "Nothing.",
            source: "Rec. ITU-T A.1 (10/2016) 3.3.5",
        }
    }

    fn check(&self, _view: &View<'_>, _scope: &Scope, _findings: &mut Vec<Finding>) {}
}

impl Rule for D08 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 8)
    }

    fn tag(&self) -> Tag {
        Tag::Information
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A correspondence group ends by the contribution deadline of its parent",
            demands: "A group that works by correspondence ends no later than the deadline for contributions (D-01) to the \
                      meeting to which it reports. Scenarios hold no correspondence groups, as these hold no meetings.",
            why: "Its result comes to the meeting as a contribution.",
            example: "A correspondence group that reports to TSAG on 26 February 2018 ends by 14 February 2018.",
            needs: "Nothing.",
            source: "Rec. ITU-T A.1 (10/2016) 1.6",
        }
    }

    fn check(&self, _view: &View<'_>, _scope: &Scope, _findings: &mut Vec<Finding>) {}
}
