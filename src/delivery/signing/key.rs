//! Private keys.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use crate::delivery::DeliveryError;

/// The object identifier 1.3.101.112 of Ed25519 (RFC 8410 section 3), as DER writes it.
const ED25519: [u8; 5] = [0x06, 0x03, 0x2b, 0x65, 0x70];

#[derive(Clone)]
enum Pair {
    Rsa(Arc<RsaKeyPair>),
    Ed25519(Arc<Ed25519KeyPair>),
}

/// A private key with the name (selector) under which its public half stands in the DNS. Never shown.
#[derive(Clone)]
pub struct Key {
    selector: String,
    pair: Pair,
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Key({}, {})", self.selector, self.algorithm())
    }
}

impl Key {
    /// A key from a PEM file: RSA of 2048 to 8192 bits in PKCS#1 or PKCS#8, or Ed25519 in PKCS#8, not encrypted.
    ///
    /// # Errors
    /// [`DeliveryError::Key`], which holds nothing of the key.
    pub fn from_pem(selector: &str, pem: &[u8]) -> Result<Self, DeliveryError> {
        let fail = |reason: &str| DeliveryError::Key {
            selector: selector.chars().take(64).flat_map(char::escape_debug).collect(),
            reason: reason.to_owned(),
        };
        if !is_name(selector) {
            return Err(fail("the selector is not a name of the DNS"));
        }
        let rejected = |error: ring::error::KeyRejected| match error.to_string().as_str() {
            "TooSmall" => fail("it has less than 2048 bits"),
            other => fail(other),
        };
        // The library's own words could quote the file.
        let der = PrivateKeyDer::from_pem_slice(pem)
            .map_err(|_| fail("expected a PEM file with one private key in PKCS#1 or PKCS#8, not encrypted"))?;
        let pair = match &der {
            PrivateKeyDer::Pkcs1(der) => {
                Pair::Rsa(Arc::new(RsaKeyPair::from_der(der.secret_pkcs1_der()).map_err(rejected)?))
            }
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                if der.get(..24).unwrap_or(der).windows(ED25519.len()).any(|five| five == ED25519) {
                    Pair::Ed25519(Arc::new(Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(rejected)?))
                } else {
                    Pair::Rsa(Arc::new(RsaKeyPair::from_pkcs8(der).map_err(rejected)?))
                }
            }
            _ => return Err(fail("neither RSA nor Ed25519")),
        };
        Ok(Self { selector: selector.to_ascii_lowercase(), pair })
    }

    /// The selector.
    #[must_use]
    pub fn selector(&self) -> &str {
        &self.selector
    }

    /// The algorithm as signatures name it.
    #[must_use]
    pub const fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// What must stand in the DNS, as TXT of `selector._domainkey.domain`, for others to verify.
    #[must_use]
    pub fn record(&self) -> String {
        match &self.pair {
            Pair::Rsa(pair) => {
                format!("v=DKIM1; k=rsa; p={}", STANDARD.encode(public_key_info(pair.public().as_ref())))
            }
            Pair::Ed25519(pair) => format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(pair.public_key())),
        }
    }

    /// Signs; `hash` is the SHA-256 of `message`, which Ed25519 signs in its place (RFC 8463 section 3).
    pub(super) fn sign(&self, message: &[u8], hash: &[u8]) -> Result<Vec<u8>, DeliveryError> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                // The randomness blinds the computation; the signature is the same each time.
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| DeliveryError::Sign("the RSA key does not sign".to_owned()))?;
                Ok(signature)
            }
            Pair::Ed25519(pair) => Ok(pair.sign(hash).as_ref().to_vec()),
        }
    }
}

/// Whether this is a name of one or more labels, in ASCII.
pub(super) fn is_name(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// `SubjectPublicKeyInfo` (RFC 5280 4.1.2.7, RFC 3279 2.3.1) around an `RSAPublicKey`.
fn public_key_info(key: &[u8]) -> Vec<u8> {
    // rsaEncryption, 1.2.840.113549.1.1.1, with NULL.
    const ALGORITHM: [u8; 15] =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let bits = tagged(0x03, &[&[0], key].concat());
    tagged(0x30, &[ALGORITHM.as_slice(), &bits].concat())
}

/// A DER value: tag, length, content.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1)..];
    let mut value = vec![tag];
    if content.len() < 128 {
        value.extend_from_slice(significant);
    } else {
        // At most eight octets of length.
        value.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
        value.extend_from_slice(significant);
    }
    value.extend_from_slice(content);
    value
}
