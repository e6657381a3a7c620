//! The sheet *About*: of what a workbook is, and what was proven of it. A workbook made by hand has none.

use crate::domain::plan::{LevelProof, Quality};
use crate::exchange::report::{Findings, Note};
use crate::exchange::sheets::columns::{ABOUT, ABOUT_SHEET, FORMAT};
use crate::exchange::sheets::table::{Row, rows};
use crate::exchange::sheets::wire::Book;
use crate::exchange::values::short;
use chrono::NaiveDate;

/// What the sheet says; nothing where there is none.
#[derive(Debug, Default)]
pub(super) struct About {
    /// The day the plan was made.
    pub(super) as_of: Option<NaiveDate>,
    /// What is known of its quality.
    pub(super) quality: Option<Quality>,
    /// Proof by level.
    pub(super) proof: Vec<LevelProof>,
}

/// Reads the sheet. `of` is what the workbook must be of: the word it stands under, its name, and what it is called.
pub(super) fn about(findings: &Findings, path: &str, book: &Book, of: (&str, &str), levels: Option<&[&str]>) -> About {
    let mut about = About::default();
    if book.only || !book.sheets.iter().any(|sheet| sheet.name.eq_ignore_ascii_case(ABOUT_SHEET)) {
        return about;
    }
    for row in rows(findings, path, book, ABOUT_SHEET, &ABOUT).unwrap_or_default() {
        let Some(what) = row.required("what", "what the value says", |field| field.text()) else { continue };
        match what {
            "format" => _ = same(&row, FORMAT, "plan.format", "export the plan again with this version of the program"),
            "as of" => about.as_of = row.required("value", "a date", |field| field.date()),
            "quality" => about.quality = row.required("value", "a word", |field| field.word(&Quality::ALL)),
            "note" => {}
            _ if what == of.0 => {
                let fix = format!("name the {} of this workbook", of.0);
                same(&row, of.1, "plan.scenario", &fix);
            }
            _ => match what.strip_prefix("proof ") {
                Some(level) => about.proof.extend(proof(&row, level, levels)),
                None => {
                    let message = format!("{:?} says nothing that is read", short(what));
                    let known = ["format", of.0, "as of", "quality", "note"];
                    row.tell(
                        Note::notice("xlsx.about", row.place("what"), message)
                            .near(what, known.into_iter())
                            .fix("leave it"),
                    );
                }
            },
        }
    }
    about
}

/// The value is this text; else it is told.
fn same(row: &Row<'_>, expected: &str, code: &'static str, fix: &str) -> Option<()> {
    let text = row.required("value", &format!("{expected:?}"), |field| field.text())?;
    if text != expected {
        let message = format!("{:?}; expected {expected:?}", short(text));
        row.tell(Note::error(code, row.place("value"), message).fix(fix));
    }
    Some(())
}

fn proof(row: &Row<'_>, level: &str, levels: Option<&[&str]>) -> Option<LevelProof> {
    if let Some(known) = levels.filter(|known| !known.contains(&level)) {
        let message = format!("{:?} is no level; expected one of {}", short(level), known.join(", "));
        row.tell(Note::error("scn.unknown_word", row.place("what"), message).near(level, known.iter().copied()));
        return None;
    }
    let cost = row.required("value", "a whole number", |field| field.digits())?;
    let bound = if row.has("bound") { Some(row.optional("bound", |field| field.digits())?) } else { None };
    Some(LevelProof { level: level.to_owned(), cost, bound })
}
