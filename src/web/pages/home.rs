//! The calendars there are, and a new one.

use super::Frame;
use crate::domain::access::Action;
use crate::exchange::files::MemoryFiles;
use crate::exchange::profile::Profiles;
use crate::exchange::scenario;
use crate::store::NewRevision;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::{Value, context};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/scenarios", Permission::Somewhere(Action::See), show),
        Route::post("/scenarios", Permission::Everywhere(Action::Plan), add).uploading(),
    ]
}

async fn show(State(service): State<Service>, who: Who, headers: HeaderMap) -> Result<Response, WebError> {
    let mut shown = Vec::new();
    for head in service.store.scenarios().await? {
        let open = service.boards.open(&service.store, &head.name).await?;
        if who.may_in(Action::See, open.scenario()) {
            let tally = open.checked.tally();
            shown.push(context! {
                name => head.name, title => head.title, revision => head.revision,
                plan => open.plan_number(), must => tally.must, should => tally.should,
                meetings => open.scenario().meetings().len(),
            });
        }
    }
    let adds = who.scope_allows(Action::Plan) && who.roles().everywhere(Action::Plan);
    let visitor = Visitor(Some(who));
    let frame = Frame::new(&service, &visitor, &headers);
    frame.page("home.html", context! { scenarios => Value::from(shown), adds })
}

/// Takes the files of a scenario; nothing is kept of what has findings.
async fn add(State(service): State<Service>, who: Who, upload: Multipart) -> Result<Response, WebError> {
    let files = files(upload, service.setup.limits.upload).await?;
    let main =
        files.first().map(|(path, _)| path.clone()).ok_or_else(|| WebError::Invalid("no file was sent".to_owned()))?;
    let name = keep(&service, who.name(), &main, files.into_iter().collect()).await?;
    Ok(Redirect::to(&format!("/scenarios/{}", encoded(&name))).into_response())
}

/// Reads the files of a scenario and keeps them as its first revision, or as the next one of a scenario of that name.
pub(in crate::web) async fn keep(
    service: &Service,
    by: &str,
    main: &str,
    files: BTreeMap<String, Vec<u8>>,
) -> Result<String, WebError> {
    let held: MemoryFiles = files.iter().map(|(path, bytes)| (PathBuf::from(path), bytes.clone())).collect();
    let loaded = scenario::read_from(&held, Path::new(main), &Profiles::bundled()).map_err(WebError::Findings)?;
    let (name, title) = (loaded.scenario.name.clone(), loaded.scenario.title.to_string());
    let new = NewRevision { name: &name, title: &title, main, files: &files, by, why: "added", seen: 0 };
    match service.store.revise(&new).await? {
        Some(_) => Ok(name),
        None => Err(WebError::Conflict(format!("there is a calendar {name} already"))),
    }
}

/// The files of an upload, in their order.
pub(in crate::web) async fn files(mut upload: Multipart, most: usize) -> Result<Vec<(String, Vec<u8>)>, WebError> {
    let wrong = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge(most),
        _ => WebError::Invalid(error.body_text()),
    };
    let (mut files, mut total) = (Vec::new(), 0);
    while let Some(field) = upload.next_field().await.map_err(wrong)? {
        let Some(path) = field.file_name().map(str::to_owned).filter(|path| !path.is_empty()) else { continue };
        let bytes = field.bytes().await.map_err(wrong)?;
        total += bytes.len();
        if total > most {
            return Err(WebError::TooLarge(most));
        }
        files.push((path, bytes.to_vec()));
    }
    Ok(files)
}

/// A name as a part of a path.
pub(in crate::web) fn encoded(name: &str) -> String {
    url::form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20")
}
