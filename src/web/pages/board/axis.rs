//! The calendar board: the page, and what it asks for as one scrolls.

use super::{Looking, words};
use crate::domain::access::Action;
use crate::report::board::Window;
use crate::web::error::{Told, WebError};
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::pages::Frame;
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use minijinja::context;
use serde::Deserialize;
use serde_json::{Value, json};

/// Rows asked for at once, at most.
const MOST_ROWS: usize = 400;
/// Meetings found at once, at most.
const MOST_FOUND: usize = 20;

pub(super) fn routes() -> Vec<Route> {
    let see = Permission::InScenario(Action::See);
    vec![
        Route::get("/scenarios/{scenario}", see, show),
        Route::get("/api/scenarios/{scenario}/board", see, whole),
        Route::get("/api/scenarios/{scenario}/board/part", see, part),
        Route::get("/api/scenarios/{scenario}/board/found", see, found),
    ]
}

/// Words that the scripts of the board say.
const WORDS: &[(&str, &[&str])] = &[
    ("plan-number", &["number"]),
    ("board-planned", &[]),
    ("board-tentative", &[]),
    ("board-confirmed", &[]),
    ("board-announced", &[]),
    ("board-held", &[]),
    ("board-cancelled", &[]),
    ("board-electronic", &[]),
    ("board-morning", &[]),
    ("board-afternoon", &[]),
    ("board-musts", &["count"]),
    ("board-shoulds", &["count"]),
    ("board-others", &[]),
    ("board-as-of", &["date"]),
    ("board-taken", &["title"]),
    ("board-given-up", &[]),
    ("board-at", &["title", "date"]),
    ("board-along", &["count"]),
    ("board-new-findings", &["count"]),
    ("board-gone-findings", &["count"]),
    ("board-costs", &["price"]),
    ("board-costs-nothing", &[]),
    ("board-no-findings", &[]),
    ("board-keep-question", &[]),
    ("board-kept", &["number"]),
    ("board-waiting", &[]),
    ("board-not-yours", &[]),
    ("board-restored", &["number"]),
    ("board-row", &["name", "count"]),
    ("board-forecast", &[]),
    ("board-deadlines", &[]),
    ("board-undated-until", &["first", "last"]),
    ("board-nothing-found", &[]),
    ("board-moves-to", &["title", "from", "to"]),
];

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Path(scenario): Path<String>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    let words = {
        let visitor = Visitor(Some(looking.who.clone()));
        words(&Frame::new(&looking.service, &visitor, &headers), WORDS)
    };
    let meetings = looking.open.scenario().meetings().len();
    looking.page(&headers, "board.html", "board", context! { words, meetings })
}

async fn whole(State(service): State<Service>, who: Who, Path(scenario): Path<String>) -> Result<Json<Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    let (open, zones) = (&looking.open, looking.service.zones);
    let number = open.plan_number();
    let plans = looking.service.store.plans(looking.name(), "").await?;
    // Redo leads to the plan that was made last from the one in force.
    let redo = plans.iter().find(|plan| plan.parent == Some(number)).map(|plan| plan.number);
    let tally = open.checked.tally();
    let mut value = open.layout(zones).json(&open.input(zones));
    if let Value::Object(value) = &mut value {
        value.insert("plan".to_owned(), json!(number));
        value.insert("revision".to_owned(), json!(open.scene.head.revision));
        value.insert("undo".to_owned(), json!(open.plan.as_ref().and_then(|plan| plan.parent)));
        value.insert("redo".to_owned(), json!(redo));
        value.insert("must".to_owned(), json!(tally.must));
        value.insert("should".to_owned(), json!(tally.should));
        value.insert("quality".to_owned(), json!(open.checked.plan.quality.word()));
        value.insert("plans".to_owned(), json!(looking.who.may_in(Action::Plan, open.scenario())));
    }
    Ok(Json(value))
}

#[derive(Deserialize)]
struct Asked {
    from: NaiveDate,
    until: NaiveDate,
    #[serde(default)]
    row: usize,
    #[serde(default)]
    rows: Option<usize>,
}

async fn part(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    let (open, zones) = (&looking.open, looking.service.zones);
    let rows = asked.rows.unwrap_or(MOST_ROWS).min(MOST_ROWS);
    let window = Window { from: asked.from, until: asked.until, row: asked.row, rows };
    let mut value = open.layout(zones).part(&open.input(zones), window);
    if let Value::Object(value) = &mut value {
        value.insert("plan".to_owned(), json!(open.plan_number()));
        value.insert("revision".to_owned(), json!(open.scene.head.revision));
    }
    Ok(Json(value))
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    words: String,
}

async fn found(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    let (open, zones) = (&looking.open, looking.service.zones);
    let found = open.layout(zones).found(&open.input(zones), &wanted.words, MOST_FOUND);
    Ok(Json(json!({ "meetings": found })))
}
