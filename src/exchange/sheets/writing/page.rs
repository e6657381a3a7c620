//! One sheet: headings, rows, and how they look. Text is only ever written as text, so no cell is a formula.

use super::SheetError;
use super::lists::Choice;
use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet,
};
use std::collections::BTreeMap;

/// The longest text that a cell takes.
const LONGEST: usize = 32_000;
/// Rows below the last one that lists and checks of input still reach.
const ROOM: u32 = 200;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing.
    Blank,
    /// Text, whatever it begins with.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// An hour, in minutes since midnight.
    Hour(u16),
    /// A number.
    Number(u64),
}

impl Cell {
    /// Text; nothing where it is empty.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// Text where there is any.
    pub(super) fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Blank, Self::text)
    }

    /// A day where there is one.
    pub(super) fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Blank, Self::Day)
    }
}

/// What may be written into the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// Read back: anything.
    Free,
    /// Read back: one of a list.
    Chosen(Choice),
    /// Read back: a day.
    Day,
    /// Read back: an hour.
    Hour,
    /// Shown only; what is written there is not read.
    Shown,
}

/// A heading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    /// Its word.
    pub(super) name: &'static str,
    /// Width in characters.
    pub(super) width: u16,
    /// What may be written below.
    pub(super) input: Input,
}

/// A heading with its width.
pub(super) const fn head(name: &'static str, width: u16, input: Input) -> Head {
    Head { name, width, input }
}

/// A sheet.
#[derive(Debug)]
pub(super) struct Page {
    /// Its name.
    pub(super) name: &'static str,
    /// Headings.
    pub(super) heads: Vec<Head>,
    /// Rows, each as long as the headings.
    pub(super) rows: Vec<Vec<Cell>>,
    /// Rows that are to be seen first, with their colour.
    pub(super) marked: BTreeMap<usize, Mark>,
    /// Only for lists to choose from.
    pub(super) hidden: bool,
}

/// Why a row is to be seen first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A broken must.
    Must,
    /// A broken should.
    Should,
    /// Broken, and let stand by somebody.
    Waived,
}

impl Mark {
    fn colour(self) -> Color {
        match self {
            Mark::Must => Color::RGB(0x00F8_CBAD),
            Mark::Should => Color::RGB(0x00FF_EB9C),
            Mark::Waived => Color::RGB(0x00E2_EFDA),
        }
    }
}

/// Columns that are read back have a dark heading; those that are only shown, a grey one.
fn heading(input: Input) -> Format {
    let colour = if input == Input::Shown { Color::RGB(0x0075_7171) } else { Color::RGB(0x001F_4E78) };
    Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(colour)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border_bottom(FormatBorder::Thin)
}

/// A text that a spreadsheet would take for a formula, were it typed: it is marked as text, as by a leading apostrophe.
fn is_risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

impl Page {
    /// Adds the sheet to a workbook.
    pub(super) fn write(self, workbook: &mut Workbook) -> Result<(), SheetError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.name)?;
        let columns = self.heads.iter().zip(0_u16..);
        for (head, column) in columns.clone() {
            sheet.set_column_width(column, head.width)?;
            sheet.write_string_with_format(0, column, head.name, &heading(head.input))?;
        }
        for (cells, row) in self.rows.iter().zip(0_usize..) {
            let mark = self.marked.get(&row).copied();
            for (cell, column) in cells.iter().zip(0_u16..) {
                write(sheet, u32::try_from(row + 1).unwrap_or(u32::MAX), column, cell, mark)?;
            }
        }
        let last_row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let last_column = u16::try_from(self.heads.len().saturating_sub(1)).unwrap_or(0);
        sheet.set_hidden(self.hidden);
        if self.hidden {
            return Ok(());
        }
        for (head, column) in columns {
            if let Some(validation) = validation(head.input)? {
                sheet.add_data_validation(1, column, last_row + ROOM, column, &validation)?;
            }
        }
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.set_freeze_panes(1, 1)?;
        sheet.set_row_height(0, 22)?;
        // Paper: A4 across, as wide as one page, the headings on each.
        sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_header("&L&A&R&P / &N");
        Ok(())
    }
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, mark: Option<Mark>) -> Result<(), SheetError> {
    let mut format = Format::new().set_align(FormatAlign::Top);
    if let Some(mark) = mark {
        format = format.set_background_color(mark.colour());
    }
    match cell {
        Cell::Blank => _ = sheet.write_blank(row, column, &format)?,
        Cell::Text(text) => {
            let text: String = text.chars().take(LONGEST).collect();
            let format = format.set_text_wrap().set_num_format("@");
            let format = if is_risky(&text) { format.set_quote_prefix() } else { format };
            sheet.write_string_with_format(row, column, text, &format)?;
        }
        Cell::Day(day) => {
            let format = format.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left);
            sheet.write_number_with_format(row, column, serial(*day), &format)?;
        }
        Cell::Hour(minutes) => {
            let format = format.set_num_format("hh:mm").set_align(FormatAlign::Left);
            sheet.write_number_with_format(row, column, f64::from(*minutes) / 1_440.0, &format)?;
        }
        Cell::Number(number) => {
            // Counts of people and days: far below where doubles lose whole numbers.
            sheet.write_number_with_format(
                row,
                column,
                *number as f64,
                &format.set_num_format("0").set_align(FormatAlign::Left),
            )?;
        }
    }
    Ok(())
}

/// Days since the day before 1900, counted as spreadsheets do, who take 1900 for a leap year; right from March 1900 on.
fn serial(day: NaiveDate) -> f64 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    (day - zero).num_days() as f64
}

/// What a spreadsheet program checks while people write.
fn validation(input: Input) -> Result<Option<DataValidation>, SheetError> {
    let validation = DataValidation::new();
    let (validation, title, message) = match input {
        Input::Free | Input::Shown => return Ok(None),
        Input::Day => {
            let rule = DataValidationRule::Between(
                ExcelDateTime::from_ymd(1970, 1, 1)?,
                ExcelDateTime::from_ymd(2100, 12, 31)?,
            );
            (validation.allow_date(rule), "A date", "Write a date such as 2026-03-04.")
        }
        Input::Hour => {
            let rule =
                DataValidationRule::Between(ExcelDateTime::from_hms(0, 0, 0)?, ExcelDateTime::from_hms(23, 59, 59)?);
            (validation.allow_time(rule), "An hour", "Write an hour such as 09:30.")
        }
        Input::Chosen(choice) => {
            let list = Formula::new(choice.range());
            (validation.allow_list_formula(list), "From the list", "Choose one from the list, or leave the cell empty.")
        }
    };
    let validation = validation.set_error_title(title)?.set_error_message(message)?;
    Ok(Some(validation.set_error_style(DataValidationErrorStyle::Stop)))
}
