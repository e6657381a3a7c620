//! P-11: the further meetings of a rapporteur group of TSAG are electronic or beside something else.

use super::asks::{
    asked, beside, called_off, kept_inside, once, opening_days, opens_by, opens_from, share_a_venue, surest,
};
use super::seen::{held_together, of_advisory_group};
use crate::domain::body::BodyKind;
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Meeting;
use crate::domain::outside::OutsideEvent;
use crate::domain::scenario::Scenario;
use crate::domain::venue::Venue;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::Days;

/// A group with more events around it than this makes of choices will find one.
const MOST_CHOICES: usize = 64;

/// See the module.
#[derive(Debug)]
pub(super) struct P11;

impl Rule for P11 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 11)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "RG-StdsStrat and the like meet electronically or beside another meeting",
            demands: "A physical meeting of a rapporteur group of TSAG lies at most `adjacent_days` days from another \
                      meeting at the same place, or from an outside event there. Groups bound to TSAG itself follow P-10.",
            why: "The group meets often, with people who travel for other reasons.",
            example: "RG-StdsStrat meets in Busan on Sunday 24 September 2017: ITU Telecom World opens there the next day.",
            needs: "Places and dates of meetings and outside events.",
            source: "TSAG report R1 (May 2017) Annex A.1 (e)(g)",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["adjacent_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(adjacent) = edition.number("adjacent_days") else { continue };
            if placed.body.kind != BodyKind::RapporteurGroup
                || !of_advisory_group(view.scenario, placed.body)
                || !placed.meeting.format.is_physical()
                || placed.terms().physical_only_with_parent == Some(true)
            {
                continue;
            }
            let beside_meeting = view
                .near(placed.at, adjacent)
                .iter()
                .any(|other| other.body.id != placed.body.id && held_together(&placed, other, adjacent));
            let beside_event = view.scenario.outside().values().any(|event| {
                let there = match (&event.place, placed.venue) {
                    (Some(place), Some(venue)) => *place == venue.name,
                    _ => true,
                };
                let (before, after) =
                    ((event.first - placed.at.last()).num_days(), (placed.at.first() - event.last).num_days());
                there && before <= adjacent && after <= adjacent
            });
            if beside_meeting || beside_event {
                continue;
            }
            let first = placed.at.first();
            findings.push(about(self, edition, &placed.meeting.id).on([first]).hits([&placed]).broken(
                format!(
                    "{} meets in {} on {first}, with no other meeting or event there within {adjacent} days",
                    placed.meeting.title.as_str(),
                    placed.venue.map_or("a room", |venue| venue.name.as_str())
                ),
                "hold it electronically, or beside another meeting",
            ));
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.body.kind == BodyKind::RapporteurGroup) {
            let of_tsag = scenario.parent_of(one.body).is_some_and(|parent| parent.kind == BodyKind::AdvisoryGroup);
            let bound = one.body.terms.iter().any(|terms| terms.physical_only_with_parent == Some(true));
            let Some(adjacent) = one.edition.number("adjacent_days") else { continue };
            if !of_tsag || bound || one.meeting.venues.is_empty() {
                continue;
            }
            let joins = |other: &Meeting| {
                other.body != one.body.id && !called_off(scenario, other) && share_a_venue(one.meeting, other)
            };
            if kept_inside(scenario, one.meeting, joins) {
                continue;
            }
            let others = surest(one.meeting, scenario.meetings().values().filter(|other| joins(other)).collect());
            let ways: Vec<Ask> =
                others.into_iter().flat_map(|other| beside(scenario, one.meeting, other, adjacent)).collect();
            let venues: Vec<&Venue> =
                one.meeting.venues.iter().filter_map(|venue| scenario.venues().get(venue)).collect();
            // Beside an event are openings between two days: each choice of an end for each event is asked for.
            let mut choices = vec![ways];
            for event in scenario.outside().values().filter(|event| takes_place_at(event, &venues)) {
                let reach = Days::new(adjacent.unsigned_abs());
                let days: Vec<_> = opening_days(scenario, one.meeting)
                    .filter(|day| {
                        let closes = scenario.closing_day(one.meeting, one.meeting.venues.first(), *day);
                        closes >= event.first - reach && *day <= event.last + reach
                    })
                    .collect();
                let (Some(first), Some(last)) = (days.first(), days.last()) else { continue };
                let ends = [Some(opens_from(one.meeting, *first)), opens_by(scenario, one.meeting, *last)];
                choices = choices
                    .iter()
                    .flat_map(|chosen| ends.iter().flatten().map(|end| chosen.iter().chain([end]).cloned().collect()))
                    .collect();
            }
            if choices.len() > MOST_CHOICES {
                continue;
            }
            for ways in choices.into_iter().filter(|ways: &Vec<Ask>| !ways.is_empty()) {
                let why = format!("{} meets beside another meeting or event ({})", one.body.id, one.edition.clause);
                demands.push(once(scenario, self.id(), one.edition.strength, Ask::AnyOf(ways), why));
            }
        }
    }
}

fn takes_place_at(event: &OutsideEvent, venues: &[&Venue]) -> bool {
    event.place.as_ref().is_none_or(|place| venues.iter().any(|venue| venue.name == *place))
}
