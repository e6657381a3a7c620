//! What everybody says of oneself: name, language, zone, password; the bodies one follows; secrets of programs and of the
//! calendar of one's own; what is kept, and its end.

use super::Frame;
use super::forms::{self, Fields, Network, every, field};
use super::{people, signing_in};
use crate::domain::language::Language;
use crate::domain::time::Zone;
use crate::language::pages::Argument;
use crate::store::{Changed, Credential, Purpose};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use crate::web::{cookies, passwords};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Form, Json};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeSet;

/// How long a program's secret lasts, in milliseconds: a year.
const PROGRAM: i64 = 365 * 86_400_000;
/// How long the address of a calendar of one's own lasts: five years.
const FEED: i64 = 5 * PROGRAM;
/// What a program's secret may allow, in the words of [`Who::scope_allows`].
const SCOPES: [&str; 4] = ["see", "plan", "approve", "administer"];
/// A quarter of an hour, in milliseconds.
const QUARTER: i64 = 900_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/settings", Permission::SignedIn, show),
        Route::post("/settings", Permission::SignedIn, save),
        Route::post("/settings/password", Permission::SignedIn, password),
        Route::post("/settings/follows", Permission::SignedIn, follow),
        Route::post("/settings/programs", Permission::SignedIn, make_secret),
        Route::post("/settings/secrets/end", Permission::SignedIn, end_secret),
        Route::post("/settings/feed", Permission::SignedIn, make_feed),
        Route::get("/settings/data", Permission::SignedIn, data),
        Route::post("/settings/erase", Permission::SignedIn, erase),
    ]
}

async fn show(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let frame = Frame::new(&service, &visitor, &headers);
    let number = who.account.number;
    let language = frame.language;
    let followed = service.store.followed(number).await?;
    let mut known = service.public.announced(&service).await?.bodies(language);
    // What somebody follows stays to be seen, also when nothing of it is announced.
    known
        .extend(followed.iter().filter_map(|body| Some((crate::domain::ids::BodyId::parse(body).ok()?, body.clone()))));
    let body = |(id, name): (&crate::domain::ids::BodyId, &String)| {
        context! { id => id.as_str(), name, followed => followed.contains(id.as_str()) }
    };
    let bodies: Vec<Value> = known.iter().map(body).collect();
    let secret = |one: &Credential| {
        context! {
            digest => one.digest.as_str(), name => one.name.as_str(), scopes => one.scopes.as_str(), made => forms::day(one.made_at, language),
            used => forms::day(one.used_at, language), until => forms::day(one.until, language),
        }
    };
    let programs: Vec<Value> = service.store.credentials(Purpose::Program, number).await?.iter().map(secret).collect();
    let feeds: Vec<Value> = service.store.credentials(Purpose::Feed, number).await?.iter().map(secret).collect();
    let identities = people::identities(&service, &frame, number).await?;
    let scopes: Vec<Value> = SCOPES
        .into_iter()
        .map(|scope| context! { value => scope, word => frame.text(&format!("scope-{scope}"), &[]) })
        .collect();
    frame.page(
        "settings.html",
        context! {
            account => context! {
                name => who.account.name.as_str(), address => who.account.address.as_str(), language => who.account.language.tag(),
                zone => who.account.zone.as_deref(), has_password => who.account.has_password,
            },
            languages => forms::languages(), zones => Zone::all().map(|zone| zone.name()).collect::<Vec<_>>(),
            bodies, programs, feeds, identities, scopes, least => passwords::SHORTEST, retention => service.setup.limits.retention,
        },
    )
}

fn back() -> Response {
    Redirect::to("/settings").into_response()
}

async fn save(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let frame = Frame::new(&service, &visitor, &headers);
    let name = forms::name(&frame, field(&fields, "name"))?;
    let language = Language::parse(field(&fields, "language")).unwrap_or(who.account.language);
    let zone = match field(&fields, "zone") {
        "" => None,
        text => Some(Zone::parse(text).map_err(|_| WebError::Invalid(frame.text("zone-refused", &[])))?),
    };
    service.store.set_account(who.account.number, name.as_str(), language, zone.map(|zone| zone.name())).await?;
    Ok(back())
}

#[derive(Deserialize)]
struct Passwords {
    old: String,
    password: String,
}

