//! P-20: study groups and TSAG avoid the Council groups, and meetings avoid outside events that concern them.

use super::asks::{asked, weighed};
use crate::domain::body::{Body, BodyKind};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Meeting;
use crate::domain::outside::{OutsideEvent, Stance};
use crate::domain::profile::WeightName;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use crate::rules::words;

/// See the module.
#[derive(Debug)]
pub(super) struct P20;

impl Rule for P20 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 20)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Study groups and TSAG avoid the cluster of Council working groups",
            demands: "A meeting of a study group or TSAG shares no day with a Council group that concerns it, nor any \
                      meeting with another outside event that is to be avoided and concerns its body (without a list of \
                      bodies: all that meet in a room). Counted by the day, weighed by the people of the event.",
            why: "Delegations to both are often the same few people.",
            example: "TSAG on 22-26 January 2018 would meet CWG-FHR on 22 and 23 January; 26 February to 2 March 2018 is \
                      free of it.",
            needs: "Outside events with their dates (`[[outside]]`, or a calendar file).",
            source: "TSAG report R1 (May 2017) 21.3",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            for event in view.scenario.outside().values().filter(|event| concerned(event, &placed)) {
                let (first, last) = (event.first.max(placed.at.first()), event.last.min(placed.at.last()));
                if first > last {
                    continue;
                }
                let days = (last - first).num_days() + 1;
                let people = event.people.map_or(String::new(), |people| format!(", {people} people go to both"));
                let forecast = match event.announced_on {
                    Some(day) if day > view.scenario.as_of => format!(" (a forecast: announced on {day})"),
                    _ => String::new(),
                };
                findings.push(
                    about(self, edition, &placed.meeting.id)
                        .on([first, last])
                        .hits([&placed])
                        .people(event.people)
                        .amount(days)
                        .broken(
                            format!(
                                "{} ({}) overlaps {} ({}){forecast} on {days} {}{people}",
                                placed.meeting.title.as_str(),
                                words::days_of(placed.at),
                                event.name.as_str(),
                                words::range(event.first, event.last),
                                if days == 1 { "day" } else { "days" }
                            ),
                            format!("open after {} or close before {}", event.last, event.first),
                        ),
                );
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()) {
            for event in scenario.outside().values().filter(|event| to_avoid(event, one.body, one.meeting)) {
                let ask = Ask::AvoidDays {
                    meeting: one.meeting.id.clone(),
                    days: event.first.iter_days().take_while(|day| *day <= event.last).collect(),
                    at: None,
                    margin: 0,
                };
                let day = match one.edition.strength {
                    Strength::Must => 1,
                    Strength::Should => scenario.profile.weight(WeightName::ShouldDay),
                    Strength::Prefer => scenario.profile.weight(WeightName::PreferDay),
                };
                // A person who goes to both loses the two half-days of each day.
                let person = 2 * scenario.profile.weight(WeightName::SharedDelegate);
                let points = day.max(event.people.unwrap_or(0).saturating_mul(person));
                let why = format!("{} avoids {} ({})", one.body.id, event.name.as_str(), one.edition.clause);
                demands.push(weighed(self.id(), one.edition.strength, points, ask, why));
            }
        }
    }
}

/// The event is to be avoided by the body of the placed meeting.
fn concerned(event: &OutsideEvent, placed: &Placed<'_>) -> bool {
    let kind = placed.body.kind;
    let body = event.concerns.contains(&placed.body.id)
        || (event.concerns.is_empty() && placed.meeting.format.is_physical() && !asks_for(placed.meeting, event));
    event.stance == Stance::Avoid
        && body
        && (!event.council || matches!(kind, BodyKind::StudyGroup | BodyKind::AdvisoryGroup))
}

/// The meeting is asked to lie beside or during the event.
fn asks_for(meeting: &Meeting, event: &OutsideEvent) -> bool {
    use crate::domain::meeting::Relation;
    meeting.wishes.iter().any(|wish| match &wish.relation {
        Relation::BackToBack { event: beside, .. } | Relation::During(beside) => *beside == event.id,
        _ => false,
    })
}

/// A meeting of this body should keep clear of the event.
fn to_avoid(event: &OutsideEvent, body: &Body, meeting: &Meeting) -> bool {
    use crate::domain::meeting::Relation;
    if event.stance != Stance::Avoid {
        return false;
    }
    if event.council && body.kind != BodyKind::StudyGroup && body.kind != BodyKind::AdvisoryGroup {
        return false;
    }
    let wanted = meeting.wishes.iter().any(|wish| {
        matches!(&wish.relation, Relation::During(near) | Relation::BackToBack { event: near, .. } if *near == event.id)
    });
    if event.concerns.is_empty() { !meeting.venues.is_empty() && !wanted } else { event.concerns.contains(&body.id) }
}
