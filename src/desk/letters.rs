//! Letters as files: in the form that was asked for, or that the name of the file tells; fonts of the system for paper.

use super::DeskError;
use crate::announce::letter::{self, Letter};
use crate::domain::time::Date;
use crate::exchange::fonts;
use crate::typeset::{self, Fonts};
use std::path::{Path, PathBuf};

/// Form of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page.
    Html,
    /// A document for word processors.
    Docx,
    /// Paper: PDF/UA-1.
    Pdf,
}

impl Form {
    /// The form that the name of a file tells; a page where it tells none.
    #[must_use]
    pub fn of_name(name: &Path) -> Self {
        let ending = name.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("docx") => Self::Docx,
            Some("pdf") => Self::Pdf,
            _ => Self::Html,
        }
    }
}

/// The bytes of a letter in a form. For paper the fonts that it wants are looked for in `folders`, where there are none in
/// those of the system; `made` is the day in the properties of a PDF.
///
/// # Errors
/// [`DeskError::Letter`], [`DeskError::Typeset`], [`DeskError::Font`], [`DeskError::Fonts`].
pub fn bytes(letter: &Letter, form: Form, folders: &[PathBuf], made: Date) -> Result<Vec<u8>, DeskError> {
    Ok(match form {
        Form::Html => letter::html(letter)?.into_bytes(),
        Form::Docx => letter::docx(letter)?,
        Form::Pdf => typeset::pdf(letter, &fonts_for(letter, folders)?, Some(made))?,
    })
}

/// The fonts that a letter wants, from folders named or those of the system.
fn fonts_for(letter: &Letter, named: &[PathBuf]) -> Result<Fonts, DeskError> {
    let folders = if named.is_empty() { of_the_system() } else { named.to_vec() };
    let stems = typeset::wanted([letter]).into_iter().map(|wanted| wanted.stem).collect();
    let files = fonts::find(&folders, &stems).map_err(|(path, why)| DeskError::Font { path, why })?;
    Fonts::read(files).map_err(DeskError::Fonts)
}

fn of_the_system() -> Vec<PathBuf> {
    let home = std::env::home_dir();
    let own = home.iter().flat_map(|home| [home.join(".local/share/fonts"), home.join(".fonts")]);
    own.chain(fonts::USUAL_FOLDERS.map(PathBuf::from)).collect()
}
