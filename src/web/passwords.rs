//! Passwords: argon2id with the parameters of RFC 9106 for machines with little memory to spare (19 MiB, 2 passes: OWASP).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

/// The shortest password.
pub(super) const SHORTEST: usize = 12;
/// The longest, in bytes: hashing is not to be an attack.
pub(super) const LONGEST: usize = 1000;

fn hasher() -> Argon2<'static> {
    let parameters = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
}

/// As it is kept.
pub(super) fn hashed(password: &str, salt: &[u8]) -> Option<String> {
    hasher().hash_password_with_salt(password.as_bytes(), salt).ok().map(|hash| hash.to_string())
}

/// Whether this is the password. Without one that is kept the same work is done: how long it takes says nothing.
pub(super) fn is_right(password: &str, kept: Option<&str>) -> bool {
    let Some(parsed) = kept.and_then(|kept| PasswordHash::new(kept).ok()) else {
        let _same_work = hashed(password, &[7; 16]);
        return false;
    };
    hasher().verify_password(password.as_bytes(), &parsed).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let kept = hashed("correct horse battery", &[1; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("correct horse battery", Some(&kept)));
        assert!(!is_right("correct horse batterz", Some(&kept)));
        assert!(!is_right("correct horse battery", None));
    }
}
