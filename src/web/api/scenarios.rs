//! Scenarios, their plans in force, and findings.

use super::answer::{Answered, Body, Named, Refusal, once};
use crate::domain::access::Action;
use crate::report;
use crate::web::boards::Open;
use crate::web::guard::{Permission, Who};
use crate::web::pages::keep_scenario;
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/scenarios", Permission::Somewhere(Action::See), list),
        Route::post("/api/v1/scenarios", Permission::Everywhere(Action::Plan), add),
        Route::get("/api/v1/scenarios/{scenario}", Permission::InScenario(Action::See), show),
        Route::get("/api/v1/scenarios/{scenario}/findings", Permission::InScenario(Action::See), findings),
    ]
}

/// A scenario in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScenarioLine {
    /// Its name.
    name: String,
    /// Its title.
    title: String,
    /// The newest revision of its files.
    revision: i64,
    /// The plan in force; 0 where the dates fixed in the files are meant.
    plan: i64,
    /// Meetings.
    meetings: usize,
    /// Broken musts that nobody waived.
    broken_musts: usize,
}

impl ScenarioLine {
    pub(super) fn of(open: &Open) -> Self {
        Self {
            name: open.scene.head.name.clone(),
            title: open.scene.head.title.clone(),
            revision: open.scene.head.revision,
            plan: open.plan_number(),
            meetings: open.scenario().meetings().len(),
            broken_musts: open.checked.tally().must,
        }
    }
}

/// The scenarios that you may see.
#[utoipa::path(get, path = "/api/v1/scenarios", tag = "scenarios", security(("program" = [])),
    responses((status = 200, body = Vec<ScenarioLine>), (status = 401, body = Refusal), (status = 403, body = Refusal)))]
pub(super) async fn list(State(service): State<Service>, who: Who) -> Answered<Json<Vec<ScenarioLine>>> {
    let mut lines = Vec::new();
    for head in service.store.scenarios().await? {
        let open = service.boards.open(&service.store, &head.name).await?;
        if who.may_in(Action::See, open.scenario()) {
            lines.push(ScenarioLine::of(&open));
        }
    }
    Ok(Json(lines))
}

/// The files of a new scenario.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewScenario {
    /// The file that includes the others.
    main: String,
    /// The text of each file, by its path.
    files: BTreeMap<String, String>,
}

/// Adds a scenario. All that is wrong with its files is told at once, each with place and remedy, and nothing is kept then.
#[utoipa::path(post, path = "/api/v1/scenarios", tag = "scenarios", security(("program" = [])), request_body = NewScenario,
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again, it is answered as before and done once")),
    responses((status = 201, body = ScenarioLine), (status = 401, body = Refusal), (status = 403, body = Refusal),
        (status = 409, body = Refusal), (status = 413, body = Refusal), (status = 422, body = Refusal)))]
pub(super) async fn add(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Body(new): Body<NewScenario>,
) -> Answered<Response> {
    let work = async {
        let files = new.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect();
        let name = keep_scenario(&service, who.name(), &new.main, files).await?;
        let open = service.boards.open(&service.store, &name).await?;
        Ok((StatusCode::CREATED, ScenarioLine::of(&open)))
    };
    once(&service, &who, &headers, &new, work).await
}

/// What a report is made of.
pub(super) fn input<'a>(service: &'a Service, open: &'a Open) -> report::Input<'a> {
    report::Input {
        deadlines: &open.checked.deadlines,
        ..report::Input::new(open.scenario(), &open.checked.plan, &open.checked.findings, service.zones)
    }
}

/// A scenario with its plan in force, findings, proof and deadlines: `convoke-report/1`, as `convoke check --format json` writes it.
#[utoipa::path(get, path = "/api/v1/scenarios/{scenario}", tag = "scenarios", security(("program" = [])),
    params(("scenario" = String, Path)),
    responses((status = 200, body = Object), (status = 401, body = Refusal), (status = 404, body = Refusal)))]
pub(super) async fn show(State(service): State<Service>, Named(name): Named<String>) -> Answered<Json<Value>> {
    let open = service.boards.open(&service.store, &name).await?;
    Ok(Json(report::json(&input(&service, &open))))
}

/// The findings alone.
#[utoipa::path(get, path = "/api/v1/scenarios/{scenario}/findings", tag = "scenarios", security(("program" = [])),
    params(("scenario" = String, Path)),
    responses((status = 200, body = Vec<Object>), (status = 401, body = Refusal), (status = 404, body = Refusal)))]
pub(super) async fn findings(State(service): State<Service>, Named(name): Named<String>) -> Answered<Json<Value>> {
    let open = service.boards.open(&service.store, &name).await?;
    Ok(Json(report::json(&input(&service, &open))["findings"].take()))
}
