//! P-12: interim meetings of TSAG's groups are authorised by TSAG, few, and follow its dates.

use super::seen::{inside_parent, of_advisory_group};
use crate::domain::body::BodyKind;
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct P12;

impl Rule for P12 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 12)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Interim meetings of TSAG's groups are authorised, few, and move with TSAG",
            demands: "A meeting of a rapporteur group of TSAG outside TSAG was authorised by TSAG. Between two meetings of \
                      TSAG a group holds at most `electronic_meetings` e-meetings (preferred). When a meeting of the \
                      parent moves, its interim meetings move too, and a move is announced again on web and mailing list.",
            why: "Interim meetings cost people time; those who miss one must have been able to know of it.",
            example: "RG-WM was authorised two e-meetings, in September and December 2017; they may come earlier because \
                      TSAG would meet in January 2018 instead of March.",
            needs: "Whether TSAG authorised the meeting (`authorised`); `moved_from` and `move_announced` of moved ones.",
            source: "TSAG report R1 (May 2017) 7.2-7.3, 19.1.6, 19.3.2, 20.2; the number of e-meetings is our own",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["electronic_meetings"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            if placed.body.kind != BodyKind::RapporteurGroup
                || !of_advisory_group(view.scenario, placed.body)
                || inside_parent(view, &placed)
            {
                continue;
            }
            let preparation = &placed.meeting.preparation;
            let first = placed.at.first();
            let title = placed.meeting.title.as_str();
            let draft = || about(self, edition, &placed.meeting.id).on([first]).hits([&placed]);
            match preparation.authorised {
                Some(true) => {}
                Some(false) => findings.push(draft().broken(
                    format!("{title} on {first} was not authorised by TSAG"),
                    "hold it inside TSAG, or ask TSAG to authorise it",
                )),
                None => findings.push(draft().missing("TSAG's authorisation of this interim meeting")),
            }
            if let Some(from) = preparation.moved_from.filter(|from| *from != first) {
                match preparation.move_announced {
                    Some(true) => {}
                    Some(false) => findings.push(draft().on([from]).broken(
                        format!("{title} was moved from {from} to {first} and not announced again"),
                        "announce the new date on the web page and the mailing list",
                    )),
                    None => findings.push(draft().on([from]).missing("the announcement of its new date")),
                }
            } else if let Some(moved) = next_of_parent(view, &placed).filter(|next| known(&placed) && moved(next)) {
                let from = moved.meeting.preparation.moved_from;
                findings.push(draft().and(&moved.meeting.id).on(from).note(format!(
                    "{} has moved to {}: see whether {title} on {first} should move with it",
                    moved.meeting.title.as_str(),
                    moved.at.first()
                )));
            }
            let most = edition.number("electronic_meetings").and_then(|most| usize::try_from(most).ok());
            let same_interval = electronic_before(view, &placed);
            if let Some(most) = most.filter(|most| !placed.meeting.format.is_physical() && same_interval >= *most) {
                findings.push(draft().strength(Strength::Prefer).broken(
                    format!(
                        "{title} on {first} is e-meeting number {} of {} since TSAG last met; {most} are enough",
                        same_interval + 1,
                        placed.body.name.as_str()
                    ),
                    "join it with another, or work by correspondence",
                ));
            }
        }
    }
}

/// People know its date.
fn known(placed: &Placed<'_>) -> bool {
    matches!(placed.at.firmness, Firmness::Tentative | Firmness::Confirmed | Firmness::Announced)
}

fn moved(placed: &Placed<'_>) -> bool {
    placed.meeting.preparation.moved_from.is_some_and(|from| from != placed.at.first())
}

fn next_of_parent<'a>(view: &View<'a>, placed: &Placed<'a>) -> Option<Placed<'a>> {
    view.of_parent(placed.body).iter().find(|parent| parent.at.first() > placed.at.last()).copied()
}

/// E-meetings of the same body since the parent's last meeting and before this one.
fn electronic_before(view: &View<'_>, placed: &Placed<'_>) -> usize {
    let since = view
        .of_parent(placed.body)
        .iter()
        .map(|parent| parent.at.last())
        .filter(|last| *last < placed.at.first())
        .max();
    view.of_body(&placed.body.id)
        .iter()
        .filter(|other| {
            !other.meeting.format.is_physical()
                && (other.at.first(), &other.meeting.id) < (placed.at.first(), &placed.meeting.id)
                && since.is_none_or(|since| other.at.first() > since)
        })
        .count()
}
