//! S-07: a room for interpretation has a booth for each language; a team for six languages is fourteen.

use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::language::Language;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::Days;

/// See the module.
#[derive(Debug)]
pub(super) struct S07;

impl Rule for S07 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 7)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Every interpreted language has its booth; six languages take fourteen interpreters",
            demands: "A session with interpretation sits in a room with at least as many booths as languages. A team \
                      has `interpreters_arabic_chinese` in each of the Arabic and Chinese booths, which also work \
                      into another language, and `interpreters_other` in each other one: fourteen for six languages.",
            why: "Without a booth there is no interpretation, and interpreters take turns of 30 minutes.",
            example: "A plenary in six languages on 1 May 2017 in a room with three booths could not be interpreted.",
            needs: "The room of the session, with its booths.",
            source: "United Nations, interpretation careers; ITU, October 2010",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["interpreters_arabic_chinese", "interpreters_other"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            for session in placed.meeting.sessions.iter().filter(|session| !session.interpretation.is_empty()) {
                let Some(room) = session
                    .room
                    .as_ref()
                    .and_then(|room| placed.venue.and_then(|venue| venue.rooms.iter().find(|known| known.id == *room)))
                else {
                    continue;
                };
                let wanted = session.interpretation.len();
                if wanted <= usize::from(room.booths) {
                    continue;
                }
                let team: i64 = session
                    .interpretation
                    .iter()
                    .filter_map(|language| {
                        edition.number(match language {
                            Language::Arabic | Language::Chinese => "interpreters_arabic_chinese",
                            _ => "interpreters_other",
                        })
                    })
                    .sum();
                let day = placed.at.first() + Days::new(u64::from(session.day.get()) - 1);
                let lacking = wanted - usize::from(room.booths);
                findings.push(
                    about(self, edition, &placed.meeting.id)
                        .on([day])
                        .hits([&placed])
                        .amount(i64::try_from(lacking).unwrap_or(i64::MAX))
                        .broken(
                            format!(
                                "{} on {day} is interpreted in {wanted} languages ({team} interpreters), but {} has {} booths",
                                session.title.as_str(),
                                room.name.as_str(),
                                room.booths
                            ),
                            "choose a room with more booths, or fewer languages",
                        ),
                );
            }
        }
    }
}
