//! The cells of one sheet, from which the rows of a table are taken.

use super::table::{Column, Row, Take};
use super::wire::{Cell, Content, Sheet};
use crate::exchange::report::{Findings, Note, harmless};
use crate::exchange::sources::{Source, Span, cell_name, cell_span};
use crate::exchange::tree::{Node, Value};
use std::collections::BTreeMap;

/// One sheet while it is read.
pub(super) struct Grid<'a, 'b> {
    pub(super) findings: &'a Findings,
    pub(super) sheet: &'b Sheet,
    pub(super) columns: &'b [Column],
    /// Cells by row, then by column.
    pub(super) cells: BTreeMap<u32, BTreeMap<u32, &'b Cell>>,
    /// Its number among the texts.
    file: usize,
}

impl<'a, 'b> Grid<'a, 'b> {
    /// The sheet, with its place among the texts.
    pub(super) fn of(findings: &'a Findings, path: &str, sheet: &'b Sheet, columns: &'b [Column]) -> Self {
        let mut cells: BTreeMap<u32, BTreeMap<u32, &Cell>> = BTreeMap::new();
        for cell in &sheet.cells {
            cells.entry(cell.row).or_default().insert(cell.column, cell);
        }
        let shown = sheet.cells.iter().map(|cell| ((cell.row as usize, cell.column as usize), shown_as(&cell.content)));
        let file = findings.add_source(Source::sheet(path.to_owned(), sheet.name.clone(), shown.collect()));
        Self { findings, sheet, columns, cells, file }
    }

    /// The rows below the headings; what is wrong with cells and shape is told.
    pub(super) fn rows(self) -> Option<Vec<Row<'a>>> {
        for trouble in &self.sheet.troubles {
            let place = trouble.cell.map_or_else(|| self.place(1, 1), |(row, column)| self.place(row, column));
            let note = Note::error(trouble.kind.code(), place, harmless(&trouble.message));
            self.findings.add(note.fix(trouble.fix.clone()));
        }
        if !self.sheet.troubles.is_empty() {
            // The rest was not read to its end: what else there is to say would be half of it.
            return None;
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
                let needed = self.columns.iter().filter(|column| column.needed).map(|column| column.name).collect();
                let start = self.place(*row, 1);
                rows.push(Row { findings: self.findings, cells: taken, needed, start });
            }
        }
        self.notice(
            "xlsx.formula",
            &computed,
            "computed by formulas; the values last shown are read",
            "copy the values",
        );
        self.notice("xlsx.trimmed", &mended, "read without stray spaces and wide letters", "write the cells plainly");
        Some(rows)
    }

    /// One notice about several cells, at the first.
    pub(super) fn notice(&self, code: &'static str, cells: &[(u32, u32)], what: &str, fix: &str) {
        let Some((row, column)) = cells.first() else { return };
        let message = format!("{}: {what}", named(cells));
        self.findings.add(Note::notice(code, self.place(*row, *column), message).fix(fix));
    }

    /// The place of a cell, empty or not.
    pub(super) fn place(&self, row: u32, column: u32) -> Span {
        let cell = self.cells.get(&row).and_then(|cells| cells.get(&column));
        cell_span(self.file, row, column, cell.map_or(0, |cell| shown_as(&cell.content).len()))
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
            (Content::Text(text), Take::Text | Take::Fact) => {
                Some(Value::Text(text.clone())).filter(|_| !text.trim().is_empty())
            }
            (Content::Text(text), Take::Word) => Some(plain(text)).filter(|text| !text.is_empty()).map(Value::Text),
            (Content::Text(text), Take::List) => list(text, place),
            (Content::Text(text), _) => Some(narrow(&plain(text))).filter(|text| !text.is_empty()).map(Value::Text),
            (Content::Day(day), Take::Day | Take::Fact) => Some(Value::Moment(day.to_string())),
            (Content::Hour(seconds), Take::Hour) if seconds % 60 == 0 => {
                Some(Value::Text(format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)))
            }
            (Content::Number(number), Take::Word | Take::Text | Take::Fact | Take::List) => {
                Some(Value::Text(number.clone()))
            }
            (Content::Number(number), _) => {
                date_type(format!("the number {number}, without a format of dates or hours"))
            }
            (Content::Day(day), _) => date_type(format!("the date {day}")),
            (Content::Moment(moment), _) => date_type(format!("the date and hour {moment}")),
            (Content::Hour(_), Take::Hour) => date_type("an hour with seconds".to_owned()),
            (Content::Hour(seconds), _) => {
                date_type(format!("the hour {:02}:{:02} without a day", seconds / 3_600, seconds / 60 % 60))
            }
            // An id or a word that a spreadsheet program took for a yes or no is still that word.
            (Content::Boolean(_), Take::Word | Take::Text | Take::Fact | Take::List) => {
                Some(Value::Text(shown_as(&cell.content)))
            }
            (Content::Boolean(_), _) => date_type(shown_as(&cell.content)),
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
pub(super) fn plain(text: &str) -> String {
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
