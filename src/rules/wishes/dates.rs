//! The dates of one meeting against its window, length, days, venues and what was said about it before.

use super::breach::broken;
use crate::domain::finding::{Finding, Strength};
use crate::domain::meeting::{Firmness, Length};
use crate::domain::view::{Placed, View};
use crate::rules::words;

/// Pushes what is wrong with the dates of one meeting.
pub(super) fn dates(view: &View<'_>, placed: &Placed<'_>, findings: &mut Vec<Finding>) {
    let (meeting, at) = (placed.meeting, placed.at);
    let (id, title) = (&meeting.id, meeting.title.as_str());
    let settled = matches!(at.firmness, Firmness::Announced | Firmness::Held | Firmness::Confirmed);
    if !settled && (at.first() < meeting.earliest || at.last() > meeting.latest) {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first(), at.last()],
            format!(
                "{title} lies {}, outside its window {}",
                words::during(at.first(), at.last()),
                words::range(meeting.earliest, meeting.latest)
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
            format!(
                "{title} has {days} working days: opening on {} it closes on {due}, not on {}",
                at.first(),
                at.last()
            ),
            "correct the closing day",
        ));
    }
    if meeting.length == Length::HalfDay && at.half.is_none() {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first()],
            format!("{title} takes half a day, but the plan does not say which"),
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
            format!("{title} wants the {}, but is placed in the {}", wanted.word(), half.word()),
            "change the half, or the hours",
        ));
    }
    if !settled && !meeting.weekend && view.scenario.is_weekend(at.venue.as_ref(), at.first()) {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first()],
            format!("{title} opens on a {}, a weekend day there", at.first().format("%A")),
            "open on a working day, or allow the weekend",
        ));
    }
    if !settled && !meeting.opens_on.is_empty() && !meeting.opens_on.contains(&chrono::Datelike::weekday(&at.first())) {
        findings.push(broken(
            Strength::Must,
            &[id],
            vec![at.first()],
            format!("{title} opens on a {}, not one of its days", at.first().format("%A")),
            "open on one of its days",
        ));
    }
    match &at.venue {
        Some(venue) if !meeting.venues.contains(venue) => {
            let name = view.scenario.venues().get(venue).map_or(venue.as_str(), |venue| venue.name.as_str());
            findings.push(broken(
                Strength::Must,
                &[id],
                vec![at.first()],
                format!("{title} is at {name}, which is not one of its venues"),
                "choose one of its venues",
            ));
        }
        None if meeting.format.is_physical() => {
            findings.push(broken(
                Strength::Must,
                &[id],
                vec![at.first()],
                format!("{title} has no venue"),
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
            format!("{title} was {} for {} and is moved to {}", known.firmness.word(), known.first(), at.first()),
            "keep the date, or change the scenario and announce it again",
        ));
    }
}
