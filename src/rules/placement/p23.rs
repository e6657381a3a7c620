//! P-23: no sessions at the weekend, but for ad hoc groups and meetings in the week of a host or event.

use super::asks::{asked, by_day, longest_span, openings};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId, VenueId};
use crate::domain::meeting::{Meeting, Relation, SessionKind};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct P23;

impl Rule for P23 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 23)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "No sessions at the weekend by default",
            demands: "No session lies on a weekend day of the place, except ad hoc groups. A meeting at a host's \
                      invitation, or beside or during an outside event, may use the weekend.",
            why: "People rest and travel; the secretariat does not work.",
            example: "RG-StdsStrat meets on Sunday 24 September 2017 in Busan, beside ITU Telecom World: allowed. A JCA on \
                      Saturday 18 November 2017 in Geneva is not.",
            needs: "The weekend of the place; sessions where they are known.",
            source: "SG2 timetable (September 2013); SG20 in Cairo from Sunday 6 May 2018; TSAG report R1 (May 2017) 19.1.6",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            if excused(&placed) {
                continue;
            }
            let days: Vec<NaiveDate> = sat(&placed)
                .into_iter()
                .filter(|day| view.scenario.is_weekend(placed.at.venue.as_ref(), *day))
                .collect();
            let Some(first) = days.first() else { continue };
            findings.push(
                about(self, edition, &placed.meeting.id)
                    .hits([&placed])
                    .on(days.clone())
                    .amount(i64::try_from(days.len()).unwrap_or(i64::MAX))
                    .broken(
                        format!(
                            "{} sits on {first}, a {}{}",
                            placed.meeting.title.as_str(),
                            first.format("%A"),
                            if days.len() > 1 { format!(" (weekend days: {})", days.len()) } else { String::new() }
                        ),
                        "use working days",
                    ),
            );
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.meeting.weekend && one.meeting.sessions.is_empty()) {
            let beside = one
                .meeting
                .wishes
                .iter()
                .any(|wish| matches!(wish.relation, Relation::BackToBack { .. } | Relation::During(_)));
            if beside || one.meeting.host.is_some() {
                continue;
            }
            let (first, last) = openings(scenario, one.meeting);
            let last = last + Days::new(u64::try_from(longest_span(scenario, one.meeting)).unwrap_or(0));
            let places: Vec<Option<VenueId>> = if one.meeting.venues.is_empty() {
                vec![None]
            } else {
                one.meeting.venues.iter().cloned().map(Some).collect()
            };
            for at in places {
                let days: BTreeSet<NaiveDate> = first
                    .iter_days()
                    .take_while(|day| *day <= last)
                    .filter(|day| scenario.is_weekend(at.as_ref(), *day))
                    .collect();
                let ask = Ask::AvoidDays { meeting: one.meeting.id.clone(), days, at, margin: 0 };
                let why = format!("{} keeps off the weekend ({})", one.meeting.id, one.edition.clause);
                demands.push(by_day(scenario, self.id(), one.edition.strength, ask, why));
            }
        }
    }
}

/// In the week of a host or of an event.
fn excused(placed: &Placed<'_>) -> bool {
    let with_event = |meeting: &Meeting| {
        meeting.wishes.iter().any(|wish| matches!(wish.relation, Relation::BackToBack { .. } | Relation::During(_)))
    };
    placed.meeting.host.is_some() || with_event(placed.meeting)
}

/// The days with sessions that are no ad hoc groups; without a list of sessions, all days if weekend days count as
/// working days, else the first and the last.
fn sat(placed: &Placed<'_>) -> BTreeSet<NaiveDate> {
    let meeting = placed.meeting;
    if !meeting.sessions.is_empty() {
        let sessions = meeting.sessions.iter().filter(|session| session.kind != SessionKind::AdHoc);
        return sessions.map(|session| placed.at.first() + Days::new(u64::from(session.day.get()) - 1)).collect();
    }
    if meeting.weekend { placed.at.days().collect() } else { [placed.at.first(), placed.at.last()].into() }
}
