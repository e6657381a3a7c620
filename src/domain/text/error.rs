//! What can be wrong with a text, each with a stable code.

use thiserror::Error;

/// Why a text was refused. The message says what was found and what was expected; [`TextError::code`] is stable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("the text is empty; expected at least one visible character")]
    Empty,
    /// A control character (C0, C1, line or paragraph separator) where none may stand.
    #[error("control character U+{character:04X} at character {position}; expected printable text on one line")]
    Control {
        /// Code point.
        character: u32,
        /// Position in characters, from 1.
        position: usize,
    },
    /// A control character in a person's name.
    #[error("control character U+{character:04X} at character {position} of a name; expected the name alone")]
    NameControl {
        /// Code point.
        character: u32,
        /// Position in characters, from 1.
        position: usize,
    },
    /// A character that changes the direction of the text around it.
    #[error(
        "U+{character:04X} at character {position} changes the direction of the text; remove it, directions are set when printing"
    )]
    Direction {
        /// Code point.
        character: u32,
        /// Position in characters, from 1.
        position: usize,
    },
    /// A character that cannot be seen.
    #[error("U+{character:04X} at character {position} is invisible; remove it")]
    Invisible {
        /// Code point.
        character: u32,
        /// Position in characters, from 1.
        position: usize,
    },
    /// Longer than the limit.
    #[error("{found} {unit} long; at most {limit} are allowed")]
    Length {
        /// What was counted.
        unit: &'static str,
        /// How many there were.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Not an e-mail address.
    #[error("`{found}` is not an e-mail address ({reason}); expected one like name@example.org")]
    AddressInvalid {
        /// What stood there, printable.
        found: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The part after the `@` is not a public domain name.
    #[error("`{found}` is not a domain that mail can reach ({reason}); expected one like example.org")]
    AddressDomain {
        /// The domain.
        found: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A part of the address is too long (RFC 5321 4.5.3.1).
    #[error("the {part} of the address has {found} octets; at most {limit} are allowed")]
    AddressLength {
        /// Which part.
        part: &'static str,
        /// Octets found.
        found: usize,
        /// Octets allowed.
        limit: usize,
    },
    /// More than one address in one place.
    #[error("{} addresses in one place ({}); write each on its own", found.len(), found.join(" | "))]
    AddressMany {
        /// The parts, to split by.
        found: Vec<String>,
    },
    /// The domain looks like another one.
    #[error(
        "the domain `{found}` looks like `{looks_like}` but is written with other letters; confirm it or correct it"
    )]
    AddressConfusable {
        /// The domain as decoded.
        found: String,
        /// What a reader would take it for, or the scripts mixed.
        looks_like: String,
    },
    /// A web address with a scheme other than http or https.
    #[error("`{found}` is not a web address; expected https://… or http://…")]
    UrlScheme {
        /// What stood there, printable.
        found: String,
    },
    /// A web address with something in it that may not be there.
    #[error("`{found}` is not a web address ({reason})")]
    UrlInvalid {
        /// What stood there, printable.
        found: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A web address longer than programs take.
    #[error("the web address has {found} octets; at most {limit} are allowed")]
    UrlLength {
        /// Octets found.
        found: usize,
        /// Octets allowed.
        limit: usize,
    },
}

impl TextError {
    /// The stable code of this error, as printed in findings.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "text.empty",
            Self::Control { .. } => "text.control",
            Self::NameControl { .. } => "name.control",
            Self::Direction { .. } => "text.bidi",
            Self::Invisible { .. } => "text.invisible",
            Self::Length { .. } => "text.length",
            Self::AddressInvalid { .. } => "addr.invalid",
            Self::AddressDomain { .. } => "addr.domain",
            Self::AddressLength { .. } => "addr.length",
            Self::AddressMany { .. } => "addr.many",
            Self::AddressConfusable { .. } => "addr.confusable",
            Self::UrlScheme { .. } => "url.scheme",
            Self::UrlInvalid { .. } => "url.invalid",
            Self::UrlLength { .. } => "url.length",
        }
    }
}
