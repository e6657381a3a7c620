//! P-16: whether a JCA continues is reviewed and decided; it does not meet after its end.

use super::asks::asked;
use crate::domain::body::{Body, BodyKind};
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::finding::{Finding, Origin};
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// How the id of the outside event of a World Telecommunication Standardization Assembly begins.
const ASSEMBLY: &str = "wtsa";

/// See the module.
#[derive(Debug)]
pub(super) struct P16;

impl Rule for P16 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 16)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A JCA continues only by decision: at the first TSAG after a WTSA, or by its own date",
            demands: "A JCA holds no meeting after it ended. A meeting after the date by which its terms of reference ask \
                      for a review (`review_by`) needs the decision to continue: newer terms of reference. The first \
                      TSAG after a WTSA reviews all JCAs.",
            why: "A coordination is to end when its work is done.",
            example: "JCA-ML is reviewed by the end of 2024: a meeting on 12 March 2025 needs a decision.",
            needs: "`ended_on`, and the editions of the terms of reference; a WTSA as outside event whose id begins with \
                    `wtsa`.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.10, 5.10 of the 2019 edition; TSB Circular 72 (2023) Annex 1, 6",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            if placed.body.kind == BodyKind::AdvisoryGroup {
                findings.extend(self.review_at(view, &placed));
            }
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            if placed.body.kind != BodyKind::JointCoordinationActivity {
                continue;
            }
            let (first, last) = (placed.at.first(), placed.at.last());
            let title = placed.meeting.title.as_str();
            let draft = || about(self, edition, &placed.meeting.id).on([first]).hits([&placed]);
            if let Some(ended) = placed.body.establishment.ended_on.filter(|ended| *ended < last) {
                findings.push(draft().on([ended]).amount((last - ended).num_days()).broken(
                    format!("{title} is on {first}, but {} ended on {ended}", placed.body.name.as_str()),
                    "leave the meeting out, or have the parent continue the JCA",
                ));
            } else if let Some(review) = placed.terms().review_by.filter(|review| *review < first) {
                let datum = format!("the decision, due by {review}, that {} continues", placed.body.name.as_str());
                findings.push(draft().on([review]).missing(&datum));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.body.kind == BodyKind::JointCoordinationActivity) {
            if let Some(day) = one.body.establishment.ended_on {
                demands.push(Demand {
                    origin: Origin::Rule(self.id()),
                    level: Level::from(one.edition.strength),
                    weight: 1,
                    ask: Ask::ClosesBy { meeting: one.meeting.id.clone(), day },
                    why: format!("{} ended on {day} ({})", one.body.id, one.edition.clause),
                });
            }
        }
    }
}

impl P16 {
    /// Says at the first meeting of TSAG after a WTSA which JCAs it has to decide on.
    fn review_at(&self, view: &View<'_>, placed: &Placed<'_>) -> Option<Finding> {
        let opens = placed.at.first();
        let assembly = view
            .scenario
            .outside()
            .values()
            .filter(|event| event.id.as_str().to_ascii_lowercase().starts_with(ASSEMBLY) && event.last < opens)
            .max_by_key(|event| event.last)?;
        if view
            .of_body(&placed.body.id)
            .iter()
            .any(|other| other.at.first() > assembly.last && other.at.first() < opens)
        {
            return None;
        }
        let edition = view.scenario.profile.edition(self.id(), view.scenario.as_of)?;
        let reviewed: Vec<&str> = view
            .scenario
            .bodies()
            .values()
            .filter(|body| in_being(body, placed))
            .map(|body| body.name.as_str())
            .collect();
        if reviewed.is_empty() {
            return None;
        }
        Some(about(self, edition, &placed.meeting.id).on([assembly.last, opens]).note(format!(
            "{} is the first after {}: it decides on the continuation of {}",
            placed.meeting.title.as_str(),
            assembly.name.as_str(),
            reviewed.join(", ")
        )))
    }
}

fn in_being(body: &Body, placed: &Placed<'_>) -> bool {
    let made = &body.establishment;
    body.kind == BodyKind::JointCoordinationActivity
        && made.ended_on.is_none_or(|ended| ended >= placed.at.first())
        && made.decided_on.or(made.circular_dated).is_none_or(|decided| decided < placed.at.first())
}
