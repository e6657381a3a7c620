//! Where the entries of a scenario stand in the files, so that defects of the whole get their place back.

use crate::domain::scenario::{At, Defect};
use crate::exchange::reader::Entry;
use crate::exchange::report::{Findings, Note};
use crate::exchange::sources::Span;
use crate::exchange::tree::{Node, Table, Value};
use std::collections::BTreeMap;

/// Entries by table and id, each with its occurrences in order.
#[derive(Default)]
pub(in crate::exchange) struct Index<'a> {
    entries: BTreeMap<(&'static str, String), Vec<(Span, &'a Table)>>,
}

impl<'a> Index<'a> {
    /// Remembers an entry.
    pub(in crate::exchange) fn add(&mut self, table: &'static str, id: impl ToString, entry: &Entry<'a>) {
        self.entries.entry((table, id.to_string())).or_default().push((entry.span, entry.table));
    }

    /// Tells the defects of the whole, except where something was told before: those follow from it.
    pub(in crate::exchange) fn tell(&self, findings: &Findings, defects: Vec<Defect>) {
        for defect in defects {
            let wanted = quoted(&defect.message);
            let Some(span) = self.place(&defect.at, wanted.as_deref()) else {
                findings.add(note(&defect, Span::start_of(0)));
                continue;
            };
            if findings.told_at(span) {
                continue;
            }
            let also = defect.also.as_ref().and_then(|at| self.place(at, None));
            let one = note(&defect, span);
            findings.add(also.map_or(one.clone(), |also| one.also(also)));
        }
    }

    /// The value of the key, or inside it the text that is wrong; the entry's header when it lacks the key.
    fn place(&self, at: &At, wanted: Option<&str>) -> Option<Span> {
        let entries = self.entries.get(&(at.table, at.entry.clone()))?;
        let (header, table) = entries.get(at.occurrence).or(entries.last())?;
        let Some(node) = table.get(at.key) else { return Some(*header) };
        Some(wanted.and_then(|wanted| text_of(node, wanted)).unwrap_or(node.span))
    }
}

fn note(defect: &Defect, span: Span) -> Note {
    let mut note = Note::error(defect.code, span, defect.message.clone());
    note.help.clone_from(&defect.help);
    if defect.code == "ref.unknown" {
        note.nearest = defect.help.as_deref().map(all_quoted).unwrap_or_default();
        note.help = note.nearest.first().map(|name| format!("write {name:?}"));
    }
    note
}

/// The last text in quotation marks of a message: the id that is meant.
fn quoted(message: &str) -> Option<String> {
    all_quoted(message).pop()
}

fn all_quoted(message: &str) -> Vec<String> {
    message.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The place of a text inside a value.
fn text_of(node: &Node, wanted: &str) -> Option<Span> {
    match &node.value {
        Value::Text(text) if text == wanted => Some(node.span),
        Value::List(items) => items.iter().find_map(|item| text_of(item, wanted)),
        Value::Table(table) => table.keys.iter().find_map(|key| text_of(&key.node, wanted)),
        _ => None,
    }
}
