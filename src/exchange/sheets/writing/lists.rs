//! The hidden sheet *Lists*: what may be chosen in the cells of other sheets. It is never read.

use super::page::{Cell, Input, Page, head};
use crate::exchange::sheets::columns::LISTS_SHEET;
use std::collections::BTreeMap;

/// A list to choose from: its column in the sheet, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice {
    column: usize,
    count: usize,
}

impl Choice {
    /// Where its words stand.
    pub(super) fn range(self) -> String {
        let column = char::from(b'A' + u8::try_from(self.column % 26).unwrap_or(0));
        format!("={LISTS_SHEET}!${column}$2:${column}${}", self.count.max(1) + 1)
    }
}

/// The lists of a workbook while they are gathered; at most 26.
#[derive(Debug, Default)]
pub(super) struct Lists(Vec<(&'static str, Vec<String>)>);

impl Lists {
    /// Adds a list under a heading.
    pub(super) fn add<'a>(&mut self, name: &'static str, words: impl Iterator<Item = &'a str>) -> Choice {
        let words: Vec<String> = words.map(str::to_owned).collect();
        let choice = Choice { column: self.0.len(), count: words.len() };
        self.0.push((name, words));
        choice
    }

    /// The sheet.
    pub(super) fn page(self) -> Page {
        let longest = self.0.iter().map(|(_, words)| words.len()).max().unwrap_or(0);
        let cell = |words: &[String], row: usize| Cell::maybe(words.get(row).cloned());
        let rows = (0..longest).map(|row| self.0.iter().map(|(_, words)| cell(words, row)).collect()).collect();
        let heads = self.0.iter().map(|(name, _)| head(name, 20, Input::Shown)).collect();
        Page { name: LISTS_SHEET, heads, rows, marked: BTreeMap::new(), hidden: true }
    }
}
