//! S-16: the formats of meetings. Printed, never failing.

use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag};

/// See the module.
#[derive(Debug)]
pub(super) struct S16;

impl Rule for S16 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 16)
    }

    fn tag(&self) -> Tag {
        Tag::Information
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Meetings are physical, with webcast, with remote participation, or electronic",
            demands: "Information only. A meeting is physical, physical with webcast, physical with remote \
                      participation, or an e-meeting; it may mix formats by session.",
            why: "Rights and services depend on the format, so each meeting states one.",
            example: "TSAG, 1-4 May 2017: physical with remote participation, its plenaries webcast. JCA-DCC, 1 June \
                      2022: an e-meeting.",
            needs: "Nothing.",
            source: "A-series Supplement 4 (12/2022), scope",
        }
    }

    fn check(&self, _view: &View<'_>, _scope: &Scope, _findings: &mut Vec<Finding>) {}
}
