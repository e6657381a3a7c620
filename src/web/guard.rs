//! Before any handler: whether the request is for this host, who asks, whether it comes from our own pages, and whether that
//! person may.
//!
//! A request that changes something must come from a page of ours: the browser says so itself (Sec-Fetch-Site, or else
//! Origin), and the page shows a word that follows from the secret of the session. Programs show a secret of their own in the
//! Authorization header, which no browser sends along by itself.

use super::cookies;
use super::error::WebError;
use super::state::Service;
use crate::domain::access::{Action, Roles};
use crate::domain::ids::BodyId;
use crate::domain::language::Language;
use crate::domain::scenario::Scenario;
use crate::store::{Account, Purpose};
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use sha2::{Digest as _, Sha256};
use std::net::SocketAddr;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Everybody.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever may do this for some body.
    Somewhere(Action),
    /// Whoever may do this for some body of the scenario that the path names; handlers that touch one meeting ask for its
    /// body, too. Whoever may not see the scenario is told that there is none.
    InScenario(Action),
    /// Whoever may do this for all bodies.
    Everywhere(Action),
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    /// The account.
    pub(crate) account: Account,
    /// The word that forms must show.
    pub(crate) token: String,
    /// The digest of what was shown, which is its name.
    pub(crate) credential: String,
    /// What a program's secret allows, in words; `None` for a person, who may do all that the roles allow.
    pub(crate) scopes: Option<String>,
}

impl Who {
    /// The name in the log.
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        &self.account.name
    }

    /// Who prepares and approves: the name, which people change, and the number, which they do not.
    #[must_use]
    pub(crate) fn signature(&self) -> String {
        format!("{} #{}", self.account.name, self.account.number)
    }

    /// The roles.
    #[must_use]
    pub(crate) fn roles(&self) -> &Roles {
        &self.account.roles
    }

    /// Whether the secret that was shown allows an action at all.
    #[must_use]
    pub(crate) fn scope_allows(&self, action: Action) -> bool {
        let Some(scopes) = &self.scopes else { return true };
        let wanted = match action {
            Action::See => "see",
            Action::Plan => "plan",
            Action::Approve => "approve",
            Action::Administer => "administer",
        };
        scopes.split(' ').any(|scope| scope == wanted)
    }

    /// Whether an action is allowed for a body.
    #[must_use]
    pub(crate) fn may(&self, action: Action, scenario: &Scenario, body: &BodyId) -> bool {
        self.scope_allows(action) && self.roles().may(action, scenario, body)
    }

    /// Whether an action is allowed for some body of a scenario.
    #[must_use]
    pub(crate) fn may_in(&self, action: Action, scenario: &Scenario) -> bool {
        self.scope_allows(action) && self.roles().may_in(action, scenario)
    }

    fn may_everywhere(&self, action: Action) -> bool {
        self.scope_allows(action) && self.roles().everywhere(action)
    }

    fn may_somewhere(&self, action: Action) -> bool {
        self.scope_allows(action) && self.roles().somewhere(action)
    }
}

/// Who asks, where anybody may.
#[derive(Debug, Clone)]
pub(crate) struct Visitor(pub(crate) Option<Who>);

impl Visitor {
    /// The language of the pages: the person's own, else the first of the browser's that there is.
    pub(crate) fn language(&self, headers: &HeaderMap) -> Language {
        if let Some(who) = &self.0 {
            return who.account.language;
        }
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let tags = accepted.split(',').filter_map(|one| one.split([';', '-']).next());
        tags.filter_map(|tag| Language::parse(tag.trim())).next().unwrap_or(Language::English)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Visitor>().and_then(|visitor| visitor.0.clone()).ok_or(WebError::SignIn)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        Ok(parts.extensions.get::<Visitor>().cloned().unwrap_or(Visitor(None)))
    }
}

/// The address of the network that asks: believed of proxies of our own only.
pub(crate) fn network_address(service: &Service, parts: &Parts) -> String {
    let peer =
        parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or_else(String::new, |info| info.0.ip().to_string());
    let forwarded = parts.headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    match service.setup.proxies {
        0 => peer,
        // Each proxy adds the address that it saw at the end; what stands before is whatever the visitor wrote.
        proxies => hops.iter().rev().nth(proxies - 1).map_or(peer, |hop| (*hop).to_owned()),
    }
}

