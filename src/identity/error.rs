//! Why nobody is signed in.

use crate::fetching::FetchError;

/// Why nobody is signed in. None of it holds a secret, a token or an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The provider cannot be asked now, or not at all.
    #[error("the provider of identities cannot be asked: {0}")]
    Unreachable(#[from] FetchError),
    /// What it says of itself cannot be used.
    #[error("what the provider says of itself cannot be used: {0}")]
    Description(String),
    /// It refuses; in its words.
    #[error("the provider refuses: {code} {words}")]
    Refused {
        /// Its word for why, such as `access_denied`.
        code: String,
        /// What it says besides, shortened.
        words: String,
    },
    /// What it answers is not to be believed.
    #[error("what the provider answers is not to be believed: {0}")]
    Unbelieved(&'static str),
}

impl Wrong {
    /// The stable code of this error, for records: no word of anybody else stands in it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(error) => error.code(),
            Self::Description(_) => "openid.description",
            Self::Refused { .. } => "openid.refused",
            Self::Unbelieved(what) => what,
        }
    }

    /// A refusal as the provider tells it. Its words are shown as text: they are cut to what fits in a line.
    #[must_use]
    pub fn refused(code: &str, words: &str) -> Self {
        let line =
            |text: &str, most: usize| -> String { text.chars().filter(|c| !c.is_control()).take(most).collect() };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        Self::Refused { code: line(code, 60).chars().filter(|c| plain(*c)).collect(), words: line(words, 200) }
    }
}
