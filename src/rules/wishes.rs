//! Judges a plan against what the scenario itself asks: windows, lengths, relations, series, limits, rooms.

use crate::domain::finding::{Finding, Hit, Origin, Strength, Verdict};
use crate::domain::ids::MeetingId;
use crate::domain::meeting::{Firmness, Half, Length, Relation, WishStrength};
use crate::domain::scenario::{Counted, Limit};
use crate::domain::view::{Placed, Scope, View};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Pushes what is broken.
pub(super) fn check(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for meeting in view.scenario.meetings().keys().filter(|meeting| scope.has(meeting)) {
        if !view.plan.placements.contains_key(meeting) {
            findings.push(broken(
                Strength::Must,
                &[meeting],
                vec![],
                format!("{meeting} has no date"),
                "plan it, or take it out of the scenario",
            ));
        }
    }
    for placed in view.scoped(scope) {
        dates(view, &placed, findings);
        relations(view, &placed, findings);
    }
    together(view, scope, findings);
    series(view, scope, findings);
    for limit in view.scenario.limits() {
        at_once(view, scope, limit, findings);
    }
    rooms(view, scope, findings);
    shared_delegates(view, scope, findings);
}

fn broken(
    strength: Strength,
    meetings: &[&MeetingId],
    dates: Vec<NaiveDate>,
    message: String,
    remedy: &str,
) -> Finding {
    Finding {
        strength,
        origin: Origin::Scenario,
        meetings: meetings.iter().map(|meeting| (*meeting).clone()).collect(),
        verdict: Verdict::Broken,
        dates,
        message,
        remedy: remedy.to_owned(),
        clause: "scenario".to_owned(),
        hit: Hit::default(),
        amount: 1,
        waiver: None,
    }
}

fn strength(wish: WishStrength) -> Strength {
    match wish {
        WishStrength::Must => Strength::Must,
        WishStrength::Should => Strength::Should,
        WishStrength::Prefer => Strength::Prefer,
    }
}

fn dates(view: &View<'_>, placed: &Placed<'_>, findings: &mut Vec<Finding>) {
    let (meeting, at) = (placed.meeting, placed.at);
    let id = &meeting.id;
    let settled = matches!(at.firmness, Firmness::Announced | Firmness::Held | Firmness::Confirmed);
    if !settled && (at.first() < meeting.earliest || at.last() > meeting.latest) {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first(), at.last()],
            format!(
                "{id} lies on {} to {}, outside its window {} to {}",
                at.first(),
                at.last(),
                meeting.earliest,
                meeting.latest
            ),
            "move it into its window, or widen the window",
        ));
    }
    let due = view.scenario.closing_day(meeting, at.venue.as_ref(), at.first());
    if !settled && due != at.last() {
        let days = meeting.length.working_days();
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first(), at.last()],
            format!("{id} has {days} working days: opening on {} it closes on {due}, not on {}", at.first(), at.last()),
            "correct the closing day",
        ));
    }
    if meeting.length == Length::HalfDay && at.half.is_none() {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first()],
            format!("{id} takes half a day, but the plan does not say which"),
            "add half = \"morning\" or \"afternoon\"",
        ));
    }
    if let (Some(wanted), Some(half)) = (meeting.half_wanted(), at.half)
        && wanted != half
    {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first()],
            format!("{id} wants the {}, but is placed in the {}", wanted.word(), half.word()),
            "change the half, or the hours",
        ));
    }
    if !settled && !meeting.weekend && view.scenario.is_weekend(at.venue.as_ref(), at.first()) {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first()],
            format!("{id} opens on a {}, a weekend day there", at.first().format("%A")),
            "open on a working day, or allow the weekend",
        ));
    }
    if !settled && !meeting.opens_on.is_empty() && !meeting.opens_on.contains(&chrono::Datelike::weekday(&at.first())) {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first()],
            format!("{id} opens on a {}, not one of its days", at.first().format("%A")),
            "open on one of its days",
        ));
    }
    match &at.venue {
        Some(venue) if !meeting.venues.contains(venue) => {
            findings.push(broken(
                Strength::Must,
                &[id],
                vec![at.first()],
                format!("{id} is at {venue}, which is not one of its venues"),
                "choose one of its venues",
            ));
        }
        None if meeting.format.is_physical() => {
            findings.push(broken(
                Strength::Must,
                &[id],
                vec![at.first()],
                format!("{id} has no venue"),
                "choose one of its venues",
            ));
        }
        _ => {}
    }
    if let Some(known) = view.scenario.fixed().get(id)
        && matches!(known.firmness, Firmness::Announced | Firmness::Held | Firmness::Confirmed)
        && known.first() != at.first()
    {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![known.first(), at.first()],
            format!("{id} was {} for {} and is moved to {}", known.firmness.word(), known.first(), at.first()),
            "keep the date, or change the scenario and announce it again",
        ));
    }
}

