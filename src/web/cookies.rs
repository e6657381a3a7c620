//! The one cookie of a session (RFC 6265bis): not readable by scripts, not sent along from other sites.

use axum::http::{HeaderMap, HeaderValue, header};

/// Bound to this host, to encrypted connections and to all paths by its prefix. Browsers take that for connections within
/// one machine, too.
const NAME: &str = "__Host-convoke";

/// The secret of the session that a request shows.
pub(super) fn session(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut found = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = found.find(|(name, _)| *name == NAME)?;
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
