//! How meetings are asked to lie to each other and to outside events.

use super::breach::{broken, strength, title};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::MeetingId;
use crate::domain::meeting::Relation;
use crate::domain::scenario::Series;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::words;

/// Pushes the wishes of one meeting that are not met.
pub(super) fn relations(view: &View<'_>, placed: &Placed<'_>, findings: &mut Vec<Finding>) {
    let (id, name) = (&placed.meeting.id, placed.meeting.title.as_str());
    let at = placed.at;
    for wish in &placed.meeting.wishes {
        let strength = strength(wish.strength);
        match &wish.relation {
            Relation::Inside(outer) => {
                let lies = |outer: &MeetingId| {
                    view.placed(outer)
                        .is_some_and(|outer| outer.at.first() <= at.first() && at.last() <= outer.at.last())
                };
                if !outer.iter().any(lies) {
                    let mut all = vec![id];
                    all.extend(outer);
                    findings.push(broken(
                        strength,
                        &all,
                        vec![at.first()],
                        format!("{name} on {} is not inside {}", at.first(), names(view, outer)),
                        "move it inside",
                    ));
                }
            }
            Relation::Between(first, second) => {
                order(view, strength, first, id, (1, None), findings);
                order(view, strength, id, second, (1, None), findings);
            }
            Relation::After { meeting, least, most } => order(view, strength, meeting, id, (*least, *most), findings),
            Relation::Before { meeting, least, most } => order(view, strength, id, meeting, (*least, *most), findings),
            Relation::NotDuring(others) => {
                for other in others {
                    if view.placed(other).is_some_and(|other| other.at.shared_half_days(at) > 0) {
                        findings.push(broken(
                            strength,
                            &[id, other],
                            vec![at.first()],
                            format!("{name} on {} is held during {}", at.first(), title(view, other)),
                            "move one of the two",
                        ));
                    }
                }
            }
            Relation::BackToBack { event, within } => {
                if let Some(event) = view.scenario.outside().get(event) {
                    let before = (event.first - at.last()).num_days();
                    let after = (at.first() - event.last).num_days();
                    let near = |days: i64| days >= 1 && days <= i64::from(*within);
                    if !near(before) && !near(after) {
                        findings.push(broken(
                            strength,
                            &[id],
                            vec![at.first(), event.first, event.last],
                            format!(
                                "{name} on {} is not back to back with {} ({})",
                                at.first(),
                                event.name.as_str(),
                                words::range(event.first, event.last)
                            ),
                            "move it next to the event",
                        ));
                    }
                }
            }
            Relation::During(event) => {
                if let Some(event) = view.scenario.outside().get(event)
                    && (!event.covers(at.first()) || !event.covers(at.last()))
                {
                    findings.push(broken(
                        strength,
                        &[id],
                        vec![at.first()],
                        format!("{name} on {} is not during {}", at.first(), event.name.as_str()),
                        "move it onto the days of the event",
                    ));
                }
            }
        }
    }
}

/// `the one or the other`.
fn names(view: &View<'_>, ids: &[MeetingId]) -> String {
    ids.iter().map(|id| title(view, id)).collect::<Vec<_>>().join(" or ")
}

/// The days from the close of one to the opening of the other.
fn order(
    view: &View<'_>,
    strength: Strength,
    first: &MeetingId,
    second: &MeetingId,
    (least, most): (i64, Option<i64>),
    findings: &mut Vec<Finding>,
) {
    let (Some(a), Some(b)) = (view.placed(first), view.placed(second)) else { return };
    let days = (b.at.first() - a.at.last()).num_days();
    let wrong = if days < least {
        format!("at least {least}")
    } else if most.is_some_and(|most| days > most) {
        format!("at most {}", most.unwrap_or_default())
    } else {
        return;
    };
    let mut finding = broken(
        strength,
        &[second, first],
        vec![a.at.last(), b.at.first()],
        format!(
            "{} opens on {}, {days} days after {} closes on {}; asked for are {wrong}",
            title(view, second),
            b.at.first(),
            title(view, first),
            a.at.last()
        ),
        "move one of the two",
    );
    finding.amount = (least - days).max(most.map_or(0, |most| days - most));
    findings.push(finding);
}

/// No body holds two meetings at once.
pub(super) fn together(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for body in view.bodies(scope) {
        let meetings = view.of_body(&body.id);
        for (index, a) in meetings.iter().enumerate() {
            // In the order of opening: what opens after the close shares nothing.
            for b in meetings[index + 1..].iter().take_while(|b| b.at.first() <= a.at.last()) {
                if a.at.shared_half_days(b.at) > 0 && scope.has_either(&a.meeting.id, &b.meeting.id) {
                    findings.push(broken(
                        Strength::Must,
                        &[&b.meeting.id, &a.meeting.id],
                        vec![a.at.first(), b.at.first()],
                        format!(
                            "{} would hold {} and {} at once",
                            body.id,
                            a.meeting.title.as_str(),
                            b.meeting.title.as_str()
                        ),
                        "move one of the two",
                    ));
                }
            }
        }
    }
}

/// The meetings of a series keep their distance.
pub(super) fn series(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    let all = view.scenario.series();
    let touched: Vec<&Series> = match scope {
        Scope::All => all.iter().collect(),
        Scope::Meetings(meetings) | Scope::Moves { touched: meetings, .. } => {
            let mut touched: Vec<&Series> = Vec::new();
            for series in meetings.iter().flat_map(|meeting| view.scenario.series_of(meeting)) {
                if !touched.iter().any(|other| std::ptr::eq(*other, series)) {
                    touched.push(series);
                }
            }
            touched
        }
    };
    for series in touched {
        for (a, b) in series.meetings.iter().zip(series.meetings.iter().skip(1)).filter(|(a, b)| scope.has_either(a, b))
        {
            order(view, Strength::Must, a, b, (series.least_days, series.most_days), findings);
        }
    }
}
