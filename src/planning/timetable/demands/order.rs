//! Plenaries alone; opening first and closing last; what follows what.

use crate::domain::event::{Event, Position};
use crate::planning::timetable::ask::{Ask, EventDemand};

/// Nothing beside an exclusive session.
pub(super) fn exclusive(event: &Event, demands: &mut Vec<EventDemand>) {
    for session in event.sessions().values().filter(|session| session.exclusive) {
        let ask = Ask::Exclusive { session: session.id.clone() };
        demands.push(EventDemand::must(ask, format!("nothing else of the event sits during {}", session.id)));
    }
}

/// Orders.
pub(super) fn demands(event: &Event, demands: &mut Vec<EventDemand>) {
    for session in event.sessions().values() {
        for after in &session.after {
            let ask = Ask::Order {
                first: after.session.clone(),
                second: session.id.clone(),
                least: after.least_minutes,
                most: after.most_minutes,
            };
            let why = match (after.least_minutes, after.most_minutes) {
                (0, None) => format!("{} follows {}", session.id, after.session),
                (least, None) => format!("{} follows {} by at least {least} minutes", session.id, after.session),
                (least, Some(most)) => {
                    format!("{} follows {} on the same day, by {least} to {most} minutes", session.id, after.session)
                }
            };
            demands.push(EventDemand::must(ask, why));
        }
        for after in &session.days_after {
            let ask = Ask::Days {
                first: after.session.clone(),
                second: session.id.clone(),
                least: after.least,
                most: after.most,
            };
            let most = after.most.map_or(String::new(), |most| format!(" and at most {most}"));
            let why = format!("{} lies at least {}{most} days after {}", session.id, after.least, after.session);
            demands.push(EventDemand::must(ask, why));
        }
    }
    ends(event, demands);
}

/// The opening before all others, the closing after all others.
fn ends(event: &Event, demands: &mut Vec<EventDemand>) {
    let mut order = |first: &crate::domain::ids::SessionId, second: &crate::domain::ids::SessionId, why: String| {
        let ask = Ask::Order { first: first.clone(), second: second.clone(), least: 0, most: None };
        demands.push(EventDemand::must(ask, why));
    };
    for end in event.sessions().values() {
        let others = event.sessions().values().filter(|other| other.position.is_none());
        match end.position {
            Some(Position::Opening) => others.for_each(|other| {
                order(&end.id, &other.id, format!("{} opens the event, before {}", end.id, other.id));
            }),
            Some(Position::Closing) => others.for_each(|other| {
                order(&other.id, &end.id, format!("{} closes the event, after {}", end.id, other.id));
            }),
            None => {}
        }
    }
}
