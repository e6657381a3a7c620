//! Cells, one after another: never a rectangle of all that could lie between the first and the last.

use super::container::{self, Listed};
use crate::exchange::sheets::limits;
use crate::exchange::sheets::wire::{Book, Cell, Content, Request, Sheet, Trouble, TroubleKind};
use crate::exchange::sources::cell_name;
use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use chrono::{NaiveDate, NaiveTime, Timelike as _};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Reads the sheets that are wanted.
pub(super) fn book(bytes: &[u8], request: &Request) -> Result<Book, Trouble> {
    let package = container::look(bytes)?;
    let listed = package.sheets();
    let names: Vec<String> = listed.iter().map(|sheet| sheet.name.to_owned()).collect();
    let named = |wanted: &String| listed.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(wanted.trim()));
    let mut chosen: Vec<&Listed<'_>> = request.sheets.iter().filter_map(named).collect();
    let only = chosen.is_empty() && request.or_only;
    if only {
        let mut visible = listed.iter().filter(|sheet| !sheet.hidden);
        chosen.extend(visible.next().filter(|_| visible.next().is_none()));
    }
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable("the workbook", &error))?;
    let mut left = Left { cells: limits::CELLS, text: limits::TEXT };
    let sheets = chosen.into_iter().map(|sheet| read(&mut workbook, sheet, &mut left));
    Ok(Book { names, only, sheets: sheets.collect::<Result<_, _>>()? })
}

/// How much may still be read.
struct Left {
    cells: usize,
    text: usize,
}

fn read(workbook: &mut Xlsx<Cursor<&[u8]>>, listed: &Listed<'_>, left: &mut Left) -> Result<Sheet, Trouble> {
    let what = format!("the sheet {:?}", listed.name);
    let failed = |error: XlsxError| unreadable(&what, &error);
    let mut reader = workbook.worksheet_cells_reader(listed.name).map_err(failed)?;
    let mut cells: BTreeMap<(u32, u32), Cell> = BTreeMap::new();
    let mut troubles = Vec::new();
    while let Some(found) = reader.next_cell_with_formula_metadata().map_err(failed)? {
        let formula = found.formula.is_some();
        let Some(content) = content(&found.value, formula) else { continue };
        // Positions come counted from 0.
        let (row, column) = (found.pos.0.saturating_add(1), found.pos.1.saturating_add(1));
        if row > limits::ROWS || column > limits::COLUMNS {
            let name = cell_name(row as usize, column as usize);
            let message = format!(
                "cell {name} lies outside the table; at most {} rows and {} columns are read",
                limits::ROWS,
                limits::COLUMNS
            );
            let fix = format!("clear {name}, or move it beside the others");
            troubles.push(Trouble { cell: Some((row, column)), ..Trouble::of(TroubleKind::Range, message, fix) });
            if troubles.len() == limits::TOLD {
                break;
            }
            continue;
        }
        let text = if let Content::Text(text) = &content { text.len() } else { 0 };
        match (left.cells.checked_sub(1), left.text.checked_sub(text)) {
            (Some(cells), Some(text)) => *left = Left { cells, text },
            _ => {
                let message =
                    format!("{what} holds more than {} cells or {} bytes of text", limits::CELLS, limits::TEXT);
                return Err(Trouble::of(TroubleKind::Limit, message, "split the table"));
            }
        }
        if cells.insert((row, column), Cell { row, column, content, formula }).is_some() {
            let message = format!("{what}: the cell {} stands twice", cell_name(row as usize, column as usize));
            let fix = "open the file in the spreadsheet program and save it again";
            return Err(Trouble::of(TroubleKind::Xml, message, fix));
        }
    }
    let columns = listed.part.hidden_columns.iter().flat_map(|(from, to)| *from..=(*to).min(limits::COLUMNS));
    Ok(Sheet {
        name: listed.name.to_owned(),
        hidden: listed.hidden,
        cells: cells.into_values().collect(),
        hidden_rows: listed.part.hidden_rows.clone(),
        hidden_columns: columns.take(limits::COLUMNS as usize).collect(),
        merged: listed.part.merged.clone(),
        troubles,
    })
}

fn unreadable(what: &str, error: &XlsxError) -> Trouble {
    let said: String = error.to_string().chars().take(200).collect();
    let fix = "open the file in the spreadsheet program and save it again";
    Trouble::of(TroubleKind::Xml, format!("{what} cannot be read: {said}"), fix)
}

/// What a cell holds; `None` where it holds nothing.
fn content(value: &DataRef<'_>, formula: bool) -> Option<Content> {
    Some(match value {
        DataRef::Empty if formula => Content::Uncomputed,
        DataRef::Empty => return None,
        DataRef::String(text) => return texts(text, formula),
        DataRef::SharedString(text) => return texts(text, formula),
        DataRef::Int(number) => Content::Number(number.to_string()),
        DataRef::Float(number) => Content::Number(number.to_string()),
        DataRef::Bool(value) => Content::Boolean(*value),
        DataRef::DateTime(moment) => serial(*moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso(text),
        DataRef::Error(error) => Content::Error(error.to_string()),
    })
}

/// An empty text is an empty cell, unless a formula says so: then it is what was computed.
fn texts(text: &str, formula: bool) -> Option<Content> {
    (formula || !text.is_empty()).then(|| Content::Text(text.to_owned()))
}

/// A serial number under a format of dates or hours.
fn serial(moment: ExcelDateTime) -> Content {
    let value = moment.as_f64();
    let number = || Content::Number(value.to_string());
    if !(0.0..2_958_466.0).contains(&value) {
        return number();
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let clock = |hour: u8, minute: u8, second: u8| 3_600 * u32::from(hour) + 60 * u32::from(minute) + u32::from(second);
    // Hours are kept as parts of a day: what is a hair from a whole second is meant to be that second.
    let seconds = clock(hour, minute, second) + u32::from(milli >= 500);
    if value < 1.0 {
        return Content::Hour(seconds);
    }
    let Some(day) = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)) else { return number() };
    match seconds {
        0 => Content::Day(day),
        86_400 => day.succ_opt().map_or_else(number, Content::Day),
        _ => Content::Moment(format!("{day} {:02}:{:02}", seconds / 3_600, seconds / 60 % 60)),
    }
}

/// A date or an hour as ISO 8601, which a few programs write.
fn iso(text: &str) -> Content {
    let plain = text.trim().trim_end_matches('Z');
    let (day, clock) = plain.split_once('T').map_or((plain, None), |(day, clock)| (day, Some(clock)));
    let clock_of = |text: &str| text.parse::<NaiveTime>().ok().map(|time| time.num_seconds_from_midnight());
    match (day.parse::<NaiveDate>(), clock.map(clock_of)) {
        (Ok(day), None | Some(Some(0))) => Content::Day(day),
        (Ok(day), Some(Some(seconds))) => {
            Content::Moment(format!("{day} {:02}:{:02}", seconds / 3_600, seconds / 60 % 60))
        }
        _ => clock_of(day).map_or_else(|| Content::Text(text.to_owned()), Content::Hour),
    }
}
