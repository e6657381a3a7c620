//! Registering for a meeting that was announced: the form, the link to withdraw, and the list for those who plan it.

use super::Frame;
use super::forms::{self, Fields, Network, every, field};
use super::public::{path, seats, standing, today};
use crate::announce::Page;
use crate::announce::attendance::{Presence, Service as Need};
use crate::announce::joining::{Platform, Seating};
use crate::desk::Circumstances;
use crate::desk::confirming::{Follows, Newcomer, Registering};
use crate::desk::registered::{Details, registrations};
use crate::domain::access::Action;
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::meeting::Firmness;
use crate::domain::time::{Date, Instant, Zone};
use crate::language::language_name;
use crate::language::pages::Argument;
use crate::store::{NewRegistration, Registered};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::public::Part;
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Registrations from one address of the network in a quarter of an hour: many may stand behind it.
const MOST_OF_A_NETWORK: i64 = 30;
/// A quarter of an hour, in milliseconds.
const QUARTER: i64 = 900_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/meetings/{scenario}/{meeting}/register", Permission::Public, show),
        Route::post("/meetings/{scenario}/{meeting}/register", Permission::Public, register),
        Route::get("/meetings/{scenario}/{meeting}/registration", Permission::Public, show_own),
        Route::post("/meetings/{scenario}/{meeting}/registration/withdraw", Permission::Public, withdraw),
        Route::get(
            "/scenarios/{scenario}/meetings/{meeting}/registrations",
            Permission::InScenario(Action::Plan),
            list,
        ),
    ]
}

/// Whether somebody may register still.
pub(super) fn is_open(page: &Page, today: Date) -> bool {
    let stands = !matches!(page.firmness, Firmness::Cancelled | Firmness::Held);
    stands && page.last >= today && page.register_by.is_none_or(|day| day >= today)
}

/// Who has a seat and who waits; `None` where there is nothing to join from afar.
pub(super) async fn seating(service: &Service, part: &Part, meeting: &MeetingId) -> Result<Option<Seating>, WebError> {
    let calendar = &part.calendar;
    let known = calendar.scenario.meetings().get(meeting);
    let platform = known.and_then(|known| Platform::of(&calendar.announced_by.platforms, known));
    let Some(platform) = platform else { return Ok(None) };
    let registered = registrations(&service.store, &calendar.scenario, service.setup.workbooks).await?;
    Ok(Some(Seating::of(meeting, platform.seats, &registered)))
}

/// A meeting that was announced.
struct Found {
    announced: std::sync::Arc<crate::web::public::Announced>,
    scenario: String,
    id: MeetingId,
}

impl Found {
    async fn of(service: &Service, (scenario, meeting): (String, String)) -> Result<Self, WebError> {
        let announced = service.public.announced(service).await?;
        let id = MeetingId::parse(&meeting).map_err(|_| WebError::Absent)?;
        announced.part(&scenario, &id).ok_or(WebError::Absent)?;
        Ok(Self { announced, scenario, id })
    }

    fn part(&self) -> Result<&Part, WebError> {
        self.announced.part(&self.scenario, &self.id).ok_or(WebError::Absent)
    }

    fn page(&self, service: &Service, language: Language) -> Result<Page, WebError> {
        self.part()?.page(&self.id, language, None, service.zones)?.ok_or(WebError::Absent)
    }

    fn path(&self) -> String {
        path(&self.scenario, &self.id)
    }
}

