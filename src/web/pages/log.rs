//! Who did what: the chain of entries, whether it is whole, and all of it as a file.

use super::Frame;
use super::announcing::person;
use super::forms;
use crate::domain::access::Action;
use crate::language::pages::Argument;
use crate::store::{Entry, LogFault};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use minijinja::{Value, context};
use serde::Deserialize;

/// Entries on one page.
const MOST_SHOWN: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/log", Permission::Everywhere(Action::See), show),
        Route::get("/log/export", Permission::Everywhere(Action::See), export),
    ]
}

/// Which entries.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    who: String,
    #[serde(default)]
    what: String,
    #[serde(default)]
    about: String,
    /// Older than this one.
    before: Option<i64>,
    #[serde(default)]
    format: String,
}

impl Wanted {
    fn fits(&self, entry: &Entry) -> bool {
        let has = |text: &str, part: &str| part.is_empty() || text.to_lowercase().contains(&part.trim().to_lowercase());
        has(&entry.who, &self.who) && has(&entry.what, &self.what) && has(&entry.about, &self.about)
    }
}

async fn show(
    State(service): State<Service>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let (entries, fault) = service.store.log().await?;
    let total = Argument::Count(i64::try_from(entries.len()).unwrap_or(i64::MAX));
    let verdict = match fault {
        None => frame.text("log-whole", &[("count", total)]),
        Some(LogFault::Entry(number)) => frame.text("log-changed", &[("number", Argument::Count(number))]),
        Some(LogFault::End) => frame.text("log-short", &[]),
    };
    let older = |entry: &&Entry| wanted.before.is_none_or(|before| entry.number < before);
    let mut fitting = entries.iter().rev().filter(older).filter(|entry| wanted.fits(entry));
    let one = |entry: &Entry| {
        context! {
            number => entry.number, at => forms::minute(entry.at), who => person(&entry.who), what => entry.what.as_str(),
            about => entry.about.as_str(),
        }
    };
    let shown: Vec<&Entry> = fitting.by_ref().take(MOST_SHOWN).collect();
    let next = fitting.next().and_then(|_| shown.last()).map(|last| last.number);
    let entries: Vec<Value> = shown.into_iter().map(one).collect();
    frame.page(
        "log.html",
        context! {
            verdict, whole => fault.is_none(), entries, next, who => wanted.who.as_str(), what => wanted.what.as_str(),
            about => wanted.about.as_str(),
        },
    )
}

async fn export(State(service): State<Service>, Query(wanted): Query<Wanted>) -> Result<Response, WebError> {
    let (entries, fault) = service.store.log().await?;
    let fitting = entries.iter().filter(|entry| wanted.fits(entry));
    if wanted.format == "csv" {
        let mut text = String::from("number,at,who,what,about\r\n");
        for entry in fitting {
            let at = chrono::DateTime::from_timestamp_millis(entry.at).unwrap_or_default();
            let cells = [&entry.number.to_string(), &at.to_rfc3339(), &entry.who, &entry.what, &entry.about];
            text.push_str(&cells.map(|cell| quoted(cell)).join(","));
            text.push_str("\r\n");
        }
        let about = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"convoke-log.csv\""),
        ];
        return Ok((about, text).into_response());
    }
    let one = |entry: &Entry| serde_json::json!({ "number": entry.number, "at": entry.at, "who": entry.who, "what": entry.what, "about": entry.about });
    let fault = fault.map(|fault| match fault {
        LogFault::Entry(number) => number.to_string(),
        LogFault::End => "end".to_owned(),
    });
    let whole = serde_json::json!({ "fault": fault, "entries": fitting.map(one).collect::<Vec<_>>() });
    let attached = [(header::CONTENT_DISPOSITION, "attachment; filename=\"convoke-log.json\"")];
    Ok((attached, Json(whole)).into_response())
}

/// A cell as spreadsheets read it: never as a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("say \"x\""), "\"say \"\"x\"\"\"");
    }
}
