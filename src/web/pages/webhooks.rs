//! Programs of others that are told what happens to meetings: for administrators.

use super::Frame;
use super::forms::{self, minute};
use super::people::bodies;
use crate::domain::access::Action;
use crate::domain::ids::BodyId;
use crate::fetching::Fetcher;
use crate::store::Webhook;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

/// The most programs that are told.
const MOST: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    let administrators = Permission::Everywhere(Action::Administer);
    vec![
        Route::get("/webhooks", administrators, show),
        Route::post("/webhooks", administrators, add),
        Route::post("/webhooks/{webhook}/end", administrators, end),
    ]
}

async fn show(State(service): State<Service>, visitor: Visitor, headers: HeaderMap) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let one = |webhook: &Webhook| {
        context! {
            number => webhook.number, body => (webhook.body != "*").then_some(webhook.body.as_str()), url => webhook.url.as_str(),
            made => forms::day(webhook.made_at, frame.language), told => webhook.told_at.map(minute), fault => webhook.fault.as_str(),
        }
    };
    let webhooks: Vec<Value> = service.store.webhooks().await?.iter().map(one).collect();
    let bodies: Vec<String> = bodies(&service).await?.into_iter().collect();
    frame.page("webhooks.html", context! { webhooks, bodies, fetches => service.setup.fetches.is_some() })
}

#[derive(Deserialize)]
struct New {
    url: String,
    body: String,
}

/// Its secret is shown this once.
async fn add(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Form(new): Form<New>,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let frame = Frame::new(&service, &visitor, &headers);
    let Some(allowed) = &service.setup.fetches else {
        return Err(WebError::Invalid(frame.text("webhooks-off", &[])));
    };
    let url = Fetcher::new(allowed.iter().cloned()).address(&new.url);
    let url = url.map_err(|error| WebError::Invalid(format!("{}: {error}", error.code())))?;
    if new.body != "*" && BodyId::parse(&new.body).is_err() {
        return Err(WebError::Invalid(frame.text("role-refused", &[])));
    }
    if service.store.webhooks().await?.len() >= MOST {
        return Err(WebError::Conflict(frame.text("webhooks-many", &[])));
    }
    let secret = service.chance.secret().ok_or(WebError::Busy)?;
    service.store.add_webhook(who.name(), &new.body, url.as_str(), &secret).await?;
    let (title, lead) = (frame.text("webhook-secret", &[]), frame.text("webhook-secret-lead", &[]));
    frame.page("shown-once.html", context! { title, lead, secret, back => "/webhooks" })
}

async fn end(State(service): State<Service>, who: Who, Path(webhook): Path<i64>) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    if !service.store.end_webhook(who.name(), webhook).await? {
        return Err(WebError::Absent);
    }
    Ok(Redirect::to("/webhooks").into_response())
}
