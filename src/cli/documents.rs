//! Letters as files: the form that was asked for, or that the name of the file tells; fonts of the system for paper.

use super::args::{FontArguments, LetterForm};
use crate::announce::letter::{self, Letter};
use crate::exchange::fonts;
use crate::typeset::{self, Fonts};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// The bytes of a letter in the form asked for; `made` is the day in the properties of a PDF.
pub(super) fn bytes(
    letter: &Letter,
    out: &Path,
    form: Option<LetterForm>,
    folders: &FontArguments,
    made: NaiveDate,
) -> Result<Vec<u8>> {
    let ending = out.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let by_name = || match ending.as_deref() {
        Some("docx") => LetterForm::Docx,
        Some("pdf") => LetterForm::Pdf,
        _ => LetterForm::Html,
    };
    Ok(match form.unwrap_or_else(by_name) {
        LetterForm::Html => letter::html(letter)?.into_bytes(),
        LetterForm::Docx => letter::docx(letter)?,
        LetterForm::Pdf => typeset::pdf(letter, &fonts_for(letter, &folders.fonts)?, Some(made))?,
    })
}

/// The fonts that a letter wants, from folders named or those of the system.
fn fonts_for(letter: &Letter, named: &[PathBuf]) -> Result<Fonts> {
    let folders = if named.is_empty() { of_the_system() } else { named.to_vec() };
    let stems = typeset::wanted([letter]).into_iter().map(|wanted| wanted.stem).collect();
    let files = fonts::find(&folders, &stems)
        .map_err(|(path, error)| anyhow::Error::new(error).context(format!("reading {}", path.display())))?;
    Fonts::read(files).context("reading the fonts")
}

fn of_the_system() -> Vec<PathBuf> {
    let home = std::env::home_dir();
    let own = home.iter().flat_map(|home| [home.join(".local/share/fonts"), home.join(".fonts")]);
    own.chain(fonts::USUAL_FOLDERS.map(PathBuf::from)).collect()
}
