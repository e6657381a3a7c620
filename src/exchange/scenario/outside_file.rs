//! Events of others from a calendar file they wrote.

use super::others::STANCES;
use crate::domain::ids::{BodyId, OutsideEventId};
use crate::domain::outside::{OutsideEvent, Stance};
use crate::domain::text::Line;
use crate::domain::time::{Zone, ZoneData};
use crate::exchange::documents;
use crate::exchange::files::{Files, inner_path};
use crate::exchange::ics::{self, ForeignEvent, Gravity};
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::Note;
use crate::exchange::sources::{Source, Span};
use std::collections::BTreeSet;
use std::path::Path;

/// Where calendar files are read from.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The files.
    pub(super) files: &'a dyn Files,
    /// The folder of the scenario.
    pub(super) folder: &'a Path,
    /// The zone whose days count for times in UTC.
    pub(super) zone: Zone,
}

/// The events of one `[[outside_file]]`; `taken` are the ids given so far.
pub(super) fn events(entry: &Entry<'_>, place: Place<'_>, taken: &mut BTreeSet<String>) -> Option<Vec<OutsideEvent>> {
    let path = entry.required("path", |field| {
        let path = inner_path(field.text()?);
        path.or_else(|| field.wrong("path.outside", "the file lies outside the folder of the scenario"))
    });
    let stance = entry.or("stance", Stance::Avoid, |field| field.word(&STANCES));
    let council = entry.flag("council");
    let concerns: Vec<BodyId> = entry.list("concerns", Field::id);
    let floating = entry.optional("zone", Field::zone);
    let path = path?;
    let bytes = documents::bytes(entry.findings, place.files, place.folder, &path, entry.place("path"))?;
    let options = ics::Options { floating, days_in: place.zone, zones: &ZoneData::bundled() };
    let calendar = ics::read(&bytes, &options);
    let shown = path.display().to_string();
    let source = Source::lenient(place.folder.join(&path).display().to_string(), &bytes);
    let lines: Vec<(usize, usize)> = calendar.findings.iter().map(|finding| source.line_bounds(finding.line)).collect();
    let file = entry.findings.add_source(source);
    for (finding, (start, end)) in calendar.findings.into_iter().zip(lines) {
        let span = Span { file, start, end };
        let note = match finding.gravity {
            Gravity::Error => Note::error(finding.code, span, finding.message),
            Gravity::Notice => Note::notice(finding.code, span, finding.message),
        };
        entry.tell(Note { nearest: finding.nearest, ..note.fix(finding.help) });
    }
    let event = |one: ForeignEvent| {
        Some(OutsideEvent {
            id: id(&one, taken)?,
            name: one.summary,
            body: None,
            first: one.first,
            last: one.last,
            place: one.location,
            stance,
            concerns: concerns.clone(),
            people: None,
            council,
            announced_on: None,
            source: Line::parse(&shown).ok(),
        })
    };
    Some(calendar.events.into_iter().filter(|one| !one.cancelled).filter_map(event).collect())
}

/// An id made from the UID: what an id cannot hold becomes `-`, a repetition gets its number, and no two are the same.
fn id(event: &ForeignEvent, taken: &mut BTreeSet<String>) -> Option<OutsideEventId> {
    let plain: String =
        event.uid.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    let base: String = plain.trim_matches('-').chars().take(50).collect();
    let base = if base.is_empty() { "event".to_owned() } else { base };
    let base = event.instance.map_or(base.clone(), |number| format!("{base}-{number}"));
    let free = |candidate: &String| !taken.contains(&candidate.to_lowercase());
    let chosen = std::iter::once(base.clone()).chain((2..100_000).map(|n| format!("{base}.{n}"))).find(free)?;
    taken.insert(chosen.to_lowercase());
    OutsideEventId::parse(&chosen).ok()
}
