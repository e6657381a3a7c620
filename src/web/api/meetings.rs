//! One meeting: why it is where it is, every place it could have, and what if it were elsewhere.

use super::answer::{Answered, Body, Named, Refusal};
use super::scenarios::input;
use crate::app::moving::{self, To};
use crate::domain::access::Action;
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::Half;
use crate::report;
use crate::web::boards::Open;
use crate::web::error::WebError;
use crate::web::guard::Permission;
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/scenarios/{scenario}/meetings/{meeting}", Permission::InScenario(Action::See), show),
        Route::post("/api/v1/scenarios/{scenario}/whatif", Permission::InScenario(Action::See), whatif),
    ]
}

/// Where a meeting is to go.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Put {
    /// The meeting.
    pub(super) meeting: String,
    /// Its opening day, as `2026-03-04`; without one it is left out of the plan.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub(super) first: Option<NaiveDate>,
    /// Its venue, if another.
    #[serde(default)]
    pub(super) venue: Option<String>,
    /// Its half of the day, if another: `morning` or `afternoon`.
    #[serde(default)]
    pub(super) half: Option<String>,
}

impl Put {
    /// The meeting and its new place.
    pub(super) fn read(&self, open: &Open) -> Result<(MeetingId, Option<crate::domain::plan::Placement>), WebError> {
        let invalid = |text: String| WebError::Invalid(text);
        let meeting = meeting(open, &self.meeting)?;
        let venue = self
            .venue
            .as_deref()
            .map(|venue| VenueId::parse(venue).map_err(|error| invalid(format!("venue: {error}"))));
        let half = match self.half.as_deref() {
            None => None,
            Some("morning") => Some(Half::Morning),
            Some("afternoon") => Some(Half::Afternoon),
            Some(other) => return Err(invalid(format!("half: {other:?}; expected morning or afternoon"))),
        };
        let Some(first) = self.first else { return Ok((meeting, None)) };
        let to = To { first, venue: venue.transpose()?, half };
        let place = moving::place(open.scenario(), &open.checked.plan, &meeting, &to);
        Ok((meeting, Some(place.map_err(|error| invalid(error.to_string()))?)))
    }
}

fn meeting(open: &Open, name: &str) -> Result<MeetingId, WebError> {
    let known = MeetingId::parse(name).ok().filter(|meeting| open.scenario().meetings().contains_key(meeting));
    known.ok_or_else(|| WebError::Invalid(format!("the scenario has no meeting {name:?}")))
}

/// Why a meeting is where it is, and every place it could have with what that would cost.
#[utoipa::path(get, path = "/api/v1/scenarios/{scenario}/meetings/{meeting}", tag = "meetings", security(("program" = [])),
    params(("scenario" = String, Path), ("meeting" = String, Path)),
    responses((status = 200, body = Object), (status = 401, body = Refusal), (status = 404, body = Refusal)))]
pub(super) async fn show(
    State(service): State<Service>,
    Named((name, id)): Named<(String, String)>,
) -> Answered<Json<Value>> {
    let open = service.boards.open(&service.store, &name).await?;
    let meeting = meeting(&open, &id).map_err(|_| WebError::Absent)?;
    let asked = meeting.clone();
    let (reason, places) = open.ask(move |board| (board.reason(&asked), board.alternatives(&asked))).await?;
    Ok(Json(report::why_json(&input(&service, &open), &meeting, reason.as_ref(), &places)))
}

/// What would change if a meeting were elsewhere: who goes along, findings, costs. Nothing is changed.
#[utoipa::path(post, path = "/api/v1/scenarios/{scenario}/whatif", tag = "meetings", security(("program" = [])),
    params(("scenario" = String, Path)), request_body = Put,
    responses((status = 200, body = Object), (status = 401, body = Refusal), (status = 403, body = Refusal),
        (status = 404, body = Refusal), (status = 413, body = Refusal), (status = 422, body = Refusal)))]
pub(super) async fn whatif(
    State(service): State<Service>,
    Named(name): Named<String>,
    Body(put): Body<Put>,
) -> Answered<Json<Value>> {
    let open: Arc<Open> = service.boards.open(&service.store, &name).await?;
    let (meeting, place) = put.read(&open)?;
    let whatif = open.ask(move |board| board.whatif(&meeting, place.as_ref())).await?;
    Ok(Json(report::whatif_json(&whatif)))
}