/// Pages with a secret in them, or made for one person, are not for robots or other sites.
fn unlisted(mut response: Response) -> Response {
    for (name, value) in [("x-robots-tag", "noindex, nofollow"), ("referrer-policy", "no-referrer")] {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

#[derive(Deserialize)]
struct Wanted {
    language: Option<String>,
}

async fn show(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(at): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers).speaking(wanted.language.as_deref());
    let found = Found::of(&service, at).await?;
    let page = found.page(&service, frame.language)?;
    let seats = seats(&service, found.part()?, &found.id, &frame).await?;
    let need = |(_, word): (Need, &str)| context! { value => word, word => frame.text(&format!("need-{word}"), &[]) };
    let needs: Vec<Value> = Need::ALL.into_iter().map(need).collect();
    let account = visitor.0.as_ref().map(|who| &who.account);
    let answer = frame.page(
        "register.html",
        context! {
            title => page.title.as_str(), dates => page.dates.as_str(), place => page.place.as_str(), standing => standing(&frame, page.firmness),
            open => is_open(&page, today(&service)), room => page.has_room, remote => page.has_remote, needs, seats,
            path => found.path(), secret => service.chance.secret().ok_or(WebError::Busy)?,
            given_name => account.map(|one| one.name.as_str()).unwrap_or_default(),
            given_address => account.map(|one| one.address.as_str()).unwrap_or_default(),
            given_zone => account.and_then(|one| one.zone.as_deref()).unwrap_or_default(),
            zones => Zone::all().map(|zone| zone.name()).collect::<Vec<_>>(), languages => forms::languages(),
            retention => service.setup.limits.retention,
        },
    )?;
    Ok(unlisted(answer))
}

/// What was given, read.
struct Given {
    name: String,
    address: String,
    presence: &'static str,
    details: String,
    secret: String,
}

fn given(frame: &Frame<'_>, page: &Page, fields: &Fields) -> Result<Given, WebError> {
    let refused = |key: &str| WebError::Invalid(frame.text(key, &[]));
    let name = forms::name(frame, field(fields, "name"))?;
    let address = forms::address(frame, field(fields, "address"))?;
    let presence = Presence::ALL.into_iter().find(|(_, word)| *word == field(fields, "presence"));
    let fits = |presence: Presence| match presence {
        Presence::Room => page.has_room,
        Presence::Remote => page.has_remote,
    };
    let (_, presence) = presence.filter(|(presence, _)| fits(*presence)).ok_or_else(|| refused("presence-refused"))?;
    let asked = |word: &str| Need::ALL.iter().find(|(_, known)| *known == word).map(|(_, known)| (*known).to_owned());
    let mut asks: Vec<String> = every(fields, "need").filter_map(asked).collect();
    asks.sort();
    asks.dedup();
    let language = Language::parse(field(fields, "language")).unwrap_or(frame.language);
    let zone = match field(fields, "zone") {
        "" => String::new(),
        text => Zone::parse(text).map_err(|_| refused("zone-refused"))?.name().to_owned(),
    };
    let details = Details { asks, language: language.tag().to_owned(), zone };
    let secret = field(fields, "secret");
    if secret.len() != 64 || !secret.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(refused("form-refused"));
    }
    Ok(Given {
        name: name.as_str().to_owned(),
        address: address.as_str().to_owned(),
        presence,
        details: serde_json::to_string(&details).map_err(|error| WebError::Inside(error.to_string()))?,
        secret: secret.to_owned(),
    })
}

/// Keeps a registration. Whoever sends the form twice has registered once; whether an address had registered before is
/// told to nobody.
async fn register(
    State(service): State<Service>,
    visitor: Visitor,
    Network(network): Network,
    headers: HeaderMap,
    Path(at): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers).speaking(Some(field(&fields, "language")));
    let found = Found::of(&service, at).await?;
    let page = found.page(&service, frame.language)?;
    if !is_open(&page, today(&service)) {
        return Err(WebError::Conflict(frame.text("registration-is-closed", &[])));
    }
    let given = given(&frame, &page, &fields)?;
    let key = format!("registration {network}");
    if service.store.refusals(&key, QUARTER).await? >= MOST_OF_A_NETWORK {
        let answer = WebError::Invalid(frame.text("registration-too-many", &[])).page();
        return Ok((StatusCode::TOO_MANY_REQUESTS, answer).into_response());
    }
    let new = NewRegistration {
        scenario: &found.scenario,
        meeting: found.id.as_str(),
        address: &given.address,
        name: &given.name,
        presence: given.presence,
        details: &given.details,
        secret: &given.secret,
    };
    let confirmed = confirmed(&service, &found, &new).await?;
    let own = confirmed.own.as_ref().map(|(stands, mail)| (stands.word(), mail));
    service.store.register_and_tell(&new, own, &confirmed.others).await?;
    settle(&service, &found).await?;
    service.store.note_refusal(&[key]).await?;
    forget(&service, &found).await?;
    own_page(&service, &frame, &found, &given.secret).await
}

/// The mails that follow from a registration that is about to be kept.
async fn confirmed(service: &Service, found: &Found, new: &NewRegistration<'_>) -> Result<Follows, WebError> {
    let mut rows = service.store.registered(&found.scenario).await?;
    let row = Registered {
        number: i64::MAX,
        meeting: new.meeting.to_owned(),
        address: new.address.to_lowercase(),
        name: new.name.to_owned(),
        presence: new.presence.to_owned(),
        details: new.details.to_owned(),
        told: String::new(),
        registered_at: service.store.now().await?,
        ended_at: None,
    };
    rows.push(row.clone());
    follows(service, found, &rows, Some(Newcomer { row: &row, secret: new.secret })).await
}

async fn follows(
    service: &Service,
    found: &Found,
    rows: &[Registered],
    newcomer: Option<Newcomer<'_>>,
) -> Result<Follows, WebError> {
    let random = || service.chance.draw();
    let now = Instant::from_unix_seconds(service.clock.now()).ok_or(WebError::Busy)?;
    let by = Circumstances { now, zones: service.zones, random: &random, workbooks: service.setup.workbooks };
    let page = format!("{}{}/registration", service.setup.base, found.path());
    let calendar = &found.part()?.calendar;
    let registering = Registering { store: &service.store, calendar, meeting: &found.id, page: &page };
    Ok(registering.follows(rows, newcomer, &by).await?)
}

/// Of two who register or withdraw at once, each knows nothing of the other: looked at once more, everybody is told what is so.
async fn settle(service: &Service, found: &Found) -> Result<(), WebError> {
    let rows = service.store.registered(&found.scenario).await?;
    let others = follows(service, found, &rows, None).await?.others;
    if !others.is_empty() {
        service.store.confirm_registrations(&others).await?;
    }
    Ok(())
}

