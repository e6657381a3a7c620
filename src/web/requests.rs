//! One record a request, where somebody asks for it: method, template of the route, status, time, and a number to ask about. The
//! address itself is not recorded, for secrets stand in it, nor who asks and from where.

use super::state::Service;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

/// The header of an answer that names its record.
const NUMBER: HeaderName = HeaderName::from_static("x-request-id");

/// Records a request that has been answered; an answer that goes on is recorded when it begins.
pub(super) async fn record(State(service): State<Service>, request: Request, next: Next) -> Response {
    if !service.setup.records {
        return next.run(request).await;
    }
    let began = Instant::now();
    let method = request.method().clone();
    // What no route has may be anything.
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let number: String = service.chance.secret().map(|secret| secret.chars().take(16).collect()).unwrap_or_default();
    let mut response = next.run(request).await;
    // Methods are words of whoever asks: those that there are, or none.
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    let method = known.into_iter().find(|one| *one == method.as_str()).unwrap_or("-");
    let (status, ms) = (response.status().as_u16(), u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
    tracing::info!(target: "convoke::request", method, route, status, ms, request = number, "answered");
    if let Ok(number) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(NUMBER, number);
    }
    response
}
