//! Reads tables by key into checked values; whatever is wrong is told with its place, and reading goes on.

use super::report::{Findings, Note};
use super::sources::Span;
use super::tree::{Node, Table, Value};
use std::cell::RefCell;

/// A table being read. Keys nobody asked for are told at the end.
pub(super) struct Entry<'a> {
    /// Where findings go.
    pub(super) findings: &'a Findings,
    /// What people call it: `meeting`, `officers of a body`.
    what: &'static str,
    /// Its header, or its opening brace.
    pub(super) span: Span,
    pub(super) table: &'a Table,
    known: RefCell<Vec<&'static str>>,
}

/// A value being read.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) findings: &'a Findings,
    pub(super) key: &'static str,
    pub(super) node: &'a Node,
}

impl<'a> Entry<'a> {
    /// A table; end with [`Entry::finish`].
    pub(super) fn new(findings: &'a Findings, what: &'static str, span: Span, table: &'a Table) -> Self {
        Self { findings, what, span, table, known: RefCell::new(Vec::new()) }
    }

    /// The value of a key, which thereby is a known one.
    pub(super) fn field(&self, key: &'static str) -> Option<Field<'a>> {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
        let node = self.table.get(key)?;
        Some(Field { findings: self.findings, key, node })
    }

    /// Whether a key stands here. It becomes a known one.
    pub(super) fn has(&self, key: &'static str) -> bool {
        self.field(key).is_some()
    }

    /// A value that may be absent.
    pub(super) fn optional<T>(&self, key: &'static str, read: impl FnOnce(Field<'a>) -> Option<T>) -> Option<T> {
        self.field(key).and_then(read)
    }

    /// A value that may be absent, or its default.
    pub(super) fn or<T>(&self, key: &'static str, default: T, read: impl FnOnce(Field<'a>) -> Option<T>) -> T {
        self.optional(key, read).unwrap_or(default)
    }

    /// A value that must be there.
    pub(super) fn required<T>(&self, key: &'static str, read: impl FnOnce(Field<'a>) -> Option<T>) -> Option<T> {
        match self.field(key) {
            Some(field) => read(field),
            None => {
                let message = format!("{} has no {key:?}; it must have one", self.what);
                self.tell(Note::error("scn.missing_key", self.span, message).fix(format!("add {key} = …")));
                None
            }
        }
    }

    /// Yes or no, no when absent.
    pub(super) fn flag(&self, key: &'static str) -> bool {
        self.or(key, false, Field::boolean)
    }

    /// A list, empty when absent; one value alone is a list of one.
    pub(super) fn list<T>(&self, key: &'static str, read: impl FnMut(Field<'a>) -> Option<T>) -> Vec<T> {
        self.optional(key, |field| Some(field.list(read))).unwrap_or_default()
    }

    /// A table of its own.
    pub(super) fn table<T>(
        &self,
        key: &'static str,
        what: &'static str,
        read: impl FnOnce(&Entry<'a>) -> Option<T>,
    ) -> Option<T> {
        self.optional(key, |field| field.table(what, read))
    }

    /// A list of tables.
    pub(super) fn tables<T>(
        &self,
        key: &'static str,
        what: &'static str,
        mut read: impl FnMut(&Entry<'a>) -> Option<T>,
    ) -> Vec<T> {
        self.list(key, |field| field.table(what, &mut read))
    }

    /// Adds a finding.
    pub(super) fn tell(&self, note: Note) {
        self.findings.add(note);
    }

    /// Where a key's value stands, or the table itself.
    pub(super) fn place(&self, key: &str) -> Span {
        self.table.get(key).map_or(self.span, |node| node.span)
    }

    /// Tells the keys nobody asked for.
    pub(super) fn finish(&self) {
        let known = self.known.borrow();
        for key in self.table.keys.iter().filter(|key| !known.contains(&key.name.as_str())) {
            if self.findings.told_at(key.span) {
                continue;
            }
            if let Some(character) = key.name.chars().find(|c| c.is_control()) {
                let message = format!("control character U+{:04X} in a key", u32::from(character));
                self.tell(Note::error("text.control", key.span, message).fix("remove it"));
                continue;
            }
            let hidden = crate::domain::text::Line::parse(&key.name).err();
            if let Some(error) = hidden.filter(|error| matches!(error.code(), "text.bidi" | "text.invisible")) {
                self.tell(Note::error(error.code(), key.span, format!("in a key: {error}")).fix("remove it"));
                continue;
            }
            let shown: String = key.name.chars().take(60).collect();
            let message = format!("{} has no key {shown:?}; expected one of {}", self.what, known.join(", "));
            self.tell(Note::error("scn.unknown_key", key.span, message).near(&key.name, known.iter().copied()));
        }
    }
}

impl<'a> Field<'a> {
    /// Adds a finding at the value; `None`, so that readers can end with it.
    pub(super) fn wrong<T>(self, code: &'static str, message: impl Into<String>) -> Option<T> {
        self.findings.add(Note::error(code, self.node.span, message));
        None
    }

    /// The value is of another kind than expected. What is broken was told before.
    pub(super) fn unexpected<T>(self, expected: &str) -> Option<T> {
        if !matches!(self.node.value, Value::Broken) {
            let message = format!("{:?} is {}; expected {expected}", self.key, self.node.value.noun());
            self.findings.add(Note::error("scn.type", self.node.span, message).fix(format!("write {expected}")));
        }
        None
    }

    /// The same key with one value of a list.
    fn at(self, node: &'a Node) -> Self {
        Self { node, ..self }
    }

    /// The values of a list; a value that is no list is the only one.
    pub(super) fn nodes(self) -> &'a [Node] {
        match &self.node.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self.node),
        }
    }

    /// Each value of a list; a value that is no list is a list of one.
    pub(super) fn list<T>(self, mut read: impl FnMut(Field<'a>) -> Option<T>) -> Vec<T> {
        self.nodes().iter().filter_map(|item| read(self.at(item))).collect()
    }

    /// A table, with its unknown keys told.
    pub(super) fn table<T>(self, what: &'static str, read: impl FnOnce(&Entry<'a>) -> Option<T>) -> Option<T> {
        let Value::Table(table) = &self.node.value else {
            return self.unexpected("a table: { key = value, … }");
        };
        let entry = Entry::new(self.findings, what, self.node.span, table);
        let read = read(&entry);
        entry.finish();
        read
    }

    /// Whether this is a table.
    pub(super) fn is_table(self) -> bool {
        matches!(self.node.value, Value::Table(_))
    }
}
