//! The one table of routes. A route stands here with who may use it, or not at all; the table of roles in the tests and the
//! document of the interface are held against it.

use super::guard::{Permission, guard};
use super::requests::record;
use super::state::Service;
use super::{api, assets, pages};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// A route as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The method.
    pub method: Method,
    /// The path, with `{names}`.
    pub path: &'static str,
    /// Who may use it.
    pub permission: Permission,
}

/// One route.
pub(super) struct Route {
    listed: Listed,
    handler: MethodRouter<Service>,
    /// An answer that goes on for a long time: no limit of time.
    streams: bool,
    /// What is sent are files: a limit of its own.
    uploads: bool,
}

impl Route {
    pub(super) fn get<H, T>(path: &'static str, permission: Permission, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Service>,
        T: 'static,
    {
        Self::new(Listed { method: Method::GET, path, permission }, get(handler))
    }

    pub(super) fn post<H, T>(path: &'static str, permission: Permission, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Service>,
        T: 'static,
    {
        Self::new(Listed { method: Method::POST, path, permission }, post(handler))
    }

    fn new(listed: Listed, handler: MethodRouter<Service>) -> Self {
        Self { listed, handler, streams: false, uploads: false }
    }

    pub(super) fn streaming(self) -> Self {
        Self { streams: true, ..self }
    }

    pub(super) fn uploading(self) -> Self {
        Self { uploads: true, ..self }
    }
}

fn all() -> Vec<Route> {
    let mut routes = vec![Route::get("/static/{name}", Permission::Public, assets::asset)];
    routes.extend(pages::routes());
    routes.extend(api::routes());
    routes
}

/// All routes, as tests and documents hold them against what they say.
#[must_use]
pub fn listed() -> Vec<Listed> {
    all().into_iter().map(|route| route.listed).collect()
}

/// What a page may load, and from where: nothing but from here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The service.
pub fn router(service: Service) -> Router {
    let limits = service.setup.limits;
    let mut router = Router::new();
    for Route { listed, handler, streams, uploads } in all() {
        let handler: MethodRouter<Service> =
            handler.layer(from_fn_with_state((service.clone(), listed.permission), guard));
        let time = if streams { Duration::from_secs(86_400) } else { limits.time };
        let handler: MethodRouter<Service> =
            handler.layer(TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, time));
        // It takes the place of the limit of all below.
        let handler = if uploads { handler.layer(DefaultBodyLimit::max(limits.upload)) } else { handler };
        router = router.route(listed.path, handler);
    }
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    router
        .fallback(pages::nothing)
        .layer(from_fn_with_state(service.clone(), record))
        .layer(DefaultBodyLimit::max(limits.body))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .with_state(service)
}