/// Asks for the old password; everything the account was signed in with ends, this browser is signed in anew.
async fn password(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    Network(network): Network,
    headers: HeaderMap,
    Form(form): Form<Passwords>,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let frame = Frame::new(&service, &visitor, &headers);
    let key = format!("account {}", who.account.address);
    if service.store.refusals(&key, QUARTER).await? >= service.setup.limits.refusals {
        return Err(WebError::Invalid(frame.text("sign-in-too-many", &[])));
    }
    let kept = service.store.account_of(&who.account.address).await?.and_then(|(_, password)| password);
    let salt = service.chance.draw().ok_or(WebError::Busy)?;
    let (old, new) = (form.old.clone(), form.password.clone());
    let short = new.chars().count() < passwords::SHORTEST || new.len() > passwords::LONGEST;
    let fits = old.len() <= passwords::LONGEST && !short;
    let hashed = tokio::task::spawn_blocking(move || {
        (fits && passwords::is_right(&old, kept.as_deref())).then(|| passwords::hashed(&new, &salt[..16]))
    });
    let hashed = hashed.await.map_err(|_| WebError::Busy)?;
    if short {
        let least = i64::try_from(passwords::SHORTEST).unwrap_or(0);
        return Err(WebError::Invalid(frame.text("welcome-short", &[("least", Argument::Count(least))])));
    }
    let Some(hashed) = hashed else {
        service.store.note_refusal(&[key, format!("network {network}")]).await?;
        return Err(WebError::Invalid(frame.text("old-password-refused", &[])));
    };
    service.store.set_password(who.name(), who.account.number, &hashed.ok_or(WebError::Busy)?).await?;
    signing_in::begin(&service, &who.account, "/settings").await
}

async fn follow(State(service): State<Service>, who: Who, Form(fields): Form<Fields>) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let bodies: BTreeSet<String> = every(&fields, "body")
        .filter_map(|body| crate::domain::ids::BodyId::parse(body).ok())
        .map(|body| body.as_str().to_owned())
        .take(500)
        .collect();
    service.store.follow(who.account.number, &bodies).await?;
    Ok(back())
}

async fn make_secret(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let frame = Frame::new(&service, &visitor, &headers);
    let name = forms::name(&frame, field(&fields, "name"))?;
    let scopes: Vec<&str> =
        SCOPES.into_iter().filter(|scope| every(&fields, "scope").any(|one| one == *scope)).collect();
    if scopes.is_empty() {
        return Err(WebError::Invalid(frame.text("scopes-refused", &[])));
    }
    let secret = service.chance.secret().ok_or(WebError::Busy)?;
    let about = (name.as_str(), scopes.join(" "));
    let about = (about.0, about.1.as_str());
    service.store.keep_credential(Purpose::Program, who.account.number, &secret, about, PROGRAM).await?;
    let (title, lead) = (frame.text("program-secret", &[]), frame.text("program-secret-lead", &[]));
    frame.page("shown-once.html", context! { title, lead, secret, back => "/settings" })
}

#[derive(Deserialize)]
struct Ending {
    digest: String,
}

/// Ends a secret of a program or of the calendar of one's own.
async fn end_secret(
    State(service): State<Service>,
    who: Who,
    Form(Ending { digest }): Form<Ending>,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    service.store.end_credential(who.account.number, &digest).await?;
    Ok(back())
}

async fn make_feed(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let frame = Frame::new(&service, &visitor, &headers);
    let secret = service.chance.secret().ok_or(WebError::Busy)?;
    service.store.replace_feed(who.name(), who.account.number, &secret, FEED).await?;
    let (title, lead) = (frame.text("own-feed", &[]), frame.text("own-feed-once", &[]));
    let secret = format!("{}/agenda/{secret}.ics", service.setup.base);
    frame.page("shown-once.html", context! { title, lead, secret, back => "/settings" })
}

/// All that is kept about oneself.
async fn data(State(service): State<Service>, who: Who) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let kept = service.store.kept_about(who.account.number).await?.ok_or(WebError::Absent)?;
    let mut response = Json(kept).into_response();
    let attached = HeaderValue::from_static("attachment; filename=\"convoke-my-data.json\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, attached);
    Ok(response)
}

#[derive(Deserialize)]
struct Erasing {
    address: String,
}

/// Erases the account; the address is typed once more, so that nobody does it by one click.
async fn erase(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<Erasing>,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let frame = Frame::new(&service, &visitor, &headers);
    if form.address.trim().to_lowercase() != who.account.address {
        return Err(WebError::Invalid(frame.text("erase-refused", &[])));
    }
    match service.store.erase_account(who.name(), who.account.number).await? {
        Changed::LastAdministrator => Err(WebError::Conflict(frame.text("last-administrator", &[]))),
        Changed::Nothing => Err(WebError::Absent),
        Changed::Done(_) | Changed::Taken => {
            let mut response = Redirect::to("/").into_response();
            response.headers_mut().insert(header::SET_COOKIE, cookies::clear());
            Ok(response)
        }
    }
}
