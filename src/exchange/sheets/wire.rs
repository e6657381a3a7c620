//! What goes between the program and the child process in which a spreadsheet is read.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is asked: the first line of the input, as JSON; the bytes of the file follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Request {
    /// The sheets wanted, by name.
    pub(super) sheets: Vec<String>,
    /// Where there is none of these, the only visible sheet.
    pub(super) or_only: bool,
}

/// What is answered, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Answer {
    /// The cells.
    Book(Book),
    /// The file cannot be read.
    Trouble(Trouble),
}

/// A workbook, as far as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Book {
    /// The names of all its sheets.
    pub(super) names: Vec<String>,
    /// The sheets wanted that are there, in the order asked.
    pub(super) sheets: Vec<Sheet>,
    /// None of these was there: this is the only visible sheet.
    pub(super) only: bool,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// It is not shown.
    pub(super) hidden: bool,
    /// Cells that hold something, by row and column, both from 1.
    pub(super) cells: Vec<Cell>,
    /// Rows that are not shown, by hand or by a filter.
    pub(super) hidden_rows: Vec<u32>,
    /// Columns that are not shown.
    pub(super) hidden_columns: Vec<u32>,
    /// Cells merged into one: the corners of each, first row, first column, last row, last column.
    pub(super) merged: Vec<[u32; 4]>,
    /// Cells that cannot be taken.
    pub(super) troubles: Vec<Trouble>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    /// Row, from 1.
    pub(super) row: u32,
    /// Column, from 1.
    pub(super) column: u32,
    /// What it holds.
    pub(super) content: Content,
    /// A formula computes it.
    pub(super) formula: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Content {
    /// Text.
    Text(String),
    /// A number, in its shortest digits.
    Number(String),
    /// A day, formatted as such.
    Day(NaiveDate),
    /// A day with an hour, as people write it.
    Moment(String),
    /// An hour without a day, in seconds since midnight.
    Hour(u32),
    /// True or false.
    Boolean(bool),
    /// An error such as `#N/A`.
    Error(String),
    /// A formula that was never computed.
    Uncomputed,
}

/// Why a file, a part of it, or a cell cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trouble {
    /// Of what kind.
    pub(super) kind: TroubleKind,
    /// The cell, by row and column from 1, where it is about one.
    pub(super) cell: Option<(u32, u32)>,
    /// What was found and what was expected.
    pub(super) message: String,
    /// What to do.
    pub(super) fix: String,
}

impl Trouble {
    /// About the file or a part of it.
    pub(super) fn of(kind: TroubleKind, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { kind, cell: None, message: message.into(), fix: fix.into() }
    }
}

/// The kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TroubleKind {
    /// The file is no package of a spreadsheet.
    Container,
    /// It holds more than it may, packed.
    Inflate,
    /// A part is not the XML it should be.
    Xml,
    /// Something stands far outside a table.
    Range,
    /// More cells or text than is read.
    Limit,
}

impl TroubleKind {
    /// The stable code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Container => "xlsx.container",
            Self::Inflate => "xlsx.inflate",
            Self::Xml => "xlsx.xml",
            Self::Range => "xlsx.range",
            Self::Limit => "xlsx.limit",
        }
    }
}