/// The word that forms of a session must show.
pub(super) fn token_of(secret: &str) -> String {
    let digest = Sha256::new().chain_update(b"form ").chain_update(secret.as_bytes()).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn wants_json(request: &Request) -> bool {
    request.uri().path().starts_with("/api/")
}

/// Lets a request pass that is for this host, from our own pages, and of somebody who may.
pub(super) async fn guard(
    State((service, permission)): State<(Service, Permission)>,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let json = wants_json(&request);
    let to_page = request.method() == Method::GET && !json;
    let back = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let scenario = params.iter().find(|(name, _)| *name == "scenario").map(|(_, value)| value.to_owned());
    match admit(&service, permission, scenario, request).await {
        Ok(request) => next.run(request).await,
        Err(WebError::SignIn) if to_page => {
            let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
            Redirect::to(&format!("/sign-in?next={back}")).into_response()
        }
        Err(error) if json => error.json(),
        Err(error) => error.page(),
    }
}

async fn admit(
    service: &Service,
    permission: Permission,
    scenario: Option<String>,
    request: Request,
) -> Result<Request, WebError> {
    is_for_us(service, request.headers(), request.uri().host())?;
    let who = who(service, request.headers()).await?;
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let by_program = who.as_ref().is_some_and(|who| who.scopes.is_some());
    let mut request = request;
    if changes && !by_program {
        is_ours(service, request.headers())?;
        if let Some(who) = &who {
            request = shows_token(service, who, request).await?;
        }
    }
    is_allowed(service, permission, scenario, who.as_ref()).await?;
    request.extensions_mut().insert(Visitor(who));
    Ok(request)
}

/// A host that is not ours is somebody else's name for this machine: nothing is to be remembered under it.
fn is_for_us(service: &Service, headers: &HeaderMap, of_uri: Option<&str>) -> Result<(), WebError> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).or(of_uri);
    if host.is_some_and(|host| host.eq_ignore_ascii_case(service.setup.host())) {
        Ok(())
    } else {
        Err(WebError::Foreign)
    }
}

/// What the browser says of where the request comes from.
fn is_ours(service: &Service, headers: &HeaderMap) -> Result<(), WebError> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let ours = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == service.setup.base,
        (None, None) => false,
    };
    if ours { Ok(()) } else { Err(WebError::Foreign) }
}

/// The word of the session stands in a header, or in the form, which is read and put back.
async fn shows_token(service: &Service, who: &Who, request: Request) -> Result<Request, WebError> {
    let right = |shown: &str| constant_time_eq(shown.as_bytes(), who.token.as_bytes());
    if request.headers().get("x-convoke-token").and_then(|value| value.to_str().ok()).is_some_and(right) {
        return Ok(request);
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(WebError::Foreign);
    }
    let most = service.setup.limits.body;
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, most).await.map_err(|_| WebError::TooLarge(most))?;
    let shown = url::form_urlencoded::parse(&bytes).any(|(name, value)| name == "token" && right(&value));
    if shown { Ok(Request::from_parts(parts, Body::from(bytes))) } else { Err(WebError::Foreign) }
}

/// Compares without telling by its time where the two differ.
pub(crate) fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// Who asks: by the secret of a session, or by that of a program.
async fn who(service: &Service, headers: &HeaderMap) -> Result<Option<Who>, WebError> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(secret) = bearer.and_then(|value| value.strip_prefix("Bearer ")) {
        let found = service.store.holder(Purpose::Program, secret.trim(), None).await?;
        // Whoever shows a secret that is none is not a visitor who shows nothing.
        let (account, credential) = found.ok_or(WebError::SignIn)?;
        let (token, scopes) = (String::new(), Some(credential.scopes));
        return Ok(Some(Who { account, token, credential: credential.digest, scopes }));
    }
    let Some(secret) = cookies::session(headers) else { return Ok(None) };
    let found = service.store.holder(Purpose::Session, secret, Some(service.setup.limits.idle)).await?;
    Ok(found.map(|(account, credential)| Who {
        account,
        token: token_of(secret),
        credential: credential.digest,
        scopes: None,
    }))
}

async fn is_allowed(
    service: &Service,
    permission: Permission,
    scenario: Option<String>,
    who: Option<&Who>,
) -> Result<(), WebError> {
    if permission == Permission::Public {
        return Ok(());
    }
    let who = who.ok_or(WebError::SignIn)?;
    let refused = Err(WebError::Forbidden("none of your roles allows it"));
    match permission {
        Permission::Public | Permission::SignedIn => Ok(()),
        Permission::Somewhere(action) if who.may_somewhere(action) => Ok(()),
        Permission::Everywhere(action) if who.may_everywhere(action) => Ok(()),
        Permission::Somewhere(_) | Permission::Everywhere(_) => refused,
        Permission::InScenario(action) => {
            let name = scenario.ok_or_else(|| WebError::Inside("a route names no scenario".to_owned()))?;
            // Whoever has no role at all learns nothing, not even by how long it takes.
            if !who.may_somewhere(Action::See) {
                return Err(WebError::Absent);
            }
            let open = service.boards.open(&service.store, &name).await?;
            if !who.may_in(Action::See, open.scenario()) {
                return Err(WebError::Absent);
            }
            if who.may_in(action, open.scenario()) { Ok(()) } else { refused }
        }
    }
}
