//! A TOML file as a tree that keeps the place of every key and value, with all its syntax errors told at once.

use super::report::{Findings, Note};
use super::sources::Span;
use super::values::short;
use crate::domain::time::{parse_clock, parse_date};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Most tables of a file: beyond that it was written by mistake, and is not read.
const MOST_TABLES: usize = 100_000;

/// Most keys and values of a file: twenty thousand meetings have fewer, and to read millions takes long and much memory.
const MOST_VALUES: usize = 600_000;

/// Most syntax errors of a file after which the rest of it is still read.
const MOST_ERRORS: usize = 200;

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) value: Value,
}

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Text, decoded.
    Text(String),
    /// An integer; `None` if it does not fit 64 bits.
    Integer(Option<i64>),
    /// A number with a point or exponent, infinity or not a number.
    Float,
    /// Yes or no.
    Boolean(bool),
    /// A date, a time or both, as written.
    Moment(String),
    /// Values in order.
    List(Vec<Node>),
    /// Keys and values.
    Table(Table),
    /// Could not be read; the error was told.
    Broken,
}

impl Value {
    /// What people call such a value.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Value::Text(_) => "a text",
            Value::Integer(_) => "a number",
            Value::Float => "a number with a fraction",
            Value::Boolean(_) => "a yes or no",
            Value::Moment(_) => "a date or time",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Broken => "a broken value",
        }
    }
}

/// Keys and values in the order of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) keys: Vec<Key>,
}

/// A key, its place and its value.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) node: Node,
}

impl Table {
    /// The value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.keys.iter().find(|key| key.name == name).map(|key| &key.node)
    }
}

/// Reads a text. Syntax errors are told to `findings`; what could be read comes back all the same.
pub(super) fn parse(file: usize, text: &str, findings: &Findings) -> Table {
    if let Some(note) = too_many_tables(file, text).or_else(|| too_many_values(file, text)) {
        findings.add(note);
        return Table::default();
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let root = root.into_inner();
    let mut broken = Vec::new();
    let mut told = false;
    let hopeless = errors.len() > MOST_ERRORS;
    findings.skip(errors.len().saturating_sub(MOST_ERRORS));
    for error in errors.into_iter().take(MOST_ERRORS) {
        let span = error.span().unwrap_or(text.len()..text.len());
        let span = Span { file, start: span.start, end: span.end };
        let note = syntax(text, span, error.message(), &root);
        broken.push(note.span);
        // One error of the grammar often brings others in its wake: those on the same line are not told.
        let again = match note.code {
            "scn.depth" => findings.has("scn.depth"),
            "scn.syntax" => told && same_line(text, &broken),
            _ => false,
        };
        if !again {
            findings.add(note);
        }
        told = true;
    }
    if hopeless { Table::default() } else { table(file, &root, &broken) }
}

/// The last two places lie on one line.
fn same_line(text: &str, spans: &[Span]) -> bool {
    let [.., a, b] = spans else { return false };
    let (from, to) = (a.start.min(b.start), a.start.max(b.start).min(text.len()));
    text.as_bytes().get(from..to).is_some_and(|between| !between.contains(&b'\n'))
}

fn too_many_tables(file: usize, text: &str) -> Option<Note> {
    let mut opens = text.bytes().enumerate().filter(|(at, byte)| {
        *byte == b'{' || *byte == b'[' && (*at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'))
    });
    let (at, _) = opens.nth(MOST_TABLES)?;
    Some(
        Note::error(
            "scn.size",
            Span { file, start: at, end: at + 1 },
            format!("here begins the {}th table; at most {MOST_TABLES} are read", MOST_TABLES + 1),
        )
        .fix("split the scenario"),
    )
}

fn too_many_values(file: usize, text: &str) -> Option<Note> {
    let (at, _) = text.match_indices(['=', ',']).nth(MOST_VALUES)?;
    let message = format!("here begins the {}th value; at most {MOST_VALUES} are read", MOST_VALUES + 1);
    Some(Note::error("scn.size", Span { file, start: at, end: at + 1 }, message).fix("split the scenario"))
}

fn table(file: usize, found: &DeTable<'_>, broken: &[Span]) -> Table {
    let mut keys: Vec<Key> = found
        .iter()
        .map(|(name, value)| Key {
            name: name.get_ref().to_string(),
            span: Span { file, start: name.span().start, end: name.span().end },
            node: node(file, value, broken),
        })
        .collect();
    keys.sort_by_key(|key| key.span);
    Table { keys }
}

fn node(file: usize, found: &Spanned<DeValue<'_>>, broken: &[Span]) -> Node {
    let span = Span { file, start: found.span().start, end: found.span().end };
    let value = match found.get_ref() {
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(file, item, broken)).collect()),
        DeValue::Table(inner) => Value::Table(table(file, inner, broken)),
        _ if found.span() == (0..0) || broken.iter().any(|other| other.overlaps(span)) => Value::Broken,
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            Value::Integer(i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok())
        }
        DeValue::Float(_) => Value::Float,
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
    };
    Node { span, value }
}

