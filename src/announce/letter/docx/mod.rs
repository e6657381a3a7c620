//! A letter as a DOCX document.

use super::error::LetterError;
use super::model::Letter;

/// The document.
///
/// # Errors
/// [`LetterError::Package`].
pub fn docx(_letter: &Letter) -> Result<Vec<u8>, LetterError> {
    Err(LetterError::Package("wip".into()))
}
