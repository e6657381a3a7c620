//! S-05: a meeting opens at 09:30 on its first day, and the registration desk an hour before.

use super::sitting::clock;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct S05;

impl Rule for S05 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 5)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "The first day opens at 09:30, the registration desk an hour before",
            demands: "The letter of a physical meeting states the opening at `opens`, and its desk opens at least \
                      `desk_minutes_before` minutes before.",
            why: "People arrive on the day and need their badge; interpreters start at 09:30.",
            example: "FG M2M, 17 April 2012: desk at 08:30, opening at 09:30. SG16 in January 2017 opened at 11:00: \
                      unusual, and so found.",
            needs: "The hours stated in the letter; when the desk is stated, the opening too.",
            source: "Collective letters 2009-2018; TSB Circular 263 (2012), 7",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["opens", "desk_minutes_before"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(letter) = placed.meeting.letter.as_ref().filter(|_| placed.meeting.format.is_physical()) else {
                continue;
            };
            let usual = edition.number("opens").and_then(clock);
            let before = edition.number("desk_minutes_before").unwrap_or(0);
            let title = placed.meeting.title.as_str();
            let first = placed.at.first();
            let draft = || about(self, edition, &placed.meeting.id).on([first]).hits([&placed]);
            let Some(opens) = letter.opens else {
                if letter.desk_opens.is_some() {
                    findings.push(draft().missing("the hour at which the meeting opens"));
                }
                continue;
            };
            if let Some(usual) = usual.filter(|usual| *usual != opens) {
                findings.push(draft().broken(
                    format!("{title} opens on {first} at {}, not at {}", opens.format("%H:%M"), usual.format("%H:%M")),
                    format!("open at {}, or tell people clearly", usual.format("%H:%M")),
                ));
            }
            let minutes = letter.desk_opens.map(|desk| (opens - desk).num_minutes());
            if let (Some(minutes), Some(desk)) = (minutes.filter(|minutes| *minutes < before), letter.desk_opens) {
                findings.push(draft().amount(before - minutes).broken(
                    format!(
                        "the desk of {title} opens on {first} at {}, {minutes} minutes before the meeting; {before} are usual",
                        desk.format("%H:%M")
                    ),
                    format!("open the desk {before} minutes before"),
                ));
            }
        }
    }
}
