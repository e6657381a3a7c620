//! P-19: a meeting avoids the public holidays of its host country.

use super::asks::{asked, by_day, longest_span, openings};
use super::seen::list_of_days;
use crate::domain::calendar::{DayKind, Standing};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Meeting;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use crate::rules::words;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// See the module.
#[derive(Debug)]
pub(super) struct P19;

impl Rule for P19 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 19)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A meeting avoids the public holidays of its host country",
            demands: "No day from the opening, less the meeting's travel days, to the closing and as many travel days \
                      after it is a public holiday at a place outside the headquarters. A preference, but a must when the \
                      host administration asks for it (`avoid_holidays`). A holiday announced only after the day the plan \
                      is made counts as a forecast.",
            why: "Hotels, transport and local staff are not to be had, and the host's own experts are away.",
            example: "SG20 in Wuxi on 1-10 October 2018 would fall into National Day (1-7 October); 3-13 December 2018 is \
                      clear.",
            needs: "The calendars of the place, for the days of the meeting.",
            source: "TSAG report R1 (May 2017) 21.2",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(venue) = placed.venue.filter(|venue| !venue.headquarters) else { continue };
            let asked = placed.meeting.host.as_ref().is_some_and(|host| host.avoid_holidays);
            let travel = Days::new(u64::from(placed.meeting.travel_days.get()));
            let (from, to) = (placed.at.first() - travel, placed.at.last() + travel);
            let title = placed.meeting.title.as_str();
            let draft = || about(self, edition, &placed.meeting.id).hits([&placed]);
            let calendars: Vec<_> = view.scenario.calendars_of(venue).collect();
            if calendars.is_empty() || calendars.iter().any(|calendar| !calendar.knows(from) || !calendar.knows(to)) {
                let datum = format!(
                    "the list of public holidays of {} ({}) for {from} to {to}",
                    venue.name.as_str(),
                    venue.country
                );
                findings.push(draft().on([placed.at.first()]).missing(&datum));
            }
            let mut hit: BTreeMap<NaiveDate, String> = BTreeMap::new();
            let named = calendars.iter().flat_map(|calendar| {
                let days = calendar.named_between(from, to, view.scenario.as_of).into_iter();
                days.filter(|known| !calendar.is_working(known.day.date()))
            });
            for known in named {
                if !matches!(known.day.kind(), DayKind::Public | DayKind::Bridge | DayKind::Closure) {
                    continue;
                }
                let name = match known.standing {
                    Standing::Firm => known.day.name().to_owned(),
                    Standing::Estimated => format!("{}, estimated", known.day.name()),
                    Standing::NotYetAnnounced { announced_on } => {
                        format!("{}, a forecast: announced on {announced_on}", known.day.name())
                    }
                };
                hit.entry(known.day.date()).or_insert(name);
            }
            if hit.is_empty() {
                continue;
            }
            let days: Vec<(NaiveDate, String)> = hit.into_iter().collect();
            let strength = if asked { Strength::Must } else { edition.strength };
            let amount = i64::try_from(days.len()).unwrap_or(i64::MAX);
            findings.push(draft().strength(strength).on(days.iter().map(|(day, _)| *day)).amount(amount).broken(
                format!(
                    "{title} in {} ({}) meets public holidays there: {}{}",
                    venue.name.as_str(),
                    words::days_of(placed.at),
                    list_of_days(&days),
                    if asked { "; the host asks to avoid them" } else { "" }
                ),
                "move it clear of them",
            ));
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()) {
            let must = one.meeting.host.as_ref().is_some_and(|host| host.avoid_holidays);
            let strength = if must { Strength::Must } else { one.edition.strength };
            for venue in one.meeting.venues.iter().filter_map(|venue| scenario.venues().get(venue)) {
                if venue.headquarters {
                    continue;
                }
                let (first, last) = days_touched(scenario, one.meeting);
                let days: BTreeSet<NaiveDate> = scenario
                    .calendars_of(venue)
                    .flat_map(|calendar| calendar.entries_between(first, last).map(move |day| (calendar, day)))
                    .filter(|(calendar, day)| {
                        !calendar.is_working(day.date())
                            && matches!(day.kind(), DayKind::Public | DayKind::Bridge | DayKind::Closure)
                    })
                    .map(|(_, day)| day.date())
                    .collect();
                if days.is_empty() {
                    continue;
                }
                let ask = Ask::AvoidDays {
                    meeting: one.meeting.id.clone(),
                    days,
                    at: Some(venue.id.clone()),
                    margin: one.meeting.travel_days.get(),
                };
                let why = format!(
                    "{} avoids the public holidays of {} ({})",
                    one.meeting.id, venue.country, one.edition.clause
                );
                demands.push(by_day(scenario, self.id(), strength, ask, why));
            }
        }
    }
}

/// The first and last day that the meeting and its travel can touch.
fn days_touched(scenario: &Scenario, meeting: &Meeting) -> (NaiveDate, NaiveDate) {
    let (first, last) = openings(scenario, meeting);
    let travel = u64::from(meeting.travel_days.get());
    let span = u64::try_from(longest_span(scenario, meeting)).unwrap_or(0);
    (first - Days::new(travel), last + Days::new(span + travel))
}
