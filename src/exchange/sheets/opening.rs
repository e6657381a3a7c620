//! The parent's side: hands the bytes of a file to a limited child, and takes cells or the reason why not.

use super::wire::{Answer, Book, Request, Trouble, TroubleKind};
use crate::app::sandbox::{Limits, Outcome, Sandbox, Task, Work};
use crate::exchange::files::Files;
use crate::exchange::report::{Findings, Note, harmless};
use crate::exchange::sources::{Source, Span};
use std::path::Path;

/// Where spreadsheets are read, and whether somebody wants it to stop.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Where children run.
    pub sandbox: &'a dyn Sandbox,
    /// Asked now and then; `true` ends the reading.
    pub stop: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl<'a> Desk<'a> {
    /// Reads until it is done.
    pub fn new(sandbox: &'a dyn Sandbox) -> Self {
        Self { sandbox, stop: None }
    }
}

/// Reads the sheets that are wanted of a file; what is wrong with the file itself is told.
pub(super) fn open(
    findings: &Findings,
    desk: Desk<'_>,
    files: &dyn Files,
    path: &Path,
    sheets: &[&str],
    or_only: bool,
) -> Option<Book> {
    let shown = path.display().to_string();
    match files.read(path, None) {
        Ok(bytes) => book(findings, desk, &shown, &bytes, sheets, or_only),
        Err(error) => {
            let file = findings.add_source(Source::new(shown, String::new()));
            let note = Note::error(error.code(), Span::start_of(file), error.to_string());
            findings.add(note.fix("name an Excel workbook (.xlsx) of at most 10 MB"));
            None
        }
    }
}

/// The same of bytes that are at hand already.
pub(super) fn book(
    findings: &Findings,
    desk: Desk<'_>,
    shown: &str,
    bytes: &[u8],
    sheets: &[&str],
    or_only: bool,
) -> Option<Book> {
    let request = Request { sheets: sheets.iter().map(|&name| name.to_owned()).collect(), or_only };
    // Names and a flag: nothing here can fail to be written.
    let mut input = serde_json::to_vec(&request).unwrap_or_default();
    input.push(b'\n');
    input.extend_from_slice(bytes);
    let work = Work { task: Task::Sheets, input: &input, limits: Limits::READING, ease: None, stop: desk.stop };
    let trouble = match desk.sandbox.run(&work, &mut |_| {}) {
        Outcome::Answer(answer) => match serde_json::from_slice(&answer) {
            Ok(Answer::Book(book)) => return Some(book),
            Ok(Answer::Trouble(trouble)) => Ok(trouble),
            Err(error) => Err(("xlsx.crash", format!("its reader gave no sense: {error}"))),
        },
        outcome => ended(outcome),
    };
    let file = findings.add_source(Source::new(shown.to_owned(), String::new()));
    let at = Span::start_of(file);
    findings.add(match trouble {
        Ok(trouble) => Note::error(trouble.kind.code(), at, harmless(&trouble.message)).fix(trouble.fix),
        Err((code, message)) => Note::error(code, at, harmless(&message)).fix(match code {
            "sandbox.unavailable" => "see what `convoke doctor` says of this machine",
            "xlsx.stopped" => "begin again",
            _ => "open the file in the spreadsheet program and save it again",
        }),
    });
    None
}

/// What it means that the child gave no answer.
fn ended(outcome: Outcome) -> Result<Trouble, (&'static str, String)> {
    let limit = |what: &str| {
        let message = format!("reading it takes more than {what}; this is no table of meetings, sessions or people");
        Ok(Trouble::of(TroubleKind::Limit, message, "split the table, or copy its values into a new workbook"))
    };
    match outcome {
        Outcome::OutOfMemory => limit(&format!("{} MB", Limits::READING.memory >> 20)),
        Outcome::OutOfTime => limit(&format!("{} seconds", Limits::READING.processor.as_secs())),
        Outcome::Killed => Err(("xlsx.stopped", "reading it was stopped from outside".to_owned())),
        Outcome::Unavailable(why) => {
            Err(("sandbox.unavailable", format!("files of others cannot be read here: {why}")))
        }
        Outcome::Crashed(why) | Outcome::Refused(why) => Err(("xlsx.crash", format!("its reader broke down: {why}"))),
        Outcome::Answer(_) => Err(("xlsx.crash", "its reader gave no sense".to_owned())),
    }
}
