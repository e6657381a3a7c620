//! A letter as a DOCX document (ECMA-376, WordprocessingML): real styles, numbering, tables and sections, so that the
//! last touch by hand in Word or LibreOffice meets a document like any other. The same letter gives the same bytes.

mod body;
mod numbering;
mod package;
mod parts;
mod styles;
mod xml;

use super::error::LetterError;
use super::model::Letter;

/// The document.
///
/// # Errors
/// [`LetterError::Package`] when a part cannot be written.
pub fn docx(letter: &Letter) -> Result<Vec<u8>, LetterError> {
    let fail = |error: std::io::Error| LetterError::Package(error.to_string());
    let body = body::write(letter).map_err(fail)?;
    let parts = parts::all(letter, body).map_err(fail)?;
    package::pack(&parts).map_err(|error| LetterError::Package(error.to_string()))
}
