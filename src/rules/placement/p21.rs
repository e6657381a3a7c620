//! P-21: no session on a day on which the headquarters are closed.

use super::asks::{asked, by_day, longest_span, opening_days, openings};
use super::seen::list_of_days;
use crate::domain::calendar::Standing;
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::venue::Venue;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use crate::rules::words;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// See the module.
#[derive(Debug)]
pub(super) struct P21;

impl Rule for P21 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 21)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "No session on a closed day of the headquarters",
            demands: "A meeting at the headquarters has no session on an official holiday of the United Nations or ITU, on \
                      a public holiday of Geneva or while the house is closed. A meeting without a list of sessions sits \
                      on each of its days but weekends; one with sessions only on theirs.",
            why: "The building, interpreters and staff are not there.",
            example: "Ascension, 10 May 2018: a study group on 7-18 May 2018 in Geneva meets it. 1 May is no holiday in \
                      Geneva: TSAG opened on 1 May 2017.",
            needs: "The calendars of the headquarters, for the days of the meeting.",
            source: "Practice; United Nations resolution 52/214 A on official holidays. The Union's own list was not found",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(venue) = placed.venue.filter(|venue| venue.headquarters) else { continue };
            let mut hit: BTreeMap<NaiveDate, String> = BTreeMap::new();
            for day in days_sat(view, &placed) {
                for calendar in view.scenario.calendars_of(venue) {
                    // Entries, not weekdays: weekends are the business of P-23.
                    if calendar.entries_on(day).iter().all(|entry| !entry.kind().closes()) {
                        continue;
                    }
                    let Some(known) = calendar.closed_on(day, view.scenario.as_of) else { continue };
                    let name = match known.standing {
                        Standing::Firm => known.day.name().to_owned(),
                        Standing::Estimated => format!("{}, estimated", known.day.name()),
                        Standing::NotYetAnnounced { announced_on } => {
                            format!("{}, a forecast: announced on {announced_on}", known.day.name())
                        }
                    };
                    hit.entry(day).or_insert(name);
                }
            }
            if hit.is_empty() {
                continue;
            }
            let days: Vec<(NaiveDate, String)> = hit.into_iter().collect();
            findings.push(
                about(self, edition, &placed.meeting.id)
                    .hits([&placed])
                    .on(days.iter().map(|(day, _)| *day))
                    .amount(i64::try_from(days.len()).unwrap_or(i64::MAX))
                    .broken(
                        format!(
                            "{} ({}) sits while {} is closed: {}",
                            placed.meeting.title.as_str(),
                            words::days_of(placed.at),
                            venue.name.as_str(),
                            list_of_days(&days)
                        ),
                        "move it, or list its sessions and leave these days free",
                    ),
            );
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()) {
            for venue in one.meeting.venues.iter().filter_map(|venue| scenario.venues().get(venue)) {
                if !venue.headquarters {
                    continue;
                }
                let closed = closures(scenario, one.meeting, venue);
                if closed.is_empty() {
                    continue;
                }
                let meeting = one.meeting.id.clone();
                let ask = if one.meeting.sessions.is_empty() {
                    Ask::AvoidDays { meeting, days: closed, at: Some(venue.id.clone()), margin: 0 }
                } else {
                    let offsets: BTreeSet<u64> =
                        one.meeting.sessions.iter().map(|session| u64::from(session.day.get()) - 1).collect();
                    let clear = opening_days(scenario, one.meeting)
                        .filter(|day| offsets.iter().all(|offset| !closed.contains(&(*day + Days::new(*offset)))))
                        .collect();
                    let opens = Ask::OpensOn { meeting: meeting.clone(), days: clear };
                    let all = opening_days(scenario, one.meeting).flat_map(|day| day.iter_days().take(31)).collect();
                    if one.meeting.venues.len() == 1 {
                        opens
                    } else {
                        // Elsewhere the closed days of the headquarters do not matter.
                        let elsewhere = Ask::AvoidDays { meeting, days: all, at: Some(venue.id.clone()), margin: 0 };
                        Ask::AnyOf(vec![opens, elsewhere])
                    }
                };
                let why = format!("{} is closed on official holidays ({})", venue.name.as_str(), one.edition.clause);
                demands.push(by_day(scenario, self.id(), one.edition.strength, ask, why));
            }
        }
    }
}

/// The days on which the meeting sits.
fn days_sat(view: &View<'_>, placed: &Placed<'_>) -> BTreeSet<NaiveDate> {
    let meeting = placed.meeting;
    if meeting.sessions.is_empty() {
        let at_weekend = |day: &NaiveDate| view.scenario.is_weekend(placed.at.venue.as_ref(), *day);
        return placed.at.days().filter(|day| meeting.weekend || !at_weekend(day)).collect();
    }
    meeting.sessions.iter().map(|session| placed.at.first() + Days::new(u64::from(session.day.get()) - 1)).collect()
}

/// The closed days a meeting could touch there; those of the weekend only where it may sit on them.
fn closures(scenario: &Scenario, meeting: &crate::domain::meeting::Meeting, venue: &Venue) -> BTreeSet<NaiveDate> {
    let (first, last) = openings(scenario, meeting);
    let span = u64::try_from(longest_span(scenario, meeting)).unwrap_or(0).max(31);
    scenario
        .calendars_of(venue)
        .flat_map(|calendar| {
            calendar
                .entries_between(first, last + Days::new(span))
                .filter(|day| day.kind().closes() && !calendar.is_working(day.date()))
        })
        .map(|day| day.date())
        .filter(|day| meeting.weekend || !meeting.sessions.is_empty() || !scenario.is_weekend(Some(&venue.id), *day))
        .collect()
}
