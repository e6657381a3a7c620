//! Sign in with a provider of identities: there, and back.

use super::Frame;
use super::forms::{Network, name};
use super::signing_in::{self, OF_ONE_NETWORK, QUARTER, inside};
use crate::domain::text::EmailAddress;
use crate::identity::{Attempt, Identity, Provider, Returned, Wrong};
use crate::language::pages::Argument;
use crate::store::{Joined, Newcomer};
use crate::web::cookies::{self, ATTEMPTED};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, constant_time_eq};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

/// Where a provider sends people back to.
const BACK: &str = "/sign-in/openid/return";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/sign-in/openid", Permission::Public, begin), Route::get(BACK, Permission::Public, back)]
}

fn provider(service: &Service) -> Result<Arc<Provider>, WebError> {
    service.setup.openid.clone().ok_or(WebError::Absent)
}

/// The time that counts for tokens: that of the database, which no played day moves.
async fn now(service: &Service) -> Result<i64, WebError> {
    Ok(service.store.now().await? / 1000)
}

fn back_to(service: &Service) -> String {
    format!("{}{BACK}", service.setup.base)
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

/// Sends the browser to the provider, with a secret that only it has.
async fn begin(
    State(service): State<Service>,
    visitor: Visitor,
    Network(network): Network,
    headers: HeaderMap,
    Query(Next { next }): Query<Next>,
) -> Result<Response, WebError> {
    let provider = provider(&service)?;
    let frame = Frame::new(&service, &visitor, &headers);
    let next = inside(&next);
    let key = format!("openid {network}");
    if service.store.refusals(&key, QUARTER).await? >= service.setup.limits.refusals * OF_ONE_NETWORK {
        let fault = frame.text("sign-in-too-many", &[]);
        return refused(&service, &frame, next, &fault, StatusCode::TOO_MANY_REQUESTS);
    }
    let secret = service.chance.secret().ok_or(WebError::Busy)?;
    let (attempt, back, now) = (Attempt::of(&secret), back_to(&service), now(&service).await?);
    let asked = tokio::task::spawn_blocking(move || provider.beginning(&attempt, &back, now));
    let url = match asked.await.map_err(|_| WebError::Busy)? {
        Ok(url) => url,
        Err(wrong) => return told(&service, &frame, next, &wrong),
    };
    service.store.note_refusal(&[key]).await?;
    service.store.begin_sign_in(&secret, next, ATTEMPTED * 1000).await?;
    let cookie =
        cookies::set_attempt(&secret).ok_or_else(|| WebError::Inside("a secret that is no cookie".to_owned()))?;
    let mut response = Redirect::to(url.as_str()).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The browser is back. Whatever comes of it, the attempt has ended.
async fn back(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let mut response = finish(&service, &frame, cookies::attempt(&headers), returned).await?;
    response.headers_mut().append(header::SET_COOKIE, cookies::clear_attempt());
    // The address of this page holds a code: nobody else learns of it, used up as it is.
    let name = HeaderName::from_static("referrer-policy");
    response.headers_mut().insert(name, HeaderValue::from_static("no-referrer"));
    Ok(response)
}

async fn finish(
    service: &Service,
    frame: &Frame<'_>,
    secret: Option<&str>,
    returned: Returned,
) -> Result<Response, WebError> {
    let provider = provider(service)?;
    let ended = || refused(service, frame, "/", &frame.text("openid-ended", &[]), StatusCode::UNAUTHORIZED);
    // The answer belongs to this browser, and to an attempt that has not come back yet.
    let Some((secret, attempt)) = secret.map(|secret| (secret, Attempt::of(secret))) else { return ended() };
    if !constant_time_eq(attempt.state.as_bytes(), returned.state.as_bytes()) {
        return ended();
    }
    let Some(next) = service.store.end_sign_in(secret).await? else { return ended() };
    let next = inside(&next);
    let (back, now, asked) = (back_to(service), now(service).await?, Arc::clone(&provider));
    let asked = tokio::task::spawn_blocking(move || asked.identity(&attempt, &returned, &back, now));
    let identity = match asked.await.map_err(|_| WebError::Busy)? {
        Ok(identity) => identity,
        Err(wrong) => return told(service, frame, next, &wrong),
    };
    join(service, frame, &provider, &identity, next).await
}

/// Signs in whom the provider brings, if there is an account.
async fn join(
    service: &Service,
    frame: &Frame<'_>,
    provider: &Provider,
    identity: &Identity,
    next: &str,
) -> Result<Response, WebError> {
    // An address to the letter: with anything around it, it is another one than was confirmed.
    let plain = |address: &&str| !address.contains(|c: char| c.is_control() || c.is_whitespace());
    let address = identity.address.as_deref().filter(plain).and_then(|address| EmailAddress::parse(address).ok());
    let called = identity.name.as_deref().and_then(|text| name(frame, text).ok());
    let viewer = called.as_ref().map_or("A viewer", |name| name.as_str());
    let new = Newcomer {
        issuer: &identity.issuer,
        subject: &identity.subject,
        address: address.as_ref().map(|address| address.as_str()),
        viewer: provider.settings().viewers.then_some(viewer),
    };
    let key = match service.store.join(&new).await? {
        Joined::Known(number) | Joined::Now(number) | Joined::Made(number) => {
            let account = service.store.account(number).await?.ok_or(WebError::Busy)?;
            return signing_in::begin(service, &account, next).await;
        }
        Joined::Closed => "openid-closed",
        Joined::Unverified => "openid-unverified",
        Joined::Nobody => "openid-nobody",
        Joined::Another => "openid-another",
    };
    let address = address.map(|address| address.as_str().to_owned()).unwrap_or_default();
    let fault = frame.text(key, &[("address", Argument::Text(address))]);
    refused(service, frame, next, &fault, StatusCode::UNAUTHORIZED)
}

/// Why nobody is signed in, on the page where it began. Every word of the provider is shown as text.
fn told(service: &Service, frame: &Frame<'_>, next: &str, wrong: &Wrong) -> Result<Response, WebError> {
    tracing::warn!(what = wrong.code(), "nobody was signed in by the provider of identities");
    let (key, what, status) = match wrong {
        Wrong::Unreachable(_) | Wrong::Description(_) => {
            ("openid-unreachable", String::new(), StatusCode::SERVICE_UNAVAILABLE)
        }
        Wrong::Refused { code, words } => {
            ("openid-refused", format!("{code} {words}").trim().to_owned(), StatusCode::UNAUTHORIZED)
        }
        Wrong::Unbelieved(what) => ("openid-unbelieved", (*what).to_owned(), StatusCode::UNAUTHORIZED),
    };
    refused(service, frame, next, &frame.text(key, &[("what", Argument::Text(what))]), status)
}

fn refused(
    service: &Service,
    frame: &Frame<'_>,
    next: &str,
    fault: &str,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = signing_in::page(service, frame, next, fault, "")?;
    Ok((status, page).into_response())
}
