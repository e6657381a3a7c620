//! What people see. Each page says its routes; [`frame`](self) is what all have around them.
//!
//! * [`signing_in`](self): sign in, choose a password, sign out; [`openid`](self): sign in with a provider of identities
//! * [`outside`](self): calendars of others
//! * [`home`](self): the calendars there are, and a new one
//! * [`board`](self): one calendar: its board, findings, plans, events and hours
//! * [`people`](self), [`settings`](self): who may do what; what everybody says of oneself
//! * [`public`](self), [`feeds`](self), [`registering`](self): what was announced, for everybody
//! * [`announcing`](self), [`approving`](self), [`sending`](self): what is told to whom, four eyes, and how far it is
//! * [`log`](self): who did what; [`webhooks`](self): programs of others that are told

mod announcing;
mod approving;
mod board;
mod feeds;
mod forms;
mod frame;
mod home;
mod log;
mod openid;
mod outside;
mod people;
mod public;
mod registering;
mod sending;
mod settings;
mod signing_in;
mod webhooks;

use super::error::WebError;
use super::routes::Route;
use axum::http::Uri;
use axum::response::Response;

pub(super) use frame::Frame;
pub(super) use home::{encoded, keep as keep_scenario};
pub use signing_in::TRIAL;

/// The routes of all pages.
pub(super) fn routes() -> Vec<Route> {
    [
        signing_in::routes(),
        openid::routes(),
        home::routes(),
        board::routes(),
        outside::routes(),
        people::routes(),
        settings::routes(),
        public::routes(),
        feeds::routes(),
        registering::routes(),
        announcing::routes(),
        approving::routes(),
        sending::routes(),
        log::routes(),
        webhooks::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where there is no page.
pub(super) async fn nothing(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") { WebError::Absent.json() } else { WebError::Absent.page() }
}
