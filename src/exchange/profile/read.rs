//! Reads a profile.

use super::rules;
use crate::domain::calendar::Overlay;
use crate::domain::profile::{Profile, Secretariat, Weight, WeightName};
use crate::domain::venue::Venue;
use crate::exchange::documents;
use crate::exchange::files::{Files, inner_path};
use crate::exchange::notices::{self, Notices};
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::{Findings, Note};
use crate::exchange::scenario::places;
use crate::exchange::sources::Span;
use crate::exchange::tree::Table;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A profile with what it brings into a scenario.
pub(in crate::exchange) struct Loaded {
    /// The profile.
    pub(in crate::exchange) profile: Profile,
    /// Its venues, with their places.
    pub(in crate::exchange) venues: Vec<Venue>,
    /// Its changes to the bundled calendars.
    pub(in crate::exchange) overlays: Vec<(Overlay, Option<String>, Span)>,
    /// How its meetings are announced.
    pub(in crate::exchange) notices: Notices,
}

/// Reads `profile.toml` of a folder and the rules it names. `None` when an error was told.
pub(in crate::exchange) fn read(
    findings: &Findings,
    files: &dyn Files,
    folder: &Path,
    shown: &str,
    asked: Span,
) -> Option<Loaded> {
    let before = findings.errors();
    let root = documents::one(findings, files, folder, Path::new("profile.toml"), shown, asked)?;
    let entry = Entry::new(findings, "a profile", Span::start_of(root.file), &root.table);
    let name = entry.required("name", Field::string);
    let secretariat = match entry.field("secretariat") {
        Some(field) => field.table("the secretariat", secretariat),
        None => entry.required("secretariat", |_| None),
    };
    let weights = weights(&entry);
    let rule_files = entry.list("rules", |field| {
        let text = field.text()?;
        let Some(path) = inner_path(text) else {
            return field.wrong("path.outside", "the rules lie outside the profile's folder");
        };
        Some((path, field.node.span))
    });
    let venues = entry.tables("venue", "a venue", |one| places::venue(one));
    let overlays = entry.tables("calendar", "a calendar", |one| places::calendar(one));
    let platforms = entry.tables("platform", "a platform", |one| notices::platform(one, None));
    let mut reminded = BTreeSet::new();
    let reminders = entry.tables("reminder", "a reminder", |one| notices::reminder(one, &mut reminded));
    entry.finish();
    let tables: Vec<Table> = rule_files
        .iter()
        .filter_map(|(path, span)| documents::one(findings, files, folder, path, shown, *span))
        .map(|document| document.table)
        .collect();
    let rules = rules::read(findings, &tables, Span::start_of(root.file));
    if findings.errors() > before {
        return None;
    }
    let profile = Profile { name: name?, secretariat: secretariat?, rules, weights };
    Some(Loaded { profile, venues, overlays, notices: Notices { platforms, reminders } })
}

fn secretariat(entry: &Entry<'_>) -> Option<Secretariat> {
    let name = entry.required("name", Field::line);
    let zone = entry.required("zone", Field::zone);
    let calendar = entry.required("calendar", Field::calendar);
    let dispatch_days = entry.or("dispatch_days", 0, |field| field.count(0..=60));
    let address = entry.required("address", Field::email);
    let bounces = entry.required("bounces", Field::email);
    let list = entry.required("list", Field::email);
    Some(Secretariat {
        name: name?,
        zone: zone?,
        calendar: calendar?,
        dispatch_days,
        address: address?,
        bounces: bounces?,
        list: list?,
    })
}

fn weights(entry: &Entry<'_>) -> BTreeMap<WeightName, Weight> {
    let mut weights = BTreeMap::new();
    entry.tables("weight", "a weight", |one| {
        let name = one.required("for", |field| field.word(&WeightName::ALL));
        let points = one.required("points", |field| field.number(0..=1_000_000));
        let reason = one.required("reason", Field::string);
        let weight = Weight { points: u32::try_from(points?).ok()?, reason: reason? };
        if weights.insert(name?, weight).is_some() {
            one.tell(Note::error("id.duplicate", one.place("for"), "this weight is given twice").fix("keep one"));
        }
        Some(())
    });
    for (name, word) in WeightName::ALL.iter().filter(|(name, _)| !weights.contains_key(name)) {
        if !entry.findings.told_at(entry.span) {
            let message =
                format!("the weight {word:?} ({name:?}) is missing; every weight must be given with its reason");
            entry.tell(
                Note::error("scn.missing_key", entry.span, message).fix(format!("add [[weight]] for = {word:?}")),
            );
        }
    }
    weights
}
