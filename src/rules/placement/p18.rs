//! P-18: a meeting outside Geneva needs a host's invitation; when it is withdrawn, Geneva on the same dates.

use super::asks::{asked, longest_span, once, opening_days};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;

/// See the module.
#[derive(Debug)]
pub(super) struct P18;

impl Rule for P18 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 18)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A meeting outside Geneva needs an invitation; withdrawn, it falls back to Geneva",
            demands: "A study group, working party or TSAG meets outside the headquarters only where a host of that \
                      country invited it and has not withdrawn. After a withdrawal it is held in Geneva, in principle on \
                      the same dates (should).",
            why: "The host gives premises and pays the extra cost; members have already planned for the dates.",
            example: "SG20 is invited to Wuxi for December 2018; were the invitation withdrawn on 1 June 2018, SG20 would \
                      meet in Geneva on the same days.",
            needs: "The host's invitation: country, day of submission, withdrawal; `moved_from` of a moved meeting.",
            source: "Resolution 1 (2016) 2.2.1-2.2.3",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(venue) = placed.venue else { continue };
            let title = placed.meeting.title.as_str();
            let (first, place) = (placed.at.first(), venue.name.as_str());
            let draft = || about(self, edition, &placed.meeting.id).on([first]).hits([&placed]);
            let host = placed.meeting.host.as_ref();
            if venue.headquarters {
                let before = placed.meeting.preparation.moved_from.filter(|before| *before != first);
                if let (Some(withdrawn), Some(before)) = (host.and_then(|host| host.withdrawn_on), before) {
                    findings.push(draft().strength(Strength::Should).on([before, withdrawn]).broken(
                        format!("{title} fell back to {place} but moved from {before} to {first}"),
                        format!("keep {before}, the date people know"),
                    ));
                }
                continue;
            }
            let Some(host) = host else {
                findings.push(draft().missing(&format!("the host's invitation to {place}")));
                continue;
            };
            if let Some(withdrawn) = host.withdrawn_on {
                findings.push(draft().on([withdrawn]).broken(
                    format!(
                        "{title} is to meet in {place} on {first}, but the invitation was withdrawn on {withdrawn}"
                    ),
                    "hold it in Geneva on the same dates",
                ));
            } else if host.country != venue.country {
                findings.push(draft().broken(
                    format!(
                        "{title} is to meet in {place} ({}) on {first}, but {} invited",
                        venue.country, host.country
                    ),
                    "choose a place in the country of the host",
                ));
            } else if host.submitted_on.is_none()
                && matches!(placed.at.firmness, Firmness::Confirmed | Firmness::Announced | Firmness::Held)
            {
                findings.push(draft().missing(&format!("the day on which the invitation to {place} was submitted")));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()) {
            let Some(host) = &one.meeting.host else { continue };
            for venue in one.meeting.venues.iter().filter_map(|venue| scenario.venues().get(venue)) {
                if venue.headquarters || (host.withdrawn_on.is_none() && host.country == venue.country) {
                    continue;
                }
                let ask = Ask::AvoidDays {
                    meeting: one.meeting.id.clone(),
                    days: all_days(scenario, one.meeting),
                    at: Some(venue.id.clone()),
                    margin: 0,
                };
                let why = format!("nobody invites {} to {} ({})", one.body.id, venue.name.as_str(), one.edition.clause);
                demands.push(once(scenario, self.id(), one.edition.strength, ask, why));
            }
        }
    }
}

/// Every day the meeting can touch: avoiding them all at a place is not meeting there.
fn all_days(scenario: &Scenario, meeting: &crate::domain::meeting::Meeting) -> BTreeSet<NaiveDate> {
    let span = u64::try_from(longest_span(scenario, meeting)).unwrap_or(0);
    opening_days(scenario, meeting).flat_map(|day| (0..span).map(move |more| day + Days::new(more))).collect()
}
