//! The child's side: the bytes of a file that somebody sent become cells, or the reason why not.
//!
//! The directory of the package is looked at before anything is unpacked (`container`); every part is walked once, looking
//! for what XML of spreadsheets never has (`markup`); only then cells are read, one after another (`cells`).

mod cells;
mod container;
mod markup;

use super::wire::{Answer, Request};

/// Reads a spreadsheet. The input is a request in one line, and the bytes of the file.
///
/// # Errors
/// When the request cannot be read, which is a mistake of the program.
pub fn answer(input: &[u8]) -> Result<Vec<u8>, String> {
    let end = input.iter().position(|byte| *byte == b'\n').ok_or("the request has no end")?;
    let request: Request = serde_json::from_slice(&input[..end]).map_err(|error| error.to_string())?;
    let answer = match cells::book(&input[end + 1..], &request) {
        Ok(book) => Answer::Book(book),
        Err(trouble) => Answer::Trouble(trouble),
    };
    serde_json::to_vec(&answer).map_err(|error| error.to_string())
}
