//! From checked plans and timetables to workbooks: the same bytes for the same plan.

mod about;
mod calendar;
mod findings;
mod lists;
mod page;
mod timetable;

pub use calendar::calendar;
pub use timetable::timetable;

use page::Page;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct SheetError(#[from] rust_xlsxwriter::XlsxError);

/// The pages as the bytes of a workbook. It carries no time of its own, so that the same plan gives the same bytes.
fn workbook(title: &str, pages: Vec<Page>) -> Result<Vec<u8>, SheetError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(title).set_author("Convoke").set_creation_datetime(&made);
    workbook.set_properties(&properties);
    for page in pages {
        page.write(&mut workbook)?;
    }
    Ok(workbook.save_to_buffer()?)
}
