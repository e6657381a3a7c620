//! When sessions may sit: the grid of starts (S-04), the hours of interpreters (S-01, S-02, S-06), those of Questions
//! (S-03), the opening (S-05), and what the event says of single sessions.

use super::{block, edition, is_interpreted, minute, origin, points, whole};
use crate::domain::event::{Event, EventSession, Position, Starts, Tier, clock_words};
use crate::domain::finding::Origin;
use crate::domain::meeting::SessionKind;
use crate::domain::profile::Edition;
use crate::domain::time::HourRange;
use crate::planning::timetable::ask::{Ask, EventDemand, Moment, Span};
use chrono::{Datelike, Weekday};
use std::collections::BTreeSet;

/// Minutes between starts of a session that may begin at any.
const ANY: u16 = 15;

/// Demands of hours.
pub(super) fn demands(event: &Event, demands: &mut Vec<EventDemand>) {
    grid(event, demands);
    for session in event.sessions().values() {
        interpreters(event, session, demands);
        questions(event, session, demands);
        own(event, session, demands);
    }
    opening(event, demands);
}

/// Every session begins at one of the starts of the event, or of its own.
pub(super) fn grid(event: &Event, demands: &mut Vec<EventDemand>) {
    let usual = usual(event);
    let words = |starts: &BTreeSet<u16>| starts.iter().map(|start| clock_words(*start)).collect::<Vec<_>>().join(", ");
    for session in event.sessions().values() {
        let (starts, origin, why) = match &session.starts {
            _ if session.pinned.is_some() => continue,
            Starts::Usual if event.starts().is_some() => {
                (usual.clone(), Origin::Scenario, format!("sessions of this event begin at {}", words(&usual)))
            }
            Starts::Usual => (usual.clone(), origin(4), format!("sessions begin at {}", words(&usual))),
            Starts::At(starts) => {
                (starts.clone(), Origin::Scenario, format!("{} begins at {}", session.id, words(starts)))
            }
            Starts::Any => {
                let day = any(event);
                let starts = (day.start_minute()..day.end_minute()).step_by(usize::from(ANY)).collect();
                (starts, Origin::Scenario, format!("{} begins at any quarter of an hour from {day}", session.id))
            }
        };
        let mut moments = moments(event, &starts);
        let mut why = why;
        if session.starts == Starts::Usual && event.starts().is_none() {
            let before_noon = halves(event, session);
            let kept: Vec<Moment> = moments.iter().copied().filter(|(_, start)| before_noon(*start)).collect();
            // A session longer than any half-day runs through noon in any case.
            if !kept.is_empty() && kept.len() < moments.len() {
                moments = kept;
                why.push_str(", and keep the pause at noon");
            }
        }
        let ask = Ask::Starts { session: session.id.clone(), moments };
        demands.push(EventDemand { origin, tier: Tier::Must, weight: 1, ask, why });
    }
}

