//! Reads the editions of the rules, and holds them against the rules of the code.

use crate::domain::body::BodyKind;
use crate::domain::finding::{Confidence, Strength};
use crate::domain::ids::RuleId;
use crate::domain::profile::Edition;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::{Findings, Note};
use crate::exchange::sources::Span;
use crate::exchange::tree::{Table, Value};
use crate::rules;
use std::collections::BTreeMap;

pub(in crate::exchange) const STRENGTHS: [(Strength, &str); 3] =
    [(Strength::Must, "must"), (Strength::Should, "should"), (Strength::Prefer, "prefer")];

const CONFIDENCES: [(Confidence, &str); 4] = [
    (Confidence::Verified, "verified"),
    (Confidence::Partial, "partial"),
    (Confidence::Recalled, "recalled"),
    (Confidence::Inferred, "inferred"),
];

/// Reads `[[rule]]` tables; every rule of the code must have an edition with every number it reads.
pub(super) fn read(findings: &Findings, tables: &[Table], profile: Span) -> BTreeMap<RuleId, Vec<Edition>> {
    let mut found: BTreeMap<RuleId, (Vec<Edition>, Span)> = BTreeMap::new();
    for table in tables {
        let Some(first) = table.keys.first() else { continue };
        let entry = Entry::new(findings, "a file of rules", first.span, table);
        entry.tables("rule", "a rule", |one| {
            let id = one.required("id", Field::rule)?;
            let numbers = known(one, id);
            let mut editions = one.tables("edition", "an edition of a rule", |edition| read_edition(edition, numbers));
            editions.sort_by_key(|edition| edition.from);
            if editions.is_empty() {
                let message = format!("{id} has no edition");
                one.tell(Note::error("scn.missing_key", one.span, message).fix("add [[rule.edition]]"));
            }
            if let Some((_, other)) = found.insert(id, (editions, one.place("id"))) {
                let message = format!("{id} is defined twice");
                one.tell(Note::error("id.duplicate", one.place("id"), message).also(other).fix("keep one of the two"));
            }
            Some(())
        });
        entry.finish();
    }
    for rule in rules::all() {
        if !found.contains_key(&rule.id()) {
            let message = format!("the profile has no edition of {}, {}", rule.id(), rule.documentation().title);
            findings.add(Note::error("rule.missing", profile, message).fix("add it to the files of rules"));
        }
    }
    found.into_iter().map(|(id, (editions, _))| (id, editions)).collect()
}

/// The numbers a rule reads; a rule the code does not know is told.
fn known(entry: &Entry<'_>, id: RuleId) -> &'static [&'static str] {
    match rules::find(id) {
        Some(rule) => rule.numbers(),
        None => {
            let names: Vec<String> = rules::all().iter().map(|rule| rule.id().to_string()).collect();
            let note = Note::error("ref.unknown", entry.place("id"), format!("there is no rule {id}"));
            entry.tell(note.near(&id.to_string(), names.iter().map(String::as_str)));
            &[]
        }
    }
}

fn read_edition(entry: &Entry<'_>, reads: &[&str]) -> Option<Edition> {
    let from = entry.optional("from", Field::date);
    let until = entry.optional("until", Field::date);
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        let message = format!("until {until} lies before from {from}");
        entry.tell(
            Note::error("meeting.order", entry.place("until"), message).also(entry.place("from")).fix("swap the two"),
        );
    }
    let clause = entry.required("clause", Field::string);
    let strength = entry.required("strength", |field| field.word(&STRENGTHS));
    let confidence = entry.required("confidence", |field| field.word(&CONFIDENCES));
    let applies_to = entry.list("applies_to", |field| field.word(&BodyKind::ALL)).into_iter().collect();
    let mut numbers = BTreeMap::new();
    if let Some(field) = entry.field("numbers") {
        match &field.node.value {
            // The names of numbers are the rule's own: each is read as it stands.
            Value::Table(table) => {
                for key in &table.keys {
                    let one = Field { node: &key.node, ..field };
                    if let Some(number) = one.number(-1_000_000..=1_000_000) {
                        numbers.insert(key.name.clone(), number);
                    }
                }
            }
            _ => field.unexpected("a table: { weeks = 4 }")?,
        }
    }
    for name in reads.iter().filter(|name| !numbers.contains_key(**name)) {
        let place = entry.place("numbers");
        if !entry.findings.told_at(place) {
            let message = format!("the rule reads the number {name:?}, which this edition does not give");
            entry.tell(Note::error("rule.number", place, message).fix(format!("add {name} = … to numbers")));
        }
    }
    Some(Edition { from, until, clause: clause?, strength: strength?, confidence: confidence?, applies_to, numbers })
}
