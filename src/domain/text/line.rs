//! One line of text, several lines of text, and a person's name.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use super::TextError;
use super::character::{check_length, first_forbidden};

/// Most graphemes in a [`Line`].
const LINE_LIMIT: usize = 300;
/// Most graphemes in [`Paragraphs`].
const PARAGRAPHS_LIMIT: usize = 20_000;

/// Octets of a text beyond which its graphemes are not counted one by one: 300 of them cannot be as long.
const LONG_LINE: usize = 20_000;
/// The same of several lines.
const LONG_PARAGRAPHS: usize = 1_000_000;

/// Refuses what is far too long before anything is made of it.
fn check_size(text: &str, most: usize, limit: usize) -> Result<(), TextError> {
    let found = || text.chars().count();
    if text.len() > most { Err(TextError::Length { unit: "letters", found: found(), limit }) } else { Ok(()) }
}

/// One line of text: 1 to 300 graphemes, NFC, trimmed, no control, direction-changing or invisible character.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(String);

impl Line {
    /// Reads one line.
    ///
    /// # Errors
    /// `text.empty`, `text.control`, `text.bidi`, `text.invisible`, `text.length`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if let Some(error) = first_forbidden(text, false) {
            return Err(error);
        }
        check_size(text.trim(), LONG_LINE, LINE_LIMIT)?;
        let normal: String = text.trim().nfc().collect();
        if normal.is_empty() {
            return Err(TextError::Empty);
        }
        check_length(&normal, LINE_LIMIT)?;
        Ok(Self(normal))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Several lines of text: at most 20,000 graphemes, NFC, LF between lines, no other control character. May be empty.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Paragraphs(String);

impl Paragraphs {
    /// Reads several lines; CRLF and lone CR become LF.
    ///
    /// # Errors
    /// `text.control`, `text.bidi`, `text.invisible`, `text.length`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        if let Some(error) = first_forbidden(&lines, true) {
            return Err(error);
        }
        check_size(lines.trim(), LONG_PARAGRAPHS, PARAGRAPHS_LIMIT)?;
        let normal: String = lines.trim().nfc().collect();
        check_length(&normal, PARAGRAPHS_LIMIT)?;
        Ok(Self(normal))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A person's or an office's name, fit for a mail header and a `CN` parameter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisplayName(Line);

impl DisplayName {
    /// Reads a name.
    ///
    /// # Errors
    /// As [`Line::parse`], but `name.control` in place of `text.control`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        match Line::parse(text) {
            Ok(line) => Ok(Self(line)),
            Err(TextError::Control { character, position }) => Err(TextError::NameControl { character, position }),
            Err(other) => Err(other),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Paragraphs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for Paragraphs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for DisplayName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        Line::parse(text).map_or_else(|error| error.code(), |_| "ok")
    }

    #[test]
    fn a_line_takes_words_of_any_script_and_nothing_hidden() {
        let cases = [
            ("JCA-ML first meeting", "ok"),
            ("关于召开机器学习联合协调活动第一次会议", "ok"),
            ("لجنة الدراسات 16", "ok"),
            ("", "text.empty"),
            ("   ", "text.empty"),
            ("two\nlines", "text.control"),
            ("bell\u{7}", "text.control"),
            ("escape \u{1b}[31m", "text.control"),
            ("nul\0", "text.control"),
            ("next\u{85}line", "text.control"),
            ("separator\u{2028}", "text.control"),
            ("tab\there", "text.control"),
            ("a\u{202E}gpj.exe", "text.bidi"),
            ("isolate\u{2067}", "text.bidi"),
            ("zero\u{200B}width", "text.invisible"),
            ("tag\u{E0041}", "text.invisible"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }

    #[test]
    fn length_counts_graphemes_and_refuses_towers() {
        assert_eq!(code(&"x".repeat(300)), "ok");
        assert_eq!(code(&"e\u{301}".repeat(300)), "ok");
        assert_eq!(code(&"x".repeat(301)), "text.length");
        assert_eq!(code(&format!("a{}", "\u{301}".repeat(500))), "text.length");
    }

    #[test]
    fn text_is_composed_and_trimmed() {
        assert_eq!(Line::parse(" Gene\u{300}ve ").map(|line| line.to_string()), Ok("Genève".to_owned()));
        assert_eq!(
            Paragraphs::parse("one\r\ntwo\rthree\n").map(|text| text.to_string()),
            Ok("one\ntwo\nthree".to_owned())
        );
    }

    #[test]
    fn a_name_has_its_own_code() {
        assert_eq!(DisplayName::parse("A\r\nBcc: x").map_err(|error| error.code()), Err("name.control"));
        // An encoded word is plain text to us: it stays as it is, and the writer encodes it once more.
        assert!(DisplayName::parse("=?utf-8?q?=0D=0ABcc?=").is_ok());
    }
}
