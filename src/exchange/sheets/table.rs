//! A sheet as a table: headings in its first row, then rows of cells, each with its place.

use super::wire::{Book, Cell, Content, Sheet};
use crate::exchange::reader::Field;
use crate::exchange::report::{Findings, Note, harmless};
use crate::exchange::sources::{Source, Span, cell_name, cell_span};
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
    findings: &'a Findings,
    /// The place of every column, and what stands there.
    cells: BTreeMap<&'static str, (Span, Option<Node>)>,
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
                self.findings.add(Note::error("xlsx.empty", self.place(column), message).fix(format!("write {expected}")));
                None
            }
        }
    }

    /// The place of a cell, empty or not.
    pub(in crate::exchange) fn place(&self, column: &str) -> Span {
        self.cells.get(column).map_or(self.start, |(span, _)| *span)
    }

    /// The row as a table of its own, for readers that know nothing of sheets.
    pub(in crate::exchange) fn table(&self) -> Table {
        let filled = self.cells.iter().filter_map(|(name, (span, node))| Some((name, span, node.as_ref()?)));
        let key = |(name, span, node): (&&str, &Span, &Node)| Key {
            name: (*name).to_owned(),
            span: *span,
            node: node.clone(),
        };
        Table { keys: filled.map(key).collect() }
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
    Reading::of(findings, path, sheet, columns).rows()
}

/// One sheet while it is read.
struct Reading<'a, 'b> {
    findings: &'a Findings,
    sheet: &'b Sheet,
    columns: &'b [Column],
    /// Cells by row, then by column.
    cells: BTreeMap<u32, BTreeMap<u32, &'b Cell>>,
    /// Its number among the texts.
    file: usize,
}

impl<'a, 'b> Reading<'a, 'b> {
    fn of(findings: &'a Findings, path: &str, sheet: &'b Sheet, columns: &'b [Column]) -> Self {
        let mut cells: BTreeMap<u32, BTreeMap<u32, &Cell>> = BTreeMap::new();
        for cell in &sheet.cells {
            cells.entry(cell.row).or_default().insert(cell.column, cell);
        }
        let shown = sheet.cells.iter().map(|cell| {
            ((cell.row as usize, cell.column as usize), shown_as(&cell.content))
        });
        let file = findings.add_source(Source::sheet(path.to_owned(), sheet.name.clone(), shown.collect()));
        Self { findings, sheet, columns, cells, file }
    }

