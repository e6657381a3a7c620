//! Plans: each kept whole, one of them in force. To undo is to put an older one in force.

use super::answer::{Answered, Body, Named, Refusal, once};
use super::meetings::Put;
use crate::domain::access::Action;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Plan;
use crate::exchange::files::MemoryFiles;
use crate::exchange::plan;
use crate::store::{NewPlan, PlanHead};
use crate::web::boards::Open;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::path::Path;
use utoipa::ToSchema;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/scenarios/{scenario}/plans", Permission::InScenario(Action::See), list),
        Route::post("/api/v1/scenarios/{scenario}/plans", Permission::InScenario(Action::Plan), add),
        Route::get("/api/v1/scenarios/{scenario}/plans/{plan}", Permission::InScenario(Action::See), show),
        Route::post("/api/v1/scenarios/{scenario}/plans/{plan}/restore", Permission::InScenario(Action::Plan), restore),
    ]
}

/// A plan in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanLine {
    /// Its number.
    number: i64,
    /// The plan it was made from.
    parent: Option<i64>,
    /// The revision of the files it was made for.
    revision: i64,
    /// How it came about: `solved`, `moved`, `waived`, `imported` …
    what: String,
    /// In words.
    why: String,
    /// Who made it.
    made_by: String,
    /// When, in milliseconds since 1970.
    made_at: i64,
    /// Whether it is in force.
    in_force: bool,
}

impl PlanLine {
    fn of(head: PlanHead, in_force: i64) -> Self {
        let PlanHead { number, parent, revision, what, why, made_by, made_at } = head;
        Self { number, parent, revision, what, why, made_by, made_at, in_force: number == in_force }
    }
}

/// The plans of a scenario, the newest first.
#[utoipa::path(get, path = "/api/v1/scenarios/{scenario}/plans", tag = "plans", security(("program" = [])),
    params(("scenario" = String, Path)),
    responses((status = 200, body = Vec<PlanLine>), (status = 401, body = Refusal), (status = 404, body = Refusal)))]
pub(super) async fn list(State(service): State<Service>, Named(name): Named<String>) -> Answered<Json<Vec<PlanLine>>> {
    let in_force = service.store.plan_number_in_force(&name, "").await?;
    let plans = service.store.plans(&name, "").await?;
    Ok(Json(plans.into_iter().map(|head| PlanLine::of(head, in_force)).collect()))
}

/// One plan as a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanFile {
    #[serde(flatten)]
    line: PlanLine,
    /// The plan, `convoke-plan/1`.
    text: String,
}

/// One plan.
#[utoipa::path(get, path = "/api/v1/scenarios/{scenario}/plans/{plan}", tag = "plans", security(("program" = [])),
    params(("scenario" = String, Path), ("plan" = i64, Path)),
    responses((status = 200, body = PlanFile), (status = 401, body = Refusal), (status = 404, body = Refusal)))]
pub(super) async fn show(
    State(service): State<Service>,
    Named((name, number)): Named<(String, i64)>,
) -> Answered<Json<PlanFile>> {
    let in_force = service.store.plan_number_in_force(&name, "").await?;
    let (head, text) = service.store.plan(&name, "", number).await?.ok_or(WebError::Absent)?;
    Ok(Json(PlanFile { line: PlanLine::of(head, in_force), text }))
}

/// A new plan: a whole one, or the one in force with one meeting put elsewhere.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPlanText {
    /// The plan in force that you saw; 0 where there was none.
    seen: i64,
    /// A whole plan, `convoke-plan/1`.
    #[serde(default)]
    text: Option<String>,
    /// One meeting that goes elsewhere; those that must stay with it go along.
    #[serde(default)]
    put: Option<Put>,
    /// Why, in words.
    #[serde(default)]
    why: String,
}

/// Keeps a plan and puts it in force. Any plan may be kept; what it breaks is told as findings.
#[utoipa::path(post, path = "/api/v1/scenarios/{scenario}/plans", tag = "plans", security(("program" = [])),
    params(("scenario" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again, it is answered as before and done once")),
    request_body = NewPlanText,
    responses((status = 201, body = PlanLine), (status = 401, body = Refusal), (status = 403, body = Refusal),
        (status = 404, body = Refusal), (status = 409, body = Refusal), (status = 413, body = Refusal),
        (status = 422, body = Refusal)))]
