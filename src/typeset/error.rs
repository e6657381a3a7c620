//! Why a letter could not be set.

/// Why a letter could not be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypesetError {
    /// No font has a character of the letter.
    #[error(
        "no font for {script}: {character:?} (U+{:04X}) is in none of the fonts read; \
         install it (Debian: apt-get install {package}), or name a folder that holds {file} (--fonts DIR)",
        u32::from(*.character)
    )]
    Missing {
        /// The first character without a font.
        character: char,
        /// Its script, such as `Arabic`.
        script: String,
        /// The Debian package with a font that has it.
        package: &'static str,
        /// The file of that font, without its ending.
        file: String,
    },
    /// A file is no font that can be read.
    #[error("{0} is no font file that can be read")]
    Unreadable(String),
    /// The blocks could not be laid out.
    #[error("the letter could not be laid out: {0}")]
    Layout(String),
    /// The document does not keep PDF/UA-1.
    #[error("the letter could not be written as PDF/UA-1: {0}")]
    Format(String),
    /// The letter could not be handed to the template.
    #[error("the letter could not be handed to its template: {0}")]
    Data(String),
}
