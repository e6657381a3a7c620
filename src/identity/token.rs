//! Whether an identity token is for us, from them, of this attempt, and still good (OpenID Connect Core 1.0, 3.1.3.7).

use super::error::Wrong;
use super::keys;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

/// How far clocks of others may be from ours, in seconds.
const LEEWAY: i64 = 60;
/// The longest token, in bytes.
const LONGEST: usize = 50_000;
/// The longest name that a provider gives somebody, in bytes (Core 1.0, 2: 255 ASCII characters).
const LONGEST_SUBJECT: usize = 255;

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'e> {
    /// Whose it must be.
    pub issuer: &'e str,
    /// For whom.
    pub client: &'e str,
    /// Of which attempt.
    pub nonce: &'e str,
    /// The time, in seconds since 1970.
    pub now: i64,
}

/// What a token says of somebody; believed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// What the provider calls the person: never another one.
    pub subject: String,
    /// About address and name.
    pub about: About,
}

/// What is said about address and name, in a token or beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct About {
    /// The mail address.
    pub email: Option<String>,
    /// Whether the provider has seen that the person reads it. Only a plain `true` is one.
    #[serde(default)]
    email_verified: Value,
    /// The person's name.
    pub name: Option<String>,
}

impl About {
    /// The address, if the provider has seen that the person reads it.
    #[must_use]
    pub fn verified(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_verified == Value::Bool(true))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: Value,
    iat: Option<Value>,
    nbf: Option<Value>,
    nonce: Option<String>,
    azp: Option<String>,
    #[serde(flatten)]
    about: About,
}

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No key of the provider has the name that the token gives: it may have new ones.
    UnknownKey,
    /// Anything else; one word for it.
    Other(&'static str),
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::UnknownKey => Wrong::Unbelieved("unknown key"),
            Fault::Other(what) => Wrong::Unbelieved(what),
        }
    }
}

/// Keys that a provider publishes; those of a kind that is not known here are passed over.
///
/// # Errors
/// [`Fault::Other`] for what is no list of keys.
pub fn keys(document: &[u8]) -> Result<Vec<Jwk>, Fault> {
    #[derive(Deserialize)]
    struct Document {
        keys: Vec<Value>,
    }
    let document: Document = serde_json::from_slice(document).map_err(|_| Fault::Other("list of keys"))?;
    Ok(document.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect())
}

/// Judges a token.
///
/// # Errors
/// [`Fault`].
pub fn judge(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<Said, Fault> {
    keys::install();
    if token.len() > LONGEST {
        return Err(Fault::Other("size"));
    }
    let header = decode_header(token).map_err(|_| Fault::Other("form"))?;
    if !matches!(header.alg, Algorithm::RS256 | Algorithm::ES256) {
        return Err(Fault::Other("algorithm"));
    }
    let mut fitting = keys.iter().filter(|key| fits(key, &header)).peekable();
    if fitting.peek().is_none() {
        return Err(Fault::UnknownKey);
    }
    // The crate holds signature, issuer and audience against what is expected; it would read the clock for the rest.
    let mut validation = Validation::new(header.alg);
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    let mut fault = Fault::Other("signature");
    for key in fitting {
        let Ok(key) = DecodingKey::from_jwk(key) else { continue };
        match decode::<Claims>(token, &key, &validation) {
            Ok(read) => return said(read.claims, expected),
            Err(error) => fault = Fault::Other(word(error.kind())),
        }
    }
    Err(fault)
}

fn word(kind: &jsonwebtoken::errors::ErrorKind) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match kind {
        ErrorKind::InvalidIssuer => "issuer",
        ErrorKind::InvalidAudience => "audience",
        ErrorKind::InvalidSignature => "signature",
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::Json(_) => "claims",
        _ => "form",
    }
}

/// Whether a key may have signed what has this header.
fn fits(key: &Jwk, header: &Header) -> bool {
    let named = header.kid.is_none() || key.common.key_id == header.kid;
    let signs = matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let of_kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => header.alg == Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(curve) => {
            header.alg == Algorithm::ES256 && curve.curve == EllipticCurve::P256
        }
        _ => false,
    };
    let of_name = match key.common.key_algorithm {
        None => true,
        Some(KeyAlgorithm::RS256) => header.alg == Algorithm::RS256,
        Some(KeyAlgorithm::ES256) => header.alg == Algorithm::ES256,
        Some(_) => false,
    };
    named && signs && of_kind && of_name
}

/// What the crate does not look at, or not as strictly.
fn said(claims: Claims, expected: &Expected<'_>) -> Result<Said, Fault> {
    let wrong = |what| Err(Fault::Other(what));
    if claims.iss != expected.issuer {
        return wrong("issuer");
    }
    // For us alone: whoever else a token is for could show it here.
    let for_us = match &claims.aud {
        Audience::One(one) => one == expected.client,
        Audience::Many(all) => !all.is_empty() && all.iter().all(|one| one == expected.client),
    };
    if !for_us || claims.azp.as_deref().is_some_and(|party| party != expected.client) {
        return wrong("audience");
    }
    let until = seconds(&claims.exp).ok_or(Fault::Other("claims"))?;
    if expected.now >= until.saturating_add(LEEWAY) {
        return wrong("expired");
    }
    for from in [&claims.iat, &claims.nbf].into_iter().flatten() {
        if seconds(from).ok_or(Fault::Other("claims"))? > expected.now.saturating_add(LEEWAY) {
            return wrong("not yet");
        }
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return wrong("nonce");
    }
    let plain = !claims.sub.is_empty() && claims.sub.len() <= LONGEST_SUBJECT && !claims.sub.contains(char::is_control);
    if !plain {
        return wrong("subject");
    }
    Ok(Said { subject: claims.sub, about: claims.about })
}

fn seconds(number: &Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "times beyond what fits are the last that fits")]
    number.as_i64().or_else(|| number.as_f64().filter(|value| value.is_finite()).map(|value| value as i64))
}
