//! How far what was approved is; stop and resume; what somebody must decide.

use super::Frame;
use super::announcing::{person, reason_word};
use super::forms::{self, Fields, every};
use super::home::encoded;
use crate::app::outbox::State as Standing;
use crate::domain::access::Action;
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use crate::domain::text::EmailAddress;
use crate::store::{Listed, Pending};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::stream;
use minijinja::{Value, context};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

/// How often a page is told how far it is.
const TELL: Duration = Duration::from_secs(1);
/// Counts told before the page asks again: nobody looks for longer.
const MOST_TOLD: u32 = 3600;
/// States in which something may still leave.
const OPEN: [&str; 5] = ["queued", "claimed", "dot", "deferred", "uncertain"];
/// States that somebody looks at, in the order of the page.
const LISTED: [Standing; 5] =
    [Standing::Parked, Standing::Failed, Standing::Uncertain, Standing::Deferred, Standing::Queued];

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/scenarios/{scenario}/announce/{number}/progress", Permission::InScenario(Action::See), live)
            .streaming(),
        Route::get("/scenarios/{scenario}/sending", Permission::InScenario(Action::See), show),
        Route::post("/scenarios/{scenario}/sending/retry", Permission::InScenario(Action::Approve), retry),
        Route::post("/scenarios/{scenario}/sending/park", Permission::InScenario(Action::Approve), park),
        Route::post("/sending/stop", Permission::Somewhere(Action::Approve), stop),
        Route::post("/sending/resume", Permission::Everywhere(Action::Approve), resume),
    ]
}

fn counts(frame: &Frame<'_>, progress: &BTreeMap<String, i64>) -> Vec<Value> {
    let one = |(state, count): (&String, &i64)| {
        context! { state, word => frame.text(&format!("state-{state}"), &[]), count }
    };
    progress.iter().map(one).collect()
}

/// Who may stop, and who may let it go on.
fn switches(who: &Who) -> (bool, bool) {
    let allowed = who.scope_allows(Action::Approve);
    (allowed && who.roles().somewhere(Action::Approve), allowed && who.roles().everywhere(Action::Approve))
}

/// The page of an announcement that was approved.
pub(super) async fn progress_page(
    service: &Service,
    who: &Who,
    frame: &Frame<'_>,
    scenario: &str,
    pending: &Pending,
) -> Result<Response, WebError> {
    let kept = &pending.announcement;
    let progress = service.store.progress(kept.number).await?;
    let (stops, resumes) = switches(who);
    let (by, at) = kept.approved.clone().unwrap_or_default();
    let states: Vec<Value> = Standing::ALL
        .into_iter()
        .map(|(_, word)| word)
        .chain(["scheduled"])
        .map(|state| context! { state, word => frame.text(&format!("state-{state}"), &[]) })
        .collect();
    frame.page(
        "sending.html",
        context! {
            scenario => encoded(scenario), number => kept.number, count => kept.messages, digest => kept.digest.as_str(),
            prepared_by => person(&kept.prepared.0), approved_by => person(&by), at => forms::minute(at),
            first => pending.first_approved_by.as_deref().map(person), counts => counts(frame, &progress), states,
            live => is_open(&progress), stopped => service.store.stopped().await?, stops, resumes,
            lists => Vec::<Value>::new(), approves => false, back => format!("/scenarios/{}/announce/{}", encoded(scenario), kept.number),
        },
    )
}

fn is_open(progress: &BTreeMap<String, i64>) -> bool {
    OPEN.iter().any(|state| progress.get(*state).is_some_and(|count| *count > 0))
}

/// Counts by state, told again and again until nothing waits.
async fn live(
    State(service): State<Service>,
    who: Who,
    Path((scenario, number)): Path<(String, i64)>,
) -> Result<Response, WebError> {
    let open = service.boards.open(&service.store, &scenario).await?;
    service.store.announcement(&scenario, number).await?.ok_or(WebError::Absent)?;
    let sees = service.store.meetings_of(number).await?;
    let sees = sees.iter().all(|meeting| may(&who, Action::See, open.scenario(), meeting));
    if !sees {
        return Err(WebError::Absent);
    }
    let told = stream::unfold((service, 0_u32, false), move |(service, told, ended)| async move {
        if ended || told >= MOST_TOLD {
            return None;
        }
        if told > 0 {
            tokio::time::sleep(TELL).await;
        }
        let progress = service.store.progress(number).await.ok()?;
        let stopped = service.store.stopped().await.ok()?;
        let open = is_open(&progress);
        let data = serde_json::json!({ "counts": progress, "stopped": stopped.is_some(), "open": open });
        let event = Event::default().event("progress").data(data.to_string());
        Some((Ok::<_, Infallible>(event), (service, told + 1, !open)))
    });
    Ok(Sse::new(told).keep_alive(KeepAlive::default()).into_response())
}

