//! P-10: RG-SC meets in a room only beside TSAG.

use super::asks::{asked, beside, kept_inside, meetings_of_parent, once, share_a_venue, surest};
use super::seen::held_together;
use crate::domain::body::BodyKind;
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Meeting;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct P10;

impl Rule for P10 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 10)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "RG-SC meets in a room only back-to-back with TSAG",
            demands: "A group whose terms of reference say `physical_only_with_parent` holds physical meetings at the \
                      place of its parent's meeting, during it or at most `adjacent_days` days from it (a weekend).",
            why: "The coordination of study groups needs people who come to TSAG anyway.",
            example: "TSAG meets in Geneva from Monday 26 February 2018: RG-SC may meet there on Friday 23 February, not \
                      on 31 January.",
            needs: "Terms of reference; places and dates of the group's and the parent's meetings.",
            source: "TSAG report R1 (May 2017) Annex A.4 (8)",
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
                || placed.terms().physical_only_with_parent != Some(true)
                || !placed.meeting.format.is_physical()
            {
                continue;
            }
            let parents = view.of_parent(placed.body);
            if parents.iter().any(|parent| held_together(&placed, parent, adjacent)) {
                continue;
            }
            let first = placed.at.first();
            let dates: Vec<String> = parents.iter().map(|parent| parent.at.first().to_string()).collect();
            let when =
                if dates.is_empty() { "is not planned".to_owned() } else { format!("opens on {}", dates.join(", ")) };
            findings.push(about(self, edition, &placed.meeting.id).on([first]).hits([&placed]).broken(
                format!(
                    "{} meets in a room on {first} apart from {}, which {when}",
                    placed.meeting.title.as_str(),
                    placed.body.parent.as_ref().map_or("its parent", |parent| parent.as_str())
                ),
                "put it beside that meeting, or hold it electronically",
            ));
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.body.kind == BodyKind::RapporteurGroup) {
            let Some(adjacent) = one.edition.number("adjacent_days") else { continue };
            let only_with = one.body.terms.iter().any(|terms| terms.physical_only_with_parent == Some(true));
            let parent =
                |other: &Meeting| one.body.parent.as_ref() == Some(&other.body) && share_a_venue(one.meeting, other);
            if !only_with || one.meeting.venues.is_empty() || kept_inside(scenario, one.meeting, parent) {
                continue;
            }
            let mut parents = meetings_of_parent(scenario, one.body);
            parents.retain(|parent| share_a_venue(one.meeting, parent));
            let ways: Vec<Ask> = surest(one.meeting, parents)
                .into_iter()
                .flat_map(|parent| beside(scenario, one.meeting, parent, adjacent))
                .collect();
            if !ways.is_empty() {
                let why = format!("{} meets in a room only beside its parent ({})", one.body.id, one.edition.clause);
                demands.push(once(scenario, self.id(), one.edition.strength, Ask::AnyOf(ways), why));
            }
        }
    }
}
