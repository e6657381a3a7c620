//! Planning anew. A job is queued here; whatever machine takes it up writes how far it is into the store, and this page reads
//! it from there. What came of it is told in words, also when the demands contradict each other.

use super::subjects::{Kind, list};
use super::{Looking, encoded, moment, words};
use crate::domain::access::Action;
use crate::store::{Job, NewJob, Store};
use crate::web::error::{Told, WebError};
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::pages::Frame;
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::stream::{self, Stream};
use minijinja::context;
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::time::Duration;

/// How often progress is read.
const LOOK: Duration = Duration::from_millis(250);
/// So often it is read in one answer; then the browser asks anew. Nobody who stops the service waits for a browser.
const LOOKS: u32 = 80;
/// The longest that planning may take, in seconds.
const LONGEST: u32 = 3_600;

pub(super) fn routes() -> Vec<Route> {
    let (see, plan) = (Permission::InScenario(Action::See), Permission::InScenario(Action::Plan));
    vec![
        Route::post("/scenarios/{scenario}/jobs", plan, queue),
        Route::get("/scenarios/{scenario}/jobs/{job}", see, show),
        Route::get("/api/scenarios/{scenario}/jobs/{job}", see, told),
        Route::get("/api/scenarios/{scenario}/jobs/{job}/progress", see, progress).streaming(),
        Route::post("/scenarios/{scenario}/jobs/{job}/stop", plan, stop),
    ]
}

/// What a form asks for; a box that is not ticked is not sent.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    subject: String,
    seconds: u32,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    fewest_changes: Option<String>,
    #[serde(default)]
    may_move_announced: Option<String>,
    #[serde(default)]
    relax: Option<String>,
}

async fn queue(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    if !looking.may_whole(Action::Plan) {
        return Err(WebError::Forbidden("planning anew moves meetings of bodies that you do not plan"));
    }
    if !(1..=LONGEST).contains(&wanted.seconds) {
        return Err(WebError::Invalid(format!("planning takes 1 to {LONGEST} seconds")));
    }
    let kind = match list(&looking.open).iter().find(|one| one.path == wanted.subject).map(|one| one.kind) {
        _ if wanted.subject.is_empty() => "plan",
        Some(Kind::Event) => "timetable",
        Some(Kind::Series) => "hours",
        None => return Err(WebError::Absent),
    };
    let store = &looking.service.store;
    let seen = store.plan_number_in_force(looking.name(), &wanted.subject).await?;
    let request = json!({
        "seen": seen,
        "revision": looking.open.scene.head.revision,
        "seconds": wanted.seconds,
        "seed": wanted.seed,
        "fewest_changes": wanted.fewest_changes.is_some(),
        "may_move_announced": wanted.may_move_announced.is_some(),
        "relax": wanted.relax.is_some(),
    })
    .to_string();
    // Whoever asks while the same is being planned looks at that.
    let key = format!("{kind} {} {}", looking.name(), wanted.subject);
    let new = NewJob {
        kind,
        scenario: looking.name(),
        subject: &wanted.subject,
        request: &request,
        key: &key,
        by: looking.who.name(),
        delay: 0,
    };
    let number = store.queue_job(&new).await?;
    Ok(Redirect::to(&format!("/scenarios/{}/jobs/{number}", encoded(looking.name()))).into_response())
}

/// A job of this calendar.
async fn job(store: &Store, scenario: &str, number: &str) -> Result<Job, WebError> {
    let number: i64 = number.parse().map_err(|_| WebError::Absent)?;
    store.job(number).await?.filter(|job| job.scenario == scenario).ok_or(WebError::Absent)
}

/// The levels of a job's costs, as its request orders them.
fn levels(job: &Job) -> Vec<&'static str> {
    let request: Value = serde_json::from_str(&job.request).unwrap_or_default();
    let asked = |key: &str| request.get(key).and_then(Value::as_bool).unwrap_or(false);
    let mut levels = match job.kind.as_str() {
        "plan" if asked("fewest_changes") => vec!["change", "should", "prefer"],
        "plan" => vec!["should", "change", "prefer"],
        "timetable" => vec!["alone", "parallel", "should", "prefer"],
        _ => Vec::new(),
    };
    if asked("relax") {
        levels.insert(0, "must");
    }
    levels
}