/// The quarters of the day begin with the interpreters' blocks and after the coffee breaks, unless the event names
/// other starts.
fn usual(event: &Event) -> BTreeSet<u16> {
    if let Some(starts) = event.starts() {
        return starts.clone();
    }
    let number = |rule: u8, name: &str| edition(event, rule).and_then(|edition| minute(edition.number(name)?));
    [
        number(1, "morning_opens"),
        number(4, "morning_break_ends"),
        number(1, "afternoon_opens"),
        number(4, "afternoon_break_ends"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a session that begins at a minute lies inside one half of the day, as Questions have it (S-03).
fn halves(event: &Event, session: &EventSession) -> impl Fn(u16) -> bool + use<> {
    let blocks = edition(event, 3).map(|edition| {
        [block(edition, "morning_opens", "morning_closes"), block(edition, "afternoon_opens", "afternoon_closes")]
    });
    let minutes = session.minutes;
    move |start| {
        blocks.is_none_or(|blocks| {
            blocks
                .iter()
                .flatten()
                .any(|half| half.start_minute() <= start && start.saturating_add(minutes) <= half.end_minute())
        })
    }
}

/// From the first to the last hour in which Questions may sit.
fn any(event: &Event) -> HourRange {
    let numbers = edition(event, 3).and_then(|edition| block(edition, "morning_opens", "afternoon_closes"));
    numbers.or_else(|| HourRange::new(0, 1_440)).unwrap_or_else(|| unreachable!("a day has hours"))
}

/// Every moment at which some session may begin.
pub(super) fn moments_of(event: &Event) -> Vec<Moment> {
    let mut starts = usual(event);
    for session in event.sessions().values() {
        match &session.starts {
            Starts::At(own) => starts.extend(own),
            Starts::Any => {
                let day = any(event);
                starts.extend((day.start_minute()..day.end_minute()).step_by(usize::from(ANY)));
            }
            Starts::Usual => {}
        }
        starts.extend(session.pinned.iter().map(|pinned| pinned.start));
    }
    moments(event, &starts)
}

fn moments(event: &Event, starts: &BTreeSet<u16>) -> Vec<Moment> {
    event.days().iter().flat_map(|day| starts.iter().map(move |start| (*day, *start))).collect()
}

/// The interpreters' half-days of every day.
fn half_days(event: &Event) -> Vec<Span> {
    let blocks = |edition: &Edition, prefix: &str| {
        let name = |part: &str| format!("{prefix}{part}");
        [
            block(edition, &name("morning_opens"), &name("morning_closes")),
            block(edition, &name("afternoon_opens"), &name("afternoon_closes")),
        ]
    };
    let usual = edition(event, 1).map(|edition| blocks(edition, "")).unwrap_or_default();
    let friday = edition(event, 2).map(|edition| blocks(edition, "friday_")).unwrap_or_default();
    let mut spans = Vec::new();
    for day in event.days() {
        let others = if day.weekday() == Weekday::Fri { friday } else { [None, None] };
        spans.extend(usual.iter().chain(&others).flatten().map(|hours| (*day, *hours)));
    }
    spans
}

fn interpreters(event: &Event, session: &EventSession, demands: &mut Vec<EventDemand>) {
    if !is_interpreted(session) {
        return;
    }
    let spans = half_days(event);
    let ask = || Ask::Inside { session: session.id.clone(), spans: spans.clone() };
    if let Some(edition) = edition(event, 6) {
        let why = format!(
            "a team of interpreters serves one meeting in the morning and one in the afternoon; {} needs one ({})",
            session.id, edition.clause
        );
        let weight = points(event, edition.strength);
        demands.push(EventDemand { origin: origin(6), tier: edition.strength.into(), weight, ask: ask(), why });
    }
    let grave = matches!(session.kind, SessionKind::Plenary | SessionKind::WorkingParty);
    if let Some(edition) = edition(event, 1).filter(|_| grave) {
        let why = format!("{} is interpreted and keeps the interpreters' hours ({})", session.id, edition.clause);
        let weight = points(event, edition.strength);
        demands.push(EventDemand { origin: origin(1), tier: edition.strength.into(), weight, ask: ask(), why });
    }
}

fn questions(event: &Event, session: &EventSession, demands: &mut Vec<EventDemand>) {
    if session.kind != SessionKind::Rapporteur || is_interpreted(session) {
        return;
    }
    let Some(edition) = edition(event, 3) else { return };
    let blocks =
        [block(edition, "morning_opens", "morning_closes"), block(edition, "afternoon_opens", "afternoon_closes")];
    let spans = event.days().iter().flat_map(|day| blocks.iter().flatten().map(|hours| (*day, *hours))).collect();
    let ask = Ask::Inside { session: session.id.clone(), spans };
    let why = format!("{} keeps the hours of Questions, with a pause at noon ({})", session.id, edition.clause);
    let weight = points(event, edition.strength);
    demands.push(EventDemand { origin: origin(3), tier: edition.strength.into(), weight, ask, why });
}

/// What the event says of a session's days and hours.
fn own(event: &Event, session: &EventSession, demands: &mut Vec<EventDemand>) {
    if let Some(pinned) = &session.pinned {
        let ask = Ask::Starts { session: session.id.clone(), moments: vec![(pinned.day, pinned.start)] };
        let why = format!("{} stays on {} at {}", session.id, pinned.day, clock_words(pinned.start));
        demands.push(EventDemand::must(ask, why));
    }
    if !session.days.is_empty() {
        let spans = session.days.iter().filter_map(|day| whole(*day)).collect();
        let days: Vec<String> = session.days.iter().map(ToString::to_string).collect();
        let ask = Ask::Inside { session: session.id.clone(), spans };
        demands.push(EventDemand::must(ask, format!("{} sits on {}", session.id, days.join(", "))));
    }
    let place = match session.position {
        Some(Position::Opening) => event.days().first().map(|day| (day, "opens the event on its first day")),
        Some(Position::Closing) => event.days().last().map(|day| (day, "closes the event on its last day")),
        None => None,
    };
    if let Some((day, words)) = place {
        let ask = Ask::Inside { session: session.id.clone(), spans: whole(*day).into_iter().collect() };
        demands.push(EventDemand::must(ask, format!("{} {words}", session.id)));
    }
}

/// The opening plenary begins at the hour of openings.
fn opening(event: &Event, demands: &mut Vec<EventDemand>) {
    let Some(edition) = edition(event, 5) else { return };
    let Some(opens) = edition.number("opens").and_then(minute) else { return };
    let first = event.sessions().values().filter(|session| session.position == Some(Position::Opening));
    for session in first.filter(|session| session.pinned.is_none()) {
        let moments = event.days().iter().map(|day| (*day, opens)).collect();
        let ask = Ask::Starts { session: session.id.clone(), moments };
        let why = format!("an event opens at {} ({})", clock_words(opens), edition.clause);
        let weight = points(event, edition.strength);
        demands.push(EventDemand { origin: origin(5), tier: edition.strength.into(), weight, ask, why });
    }
}
