//! What one attempt to sign in shows: to the browser a secret, to the provider what follows from it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// What one attempt shows. Each word follows from the secret in the browser's cookie by a digest of its own: from none of them
/// another one follows, and the store keeps none.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Comes back with the answer: the answer belongs to the browser that began.
    pub state: String,
    /// Stands in the identity token: the token was made for this attempt.
    pub nonce: String,
    /// Shown with the code: the code is used by whoever began.
    pub verifier: String,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt")
    }
}

fn word(what: &str, secret: &str) -> String {
    let digest = Sha256::new().chain_update(what).chain_update([0]).chain_update(secret).finalize();
    URL_SAFE_NO_PAD.encode(digest)
}

impl Attempt {
    /// The attempt of a secret of 256 bits.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        let one = |what| word(what, secret);
        Self { state: one("openid state"), nonce: one("openid nonce"), verifier: one("openid verifier") }
    }

    /// What is shown of the verifier at the beginning (S256).
    #[must_use]
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_another_one_and_the_challenge_is_that_of_the_standard() {
        let attempt = Attempt::of(&"ab".repeat(32));
        let words = [&attempt.state, &attempt.nonce, &attempt.verifier];
        assert!(words.iter().all(|word| word.len() == 43), "{words:?}");
        assert!(words[0] != words[1] && words[1] != words[2] && words[0] != words[2]);
        assert_ne!(Attempt::of(&"ac".repeat(32)), attempt);
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        assert_eq!(Attempt { verifier, ..attempt }.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
