//! Spreadsheets (`.xlsx`), in and out.
//!
//! * [`calendar`], [`timetable`] - a checked plan, or timetable, as the bytes of a workbook
//! * [`read_calendar`], [`read_timetable`] - a workbook as a plan, or timetable, of what is known already
//! * [`Desk`] - where workbooks are read: in a limited child process
//! * [`answer`] - what that child does
//!
//! Reading goes bytes -> cells, in the child (`reading`) -> tables with places (`grid`, `shape`, `table`) -> the constructors that the files
//! of the same things go through (`intake`). Columns stand in one place for both directions (`columns`).

mod columns;
mod grid;
mod intake;
mod limits;
mod opening;
mod reading;
mod shape;
mod table;
mod wire;
mod writing;

pub use opening::Desk;
pub use reading::answer;
pub use writing::{SheetError, calendar, timetable};

pub(super) use table::{Column, Row, Take, needed, optional};

use super::files::Files;
use super::report::{Findings, Item, Report};
use crate::domain::event::{Event, Timetable};
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use columns::{ABOUT_SHEET, CALENDAR_SHEET, TIMETABLE_SHEET, WAIVERS_SHEET};
use std::path::Path;

/// What was read of a workbook, with what is worth knowing about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported<T> {
    /// What was read.
    pub made: T,
    /// Notices: what was left out, what is hidden, what was mended.
    pub notices: Vec<Item>,
}

/// Reads a plan of a scenario from the sheet *Calendar* of a workbook, or from its only sheet.
///
/// # Errors
/// All findings of the file in one [`Report`], each with its cell.
pub fn read_calendar(
    desk: Desk<'_>,
    files: &dyn Files,
    path: &Path,
    scenario: &Scenario,
) -> Result<Imported<Plan>, Report> {
    let findings = Findings::default();
    let wanted = [CALENDAR_SHEET, WAIVERS_SHEET, ABOUT_SHEET];
    let made = opening::open(&findings, desk, files, path, &wanted, true)
        .and_then(|book| intake::calendar(&findings, &path.display().to_string(), &book, scenario));
    imported(findings, made)
}

/// Reads a timetable of an event from the sheet *Timetable* of a workbook, or from its only sheet.
///
/// # Errors
/// As [`read_calendar`].
pub fn read_timetable(
    desk: Desk<'_>,
    files: &dyn Files,
    path: &Path,
    event: &Event,
) -> Result<Imported<Timetable>, Report> {
    let findings = Findings::default();
    let made = opening::open(&findings, desk, files, path, &[TIMETABLE_SHEET, ABOUT_SHEET], true)
        .and_then(|book| intake::timetable(&findings, &path.display().to_string(), &book, event));
    imported(findings, made)
}

fn imported<T>(findings: Findings, made: Option<T>) -> Result<Imported<T>, Report> {
    match made {
        Some(made) if findings.errors() == 0 => Ok(Imported { made, notices: findings.into_report().items }),
        _ => Err(findings.into_errors()),
    }
}

/// The rows of one sheet of a workbook, or of its only sheet. What is wrong with its shape is told.
pub(super) fn rows<'a>(
    findings: &'a Findings,
    desk: Desk<'_>,
    path: &str,
    bytes: &[u8],
    sheet: &str,
    columns: &[Column],
) -> Option<Vec<Row<'a>>> {
    let book = opening::book(findings, desk, path, bytes, &[sheet], true)?;
    table::rows(findings, path, &book, sheet, columns)
}

/// Whether bytes, or the name of a file, are of a workbook rather than a text.
pub(super) fn is_workbook(path: &Path, bytes: &[u8]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
    bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
        || ["xlsx", "xlsm", "xls", "xlsb", "ods"].contains(&ending.as_str())
}