/// A syntax error under the most telling code.
fn syntax(text: &str, span: Span, message: &str, root: &DeTable<'_>) -> Note {
    if message.contains("recurse") || message.contains("recursion") {
        return Note::error("scn.depth", span, "values lie more than 80 deep in one another").fix("write them flat");
    }
    if message.starts_with("duplicate key") {
        let name = text.get(span.start..span.end).unwrap_or("");
        let note = Note::error("scn.duplicate_key", span, format!("the key {name:?} stands twice"));
        let first = first_of(text, span, name.trim_matches(['"', '\'']), root);
        return first.map_or(note.clone(), |first| note.also(first)).fix("keep one of the two");
    }
    let at = text.get(span.start..).and_then(|rest| rest.chars().next());
    match at {
        Some(
            character @ ('\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'),
        ) => {
            let message = format!("U+{:04X} changes the direction of the text around it", u32::from(character));
            return Note::error("text.bidi", span, message).fix("remove it");
        }
        Some(character) if character.is_control() && !matches!(character, '\n' | '\r' | '\t') => {
            let message = format!("control character U+{:04X}; expected printable text", u32::from(character));
            return Note::error("text.control", span, message).fix("remove it");
        }
        _ => {}
    }
    let word = bare_word(text, span);
    if let Some((code, message)) = moment_error(&text[word.start..word.end]) {
        return Note::error(code, word, message).fix("write YYYY-MM-DD, such as 2026-03-04");
    }
    if message.contains("string")
        && let Some(opening) = text_before(root, span)
    {
        let note = Note::error("scn.syntax", opening, "the text is not closed");
        return note.fix("close it with the same quotation mark it begins with");
    }
    let bare = &text[word.start..word.end];
    if bare.starts_with(char::is_alphabetic) && before_is_value(text, word.start) {
        let message = format!("{:?} stands without quotation marks", short(bare));
        return Note::error("scn.syntax", word, message).fix(format!("write {:?}", short(bare)));
    }
    Note::error("scn.syntax", span, message.to_owned())
        .fix("write KEY = VALUE, [table] or [[table]]; a text stands in quotation marks")
}

/// A value is expected here: what stands before, spaces aside, is `=`, `,` or `[`.
fn before_is_value(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches([' ', '\t']).ends_with(['=', ',', '['])
}

/// The text that ends, or lies around, a place.
fn text_before(root: &DeTable<'_>, at: Span) -> Option<Span> {
    let mut open: Vec<&Spanned<DeValue<'_>>> = root.values().collect();
    while let Some(value) = open.pop() {
        match value.get_ref() {
            DeValue::Table(inner) => open.extend(inner.values()),
            DeValue::Array(items) => open.extend(items.iter()),
            DeValue::String(_) if value.span().start < at.start && at.start <= value.span().end => {
                return Some(Span { start: value.span().start, end: at.start, ..at });
            }
            _ => {}
        }
    }
    None
}

/// The bare value around a place: up to the next separator on both sides.
fn bare_word(text: &str, span: Span) -> Span {
    let separates =
        |byte: u8| matches!(byte, b'\n' | b'\r' | b'=' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b' ' | b'\t' | b'"');
    let bytes = text.as_bytes();
    let mut start = span.start.min(bytes.len());
    while start > 0 && !separates(bytes[start - 1]) {
        start -= 1;
    }
    let mut end = span.start.min(bytes.len());
    while end < bytes.len() && !separates(bytes[end]) {
        end += 1;
    }
    Span { file: span.file, start, end }
}

/// What is wrong with a bare value that looks like a date or an hour.
fn moment_error(word: &str) -> Option<(&'static str, String)> {
    let word = word.get(..40).unwrap_or(word);
    let begins = word.strip_prefix('-').unwrap_or(word).starts_with(|first: char| first.is_ascii_digit());
    let only = |extra: &str| word.chars().all(|c| c.is_ascii_digit() || extra.contains(c));
    let error = if begins && only("-/.") && word.matches(['-', '/', '.']).count() >= 2 {
        parse_date(word).err()?
    } else if begins && only(":") && word.contains(':') {
        parse_clock(word).err()?
    } else {
        return None;
    };
    Some((error.code(), error.to_string()))
}

/// The place of the first key of a pair of equal keys.
fn first_of(text: &str, second: Span, name: &str, root: &DeTable<'_>) -> Option<Span> {
    let mut best: Option<std::ops::Range<usize>> = None;
    let mut open: Vec<&DeTable<'_>> = vec![root];
    while let Some(table) = open.pop() {
        for (key, value) in table {
            let before = key.span().end <= second.start;
            if before && key.get_ref() == name && best.as_ref().is_none_or(|best| best.start < key.span().start) {
                best = Some(key.span());
            }
            let mut values = vec![value];
            while let Some(value) = values.pop() {
                match value.get_ref() {
                    DeValue::Table(inner) => {
                        // What lies in an inline table that closed before cannot be the first of the pair.
                        let inline = text.as_bytes().get(value.span().start) == Some(&b'{');
                        if !inline || value.span().end > second.start {
                            open.push(inner);
                        }
                    }
                    DeValue::Array(items) => values.extend(items.iter()),
                    _ => {}
                }
            }
        }
    }
    // The header of a table that is opened again is not kept: look for it in the text.
    let best = best.or_else(|| {
        let mut offset = 0;
        text[..second.start].split_inclusive('\n').find_map(|line| {
            let start = offset + (line.len() - line.trim_start_matches(['[', ' ']).len());
            offset += line.len();
            let header = line.trim_start().strip_prefix('[')?.trim_start_matches('[').split(']').next()?;
            (header.trim() == name).then_some(start..start + name.len())
        })
    });
    best.map(|range| Span { file: second.file, start: range.start, end: range.end })
}
