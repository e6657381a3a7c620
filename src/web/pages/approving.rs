//! What somebody prepared, as it is seen by whoever approves it: exactly that, or nothing.

use super::Frame;
use super::announcing::{Asked, aside, origin, person, reason_word, sample, under};
use super::forms;
use super::home::encoded;
use crate::desk::origin::Origin;
use crate::desk::telling::approval::{NotApproved, Review, Reviewed};
use crate::desk::telling::{Aim, Prepared, Telling};
use crate::desk::{Circumstances, DeskError};
use crate::domain::access::Action;
use crate::domain::ids::MeetingId;
use crate::domain::time::Instant;
use crate::language::pages::Argument;
use crate::store::{Approval, Pending};
use crate::web::boards::Open;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Mails that an approver sees.
const SAMPLES: usize = 3;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/scenarios/{scenario}/announce/{number}", Permission::InScenario(Action::See), show),
        Route::post(
            "/scenarios/{scenario}/announce/{number}/approve",
            Permission::InScenario(Action::Approve),
            approve,
        ),
    ]
}

/// Whether somebody may do this for all meetings that an announcement is about.
async fn may_all(
    service: &Service,
    who: &Who,
    action: Action,
    open: &Arc<Open>,
    number: i64,
) -> Result<bool, WebError> {
    if who.scope_allows(action) && who.roles().everywhere(action) {
        return Ok(true);
    }
    let scenario = open.scenario();
    let may = |id: &String| {
        let known = MeetingId::parse(id).ok().and_then(|id| scenario.meetings().get(&id));
        known.is_some_and(|meeting| who.may(action, scenario, &meeting.body))
    };
    Ok(service.store.meetings_of(number).await?.iter().all(may))
}

/// What was prepared, worked out once more from the files of now. Who registered since is told by the next announcement.
async fn review(
    service: &Service,
    open: &Open,
    number: i64,
) -> Result<Result<Box<(Telling, Reviewed)>, (NotApproved, Option<Prepared>)>, WebError> {
    let (kept, _) = match Origin::kept(&service.store, Some(number)).await {
        Ok(kept) => kept,
        // It was dropped, or prepared by a program that kept less.
        Err(DeskError::NotKept(_)) => return Ok(Err((NotApproved::Gone, None))),
        Err(error) => return Err(error.into()),
    };
    let asked = Asked { meetings: kept.request.meetings.clone(), reworded: kept.request.reworded };
    let mut origin = origin(service, open, asked).await?;
    origin.registrations = kept.registrations;
    let service = service.clone();
    aside(async move {
        // A meeting that was announced is no longer there, say: what is prepared is not what the files say.
        let Ok(telling) = Telling::read(&origin, service.zones, service.setup.workbooks) else {
            return Ok(Err((NotApproved::Changed { by: String::new() }, None)));
        };
        match under!(service, by => telling.review(&service.store, by).await)? {
            Review::Same(reviewed) => Ok(Ok(Box::new((telling, *reviewed)))),
            Review::Not(why) => {
                let now = under!(service, by => telling.prepare(Some(&service.store), Aim::Look, by).await)?;
                Ok(Err((why, Some(now))))
            }
        }
    })
    .await
}

async fn pending(service: &Service, scenario: &str, number: i64) -> Result<Pending, WebError> {
    service.store.announcement(scenario, number).await?.ok_or(WebError::Absent)
}

async fn show(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path((scenario, number)): Path<(String, i64)>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let open = service.boards.open(&service.store, &scenario).await?;
    let pending = pending(&service, &scenario, number).await?;
    if !may_all(&service, &who, Action::See, &open, number).await? {
        return Err(WebError::Absent);
    }
    let kept = &pending.announcement;
    if kept.approved.is_some() {
        return super::sending::progress_page(&service, &who, &frame, &scenario, &pending).await;
    }
    let reviewed = review(&service, &open, number).await?;
    let mut samples = Vec::new();
    if let Ok(same) = &reviewed {
        let (telling, same) = same.as_ref();
        let count = same.prepared().dispatches.len();
        let places: BTreeSet<usize> = (0..SAMPLES).map(|one| one * count.saturating_sub(1) / (SAMPLES - 1)).collect();
        for at in places {
            samples.extend(sample(telling, same.prepared(), at, &service)?);
        }
    }
    let own = kept.prepared.0 == who.signature();
    let approves = may_all(&service, &who, Action::Approve, &open, number).await?;
    let first = pending.first_approved_by.as_deref();
    frame.page(
        "approve.html",
        context! {
            scenario => encoded(&scenario), title => open.scene.head.title.as_str(), number, count => kept.messages,
            digest => kept.digest.as_str(), by => person(&kept.prepared.0), at => forms::minute(kept.prepared.1),
            lines => summary(&frame, &service.store.summary(number).await?), samples, own, approves,
            changed => reviewed.is_err(), first => first.map(person),
            again => first == Some(who.signature().as_str()),
        },
    )
}

