//! Letters on paper: the blocks of a letter as a tagged PDF/UA-1, set by Typst.
//!
//! One fixed template reads the letter as data: no word of a letter is ever read as markup. Nothing here opens files or
//! reads a clock: fonts are handed in as bytes, the day of the document is an argument, and the same letter gives the
//! same bytes. Text is set in the writing direction of its language (UAX 9), tables included.

mod error;
mod fonts;
mod sheets;
mod world;

pub use error::TypesetError;
pub use fonts::{Fonts, Wanted, wanted};

use crate::announce::letter::Letter;
use crate::language::language_tag;
use chrono::{Datelike, NaiveDate};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::Desk;

/// The answer to the letters set before is kept this many letters long, so that a long run does not grow.
const KEPT: usize = 4;

/// A letter as PDF/UA-1 (ISO 14289-1): tagged, searchable, with its fonts inside. `made` is the day in its properties.
///
/// # Errors
/// [`TypesetError::Missing`] when no font given has a character of the letter: it names the package that has; otherwise
/// what the typesetter refused.
pub fn pdf(letter: &Letter, fonts: &Fonts, made: Option<NaiveDate>) -> Result<Vec<u8>, TypesetError> {
    fonts.cover(letter)?;
    let data = sheets::data(letter, fonts)?;
    let desk = Desk::new(fonts, data)?;
    let set = typst::compile::<PagedDocument>(&desk).output;
    let document = set.map_err(|errors| TypesetError::Layout(messages(&errors)))?;
    let standards =
        PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| TypesetError::Format(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {}", language_tag(letter.language), letter.name.plain())),
        creator: Smart::Custom(Some("Convoke".to_owned())),
        timestamp: made.and_then(day).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| TypesetError::Format(messages(&errors)))?;
    typst::comemo::evict(KEPT);
    Ok(bytes)
}

fn day(day: NaiveDate) -> Option<Datetime> {
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Datetime::from_ymd_hms(day.year(), month, of_month, 0, 0, 0)
}

fn messages(errors: &[SourceDiagnostic]) -> String {
    let one = |error: &SourceDiagnostic| {
        let hints = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect::<String>();
        format!("{}{hints}", error.message)
    };
    errors.iter().map(one).collect::<Vec<_>>().join("; ")
}
