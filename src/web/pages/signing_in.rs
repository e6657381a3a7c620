//! Sign in, choose a password, sign out.

use super::Frame;
use super::forms::Network;
use super::home::encoded;
use crate::domain::access::Action;
use crate::language::pages::Argument;
use crate::store::{Account, Purpose};
use crate::web::api::{NewSolve, queue_solve};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use crate::web::{cookies, passwords};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::context;
use serde::Deserialize;

/// A quarter of an hour, in milliseconds.
pub(super) const QUARTER: i64 = 900_000;
/// Refusals of one network address weigh less: many may stand behind it.
pub(super) const OF_ONE_NETWORK: i64 = 10;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Permission::Public, show),
        Route::post("/sign-in", Permission::Public, sign_in),
        Route::post("/sign-out", Permission::SignedIn, sign_out),
        Route::get("/welcome", Permission::Public, show_welcome),
        Route::post("/welcome", Permission::Public, welcome),
    ]
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn show(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(Next { next }): Query<Next>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    page(&service, &frame, inside(&next), "", "")
}

/// The page where people sign in: `fault` says why somebody is not, `given` is the address so far.
pub(super) fn page(
    service: &Service,
    frame: &Frame<'_>,
    next: &str,
    fault: &str,
    given: &str,
) -> Result<Response, WebError> {
    let provider = service.setup.openid.as_ref().map(|provider| provider.settings().name.as_str());
    frame.page("sign-in.html", context! { next, fault, given, provider })
}

/// A path of ours, or the first page: nobody is led elsewhere.
pub(super) fn inside(path: &str) -> &str {
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n'])
        && !path.chars().any(char::is_control);
    if plain { path } else { "/" }
}

#[derive(Deserialize)]
struct Signing {
    address: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(
    State(service): State<Service>,
    visitor: Visitor,
    Network(network): Network,
    headers: HeaderMap,
    Form(form): Form<Signing>,
) -> Result<Response, WebError> {
    let key = form.address.trim().to_lowercase();
    let (of_account, of_network) = (format!("account {key}"), format!("network {network}"));
    let most = service.setup.limits.refusals;
    let refused = |fault: &'static str, status| {
        let frame = Frame::new(&service, &visitor, &headers);
        let fault = frame.text(fault, &[]);
        let page = page(&service, &frame, inside(&form.next), &fault, form.address.trim())?;
        Ok((status, page).into_response())
    };
    if service.store.refusals(&of_account, QUARTER).await? >= most
        || service.store.refusals(&of_network, QUARTER).await? >= most * OF_ONE_NETWORK
    {
        return refused("sign-in-too-many", StatusCode::TOO_MANY_REQUESTS);
    }
    let known = service.store.account_of(&key).await?;
    let kept = known.as_ref().and_then(|(_, password)| password.clone());
    let password = form.password.clone();
    let fits = password.len() <= passwords::LONGEST;
    let right = tokio::task::spawn_blocking(move || fits && passwords::is_right(&password, kept.as_deref()));
    let right = right.await.map_err(|_| WebError::Busy)?;
    match known.filter(|(account, _)| right && account.disabled_at.is_none()) {
        Some((account, _)) => begin(&service, &account, inside(&form.next)).await,
        None => {
            service.store.note_refusal(&[of_account, of_network]).await?;
            refused("sign-in-refused", StatusCode::UNAUTHORIZED)
        }
    }
}

/// A new session: what the browser showed before is of no use for it.
pub(in crate::web) async fn begin(service: &Service, account: &Account, next: &str) -> Result<Response, WebError> {
    let secret = service.chance.secret().ok_or(WebError::Busy)?;
    let lasting = service.setup.limits.session;
    service.store.keep_credential(Purpose::Session, account.number, &secret, ("", ""), lasting).await?;
    let cookie = cookies::set(&secret).ok_or_else(|| WebError::Inside("a secret that is no cookie".to_owned()))?;
    let mut response = Redirect::to(next).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

async fn sign_out(State(service): State<Service>, who: Who) -> Result<Response, WebError> {
    service.store.end_credential(who.account.number, &who.credential).await?;
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookies::clear());
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    word: String,
}

/// Looking at the link changes nothing: mail scanners look, too.
async fn show_welcome(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(Shown { word }): Query<Shown>,
) -> Result<Response, WebError> {
    let found = service.store.holder(Purpose::Welcome, &word, None).await?;
    let (known, tries) = (found.is_some(), found.is_some_and(|(_, credential)| credential.name == TRIAL));
    let frame = Frame::new(&service, &visitor, &headers);
    let fault = if known { String::new() } else { frame.text("welcome-ended", &[]) };
    frame.page("welcome.html", context! { word, known, tries, fault, least => passwords::SHORTEST })
}

#[derive(Deserialize)]
struct Choosing {
    word: String,
    #[serde(default)]
    password: String,
}

/// The name of a link that lets somebody in to try the program with an invented person; nothing of anybody is behind it.
pub const TRIAL: &str = "trial";

/// Lets somebody in who tries the program; a calendar that has no plan yet gets one, so that there is something to see.
async fn try_it(service: &Service, account: &Account) -> Result<Response, WebError> {
    let mut next = "/scenarios".to_owned();
    if let Some(head) = service.store.scenarios().await?.first() {
        next = format!("/scenarios/{}", encoded(&head.name));
        let open = service.boards.open(&service.store, &head.name).await?;
        if account.roles.everywhere(Action::Plan) && open.plan_number() == 0 {
            let job = queue_solve(service, &open, &account.name, &NewSolve::default()).await?;
            next = format!("{next}/jobs/{job}");
        }
    }
    begin(service, account, &next).await
}

async fn welcome(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<Choosing>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let least = passwords::SHORTEST;
    let again = |known: bool, fault: String| {
        let page =
            frame.page("welcome.html", context! { word => form.word.as_str(), known, tries => false, fault, least })?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let Some((account, credential)) = service.store.holder(Purpose::Welcome, &form.word, None).await? else {
        return again(false, frame.text("welcome-ended", &[]));
    };
    if credential.name == TRIAL {
        return try_it(&service, &account).await;
    }
    if form.password.chars().count() < least || form.password.len() > passwords::LONGEST {
        let arguments = [("least", Argument::Count(i64::try_from(least).unwrap_or(0)))];
        return again(true, frame.text("welcome-short", &arguments));
    }
    let salt = service.chance.draw().ok_or(WebError::Busy)?;
    let password = form.password.clone();
    let hashed = tokio::task::spawn_blocking(move || passwords::hashed(&password, &salt[..16]));
    let hashed = hashed.await.ok().flatten().ok_or(WebError::Busy)?;
    // Of two who use the link at once, one ends it.
    if !service.store.end_credential(account.number, &credential.digest).await? {
        return again(false, frame.text("welcome-ended", &[]));
    }
    service.store.set_password(&account.name, account.number, &hashed).await?;
    let next = if account.roles.somewhere(Action::See) { "/scenarios" } else { "/" };
    begin(&service, &account, next).await
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn nobody_is_led_elsewhere() {
        assert_eq!(inside("/scenarios/x?y=1"), "/scenarios/x?y=1");
        for path in ["", "//evil.example", "https://evil.example", "/\\evil.example", "\\/x", "/x\r\ny"] {
            assert_eq!(inside(path), "/", "{path:?}");
        }
    }
}
