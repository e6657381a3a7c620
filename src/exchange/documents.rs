//! Reads files into trees, following `include`.

use super::files::{Files, inner_path};
use super::report::{Findings, Note};
use super::sources::{Source, Span};
use super::tree::{self, Table, Value};
use std::path::{Path, PathBuf};

/// Most files that includes may bring in.
const MOST_FILES: usize = 100;

/// One file, read.
pub(super) struct Document {
    /// Its number among the texts.
    pub(super) file: usize,
    /// Its tree.
    pub(super) table: Table,
}

/// Reads one file of a folder. Errors of the file itself are told at `asked`, the place that names it.
pub(super) fn one(
    findings: &Findings,
    files: &dyn Files,
    folder: &Path,
    path: &Path,
    shown: &str,
    asked: Span,
) -> Option<Document> {
    let bytes = bytes(findings, files, folder, path, asked)?;
    decoded(findings, format!("{shown}{}", path.display()), bytes)
}

/// The bytes of a file of a folder; errors are told at `asked`.
pub(super) fn bytes(
    findings: &Findings,
    files: &dyn Files,
    folder: &Path,
    path: &Path,
    asked: Span,
) -> Option<Vec<u8>> {
    match files.read(&folder.join(path), Some(folder)) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            let message = format!("{}: {error}", path.display());
            findings.add(Note::error(error.code(), asked, message).fix("name a file of this folder or below"));
            None
        }
    }
}

/// Decodes and parses; errors are told at their place in the file.
pub(super) fn decoded(findings: &Findings, shown: String, bytes: Vec<u8>) -> Option<Document> {
    if let Some(found) = other_format(&shown, &bytes) {
        let file = findings.add_source(Source::new(shown, String::new()));
        let note = Note::error("scn.format", Span::start_of(file), format!("this is {found}; expected a TOML file"));
        findings.add(note.fix("write it as TOML, KEY = VALUE in [tables], with a name that ends in .toml"));
        return None;
    }
    let (file, text) = text(findings, shown, bytes)?;
    Some(Document { file, table: tree::parse(file, &text, findings) })
}

/// How files of other kinds begin; none of these can begin a TOML file.
const BEGINNINGS: [(&[u8], &str); 11] = [
    (b"{", "JSON"),
    (b"---", "YAML"),
    (b"%YAML", "YAML"),
    (b"<", "XML or HTML"),
    (b"BEGIN:VCALENDAR", "a calendar (.ics)"),
    (b"PK\x03\x04", "a ZIP file, as workbooks (.xlsx) are"),
    (b"\xD0\xCF\x11\xE0", "an old workbook (.xls), or one with a password"),
    (b"\x1F\x8B", "a compressed file"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3\0", "a database"),
    (b"\x7FELF", "a program"),
];

/// What else a file is, by the end of its name or by its beginning: one finding in place of one a line.
fn other_format(shown: &str, bytes: &[u8]) -> Option<&'static str> {
    let ending = shown.rsplit_once('.').map_or("", |(_, ending)| ending);
    let by_name = [("yaml", "YAML"), ("yml", "YAML"), ("json", "JSON")];
    if let Some((_, found)) = by_name.iter().find(|(name, _)| ending.eq_ignore_ascii_case(name)) {
        return Some(found);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, found)| *found)
}

/// Decodes a text and keeps it for findings; what is not UTF-8 is told at its place.
pub(super) fn text(findings: &Findings, shown: String, bytes: Vec<u8>) -> Option<(usize, String)> {
    match Source::decode(shown, bytes) {
        Ok(source) => {
            let text = source.text().to_owned();
            Some((findings.add_source(source), text))
        }
        Err((source, problem)) => {
            let file = findings.add_source(source);
            let span = Span { file, start: problem.offset, end: problem.offset + 1 };
            findings.add(Note::error("scn.encoding", span, problem.message).fix("save the file as UTF-8"));
            None
        }
    }
}

/// The file that the user named.
pub(super) fn named(findings: &Findings, files: &dyn Files, path: &Path) -> Option<Document> {
    let shown = path.display().to_string();
    match files.read(path, None) {
        Ok(bytes) => decoded(findings, shown, bytes),
        Err(error) => {
            let file = findings.add_source(Source::new(shown, String::new()));
            let note = Note::error(error.code(), Span::start_of(file), error.to_string());
            findings.add(note.fix("name a TOML file of at most 10 MB"));
            None
        }
    }
}

/// The files of a scenario: the one named, and those it includes, included ones first.
pub(super) fn with_includes(findings: &Findings, files: &dyn Files, main: &Path) -> Vec<Document> {
    let Some(document) = named(findings, files, main) else { return Vec::new() };
    let folder = main.parent().unwrap_or(Path::new("")).to_path_buf();
    let name = PathBuf::from(main.file_name().unwrap_or_default());
    let shown = main.display().to_string();
    let prefix = shown.strip_suffix(&name.display().to_string()).unwrap_or("").to_owned();
    let mut walk = Walk { findings, files, folder, prefix, done: vec![name.clone()], documents: Vec::new() };
    walk.includes(&document, &mut vec![name]);
    walk.documents.push(document);
    walk.documents
}

struct Walk<'a> {
    findings: &'a Findings,
    files: &'a dyn Files,
    folder: PathBuf,
    prefix: String,
    done: Vec<PathBuf>,
    documents: Vec<Document>,
}

impl Walk<'_> {
    fn includes(&mut self, document: &Document, path: &mut Vec<PathBuf>) {
        let Some(node) = document.table.get("include") else { return };
        let single = std::slice::from_ref(node);
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => single,
        };
        for item in items {
            let tell = |note: Note| self.findings.add(note);
            let text = match &item.value {
                Value::Text(text) => text,
                Value::Broken => continue,
                other => {
                    let message = format!("\"include\" holds {}; expected names of files", other.noun());
                    tell(Note::error("scn.type", item.span, message).fix("write include = [\"facts.toml\"]"));
                    continue;
                }
            };
            let Some(inner) = inner_path(text) else {
                let message =
                    "the file lies outside the folder of the scenario; expected a file of that folder or below";
                tell(Note::error("path.outside", item.span, message).fix("move the file into the folder"));
                continue;
            };
            if path.contains(&inner) {
                let circle: Vec<String> = path.iter().chain([&inner]).map(|step| step.display().to_string()).collect();
                let message = format!("files include one another in a circle: {}", circle.join(" > "));
                tell(Note::error("include.cycle", item.span, message).fix("remove this include"));
                continue;
            }
            if self.done.contains(&inner) {
                continue;
            }
            if self.done.len() >= MOST_FILES {
                tell(
                    Note::error("scn.size", item.span, format!("more than {MOST_FILES} files"))
                        .fix("join some of them"),
                );
                return;
            }
            self.done.push(inner.clone());
            let read = one(self.findings, self.files, &self.folder, &inner, &self.prefix, item.span);
            let Some(included) = read else { continue };
            path.push(inner);
            self.includes(&included, path);
            path.pop();
            self.documents.push(included);
        }
    }
}