/// What an announcement holds, a line for each meeting and reason.
fn summary(frame: &Frame<'_>, counts: &BTreeMap<(String, String), i64>) -> Vec<Value> {
    let line = |((meeting, word), count): (&(String, String), &i64)| {
        context! { meeting, reason => reason_word(frame, word), count }
    };
    counts.iter().map(line).collect()
}

#[derive(Deserialize)]
struct Seen {
    digest: String,
}

/// Approves what was seen, or nothing. Whoever approves what somebody else approved a moment before gets the same answer.
async fn approve(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path((scenario, number)): Path<(String, i64)>,
    Form(Seen { digest }): Form<Seen>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let open = service.boards.open(&service.store, &scenario).await?;
    let kept = pending(&service, &scenario, number).await?.announcement;
    if !may_all(&service, &who, Action::Approve, &open, number).await? {
        return Err(WebError::Forbidden("it is about meetings of bodies that are not among yours"));
    }
    let refused = |key: &str, arguments: &[(&str, Argument)]| Err(WebError::Conflict(frame.text(key, arguments)));
    let done = || Redirect::to(&format!("/scenarios/{}/announce/{number}", encoded(&scenario))).into_response();
    if digest != kept.digest {
        return refused("other-digest", &[]);
    }
    if kept.approved.is_some() {
        return Ok(done());
    }
    // What follows from the files of now is what was seen, or it is not told.
    match review(&service, &open, number).await? {
        Ok(_) => {}
        Err((why, now)) => {
            let meanwhile = service.store.announcement(&scenario, number).await?;
            if meanwhile.is_some_and(|one| one.announcement.approved.is_some() && one.announcement.digest == digest) {
                return Ok(done());
            }
            return differing(&service, &frame, (&scenario, number), &why, now.as_ref()).await;
        }
    }
    match service.store.approve(number, &who.signature(), &digest).await? {
        Approval::Approved { .. } | Approval::Already { .. } | Approval::Unusual { .. } => Ok(done()),
        Approval::Nothing => refused("announcement-gone", &[]),
        Approval::SamePerson => refused("same-person", &[]),
        Approval::OtherDigest { .. } => refused("other-digest", &[]),
        Approval::ToldSince => refused("told-since", &[]),
    }
}

/// What was prepared beside what follows now.
async fn differing(
    service: &Service,
    frame: &Frame<'_>,
    (scenario, number): (&str, i64),
    why: &NotApproved,
    now: Option<&Prepared>,
) -> Result<Response, WebError> {
    let then = service.store.summary(number).await?;
    let mut of_now: BTreeMap<(String, String), i64> = BTreeMap::new();
    for dispatch in now.iter().flat_map(|now| &now.dispatches) {
        let key = (dispatch.announcement.meeting.as_str().to_owned(), dispatch.reason.word().to_owned());
        *of_now.entry(key).or_default() += 1;
    }
    for reminder in now.iter().flat_map(|now| &now.reminders) {
        *of_now.entry((reminder.meeting.as_str().to_owned(), reminder.reason())).or_default() += 1;
    }
    let keys: BTreeSet<&(String, String)> = then.keys().chain(of_now.keys()).collect();
    let line = |key: &(String, String)| {
        let (before, now) = (then.get(key).copied().unwrap_or(0), of_now.get(key).copied().unwrap_or(0));
        context! { meeting => key.0.as_str(), reason => reason_word(frame, &key.1), before, now, differs => before != now }
    };
    let lines: Vec<Value> = keys.into_iter().map(line).collect();
    let text = match why {
        NotApproved::Gone | NotApproved::NothingPrepared => frame.text("announcement-gone", &[]),
        _ => frame.text("announcement-changed", &[]),
    };
    let page = frame.page("conflict.html", context! { scenario => encoded(scenario), number, text, lines })?;
    Ok((StatusCode::CONFLICT, page).into_response())
}
