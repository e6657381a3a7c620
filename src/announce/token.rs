//! The secret of one recipient, and what of it is seen where.
//!
//! A token is made once for each address and kept for life, as the word itself and not as a hash: every later mail needs
//! it, and the mails that are kept hold what was made of it. It is never shown whole. Each place sees a *face*: what
//! stands in an address for answers is its beginning; what stands in return addresses, in links that stop mails and in
//! links to join is a digest of the whole, so that from none of these another can be told. Whoever is forwarded an
//! invitation can answer in the recipient's place, as with any invitation, but cannot have the address suspended; a
//! conference platform learns nothing that opens anything else.

use sha2::{Digest as _, Sha256};

/// RFC 4648, section 6, in small letters: mail systems fold the case of addresses.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Letters of a face that is a digest: 160 bits.
const FACE: usize = 32;

/// Where a face of a token is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The envelope's return address.
    Return,
    /// The page that stops mails.
    Stop,
    /// The link to join a meeting.
    Join,
}

impl Place {
    const fn word(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Stop => "stop",
            Self::Join => "join",
        }
    }
}

/// An opaque word that names a recipient to the page that stops mails, and in the addresses to which answers and bounces
/// go; made by the caller, not guessable, the same for life.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnsubscribeToken(String);

impl UnsubscribeToken {
    /// Takes 16 to 128 ASCII letters and digits; `None` for anything else.
    #[must_use]
    pub fn new(token: &str) -> Option<Self> {
        let plain = token.bytes().all(|byte| byte.is_ascii_alphanumeric());
        ((16..=128).contains(&token.len()) && plain).then(|| Self(token.to_owned()))
    }

    /// A token from 256 random bits: 52 letters.
    #[must_use]
    pub fn from_random(bits: [u8; 32]) -> Self {
        Self(letters(&bits))
    }

    /// What stands where a secret is not to be shown: the same for everybody, and as long as a token.
    #[must_use]
    pub fn stand_in() -> Self {
        Self("notshown".repeat(7)[..52].to_owned())
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is seen of it in a place, about something: 32 small letters and digits.
    pub(super) fn face(&self, place: Place, about: &str) -> String {
        let mut hash = Sha256::new();
        for part in ["convoke", place.word(), about, &self.0] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut face = letters(&hash.finalize());
        face.truncate(FACE);
        face
    }
}

/// Not printed: whoever knows it can act for the recipient.
impl std::fmt::Debug for UnsubscribeToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UnsubscribeToken(…)")
    }
}

/// Bytes in groups of five bits, a letter each; the last group is filled with zeros.
fn letters(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let group = |from: usize| (from..from + 5).fold(0_usize, |value, at| value << 1 | usize::from(bit(at)));
    (0..bytes.len() * 8).step_by(5).map(|from| char::from(LETTERS[group(from)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_standard() {
        // RFC 4648, section 10.
        for (bytes, expected) in [("f", "my"), ("fo", "mzxq"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb")] {
            assert_eq!(letters(bytes.as_bytes()), expected);
        }
        assert_eq!(UnsubscribeToken::from_random([255; 32]).as_str().len(), 52);
    }

    #[test]
    fn no_face_is_another_or_part_of_the_token() {
        let token = UnsubscribeToken::from_random([7; 32]);
        let faces = [(Place::Return, ""), (Place::Stop, ""), (Place::Join, "a"), (Place::Join, "b")]
            .map(|(place, about)| token.face(place, about));
        for (index, face) in faces.iter().enumerate() {
            assert_eq!(face.len(), FACE);
            assert!(!token.as_str().contains(face.as_str()) && !faces[..index].contains(face));
        }
        assert_ne!(UnsubscribeToken::from_random([8; 32]).face(Place::Stop, ""), faces[1]);
        assert!(UnsubscribeToken::new(UnsubscribeToken::stand_in().as_str()).is_some());
        assert_eq!(format!("{token:?}"), "UnsubscribeToken(…)");
    }
}
