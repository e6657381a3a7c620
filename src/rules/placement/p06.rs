//! P-06: the rapporteur groups of TSAG meet inside it, one after another; RG-WM never beside another.

use super::asks::{asked, by_day, called_off, meetings_of_parent, once, openings, weighed};
use super::seen::{inside_parent, of_advisory_group};
use crate::domain::body::{Body, BodyKind};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::profile::WeightName;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct P06;

impl Rule for P06 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 6)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "TSAG's rapporteur groups meet inside TSAG and not in parallel, RG-WM never",
            demands: "Two rapporteur groups of TSAG share no half-day where that can be avoided; one whose terms of \
                      reference say `meets_alone` (RG-WM) shares none, which weighs more. A group that \
                      `meets_inside_parent` holds its physical meetings inside TSAG, unless TSAG authorised the meeting. \
                      This is the exception to P-05.",
            why: "Delegations are small and follow several groups; the working methods concern all of them.",
            example: "2-3 May 2017: five groups on two days are four half-days; RG-WM alone in one leaves three for four \
                      groups, so two of them must share.",
            needs: "Bodies of kind rapporteur-group whose parent is TSAG; halves of the day.",
            source: "TSAG report R1 (May 2017) 5.2, 7.3 and Annex A.3 (6)(7)",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        let is_group = |body: &Body| body.kind == BodyKind::RapporteurGroup && of_advisory_group(view.scenario, body);
        let bodies = view.scenario.bodies().values().filter(|body| is_group(body));
        for a in bodies.flat_map(|body| view.of_body(&body.id)) {
            let Some(edition) = view.edition(self.id(), a) else { continue };
            // Each pair is told by the meeting whose id comes first.
            for b in view.near(a.at, 0).iter().filter(|b| b.meeting.id > a.meeting.id && is_group(b.body)) {
                let half_days = a.at.shared_half_days(b.at);
                if half_days == 0
                    || a.body.id == b.body.id
                    || a.body.parent != b.body.parent
                    || !scope.has_either(&a.meeting.id, &b.meeting.id)
                {
                    continue;
                }
                let alone = [a, b].into_iter().find(|one| one.terms().meets_alone == Some(true));
                let day = a.at.first().max(b.at.first());
                let because = alone.map_or(String::new(), |one| format!("; {} meets alone", one.body.name.as_str()));
                findings.push(
                    about(self, edition, &a.meeting.id)
                        .and(&b.meeting.id)
                        .on([day])
                        .hits([a, b])
                        .amount(half_days)
                        .broken(
                            format!(
                                "{} and {} meet at the same time on {day} (half-days shared: {half_days}){because}",
                                a.meeting.title.as_str(),
                                b.meeting.title.as_str()
                            ),
                            "move one of the two to another half-day",
                        ),
                );
            }
            let settled = a.meeting.preparation.authorised == Some(true) || !a.meeting.format.is_physical();
            if a.terms().meets_inside_parent == Some(true)
                && !settled
                && !inside_parent(view, a)
                && scope.has(&a.meeting.id)
            {
                let first = a.at.first();
                findings.push(about(self, edition, &a.meeting.id).on([first]).hits([a]).broken(
                    format!("{} on {first} is not inside a meeting of TSAG", a.meeting.title.as_str()),
                    "hold it inside TSAG, or record that TSAG authorised it",
                ));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let groups: Vec<_> = asked(scenario, self.id())
            .filter(|one| {
                let parent = scenario.parent_of(one.body).map(|parent| parent.kind);
                one.body.kind == BodyKind::RapporteurGroup && parent == Some(BodyKind::AdvisoryGroup)
            })
            .collect();
        for (index, a) in groups.iter().enumerate() {
            for b in groups[index + 1..].iter().filter(|b| a.body.id != b.body.id && a.body.parent == b.body.parent) {
                let ask = Ask::Apart { a: a.meeting.id.clone(), b: b.meeting.id.clone() };
                let clause = &a.edition.clause;
                demands.push(match [a, b].into_iter().find(|one| alone(one.body)) {
                    Some(one) => {
                        let points = scenario.profile.weight(WeightName::BrokenShould)
                            + scenario.profile.weight(WeightName::ShouldDay);
                        let why = format!("{} meets alone ({clause})", one.body.id);
                        weighed(self.id(), a.edition.strength, points, ask, why)
                    }
                    None => {
                        let why = format!("rapporteur groups of TSAG do not meet in parallel ({clause})");
                        by_day(scenario, self.id(), a.edition.strength, ask, why)
                    }
                });
            }
            let inside = a.body.terms_on(openings(scenario, a.meeting).0).meets_inside_parent == Some(true);
            if inside && !a.meeting.venues.is_empty() && a.meeting.preparation.authorised != Some(true) {
                let outer: Vec<_> = meetings_of_parent(scenario, a.body)
                    .into_iter()
                    .filter(|outer| !called_off(scenario, outer))
                    .map(|outer| outer.id.clone())
                    .collect();
                if !outer.is_empty() {
                    let ask = Ask::Inside { meeting: a.meeting.id.clone(), outer };
                    let why = format!("{} meets inside TSAG ({})", a.body.id, a.edition.clause);
                    demands.push(once(scenario, self.id(), a.edition.strength, ask, why));
                }
            }
        }
    }
}

fn alone(body: &Body) -> bool {
    body.terms.iter().any(|terms| terms.meets_alone == Some(true))
}
