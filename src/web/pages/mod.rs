//! What people see. Each page says its routes; [`frame`](self) is what all have around them.
//!
//! * [`signing_in`](self): sign in, choose a password, sign out
//! * [`outside`](self): calendars of others
//! * [`home`](self): the calendars there are, and a new one
//! * [`board`](self): one calendar: its board, findings, plans, events and hours

mod board;
mod frame;
mod home;
mod outside;
mod signing_in;

use super::error::WebError;
use super::routes::Route;
use axum::http::Uri;
use axum::response::Response;

pub(super) use frame::Frame;
pub(super) use home::keep as keep_scenario;
pub use signing_in::TRIAL;

/// The routes of all pages.
pub(super) fn routes() -> Vec<Route> {
    let all = [signing_in::routes(), home::routes(), board::routes(), outside::routes()];
    all.into_iter().flatten().collect()
}

/// Where there is no page.
pub(super) async fn nothing(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") { WebError::Absent.json() } else { WebError::Absent.page() }
}