    fn rows(self) -> Option<Vec<Row<'a>>> {
        for trouble in &self.sheet.troubles {
            let place = trouble.cell.map_or_else(|| self.place(1, 1), |(row, column)| self.place(row, column));
            let note = Note::error(trouble.kind.code(), place, harmless(&trouble.message));
            self.findings.add(note.fix(trouble.fix.clone()));
        }
        let headings = self.headings()?;
        self.merged();
        self.hidden();
        let (mut rows, mut computed, mut mended) = (Vec::new(), Vec::new(), Vec::new());
        for (row, cells) in self.cells.range(2..) {
            let mut taken = BTreeMap::new();
            for (column, (heading, take)) in &headings {
                let place = self.place(*row, *column);
                let cell = cells.get(column).copied().filter(|_| *take != Take::Shown);
                if cell.is_some_and(|cell| cell.formula) {
                    computed.push((*row, *column));
                }
                let value = cell.and_then(|cell| {
                    let value = self.value(cell, *take);
                    if let (Some(Value::Text(text)), Content::Text(found)) = (&value, &cell.content)
                        && *take != Take::Text
                        && text != found
                    {
                        mended.push((*row, *column));
                    }
                    value
                });
                taken.insert(*heading, (place, value.map(|value| Node { span: place, value })));
            }
            if taken.values().any(|(_, node)| node.is_some()) {
                rows.push(Row { findings: self.findings, cells: taken, start: self.place(*row, 1) });
            }
        }
        self.notice("xlsx.formula", &computed, "computed by formulas; the values last shown are read", "copy the values");
        self.notice("xlsx.trimmed", &mended, "read without stray spaces and wide letters", "write the cells plainly");
        Some(rows)
    }

    /// One notice about several cells, at the first.
    fn notice(&self, code: &'static str, cells: &[(u32, u32)], what: &str, fix: &str) {
        let Some((row, column)) = cells.first() else { return };
        let message = format!("{}: {what}", named(cells));
        self.findings.add(Note::notice(code, self.place(*row, *column), message).fix(fix));
    }

    fn place(&self, row: u32, column: u32) -> Span {
        let cell = self.cells.get(&row).and_then(|cells| cells.get(&column));
        cell_span(self.file, row, column, cell.map_or(0, |cell| shown_as(&cell.content).len()))
    }

    /// Which column stands under which heading.
    fn headings(&self) -> Option<BTreeMap<u32, (&'static str, Take)>> {
        let wanted = |name: &str| self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        let names = |row: u32| {
            let cells = self.cells.get(&row);
            cells.into_iter().flatten().filter_map(|(column, cell)| match &cell.content {
                Content::Text(text) => Some((*column, plain(text))),
                _ => None,
            })
        };
        let hits = |row: u32| names(row).filter(|(_, name)| wanted(name).is_some()).count();
        let all: Vec<&str> = self.columns.iter().filter(|column| column.needed).map(|column| column.name).collect();
        if hits(1) == 0 {
            let later = self.cells.keys().copied().take(20).filter(|row| hits(*row) > 1).max_by_key(|row| hits(*row));
            let (message, fix) = match later {
                Some(row) => (
                    format!("the headings stand in row {row}; expected them in row 1"),
                    format!("remove the rows above row {row}"),
                ),
                None => (
                    format!("row 1 has none of the headings {}", all.join(", ")),
                    format!("write these headings into row 1: {}", all.join(", ")),
                ),
            };
            let place = later.map_or_else(|| self.place(1, 1), |row| self.place(row, 1));
            self.findings.add(Note::error("xlsx.columns", place, message).fix(fix));
            return None;
        }
        let mut headings: BTreeMap<u32, (&'static str, Take)> = BTreeMap::new();
        let mut wrong = false;
        for (column, name) in names(1) {
            let place = self.place(1, column);
            let Some(known) = wanted(&name) else {
                let message = format!("{:?} is no heading that is read; the column is left out", short(&name));
                let others = self.columns.iter().map(|column| column.name);
                let note = Note::notice("xlsx.columns", place, message).near(&name, others);
                self.findings.add(if note.help.is_some() { note } else { note.fix("leave it, or remove the column") });
                continue;
            };
            if let Some((first, _)) = headings.iter().find(|(_, (other, _))| *other == known.name) {
                let message = format!("the heading {:?} stands twice", known.name);
                let note = Note::error("xlsx.columns", place, message).also(self.place(1, *first));
                self.findings.add(note.fix("keep one of the two columns"));
                wrong = true;
                continue;
            }
            headings.insert(column, (known.name, known.take));
        }
        for missing in self.columns.iter().filter(|column| column.needed) {
            if !headings.values().any(|(name, _)| *name == missing.name) {
                let message = format!("the column {:?} is missing", missing.name);
                let note = Note::error("xlsx.columns", self.place(1, 1), message);
                self.findings.add(note.fix(format!("write {:?} above the column", missing.name)));
                wrong = true;
            }
        }
        let lonely: Vec<(u32, u32)> = self
            .cells
            .range(2..)
            .flat_map(|(row, cells)| cells.keys().map(|column| (*row, *column)))
            .filter(|(_, column)| !self.cells.get(&1).is_some_and(|first| first.contains_key(column)))
            .collect();
        self.notice("xlsx.columns", &lonely, "without a heading, and not read", "write a heading, or clear the cells");
        (!wrong).then_some(headings)
    }

    /// Cells merged into one lose all values but the first, and shift none: nobody can say what was meant.
    fn merged(&self) {
        let last = self.cells.keys().next_back().copied().unwrap_or(1);
        for [row, column, to_row, to_column] in self.sheet.merged.iter().filter(|area| area[0] <= last) {
            let area = format!(
                "{}:{}",
                cell_name(*row as usize, *column as usize),
                cell_name(*to_row as usize, *to_column as usize)
            );
            let note = Note::error("xlsx.merged", self.place(*row, *column), format!("the cells {area} are merged"));
            self.findings.add(note.fix("unmerge them, and write a value into each"));
        }
    }

    /// What is not shown is read all the same, and told.
    fn hidden(&self) {
        let tell = |place: Span, message: String| {
            self.findings.add(Note::notice("xlsx.hidden", place, message).fix("show it, or remove it"));
        };
        if self.sheet.hidden {
            tell(self.place(1, 1), format!("the sheet {:?} is hidden; it is read all the same", self.sheet.name));
        }
        let rows: Vec<u32> = self.sheet.hidden_rows.iter().copied().filter(|row| self.cells.contains_key(row)).collect();
        if let Some(first) = rows.first() {
            tell(self.place(*first, 1), format!("{} not shown; they are read all the same", ranges("row", &rows)));
        }
        let used = |column: &u32| self.cells.get(&1).is_some_and(|first| first.contains_key(column));
        let columns: Vec<u32> = self.sheet.hidden_columns.iter().copied().filter(used).collect();
        if let Some(first) = columns.first() {
            let message = format!("{} not shown; they are read all the same", ranges("column", &columns));
            tell(self.place(1, *first), message);
        }
    }

    /// A cell as a value, by its column; `Broken` where that was told.
    fn value(&self, cell: &Cell, take: Take) -> Option<Value> {
        let place = self.place(cell.row, cell.column);
        let wrong = |code: &'static str, message: String, fix: String| {
            self.findings.add(Note::error(code, place, message).fix(fix));
            Some(Value::Broken)
        };
        let expected = match take {
            Take::Day => "a date",
            Take::Hour => "an hour",
            _ => "a text",
        };
        let date_type = |found: String| {
            let fix = match take {
                Take::Day => "format the cell as a date (YYYY-MM-DD) and write the day",
                Take::Hour => "format the cell as an hour (hh:mm) and write the hour",
                _ => "format the cell as text and write it again",
            };
            wrong("xlsx.date_type", format!("{found}; expected {expected}"), fix.to_owned())
        };
        match (&cell.content, take) {
            (Content::Uncomputed, _) => wrong(
                "xlsx.formula",
                format!("a formula that was never computed; expected {expected}"),
                "open the file in the spreadsheet program and save it, or write the value".to_owned(),
            ),
            (Content::Error(error), _) => {
                wrong("xlsx.error_cell", format!("{error}; expected {expected}"), "write the value".to_owned())
            }
            (Content::Text(text), Take::Text | Take::Fact) => Some(Value::Text(text.clone())).filter(|_| !text.trim().is_empty()),
            (Content::Text(text), Take::Word) => Some(plain(text)).filter(|text| !text.is_empty()).map(Value::Text),
            (Content::Text(text), Take::List) => list(text, place),
            (Content::Text(text), _) => Some(narrow(&plain(text))).filter(|text| !text.is_empty()).map(Value::Text),
            (Content::Day(day), Take::Day | Take::Fact) => Some(Value::Moment(day.to_string())),
            (Content::Hour(seconds), Take::Hour) if seconds % 60 == 0 => {
                Some(Value::Text(format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)))
            }
            (Content::Number(number), Take::Word | Take::Text | Take::Fact | Take::List) => Some(Value::Text(number.clone())),
            (Content::Number(number), _) => date_type(format!("the number {number}, without a format of dates or hours")),
            (Content::Day(day), _) => date_type(format!("the date {day}")),
            (Content::Moment(moment), _) => date_type(format!("the date and hour {moment}")),
            (Content::Hour(_), Take::Hour) => date_type("an hour with seconds".to_owned()),
            (Content::Hour(seconds), _) => {
                date_type(format!("the hour {:02}:{:02} without a day", seconds / 3_600, seconds / 60 % 60))
            }
            (Content::Boolean(value), _) => Some(Value::Boolean(*value)),
        }
    }
}

