//! The sheet *About*: of what a workbook is, and what was proven of it.

use super::page::{Cell, Input, Page, head};
use crate::domain::plan::{LevelProof, Quality};
use crate::exchange::sheets::columns::{ABOUT, ABOUT_SHEET, FORMAT};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The sheet. `of` is what the workbook is of: the word and its name. Numbers are text, so that they lose no digit.
pub(super) fn about(
    of: (&str, &str),
    as_of: Option<NaiveDate>,
    quality: Quality,
    proof: &[LevelProof],
    notes: &[&str],
) -> Page {
    let row = |what: &str, value: Cell, bound: Cell| vec![Cell::text(what), value, bound];
    let mut rows = vec![row("format", Cell::text(FORMAT), Cell::Blank), row(of.0, Cell::text(of.1), Cell::Blank)];
    rows.extend(as_of.map(|day| row("as of", Cell::Day(day), Cell::Blank)));
    rows.push(row("quality", Cell::text(quality.word()), Cell::Blank));
    rows.extend(proof.iter().map(|proof| {
        let bound = proof.bound.map(|bound| bound.to_string());
        row(&format!("proof {}", proof.level), Cell::text(proof.cost.to_string()), Cell::maybe(bound))
    }));
    rows.extend(notes.iter().map(|note| row("note", Cell::text(*note), Cell::Blank)));
    let heads = ABOUT.iter().zip([20, 80, 16]).map(|(column, width)| head(column.name, width, Input::Free)).collect();
    Page { name: ABOUT_SHEET, heads, rows, marked: BTreeMap::new(), hidden: false }
}