const WORDS: &[(&str, &[&str])] = &[
    ("job-queued", &[]),
    ("job-claimed", &[]),
    ("job-done", &[]),
    ("job-failed", &[]),
    ("job-stopped", &[]),
    ("job-stopping", &[]),
    ("job-seconds", &["seconds"]),
    ("job-cost", &[]),
    ("job-bound", &[]),
    ("job-level", &["number"]),
    ("job-planned", &["number"]),
    ("job-impossible", &[]),
    ("job-nothing-found", &[]),
    ("job-overtaken", &[]),
    ("job-given-up", &[]),
    ("job-chart", &["level"]),
    ("job-lost", &[]),
];

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Path((scenario, number)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    let job = job(&looking.service.store, looking.name(), &number).await?;
    let words = {
        let visitor = Visitor(Some(looking.who.clone()));
        words(&Frame::new(&looking.service, &visitor, &headers), WORDS)
    };
    let subjects = list(&looking.open);
    let subject = subjects.iter().find(|one| one.path == job.subject);
    let address =
        subject.map_or_else(|| format!("/scenarios/{}", encoded(looking.name())), |one| one.address(looking.name()));
    let values = context! {
        job => job.number, subject => job.subject.as_str(), subject_title => subject.map(|one| one.title.as_str()), address,
        queued_by => job.queued_by.as_str(), queued_at => moment(job.queued_at), is_final => job.state.is_final(),
        state => state(&job).to_string(), levels => levels(&job).join(" "), words,
    };
    looking.page(&headers, "board-job.html", "plans", values)
}

/// A job as pages and programs see it.
fn state(job: &Job) -> Value {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    json!({
        "job": job.number,
        "kind": job.kind,
        "subject": job.subject,
        "state": job.state.word(),
        "final": job.state.is_final(),
        "stopping": job.stop,
        "progress": parsed(&job.progress),
        "result": parsed(&job.result),
    })
}

async fn told(
    State(service): State<Service>,
    who: Who,
    Path((scenario, number)): Path<(String, String)>,
) -> Result<axum::Json<Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    Ok(axum::Json(state(&job(&looking.service.store, looking.name(), &number).await?)))
}

/// Where a stream of progress is.
struct Watching {
    store: Store,
    scenario: String,
    number: String,
    looks: u32,
    told: Option<String>,
    ended: bool,
}

async fn progress(
    State(service): State<Service>,
    who: Who,
    Path((scenario, number)): Path<(String, String)>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    job(&looking.service.store, looking.name(), &number).await?;
    let store = looking.service.store.clone();
    let watching = Watching { store, scenario, number, looks: 0, told: None, ended: false };
    let events = stream::unfold(watching, |mut watching| async move {
        if watching.ended {
            return None;
        }
        let event = next(&mut watching).await?;
        Some((Ok(event), watching))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(5))))
}

/// The next thing worth telling; `None` when it is time to ask anew.
async fn next(watching: &mut Watching) -> Option<Event> {
    loop {
        if watching.looks > 0 {
            tokio::time::sleep(LOOK).await;
        }
        watching.looks += 1;
        if watching.looks > LOOKS {
            return None;
        }
        // A store that cannot answer just now is asked again; the browser comes back by itself, too.
        let Ok(job) = job(&watching.store, &watching.scenario, &watching.number).await else { continue };
        let text = state(&job).to_string();
        if watching.told.as_ref() == Some(&text) {
            continue;
        }
        watching.ended = job.state.is_final();
        watching.told = Some(text.clone());
        let event = Event::default().event(if watching.ended { "end" } else { "progress" });
        return Some(event.retry(LOOK).data(text));
    }
}

async fn stop(
    State(service): State<Service>,
    who: Who,
    Path((scenario, number)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    if !looking.may_whole(Action::Plan) {
        return Err(WebError::Forbidden("planning anew is for those who plan all bodies"));
    }
    let job = job(&looking.service.store, looking.name(), &number).await?;
    looking.service.store.stop_job(looking.who.name(), job.number).await?;
    Ok(Redirect::to(&format!("/scenarios/{}/jobs/{}", encoded(looking.name()), job.number)).into_response())
}
