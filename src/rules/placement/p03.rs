//! P-03: a JCA works by correspondence and e-meetings; when it meets in a room, then with the study group concerned.

use super::asks::{asked, beside, called_off, kept_inside, once, share_a_venue, surest};
use super::seen::held_together;
use crate::domain::body::BodyKind;
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::{Format, Meeting};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct P03;

impl Rule for P03 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 3)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A JCA meets electronically, or together with a study group concerned",
            demands: "A physical meeting of a JCA lies in or within `adjacent_days` days of a meeting of a study group or \
                      of TSAG at the same place; and it offers remote participation where possible (preferred).",
            why: "A JCA coordinates: its people are those of the study groups, who should not travel once more.",
            example: "JCA-ML meets in Geneva on 16 March 2023, inside SG13 (13-24 March 2023). On 16 February it would \
                      have met alone.",
            needs: "Format and place of the meeting, and the meetings of study groups and TSAG.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.5; the days between are our own measure of \"with\"",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["adjacent_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(adjacent) = edition.number("adjacent_days") else { continue };
            if placed.body.kind != BodyKind::JointCoordinationActivity || !placed.meeting.format.is_physical() {
                continue;
            }
            let title = placed.meeting.title.as_str();
            let first = placed.at.first();
            let with_group = view.near(placed.at, adjacent).iter().any(|other| {
                matches!(other.body.kind, BodyKind::StudyGroup | BodyKind::AdvisoryGroup)
                    && held_together(&placed, other, adjacent)
            });
            if !with_group {
                findings.push(about(self, edition, &placed.meeting.id).on([first]).hits([&placed]).broken(
                    format!(
                        "{title} meets in {} on {first}, with no study group or TSAG there on those days",
                        placed.venue.map_or("a room", |venue| venue.name.as_str())
                    ),
                    "hold it electronically, or during a meeting of the study group concerned",
                ));
            }
            if matches!(placed.meeting.format, Format::Physical | Format::PhysicalWithWebcast) {
                findings.push(
                    about(self, edition, &placed.meeting.id)
                        .strength(Strength::Prefer)
                        .on([first])
                        .hits([&placed])
                        .broken(
                            format!("{title} on {first} offers no remote participation"),
                            "offer remote participation",
                        ),
                );
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()) {
            let Some(adjacent) = one.edition.number("adjacent_days") else { continue };
            if one.body.kind != BodyKind::JointCoordinationActivity || one.meeting.venues.is_empty() {
                continue;
            }
            let receives = |other: &Meeting| {
                scenario.body_of(other).kind.convened_by_collective_letter()
                    && scenario.body_of(other).kind != BodyKind::WorkingParty
                    && !called_off(scenario, other)
                    && share_a_venue(one.meeting, other)
            };
            if kept_inside(scenario, one.meeting, receives) {
                continue;
            }
            let hosts = surest(one.meeting, scenario.meetings().values().filter(|other| receives(other)).collect());
            let hosts: Vec<Ask> =
                hosts.into_iter().flat_map(|other| beside(scenario, one.meeting, other, adjacent)).collect();
            if !hosts.is_empty() {
                let why = format!("a JCA that meets in a room meets with a study group ({})", one.edition.clause);
                demands.push(once(scenario, self.id(), one.edition.strength, Ask::AnyOf(hosts), why));
            }
        }
    }
}
