//! What the scenario itself asks: windows, series, relations, wishes, limits, rooms, shared delegates.

use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::finding::Origin;
use crate::domain::ids::MeetingId;
use crate::domain::meeting::{Firmness, Meeting, Relation, WishStrength};
use crate::domain::profile::WeightName;
use crate::domain::scenario::{Counted, Scenario};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Pushes all demands that somebody wrote into the scenario.
pub(super) fn demands(scenario: &Scenario, demands: &mut Vec<Demand>) {
    let mut push = |level: Level, weight: u32, ask: Ask, why: String| {
        demands.push(Demand { origin: Origin::Scenario, level, weight, ask, why });
    };
    for meeting in scenario.meetings().values() {
        windows(scenario, meeting, &mut push);
        relations(scenario, meeting, &mut push);
        known_dates(scenario, meeting, &mut push);
    }
    one_at_a_time(scenario, &mut push);
    series(scenario, &mut push);
    limits(scenario, &mut push);
    rooms(scenario, &mut push);
    shared_delegates(scenario, &mut push);
}

type Push<'a> = &'a mut dyn FnMut(Level, u32, Ask, String);

fn level(strength: WishStrength) -> Level {
    match strength {
        WishStrength::Must => Level::Must,
        WishStrength::Should => Level::Should,
        WishStrength::Prefer => Level::Prefer,
    }
}

/// Points of a wish that is broken once.
fn weight(scenario: &Scenario, strength: WishStrength) -> u32 {
    match strength {
        WishStrength::Must => 1,
        WishStrength::Should => scenario.profile.weight(WeightName::BrokenShould),
        WishStrength::Prefer => scenario.profile.weight(WeightName::BrokenPrefer),
    }
}

fn windows(scenario: &Scenario, meeting: &Meeting, push: Push<'_>) {
    let id = || meeting.id.clone();
    push(
        Level::Must,
        1,
        Ask::OpensFrom { meeting: id(), day: meeting.earliest },
        format!("its window opens on {}", meeting.earliest),
    );
    push(
        Level::Must,
        1,
        Ask::ClosesBy { meeting: id(), day: meeting.latest },
        format!("its window closes on {}", meeting.latest),
    );
    if let Some(target) = meeting.target {
        push(
            Level::Prefer,
            u32::from(target.weight.get()),
            Ask::Near { meeting: id(), day: target.date },
            format!("{} is the date asked for", target.date),
        );
    }
    if meeting.venues.len() > 1 {
        push(
            Level::Prefer,
            scenario.profile.weight(WeightName::VenueStep),
            Ask::PreferVenue { meeting: id(), venues: meeting.venues.clone() },
            format!("{} is the preferred venue", meeting.venues[0]),
        );
    }
}

fn relations(scenario: &Scenario, meeting: &Meeting, push: Push<'_>) {
    let id = || meeting.id.clone();
    for wish in &meeting.wishes {
        let (level, weight) = (level(wish.strength), weight(scenario, wish.strength));
        match &wish.relation {
            Relation::Inside(outer) => {
                push(
                    level,
                    weight,
                    Ask::Inside { meeting: id(), outer: outer.clone() },
                    format!("it is held inside {}", list(outer)),
                );
            }
            Relation::Between(first, second) => {
                push(level, weight, gap(first, &meeting.id, 1, None), format!("it is held after {first} has closed"));
                push(level, weight, gap(&meeting.id, second, 1, None), format!("it is held before {second} opens"));
            }
            Relation::After { meeting: first, least, most } => {
                push(
                    level,
                    weight,
                    gap(first, &meeting.id, *least, *most),
                    format!("it opens {} after {first} closes", days(*least, *most)),
                );
            }
            Relation::Before { meeting: second, least, most } => {
                push(
                    level,
                    weight,
                    gap(&meeting.id, second, *least, *most),
                    format!("it closes {} before {second} opens", days(*least, *most)),
                );
            }
            Relation::NotDuring(others) => {
                for other in others {
                    push(
                        level,
                        weight,
                        Ask::Apart { a: id(), b: other.clone() },
                        format!("it is not held during {other}"),
                    );
                }
            }
            Relation::BackToBack { event, within } => {
                if let Some(event) = scenario.outside().get(event) {
                    let openings = back_to_back(scenario, meeting, event.first, event.last, *within);
                    push(
                        level,
                        weight,
                        Ask::OpensOn { meeting: id(), days: openings },
                        format!("it is held back to back with {}", event.name.as_str()),
                    );
                }
            }
            Relation::During(event) => {
                if let Some(event) = scenario.outside().get(event) {
                    let openings = openings(meeting).filter(|day| {
                        event.covers(*day) && event.covers(scenario.closing_day(meeting, meeting.venues.first(), *day))
                    });
                    push(
                        level,
                        weight,
                        Ask::OpensOn { meeting: id(), days: openings.collect() },
                        format!("it is held during {}", event.name.as_str()),
                    );
                }
            }
        }
    }
}

fn gap(first: &MeetingId, second: &MeetingId, least: i64, most: Option<i64>) -> Ask {
    Ask::Gap { first: first.clone(), second: second.clone(), least, most, by_day: false }
}

fn days(least: i64, most: Option<i64>) -> String {
    match most {
        Some(most) if most == least => format!("{least} days"),
        Some(most) => format!("{least} to {most} days"),
        None => format!("at least {least} days"),
    }
}

