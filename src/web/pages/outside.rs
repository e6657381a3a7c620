//! Calendars of others that a scenario follows, and what planners are to look at because of them.

use super::Frame;
use crate::domain::access::Action;
use crate::domain::ids::BodyId;
use crate::fetching::Fetcher;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::pages::home::encoded;
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/scenarios/{scenario}/outside", Permission::InScenario(Action::See), show),
        Route::post("/scenarios/{scenario}/outside", Permission::InScenario(Action::Plan), add),
        Route::post("/scenarios/{scenario}/outside/{name}/again", Permission::InScenario(Action::Plan), again),
        Route::post("/scenarios/{scenario}/notices/{notice}/end", Permission::InScenario(Action::Plan), end),
    ]
}

async fn show(
    State(service): State<Service>,
    Path(scenario): Path<String>,
    who: Who,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let open = service.boards.open(&service.store, &scenario).await?;
    let plans = who.may_in(Action::Plan, open.scenario());
    let day = |at: i64| {
        let at = chrono::DateTime::from_timestamp_millis(at);
        at.map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
    };
    let feeds: Vec<Value> = service
        .store
        .outside(&scenario)
        .await?
        .into_iter()
        .map(|feed| {
            context! {
                name => feed.name, url => feed.url, fault => feed.fault,
                looked => feed.looked_at.map(day), changed => feed.changed_at.map(day),
            }
        })
        .collect();
    let notices = service.store.notices(&scenario).await?;
    let notices: Vec<Value> = notices
        .into_iter()
        .map(|kept| {
            let notice = kept.notice;
            context! { number => kept.number, body => notice.body, meeting => notice.meeting, text => notice.text, at => day(kept.at) }
        })
        .collect();
    let visitor = Visitor(Some(who));
    let frame = Frame::new(&service, &visitor, &headers);
    let fetches = service.setup.fetches.is_some();
    frame.page(
        "outside.html",
        context! {
            scenario, title => open.scene.head.title.as_str(), feeds, notices, plans, fetches,
            stances => ["avoid", "note"],
        },
    )
}

#[derive(Deserialize)]
struct New {
    name: String,
    url: String,
    #[serde(default)]
    concerns: String,
    #[serde(default)]
    zone: String,
}

async fn add(
    State(service): State<Service>,
    Path(scenario): Path<String>,
    who: Who,
    Form(new): Form<New>,
) -> Result<Response, WebError> {
    let Some(allowed) = &service.setup.fetches else {
        return Err(WebError::Forbidden("calendars of others are not fetched here; an administrator may turn that on"));
    };
    let invalid = |text: String| WebError::Invalid(text);
    let url = Fetcher::new(allowed.iter().cloned())
        .address(&new.url)
        .map_err(|error| invalid(format!("{}: {error}", error.code())))?;
    let name = new.name.trim();
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 40
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !plain {
        return Err(invalid("name: expected small letters, digits and -, such as ietf".to_owned()));
    }
    let open = service.boards.open(&service.store, &scenario).await?;
    let mut settings = String::from("stance = \"avoid\"\n");
    let mut concerns = Vec::new();
    for body in new.concerns.split(',').map(str::trim).filter(|body| !body.is_empty()) {
        let known = BodyId::parse(body).ok().filter(|body| open.scenario().bodies().contains_key(body));
        concerns.push(known.ok_or_else(|| invalid(format!("concerns: there is no body {body:?}")))?.to_string());
    }
    if !concerns.is_empty() {
        settings.push_str(&format!("concerns = {concerns:?}\n"));
    }
    if !new.zone.trim().is_empty() {
        let zone = crate::domain::time::Zone::parse(new.zone.trim());
        let zone = zone.map_err(|error| invalid(format!("zone: {error}")))?;
        settings.push_str(&format!("zone = {:?}\n", zone.name()));
    }
    if !service.store.add_outside(who.name(), &scenario, name, (url.as_str(), &settings)).await? {
        return Err(WebError::Conflict(format!("there is a calendar {name} already")));
    }
    Ok(back(&scenario))
}

async fn again(
    State(service): State<Service>,
    Path((scenario, name)): Path<(String, String)>,
) -> Result<Response, WebError> {
    service.store.look_again(&scenario, &name).await?;
    Ok(back(&scenario))
}

async fn end(
    State(service): State<Service>,
    Path((scenario, notice)): Path<(String, i64)>,
    who: Who,
) -> Result<Response, WebError> {
    service.store.end_notice(who.name(), &scenario, notice).await?;
    Ok(back(&scenario))
}

fn back(scenario: &str) -> Response {
    Redirect::to(&format!("/scenarios/{}/outside", encoded(scenario))).into_response()
}
