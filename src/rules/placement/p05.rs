//! P-05: a rapporteur group does not meet during a meeting of its study group or working party.

use super::asks::{asked, by_day, called_off};
use crate::domain::body::{Body, BodyKind};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{BodyId, Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use crate::rules::words;
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct P05;

impl Rule for P05 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 5)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Rapporteur groups do not meet during their study group or working party",
            demands: "A meeting of a rapporteur group shares no half-day with a meeting of its study group or of a working \
                      party of it. Groups whose terms of reference say `meets_inside_parent` are excepted; those of TSAG \
                      follow P-06.",
            why: "During the study group its own rules apply, and everybody is busy: a rapporteur may chair sessions then, \
                  but that is no rapporteur-group meeting.",
            example: "Q4/15 announces a meeting on 20-22 June 2017, but SG15 meets on 19-30 June 2017: it should come \
                      before or after.",
            needs: "The parent of the group and the dates of both.",
            source: "Rec. ITU-T A.1 (10/2016) 2.3.3.13",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        // Whichever of the two is in scope: what shares a day with it is enough to look at.
        let groups = view.around(scope).into_iter().filter(|placed| placed.body.kind == BodyKind::RapporteurGroup);
        for placed in groups {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            if placed.terms().meets_inside_parent == Some(true) {
                continue;
            }
            for group in view.near(placed.at, 0).into_iter().filter(|other| is_group_of(view, other, &placed)) {
                let half_days = placed.at.shared_half_days(group.at);
                let touched = scope.has_together(&placed.meeting.id) || scope.has_together(&group.meeting.id);
                if half_days == 0 || !touched {
                    continue;
                }
                findings.push(
                    about(self, edition, &placed.meeting.id)
                        .and(&group.meeting.id)
                        .on([placed.at.first(), placed.at.last()])
                        .hits([&placed])
                        .amount(half_days)
                        .broken(
                            format!(
                                "{} ({}) is held during {} ({})",
                                placed.meeting.title.as_str(),
                                words::days_of(placed.at),
                                group.meeting.title.as_str(),
                                words::days_of(group.at)
                            ),
                            format!("close it before {} or open it after {}", group.at.first(), group.at.last()),
                        ),
                );
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.body.kind == BodyKind::RapporteurGroup) {
            if one.body.terms.iter().any(|terms| terms.meets_inside_parent == Some(true)) {
                continue;
            }
            let groups = groups_above(scenario, one.body);
            for group in scenario.meetings().values().filter(|other| groups.contains(&other.body)) {
                if called_off(scenario, group) {
                    continue;
                }
                let ask = Ask::Apart { a: one.meeting.id.clone(), b: group.id.clone() };
                let why = format!("{} does not meet during {} ({})", one.body.id, group.id, one.edition.clause);
                demands.push(by_day(scenario, self.id(), one.edition.strength, ask, why));
            }
        }
    }
}

/// The other is a meeting of the study group or working party to which the rapporteur group belongs, or of another
/// working party of that study group.
fn is_group_of(view: &View<'_>, other: &Placed<'_>, group: &Placed<'_>) -> bool {
    let Some(parent) = view.scenario.parent_of(group.body) else { return false };
    match other.body.kind {
        BodyKind::StudyGroup => other.body.id == parent.id || parent.parent.as_ref() == Some(&other.body.id),
        BodyKind::WorkingParty => {
            other.body.id == parent.id
                || other.body.parent.as_ref() == Some(&parent.id)
                || (parent.parent.is_some() && other.body.parent == parent.parent)
        }
        _ => false,
    }
}

/// The study group above a rapporteur group with all its working parties.
fn groups_above(scenario: &Scenario, group: &Body) -> BTreeSet<BodyId> {
    let mut top = scenario.parent_of(group);
    while let Some(body) = top.filter(|body| body.kind == BodyKind::WorkingParty && body.parent.is_some()) {
        top = scenario.parent_of(body);
    }
    let Some(top) = top.filter(|body| matches!(body.kind, BodyKind::StudyGroup | BodyKind::WorkingParty)) else {
        return BTreeSet::new();
    };
    let parties = scenario
        .bodies()
        .values()
        .filter(|body| body.kind == BodyKind::WorkingParty && body.parent.as_ref() == Some(&top.id));
    std::iter::once(top).chain(parties).map(|body| body.id.clone()).collect()
}