fn list(ids: &[MeetingId]) -> String {
    ids.iter().map(MeetingId::to_string).collect::<Vec<_>>().join(" or ")
}

fn openings(meeting: &Meeting) -> impl Iterator<Item = NaiveDate> + '_ {
    meeting.earliest.iter_days().take_while(|day| *day <= meeting.latest)
}

/// Openings such that the meeting ends within so many days before the event, or begins within so many days after it.
fn back_to_back(
    scenario: &Scenario,
    meeting: &Meeting,
    first: NaiveDate,
    last: NaiveDate,
    within: u16,
) -> BTreeSet<NaiveDate> {
    openings(meeting)
        .filter(|day| {
            let closing = scenario.closing_day(meeting, meeting.venues.first(), *day);
            let before = (first - closing).num_days();
            let after = (*day - last).num_days();
            (1..=i64::from(within)).contains(&before) || (1..=i64::from(within)).contains(&after)
        })
        .collect()
}

/// A meeting whose tentative date people know moves only at a price; a confirmed or announced one does not move at all.
fn known_dates(scenario: &Scenario, meeting: &Meeting, push: Push<'_>) {
    let tentative = scenario.fixed().get(&meeting.id).filter(|known| known.firmness == Firmness::Tentative);
    let Some(known) = tentative else { return };
    push(
        Level::Change,
        scenario.profile.weight(WeightName::MoveTentative),
        Ask::Stay { meeting: meeting.id.clone(), day: known.first() },
        format!("people know it as {}", known.first()),
    );
}

/// A body is not in two meetings at once.
fn one_at_a_time(scenario: &Scenario, push: Push<'_>) {
    for body in scenario.bodies().keys() {
        let meetings: Vec<_> = scenario.meetings_of(body).map(|meeting| meeting.id.clone()).collect();
        if meetings.len() > 1 {
            let why = format!("{body} does not hold two meetings at once");
            push(Level::Must, 1, Ask::AtMostInParallel { meetings, limit: 1 }, why);
        }
    }
}

fn series(scenario: &Scenario, push: Push<'_>) {
    for series in scenario.series() {
        for pair in series.meetings.windows(2) {
            push(
                Level::Must,
                1,
                gap(&pair[0], &pair[1], series.least_days, series.most_days),
                format!(
                    "the meetings of {} follow each other, {} apart",
                    series.id,
                    days(series.least_days, series.most_days)
                ),
            );
        }
    }
}

fn limits(scenario: &Scenario, push: Push<'_>) {
    for limit in scenario.limits() {
        let meetings: Vec<_> = scenario
            .meetings()
            .values()
            .filter(|meeting| {
                let body = scenario.body_of(meeting);
                let counted = match &limit.counted {
                    Counted::All => true,
                    Counted::Area(area) => body.area.as_ref() == Some(area),
                    Counted::Bodies(bodies) => bodies.contains(&body.id),
                };
                counted
                    && meeting.length.working_days() >= limit.from_working_days
                    && (limit.electronic || meeting.format.is_physical())
            })
            .map(|meeting| meeting.id.clone())
            .collect();
        let of = match &limit.counted {
            Counted::All => "of all bodies".to_owned(),
            Counted::Area(area) => format!("of the area {area}"),
            Counted::Bodies(bodies) => {
                format!("of {}", bodies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            }
        };
        if meetings.len() > usize::from(limit.at_most) {
            let weight = match limit.strength {
                WishStrength::Must => 1,
                _ => scenario.profile.weight(WeightName::ParallelMeeting),
            };
            push(
                level(limit.strength),
                weight,
                Ask::AtMostInParallel { meetings, limit: limit.at_most },
                format!("at most {} meetings {of} run at once", limit.at_most),
            );
        }
    }
}

fn rooms(scenario: &Scenario, push: Push<'_>) {
    for venue in scenario.venues().values() {
        let Some(limit) = venue.rooms_a_day else { continue };
        let meetings: Vec<_> = scenario
            .meetings()
            .values()
            .filter(|meeting| meeting.venues.contains(&venue.id) && meeting.rooms > 0)
            .map(|meeting| (meeting.id.clone(), meeting.rooms))
            .collect();
        if !meetings.is_empty() {
            push(
                Level::Must,
                1,
                Ask::Rooms { venue: venue.id.clone(), meetings, limit: limit.get() },
                format!("{} has {limit} rooms a day", venue.name.as_str()),
            );
        }
    }
}

fn shared_delegates(scenario: &Scenario, push: Push<'_>) {
    let points = scenario.profile.weight(WeightName::SharedDelegate);
    for shared in scenario.shared() {
        for a in scenario.meetings_of(&shared.a) {
            for b in scenario.meetings_of(&shared.b) {
                if related(a, b) || related(b, a) {
                    continue;
                }
                push(
                    Level::Prefer,
                    points.saturating_mul(shared.people.get()),
                    Ask::Apart { a: a.id.clone(), b: b.id.clone() },
                    format!("{} people follow both {} and {}", shared.people, shared.a, shared.b),
                );
            }
        }
    }
}

/// One is asked to lie inside the other: sharing people is then the point.
fn related(inner: &Meeting, outer: &Meeting) -> bool {
    inner.wishes.iter().any(|wish| matches!(&wish.relation, Relation::Inside(list) if list.contains(&outer.id)))
}
