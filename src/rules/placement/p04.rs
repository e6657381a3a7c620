//! P-04: a focus group meets remotely as far as possible, and beside existing meetings of its people.

use super::asks::{always_far, always_share_a_venue, asked, beside, called_off, far, once, share_a_venue};
use super::seen::{days_apart, held_together};
use crate::domain::body::{Body, BodyKind};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{BodyId, Family, RuleId};
use crate::domain::meeting::{Format, Meeting};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use crate::rules::words;
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct P04;

impl Rule for P04 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 4)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A focus group uses remote tools and meets beside existing meetings",
            demands: "A physical meeting of a focus group offers remote participation. When its parent, or a body with \
                      which it shares delegates, meets at the same place within `within_days` days, the focus group \
                      meets during that meeting or at most `adjacent_days` days from it.",
            why: "Focus groups are open to people who are not members: cost of travel decides who comes.",
            example: "FG DLT meets in Geneva on 8-10 February 2018 while TSAG, its parent, meets there from 26 February: \
                      two journeys in three weeks.",
            needs: "Format and place of the meeting; parent; `[[shared]]` delegates.",
            source: "Terms of reference of FG M2M (TSB Circular 263, Annex 1, 11); the days are our own measure",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["adjacent_days", "within_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(adjacent), Some(within)) = (edition.number("adjacent_days"), edition.number("within_days"))
            else {
                continue;
            };
            if placed.body.kind != BodyKind::FocusGroup || !placed.meeting.format.is_physical() {
                continue;
            }
            let title = placed.meeting.title.as_str();
            let first = placed.at.first();
            if matches!(placed.meeting.format, Format::Physical | Format::PhysicalWithWebcast) {
                findings.push(about(self, edition, &placed.meeting.id).on([first]).hits([&placed]).broken(
                    format!("{title} on {first} offers no remote participation"),
                    "offer remote participation",
                ));
            }
            let near = view.near(placed.at, within);
            let nearest = near
                .iter()
                .filter(|other| same_people(view, &placed, other) && held_together(&placed, other, within))
                .min_by_key(|other| days_apart(placed.at, other.at));
            let Some(nearest) = nearest.filter(|nearest| days_apart(placed.at, nearest.at) > adjacent) else {
                continue;
            };
            let days = days_apart(placed.at, nearest.at);
            findings.push(
                about(self, edition, &placed.meeting.id)
                    .and(&nearest.meeting.id)
                    .on([first, nearest.at.first()])
                    .hits([&placed])
                    .amount(days - adjacent)
                    .broken(
                        format!(
                            "{title} ({}) is {days} days from {} ({}) at the same place; its people travel \
                             twice",
                            words::days_of(placed.at),
                            nearest.meeting.title.as_str(),
                            words::days_of(nearest.at)
                        ),
                        format!("hold the two together, at most {adjacent} days apart, or hold it electronically"),
                    ),
            );
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.body.kind == BodyKind::FocusGroup) {
            let number = |name| one.edition.number(name);
            let (Some(adjacent), Some(within)) = (number("adjacent_days"), number("within_days")) else { continue };
            let mut others: Vec<&Meeting> = concerning(scenario, one.body)
                .into_iter()
                .flat_map(|body| scenario.meetings_of(body))
                .filter(|other| {
                    !called_off(scenario, other)
                        && share_a_venue(one.meeting, other)
                        && !always_far(scenario, one.meeting, other, within + 1)
                })
                .collect();
            others.sort_by_key(|other| &other.id);
            for other in &others {
                // Beside a third meeting helps only where that is at the same place for certain.
                let joined =
                    others.iter().filter(|third| third.id == other.id || always_share_a_venue(one.meeting, third));
                let mut ways: Vec<Ask> =
                    joined.flat_map(|third| beside(scenario, one.meeting, third, adjacent)).collect();
                ways.extend(far(&one.meeting.id, &other.id, within + 1));
                let why =
                    format!("a focus group meets beside {} or well apart from it ({})", other.id, one.edition.clause);
                demands.push(once(scenario, self.id(), one.edition.strength, Ask::AnyOf(ways), why));
            }
        }
    }
}

/// A physical meeting of the focus group's parent, or of a body with which it shares delegates.
fn same_people(view: &View<'_>, placed: &Placed<'_>, other: &Placed<'_>) -> bool {
    let scenario = view.scenario;
    other.body.id != placed.body.id
        && (placed.body.parent.as_ref() == Some(&other.body.id)
            || scenario.people_shared(&placed.body.id, &other.body.id) > 0)
}

/// The parent of a group and the bodies that share delegates with it: their meetings are those to be joined.
fn concerning<'a>(scenario: &'a Scenario, group: &'a Body) -> BTreeSet<&'a BodyId> {
    let sharing = scenario.sharing(&group.id).map(|(other, _)| other);
    group.parent.iter().chain(sharing).filter(|other| **other != group.id).collect()
}
