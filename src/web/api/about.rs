//! The document of the interface, health, and figures for whoever watches the service.

use super::answer::{Answered, Refusal};
use super::{jobs, meetings, plans, scenarios};
use crate::domain::access::Action;
use crate::web::guard::Permission;
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::fmt::Write as _;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/openapi.json", Permission::Public, show_document),
        Route::get("/api/v1/health", Permission::Public, health),
        Route::get("/metrics", Permission::Everywhere(Action::Administer), metrics),
    ]
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Convoke", description = "Plans, checks and announces the meetings of a standards body."),
    paths(
        health,
        scenarios::list, scenarios::show, scenarios::add, scenarios::findings,
        meetings::show, meetings::whatif,
        plans::list, plans::show, plans::add, plans::restore,
        jobs::list, jobs::show, jobs::add, jobs::stop,
    ),
    components(schemas(Refusal)),
    modifiers(&Bearer),
    tags(
        (name = "scenarios", description = "Scenarios, their plans in force, and findings"),
        (name = "meetings", description = "One meeting: why it is there, and what if it were not"),
        (name = "plans", description = "Plans: each kept whole, one in force"),
        (name = "jobs", description = "Long work: solves"),
        (name = "service", description = "The service itself"),
    ),
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(
            HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some("A program's secret, made on the page of one's settings"))
                .build(),
        );
        document.components.get_or_insert_default().add_security_scheme("program", scheme);
    }
}

/// The document, as served.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

async fn show_document() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}

/// Whether the service can work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`, or `store` when the store does not answer.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
    /// Version of the time-zone data.
    zones: String,
}

/// Whether the service can work: its store answers.
#[utoipa::path(get, path = "/api/v1/health", tag = "service",
    responses((status = 200, body = Health), (status = 503, body = Health)))]
async fn health(State(service): State<Service>) -> Response {
    let answers = service.store.now().await.is_ok();
    let (status, word) = if answers { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "store") };
    let zones = service.zones.version().to_owned();
    (status, Json(Health { status: word, version: env!("CARGO_PKG_VERSION"), zones })).into_response()
}

/// Figures in the format of Prometheus (text 0.0.4), worked out when they are asked for: they are of the store, and so the same
/// on every machine. No address and no name stands in them.
async fn metrics(State(service): State<Service>) -> Answered<Response> {
    let overview = service.store.overview().await?;
    let jobs = service.store.open_jobs().await?;
    let mut text = String::new();
    let mut family = |name: &str, help: &str, rows: &[(String, i64)]| {
        let _infallible = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in rows {
            let _infallible = writeln!(text, "{name}{labels} {value}");
        }
    };
    let states: Vec<(String, i64)> =
        overview.counts.iter().map(|(state, count)| (format!("{{state=\"{}\"}}", state.word()), *count)).collect();
    family("convoke_messages", "Messages by state.", &states);
    family("convoke_messages_due", "Messages that may leave now.", &[(String::new(), overview.due)]);
    family(
        "convoke_messages_late",
        "Messages that have waited for more than an hour.",
        &[(String::new(), overview.late)],
    );
    family("convoke_reminders_scheduled", "Reminders that wait for their day.", &[(String::new(), overview.scheduled)]);
    let stopped = i64::from(overview.stopped.is_some());
    family("convoke_sending_stopped", "1 while somebody has stopped all sending.", &[(String::new(), stopped)]);
    let jobs: Vec<(String, i64)> =
        jobs.into_iter().map(|(state, count)| (format!("{{state=\"{state}\"}}"), count)).collect();
    family("convoke_jobs", "Jobs that wait or are worked on.", &jobs);
    let (entries, fault) = service.store.log().await?;
    let entries = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    family("convoke_log_entries", "Entries of the log.", &[(String::new(), entries)]);
    family(
        "convoke_log_broken",
        "1 where the log is not what was written.",
        &[(String::new(), i64::from(fault.is_some()))],
    );
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
