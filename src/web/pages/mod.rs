//! What people see. Each page says its routes; [`frame`](self) is what all have around them.
//!
//! * [`signing_in`](self): sign in, choose a password, sign out
//! * [`home`](self): the calendars there are, and a new one
//! * [`board`](self): one calendar: its board, findings, plans, events and hours

mod board;
mod frame;
mod home;
mod signing_in;

use super::error::WebError;
use super::routes::Route;

pub(super) use frame::Frame;

/// The routes of all pages.
pub(super) fn routes() -> Vec<Route> {
    [signing_in::routes(), home::routes(), board::routes()].into_iter().flatten().collect()
}

/// Where there is no page.
pub(super) async fn nothing() -> WebError {
    WebError::Absent
}
