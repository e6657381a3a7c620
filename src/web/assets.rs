//! Styles and scripts, inside the program. Each has an entity tag of its bytes, so browsers ask again and fetch nothing.

use super::error::WebError;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};
use std::sync::OnceLock;

macro_rules! assets {
    ($($name:literal),* $(,)?) => { &[$(($name, include_bytes!(concat!("../../web/static/", $name)))),*] };
}

const ASSETS: &[(&str, &[u8])] = assets![
    "convoke.css",
    "convoke.js",
    "board.css",
    "board-axis.js",
    "board-drag.js",
    "board-job.js",
    "board-findings.js",
    "board-event.js",
    "sending.js",
];

/// One of them.
pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let (at, (_, bytes)) = ASSETS.iter().enumerate().find(|(_, (known, _))| *known == name).ok_or(WebError::Absent)?;
    let tag = &tags()[at];
    let about = [
        (header::CONTENT_TYPE, kind(&name)),
        (header::CACHE_CONTROL, "public, max-age=300, must-revalidate"),
        (header::ETAG, tag.as_str()),
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|shown| shown.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    Ok((about, *bytes).into_response())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn tags() -> &'static [String] {
    static TAGS: OnceLock<Vec<String>> = OnceLock::new();
    TAGS.get_or_init(|| {
        let tag = |bytes: &[u8]| -> String {
            Sha256::digest(bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
        };
        ASSETS.iter().map(|(_, bytes)| format!("\"{}\"", tag(bytes))).collect()
    })
}
