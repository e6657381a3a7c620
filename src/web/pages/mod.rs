//! What people see. Each page says its routes; [`frame`](self) is what all have around them.
//!
//! * [`signing_in`](self): sign in, choose a password, sign out
//! * [`home`](self): the calendars there are, and a new one

mod frame;
mod home;
mod signing_in;

use super::error::WebError;
use super::routes::Route;
use axum::http::Uri;
use axum::response::Response;

pub(super) use frame::Frame;
pub(super) use home::keep as keep_scenario;

/// The routes of all pages.
pub(super) fn routes() -> Vec<Route> {
    [signing_in::routes(), home::routes()].into_iter().flatten().collect()
}

/// Where there is no page.
pub(super) async fn nothing(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") { WebError::Absent.json() } else { WebError::Absent.page() }
}