/// Whether somebody may do this for the body of a meeting; one that the calendar no longer has is that of those who may
/// everywhere.
fn may(who: &Who, action: Action, scenario: &Scenario, meeting: &str) -> bool {
    if who.scope_allows(action) && who.roles().everywhere(action) {
        return true;
    }
    let known = MeetingId::parse(meeting).ok().and_then(|id| scenario.meetings().get(&id));
    known.is_some_and(|known| who.may(action, scenario, &known.body))
}

async fn show(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path(scenario): Path<String>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let open = service.boards.open(&service.store, &scenario).await?;
    let mut lists = Vec::new();
    for state in LISTED {
        let listed = service.store.list_of(&scenario, state).await?;
        let own = listed.iter().filter(|one| may(&who, Action::See, open.scenario(), &one.meeting));
        let messages: Vec<Value> = own.map(|one| message(&frame, one)).collect();
        if !messages.is_empty() {
            let word = Standing::ALL.iter().find(|(known, _)| *known == state).map_or("", |(_, word)| word);
            lists.push(context! {
                state => word, word => frame.text(&format!("state-{word}"), &[]), messages,
                retries => state != Standing::Queued, waits => state == Standing::Deferred, parks => !state.is_final(),
            });
        }
    }
    let (stops, resumes) = switches(&who);
    frame.page(
        "sending.html",
        context! {
            scenario => encoded(&scenario), number => "", count => 0, digest => "", prepared_by => "",
            approved_by => "", at => "", first => "", counts => Vec::<Value>::new(), states => Vec::<Value>::new(),
            live => false, stopped => service.store.stopped().await?, stops, resumes, lists,
            approves => who.may_in(Action::Approve, open.scenario()), back => format!("/scenarios/{}/sending", encoded(&scenario)),
        },
    )
}

fn message(frame: &Frame<'_>, one: &Listed) -> Value {
    let to = EmailAddress::parse_confirmed(&one.recipient).map_or_else(|_| "?".to_owned(), |one| one.to_string());
    context! {
        number => one.number, meeting => one.meeting.as_str(), to, reason => reason_word(frame, &one.reason),
        attempts => one.attempts, copies => one.copies, answer => one.answer.as_deref(),
        next => if one.next_at > 0 { forms::minute(one.next_at) } else { String::new() },
    }
}

/// The messages that a form names, each of a meeting for which the person may decide.
async fn named(service: &Service, who: &Who, scenario: &str, fields: &Fields) -> Result<Vec<i64>, WebError> {
    let open = service.boards.open(&service.store, scenario).await?;
    let mut messages = Vec::new();
    for number in every(fields, "message").filter_map(|number| number.parse().ok()) {
        let meeting = service.store.meeting_of_message(scenario, number).await?;
        if !meeting.is_some_and(|meeting| may(who, Action::Approve, open.scenario(), &meeting)) {
            return Err(WebError::Forbidden("a message of a body that is not among yours"));
        }
        messages.push(number);
    }
    Ok(messages)
}

async fn retry(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let messages = named(&service, &who, &scenario, &fields).await?;
    service.store.retry(&messages, &who.signature()).await?;
    Ok(Redirect::to(&format!("/scenarios/{}/sending", encoded(&scenario))).into_response())
}

async fn park(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let messages = named(&service, &who, &scenario, &fields).await?;
    service.store.park(&messages, &who.signature()).await?;
    Ok(Redirect::to(&format!("/scenarios/{}/sending", encoded(&scenario))).into_response())
}

/// Where a form came from: a page of ours, below the calendars.
fn back(fields: &Fields) -> Redirect {
    let asked = super::forms::field(fields, "back");
    let ours =
        asked.starts_with("/scenarios/") && !asked.contains(['\\', '?', '#']) && !asked.chars().any(char::is_control);
    Redirect::to(if ours { asked } else { "/scenarios" })
}

/// One click; nothing leaves any more, on no machine.
async fn stop(State(service): State<Service>, who: Who, Form(fields): Form<Fields>) -> Result<Response, WebError> {
    service.store.stop(&who.signature(), "on the page").await?;
    Ok(back(&fields).into_response())
}

async fn resume(State(service): State<Service>, who: Who, Form(fields): Form<Fields>) -> Result<Response, WebError> {
    service.store.resume(&who.signature()).await?;
    Ok(back(&fields).into_response())
}
