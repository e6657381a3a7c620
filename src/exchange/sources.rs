//! The texts and sheets read in one run, and where an offset lies in them.

use super::report::harmless;
use std::collections::BTreeMap;

/// A place in one of the texts: offsets in bytes, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// Which text.
    pub(super) file: usize,
    /// First byte.
    pub(super) start: usize,
    /// End.
    pub(super) end: usize,
}

impl Span {
    /// The start of a text.
    pub(super) const fn start_of(file: usize) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// Whether the two share a byte, or one is an empty place inside the other.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.file == other.file
            && self.start < other.end.max(other.start + 1)
            && other.start < self.end.max(self.start + 1)
    }
}

/// One text, or one sheet of a spreadsheet.
#[derive(Debug)]
pub(super) struct Source {
    path: String,
    text: String,
    lines: Vec<usize>,
    sheet: Option<Box<Sheet>>,
}

/// A sheet: what its cells show, by row and column from 1.
#[derive(Debug)]
struct Sheet {
    name: String,
    cells: BTreeMap<(usize, usize), String>,
}

/// Offsets in a sheet: so many for each cell, more than the longest text a spreadsheet lets into one; and so many for each
/// row. An empty cell has its place too, without being kept.
const CELL: usize = 1 << 18;
const ROW: usize = CELL << 15;

/// The place of a cell by row and column, both from 1, with as many bytes of text.
pub(super) fn cell_span(file: usize, row: u32, column: u32, length: usize) -> Span {
    let start = row as usize * ROW + column as usize * CELL;
    Span { file, start, end: start + length.min(CELL - 1) }
}

/// Why bytes are not a text: the offset of the first wrong byte, and what it looks like.
pub(super) struct NotText {
    pub(super) offset: usize,
    pub(super) message: String,
}

impl Source {
    /// A text as written.
    pub(super) fn new(path: String, text: String) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path, text, lines, sheet: None }
    }

    /// A sheet of a spreadsheet, with what its cells show by row and column from 1.
    pub(super) fn sheet(path: String, name: String, cells: BTreeMap<(usize, usize), String>) -> Self {
        Self { sheet: Some(Box::new(Sheet { name, cells })), ..Self::new(path, String::new()) }
    }

    /// A text from bytes: UTF-8, with or without a byte-order mark, any line ends.
    pub(super) fn decode(path: String, bytes: Vec<u8>) -> Result<Self, (Self, NotText)> {
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            let message = "the file is UTF-16; expected UTF-8".to_owned();
            return Err((Self::new(path, String::new()), NotText { offset: 0, message }));
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{FEFF}').map_or_else(|| text.clone(), str::to_owned);
                Ok(Self::new(path, unix_line_ends(text)))
            }
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(offset).copied().unwrap_or(0);
                let message = format!("byte {offset} (0x{byte:02X}) is not UTF-8; expected a file saved as UTF-8");
                let valid = String::from_utf8_lossy(&error.into_bytes()).into_owned();
                Err((Self::new(path, unix_line_ends(valid)), NotText { offset, message }))
            }
        }
    }

    /// A text from any bytes, only to be shown.
    pub(super) fn lenient(path: String, bytes: &[u8]) -> Self {
        Self::new(path, unix_line_ends(String::from_utf8_lossy(bytes).into_owned()))
    }

    /// The path as people read it.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The cell at an offset, such as `Calendar!D7`, where this is a sheet.
    pub(super) fn cell(&self, offset: usize) -> Option<String> {
        let sheet = self.sheet.as_ref()?;
        let (row, column) = self.position(offset);
        Some(format!("{}!{}", sheet.shown_name(), cell_name(row, column)))
    }

    /// What is shown beside a finding: the line, or the cell.
    pub(super) fn excerpt(&self, offset: usize) -> &str {
        let (row, column) = self.position(offset);
        match &self.sheet {
            None => self.line(row),
            Some(sheet) => sheet.cells.get(&(row, column)).and_then(|text| text.lines().next()).unwrap_or(""),
        }
    }

    /// What stands at a place.
    pub(super) fn slice(&self, span: Span) -> Option<&str> {
        match &self.sheet {
            None => self.text.get(span.start..span.end),
            Some(sheet) => {
                let text = sheet.cells.get(&self.position(span.start))?;
                let start = span.start % CELL;
                text.get(start..text.len().min(start + (span.end - span.start)))
            }
        }
    }

    /// Line and column of an offset, both from 1; columns count characters. Of a sheet, row and column of the cell.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        if self.sheet.is_some() {
            return ((offset / ROW).max(1), (offset % ROW / CELL).max(1));
        }
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines[line - 1];
        (line, self.text[start..offset].chars().filter(|character| *character != '\r').count() + 1)
    }

    /// The offsets of a line, without its end.
    pub(super) fn line_bounds(&self, number: usize) -> (usize, usize) {
        let start = self.lines.get(number.saturating_sub(1)).copied().unwrap_or(self.text.len());
        (start, start + self.line(number).len())
    }

    /// A line by number, without its end.
    pub(super) fn line(&self, number: usize) -> &str {
        let start = self.lines.get(number.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.lines.get(number).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }
}

impl Sheet {
    /// Quoted as spreadsheets quote it, where it holds more than letters, digits and `_`.
    fn shown_name(&self) -> String {
        if self.name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            self.name.clone()
        } else {
            format!("'{}'", harmless(&self.name).replace('\'', "''"))
        }
    }
}

/// `D7` for row 7 and column 4, both from 1.
pub(super) fn cell_name(row: usize, column: usize) -> String {
    let (mut letters, mut left) = (Vec::new(), column);
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().chain(row.to_string().chars().collect::<Vec<_>>().iter()).collect()
}

/// A lone CR ends a line too. It becomes LF, one byte for one, so that offsets stay right; CRLF stays.
fn unix_line_ends(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        out.push(if character == '\r' && rest.peek() != Some(&'\n') { '\n' } else { character });
    }
    out
}
