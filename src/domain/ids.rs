//! Identifiers: one type per kind of thing, so that a venue can never be passed where a meeting is meant.

use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was written.
    #[error("an id must not be empty")]
    Empty,
    /// Longer than [`MAX_ID_CHARS`].
    #[error("an id holds at most {MAX_ID_CHARS} characters, this one has {0}")]
    TooLong(usize),
    /// A character that ids cannot hold.
    #[error("an id holds letters, digits and - _ . & + /, but not {0:?}")]
    Character(char),
}

impl IdError {
    /// The stable code of this defect.
    pub fn code(&self) -> &'static str {
        match self {
            IdError::Empty | IdError::TooLong(_) => "id.invalid",
            IdError::Character(character) if super::ids::is_bidi_control(*character) => "text.bidi",
            IdError::Character(character) if character.is_control() => "text.control",
            IdError::Character(_) => "id.invalid",
        }
    }
}

/// Longest identifier, in characters.
pub const MAX_ID_CHARS: usize = 64;

fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn checked(text: &str) -> Result<String, IdError> {
    let text: String = text.nfc().collect();
    let count = text.chars().count();
    if count == 0 {
        return Err(IdError::Empty);
    }
    if count > MAX_ID_CHARS {
        return Err(IdError::TooLong(count));
    }
    match text.chars().find(|c| !c.is_alphanumeric() && !"-_.&+/".contains(*c)) {
        Some(character) => Err(IdError::Character(character)),
        None => Ok(text),
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Reads an identifier: 1 to 64 letters, digits or `- _ . & + /`, normalised to NFC.
            ///
            /// # Errors
            /// [`IdError`] names the first thing wrong.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                checked(text).map(Self)
            }

            /// The identifier as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }
    )*};
}

ids! {
    /// A body: a study group, TSAG, a JCA, a focus group …
    BodyId,
    /// A meeting or workshop to be placed on the calendar.
    MeetingId,
    /// A place where people meet.
    VenueId,
    /// A room of a venue.
    RoomId,
    /// An event of others that plans take into account.
    OutsideEventId,
    /// A session of a meeting.
    SessionId,
    /// A team, channel or other thing that sessions share.
    ServiceId,
    /// A named group of bodies whose meetings are counted together.
    AreaId,
}

/// An ISO 3166-1 alpha-2 country code, in capitals.
///
/// ```
/// # use convoke::domain::ids::CountryCode;
/// assert_eq!(CountryCode::parse("CH").unwrap().as_str(), "CH");
/// assert!(CountryCode::parse("Schweiz").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Two capital letters, else `None`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Some(Self([*a, *b])),
            _ => None,
        }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The id of a rule, such as `N-11`: the family (notice, documents, placement, sessions) and its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId {
    family: Family,
    number: u8,
}

/// The four families of rules.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Family {
    /// Notice and convening.
    Notice,
    /// Documents and service deadlines.
    Documents,
    /// Placement, length, co-location, conflicts.
    Placement,
    /// Sessions, languages, accessibility.
    Sessions,
}

impl Family {
    /// The letter that begins the ids of this family.
    pub fn letter(self) -> char {
        match self {
            Family::Notice => 'N',
            Family::Documents => 'D',
            Family::Placement => 'P',
            Family::Sessions => 'S',
        }
    }
}

impl RuleId {
    /// More than any [`RuleId::position`].
    pub const POSITIONS: usize = 400;

    /// The rule of a family and number.
    pub const fn new(family: Family, number: u8) -> Self {
        Self { family, number }
    }

    /// Reads `N-11`, `n-11` or `N11`.
    ///
    /// ```
    /// # use convoke::domain::ids::RuleId;
    /// assert_eq!(RuleId::parse("n-7").unwrap().to_string(), "N-07");
    /// assert!(RuleId::parse("X-1").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let mut characters = text.chars();
        let family = match characters.next()?.to_ascii_uppercase() {
            'N' => Family::Notice,
            'D' => Family::Documents,
            'P' => Family::Placement,
            'S' => Family::Sessions,
            _ => return None,
        };
        let rest = characters.as_str();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().map(|number| Self { family, number })
    }

    /// A number of its own among all rules, below [`RuleId::POSITIONS`].
    pub fn position(self) -> usize {
        100 * self.family as usize + usize::from(self.number) % 100
    }

    /// The family of the rule.
    pub fn family(self) -> Family {
        self.family
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.family.letter(), self.number)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked() {
        for (text, code) in
            [("", "id.invalid"), ("a b", "id.invalid"), ("a\u{202E}b", "text.bidi"), ("a\u{7}b", "text.control")]
        {
            assert_eq!(MeetingId::parse(text).unwrap_err().code(), code, "{text:?}");
        }
        assert!(MeetingId::parse(&"x".repeat(65)).is_err());
        assert_eq!(BodyId::parse("SG13").unwrap().as_str(), "SG13");
        // é composed and decomposed are one id
        assert_eq!(BodyId::parse("e\u{301}").unwrap(), BodyId::parse("é").unwrap());
    }
}
