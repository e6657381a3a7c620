//! P-02: study groups with common interests meet so that one journey covers several.

use super::asks::{always_far, asked, far, meetings_of, once, share_a_venue};
use super::seen::days_apart;
use crate::domain::body::BodyKind;
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// More days than any period: no bound.
const ANY_DAYS: i64 = 36_500;

/// See the module.
#[derive(Debug)]
pub(super) struct P02;

impl Rule for P02 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 2)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Study groups with common interests meet in adjacent or overlapping windows",
            demands: "Two study groups followed by at least `people` of the same people do not meet at the same place \
                      twice within `within_days` days but apart: either the windows are at most `adjacent_days` days \
                      apart (a weekend), or the meetings are different journeys anyway.",
            why: "One delegate should be able to cover several meetings on one journey.",
            example: "SG13 closes in Geneva on Friday 17 November 2017 and SG11, followed by 14 of the same people, opens \
                      there on 27 November: the same people travel twice. On 20 November they would not.",
            needs: "People shared between study groups (`[[shared]]`); places.",
            source: "Rec. ITU-T A.1 (10/2016) 1.1.3, Resolution 1 (2016) 5.2; the days and the number of people are our own \
                     measure of it",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["people", "adjacent_days", "within_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for shared in view.shared(scope) {
            for a in view.of_body(&shared.a).iter().filter(|a| a.body.kind == BodyKind::StudyGroup) {
                let Some(edition) = view.edition(self.id(), a) else { continue };
                let (Some(people), Some(adjacent), Some(within)) =
                    (edition.number("people"), edition.number("adjacent_days"), edition.number("within_days"))
                else {
                    continue;
                };
                if i64::from(shared.people.get()) < people {
                    continue;
                }
                for b in view.of_body(&shared.b).iter().filter(|b| b.body.kind == BodyKind::StudyGroup) {
                    let days = days_apart(a.at, b.at);
                    let same_place = a.at.venue.is_some() && a.at.venue == b.at.venue;
                    if !same_place
                        || !(adjacent + 1..=within).contains(&days)
                        || !scope.has_either(&a.meeting.id, &b.meeting.id)
                    {
                        continue;
                    }
                    let (first, second) = if a.at.first() <= b.at.first() { (a, b) } else { (b, a) };
                    findings.push(
                        about(self, edition, &second.meeting.id)
                            .and(&first.meeting.id)
                            .on([first.at.last(), second.at.first()])
                            .hits([first, second])
                            .people(Some(shared.people.get()))
                            .amount(days - adjacent)
                            .broken(
                                format!(
                                    "{} people follow both {} (to {}) and {} (from {}): {days} days apart, they travel \
                                     twice to the same place",
                                    shared.people,
                                    first.meeting.title.as_str(),
                                    first.at.last(),
                                    second.meeting.title.as_str(),
                                    second.at.first()
                                ),
                                format!("put them at most {adjacent} days apart, or more than {within}"),
                            ),
                    );
                }
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.body.kind == BodyKind::StudyGroup) {
            let number = |name| one.edition.number(name);
            let (Some(people), Some(adjacent), Some(within)) =
                (number("people"), number("adjacent_days"), number("within_days"))
            else {
                continue;
            };
            for shared in scenario.shared().iter().filter(|shared| shared.a == one.body.id) {
                let Some(other) = scenario.bodies().get(&shared.b).filter(|body| body.kind == BodyKind::StudyGroup)
                else {
                    continue;
                };
                if i64::from(shared.people.get()) < people {
                    continue;
                }
                for second in meetings_of(scenario, other) {
                    if !share_a_venue(one.meeting, second) || always_far(scenario, one.meeting, second, within + 1) {
                        continue;
                    }
                    for far_enough in far(&one.meeting.id, &second.id, within + 1) {
                        let Ask::Gap { first, second, .. } = &far_enough else { continue };
                        let near = Ask::Gap {
                            first: first.clone(),
                            second: second.clone(),
                            least: -ANY_DAYS,
                            most: Some(adjacent),
                            by_day: false,
                        };
                        let why = format!(
                            "{} people follow both {} and {}: one journey, or two well apart ({})",
                            shared.people, shared.a, shared.b, one.edition.clause
                        );
                        let ask = Ask::AnyOf(vec![near, far_enough]);
                        demands.push(once(scenario, self.id(), one.edition.strength, ask, why));
                    }
                }
            }
        }
    }
}