/// Words with commas or semicolons between them; they share the place of their cell.
fn list(text: &str, place: Span) -> Option<Value> {
    let words = text.split([',', ';']).map(plain).filter(|word| !word.is_empty());
    let nodes: Vec<Node> = words.map(|word| Node { span: place, value: Value::Text(word) }).collect();
    (!nodes.is_empty()).then_some(Value::List(nodes))
}

/// A cell as it is shown beside a finding.
fn shown_as(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::Number(text) | Content::Moment(text) | Content::Error(text) => text.clone(),
        Content::Day(day) => day.to_string(),
        Content::Hour(seconds) => format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60),
        Content::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Content::Uncomputed => "=…".to_owned(),
    }
}

/// Without spaces around it, and with plain spaces inside.
fn plain(text: &str) -> String {
    text.trim().replace(['\u{A0}', '\u{202F}', '\u{2007}'], " ")
}

/// With plain digits and signs in place of the wide ones of East Asian input.
fn narrow(text: &str) -> String {
    let one = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(one).collect()
}

/// `C4, D4 and 7 more`.
fn named(cells: &[(u32, u32)]) -> String {
    let shown: Vec<String> =
        cells.iter().take(3).map(|(row, column)| cell_name(*row as usize, *column as usize)).collect();
    let more = cells.len() - shown.len();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// `rows 3-5, 9 are`, `row 3 is`.
fn ranges(what: &str, sorted: &[u32]) -> String {
    let name = |number: u32| match what {
        "column" => cell_name(1, number as usize).trim_end_matches('1').to_owned(),
        _ => number.to_string(),
    };
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for number in sorted {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => spans.push((*number, *number)),
        }
    }
    let shown: Vec<String> = spans
        .iter()
        .take(10)
        .map(|(first, last)| if first == last { name(*first) } else { format!("{}-{}", name(*first), name(*last)) })
        .collect();
    let more = if spans.len() > shown.len() { ", …" } else { "" };
    match sorted {
        [_] => format!("{what} {} is", shown.join(", ")),
        _ => format!("{what}s {}{more} are", shown.join(", ")),
    }
}
