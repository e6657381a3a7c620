//! S-11: plenaries are interpreted as requested; those of TSAG captioned, webcast and open to remote participants.

use super::sitting::languages;
use crate::domain::body::BodyKind;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::{Firmness, Format, Services, SessionKind};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::Days;

/// See the module.
#[derive(Debug)]
pub(super) struct S11;

impl Rule for S11 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 11)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Plenaries are interpreted as requested; TSAG's are captioned, webcast and followed remotely too",
            demands: "Each plenary of a study group or TSAG is interpreted into all languages that the meeting \
                      offers; each plenary of TSAG has captions, webcast and remote participation. Without sessions, \
                      the services of the meeting are looked at.",
            why: "All members are to be able to follow the decisions.",
            example: "TSAG on 1-4 May 2017: six languages, captions, webcast and remote participation in plenary.",
            needs: "The services of the meeting, and of its sessions where known; of a TSAG already announced they \
                      must be recorded.",
            source: "TSAG report R1 (May 2017) 1.1; collective letters 2/TSAG and 3/13 (requests six weeks before)",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let title = placed.meeting.title.as_str();
            let first = placed.at.first();
            let offered = &placed.meeting.services;
            let of_tsag = placed.body.kind == BodyKind::AdvisoryGroup;
            let draft = || about(self, edition, &placed.meeting.id).hits([&placed]);
            for session in &placed.meeting.sessions {
                if session.kind != SessionKind::Plenary
                    || session.body.as_ref().is_some_and(|body| *body != placed.body.id)
                {
                    continue;
                }
                let day = first + Days::new(u64::from(session.day.get()) - 1);
                let mut lacking = vec![];
                let silent: Vec<_> = offered.interpretation.difference(&session.interpretation).collect();
                if !silent.is_empty() {
                    lacking.push(format!("interpretation ({})", languages(silent)));
                }
                if of_tsag {
                    lacking.extend(services(session.captions, session.webcast, session.remote));
                }
                if !lacking.is_empty() {
                    findings.push(draft().on([day]).amount(i64::try_from(lacking.len()).unwrap_or(1)).broken(
                        format!("{} of {title} on {day} lacks {}", session.title.as_str(), lacking.join(", ")),
                        format!("add {}", lacking.join(", ")),
                    ));
                }
            }
            if !of_tsag || !placed.meeting.sessions.is_empty() {
                continue;
            }
            if *offered == Services::default() {
                if matches!(placed.at.firmness, Firmness::Announced | Firmness::Held) {
                    findings.push(draft().on([first]).missing("what its plenaries offer (services)"));
                }
                continue;
            }
            let remote = matches!(placed.meeting.format, Format::PhysicalWithRemoteParticipation | Format::Electronic);
            let lacking = services(offered.captions, offered.webcast, remote);
            if !lacking.is_empty() {
                findings.push(draft().on([first]).amount(i64::try_from(lacking.len()).unwrap_or(1)).broken(
                    format!("the plenaries of {title} on {first} lack {}", lacking.join(", ")),
                    format!("add {}", lacking.join(", ")),
                ));
            }
        }
    }
}

/// The names of the services that are not there.
fn services(captions: bool, webcast: bool, remote: bool) -> Vec<String> {
    let all = [(captions, "captions"), (webcast, "webcast"), (remote, "remote participation")];
    all.into_iter().filter(|(there, _)| !there).map(|(_, name)| name.to_owned()).collect()
}
