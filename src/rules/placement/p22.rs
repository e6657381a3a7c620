//! P-22: meetings avoid religious feasts that are no closed days.

use super::asks::{asked, by_day, longest_span, openings};
use super::seen::list_of_days;
use crate::domain::calendar::{Calendar, DayKind};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId, VenueId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use crate::rules::words;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// See the module.
#[derive(Debug)]
pub(super) struct P22;

impl Rule for P22 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 22)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Meetings avoid religious feasts on which staff may be absent",
            demands: "No working day of a meeting is a religious feast in a calendar of its place; an e-meeting goes by \
                      the calendar of the secretariat.",
            why: "Members and staff who keep the feast could not take part; the United Nations ask their bodies to avoid \
                  these days.",
            example: "Yom Kippur, 19 September 2018: a JCA planned for that day is better held on the 20th.",
            needs: "Calendars with religious days.",
            source: "United Nations on floating holidays (resolution 69/250); Plenipotentiary Resolution 111, recalled",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let mut hit: BTreeMap<NaiveDate, String> = BTreeMap::new();
            for day in placed.at.days() {
                let free = view.scenario.is_weekend(placed.at.venue.as_ref(), day) && !placed.meeting.weekend;
                for calendar in calendars(view, &placed).into_iter().filter(|_| !free) {
                    let feast = calendar.entries_on(day).iter().find(|entry| entry.kind() == DayKind::Religious);
                    if let Some(feast) = feast {
                        hit.entry(day).or_insert_with(|| feast.name().to_owned());
                    }
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
                            "{} ({}) meets on {}",
                            placed.meeting.title.as_str(),
                            words::days_of(placed.at),
                            list_of_days(&days)
                        ),
                        "move it off the feast, or decide nothing on that day",
                    ),
            );
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()) {
            let places: Vec<Option<&VenueId>> =
                if one.meeting.venues.is_empty() { vec![None] } else { one.meeting.venues.iter().map(Some).collect() };
            let (first, last) = openings(scenario, one.meeting);
            let last = last + Days::new(u64::try_from(longest_span(scenario, one.meeting)).unwrap_or(0));
            for place in places {
                let of_place: Vec<&Calendar> = match place.and_then(|place| scenario.venues().get(place)) {
                    Some(venue) => scenario.calendars_of(venue).collect(),
                    None => vec![scenario.secretariat_calendar()],
                };
                let days: BTreeSet<NaiveDate> = of_place
                    .into_iter()
                    .flat_map(|calendar| calendar.entries_between(first, last))
                    .filter(|day| day.kind() == DayKind::Religious)
                    .map(|day| day.date())
                    .filter(|day| one.meeting.weekend || !scenario.is_weekend(place, *day))
                    .collect();
                if days.is_empty() {
                    continue;
                }
                let ask = Ask::AvoidDays { meeting: one.meeting.id.clone(), days, at: place.cloned(), margin: 0 };
                let why = format!("{} avoids religious feasts ({})", one.meeting.id, one.edition.clause);
                demands.push(by_day(scenario, self.id(), one.edition.strength, ask, why));
            }
        }
    }
}

/// The calendars whose feasts matter: those of the place, or that of the secretariat.
fn calendars<'a>(view: &View<'a>, placed: &Placed<'a>) -> Vec<&'a Calendar> {
    match placed.venue {
        Some(venue) => view.scenario.calendars_of(venue).collect(),
        None => vec![view.scenario.secretariat_calendar()],
    }
}
