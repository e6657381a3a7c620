//! The cookie of a session (RFC 6265bis), and that of somebody on the way to a provider of identities and back: not readable by
//! scripts, not sent along from other sites.

use axum::http::{HeaderMap, HeaderValue, header};

/// Bound to this host, to encrypted connections and to all paths by its prefix. Browsers take that for connections within
/// one machine, too.
const NAME: &str = "__Host-convoke";

/// That of an attempt to sign in with a provider.
const ATTEMPT: &str = "__Host-convoke-attempt";
/// How long an attempt may take, in seconds.
pub(super) const ATTEMPTED: i64 = 600;

/// The secret of the session that a request shows.
pub(super) fn session(headers: &HeaderMap) -> Option<&str> {
    secret(headers, NAME)
}

/// The secret of the attempt that a request shows.
pub(super) fn attempt(headers: &HeaderMap) -> Option<&str> {
    secret(headers, ATTEMPT)
}

fn secret<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut found = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = found.find(|(name, _)| *name == wanted)?;
    (value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(value)
}

/// Sets the secret, until the browser is closed.
pub(super) fn set(secret: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{NAME}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax")).ok()
}

/// Takes it back.
pub(super) fn clear() -> HeaderValue {
    HeaderValue::from_static("__Host-convoke=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// Sets the secret of an attempt, for ten minutes. Lax: whoever comes back from a provider comes from elsewhere.
pub(super) fn set_attempt(secret: &str) -> Option<HeaderValue> {
    let cookie = format!("{ATTEMPT}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={ATTEMPTED}");
    HeaderValue::from_str(&cookie).ok()
}

/// Takes it back.
pub(super) fn clear_attempt() -> HeaderValue {
    HeaderValue::from_static("__Host-convoke-attempt=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}