pub(super) async fn add(
    State(service): State<Service>,
    who: Who,
    Named(name): Named<String>,
    headers: HeaderMap,
    Body(new): Body<NewPlanText>,
) -> Answered<Response> {
    let work = async {
        let open = service.boards.open(&service.store, &name).await?;
        let (plan, what) = match (&new.text, &new.put) {
            (Some(text), None) => {
                let files = MemoryFiles::default().with("plan.toml", text.clone());
                let read = plan::read_from(&files, Path::new("plan.toml"), open.scenario());
                (read.map_err(WebError::Findings)?, "imported")
            }
            (None, Some(put)) => {
                let (meeting, place) = put.read(&open)?;
                let after = open.ask(move |board| board.plan_after(&board.whatif(&meeting, place.as_ref()))).await?;
                (after, "moved")
            }
            _ => return Err(WebError::Invalid("give either text or put".to_owned())),
        };
        may_move(&who, &open, &plan)?;
        let text = plan::write(&plan);
        let new = NewPlan {
            scenario: &name,
            subject: "",
            seen: Some(new.seen).filter(|seen| *seen > 0),
            revision: open.scene.head.revision,
            text: &text,
            what,
            why: &new.why,
            by: who.name(),
        };
        let number = service.store.keep_plan(&new).await?;
        let number = number.ok_or_else(|| WebError::Conflict("another plan is in force by now".to_owned()))?;
        let (head, _) = service.store.plan(&name, "", number).await?.ok_or(WebError::Absent)?;
        Ok((StatusCode::CREATED, PlanLine::of(head, number)))
    };
    once(&service, &who, &headers, &new, work).await
}

/// Whoever plans for some bodies moves their meetings alone.
fn may_move(who: &Who, open: &Open, plan: &Plan) -> Result<(), WebError> {
    let (scenario, now) = (open.scenario(), &open.checked.plan);
    let all: std::collections::BTreeSet<&MeetingId> = now.placements.keys().chain(plan.placements.keys()).collect();
    let moved = all.into_iter().filter(|meeting| now.placements.get(*meeting) != plan.placements.get(*meeting));
    let mut bodies = moved.filter_map(|meeting| scenario.meetings().get(meeting)).map(|meeting| &meeting.body);
    let foreign = bodies.any(|body| !who.may(Action::Plan, scenario, body));
    let waives = now.waivers != plan.waivers && !who.roles().everywhere(Action::Approve);
    match (foreign, waives) {
        (true, _) => Err(WebError::Forbidden("a meeting that moves belongs to a body that you do not plan for")),
        (_, true) => Err(WebError::Forbidden("waivers are recorded one by one, each by somebody who may")),
        _ => Ok(()),
    }
}

/// The plan in force that was seen.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    /// Its number.
    seen: i64,
}

/// Puts an older plan in force again: undo, or redo.
#[utoipa::path(post, path = "/api/v1/scenarios/{scenario}/plans/{plan}/restore", tag = "plans", security(("program" = [])),
    params(("scenario" = String, Path), ("plan" = i64, Path)), request_body = Seen,
    responses((status = 200, body = PlanLine), (status = 401, body = Refusal), (status = 403, body = Refusal),
        (status = 404, body = Refusal), (status = 409, body = Refusal), (status = 413, body = Refusal),
        (status = 422, body = Refusal)))]
pub(super) async fn restore(
    State(service): State<Service>,
    who: Who,
    Named((name, number)): Named<(String, i64)>,
    Body(Seen { seen }): Body<Seen>,
) -> Answered<Json<PlanLine>> {
    let open = service.boards.open(&service.store, &name).await?;
    let (head, text) = service.store.plan(&name, "", number).await?.ok_or(WebError::Absent)?;
    let files = MemoryFiles::default().with("plan.toml", text);
    // A plan of an older revision may speak of meetings that are no longer there.
    let plan = plan::read_from(&files, Path::new("plan.toml"), open.scenario()).map_err(WebError::Findings)?;
    may_move(&who, &open, &plan)?;
    let done = service.store.restore_plan(who.name(), (&name, ""), seen, number).await?;
    done.ok_or_else(|| WebError::Conflict("another plan is in force by now".to_owned()))?;
    Ok(Json(PlanLine::of(head, number)))
}
