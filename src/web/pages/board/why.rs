//! Why one meeting is where it is: what binds, what is not met and at which price, and every other date.

use super::Looking;
use crate::domain::access::Action;
use crate::domain::ids::MeetingId;
use crate::language::deadline_label;
use crate::report::{self, words};
use crate::web::error::{Told, WebError};
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use minijinja::{Value, context};

pub(super) fn routes() -> Vec<Route> {
    let see = Permission::InScenario(Action::See);
    vec![
        Route::get("/scenarios/{scenario}/why/{meeting}", see, show),
        Route::get("/api/scenarios/{scenario}/why/{meeting}", see, told),
    ]
}

async fn reasons(
    looking: &Looking,
    meeting: &str,
) -> Result<(MeetingId, Option<crate::domain::reason::Reason>, Vec<crate::domain::reason::Alternative>), WebError> {
    let meeting = MeetingId::parse(meeting).map_err(|_| WebError::Absent)?;
    if !looking.open.scenario().meetings().contains_key(&meeting) {
        return Err(WebError::Absent);
    }
    let asked = meeting.clone();
    let (reason, places) = looking.open.ask(move |board| (board.reason(&asked), board.alternatives(&asked))).await?;
    Ok((meeting, reason, places))
}

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Path((scenario, meeting)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    let (meeting, reason, places) = reasons(&looking, &meeting).await?;
    let input = looking.open.input(looking.service.zones);
    let part = report::why_part(&input, &meeting, reason.as_ref(), &places);
    let language = Visitor(Some(looking.who.clone())).language(&headers);
    let due: Vec<Value> = input
        .deadlines
        .get(&meeting)
        .into_iter()
        .flatten()
        .map(|due| context! { day => words::day(due.day), what => deadline_label(due.kind, language), rule => due.rule.to_string() })
        .collect();
    let values = context! {
        meeting => meeting.as_str(), meeting_title => input.title_of(&meeting),
        place => report::place(&input, input.plan.placements.get(&meeting)),
        part => Value::from_safe_string(part), due,
    };
    looking.page(&headers, "board-why.html", "board", values)
}

async fn told(
    State(service): State<Service>,
    who: Who,
    Path((scenario, meeting)): Path<(String, String)>,
) -> Result<Json<serde_json::Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    let (meeting, reason, places) = reasons(&looking, &meeting).await?;
    let input = looking.open.input(looking.service.zones);
    Ok(Json(report::why_json(&input, &meeting, reason.as_ref(), &places)))
}