fn relations(view: &View<'_>, placed: &Placed<'_>, findings: &mut Vec<Finding>) {
    let id = &placed.meeting.id;
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
                        format!("{id} on {} is not inside {}", at.first(), names(outer)),
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
                            format!("{id} on {} is held during {other}", at.first()),
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
                                "{id} on {} is not back to back with {} ({} to {})",
                                at.first(),
                                event.name.as_str(),
                                event.first,
                                event.last
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
                        format!("{id} on {} is not during {}", at.first(), event.name.as_str()),
                        "move it onto the days of the event",
                    ));
                }
            }
        }
    }
}

fn names(ids: &[MeetingId]) -> String {
    ids.iter().map(MeetingId::to_string).collect::<Vec<_>>().join(" or ")
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
            "{second} opens on {}, {days} days after {first} closes on {}; asked for are {wrong}",
            b.at.first(),
            a.at.last()
        ),
        "move one of the two",
    );
    finding.amount = (least - days).max(most.map_or(0, |most| days - most));
    findings.push(finding);
}

fn together(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for body in view.scenario.bodies().keys() {
        let meetings = view.of_body(body);
        for (index, a) in meetings.iter().enumerate() {
            for b in meetings[index + 1..].iter().filter(|b| scope.has_either(&a.meeting.id, &b.meeting.id)) {
                if a.at.shared_half_days(b.at) > 0 {
                    findings.push(broken(
                        Strength::Must,
                        &[&b.meeting.id, &a.meeting.id],
                        vec![a.at.first(), b.at.first()],
                        format!("{body} would hold {} and {} at once", a.meeting.id, b.meeting.id),
                        "move one of the two",
                    ));
                }
            }
        }
    }
}

fn series(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for series in view.scenario.series() {
        for (a, b) in series.meetings.iter().zip(series.meetings.iter().skip(1)).filter(|(a, b)| scope.has_either(a, b))
        {
            order(view, Strength::Must, a, b, (series.least_days, series.most_days), findings);
        }
    }
}

fn counted(view: &View<'_>, limit: &Limit, placed: &Placed<'_>) -> bool {
    let of = match &limit.counted {
        Counted::All => true,
        Counted::Area(area) => view.scenario.body_of(placed.meeting).area.as_ref() == Some(area),
        Counted::Bodies(bodies) => bodies.contains(&placed.meeting.body),
    };
    of && placed.meeting.length.working_days() >= limit.from_working_days
        && (limit.electronic || placed.meeting.format.is_physical())
}

/// Meetings of each half-day, keyed by day and half.
fn by_half_day<'a>(placed: impl Iterator<Item = Placed<'a>>) -> BTreeMap<(NaiveDate, Half), Vec<Placed<'a>>> {
    let mut grid: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in placed {
        for day in one.at.days() {
            for half in [Half::Morning, Half::Afternoon] {
                if one.at.half.is_none_or(|own| own == half) {
                    grid.entry((day, half)).or_default().push(one);
                }
            }
        }
    }
    grid
}

