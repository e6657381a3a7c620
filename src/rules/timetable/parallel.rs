//! P-06: rapporteur groups of an advisory group do not sit in parallel; one that meets alone never.

use super::{Look, Seat, Words};
use crate::domain::body::{Body, BodyKind};
use crate::domain::event::{Event, SessionFinding};
use crate::domain::finding::Origin;
use crate::domain::ids::{Family, RuleId};

pub(super) fn check(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    let rule = RuleId::new(Family::Placement, 6);
    let Some(edition) = look.event.edition(rule) else { return };
    for (a, b) in look.together() {
        for one in groups(look.event, a) {
            for other in groups(look.event, b).filter(|other| other.id != one.id && other.parent == one.parent) {
                if !edition.applies_to(one.kind) {
                    continue;
                }
                let opens = look.event.placement().first();
                let alone = [one, other].into_iter().find(|body| body.terms_on(opens).meets_alone == Some(true));
                let because = alone.map_or(String::new(), |body| format!("; {} meets alone", body.id));
                let message = format!("{} and {} sit in parallel{because}", a.named(), b.named());
                let words = Words::new(message, "move one of the two to another quarter of the day");
                let words = words.clause(&edition.clause);
                findings.push(look.found(Origin::Rule(rule), edition.strength, &[a, b], words));
            }
        }
    }
}

/// The rapporteur groups of an advisory group that sit in a session.
fn groups<'a>(event: &'a Event, seat: &Seat<'a>) -> impl Iterator<Item = &'a Body> {
    seat.session.groups.iter().filter_map(|body| event.group(body)).filter(|body| {
        let parent = event.scenario().parent_of(body);
        body.kind == BodyKind::RapporteurGroup && parent.is_some_and(|parent| parent.kind == BodyKind::AdvisoryGroup)
    })
}
