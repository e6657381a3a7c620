//! What is wrong with the files of one run: every finding with its place, what was expected, the nearest names, one fix.

use super::sources::{Source, Span};
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::fmt::{self, Write as _};

/// Most findings told in one run.
pub const MOST_FINDINGS: usize = 50;

/// Most findings kept while files are read: beyond that a file is hopeless, and comparing all with all would take long.
const MOST_KEPT: usize = 2_000;

/// How grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The files cannot be used.
    Error,
    /// Worth knowing.
    Notice,
}

/// A place in a file: line and column of a text, or a cell of a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// File, as given by the user or relative to the file that names it.
    pub path: String,
    /// Line, from 1; of a spreadsheet, the row.
    pub line: usize,
    /// Column in characters, from 1; of a spreadsheet, the column of the sheet.
    pub column: usize,
    /// The cell, such as `Calendar!D7`, of a spreadsheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cell {
            Some(cell) => write!(f, "{}:{cell}", self.path),
            None => write!(f, "{}:{}:{}", self.path, self.line, self.column),
        }
    }
}

/// One finding about a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Item {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// How grave.
    pub severity: Severity,
    /// Stable code, such as `ref.unknown`.
    pub code: String,
    /// What was found and what was expected.
    pub message: String,
    /// The nearest names, best first, at most three.
    pub nearest: Vec<String>,
    /// One fix.
    pub help: String,
    /// The other place of a pair.
    pub also: Option<Place>,
    /// The line, without its end.
    #[serde(skip)]
    pub source: String,
    /// Characters to underline.
    #[serde(skip)]
    pub width: usize,
}

/// All findings of one run, in the order of files, lines and columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, thiserror::Error)]
#[error("{} finding(s) in the files", items.len() + omitted)]
pub struct Report {
    /// The findings, at most [`MOST_FINDINGS`].
    pub items: Vec<Item>,
    /// How many more there are.
    pub omitted: usize,
}

impl Report {
    /// As text: `path:line:column: error[code]: message`, the line with a caret, and the fix.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for item in &self.items {
            item.write(&mut out);
        }
        if self.omitted > 0 {
            _ = writeln!(out, "and {} more; mend these first", self.omitted);
        }
        out
    }

    /// Only the findings of a severity.
    #[must_use]
    pub(super) fn only(mut self, severity: Severity) -> Self {
        self.items.retain(|item| item.severity == severity);
        self
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> String {
        // Strings and numbers only: serializing them cannot fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Item {
    fn write(&self, out: &mut String) {
        let Place { line, column, cell, .. } = &self.place;
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Notice => "notice",
        };
        _ = writeln!(out, "{}: {severity}[{}]: {}", self.place, self.code, self.message);
        if !self.source.is_empty() {
            // A cell is shown alone, whatever its column.
            let column = if cell.is_some() { 0 } else { column.saturating_sub(1) };
            let (shown, before) = excerpt(&self.source, column);
            let gutter = cell.as_ref().and_then(|cell| cell.rsplit('!').next()).map_or(line.to_string(), str::to_owned);
            let carets = "^".repeat(self.width.clamp(1, shown.chars().count().saturating_sub(before).clamp(1, 60)));
            _ = writeln!(out, "  {gutter} | {shown}");
            _ = writeln!(out, "  {} | {}{carets}", " ".repeat(gutter.len()), " ".repeat(before));
        }
        if let Some(also) = &self.also {
            _ = writeln!(out, "  see also {also}");
        }
        if !self.nearest.is_empty() {
            _ = writeln!(out, "  nearest: {}", self.nearest.join(", "));
        }
        _ = writeln!(out, "  fix: {}", self.help);
    }
}

/// A line fit to be shown: no control characters, at most 120 characters around a column; and the column in it.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let characters: Vec<char> = line.chars().map(|c| if is_unsafe(c) { '\u{FFFD}' } else { c }).collect();
    if characters.len() <= 120 {
        return (characters.into_iter().collect(), column);
    }
    let start = column.saturating_sub(40).min(characters.len() - 80);
    let end = (start + 110).min(characters.len());
    let mut shown: String = if start > 0 { "…".to_owned() } else { String::new() };
    let before = column - start + usize::from(start > 0);
    shown.extend(&characters[start..end]);
    if end < characters.len() {
        shown.push('…');
    }
    (shown, before)
}

/// Text of others, fit to be shown in a message.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_unsafe(c) { '\u{FFFD}' } else { c }).collect()
}

/// Characters that would change how a terminal shows the rest of the line.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// A finding while files are read: its place still an offset.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) nearest: Vec<String>,
    pub(super) help: Option<String>,
    pub(super) also: Option<Span>,
}

impl Note {
    /// An error at a place.
    pub(super) fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { severity: Severity::Error, code, span, message, nearest: vec![], help: None, also: None }
    }

    /// Something worth knowing.
    pub(super) fn notice(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Notice, ..Self::error(code, span, message) }
    }

    /// With a fix.
    pub(super) fn fix(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// With the other place of a pair.
    pub(super) fn also(self, span: Span) -> Self {
        Self { also: Some(span), ..self }
    }

    /// With the nearest of some names; the best becomes the fix if there is none yet.
    pub(super) fn near<'a>(mut self, wanted: &str, names: impl Iterator<Item = &'a str>) -> Self {
        self.nearest = nearest(wanted, names);
        if self.help.is_none() {
            self.help = self.nearest.first().map(|name| format!("write {name:?}"));
        }
        self
    }
}

