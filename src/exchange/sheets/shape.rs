//! The shape of a sheet: which column stands under which heading, what is merged, what is not shown.

use super::grid::{Grid, plain};
use super::table::Take;
use super::wire::Content;
use crate::exchange::report::Note;
use crate::exchange::sources::{Span, cell_name};
use crate::exchange::values::short;
use std::collections::BTreeMap;

impl Grid<'_, '_> {
    /// Which column stands under which heading.
    pub(super) fn headings(&self) -> Option<BTreeMap<u32, (&'static str, Take)>> {
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
    pub(super) fn merged(&self) {
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
    pub(super) fn hidden(&self) {
        let tell = |place: Span, message: String| {
            self.findings.add(Note::notice("xlsx.hidden", place, message).fix("show it, or remove it"));
        };
        if self.sheet.hidden {
            tell(self.place(1, 1), format!("the sheet {:?} is hidden, and read all the same", self.sheet.name));
        }
        let rows: Vec<u32> =
            self.sheet.hidden_rows.iter().copied().filter(|row| self.cells.contains_key(row)).collect();
        if let Some(first) = rows.first() {
            tell(self.place(*first, 1), format!("{} not shown, and read all the same", ranges("row", &rows)));
        }
        let used = |column: &u32| self.cells.get(&1).is_some_and(|first| first.contains_key(column));
        let columns: Vec<u32> = self.sheet.hidden_columns.iter().copied().filter(used).collect();
        if let Some(first) = columns.first() {
            let message = format!("{} not shown, and read all the same", ranges("column", &columns));
            tell(self.place(1, *first), message);
        }
    }
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
