//! N-09 and N-14: the creation of a JCA or of a focus group is announced by TSB circular.

use crate::domain::finding::Finding;
use crate::domain::ids::{BodyId, Family, RuleId};
use crate::domain::letter::{Letter, LetterKind, LetterPart};
use crate::domain::meeting::Firmness;
use crate::domain::profile::Edition;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Draft, Rule, Tag, about};
use std::collections::BTreeSet;

/// N-09: joint coordination activities.
#[derive(Debug)]
pub(super) struct N09;

/// N-14: focus groups.
#[derive(Debug)]
pub(super) struct N14;

impl Rule for N09 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 9)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "The creation of a JCA is announced by TSB circular",
            demands: "A TSB circular announces the creation, with terms of reference, chair and responsible group.",
            why: "All members may take part, not those of the parent alone.",
            example: "JCA-ML: agreed by Study Group 13 in July 2022, endorsed by TSAG in December 2022, announced by TSB \
                      Circular 72 of 8 February 2023.",
            needs: "When the creation was decided, the circular and its date, what it contains.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.4; in the 2019 edition 5.4 by parallel numbering",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for (first, edition) in first_meetings(view, self.id(), scope) {
            created(self, view, &first, edition, findings);
            let Some(letter) = circular_of(&first).filter(|letter| !letter.contains.is_empty()) else { continue };
            let parts = [LetterPart::TermsOfReference, LetterPart::Chair, LetterPart::Parent];
            let lacking: Vec<&str> =
                parts.into_iter().filter(|part| !letter.contains.contains(part)).map(LetterPart::word).collect();
            if !lacking.is_empty() {
                let lacking = lacking.join(", ");
                findings.push(draft(self, edition, &first).on(letter.dated).broken(
                    format!("the circular that announces {} lacks: {lacking}", first.body.name.as_str()),
                    format!("add to the circular: {lacking}"),
                ));
            }
        }
    }
}

impl Rule for N14 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 14)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "The creation of a focus group is announced by TSB circular and to the press",
            demands: "A TSB circular announces the creation to all members; it is announced in the newslog or by press \
                      release and to contacts as well.",
            why: "A focus group is open to people outside the membership.",
            example: "FG M2M: created by TSAG on 10-13 January 2012, announced by TSB Circular 263 and the newslog.",
            needs: "When the creation was decided, the circular and its date, whether the newslog carried it.",
            source: "Terms of reference: FG DLT 2.15 (TSAG-R1, 2017, annex D), FG M2M 17 (TSB Circular 263, 2012)",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for (first, edition) in first_meetings(view, self.id(), scope) {
            created(self, view, &first, edition, findings);
            let establishment = &first.body.establishment;
            let name = first.body.name.as_str();
            match establishment.newslog {
                Some(false) => findings.push(draft(self, edition, &first).broken(
                    format!("the creation of {name} was not announced in the newslog or by press release"),
                    "announce it there and to contacts",
                )),
                None if establishment.circular.is_some() => {
                    findings.push(draft(self, edition, &first).missing("whether the newslog announced its creation"));
                }
                _ => {}
            }
        }
    }
}

/// The first placed meeting of each body to which the rule applies, if in scope.
fn first_meetings<'a>(view: &View<'a>, rule: RuleId, scope: &Scope) -> Vec<(Placed<'a>, &'a Edition)> {
    let bodies: BTreeSet<&BodyId> = view.scoped(scope).map(|placed| &placed.body.id).collect();
    let first = |body: &BodyId| view.of_body(body).first().copied();
    bodies
        .into_iter()
        .filter(|body| {
            let kind = view.scenario.bodies().get(*body).map(|body| body.kind);
            kind.is_some_and(|kind| {
                view.scenario.profile.edition(rule, view.scenario.as_of).is_some_and(|e| e.applies_to(kind))
            })
        })
        .filter_map(first)
        .filter(|first| scope.has(&first.meeting.id))
        .filter_map(|first| view.edition(rule, &first).map(|edition| (first, edition)))
        .collect()
}

fn draft(rule: &dyn Rule, edition: &Edition, first: &Placed<'_>) -> Draft {
    about(rule, edition, &first.meeting.id).hits([first])
}

/// A circular that invites to the first meeting announces the creation, too.
fn circular_of<'a>(first: &Placed<'a>) -> Option<&'a Letter> {
    first.meeting.letter.as_ref().filter(|letter| letter.kind == LetterKind::Circular)
}

fn created(rule: &dyn Rule, view: &View<'_>, first: &Placed<'_>, edition: &Edition, findings: &mut Vec<Finding>) {
    let establishment = &first.body.establishment;
    let name = first.body.name.as_str();
    let Some(decided) = establishment.decided_on.filter(|decided| *decided <= view.scenario.as_of) else { return };
    let letter = circular_of(first);
    let known = matches!(first.at.firmness, Firmness::Announced | Firmness::Held);
    if establishment.circular.is_none() && establishment.circular_dated.is_none() && letter.is_none() {
        if known {
            findings
                .push(draft(rule, edition, first).on([decided]).missing("the circular that announced its creation"));
        }
        return;
    }
    if let Some(dated) = establishment.circular_dated.or(letter.and_then(|letter| letter.dated))
        && dated < decided
    {
        findings.push(draft(rule, edition, first).amount((decided - dated).num_days()).on([dated, decided]).broken(
            format!("the circular of {dated} announces {name}, but its creation was decided only on {decided}"),
            format!("date the circular {decided} or later"),
        ));
    }
}