/// Takes out the registrations of meetings of this calendar that are over for longer than they are kept.
async fn forget(service: &Service, found: &Found) -> Result<(), WebError> {
    let days = chrono::Days::new(u64::from(service.setup.limits.retention));
    let Some(before) = today(service).checked_sub_days(days) else { return Ok(()) };
    let parts = || found.announced.parts().iter().filter(|part| part.scenario == found.scenario);
    let all = parts().flat_map(Part::meetings);
    let over: Vec<&MeetingId> = all.filter(|(_, _, at)| at.last() < before).map(|(id, _, _)| id).collect();
    for meeting in over {
        service.store.forget_registrations(&found.scenario, meeting.as_str()).await?;
    }
    Ok(())
}

/// What somebody sees who has the secret of a registration.
async fn own_page(service: &Service, frame: &Frame<'_>, found: &Found, secret: &str) -> Result<Response, WebError> {
    let row = service.store.registration_of(&found.scenario, secret).await?;
    let row = row.filter(|row| row.meeting == found.id.as_str()).ok_or(WebError::Absent)?;
    let page = found.page(service, frame.language)?;
    let seating = seating(service, found.part()?, &found.id).await?;
    let waits = seating.as_ref().and_then(|seating| seating.waiting.iter().position(|one| *one == row.address));
    let place = match (row.ended_at, waits) {
        (Some(_), _) => frame.text("registration-withdrawn", &[]),
        (None, Some(at)) => {
            let place = Argument::Count(i64::try_from(at + 1).unwrap_or(i64::MAX));
            frame.text("registration-waits", &[("place", place)])
        }
        (None, None) => frame.text(&format!("registration-in-{}", row.presence), &[]),
    };
    let link = format!("{}{}/registration?word={secret}", service.setup.base, found.path());
    let answer = frame.page(
        "registered.html",
        context! {
            title => page.title.as_str(), dates => page.dates.as_str(), place, name => row.name.as_str(), address => row.address.as_str(),
            withdrawn => row.ended_at.is_some(), link, secret, path => found.path(),
        },
    )?;
    Ok(unlisted(answer))
}

#[derive(Deserialize)]
struct Word {
    #[serde(default)]
    word: String,
    language: Option<String>,
}

/// Looking at the link changes nothing.
async fn show_own(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(at): Path<(String, String)>,
    Query(Word { word, language }): Query<Word>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers).speaking(language.as_deref());
    let found = Found::of(&service, at).await?;
    own_page(&service, &frame, &found, &word).await
}

async fn withdraw(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(at): Path<(String, String)>,
    Form(Word { word, language }): Form<Word>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers).speaking(language.as_deref());
    let found = Found::of(&service, at).await?;
    let row = service.store.registration_of(&found.scenario, &word).await?;
    let row = row.filter(|row| row.meeting == found.id.as_str()).ok_or(WebError::Absent)?;
    let mut left = service.store.registered(&found.scenario).await?;
    left.retain(|one| one.number != row.number);
    let follows = follows(&service, &found, &left, None).await?;
    service.store.withdraw_and_tell(row.number, &follows.others).await?;
    settle(&service, &found).await?;
    own_page(&service, &frame, &found, &word).await
}

/// Everybody who registered, with counts: for planners of the body that meets.
async fn list(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path((scenario, meeting)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let open = service.boards.open(&service.store, &scenario).await?;
    let id = MeetingId::parse(&meeting).map_err(|_| WebError::Absent)?;
    let known = open.scenario().meetings().get(&id).ok_or(WebError::Absent)?;
    if !who.may(Action::Plan, open.scenario(), &known.body) {
        return Err(WebError::Absent);
    }
    let all = registrations(&service.store, open.scenario(), service.setup.workbooks).await?;
    let own: Vec<_> = all.iter().filter(|one| one.meeting == id).collect();
    let platform = Platform::of(&open.scene.loaded.announced_by.platforms, known);
    let seating = platform.map(|platform| Seating::of(&id, platform.seats, &all));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut people = Vec::new();
    for one in own {
        let presence =
            frame.text(if one.presence == Presence::Room { "presence-room" } else { "presence-remote" }, &[]);
        *counts.entry(presence.clone()).or_default() += 1;
        let needs: Vec<String> =
            one.asks.iter().map(|need| frame.text(&format!("need-{}", need.word()), &[])).collect();
        for need in &needs {
            *counts.entry(need.clone()).or_default() += 1;
        }
        let address = one.person.as_ref().map(|person| person.as_str()).unwrap_or_default();
        let key = address.to_lowercase();
        people.push(context! {
            name => one.name.as_ref().map(|name| name.as_str()).unwrap_or_default(), address, presence,
            needs => needs.join(", "), on => one.on.to_string(),
            language => one.language.map(|language| language_name(language, frame.language)).unwrap_or_default(),
            waits => seating.as_ref().is_some_and(|seating| seating.waiting.contains(&key)),
        });
    }
    let counts: Vec<Value> = counts.into_iter().map(|(what, count)| context! { what, count }).collect();
    let total = people.len();
    frame.page("registrations.html", context! { scenario, title => known.title.as_str(), people, counts, total })
}
