//! Meetings that were announced, for everybody: the first page, one page a meeting, and what robots may read.

use super::Frame;
use super::forms;
use super::home::encoded;
use crate::announce::Page;
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::meeting::Firmness;
use crate::domain::time::{Date, Zone};
use crate::language::pages::Argument;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor};
use crate::web::public::{Announced, Part};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use minijinja::{Value, context};
use serde::Deserialize;

/// Meetings on one page.
const MOST_SHOWN: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Permission::Public, show),
        Route::get("/meetings/{scenario}/{meeting}", Permission::Public, show_one),
        Route::get("/robots.txt", Permission::Public, robots),
    ]
}

/// How a reader wants a page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// Language.
    pub(super) language: Option<String>,
    /// The reader's zone.
    pub(super) zone: Option<String>,
    /// Only this body.
    body: Option<String>,
    /// From this day on.
    from: Option<Date>,
}

/// Today, in UTC: what ends today is upcoming all day long.
pub(super) fn today(service: &Service) -> Date {
    let now = chrono::DateTime::from_timestamp(service.clock.now(), 0).unwrap_or_default();
    now.date_naive()
}

/// The reader's zone: the one asked for, else that of the account.
pub(super) fn zone(visitor: &Visitor, wanted: Option<&str>) -> Option<Zone> {
    let own = || visitor.0.as_ref().and_then(|who| who.account.zone.as_deref());
    let asked = wanted.filter(|text| !text.is_empty());
    asked.and_then(|text| Zone::parse(text).ok()).or_else(|| own().and_then(|text| Zone::parse(text).ok()))
}

/// A word for how firm it is, where that is worth saying.
pub(super) fn standing(frame: &Frame<'_>, firmness: Firmness) -> String {
    match firmness {
        Firmness::Tentative => frame.text("meeting-tentative", &[]),
        Firmness::Cancelled => frame.text("meeting-cancelled", &[]),
        _ => String::new(),
    }
}

/// What was announced and is not over, by date, with the scenario of each; one more than are shown, where there are more.
fn upcoming(
    service: &Service,
    announced: &Announced,
    from: Date,
    body: Option<&str>,
    language: Language,
) -> Result<Vec<(String, Page)>, WebError> {
    let mut due: Vec<(Date, &MeetingId, usize)> = Vec::new();
    for (number, part) in announced.parts().iter().enumerate() {
        for (id, meeting, at) in part.meetings() {
            if at.last() >= from && body.is_none_or(|body| meeting.body.as_str() == body) {
                due.push((at.first(), id, number));
            }
        }
    }
    due.sort();
    due.truncate(MOST_SHOWN + 1);
    let mut listed = Vec::with_capacity(due.len());
    for (number, part) in announced.parts().iter().enumerate() {
        let own = due.iter().filter(|(.., of)| *of == number).map(|(_, id, _)| *id);
        let pages = part.pages(own, language, None, service.zones)?;
        listed.extend(pages.into_iter().map(|page| (part.scenario.clone(), page)));
    }
    listed.sort_by(|(_, one), (_, other)| (one.first, &one.meeting).cmp(&(other.first, &other.meeting)));
    Ok(listed)
}

async fn show(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers).speaking(wanted.language.as_deref());
    let announced = service.public.announced(&service).await?;
    let from = wanted.from.map_or_else(|| today(&service), |from| from.max(today(&service)));
    let body = wanted.body.as_deref().filter(|body| !body.is_empty());
    let mut listed = upcoming(&service, &announced, from, body, frame.language)?;
    let later = listed.get(MOST_SHOWN).map(|(_, next)| next.first.to_string());
    listed.truncate(MOST_SHOWN);
    let one = |(scenario, page): &(String, Page)| {
        context! {
            path => path(scenario, &page.meeting), title => page.title.as_str(), body => page.body.as_str(),
            body_name => page.body_name.as_str(), dates => page.dates.as_str(), place => page.place.as_str(),
            first => page.first.to_string(), standing => standing(&frame, page.firmness),
        }
    };
    let meetings: Vec<Value> = listed.iter().map(one).collect();
    let bodies: Vec<Value> = announced
        .bodies(frame.language)
        .into_iter()
        .map(|(id, name)| context! { id => id.as_str(), feed => encoded(id.as_str()), name })
        .collect();
    frame.page(
        "public.html",
        context! {
            meetings, bodies, later, body => body.unwrap_or_default(), languages => forms::languages(),
            host => service.setup.host(),
        },
    )
}

/// The path of a meeting's page.
pub(super) fn path(scenario: &str, meeting: &MeetingId) -> String {
    format!("/meetings/{}/{}", encoded(scenario), encoded(meeting.as_str()))
}

async fn show_one(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Path((scenario, meeting)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers).speaking(wanted.language.as_deref());
    let reader = zone(&visitor, wanted.zone.as_deref());
    let announced = service.public.announced(&service).await?;
    let id = MeetingId::parse(&meeting).map_err(|_| WebError::Absent)?;
    let part = announced.part(&scenario, &id).ok_or(WebError::Absent)?;
    let page = part.page(&id, frame.language, reader, service.zones)?.ok_or(WebError::Absent)?;
    let row = |(label, lines, is_link): &(String, Vec<String>, bool)| context! { label, lines, is_link };
    let rows: Vec<Value> = page.rows.iter().map(row).collect();
    let deadlines: Vec<Value> = page.deadlines.iter().map(|(day, what)| context! { day, what }).collect();
    let open = super::registering::is_open(&page, today(&service));
    let seats = if open { seats(&service, part, &id, &frame).await? } else { Vec::new() };
    frame.page(
        "meeting.html",
        context! {
            title => page.title.as_str(), standing => standing(&frame, page.firmness), rows, deadlines, open, seats,
            path => path(&scenario, &id), feed => encoded(page.body.as_str()), body_name => page.body_name.as_str(),
            zone => reader.map(|zone| zone.name()).unwrap_or_default(),
            zones => Zone::all().map(|zone| zone.name()).collect::<Vec<_>>(), languages => forms::languages(),
        },
    )
}

/// How many take part, and how many wait for a seat, in sentences: counts alone.
pub(super) async fn seats(
    service: &Service,
    part: &Part,
    meeting: &MeetingId,
    frame: &Frame<'_>,
) -> Result<Vec<String>, WebError> {
    let seating = super::registering::seating(service, part, meeting).await?;
    let Some(seating) = seating else { return Ok(Vec::new()) };
    let count = |number: usize| Argument::Count(i64::try_from(number).unwrap_or(i64::MAX));
    let taken = Argument::Count(i64::from(seating.taken));
    let mut lines = vec![match seating.seats {
        Some(seats) => {
            frame.text("seats-taken-of", &[("taken", taken), ("seats", Argument::Count(i64::from(seats.get())))])
        }
        None => frame.text("seats-taken", &[("taken", taken)]),
    }];
    if !seating.waiting.is_empty() {
        lines.push(frame.text("seats-waiting", &[("waiting", count(seating.waiting.len()))]));
    }
    Ok(lines)
}

/// What robots may read: what everybody may, and nothing that has a secret in its address.
async fn robots() -> Response {
    let text = "User-agent: *\nAllow: /$\nAllow: /meetings/\nAllow: /static/\nDisallow: /meetings/*/register\n\
                Disallow: /meetings/*/registration\nDisallow: /\n";
    ([(header::CACHE_CONTROL, "public, max-age=3600")], text).into_response()
}