/// At most three names that are near to a text, best first.
pub(super) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted: String = wanted.chars().take(80).flat_map(char::to_lowercase).collect();
    let mut scored: Vec<(f64, &str)> = names
        .map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), name))
        .filter(|(score, _)| *score >= 0.65)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by_key(|(_, name)| *name);
    scored.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// The findings of one run, with the texts they are about.
#[derive(Debug, Default)]
pub(super) struct Findings {
    notes: RefCell<Vec<Note>>,
    dropped: Cell<usize>,
    sources: RefCell<Vec<Source>>,
}

impl Findings {
    /// Adds a text; its number is the `file` of spans.
    pub(super) fn add_source(&self, source: Source) -> usize {
        self.sources.borrow_mut().push(source);
        self.sources.borrow().len() - 1
    }

    /// What stands at a place.
    pub(super) fn raw(&self, span: Span) -> String {
        let sources = self.sources.borrow();
        sources.get(span.file).and_then(|source| source.slice(span)).unwrap_or("").to_owned()
    }

    /// Adds a finding.
    pub(super) fn add(&self, note: Note) {
        let mut notes = self.notes.borrow_mut();
        if notes.len() < MOST_KEPT {
            notes.push(note);
        } else {
            self.dropped.set(self.dropped.get() + 1);
        }
    }

    /// Counts findings that are not told one by one.
    pub(super) fn skip(&self, count: usize) {
        self.dropped.set(self.dropped.get() + count);
    }

    /// Whether an error was found at this place already.
    pub(super) fn told_at(&self, span: Span) -> bool {
        self.notes.borrow().iter().any(|note| note.severity == Severity::Error && note.span.overlaps(span))
    }

    /// Whether there is any error of one of these codes.
    pub(super) fn has(&self, code: &str) -> bool {
        self.notes.borrow().iter().any(|note| note.code == code)
    }

    /// Drops the findings of a code.
    pub(super) fn forget(&self, code: &str) {
        self.notes.borrow_mut().retain(|note| note.code != code);
    }

    /// How many errors there are.
    pub(super) fn errors(&self) -> usize {
        self.notes.borrow().iter().filter(|note| note.severity == Severity::Error).count()
    }

    /// The errors alone, in order: notices take no room from them.
    pub(super) fn into_errors(self) -> Report {
        self.notes.borrow_mut().retain(|note| note.severity == Severity::Error);
        self.into_report()
    }

    /// The findings in order, each told once.
    pub(super) fn into_report(self) -> Report {
        let dropped = self.dropped.get();
        let sources = self.sources.into_inner();
        let mut items: Vec<(usize, Item)> =
            self.notes.into_inner().into_iter().map(|note| (note.span.file, placed(&sources, note))).collect();
        // By place before severity; files in the order in which they were read, the file named by the user first.
        items.sort_by(|(file, a), (other, b)| {
            (file, a.place.line, a.place.column).cmp(&(other, b.place.line, b.place.column)).then_with(|| a.cmp(b))
        });
        items.dedup_by(|(_, a), (_, b)| a == b);
        let total = items.len();
        let items: Vec<Item> = items.into_iter().take(MOST_FINDINGS).map(|(_, item)| item).collect();
        Report { omitted: total - items.len() + dropped, items }
    }
}

/// The fix of a finding that names none of its own.
fn usual_fix(code: &str) -> &'static str {
    match code {
        "scn.unknown_key" => "remove it",
        "scn.unknown_word" => "write one of these words",
        "ref.unknown" => "define it, or write the id of one that is defined",
        "order.cycle" | "order.self" => "remove one of these references",
        "room.none_fits" => "choose a venue with a larger room, or correct the number",
        "number.range" | "duration.invalid" => "write a number in this range",
        "duration.unit" => "write the number alone",
        "date.range" => "correct the year",
        "tz.unknown" | "tz.abbreviation" | "tz.not_a_place" => "write an IANA name such as \"Europe/Zurich\"",
        "id.country" => "write two capital letters such as \"CH\"",
        "id.invalid" => "write an id such as \"sg13-2023-03\"",
        "locale.unknown" => "write one of ar, zh, en, fr, ru, es",
        "plan.format" => "write the plan again with this version of the program",
        "plan.scenario" => "name the scenario of this plan",
        "path.outside" => "move the file into the folder",
        "time.invalid" => "write hours as 16:30-18:00 and an hour as 09:30",
        _ => "correct this value",
    }
}

fn placed(sources: &[Source], note: Note) -> Item {
    let place = |span: Span| {
        sources.get(span.file).map_or(Place { path: String::new(), line: 1, column: 1, cell: None }, |source| {
            let (line, column) = source.position(span.start);
            Place { path: source.path().to_owned(), line, column, cell: source.cell(span.start) }
        })
    };
    let at = place(note.span);
    let source = sources.get(note.span.file);
    let width = source
        .and_then(|source| source.slice(note.span))
        .map_or(1, |text| text.lines().next().unwrap_or("").chars().count());
    Item {
        source: source.map_or(String::new(), |source| source.excerpt(note.span.start).to_owned()),
        place: at,
        severity: note.severity,
        code: note.code.to_owned(),
        message: note.message,
        nearest: note.nearest,
        help: note.help.unwrap_or_else(|| usual_fix(note.code).to_owned()),
        also: note.also.map(place),
        width,
    }
}
