//! What can go wrong with a request, and with which status that is told. Nowhere else are statuses chosen.

use super::boards::OpenError;
use crate::desk::{DeskError, Kind, Unusable, Wrong};
use crate::exchange::report::Report;
use crate::store::StoreError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// Why a request is not answered as it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignIn,
    /// There is none, or none that this person may know of.
    #[error("there is nothing here, or nothing that you may see")]
    Absent,
    /// The person may see it, but not do this.
    #[error("you may not do this: {0}")]
    Forbidden(&'static str),
    /// The request does not come from our own pages.
    #[error("this request does not come from these pages")]
    Foreign,
    /// The request was made from something that is no longer so.
    #[error("{0}")]
    Conflict(String),
    /// What was sent cannot be taken.
    #[error("{0}")]
    Invalid(String),
    /// Files or tables that were sent have findings.
    #[error("{}", .0.text())]
    Findings(Report),
    /// Larger than it may be.
    #[error("larger than {0} bytes")]
    TooLarge(usize),
    /// It may work a little later.
    #[error("this cannot be answered just now; try again")]
    Busy,
    /// Something inside is wrong. What exactly is in the record of the service, not on a page.
    #[error("something went wrong here; it was recorded")]
    Inside(String),
}

impl WebError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Absent => StatusCode::NOT_FOUND,
            Self::Forbidden(_) | Self::Foreign => StatusCode::FORBIDDEN,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Invalid(_) | Self::Findings(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Inside(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A stable word for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Absent => "absent",
            Self::Forbidden(_) => "forbidden",
            Self::Foreign => "foreign",
            Self::Conflict(_) => "conflict",
            Self::Invalid(_) => "invalid",
            Self::Findings(_) => "findings",
            Self::TooLarge(_) => "too_large",
            Self::Busy => "busy",
            Self::Inside(_) => "inside",
        }
    }

    /// As programs read it.
    pub(crate) fn json(&self) -> Response {
        self.record();
        let findings = match self {
            Self::Findings(report) => {
                let mut report: serde_json::Value = serde_json::from_str(&report.json()).unwrap_or_default();
                report["items"].take()
            }
            _ => json!([]),
        };
        let body = json!({ "error": self.code(), "message": self.to_string(), "findings": findings });
        (self.status(), Json(body)).into_response()
    }

    /// As people read it, on a page of its own.
    pub(crate) fn page(&self) -> Response {
        self.record();
        let text = self.to_string();
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let status = self.status();
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{} – Convoke</title><link rel=\"stylesheet\" href=\"/static/convoke.css\"><main class=\"narrow\"><h1>{}</h1>\
             <pre class=\"plain\">{escaped}</pre><p><a href=\"/\">Convoke</a></p></main></html>",
            status.as_u16(),
            status.canonical_reason().unwrap_or("Error"),
        );
        let mut response = (status, Html(page)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn record(&self) {
        if let Self::Inside(what) = self {
            tracing::error!(what = what.as_str(), "a request failed");
        }
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        if error.is_passing() { Self::Busy } else { Self::Inside(error.to_string()) }
    }
}

impl From<DeskError> for WebError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(error) => error.into(),
            DeskError::Unusable(Unusable { wrong: Wrong::Files(report), .. }) => Self::Findings(report),
            error if error.kind() == Kind::Asked => Self::Invalid(error.to_string()),
            error if error.is_retryable() => Self::Busy,
            error => Self::Inside(error.to_string()),
        }
    }
}

impl From<OpenError> for WebError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Absent => Self::Absent,
            OpenError::Gone => Self::Busy,
            OpenError::Store(error) => error.into(),
            OpenError::Unreadable(report) => Self::Inside(report.text()),
        }
    }
}

impl From<minijinja::Error> for WebError {
    fn from(error: minijinja::Error) -> Self {
        Self::Inside(format!("{error:#}"))
    }
}

impl IntoResponse for WebError {
    /// As people read it; the interface for programs asks for [`WebError::json`].
    fn into_response(self) -> Response {
        self.page()
    }
}

/// The same, told as programs read it: what handlers of the interface end with.
#[derive(Debug)]
pub(crate) struct Told(WebError);

impl<E: Into<WebError>> From<E> for Told {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        self.0.json()
    }
}