fn at_once(view: &View<'_>, scope: &Scope, limit: &Limit, findings: &mut Vec<Finding>) {
    let grid = by_half_day(view.all().filter(|placed| counted(view, limit, placed)));
    // One finding for each set of meetings that is too many, however many half-days it lasts.
    let mut sets: BTreeMap<Vec<&MeetingId>, Vec<NaiveDate>> = BTreeMap::new();
    for ((day, _), meetings) in &grid {
        if meetings.len() > usize::from(limit.at_most) {
            sets.entry(meetings.iter().map(|placed| &placed.meeting.id).collect()).or_default().push(*day);
        }
    }
    for (set, mut days) in sets.into_iter().filter(|(set, _)| set.iter().any(|meeting| scope.has(meeting))) {
        let half_days = i64::try_from(days.len()).unwrap_or(i64::MAX);
        days.dedup();
        let excess = i64::try_from(set.len()).unwrap_or(i64::MAX) - i64::from(limit.at_most);
        let mut finding = broken(
            strength(limit.strength),
            &set,
            vec![days[0], days[days.len() - 1]],
            format!(
                "{} meetings run at once from {} to {}; at most {} should",
                set.len(),
                days[0],
                days[days.len() - 1],
                limit.at_most
            ),
            "move one of them",
        );
        finding.amount = excess * half_days;
        findings.push(finding);
    }
}

fn rooms(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for venue in view.scenario.venues().values() {
        let Some(limit) = venue.rooms_a_day else { continue };
        let here = view.all().filter(|placed| placed.at.venue.as_ref() == Some(&venue.id) && placed.meeting.rooms > 0);
        for ((day, half), meetings) in by_half_day(here) {
            let used: u32 = meetings.iter().map(|placed| u32::from(placed.meeting.rooms)).sum();
            let ids: Vec<&MeetingId> = meetings.iter().map(|placed| &placed.meeting.id).collect();
            if used > u32::from(limit.get()) && ids.iter().any(|meeting| scope.has(meeting)) {
                findings.push(broken(
                    Strength::Must,
                    &ids,
                    vec![day],
                    format!(
                        "{used} rooms are needed at {} on the {} of {day}; there are {limit}",
                        venue.name.as_str(),
                        half.word()
                    ),
                    "move one of the meetings",
                ));
            }
        }
    }
}

fn shared_delegates(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    for shared in view.scenario.shared() {
        for a in view.of_body(&shared.a) {
            for b in view.of_body(&shared.b).into_iter().filter(|b| scope.has_either(&a.meeting.id, &b.meeting.id)) {
                let half_days = a.at.shared_half_days(b.at);
                if half_days == 0 || meant_to_meet(&a, &b) || meant_to_meet(&b, &a) {
                    continue;
                }
                let (first, last) = (a.at.first().max(b.at.first()), a.at.last().min(b.at.last()));
                let mut finding = broken(
                    Strength::Prefer,
                    &[&a.meeting.id, &b.meeting.id],
                    vec![first, last],
                    format!(
                        "{} people follow both {} and {}, which overlap from {first} to {last}",
                        shared.people, a.meeting.id, b.meeting.id
                    ),
                    "move one of the two",
                );
                finding.hit =
                    Hit { bodies: vec![shared.a.clone(), shared.b.clone()], people: Some(shared.people.get()) };
                finding.amount = half_days * i64::from(shared.people.get());
                findings.push(finding);
            }
        }
    }
}

/// The scenario asks the one to lie inside the other: sharing people is then the point.
fn meant_to_meet(inner: &Placed<'_>, outer: &Placed<'_>) -> bool {
    inner
        .meeting
        .wishes
        .iter()
        .any(|wish| matches!(&wish.relation, Relation::Inside(list) if list.contains(&outer.meeting.id)))
}
