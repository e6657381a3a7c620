//! Long work that any machine may do: a solve is asked for, watched, and stopped with the best so far.

use super::answer::{Answered, Body, Named, Refusal};
use crate::domain::access::Action;
use crate::store::{Job, NewJob};
use crate::web::boards::Open;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// The longest solve that may be asked for, in seconds.
const LONGEST: u32 = 3600;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/scenarios/{scenario}/jobs", Permission::InScenario(Action::See), list),
        Route::post("/api/v1/scenarios/{scenario}/jobs", Permission::InScenario(Action::Plan), add),
        Route::get("/api/v1/scenarios/{scenario}/jobs/{job}", Permission::InScenario(Action::See), show),
        Route::post("/api/v1/scenarios/{scenario}/jobs/{job}/stop", Permission::InScenario(Action::Plan), stop),
    ]
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobLine {
    /// Its number.
    number: i64,
    /// What is to be done: `plan`.
    kind: String,
    /// Where it stands: `queued`, `claimed`, `done`, `failed`, `stopped`.
    state: &'static str,
    /// Who asked for it.
    queued_by: String,
    /// When, in milliseconds since 1970.
    queued_at: i64,
    /// How far it is: seconds, incumbent, bound, level.
    #[schema(value_type = Option<Object>)]
    progress: Value,
    /// What came of it: outcome, plan, words.
    #[schema(value_type = Option<Object>)]
    result: Value,
    /// When it ended.
    ended_at: Option<i64>,
}

impl JobLine {
    fn of(job: Job) -> Self {
        let value = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        Self {
            number: job.number,
            state: job.state.word(),
            progress: value(&job.progress),
            result: value(&job.result),
            kind: job.kind,
            queued_by: job.queued_by,
            queued_at: job.queued_at,
            ended_at: job.ended_at,
        }
    }
}

async fn of_scenario(service: &Service, name: &str, number: i64) -> Result<Job, WebError> {
    let job = service.store.job(number).await?;
    job.filter(|job| job.scenario == name).ok_or(WebError::Absent)
}

/// The last jobs of a scenario, the newest first.
#[utoipa::path(get, path = "/api/v1/scenarios/{scenario}/jobs", tag = "jobs", security(("program" = [])),
    params(("scenario" = String, Path)),
    responses((status = 200, body = Vec<JobLine>), (status = 401, body = Refusal), (status = 404, body = Refusal)))]
pub(super) async fn list(State(service): State<Service>, Named(name): Named<String>) -> Answered<Json<Vec<JobLine>>> {
    Ok(Json(service.store.jobs(&name).await?.into_iter().map(JobLine::of).collect()))
}

/// One job.
#[utoipa::path(get, path = "/api/v1/scenarios/{scenario}/jobs/{job}", tag = "jobs", security(("program" = [])),
    params(("scenario" = String, Path), ("job" = i64, Path)),
    responses((status = 200, body = JobLine), (status = 401, body = Refusal), (status = 404, body = Refusal)))]
pub(super) async fn show(
    State(service): State<Service>,
    Named((name, number)): Named<(String, i64)>,
) -> Answered<Json<JobLine>> {
    Ok(Json(JobLine::of(of_scenario(&service, &name, number).await?)))
}

/// How to plan.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSolve {
    /// Seconds to plan for, at most an hour.
    #[serde(default = "minute")]
    #[schema(minimum = 1, maximum = 3600)]
    seconds: u32,
    /// The seed: the same one gives the same plan under a budget in iterations.
    #[serde(default)]
    seed: u64,
    /// As few changes to the plan in force as possible.
    #[serde(default)]
    fewest_changes: bool,
    /// Dates that were confirmed or announced may move.
    #[serde(default)]
    may_move_announced: bool,
    /// Musts may be broken where they contradict each other.
    #[serde(default)]
    relax: bool,
}

fn minute() -> u32 {
    60
}

impl Default for NewSolve {
    fn default() -> Self {
        Self { seconds: minute(), seed: 0, fewest_changes: false, may_move_announced: false, relax: false }
    }
}

/// Asks for a plan. One solve of a scenario at a time: asked again while one waits or runs, that one is meant.
#[utoipa::path(post, path = "/api/v1/scenarios/{scenario}/jobs", tag = "jobs", security(("program" = [])),
    params(("scenario" = String, Path)), request_body = NewSolve,
    responses((status = 202, body = JobLine), (status = 401, body = Refusal), (status = 403, body = Refusal),
        (status = 404, body = Refusal), (status = 413, body = Refusal), (status = 422, body = Refusal)))]
pub(super) async fn add(
    State(service): State<Service>,
    who: Who,
    Named(name): Named<String>,
    Body(new): Body<NewSolve>,
) -> Answered<(StatusCode, Json<JobLine>)> {
    if new.seconds == 0 || new.seconds > LONGEST {
        return Err(WebError::Invalid(format!("seconds: {}; expected 1 to {LONGEST}", new.seconds)).into());
    }
    let open = service.boards.open(&service.store, &name).await?;
    // A solve moves meetings of all bodies.
    let everybody = open.scenario().bodies().keys().all(|body| who.may(Action::Plan, open.scenario(), body));
    if !everybody {
        return Err(WebError::Forbidden("a solve moves meetings of bodies that you do not plan for").into());
    }
    let number = queue_solve(&service, &open, who.name(), &new).await?;
    let job = of_scenario(&service, &name, number).await?;
    Ok((StatusCode::ACCEPTED, Json(JobLine::of(job))))
}

/// Queues a solve of a calendar from what is in force now; gives the number of the job.
pub(in crate::web) async fn queue_solve(
    service: &Service,
    open: &Open,
    by: &str,
    new: &NewSolve,
) -> Result<i64, WebError> {
    let scenario = open.scene.head.name.as_str();
    let request = json!({
        "seen": open.plan_number(), "revision": open.scene.head.revision, "seconds": new.seconds, "seed": new.seed,
        "fewest_changes": new.fewest_changes, "may_move_announced": new.may_move_announced, "relax": new.relax,
    });
    let (request, key) = (request.to_string(), format!("plan {scenario}"));
    let job = NewJob { kind: "plan", scenario, subject: "", request: &request, key: &key, by, delay: 0 };
    Ok(service.store.queue_job(&job).await?)
}

/// Ends a job with the best so far.
#[utoipa::path(post, path = "/api/v1/scenarios/{scenario}/jobs/{job}/stop", tag = "jobs", security(("program" = [])),
    params(("scenario" = String, Path), ("job" = i64, Path)),
    responses((status = 200, body = JobLine), (status = 401, body = Refusal), (status = 403, body = Refusal),
        (status = 404, body = Refusal)))]
pub(super) async fn stop(
    State(service): State<Service>,
    who: Who,
    Named((name, number)): Named<(String, i64)>,
) -> Answered<Json<JobLine>> {
    of_scenario(&service, &name, number).await?;
    service.store.stop_job(who.name(), number).await?;
    Ok(Json(JobLine::of(of_scenario(&service, &name, number).await?)))
}
