//! Calendars to subscribe to: of all meetings, of one body, and the agenda of one's own under a secret address.

use crate::announce::FeedOptions;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::language::Language;
use crate::domain::meeting::{Firmness, Half};
use crate::domain::time::Date;
use crate::language::date_range;
use crate::language::pages::{Argument, text};
use crate::store::Purpose;
use crate::web::error::WebError;
use crate::web::guard::Permission;
use crate::web::public::{Announced, Form, tag};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/feeds/{name}", Permission::Public, feed),
        Route::get("/agenda/{name}", Permission::Public, agenda),
    ]
}

#[derive(Deserialize)]
struct Wanted {
    language: Option<String>,
}

/// `all.ics`, `all.json`, or a body in place of `all`.
async fn feed(
    State(service): State<Service>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let (name, ending) = name.rsplit_once('.').ok_or(WebError::Absent)?;
    let form = match ending {
        "ics" => Form::Ics,
        "json" => Form::Json,
        _ => return Err(WebError::Absent),
    };
    let body = match name {
        "all" => None,
        name => Some(BodyId::parse(name).map_err(|_| WebError::Absent)?),
    };
    // The language is in the address alone: one address gives everybody the same bytes, and may be kept on the way.
    let language = wanted.language.as_deref().and_then(Language::parse).unwrap_or(Language::English);
    let announced = service.public.announced(&service).await?;
    let called = match &body {
        None => say(language, "feed-of-all", &[]),
        Some(body) => announced.bodies(language).remove(body).ok_or(WebError::Absent)?,
    };
    let feed = announced.feed(&service, body, form, language, &called).await?.ok_or(WebError::Absent)?;
    let kind = match form {
        Form::Ics => "text/calendar; charset=utf-8",
        Form::Json => "application/json",
    };
    Ok(answer(&headers, (kind, "public, max-age=300"), (&feed.tag, feed.modified), Bytes::copy_from_slice(&feed.bytes)))
}

fn say(language: Language, key: &str, arguments: &[(&str, Argument)]) -> String {
    text(language, key, arguments).unwrap_or_else(|| key.to_owned())
}

/// The bytes, or that they are what the reader has already (RFC 9110, 13).
fn answer(headers: &HeaderMap, (kind, kept): (&str, &str), (tag, modified): (&str, i64), bytes: Bytes) -> Response {
    let seconds = Duration::from_secs(u64::try_from(modified).unwrap_or(0));
    let modified = SystemTime::UNIX_EPOCH + seconds;
    let mut response =
        if is_known(headers, tag, modified) { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
    let about = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, kept.to_owned()),
        (header::ETAG, tag.to_owned()),
        (header::LAST_MODIFIED, httpdate::fmt_http_date(modified)),
    ];
    for (name, value) in about {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A tag counts before a date.
fn is_known(headers: &HeaderMap, tag: &str, modified: SystemTime) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(shown) = text(header::IF_NONE_MATCH) {
        return shown.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag);
    }
    let since = text(header::IF_MODIFIED_SINCE).and_then(|since| httpdate::parse_http_date(since).ok());
    since.is_some_and(|since| modified <= since)
}

/// The meetings of the bodies that somebody follows. Whatever stands in place of the secret, the answer to one that is none
/// is that of a page that is not there.
async fn agenda(
    State(service): State<Service>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let secret = name.strip_suffix(".ics").unwrap_or_default();
    let held = service.store.holder(Purpose::Feed, secret, None).await?;
    let (account, _) = held.ok_or(WebError::Absent)?;
    let followed = service.store.followed(account.number).await?;
    let announced = service.public.announced(&service).await?;
    let (zones, language, modified) = (service.zones, account.language, announced.modified());
    let written = tokio::task::spawn_blocking(move || {
        let clashes = clashes(&announced, &followed, language);
        let remark = |meeting: &MeetingId| clashes.get(meeting).cloned();
        let name = say(language, "own-agenda", &[]);
        let options = FeedOptions { language, body: None, source: None };
        announced.calendar(&options, &name, zones, Some(&followed), &remark)
    });
    let bytes = written.await.map_err(|_| WebError::Busy)??;
    let tag = tag(&bytes);
    // What one follows changes, too: the tag alone tells.
    let mut response =
        answer(&headers, ("text/calendar; charset=utf-8", "private, no-cache"), (&tag, modified), bytes.into());
    response.headers_mut().remove(header::LAST_MODIFIED);
    let fixed = [("x-robots-tag", "noindex, nofollow"), ("referrer-policy", "no-referrer")];
    for (name, value) in fixed {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    Ok(response)
}

/// One meeting of an agenda.
struct Own {
    id: MeetingId,
    title: String,
    days: (Date, Date),
    half: Option<Half>,
}

impl Own {
    fn clashes_with(&self, other: &Self) -> bool {
        let ((first, last), (from, until)) = (self.days, other.days);
        let halves = self.half.zip(other.half).is_some_and(|(one, other)| one != other);
        first <= until && from <= last && !(self.days == other.days && halves)
    }
}

/// For each meeting of an agenda on whose days another one of it is too, a sentence that says so.
fn clashes(announced: &Announced, followed: &BTreeSet<String>, language: Language) -> BTreeMap<MeetingId, String> {
    let mut own = Vec::new();
    for part in announced.parts() {
        for placed in part.calendar.view().all() {
            let stands = !matches!(placed.at.firmness, Firmness::Cancelled | Firmness::Held);
            if stands && followed.contains(placed.body.id.as_str()) {
                let meeting = placed.meeting;
                own.push(Own {
                    id: meeting.id.clone(),
                    title: meeting.titles.get(&language).unwrap_or(&meeting.title).as_str().to_owned(),
                    days: (placed.at.first(), placed.at.last()),
                    half: placed.at.half,
                });
            }
        }
    }
    own.sort_by_key(|one| one.days);
    let mut found: BTreeMap<MeetingId, Vec<String>> = BTreeMap::new();
    for (at, one) in own.iter().enumerate() {
        for other in own[at + 1..].iter().take_while(|other| other.days.0 <= one.days.1) {
            if one.clashes_with(other) {
                found.entry(one.id.clone()).or_default().push(named(other, language));
                found.entry(other.id.clone()).or_default().push(named(one, language));
            }
        }
    }
    let sentence = |others: Vec<String>| say(language, "own-clash", &[("others", Argument::Text(others.join("; ")))]);
    found.into_iter().map(|(id, others)| (id, sentence(others))).collect()
}

fn named(one: &Own, language: Language) -> String {
    format!("{} ({})", one.title, date_range(one.days.0, one.days.1, language))
}
