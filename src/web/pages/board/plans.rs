//! All plans of a calendar or of one of its events or series, and putting an older one in force: undo and redo.

use super::{Looking, moment, overtaken};
use crate::domain::access::Action;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Plan;
use crate::exchange::files::MemoryFiles;
use crate::exchange::plan;
use crate::store::PlanHead;
use crate::web::error::{Told, WebError};
use crate::web::guard::{Permission, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use minijinja::{Value, context};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/scenarios/{scenario}/plans", Permission::InScenario(Action::See), show),
        Route::post("/api/scenarios/{scenario}/plans/restore", Permission::InScenario(Action::Plan), restore),
    ]
}

/// Which plans: `""` for the calendar, else the file of an event or series.
#[derive(Deserialize)]
struct Of {
    #[serde(default)]
    subject: String,
}

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Path(scenario): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    let store = &looking.service.store;
    let plans = store.plans(looking.name(), &of.subject).await?;
    let in_force = store.plan_number_in_force(looking.name(), &of.subject).await?;
    let rows: Vec<Value> = plans
        .into_iter()
        .map(|PlanHead { number, parent, revision, what, why, made_by, made_at }| {
            context! { number, parent, revision, what, why, made_by, made_at => moment(made_at), in_force => number == in_force }
        })
        .collect();
    looking.page(
        &headers,
        "board-plans.html",
        "plans",
        context! { plans_kept => rows, in_force, subject => of.subject },
    )
}

/// A plan of the calendar, read.
pub(super) async fn read(looking: &Looking, number: i64) -> Result<(PlanHead, Plan), WebError> {
    let kept = looking.service.store.plan(looking.name(), "", number).await?;
    let (head, text) = kept.ok_or(WebError::Absent)?;
    let files = MemoryFiles::default().with("plan.toml", text);
    let plan = plan::read_from(&files, std::path::Path::new("plan.toml"), looking.open.scenario());
    // A plan of older files may speak of meetings that are gone.
    Ok((head, plan.map_err(WebError::Findings)?))
}

/// Meetings whose dates differ, or whose firmness does.
pub(super) fn differing<'a>(a: &'a Plan, b: &'a Plan) -> BTreeSet<&'a MeetingId> {
    let all: BTreeSet<&MeetingId> = a.placements.keys().chain(b.placements.keys()).collect();
    all.into_iter().filter(|meeting| a.placements.get(*meeting) != b.placements.get(*meeting)).collect()
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    subject: String,
    plan: i64,
    number: i64,
}

async fn restore(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Json(wanted): Json<Wanted>,
) -> Result<Json<serde_json::Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    looking.is_of(&wanted.subject, wanted.plan).await?;
    let theirs = if wanted.subject.is_empty() {
        let (_, plan) = read(&looking, wanted.number).await?;
        let now = &looking.open.checked.plan;
        let waivers = plan.waivers == now.waivers || looking.may_whole(Action::Plan);
        waivers && looking.may_all(Action::Plan, differing(now, &plan))
    } else {
        looking.may_whole(Action::Plan)
    };
    if !theirs {
        return Err(WebError::Forbidden("a meeting that would move is of a body that you do not plan").into());
    }
    let subject = (looking.name(), wanted.subject.as_str());
    let store = &looking.service.store;
    match store.restore_plan(looking.who.name(), subject, wanted.plan, wanted.number).await? {
        Some(number) => Ok(Json(json!({ "plan": number }))),
        None if store.plan(looking.name(), &wanted.subject, wanted.number).await?.is_none() => {
            Err(WebError::Absent.into())
        }
        None => Err(overtaken(&looking.service, looking.name(), &wanted.subject, wanted.plan).await?.into()),
    }
}
