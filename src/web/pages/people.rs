//! Who signs in, and who may do what: for administrators.

use super::Frame;
use super::forms::{self, Fields, every, field};
use crate::domain::access::{Action, Extent, Role, Roles};
use crate::language::pages::Argument;
use crate::store::{Account, Changed, Known};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// How long a link to choose a password may be used, in milliseconds.
const WELCOME: i64 = 7 * 86_400_000;

pub(super) fn routes() -> Vec<Route> {
    let administrators = Permission::Everywhere(Action::Administer);
    vec![
        Route::get("/people", administrators, show),
        Route::post("/people", administrators, add),
        Route::get("/people/{account}", administrators, show_one),
        Route::post("/people/{account}/roles", administrators, set_roles),
        Route::post("/people/{account}/welcome", administrators, welcome),
        Route::post("/people/{account}/identity", administrators, part),
        Route::post("/people/{account}/closed", administrators, close),
    ]
}

fn roles(account: &Account, frame: &Frame<'_>) -> Vec<Value> {
    let one = |(extent, role): (&Extent, Role)| {
        let word = frame.text(&format!("role-{}", role.word()), &[]);
        let body = match extent {
            Extent::Everything => frame.text("all-bodies", &[]),
            Extent::Body(body) => body.as_str().to_owned(),
        };
        context! { value => format!("{}:{}", role.word(), extent.word()), word, body }
    };
    account.roles.all().map(one).collect()
}

fn every_role(frame: &Frame<'_>) -> Value {
    let one = |role: Role| context! { value => role.word(), word => frame.text(&format!("role-{}", role.word()), &[]) };
    Role::ALL.into_iter().map(one).collect()
}

/// The bodies of all calendars, to choose from.
pub(super) async fn bodies(service: &Service) -> Result<BTreeSet<String>, WebError> {
    let mut bodies = BTreeSet::new();
    for head in service.store.scenarios().await? {
        let open = service.boards.open(&service.store, &head.name).await?;
        bodies.extend(open.scenario().bodies().keys().map(|body| body.as_str().to_owned()));
    }
    Ok(bodies)
}

async fn show(State(service): State<Service>, visitor: Visitor, headers: HeaderMap) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let accounts = service.store.accounts().await?;
    let one = |account: &Account| {
        context! {
            number => account.number, name => account.name.as_str(), address => account.address.as_str(),
            closed => account.disabled_at.is_some(), waits => !account.has_password, roles => roles(account, &frame),
        }
    };
    let accounts: Vec<Value> = accounts.iter().map(one).collect();
    let bodies: Vec<String> = bodies(&service).await?.into_iter().collect();
    frame.page("people.html", context! { accounts, bodies, every_role => every_role(&frame) })
}

/// A role as forms say it: `planner` and a body, `*` for all.
fn role(frame: &Frame<'_>, role: &str, extent: &str) -> Result<(Extent, Role), WebError> {
    let found = Role::parse(role).zip(Extent::parse(extent));
    let (role, extent) = found.ok_or_else(|| WebError::Invalid(frame.text("role-refused", &[])))?;
    Ok((extent, role))
}

async fn add(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let name = forms::name(&frame, field(&fields, "name"))?;
    let address = forms::address(&frame, field(&fields, "address"))?;
    let mut roles = Roles::default();
    if !field(&fields, "role").is_empty() {
        let (extent, role) = role(&frame, field(&fields, "role"), field(&fields, "body"))?;
        roles = roles.with(extent, role);
    }
    match service.store.make_account(who.name(), name.as_str(), address.as_str(), &roles).await? {
        Changed::Done(number) => Ok(Redirect::to(&format!("/people/{number}")).into_response()),
        _ => Err(WebError::Conflict(frame.text("address-taken", &[]))),
    }
}

async fn found(service: &Service, number: i64) -> Result<Account, WebError> {
    service.store.account(number).await?.ok_or(WebError::Absent)
}

async fn show_one(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let account = found(&service, number).await?;
    let person = context! {
        number, name => account.name.as_str(), address => account.address.as_str(), closed => account.disabled_at.is_some(),
        has_password => account.has_password, roles => roles(&account, &frame),
    };
    let bodies: Vec<String> = bodies(&service).await?.into_iter().collect();
    let identities = identities(&service, &frame, number).await?;
    frame.page("person.html", context! { person, bodies, identities, every_role => every_role(&frame) })
}

/// What providers of identities an account is joined to.
pub(super) async fn identities(service: &Service, frame: &Frame<'_>, account: i64) -> Result<Vec<Value>, WebError> {
    let known = service.store.identities(account).await?;
    let one = |known: Known| {
        context! { issuer => known.issuer, joined => forms::day(known.joined_at, frame.language) }
    };
    Ok(known.into_iter().map(one).collect())
}

#[derive(serde::Deserialize)]
struct Parting {
    issuer: String,
}

/// Whoever comes from that provider next is joined anew, by the address.
async fn part(
    State(service): State<Service>,
    who: Who,
    Path(number): Path<i64>,
    Form(Parting { issuer }): Form<Parting>,
) -> Result<Response, WebError> {
    service.store.part(who.name(), number, &issuer).await?;
    Ok(Redirect::to(&format!("/people/{number}")).into_response())
}

/// What became of a change, as a page or a refusal.
fn changed(frame: &Frame<'_>, changed: Changed) -> Result<Response, WebError> {
    match changed {
        Changed::Done(number) => Ok(Redirect::to(&format!("/people/{number}")).into_response()),
        Changed::LastAdministrator => Err(WebError::Conflict(frame.text("last-administrator", &[]))),
        Changed::Taken => Err(WebError::Conflict(frame.text("address-taken", &[]))),
        Changed::Nothing => Err(WebError::Absent),
    }
}

async fn set_roles(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path(number): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let mut roles = Roles::default();
    for kept in every(&fields, "kept") {
        let (word, extent) = kept.split_once(':').unwrap_or((kept, ""));
        let (extent, role) = role(&frame, word, extent)?;
        roles = roles.with(extent, role);
    }
    if !field(&fields, "role").is_empty() {
        let (extent, role) = role(&frame, field(&fields, "role"), field(&fields, "body"))?;
        roles = roles.with(extent, role);
    }
    changed(&frame, service.store.set_roles(who.name(), number, &roles).await?)
}

/// A new link to choose a password by, shown this once.
async fn welcome(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    forms::in_person(&who)?;
    let frame = Frame::new(&service, &visitor, &headers);
    let account = found(&service, number).await?;
    let word = service.chance.secret().ok_or(WebError::Busy)?;
    match service.store.invite(who.name(), number, &word, WELCOME).await? {
        Changed::Done(_) => {}
        _ => return Err(WebError::Conflict(frame.text("account-is-closed", &[]))),
    }
    let arguments = [("name", Argument::Text(account.name)), ("address", Argument::Text(account.address))];
    frame.page(
        "shown-once.html",
        context! {
            title => frame.text("welcome-link", &[]), lead => frame.text("welcome-link-lead", &arguments),
            secret => format!("{}/welcome?word={word}", service.setup.base), back => format!("/people/{number}"),
        },
    )
}

#[derive(serde::Deserialize)]
struct Closing {
    closed: bool,
}

async fn close(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path(number): Path<i64>,
    Form(Closing { closed }): Form<Closing>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    changed(&frame, service.store.disable_account(who.name(), number, closed).await?)
}
