//! The small values of a calendar: composed text, ids, colours, language tags.

use std::fmt;

use super::IcalError;
use crate::domain::text::{DisplayName, Line, Paragraphs};

/// Text for people, composed by us out of checked parts: LF is the only control character in it.
///
/// Unlike [`Line`] it may hold the marks that keep mixed directions readable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Text composed by the program; control characters other than LF are left out.
    #[must_use]
    pub fn composed(text: &str) -> Self {
        let fits = |character: char| character == '\n' || !character.is_control();
        // Almost always nothing is to be left out, and then a copy is all there is to do.
        Self(if text.chars().all(fits) { text.to_owned() } else { text.chars().filter(|one| fits(*one)).collect() })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&Line> for Text {
    fn from(line: &Line) -> Self {
        Self(line.as_str().to_owned())
    }
}

impl From<&Paragraphs> for Text {
    fn from(paragraphs: &Paragraphs) -> Self {
        Self(paragraphs.as_str().to_owned())
    }
}

impl From<&DisplayName> for Text {
    fn from(name: &DisplayName) -> Self {
        Self(name.as_str().to_owned())
    }
}

/// The id of a calendar entry: fixed for its life, the same in every announcement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(String);

impl Uid {
    /// Takes an id of ASCII letters, digits and `-._@`, 1 to 255 octets.
    ///
    /// # Errors
    /// [`IcalError::Uid`].
    pub fn parse(text: &str) -> Result<Self, IcalError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._@".contains(&byte);
        if text.is_empty() || text.len() > 255 || !text.bytes().all(allowed) {
            return Err(IcalError::Uid { found: text.chars().take(80).flat_map(char::escape_debug).collect() });
        }
        Ok(Self(text.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A colour by its CSS 3 name (RFC 7986 5.9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Color(String);

impl Color {
    /// Takes a name of lower-case letters.
    ///
    /// # Errors
    /// [`IcalError::Color`].
    pub fn parse(name: &str) -> Result<Self, IcalError> {
        if (3..=24).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            Ok(Self(name.to_owned()))
        } else {
            Err(IcalError::Color { found: name.chars().take(80).flat_map(char::escape_debug).collect() })
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A language tag (RFC 5646), for example `en` or `zh-Hans`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// Takes a tag of letters, digits and hyphens.
    ///
    /// # Errors
    /// [`IcalError::Language`].
    pub fn parse(tag: &str) -> Result<Self, IcalError> {
        let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if tag.len() <= 35 && tag.split('-').all(part) && tag.as_bytes()[0].is_ascii_alphabetic() {
            Ok(Self(tag.to_owned()))
        } else {
            Err(IcalError::Language { found: tag.chars().take(80).flat_map(char::escape_debug).collect() })
        }
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
