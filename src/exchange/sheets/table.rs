//! A sheet as a table: headings in its first row, then rows of cells, each with its place.

use super::grid::Grid;
use super::wire::Book;
use crate::exchange::reader::Field;
use crate::exchange::report::{Findings, Note};
use crate::exchange::sources::{Source, Span};
use crate::exchange::tree::{Key, Node, Table, Value};
use crate::exchange::values::short;
use std::collections::BTreeMap;

/// How the cells of a column are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) enum Take {
    /// Words of our own and ids: spaces around them, and spaces that do not break, are not meant.
    Word,
    /// Text as it stands.
    Text,
    /// A day.
    Day,
    /// An hour of the day.
    Hour,
    /// Text or a day: facts of different kinds under one heading.
    Fact,
    /// Words with commas between them.
    List,
    /// Only shown; what stands there is not read.
    Shown,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(in crate::exchange) struct Column {
    /// Its heading, in small letters.
    pub(in crate::exchange) name: &'static str,
    /// How it is taken.
    pub(in crate::exchange) take: Take,
    /// It must be there.
    pub(in crate::exchange) needed: bool,
}

/// A column that must be there.
pub(in crate::exchange) const fn needed(name: &'static str, take: Take) -> Column {
    Column { name, take, needed: true }
}

/// A column that may be left out.
pub(in crate::exchange) const fn optional(name: &'static str, take: Take) -> Column {
    Column { name, take, needed: false }
}

/// A row under its headings.
#[derive(Debug)]
pub(in crate::exchange) struct Row<'a> {
    pub(super) findings: &'a Findings,
    /// The place of every column, and what stands there.
    pub(super) cells: BTreeMap<&'static str, (Span, Option<Node>)>,
    /// Columns in which something must stand.
    pub(super) needed: Vec<&'static str>,
    /// The place of its first cell.
    pub(in crate::exchange) start: Span,
}

impl Row<'_> {
    /// A cell that holds something.
    pub(in crate::exchange) fn field(&self, column: &'static str) -> Option<Field<'_>> {
        let node = self.cells.get(column)?.1.as_ref()?;
        Some(Field { findings: self.findings, key: column, node })
    }

    /// Whether a cell holds something.
    pub(in crate::exchange) fn has(&self, column: &'static str) -> bool {
        self.field(column).is_some()
    }

    /// A cell that may be empty.
    pub(in crate::exchange) fn optional<'b, T>(
        &'b self,
        column: &'static str,
        read: impl FnOnce(Field<'b>) -> Option<T>,
    ) -> Option<T> {
        self.field(column).and_then(read)
    }

    /// A cell that must hold something.
    pub(in crate::exchange) fn required<'b, T>(
        &'b self,
        column: &'static str,
        expected: &str,
        read: impl FnOnce(Field<'b>) -> Option<T>,
    ) -> Option<T> {
        match self.field(column) {
            Some(field) => read(field),
            None => {
                let message = format!("the cell is empty; expected {expected}");
                self.findings
                    .add(Note::error("xlsx.empty", self.place(column), message).fix(format!("write {expected}")));
                None
            }
        }
    }

    /// The place of a cell, empty or not.
    pub(in crate::exchange) fn place(&self, column: &str) -> Span {
        self.cells.get(column).map_or(self.start, |(span, _)| *span)
    }

    /// The row as a table of its own, for readers that know nothing of sheets. Cells that must hold something and do not are
    /// told, and stand in it as broken.
    pub(in crate::exchange) fn table(&self) -> Table {
        let key = |name: &&'static str, (span, node): &(Span, Option<Node>)| {
            let node = match node {
                Some(node) => node.clone(),
                None if self.needed.contains(name) => {
                    self.required(name, "a value", |_| Some(()));
                    Node { span: *span, value: Value::Broken }
                }
                None => return None,
            };
            Some(Key { name: (*name).to_owned(), span: *span, node })
        };
        Table { keys: self.cells.iter().filter_map(|(name, cell)| key(name, cell)).collect() }
    }

    /// Adds a finding.
    pub(in crate::exchange) fn tell(&self, note: Note) {
        self.findings.add(note);
    }
}

/// The rows of one sheet of a book. What is wrong with its shape is told; `None` where no row could be read.
pub(super) fn rows<'a>(
    findings: &'a Findings,
    path: &str,
    book: &Book,
    name: &str,
    columns: &[Column],
) -> Option<Vec<Row<'a>>> {
    let found = book.sheets.iter().find(|sheet| book.only || sheet.name.eq_ignore_ascii_case(name));
    let Some(sheet) = found else {
        let file = findings.add_source(Source::new(path.to_owned(), String::new()));
        let shown: Vec<String> = book.names.iter().take(10).map(|name| format!("{:?}", short(name))).collect();
        let message = format!("there is no sheet {name:?}; found {}", shown.join(", "));
        let note = Note::error("xlsx.sheet", Span::start_of(file), message);
        findings.add(note.near(name, book.names.iter().map(String::as_str)).fix(format!("name the sheet {name:?}")));
        return None;
    };
    Grid::of(findings, path, sheet, columns).rows()
}
