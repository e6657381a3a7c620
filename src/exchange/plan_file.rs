//! Files that hold a plan of something: one document in a format of its own, read against what it is a plan of.

use super::documents;
use super::files::Files;
use super::reader::Entry;
use super::report::{Findings, Note, Report, Severity};
use super::sources::Span;
use std::path::Path;

/// Reads a plan file: `what` it is called ("a plan"), its `format`, and the rest of its only table by `read`.
///
/// # Errors
/// All findings of the file in one [`Report`].
pub(super) fn read<T>(
    files: &dyn Files,
    path: &Path,
    what: &'static str,
    format: &'static str,
    read: impl FnOnce(&Entry<'_>) -> Option<T>,
) -> Result<T, Report> {
    let findings = Findings::default();
    let plan = documents::named(&findings, files, path).filter(|_| !findings.has("scn.depth")).and_then(|document| {
        let start = Span::start_of(document.file);
        if document.table.keys.is_empty() && findings.errors() == 0 {
            let note = Note::error("scn.empty", start, format!("the file holds nothing; expected {what}"));
            findings.add(note.fix(format!("begin with format = {format:?}")));
            return None;
        }
        let entry = Entry::new(&findings, what, start, &document.table);
        let known = entry.required("format", |field| {
            let text = field.text()?;
            if text == format { Some(()) } else { field.wrong("plan.format", format!("{text:?}; expected {format:?}")) }
        });
        let plan = read(&entry);
        entry.finish();
        known.and(plan)
    });
    if findings.has("scn.syntax") {
        findings.forget("scn.missing_key");
    }
    match plan {
        Some(plan) if findings.errors() == 0 => Ok(plan),
        _ => Err(findings.into_report().only(Severity::Error)),
    }
}
