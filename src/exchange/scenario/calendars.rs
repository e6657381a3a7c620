//! The calendars a scenario uses: bundled ones, with the changes of the profile and then of the scenario.

use crate::domain::calendar::{Calendar, CalendarId, Overlay, bundled, bundled_ids};
use crate::domain::venue::Venue;
use crate::exchange::report::{Findings, Note};
use crate::exchange::sources::Span;
use std::collections::{BTreeMap, BTreeSet};

/// An overlay with the name of its calendar and its place.
pub(super) type Changes = (Overlay, Option<String>, Span);

/// Every calendar named by the secretariat, a venue or an overlay. One that exists nowhere is told where it is named.
pub(super) fn resolve(
    findings: &Findings,
    secretariat: (&CalendarId, Span),
    venues: &[(Venue, Span)],
    overlays: &[Changes],
) -> Vec<Calendar> {
    let mut wanted: BTreeMap<&CalendarId, Span> = BTreeMap::from([secretariat]);
    for (venue, span) in venues {
        for id in &venue.calendars {
            wanted.entry(id).or_insert(*span);
        }
    }
    let own: BTreeSet<&str> = overlays.iter().map(|(overlay, ..)| overlay.calendar().as_str()).collect();
    for (overlay, _, span) in overlays {
        wanted.entry(overlay.calendar()).or_insert(*span);
    }
    wanted.into_iter().map(|(id, span)| calendar(findings, id, span, overlays, &own)).collect()
}

fn calendar(findings: &Findings, id: &CalendarId, span: Span, overlays: &[Changes], own: &BTreeSet<&str>) -> Calendar {
    let changes = || overlays.iter().filter(|(overlay, ..)| overlay.calendar() == id);
    let base = bundled(id.as_str()).or_else(|| {
        let name = changes().find_map(|(_, name, _)| name.clone());
        let named = changes().next().map(|_| name.unwrap_or_else(|| id.to_string()));
        named.and_then(|name| Calendar::new(id.clone(), name).ok())
    });
    let base = base.unwrap_or_else(|| {
        if !findings.told_at(span) {
            let note = Note::error("ref.unknown", span, format!("there is no calendar {:?}", id.as_str()));
            let mut names: Vec<&str> = bundled_ids().collect();
            names.extend(own);
            findings.add(note.near(id.as_str(), names.into_iter()));
        }
        // Told: the empty one only lets the rest be checked.
        Calendar::new(id.clone(), id.as_str()).unwrap_or_else(|_| Calendar::monday_to_friday())
    });
    changes().fold(base, |calendar, (overlay, ..)| calendar.overlaid(overlay))
}
