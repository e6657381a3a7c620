//! P-09: RG-WM's further meetings are electronic; a physical one takes at most three working days.

use super::asks::{asked, meetings_of_parent, once, openings};
use super::seen::{inside_parent, of_advisory_group};
use crate::domain::body::BodyKind;
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct P09;

impl Rule for P09 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 9)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Further meetings of RG-WM are electronic, or physical for at most three days",
            demands: "For a rapporteur group of TSAG whose terms of reference say `electronic_between`: a meeting outside \
                      TSAG is normally electronic (should); a physical one takes at most `working_days` working days, or \
                      what its terms say (must), and is no longer than those of TSAG's other groups (preferred).",
            why: "The working methods are to be an example of saving time and travel.",
            example: "RG-WM meets electronically in the second half of September 2017. Four days in Geneva in October \
                      would break both parts.",
            needs: "Terms of reference of the group; format and length of the meeting.",
            source: "TSAG report R1 (May 2017) Annex A.3 (7)",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["working_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let terms = placed.terms();
            if placed.body.kind != BodyKind::RapporteurGroup
                || !(terms.electronic_between == Some(true) || terms.longest_physical.is_some())
                || !placed.meeting.format.is_physical()
                || inside_parent(view, &placed)
            {
                continue;
            }
            let title = placed.meeting.title.as_str();
            let first = placed.at.first();
            let draft = || about(self, edition, &placed.meeting.id).on([first]).hits([&placed]);
            if terms.electronic_between == Some(true) {
                findings.push(draft().strength(Strength::Should).broken(
                    format!("{title} on {first} is a {} meeting apart from TSAG", placed.meeting.format.word()),
                    "hold it electronically, or inside TSAG",
                ));
            }
            let days = i64::from(placed.meeting.length.working_days());
            let longest = terms.longest_physical.map(i64::from).or_else(|| edition.number("working_days"));
            if let Some(longest) = longest.filter(|longest| days > *longest) {
                findings.push(draft().amount(days - longest).broken(
                    format!("{title} on {first} takes {days} working days in a room; at most {longest} are allowed"),
                    format!("shorten it to {longest} working days, or hold it electronically"),
                ));
            }
            let beside = placed.body.parent.iter().flat_map(|parent| view.scenario.bodies_below(parent));
            let others = beside
                .filter(|other| {
                    other.id != placed.body.id
                        && other.kind == BodyKind::RapporteurGroup
                        && of_advisory_group(view.scenario, other)
                })
                .flat_map(|other| view.of_body(&other.id))
                .filter(|other| other.meeting.format.is_physical());
            let longest_of_others = others.map(|other| i64::from(other.meeting.length.working_days())).max();
            if let Some(longest) = longest_of_others.filter(|longest| days > *longest) {
                findings.push(draft().strength(Strength::Prefer).amount(days - longest).broken(
                    format!(
                        "{title} on {first} takes {days} working days; no other rapporteur group takes more than {longest}"
                    ),
                    "shorten it to their length",
                ));
            }
        }
    }
    /// The length is the scenario's: what is too long for a room of its own can only lie inside TSAG.
    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()) {
            let terms = one.body.terms_on(openings(scenario, one.meeting).0);
            if one.body.kind != BodyKind::RapporteurGroup
                || !(terms.electronic_between == Some(true) || terms.longest_physical.is_some())
                || !one.meeting.format.is_physical()
            {
                continue;
            }
            let days = i64::from(one.meeting.length.working_days());
            let longest = terms.longest_physical.map(i64::from).or_else(|| one.edition.number("working_days"));
            let Some(longest) = longest.filter(|longest| days > *longest) else { continue };
            let meeting = one.meeting.id.clone();
            let outer: Vec<_> =
                meetings_of_parent(scenario, one.body).into_iter().map(|outer| outer.id.clone()).collect();
            let ask = if outer.is_empty() {
                Ask::OpensOn { meeting, days: BTreeSet::new() }
            } else {
                Ask::Inside { meeting, outer }
            };
            let why = format!(
                "{} meets in a room of its own for at most {longest} days ({})",
                one.body.id, one.edition.clause
            );
            demands.push(once(scenario, self.id(), one.edition.strength, ask, why));
        }
    }
}
